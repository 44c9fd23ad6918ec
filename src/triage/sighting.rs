//! What one source has to say to incidents: made where its columns are, told to where incidents are.

use super::counts::{beyond_chance, beyond_few, is_counted};
use super::departure::{Alarmed, Departure, departures};
use super::drift::drifts;
use super::grid::{by_labels, by_names};
use super::group::size_of;
use super::labels::{is_told as tells_who, spread};
use super::limits::{limits, works};
use super::member::MUCH_MORE;
use super::presence::absences;
use super::role::Role;
use super::room::full;
use super::stores::stores;
use super::track::Track;
use super::whose::{PerfCounter, stem_of};
use crate::model::{Samples, Series};
use crate::stats::order::sort_by;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Of a source with more departures, the highest are told.
const MOST: usize = 600;
/// Detectors' sentences are told of so many: each may cost a look at the whole series.
const MOST_REASONS: usize = 40;

/// A source as incidents see it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// Name of the source.
    pub source: String,
    /// Its series.
    pub tracks: Vec<Track>,
    /// Their departures, in order of their first alarm.
    pub departures: Vec<Departure>,
    /// Seconds between points.
    pub step: f64,
    /// Last moment of its data.
    pub end: f64,
    /// Detector that found them.
    pub detector: String,
}

/// A series with what a detector found in it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The series.
    pub series: &'a Series,
    /// Its alarms, in order.
    pub alarms: &'a [Alarmed],
}

impl Sighting {
    /// What these series of a source have to say; `one_of_many` whether other sources are open, so that its name
    /// tells it from them. `reason` words the alarm of a series at a moment. Cost: O(points).
    pub fn of(
        source: &str,
        one_of_many: bool,
        judged: &[Judged<'_>],
        reason: &dyn Fn(usize, f64) -> String,
    ) -> Self {
        let title = |series: &Series| {
            let title = series.to_string();
            if title.is_empty() { source.to_owned() } else { title }
        };
        let track =
            |one: &Judged<'_>| Track::of(one.series, source, title(one.series), one_of_many);
        let mut tracks: Vec<Track> = judged.iter().map(track).collect();
        let names: Vec<&str> = judged.iter().map(|one| one.series.name.as_str()).collect();
        Track::of_beginnings(&mut tracks, &names, source, one_of_many);
        if one_of_many {
            Track::of_one_file(&mut tracks, source);
        }
        let labels: Vec<_> = judged.iter().map(|one| spread(one.series)).collect();
        let is_told = |at: usize| {
            let of_file = one_of_many && tracks[at].entity == stem_of(source);
            of_file || tells_who(&labels[at]) || PerfCounter::parse(names[at]).is_some()
        };
        let told: Vec<bool> = (0..names.len()).map(is_told).collect();
        by_names(&mut tracks, &names, &told);
        by_labels(&mut tracks, &labels, &told);
        let peak = |one: &Judged<'_>| one.series.values.iter().copied().fold(f64::MIN, f64::max);
        let peaks: Vec<f64> = judged.iter().map(peak).collect();
        let columns: Vec<&[f64]> = judged.iter().map(|one| one.series.values.as_slice()).collect();
        works(&mut tracks, &names, &columns);
        limits(&mut tracks, &names, &peaks);
        stores(&mut tracks, &names);
        Self::told(source, tracks, judged, reason)
    }

    /// The same of a log, whose series are counts of its levels; `last` is the moment of its last record. A count
    /// is known when its bucket ends.
    pub fn of_log(
        source: &str,
        judged: &[Judged<'_>],
        last: f64,
        reason: &dyn Fn(usize, f64) -> String,
    ) -> Self {
        let tracks = judged.iter().map(|one| Track::of_log(one.series, source)).collect();
        let mut sighting = Self::told(source, tracks, judged, reason);
        let step = sighting.step;
        for departure in &mut sighting.departures {
            let Departure { from, alarmed, to, peak_time, trail, course, .. } = departure;
            course.from += step;
            // Of a log that fails now and then, nobody knows which failure was the first of these.
            *from = from.max(*alarmed - step);
            let told = trail.iter_mut().map(|told| &mut told.time);
            [from, alarmed, to, peak_time].into_iter().chain(told).for_each(|time| {
                *time = (*time + step).min(last);
            });
        }
        sighting
    }

    /// Whether it is of a log.
    pub fn is_log(&self) -> bool {
        self.tracks.first().is_some_and(|track| track.is_log)
    }

    fn told(
        source: &str,
        tracks: Vec<Track>,
        judged: &[Judged<'_>],
        reason: &dyn Fn(usize, f64) -> String,
    ) -> Self {
        let ends = judged.iter().filter_map(|one| one.series.times.last());
        let mut sighting = Self {
            source: source.to_owned(),
            tracks,
            departures: Vec::new(),
            step: judged
                .iter()
                .map(|one| one.series.samples().step())
                .find(|step| *step > 0.0)
                .unwrap_or(0.0),
            end: ends.copied().fold(f64::MIN, f64::max),
            detector: String::new(),
        };
        let sizes: Vec<&Track> = sighting.tracks.iter().filter(|track| track.is_size()).collect();
        let mut places = Vec::new();
        for (track, one) in judged.iter().enumerate() {
            let samples: Samples<'_> = one.series.samples();
            let limit = limit_of(&sighting.tracks[track], &sizes);
            let alarms = merged(full(samples, limit), Cow::Borrowed(one.alarms));
            let alarms = telling(&sighting.tracks[track], samples, &alarms);
            let of = sighting.tracks[track].role;
            let counted = matches!(of, Role::Pool | Role::Queue) && is_counted(samples);
            let moved = departures(track as u32, samples, &alarms, counted);
            places.extend(moved);
            // Where nothing is said, nothing is missing.
            if !sighting.tracks[track].is_log {
                places.extend(absences(track as u32, samples, sighting.end));
            }
        }
        keep_highest(&mut places);
        for departure in places.iter_mut().take(MOST_REASONS) {
            departure.reason = reason(departure.track as usize, departure.alarmed);
        }
        sort_by(&mut places, |a, b| a.alarmed.total_cmp(&b.alarmed).then(a.track.cmp(&b.track)));
        sighting.departures = places;
        sighting
    }
}

// What is used up is also watched for slow beginnings; what users feel comes back by itself. Pools breathe with the day:
// of them, a beginning is much more than was usual. Of a log only what is no chance counts.
fn telling<'a>(track: &Track, samples: Samples<'_>, alarms: &'a [Alarmed]) -> Cow<'a, [Alarmed]> {
    if track.is_log {
        return Cow::Owned(beyond_chance(samples, alarms));
    }
    let much = |one: &Alarmed| MUCH_MORE * one.expected <= samples.values[one.at as usize];
    let slow = match track.role {
        Role::Memory | Role::Disk => drifts(samples),
        Role::Pool if !track.better_high => drifts(samples).into_iter().filter(much).collect(),
        _ => Vec::new(),
    };
    let all = merged(slow, Cow::Borrowed(alarms));
    match track.role {
        Role::Pool | Role::Queue => Cow::Owned(beyond_few(samples, &all, true)),
        Role::Errors | Role::Traffic | Role::Other => Cow::Owned(beyond_few(samples, &all, false)),
        _ => all,
    }
}

// Of two at one point the higher.
fn merged(mut all: Vec<Alarmed>, others: Cow<'_, [Alarmed]>) -> Cow<'_, [Alarmed]> {
    if all.is_empty() {
        return others;
    }
    all.extend_from_slice(&others);
    sort_by(&mut all, |a, b| a.at.cmp(&b.at).then(b.score.total_cmp(&a.score)));
    all.dedup_by_key(|alarm| alarm.at);
    Cow::Owned(all)
}

// The limit of what is taken and given back, where another series tells it.
fn limit_of(track: &Track, sizes: &[&Track]) -> Option<f64> {
    let is_taken = matches!(track.role, Role::Pool | Role::Queue) && !track.better_high;
    size_of(track, sizes).filter(|_| is_taken && !track.is_size())
}

fn keep_highest(departures: &mut Vec<Departure>) {
    sort_by(departures, |a, b| b.score.total_cmp(&a.score));
    departures.truncate(MOST);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Labels;
    use crate::stats::rng::Stream;
    use std::sync::Arc;

    #[test]
    fn a_pool_that_climbs_to_much_more_than_usual_is_told_and_one_that_breathes_is_not() {
        let told = |high: f64| {
            let stream = Stream::new(7, 0);
            let share = |at: i64| ((at - 600).max(0) as f64 / 40.0).min(1.0);
            let value = |at| (40.0 + stream.normal(at) + (high - 40.0) * share(at)).round();
            let values: Vec<f64> = (0..700).map(value).collect();
            let times = Arc::new((0..700).map(|at| f64::from(at) * 60.0).collect());
            let (name, unit) = ("sessions_in_use".to_owned(), String::new());
            let series = Series { name, labels: Labels::default(), unit, times, values };
            let judged = [Judged { series: &series, alarms: &[] }];
            let found = Sighting::of("s", false, &judged, &|_, _| String::new()).departures;
            found.first().map(|one| one.alarmed / 60.0)
        };
        assert!(told(200.0).is_some_and(|at| (600.0..612.0).contains(&at)));
        assert_eq!(told(60.0), None);
    }
}
