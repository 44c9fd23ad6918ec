//! What is said of a fitted model.

use super::{TimeRange, Values};
use serde::{Deserialize, Serialize};

/// What a fitted model is, without what it learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Name of the source that it was fitted on.
    pub source: String,
    /// When, in seconds since 1970-01-01 UTC.
    pub made: f64,
    /// Id of its detector.
    pub detector: String,
    /// Title of its detector.
    pub title: String,
    /// Parameters of the detector, knobs and preparation among them.
    pub values: Values,
    /// How many series it learnt from; those too short to learn from are not among them.
    pub series: u32,
    /// How many values these had.
    pub points: u64,
    /// Their first and last moment.
    pub range: TimeRange,
}
