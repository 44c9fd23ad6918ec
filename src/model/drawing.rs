//! What the page draws of one series: a few thousand points, however many the worker holds.

use super::{SeriesKey, TimeRange};
use serde::{Deserialize, Serialize};

/// A line: `times` and `values` have one length; a NaN value breaks the line (a gap).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Polyline {
    /// Seconds since 1970-01-01 UTC, not decreasing.
    pub times: Vec<f64>,
    /// Values; NaN is a gap.
    pub values: Vec<f64>,
}

/// An expected range over time: the three have one length; NaN breaks the band.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Seconds since 1970-01-01 UTC, not decreasing.
    pub times: Vec<f64>,
    /// Lower edge.
    pub lower: Vec<f64>,
    /// Upper edge.
    pub upper: Vec<f64>,
}

/// Anomalous points to mark: at most one a pixel column, the worst.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Marks {
    /// Seconds since 1970-01-01 UTC, increasing.
    pub times: Vec<f64>,
    /// Values, finite.
    pub values: Vec<f64>,
    /// Scores; 1 is the alarm level.
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
}
