//! Principal components: windows that do not vary as the others do.

use super::beside::{ByRows, OfWindows};
use super::rows::Rows;
use super::windows::{OnWindows, SHARE, width};
use crate::detect::fitted::{Fittable, within};
use crate::model::{About, Field, Values};
use crate::stats::eigen::symmetric;
use serde::{Deserialize, Serialize};

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
    score: |rows, values| Components::learn(rows, values).scores(rows, values),
    measure: |_| "the distance along the principal components".to_owned(),
};

const FIELDS: &[Field] = &[width(6.0, 48.0), SHARE];

/// Components that explain a smaller part of the variance than this are rounding.
const SMALLEST_PART: f64 = 1e-13;

/// How it is fitted: it keeps the components.
pub(in crate::detect) static FIT: Fittable<OfWindows<Components>> = Fittable::of(&ABOUT);

/// The score of `PyOD`: columns standardised (ddof 0; a constant column becomes 0), `v_j` the unit
/// eigenvectors of their covariance and `r_j` the part of the variance that each explains, then
/// `Σ_j ‖x − v_j‖ / r_j`. The sign of `v_j` matters in it: its largest component is positive, as in
/// scikit-learn. Components that explain less than 10^-13 are left out, where `PyOD` divides by
/// rounding errors. Columns are in order of time from the newest, so that ties in the largest component
/// are resolved from there. Cost: O(n·w²) time, O(n·w) memory.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Components {
    // Mean and deviation of each column.
    columns: Vec<(f64, f64)>,
    // The part of the variance that each explains, and its axis.
    axes: Vec<(f64, Vec<f64>)>,
}

impl ByRows for Components {
    const ENTRY: &'static OnWindows = &ENTRY;

    fn learn(rows: &Rows, _values: &Values) -> Self {
        let width = rows.width();
        let columns: Vec<(f64, f64)> =
            (0..width).rev().map(|column| moments(rows, column)).collect();
        let pairs = symmetric(covariance(&standardised(rows, &columns), width), width);
        let total: f64 = pairs.iter().map(|(value, _)| value.max(0.0)).sum();
        let axes = pairs
            .into_iter()
            .filter(|(value, _)| *value > SMALLEST_PART * total)
            .map(|(value, axis)| (value / total, turned(axis)))
            .collect();
        Self { columns, axes }
    }

    fn scores(&self, rows: &Rows, _values: &Values) -> Vec<f64> {
        let score =
            |row: &[f64]| self.axes.iter().map(|(part, axis)| distance(row, axis) / part).sum();
        standardised(rows, &self.columns).chunks_exact(rows.width()).map(score).collect()
    }

    fn is_sound(&self, values: &Values) -> bool {
        self.is_of_width(values.number(FIELDS, "window") as usize)
    }
}

impl Components {
    /// Whether they can be those of windows of so many points.
    pub(super) fn is_of_width(&self, width: usize) -> bool {
        let is_column = |(mean, sigma): &(f64, f64)| within([mean, sigma]) && *sigma > 0.0;
        let is_axis = |(part, axis): &(f64, Vec<f64>)| {
            *part > 0.0 && *part <= 2.0 && axis.len() == width && within(axis)
        };
        self.columns.len() == width
            && self.axes.len() <= width
            && self.columns.iter().all(is_column)
            && self.axes.iter().all(is_axis)
    }
}

/// All rows, newest value first.
fn standardised(rows: &Rows, columns: &[(f64, f64)]) -> Vec<f64> {
    rows.iter()
        .flat_map(|row| {
            row.iter().rev().zip(columns).map(|(value, (mean, sigma))| (value - mean) / sigma)
        })
        .collect()
}

fn covariance(standardised: &[f64], width: usize) -> Vec<f64> {
    let mut covariance = vec![0.0; width * width];
    for row in standardised.chunks_exact(width) {
        for (at, one) in row.iter().enumerate() {
            for (sum, other) in covariance[at * width..=at * width + at].iter_mut().zip(row) {
                *sum += one * other;
            }
        }
    }
    let others = (standardised.len() / width - 1) as f64;
    for at in 0..width {
        for other in 0..=at {
            covariance[at * width + other] /= others;
            covariance[other * width + at] = covariance[at * width + other];
        }
    }
    covariance
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
