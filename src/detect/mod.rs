//! Detectors: each scores one series against what it expects.
//!
//! The score scale is common: 1 is the detector's own alarm level, so that scores of different
//! detectors can be ranked together.

mod among;
mod counter;
mod episodes;
mod explain;
pub mod fitted;
mod judge;
mod kind;
mod knobs;
mod pace;
mod page;
mod pager;

pub use among::{Among, Member, Shared};
pub use episodes::episodes;
pub use judge::Judge;
pub use kind::{kind_of, named_kind};
use knobs::PREPARE;
pub use knobs::{KNOBS, LEVEL, described};
pub use page::page;
pub use pager::Pager;

use crate::catalogue;
use crate::model::{About, Field, Samples, Says, Values};
use crate::stats::baseline::Baseline;

pub mod library;
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

    /// Says what it thinks of each point, in order, once; deterministic, and no input panics.
    ///
    /// Told one by one, so that who listens decides what is worth its memory.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>);

    /// Whether it judges anything, set like this.
    fn is_set(&self, _values: &Values) -> bool {
        true
    }

    /// Whether later points change what it says of earlier ones.
    fn looks_ahead(&self, _values: &Values) -> bool {
        false
    }

    /// All that [`Detector::judge`] tells, kept: 25 bytes a point.
    fn detect(&self, samples: Samples<'_>, values: &Values) -> Findings {
        let mut findings = Findings::with_capacity(samples.len());
        self.judge(samples, values, &mut |verdict| findings.push(verdict));
        findings
    }

    /// Why a point got its score, in one sentence with numbers and units.
    fn reason(&self, point: &Point<'_>, values: &Values) -> String;

    /// The same for alarms of one series, in order of time; for detectors whose reasons need more than
    /// the point. Cost: at most that of judging once more up to the last of them.
    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        alarms.iter().map(|alarm| self.reason(&alarm.point(samples, unit), values)).collect()
    }

    /// More about one alarm than its sentence. Cost: at most that of judging up to it.
    ///
    /// Unless a detector knows better, a threshold is what its score is a multiple of.
    fn explain(&self, _samples: Samples<'_>, alarm: &Alarm, values: &Values) -> Why {
        let threshold = values.number(self.fields(), "threshold") * alarm.score;
        let silencer = Some(("threshold", threshold)).filter(|(_, value)| value.is_finite());
        Why { silencer, ..Why::default() }
    }

    /// What it has to know of all series of a source, in their order; always `None` of those that judge
    /// each alone, and never of others. Cost: proportional to the points, nearly.
    fn shared(&self, _members: &[Member<'_>], _values: &Values) -> Option<Shared> {
        None
    }

    /// As [`Detector::judge`], of one of the series that `among` was computed from.
    fn judge_among(
        &self,
        samples: Samples<'_>,
        _among: Among<'_>,
        values: &Values,
        tell: Tell<'_>,
    ) {
        self.judge(samples, values, tell);
    }

    /// As [`Detector::reasons`], of one of the series that `among` was computed from.
    fn reasons_among(
        &self,
        samples: Samples<'_>,
        _among: Among<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        self.reasons(samples, alarms, unit, values)
    }
}

/// What a detector adds to its sentence about an alarm.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Why {
    /// What the expectation rests on; may be empty.
    pub basis: String,
    /// What each way to look at the point says; empty where there is only one.
    pub views: Vec<Says>,
    /// A parameter with the value from which on the point would not have alarmed.
    pub silencer: Option<(&'static str, f64)>,
}

/// Listens to a detector.
pub type Tell<'a> = &'a mut dyn FnMut(Verdict);

/// What a detector says of one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// 0 and up; 1 is the alarm level; NaN where the detector cannot judge (a gap, warm-up).
    pub score: f64,
    /// Whether the point is an anomaly.
    pub alarm: bool,
    /// Lower edge of the expected band; NaN where there is none.
    pub lower: f64,
    /// Upper edge of the expected band; NaN where there is none.
    pub upper: f64,
}

impl Verdict {
    /// Of a point that cannot be judged.
    const UNJUDGED: Self = Self { score: f64::NAN, alarm: false, lower: f64::NAN, upper: f64::NAN };

    /// Whether the expected band has an edge here.
    pub fn has_band(&self) -> bool {
        self.lower.is_finite() || self.upper.is_finite()
    }
}

/// An anomalous point and what was said of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alarm {
    /// Which point of its series.
    pub at: u32,
    /// As in [`Verdict`].
    pub score: f64,
    /// As in [`Verdict`].
    pub lower: f64,
    /// As in [`Verdict`].
    pub upper: f64,
}

impl Alarm {
    /// The point, for a sentence about it.
    pub fn point<'a>(&self, samples: Samples<'_>, unit: &'a str) -> Point<'a> {
        let (score, lower, upper) = (self.score, self.lower, self.upper);
        Point { value: samples.values[self.at as usize], score, lower, upper, unit }
    }
}

/// The verdicts of a whole series in columns; all four have the length of the series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// As in [`Verdict`].
    pub scores: Vec<f64>,
    /// As in [`Verdict`].
    pub alarms: Vec<bool>,
    /// As in [`Verdict`].
    pub lower: Vec<f64>,
    /// As in [`Verdict`].
    pub upper: Vec<f64>,
}

impl Findings {
    fn with_capacity(points: usize) -> Self {
        Self {
            scores: Vec::with_capacity(points),
            alarms: Vec::with_capacity(points),
            lower: Vec::with_capacity(points),
            upper: Vec::with_capacity(points),
        }
    }

    /// Places of the anomalous points, rising.
    pub fn alarmed(&self) -> impl Iterator<Item = usize> {
        self.alarms.iter().enumerate().filter(|(_, alarm)| **alarm).map(|(at, _)| at)
    }

    fn push(&mut self, verdict: Verdict) {
        self.scores.push(verdict.score);
        self.alarms.push(verdict.alarm);
        self.lower.push(verdict.lower);
        self.upper.push(verdict.upper);
    }
}

/// Says nothing of any point.
fn judge_none(samples: Samples<'_>, tell: Tell<'_>) {
    samples.values.iter().for_each(|_| tell(Verdict::UNJUDGED));
}

/// Judges every point by a baseline of the points before it: alarm where it lies strictly farther
/// than `threshold` σ from the level. What is not finite has no score, but a band.
fn judge_by(mut baseline: Baseline, values: &[f64], threshold: f64, tell: Tell<'_>) {
    for value in values {
        let Some(expected) = baseline.expected() else {
            tell(Verdict::UNJUDGED);
            baseline.push(*value, false);
            continue;
        };
        let half = threshold * expected.sigma;
        let lower = (expected.level - half).max(f64::MIN);
        let upper = (expected.level + half).min(f64::MAX);
        if !value.is_finite() {
            tell(Verdict { lower, upper, ..Verdict::UNJUDGED });
            continue;
        }
        let distance = expected.distance(*value);
        let alarm = distance > threshold;
        tell(Verdict { score: distance / threshold, alarm, lower, upper });
        baseline.push(*value, alarm);
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
    /// The detectors that the page always has, in menu order; the first is the default.
    pub static DETECTORS: [&dyn Detector], MENU = { auto, moving_average, zscore, threshold }
}

/// Every detector, in menu order.
pub fn all() -> impl Iterator<Item = &'static dyn Detector> {
    DETECTORS.iter().chain(library::LIBRARY).copied()
}

/// What every detector says of itself, in menu order.
pub fn menu() -> impl Iterator<Item = &'static About> {
    MENU.iter().chain(library::LIBRARY_MENU).copied()
}

/// These parameters for a series that will not grow: what may look ahead does, unless the user said
/// otherwise.
pub fn for_whole(detector: &dyn Detector, values: &Values) -> Values {
    let mut values = values.clone();
    if values.text("look").is_none() {
        // Refused where there is no such choice.
        let _ = values.set(detector.fields(), "look", "whole");
    }
    values
}

/// The detector with this id, if the page always has it.
pub fn find_core(id: &str) -> Option<&'static dyn Detector> {
    DETECTORS.iter().copied().find(|detector| detector.about().id == id)
}

/// The detector with this id.
pub fn find(id: &str) -> Option<&'static dyn Detector> {
    all().find(|detector| detector.about().id == id)
}
