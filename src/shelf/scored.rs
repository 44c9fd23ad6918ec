//! What a detector found in one held series, kept so that windows and tables need no new scoring.
//!
//! Alarms are rare and kept; what was said of all other points is not, but for the expected band
//! of series that are looked at.

use super::edges::Edges;
use super::{Pyramid, reduce};
use crate::detect::{self, Alarm, Judge, Verdict};
use crate::model::{
    Anomaly, Band, Drawing, Episode, Samples, SeriesKey, Sparkline, Summary, TimeRange,
};
use crate::stats::order::sort_by;

/// Columns of a sparkline in the ranked list.
const SPARK_COLUMNS: u32 = 96;
/// From this many points on, a pyramid pays for itself while panning.
const PYRAMID_FROM: usize = 200_000;

/// What is kept of all points, and not of alarms alone.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// The expected band.
    pub band: bool,
    /// The scores.
    pub scores: bool,
}

// Alarms, and the highest score of a point without one with its moment.
struct Sieve {
    alarms: Vec<Alarm>,
    calm: (f64, f64),
}

impl Default for Sieve {
    fn default() -> Self {
        Self { alarms: Vec::new(), calm: (0.0, f64::NAN) }
    }
}

impl Sieve {
    fn take(&mut self, at: usize, samples: Samples<'_>, verdict: Verdict) {
        let Verdict { score, alarm, lower, upper } = verdict;
        if alarm {
            self.alarms.push(Alarm { at: at as u32, score, lower, upper });
        } else if score >= self.calm.0 {
            self.calm = (score, samples.times[at]);
        }
    }
}

fn levelled(verdict: Verdict, level: Option<f64>) -> Verdict {
    match level {
        Some(level) if level != 1.0 => {
            let score = verdict.score / level;
            Verdict { score, alarm: score > 1.0, ..verdict }
        }
        _ => verdict,
    }
}

/// Findings of one series and what is derived from them.
#[derive(Debug)]
pub struct Scored {
    /// Anomalous points, in order of time.
    pub alarms: Vec<Alarm>,
    /// Alarms joined over time.
    pub episodes: Vec<Episode>,
    // How many points were judged.
    points: usize,
    // The first of them that the detector could judge; `None` while it has not seen enough.
    judged: Option<usize>,
    // Whether that may still come.
    learns: bool,
    // Their scores before the alarm level, while they are kept.
    scores: Option<Vec<f64>>,
    // Highest score of a point without an alarm, and its moment.
    calm: (f64, f64),
    pyramid: Option<Pyramid>,
    has_band: bool,
    // Of the band, while it is kept.
    edges: Option<Edges>,
    drawn: bool,
}

impl Scored {
    /// Scores a series; keeps the expected band for charts, at 16 bytes a point, and the scores for
    /// another alarm level, at 8, where that is wanted. Cost: that of the detector.
    pub fn new(key: SeriesKey, samples: Samples<'_>, judge: &Judge, keep: Keep) -> Self {
        let mut sieve = Sieve::default();
        let (mut at, mut has_band, mut judged) = (0, false, None);
        let warm_up = judge.warm_up();
        let mut edges = keep.band.then(Edges::default);
        let level = judge.level_alone();
        let mut scores = level.filter(|_| keep.scores).map(|_| Vec::with_capacity(samples.len()));
        let mut tell = |verdict: Verdict| {
            if let Some(scores) = &mut scores {
                scores.push(verdict.score);
            }
            sieve.take(at, samples, levelled(verdict, level));
            if judged.is_none() && warm_up <= at && !verdict.score.is_nan() {
                judged = Some(at);
            }
            has_band |= verdict.has_band();
            if let Some(edges) = edges.as_mut().filter(|_| has_band) {
                edges.push(at, verdict.lower, verdict.upper, samples.len());
            }
            at += 1;
        };
        match level {
            Some(_) => judge.judge_plainly(samples, &mut tell),
            None => judge.judge(samples, &mut tell),
        }
        let episodes = detect::episodes(key, samples, &sieve.alarms);
        let edges = edges.filter(|_| has_band);
        let Sieve { alarms, calm } = sieve;
        Self {
            alarms,
            episodes,
            points: at,
            judged,
            learns: judge.learns(),
            scores,
            calm,
            pyramid: None,
            has_band,
            edges,
            drawn: false,
        }
    }

    /// Takes another alarm level; `false` if that needs scoring anew. Cost: a look at each score.
    pub fn relevel(&mut self, key: SeriesKey, samples: Samples<'_>, level: f64) -> bool {
        let Some(scores) = &self.scores else { return false };
        let both = self.edges.as_ref().map(Edges::both);
        let edge = |of: Option<&[f64]>, at: usize| of.and_then(|of| of.get(at)).copied();
        let mut sieve = Sieve::default();
        for (at, score) in scores.iter().enumerate() {
            // Most points are no alarm, and of those nothing but the score is wanted.
            let is_near = *score > level;
            let [lower, upper] = [both.map(|both| both.0), both.map(|both| both.1)]
                .map(|of| edge(of.filter(|_| is_near), at).unwrap_or(f64::NAN));
            let verdict = Verdict { score: *score, alarm: is_near, lower, upper };
            sieve.take(at, samples, levelled(verdict, Some(level)));
        }
        (self.alarms, self.calm) = (sieve.alarms, sieve.calm);
        self.episodes = detect::episodes(key, samples, &self.alarms);
        true
    }

    // From the first value to the first that was judged, or to the last if none was yet; nothing where the detector
    // begins at once.
    fn learning(&self, samples: Samples<'_>) -> Option<TimeRange> {
        let first = samples.values.iter().position(|value| value.is_finite())?;
        let last = samples.times.len().checked_sub(1)?;
        let until = self.judged.or(self.learns.then_some(last))?;
        let is_some = first < until || self.judged.is_none();
        is_some.then(|| TimeRange { from: samples.times[first], to: samples.times[until] })
    }

    /// The points that were there when it was scored; a reading under way may have more by now.
    pub fn judged<'a>(&self, samples: Samples<'a>) -> Samples<'a> {
        let count = self.points.min(samples.len());
        Samples { times: &samples.times[..count], values: &samples.values[..count] }
    }

    /// Bytes that alarms and band take.
    pub fn memory(&self) -> usize {
        let scores = self.scores.as_ref().map_or(0, Vec::len);
        self.alarms.len() * size_of::<Alarm>() + self.band_points() * 16 + scores * 8
    }

    /// Whether another alarm level needs no scoring anew.
    pub fn keeps_scores(&self) -> bool {
        self.scores.is_some()
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
    ///
    /// A brief one has only the alarms in its sparkline: its shape is as it was.
    pub fn summary(&self, key: SeriesKey, samples: Samples<'_>, brief: bool) -> Summary {
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
        let spark = if brief {
            let score = reduce::worst(samples, &self.alarms, whole, SPARK_COLUMNS);
            Sparkline { score, ..Sparkline::default() }
        } else {
            reduce::sparkline(samples, &self.alarms, whole, SPARK_COLUMNS)
        };
        Summary {
            key,
            name: String::new(),
            labels: String::new(),
            unit: String::new(),
            kind: None,
            range,
            points: samples.values.iter().filter(is_there).count() as u64,
            anomalies: self.alarms.len() as u64,
            episodes: self.episodes.len() as u32,
            severity,
            worst_time,
            last: samples.values.iter().rev().find(is_there).copied().unwrap_or(f64::NAN),
            spark,
            learning: self.judged.is_none() && self.learning(samples).is_some(),
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
            self.edges = Self::new(key, samples, judge, Keep { band: true, scores: false }).edges;
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
        let learning = self.learning(samples);
        Drawing { key, range, line, band, marks, extent, learning }
    }

    /// Why the point of a moment got its score; empty if that was no alarm.
    pub fn reason(&self, time: f64, samples: Samples<'_>, unit: &str, judge: &Judge) -> String {
        let before = |alarm: &Alarm| samples.times[alarm.at as usize] < time;
        let alarm = self.alarms.get(self.alarms.partition_point(before));
        let alarm = alarm.filter(|alarm| samples.times[alarm.at as usize] == time);
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
        let mut kept = Scored::new(key, samples, judge, Keep { band: true, scores: true });
        let mut light = Scored::new(key, samples, judge, Keep { band: false, scores: false });
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
