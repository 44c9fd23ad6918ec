//! What was to be seen around an incident: slices of its series and of its log patterns, small enough to be kept.

use super::{Drawing, column};
use serde::{Deserialize, Serialize};

/// All that is kept of what an incident looked like.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its worst series, in the order of its signals.
    #[serde(default)]
    pub excerpts: Vec<Excerpt>,
    /// Counts of the log patterns that changed.
    #[serde(default)]
    pub counts: Vec<PatternCounts>,
}

/// A slice of a series: the extremes of some dozens of columns, so that no spike is lost.
///
/// Moments are seconds after `origin`. `times` and `values` have one length, and so have `band_times`, `lower` and
/// `upper`; NaN is a gap, in one edge of the band an open side.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Name and labels of the series.
    pub series: String,
    /// Unit of its values; may be empty.
    pub unit: String,
    /// Moment to which all others are relative, seconds since 1970-01-01 UTC.
    pub origin: f64,
    /// Moments of the values, not decreasing.
    #[serde(with = "column")]
    pub times: Vec<f32>,
    /// The values.
    #[serde(with = "column")]
    pub values: Vec<f32>,
    /// Moments of the expected range; none if the detector has none.
    #[serde(with = "column")]
    pub band_times: Vec<f32>,
    /// Its lower edge.
    #[serde(with = "column")]
    pub lower: Vec<f32>,
    /// Its upper edge.
    #[serde(with = "column")]
    pub upper: Vec<f32>,
    /// Moments of the alarms.
    #[serde(with = "column")]
    pub alarms: Vec<f32>,
}

/// How often a log pattern came, over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PatternCounts {
    /// Name of the log.
    pub source: String,
    /// The pattern.
    pub template: String,
    /// When the first count begins, seconds since 1970-01-01 UTC.
    pub from: f64,
    /// Seconds of one count.
    pub width: f64,
    /// The counts.
    #[serde(with = "column")]
    pub counts: Vec<f32>,
}

impl Excerpt {
    /// What a drawing shows of a series.
    pub fn of(series: String, unit: String, drawing: &Drawing) -> Self {
        let origin = drawing.range.from;
        let moments =
            |times: &[f64]| times.iter().map(|time| (time - origin) as f32).collect::<Vec<f32>>();
        let small = |values: &[f64]| values.iter().map(|value| *value as f32).collect();
        let Drawing { line, band, marks, .. } = drawing;
        Self {
            series,
            unit,
            origin,
            times: moments(&line.times),
            values: small(&line.values),
            band_times: moments(&band.times),
            lower: small(&band.lower),
            upper: small(&band.upper),
            alarms: moments(&marks.times),
        }
    }

    /// Its points with their moments, seconds since 1970-01-01 UTC; NaN is a gap.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let each = self.times.iter().zip(&self.values);
        each.map(|(time, value)| (self.origin + f64::from(*time), f64::from(*value)))
    }

    /// Whether its columns have the lengths that they promise; what was read from a file may not.
    pub fn is_whole(&self) -> bool {
        let band = self.band_times.len();
        self.times.len() == self.values.len()
            && [self.lower.len(), self.upper.len()].iter().all(|one| *one == band)
            && self.origin.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::to_json;

    #[test]
    fn columns_come_back_from_the_store_and_from_a_file() {
        let values = vec![1.5, f32::NAN, -0.25];
        let one =
            Excerpt { origin: 1e9, times: vec![0.0, 5.0, 10.0], values, ..Excerpt::default() };
        let evidence = Evidence { excerpts: vec![one], counts: Vec::new() };
        let bytes = postcard::to_allocvec(&evidence).expect("bytes");
        let stored: Evidence = postcard::from_bytes(&bytes).expect("evidence");
        let file: Evidence = serde_json::from_str(&to_json(&evidence)).expect("evidence");
        for back in [stored, file] {
            assert_eq!(format!("{back:?}"), format!("{evidence:?}"));
        }
        assert!(evidence.excerpts[0].is_whole());
        assert_eq!(evidence.excerpts[0].points().nth(2), Some((1e9 + 10.0, -0.25)));
    }
}
