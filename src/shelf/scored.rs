//! What a detector found in one held series, kept so that windows and tables need no new scoring.
//!
//! Alarms are rare and kept; what was said of all other points is not, but for the expected band
//! of series that are looked at.

use super::edges::Edges;
use super::{Pyramid, reduce};
use crate::detect::{self, Alarm, Judge};
use crate::model::{
    Anomaly, Band, Drawing, Episode, Kind, Samples, SeriesKey, Summary, TimeRange,
};
use crate::stats::order::sort_by;

/// Columns of a sparkline in the ranked list.
const SPARK_COLUMNS: u32 = 96;
/// From this many points on, a pyramid pays for itself while panning.
const PYRAMID_FROM: usize = 200_000;

/// Findings of one series and what is derived from them.
#[derive(Debug)]
pub struct Scored {
    /// Anomalous points, in order of time.
    pub alarms: Vec<Alarm>,
    /// Alarms joined over time.
    pub episodes: Vec<Episode>,
    // How many points were judged.
    points: usize,
    // Highest score of a point without an alarm, and its moment.
    calm: (f64, f64),
    pyramid: Option<Pyramid>,
    has_band: bool,
    // Of the band, while it is kept.
    edges: Option<Edges>,
    drawn: bool,
}

impl Scored {
    /// Scores a series; `keep_band` keeps the expected band for charts, at 16 bytes a point. Cost:
    /// that of the detector.
    pub fn new(key: SeriesKey, samples: Samples<'_>, judge: &Judge, keep_band: bool) -> Self {
        let (mut alarms, mut calm) = (Vec::new(), (0.0, f64::NAN));
        let (mut at, mut has_band) = (0, false);
        let mut edges = keep_band.then(Edges::default);
        judge.judge(samples, &mut |verdict| {
            if verdict.alarm {
                let (score, lower, upper) = (verdict.score, verdict.lower, verdict.upper);
                alarms.push(Alarm { at: at as u32, score, lower, upper });
            } else if verdict.score >= calm.0 {
                calm = (verdict.score, samples.times[at]);
            }
            has_band |= verdict.has_band();
            if let Some(edges) = edges.as_mut().filter(|_| has_band) {
                edges.push(at, verdict.lower, verdict.upper, samples.len());
            }
            at += 1;
        });
        let episodes = detect::episodes(key, samples, &alarms);
        let edges = edges.filter(|_| has_band);
        Self { alarms, episodes, points: at, calm, pyramid: None, has_band, edges, drawn: false }
    }

    /// The points that were there when it was scored; a reading under way may have more by now.
    pub fn judged<'a>(&self, samples: Samples<'a>) -> Samples<'a> {
        let count = self.points.min(samples.len());
        Samples { times: &samples.times[..count], values: &samples.values[..count] }
    }

    /// Bytes that alarms and band take.
    pub fn memory(&self) -> usize {
        self.alarms.len() * size_of::<Alarm>() + self.band_points() * 16
    }

    /// Points of which the band is kept.
    pub fn band_points(&self) -> usize {
        self.edges.as_ref().map_or(0, Edges::len)
    }

    /// Forgets what only serves drawing: it comes back when it is drawn again.
    pub fn put_away(&mut self) {
        (self.edges, self.pyramid, self.drawn) = (None, None, false);
    }

    /// The row of the ranked list; name, labels, unit and kind are left for the holder to fill in.
    pub fn summary(&self, key: SeriesKey, samples: Samples<'_>) -> Summary {
        let worst = self.episodes.iter().max_by(|a, b| a.peak_score.total_cmp(&b.peak_score));
        let (severity, worst_time) =
            worst.map_or(self.calm, |episode| (episode.peak_score, episode.peak_time));
        let range = samples
            .times
            .first()
            .zip(samples.times.last())
            .map(|(from, to)| TimeRange { from: *from, to: *to });
        let whole = range.unwrap_or(TimeRange { from: 0.0, to: 0.0 });
        let is_there = |value: &&f64| !value.is_nan();
        Summary {
            key,
            name: String::new(),
            labels: String::new(),
            unit: String::new(),
            kind: Kind::default(),
            range,
            points: samples.values.iter().filter(is_there).count() as u64,
            anomalies: self.alarms.len() as u64,
            episodes: self.episodes.len() as u32,
            severity,
            worst_time,
            last: samples.values.iter().rev().find(is_there).copied().unwrap_or(f64::NAN),
            spark: reduce::sparkline(samples, &self.alarms, whole, SPARK_COLUMNS),
        }
    }

    /// What a chart of `columns` pixel columns shows of a window.
    pub fn drawing(
        &mut self,
        key: SeriesKey,
        samples: Samples<'_>,
        judge: &Judge,
        range: TimeRange,
        columns: u32,
    ) -> Drawing {
        if self.has_band && self.edges.is_none() {
            self.edges = Self::new(key, samples, judge, true).edges;
        }
        // A first look should not wait for what pays off over many frames.
        let again = std::mem::replace(&mut self.drawn, true);
        if again && PYRAMID_FROM <= samples.len() && self.pyramid.is_none() {
            self.pyramid = Some(Pyramid::build(samples.values));
            if let Some(edges) = &mut self.edges {
                edges.build_pyramids();
            }
        }
        let line = reduce::line(samples, self.pyramid.as_ref(), range, columns);
        let band = self.edges.as_ref().map_or_else(Band::default, |edges| {
            reduce::band(samples.times, edges.both(), edges.pyramids(), range, columns)
        });
        let marks = reduce::marks(samples, &self.alarms, range, columns);
        let extent = reduce::extent(&line, &band, range);
        Drawing { key, range, line, band, marks, extent }
    }

    /// Why an episode's worst point got its score; empty if that point is gone.
    pub fn reason(
        &self,
        episode: &Episode,
        samples: Samples<'_>,
        unit: &str,
        judge: &Judge,
    ) -> String {
        let before = |alarm: &Alarm| samples.times[alarm.at as usize] < episode.peak_time;
        let alarm = self.alarms.get(self.alarms.partition_point(before));
        let alarm = alarm.filter(|alarm| samples.times[alarm.at as usize] == episode.peak_time);
        let reasons = |alarm: &Alarm| judge.reasons(samples, &[*alarm], unit);
        alarm.and_then(|alarm| reasons(alarm).pop()).unwrap_or_default()
    }

    /// The anomalous points, worst first, at most `limit`, each with its reason.
    pub fn anomalies(
        &self,
        key: SeriesKey,
        samples: Samples<'_>,
        unit: &str,
        judge: &Judge,
        limit: usize,
    ) -> Vec<Anomaly> {
        let mut worst: Vec<Alarm> = self.alarms.clone();
        sort_by(&mut worst, |a, b| b.score.total_cmp(&a.score));
        worst.truncate(limit);
        // Reasons are told in order of time.
        sort_by(&mut worst, |a, b| a.at.cmp(&b.at));
        let reasons = judge.reasons(samples, &worst, unit);
        let told = worst.iter().zip(reasons).map(|(alarm, reason)| Anomaly {
            key,
            time: samples.times[alarm.at as usize],
            value: samples.values[alarm.at as usize],
            score: alarm.score,
            lower: alarm.lower,
            upper: alarm.upper,
            reason,
        });
        let mut anomalies: Vec<Anomaly> = told.collect();
        sort_by(&mut anomalies, |a, b| b.score.total_cmp(&a.score));
        anomalies
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SourceId, Values};

    #[test]
    fn a_band_that_was_not_kept_is_found_again() {
        let times: Vec<f64> = (0..500).map(f64::from).collect();
        let mut values: Vec<f64> = times.iter().map(|time| (time * 0.7).sin()).collect();
        values[400] = 50.0;
        let samples = Samples { times: &times, values: &values };
        let key = SeriesKey { source: SourceId(0), index: 0 };
        let judge = &Judge::new(detect::DETECTORS[0], &Values::default());
        let range = TimeRange { from: 0.0, to: 499.0 };
        let mut kept = Scored::new(key, samples, judge, true);
        let mut light = Scored::new(key, samples, judge, false);
        assert_eq!((kept.band_points(), light.band_points()), (500, 0));
        let drawn = light.drawing(key, samples, judge, range, 100);
        assert_eq!(
            format!("{:?}", kept.drawing(key, samples, judge, range, 100)),
            format!("{drawn:?}")
        );
        assert!(!drawn.band.times.is_empty() && drawn.marks.times.contains(&400.0));
        light.put_away();
        assert_eq!((light.band_points(), light.alarms), (0, kept.alarms));
    }
}
