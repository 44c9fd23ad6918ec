//! Principal components: windows that do not vary as the others do.

use super::rows::Rows;
use super::windows::{OnWindows, SHARE, width};
use crate::model::{About, Field, Values};
use crate::stats::eigen::symmetric;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "pca",
    title: "Principal components",
    sentence: "Marks stretches of points that vary in directions in which the series hardly ever does.",
    reference: "Shyu, Chen, Sarinnapakorn, Chang, A Novel Anomaly Detection Scheme Based on Principal \
                Component Classifier, 2003; score as PyOD 3.6.7 defines it",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: OnWindows = OnWindows {
    about: &ABOUT,
    score: |rows, _: &Values| scores(rows),
    measure: |_| "the distance along the principal components".to_owned(),
};

const FIELDS: &[Field] = &[width(6.0, 48.0), SHARE];

/// Components that explain a smaller part of the variance than this are rounding.
const SMALLEST_PART: f64 = 1e-13;

/// The score of `PyOD`: columns standardised (ddof 0; a constant column becomes 0), `v_j` the unit
/// eigenvectors of their covariance and `r_j` the part of the variance that each explains, then
/// `Σ_j ‖x − v_j‖ / r_j`. The sign of `v_j` matters in it: its largest component is positive, as in
/// scikit-learn. Components that explain less than 10^-13 are left out, where `PyOD` divides by
/// rounding errors. Cost: O(n·w²) time, O(n·w) memory.
pub(super) fn scores(rows: &Rows) -> Vec<f64> {
    let width = rows.width();
    // Newest first, so that ties in the largest component are resolved from there.
    let columns: Vec<(f64, f64)> = (0..width).rev().map(|column| moments(rows, column)).collect();
    let standardised: Vec<f64> = rows
        .iter()
        .flat_map(|row| {
            row.iter().rev().zip(&columns).map(|(value, (mean, sigma))| (value - mean) / sigma)
        })
        .collect();
    let mut covariance = vec![0.0; width * width];
    for row in standardised.chunks_exact(width) {
        for (at, one) in row.iter().enumerate() {
            for (sum, other) in covariance[at * width..=at * width + at].iter_mut().zip(row) {
                *sum += one * other;
            }
        }
    }
    for at in 0..width {
        for other in 0..=at {
            covariance[at * width + other] /= (rows.len() - 1) as f64;
            covariance[other * width + at] = covariance[at * width + other];
        }
    }
    let pairs = symmetric(covariance, width);
    let total: f64 = pairs.iter().map(|(value, _)| value.max(0.0)).sum();
    let axes: Vec<(f64, Vec<f64>)> = pairs
        .into_iter()
        .filter(|(value, _)| *value > SMALLEST_PART * total)
        .map(|(value, axis)| (value / total, turned(axis)))
        .collect();
    let score = |row: &[f64]| axes.iter().map(|(part, axis)| distance(row, axis) / part).sum();
    standardised.chunks_exact(width).map(score).collect()
}

/// Mean of a column, and its standard deviation; 1 if it is constant.
fn moments(rows: &Rows, column: usize) -> (f64, f64) {
    let count = rows.len() as f64;
    let mean = rows.column(column).sum::<f64>() / count;
    let variance =
        rows.column(column).map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    let constant = rows.range(column).is_none_or(|(low, high)| low == high);
    // Differences may vanish when squared.
    if constant || variance == 0.0 { (mean, 1.0) } else { (mean, variance.sqrt()) }
}

/// The axis with the sign that makes its largest component positive.
fn turned(mut axis: Vec<f64>) -> Vec<f64> {
    let largest = axis
        .iter()
        .fold(0.0_f64, |most, value| if value.abs() > most.abs() { *value } else { most });
    if largest < 0.0 {
        for value in &mut axis {
            *value = -*value;
        }
    }
    axis
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}
