//! Detectors: each scores one series against what it expects.
//!
//! The score scale is common: 1 is the detector's own alarm level, so that scores of different
//! detectors can be ranked together.

mod episodes;

pub use episodes::episodes;

use crate::catalogue;
use crate::model::{About, Field, Samples, Values};
use crate::stats::baseline::Baseline;

pub mod truth;
mod words;

/// A way to tell abnormal points from normal ones.
pub trait Detector: Sync {
    /// Identity and help.
    fn about(&self) -> About;

    /// Parameters.
    fn fields(&self) -> &'static [Field] {
        self.about().fields
    }

    /// Scores every point; deterministic, and no input panics.
    fn detect(&self, samples: Samples<'_>, values: &Values) -> Findings;

    /// Why a point got its score, in one sentence with numbers and units.
    fn reason(&self, point: &Point<'_>, values: &Values) -> String;
}

/// What a detector says of each point; all four have the length of the input.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// 0 and up; 1 is the alarm level; NaN where the detector cannot judge (a gap, warm-up).
    pub scores: Vec<f64>,
    /// Whether the point is an anomaly.
    pub alarms: Vec<bool>,
    /// Lower edge of the expected band; NaN where there is none.
    pub lower: Vec<f64>,
    /// Upper edge of the expected band; NaN where there is none.
    pub upper: Vec<f64>,
}

impl Findings {
    /// Empty, with room for so many points.
    fn with_capacity(points: usize) -> Self {
        Self {
            scores: Vec::with_capacity(points),
            alarms: Vec::with_capacity(points),
            lower: Vec::with_capacity(points),
            upper: Vec::with_capacity(points),
        }
    }

    /// Appends what is said of the next point.
    fn push(&mut self, score: f64, alarm: bool, lower: f64, upper: f64) {
        self.scores.push(score);
        self.alarms.push(alarm);
        self.lower.push(lower);
        self.upper.push(upper);
    }

    /// Scores every point against a baseline of the points before it: alarm where it lies strictly
    /// farther than `threshold` σ from the level. What is not finite has no score, but a band.
    fn against(mut baseline: Baseline, values: &[f64], threshold: f64) -> Self {
        let mut findings = Self::with_capacity(values.len());
        for value in values {
            let Some(expected) = baseline.expected() else {
                findings.push(f64::NAN, false, f64::NAN, f64::NAN);
                baseline.push(*value, false);
                continue;
            };
            let half = threshold * expected.sigma;
            let lower = (expected.level - half).max(f64::MIN);
            let upper = (expected.level + half).min(f64::MAX);
            if !value.is_finite() {
                findings.push(f64::NAN, false, lower, upper);
                continue;
            }
            let distance = expected.distance(*value);
            let alarm = distance > threshold;
            findings.push(distance / threshold, alarm, lower, upper);
            baseline.push(*value, alarm);
        }
        findings
    }
}

/// One scored point, for a sentence about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point<'a> {
    /// Its value.
    pub value: f64,
    /// Its score.
    pub score: f64,
    /// Expected band there; NaN where there is none.
    pub lower: f64,
    /// Upper edge.
    pub upper: f64,
    /// Unit of the value; may be empty.
    pub unit: &'a str,
}

catalogue! {
    /// Every detector, in menu order; the first is the default.
    pub static DETECTORS: [&dyn Detector], MENU = { moving_average, zscore, threshold }
}

/// The detector with this id.
pub fn find(id: &str) -> Option<&'static dyn Detector> {
    DETECTORS.iter().copied().find(|detector| detector.about().id == id)
}
