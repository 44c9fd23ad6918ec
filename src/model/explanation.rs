//! Why a point alarmed, as data: the page words it and marks it.

use super::{SeriesKey, TimeRange};
use serde::{Deserialize, Serialize};

/// Everything that can be said of one alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Which series.
    pub key: SeriesKey,
    /// Seconds since 1970-01-01 UTC.
    pub time: f64,
    /// Value.
    pub value: f64,
    /// Score; 1 is the alarm level.
    pub score: f64,
    /// Expected band; NaN where there is none.
    pub lower: f64,
    /// Upper edge.
    pub upper: f64,
    /// The detector's own sentence.
    pub sentence: String,
    /// What the expectation rests on; empty where the detector does not say.
    pub basis: String,
    /// Points of the series before it.
    pub points: u64,
    /// The stretch of alarms that it belongs to.
    pub episode: TimeRange,
    /// Stretches of alarms before that one in the same data.
    pub before: u32,
    /// When the last of them began; NaN if there was none.
    pub last_before: f64,
    /// What each way to look at it says; empty where there is only one.
    pub views: Vec<Says>,
    /// What would have kept it silent.
    pub silencer: Option<Silencer>,
}

/// What one way to look at a point says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Says {
    /// The way.
    pub title: String,
    /// Distance from what is usual for it, in multiples of that, with sign.
    pub distance: f64,
    /// Whether it takes the point for abnormal.
    pub agrees: bool,
}

/// A setting that would have kept an alarm silent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Silencer {
    /// Name of the parameter or knob.
    pub name: String,
    /// Its value.
    pub value: f64,
}

/// What a detector says of one series, beside others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Id of the detector.
    pub detector: String,
    /// Stretches of alarms, in order of time.
    pub episodes: Vec<TimeRange>,
    /// Points that alarm.
    pub alarms: u64,
    /// How often it would have called somebody.
    pub pages: u32,
}
