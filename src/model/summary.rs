//! What the page knows of a series that a worker holds.

use super::{SeriesKey, SeriesKind, Sparkline, TimeRange};
use serde::{Deserialize, Serialize};

/// One row of the ranked list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Which series.
    pub key: SeriesKey,
    /// Metric or column name.
    pub name: String,
    /// Labels as PromQL writes them; may be empty.
    pub labels: String,
    /// Unit of the values; may be empty.
    pub unit: String,
    /// What kind of quantity it holds; `None` until it is read.
    pub kind: Option<SeriesKind>,
    /// First and last moment; `None` without points.
    pub range: Option<TimeRange>,
    /// Points, gaps not counted.
    pub points: u64,
    /// Points that are anomalies.
    pub anomalies: u64,
    /// Episodes of anomalies.
    pub episodes: u32,
    /// Highest score; 1 is the alarm level; 0 without a judged point.
    pub severity: f64,
    /// Moment of the highest score; NaN without one.
    pub worst_time: f64,
    /// Last value that is no gap; NaN without one.
    pub last: f64,
    /// Its shape, small; of a brief row only the scores.
    pub spark: Sparkline,
    /// Whether the detector has not seen enough of it yet to judge any point.
    pub learning: bool,
}

impl Summary {
    /// Takes from another row of this series what a brief one lacks: its kind, and its shape.
    pub fn take_shape(&mut self, other: &Self) {
        self.kind = other.kind;
        let score = std::mem::take(&mut self.spark.score);
        self.spark = Sparkline { score, ..other.spark.clone() };
    }
}

/// One anomalous point, as the table and the exports show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Anomaly {
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
    /// Why, in the detector's words.
    pub reason: String,
}
