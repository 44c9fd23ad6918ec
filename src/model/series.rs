//! Columns of numbers over time.
//!
//! Gap rule of the whole core: a value that is NaN is missing. It is never evidence, never an
//! anomaly and never drawn. Infinities are kept as they came, and treated as a gap by statistics
//! and charts.

use super::CivilTime;
use super::Labels;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A source that the page loaded; numbers are not reused within a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A series of a source: its place in the order of first appearance, stable while the source lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeriesKey {
    /// The source.
    pub source: SourceId,
    /// Place within the source, from 0.
    pub index: u32,
}

/// One series: `times` and `values` have one length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Metric or column name.
    pub name: String,
    /// All labels but the name.
    pub labels: Labels,
    /// Unit of the values (`"ms"`, `"%"`, `"s"`, `"B"`); empty if unknown.
    pub unit: String,
    /// Seconds since 1970-01-01 UTC, strictly increasing; shared by series of one grid.
    pub times: Arc<Vec<f64>>,
    /// NaN is a gap.
    pub values: Vec<f64>,
}

impl Series {
    /// Number of points, gaps included.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// First and last time; `None` if there is no point.
    pub fn range(&self) -> Option<TimeRange> {
        Some(TimeRange { from: *self.times.first()?, to: *self.times.last()? })
    }

    /// A borrowed look at it.
    pub fn samples(&self) -> Samples<'_> {
        Samples { times: &self.times, values: &self.values }
    }
}

/// Name and labels as PromQL writes them: what tells one series from another.
impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, self.labels)
    }
}

/// A borrowed look at one series: what detectors score and charts reduce.
///
/// `times` (seconds since 1970-01-01 UTC, strictly increasing) and `values` (NaN is a gap) have one
/// length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Samples<'a> {
    /// Moments.
    pub times: &'a [f64],
    /// Values at these moments.
    pub values: &'a [f64],
}

impl Samples<'_> {
    /// Number of points, gaps included.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Median distance of neighbouring points among the first few hundred, in seconds; 0 if there
    /// are fewer than two.
    pub fn step(&self) -> f64 {
        let mut steps: Vec<f64> =
            self.times.windows(2).take(500).map(|pair| pair[1] - pair[0]).collect();
        if steps.is_empty() {
            return 0.0;
        }
        let middle = steps.len() / 2;
        *steps.select_nth_unstable_by(middle, f64::total_cmp).1
    }
}

/// From one moment to a later one, both included, in seconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TimeRange {
    /// First moment.
    pub from: f64,
    /// Last moment.
    pub to: f64,
}

impl TimeRange {
    /// Length in seconds.
    pub fn seconds(self) -> f64 {
        self.to - self.from
    }

    /// Reads `FROM/TO` stretches in UTC (`2026-01-31T10:00` or with seconds), apart by commas; `None`
    /// if one of them is none.
    pub fn parse_list(text: &str) -> Option<Vec<Self>> {
        let range = |text: &str| {
            let (from, to) = text.split_once('/')?;
            let [from, to] = [from, to].map(|moment| CivilTime::parse(moment.trim())?.seconds());
            let range = Self { from: from?, to: to? };
            (range.from <= range.to).then_some(range)
        };
        text.split(',').map(|one| range(one.trim())).collect()
    }

    /// The smallest range that holds both.
    pub fn union(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }

    /// Whether the two share a moment.
    pub fn touches(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}
