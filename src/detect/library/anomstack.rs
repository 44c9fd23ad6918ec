//! Anomstack's default: principal components and nearest neighbours on how the series changes.

use super::neighbours::kth_distances;
use super::pca;
use super::rows::{Rows, tamed};
use super::windows::{FEWEST, SHARE, sentence, share, tell_all};
use crate::detect::{Detector, Point, Tell, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::robust::midpoint;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "anomstack",
    title: "Anomstack (PCA + KNN)",
    sentence: "Marks stretches of points that change as the series hardly ever does, by two methods \
               together.",
    reference: "Default of Anomstack: PCA and KNN of PyOD on difference 1, smooth 3, lags 5",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Anomstack = Anomstack;

/// Two methods on smoothed differences, combined.
#[derive(Debug)]
pub struct Anomstack;

const FIELDS: &[Field] = &[
    Field {
        name: "combine",
        title: "Combination",
        help: "The score is the mean, the smaller or the larger of what the two methods say.",
        unit: "",
        kind: FieldKind::Choice(&[("mean", "Mean"), ("min", "Smaller"), ("max", "Larger")]),
    },
    SHARE,
];

/// Points whose mean smooths the differences.
const SMOOTH: usize = 3;
/// A smoothed difference and five before it.
const WIDTH: usize = 6;
/// Points that one window reaches back over.
const REACH: usize = WIDTH + SMOOTH;
const NEIGHBOURS: usize = 5;

impl Detector for Anomstack {
    fn about(&self) -> About {
        ABOUT
    }

    /// Rows are six successive means of three successive differences. Each method's scores on them
    /// are stretched to 0–1 (smallest to largest), then combined; the level is the usual one of
    /// windows, where Anomstack alarms above 0.8 whatever the series. A gap makes the nine points from
    /// it on unjudged; Anomstack drops gaps and joins what they separate. Cost: that of the methods
    /// `pca` and `knn` at window 6.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let rows = Rows::of(&smoothed_differences(&tamed(samples.values)), WIDTH);
        let mut raw = Vec::new();
        if rows.len() >= FEWEST {
            let (one, other) =
                (stretched(pca::scores(&rows)), stretched(kth_distances(&rows, NEIGHBOURS)));
            let combine = match values.choice(FIELDS, "combine") {
                "min" => f64::min,
                "max" => f64::max,
                _ => midpoint,
            };
            raw = one.into_iter().zip(other).map(|(one, other)| combine(one, other)).collect();
        }
        tell_all(&rows.at_points(&raw), share(&ABOUT, values), tell);
    }

    fn looks_ahead(&self, _values: &Values) -> bool {
        true
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let stretch = format!("the change over the {REACH} points up to {}", words::shown(point));
        let measure = "principal components and nearest neighbours";
        sentence(point, measure, &stretch, share(&ABOUT, values))
    }
}

/// Means of three successive differences; NaN where a value for them is missing.
fn smoothed_differences(values: &[f64]) -> Vec<f64> {
    let difference = |at: usize| match at.checked_sub(1) {
        Some(before) => values[at] - values[before],
        None => f64::NAN,
    };
    let mean = |at: usize| match (at + 1).checked_sub(SMOOTH) {
        Some(first) => (first..=at).map(difference).sum::<f64>() / SMOOTH as f64,
        None => f64::NAN,
    };
    (0..values.len()).map(mean).collect()
}

/// Moved and stretched so that the smallest is 0 and the largest 1; all 0 if they are alike.
fn stretched(mut scores: Vec<f64>) -> Vec<f64> {
    let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for score in &mut scores {
        *score = if high > low { (*score - low) / (high - low) } else { 0.0 };
    }
    scores
}
