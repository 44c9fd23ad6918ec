//! What the page draws of one series: a few thousand points, however many the worker holds.

use super::{SeriesKey, TimeRange, block};
use serde::{Deserialize, Serialize};

/// A line: `times` and `values` have one length; a NaN value breaks the line (a gap).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Polyline {
    /// Seconds since 1970-01-01 UTC, not decreasing.
    #[serde(with = "block")]
    pub times: Vec<f64>,
    /// Values; NaN is a gap.
    #[serde(with = "block")]
    pub values: Vec<f64>,
}

/// An expected range over time: the three have one length; NaN in one edge leaves the band open on
/// that side, NaN in both breaks it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Seconds since 1970-01-01 UTC, not decreasing.
    #[serde(with = "block")]
    pub times: Vec<f64>,
    /// Lower edge.
    #[serde(with = "block")]
    pub lower: Vec<f64>,
    /// Upper edge.
    #[serde(with = "block")]
    pub upper: Vec<f64>,
}

/// Anomalous points to mark: at most one a pixel column, the worst.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Marks {
    /// Seconds since 1970-01-01 UTC, increasing.
    #[serde(with = "block")]
    pub times: Vec<f64>,
    /// Values, finite.
    #[serde(with = "block")]
    pub values: Vec<f64>,
    /// Scores; 1 is the alarm level.
    #[serde(with = "block")]
    pub scores: Vec<f64>,
}

/// Everything to draw of one series in one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// Which series.
    pub key: SeriesKey,
    /// The window asked for.
    pub range: TimeRange,
    /// The values, at most four vertices a pixel column.
    pub line: Polyline,
    /// The expected range; empty if the detector has none.
    pub band: Band,
    /// The alarms.
    pub marks: Marks,
    /// Smallest and largest finite value of line and band; `(0, 0)` if there is none.
    pub extent: (f64, f64),
    /// From the first value to the first that the detector judged, while it had not seen enough to judge any.
    pub learning: Option<TimeRange>,
}

/// A whole series in about a hundred columns of equal time, for a row of a list.
///
/// The three vectors have one length; `low` and `high` are shares of `extent` from 0 to 1, NaN where
/// the series has a gap.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sparkline {
    /// Smallest value of each column.
    pub low: Vec<f32>,
    /// Largest value of each column.
    pub high: Vec<f32>,
    /// Worst score of the alarms of each column, 0 where there is none; 1 is the alarm level.
    pub score: Vec<f32>,
    /// What 0 and 1 stand for; `(0, 0)` if no value is finite.
    pub extent: (f64, f64),
}
