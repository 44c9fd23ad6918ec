//! What a detector found in one held series, kept so that windows and tables need no new scoring.

use super::{Pyramid, reduce};
use crate::detect::{self, Detector, Findings, Point};
use crate::model::{
    Anomaly, Band, Drawing, Episode, Samples, SeriesKey, Summary, TimeRange, Values,
};

/// Columns of a sparkline in the ranked list.
const SPARK_COLUMNS: u32 = 96;
/// From this many points on, a pyramid pays for itself while panning.
const PYRAMID_FROM: usize = 200_000;

/// Findings of one series and what is derived from them.
#[derive(Debug)]
pub struct Scored {
    /// Score, alarm and band of each point.
    pub findings: Findings,
    /// Alarms joined over time.
    pub episodes: Vec<Episode>,
    pyramid: Option<Pyramid>,
    // Of the lower and of the upper edge of the band.
    band: Option<(Pyramid, Pyramid)>,
    has_band: bool,
    drawn: bool,
}

impl Scored {
    /// Scores a series. Cost: that of the detector.
    pub fn new(
        key: SeriesKey,
        samples: Samples<'_>,
        detector: &dyn Detector,
        values: &Values,
    ) -> Self {
        let findings = detector.detect(samples, values);
        let episodes = detect::episodes(key, samples, &findings);
        let mut edges = findings.lower.iter().chain(&findings.upper);
        let has_band = edges.any(|edge| edge.is_finite());
        Self { findings, episodes, pyramid: None, band: None, has_band, drawn: false }
    }

    /// The points that were there when it was scored; a reading under way may have more by now.
    pub fn judged<'a>(&self, samples: Samples<'a>) -> Samples<'a> {
        let count = self.findings.scores.len().min(samples.len());
        Samples { times: &samples.times[..count], values: &samples.values[..count] }
    }

    /// The row of the ranked list; name, labels and unit are left for the holder to fill in.
    pub fn summary(&self, key: SeriesKey, samples: Samples<'_>) -> Summary {
        let worst = self.episodes.iter().max_by(|a, b| a.peak_score.total_cmp(&b.peak_score));
        let calm = || {
            self.findings
                .scores
                .iter()
                .enumerate()
                .filter(|(_, score)| score.is_finite())
                .max_by(|a, b| a.1.total_cmp(b.1))
                .map_or((0.0, f64::NAN), |(at, score)| (*score, samples.times[at]))
        };
        let (severity, worst_time) =
            worst.map_or_else(calm, |episode| (episode.peak_score, episode.peak_time));
        let range = samples
            .times
            .first()
            .zip(samples.times.last())
            .map(|(from, to)| TimeRange { from: *from, to: *to });
        let found = &self.findings;
        let whole = range.unwrap_or(TimeRange { from: 0.0, to: 0.0 });
        let spark = reduce::sparkline(samples, &found.alarms, &found.scores, whole, SPARK_COLUMNS);
        Summary {
            key,
            name: String::new(),
            labels: String::new(),
            unit: String::new(),
            range,
            points: samples.values.iter().filter(|value| !value.is_nan()).count() as u64,
            anomalies: self.episodes.iter().map(|episode| u64::from(episode.points)).sum(),
            episodes: self.episodes.len() as u32,
            severity,
            worst_time,
            last: samples
                .values
                .iter()
                .rev()
                .find(|value| !value.is_nan())
                .copied()
                .unwrap_or(f64::NAN),
            spark,
        }
    }

    /// What a chart of `columns` pixel columns shows of a window.
    pub fn drawing(
        &mut self,
        key: SeriesKey,
        samples: Samples<'_>,
        range: TimeRange,
        columns: u32,
    ) -> Drawing {
        // A first look should not wait for what pays off over many frames.
        let again = std::mem::replace(&mut self.drawn, true);
        if again && PYRAMID_FROM <= samples.len() && self.pyramid.is_none() {
            self.pyramid = Some(Pyramid::build(samples.values));
            if self.has_band {
                let (lower, upper) = (&self.findings.lower, &self.findings.upper);
                self.band = Some((Pyramid::build(lower), Pyramid::build(upper)));
            }
        }
        let found = &self.findings;
        let line = reduce::line(samples, self.pyramid.as_ref(), range, columns);
        let edges = (found.lower.as_slice(), found.upper.as_slice());
        let band = if self.has_band {
            reduce::band(samples.times, edges, self.band.as_ref(), range, columns)
        } else {
            Band::default()
        };
        let marks = reduce::marks(samples, &found.alarms, &found.scores, range, columns);
        let extent = reduce::extent(&line, &band, range);
        Drawing { key, range, line, band, marks, extent }
    }

    /// Why an episode's worst point got its score; empty if that point is gone.
    pub fn reason(
        &self,
        episode: &Episode,
        samples: Samples<'_>,
        unit: &str,
        detector: &dyn Detector,
        values: &Values,
    ) -> String {
        let at = samples.times.partition_point(|time| *time < episode.peak_time);
        if samples.times.get(at) != Some(&episode.peak_time) {
            return String::new();
        }
        detector.reason(&self.point(at, samples, unit), values)
    }

    fn point<'a>(&self, at: usize, samples: Samples<'_>, unit: &'a str) -> Point<'a> {
        Point {
            value: samples.values[at],
            score: self.findings.scores[at],
            lower: self.findings.lower[at],
            upper: self.findings.upper[at],
            unit,
        }
    }

    /// The anomalous points, worst first, at most `limit`, each with its reason.
    pub fn anomalies(
        &self,
        key: SeriesKey,
        samples: Samples<'_>,
        unit: &str,
        (detector, values): (&dyn Detector, &Values),
        limit: usize,
    ) -> Vec<Anomaly> {
        let found = &self.findings;
        let mut order: Vec<usize> = (0..samples.len()).filter(|at| found.alarms[*at]).collect();
        order.sort_unstable_by(|a, b| found.scores[*b].total_cmp(&found.scores[*a]));
        order.truncate(limit);
        order
            .into_iter()
            .map(|at| {
                let point = self.point(at, samples, unit);
                Anomaly {
                    key,
                    time: samples.times[at],
                    value: point.value,
                    score: point.score,
                    lower: point.lower,
                    upper: point.upper,
                    reason: detector.reason(&point, values),
                }
            })
            .collect()
    }
}
