//! Anomstack's default: principal components and nearest neighbours on how the series changes.

use super::beside::{ByRows, is_factor, tell_beside};
use super::neighbours::{kth_distances, kth_distances_to};
use super::pca::Components;
use super::rows::{Rows, factor, tamed, tamed_by};
use super::windows::{ALL, FEWEST, FITTED, SHARE, Scale, sentence, share, tell_all};
use crate::detect::fitted::{Fittable, Learn, Learnt, gaps, within};
use crate::detect::{Detector, Point, Tell, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::robust::midpoint;
use serde::{Deserialize, Serialize};

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
            raw = learnt(&rows, values).2;
        }
        tell_all(&rows.at_points(&raw), share(&ABOUT, values), tell);
    }

    fn looks_ahead(&self, _values: &Values) -> bool {
        true
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        reason(point, values, ALL)
    }
}

fn reason(point: &Point<'_>, values: &Values, among: &str) -> String {
    let stretch = format!("the change over the {REACH} points up to {}", words::shown(point));
    let measure = "principal components and nearest neighbours";
    sentence(point, measure, &stretch, share(&ABOUT, values), among)
}

/// How it is fitted: it keeps the components and remembers the changes.
pub(in crate::detect) static FIT: Fittable<Both> = Fittable::of(&ABOUT);

/// Both methods, fitted, and the ranges of their scores among what they were fitted on.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Both {
    factor: f64,
    scale: Scale,
    components: Components,
    #[serde(deserialize_with = "gaps")]
    changes: Vec<f64>,
    ranges: [[f64; 2]; 2],
}

impl Learnt for Both {
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let tamed = tamed_by(self.factor, samples.values);
        let rows = Rows::of_tamed(smoothed_differences(&tamed), WIDTH);
        let past = Rows::of_tamed(self.changes.clone(), WIDTH);
        let both =
            [self.components.scores(&rows, values), kth_distances_to(&past, &rows, NEIGHBOURS)];
        let raw = combined(both, self.ranges, values);
        tell_beside(&rows.at_points(&raw), self.scale, tell);
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        reason(point, values, FITTED)
    }
}

impl Learn for Both {
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self> {
        let rows = Rows::of(&smoothed_differences(&tamed(samples.values)), WIDTH);
        if rows.len() < FEWEST {
            return None;
        }
        let (components, ranges, raw) = learnt(&rows, values);
        Some(Self {
            factor: factor(samples.values),
            scale: Scale::of(&raw, share(&ABOUT, values))?,
            components,
            changes: rows.values().to_vec(),
            ranges,
        })
    }

    fn checked(self, _values: &Values) -> Option<Self> {
        let is_sound = is_factor(self.factor)
            && self.scale.is_sound()
            && self.components.is_of_width(WIDTH)
            && within(self.changes.iter().filter(|change| !change.is_nan()))
            && within(self.ranges.iter().flatten())
            && self.ranges.iter().all(|[low, high]| low <= high)
            && Rows::of_tamed(self.changes.clone(), WIDTH).len() >= FEWEST;
        is_sound.then_some(self)
    }
}

/// What rows teach, and their own raw scores.
fn learnt(rows: &Rows, values: &Values) -> (Components, [[f64; 2]; 2], Vec<f64>) {
    let components = Components::learn(rows, values);
    let both = [components.scores(rows, values), kth_distances(rows, NEIGHBOURS)];
    let ranges = [range(&both[0]), range(&both[1])];
    (components, ranges, combined(both, ranges, values))
}

fn combined([one, other]: [Vec<f64>; 2], ranges: [[f64; 2]; 2], values: &Values) -> Vec<f64> {
    let combine = match values.choice(FIELDS, "combine") {
        "min" => f64::min,
        "max" => f64::max,
        _ => midpoint,
    };
    let (one, other) = (stretched(one, ranges[0]), stretched(other, ranges[1]));
    one.into_iter().zip(other).map(|(one, other)| combine(one, other)).collect()
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

fn range(scores: &[f64]) -> [f64; 2] {
    let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
    [low, scores.iter().copied().fold(f64::NEG_INFINITY, f64::max)]
}

/// Moved and stretched so that the lower end becomes 0 and the higher 1; all 0 if they are one.
fn stretched(mut scores: Vec<f64>, [low, high]: [f64; 2]) -> Vec<f64> {
    for score in &mut scores {
        *score = if high > low { (*score - low) / (high - low) } else { 0.0 };
    }
    scores
}
