//! Episodes of one series, and incidents made of several.

use super::{Level, SeriesKey, TimeRange};
use serde::{Deserialize, Serialize};

/// Consecutive alarms of one series, joined over short pauses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Which series.
    pub key: SeriesKey,
    /// First and last alarm.
    pub range: TimeRange,
    /// Highest score within; 1 is the detector's alarm level.
    pub peak_score: f64,
    /// Moment of the highest score.
    pub peak_time: f64,
    /// Value at that moment.
    pub peak_value: f64,
    /// What was expected at that moment (middle of the band); NaN if the detector has no band.
    pub expected: f64,
    /// Number of alarms within.
    pub points: u32,
}

/// One series that takes part in an incident, with the figures of its worst moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Name and labels of the series.
    pub series: String,
    /// Unit of its values; may be empty.
    pub unit: String,
    /// First and last alarm.
    pub from: f64,
    /// Last alarm.
    pub to: f64,
    /// Highest score; 1 is the alarm level.
    pub score: f64,
    /// Value at the highest score; `None` where it was not finite.
    pub value: Option<f64>,
    /// What was expected then; `None` where the detector has no band.
    pub expected: Option<f64>,
    /// Reason in the detector's words.
    pub reason: String,
}

/// What the user did with an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IncidentState {
    /// Not looked at.
    Open,
    /// Somebody has it.
    Acknowledged,
}

/// A written incident: signals that agree over one stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Stable: source name and start make it, so the same data give the same incident.
    pub id: String,
    /// Name of the source it came from.
    pub source: String,
    /// First alarm, seconds since 1970-01-01 UTC.
    pub from: f64,
    /// Last alarm.
    pub to: f64,
    /// Whether it still went on at the end of the data.
    pub ongoing: bool,
    /// Highest score of its signals; 1 is the alarm level.
    pub severity: f64,
    /// One written sentence with the numbers.
    pub sentence: String,
    /// The series that agree, worst first.
    pub signals: Vec<Signal>,
    /// Log lines of its time, by level.
    pub logs: Vec<(Level, u32)>,
    /// The most frequent message of the worst level in its time; empty without logs.
    pub sample_log: String,
    /// Detector that raised it, with its settings.
    pub detector: String,
    /// What the user did with it.
    pub state: IncidentState,
    /// When it was stored.
    pub saved: f64,
}
