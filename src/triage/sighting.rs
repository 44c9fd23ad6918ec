//! What one source has to say to incidents: made where its columns are, told to where incidents are.

use super::departure::{Alarmed, Departure, departures};
use super::drift::drifts;
use super::presence::absences;
use super::role::Role;
use super::track::Track;
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
        let ends = judged.iter().filter_map(|one| one.series.times.last());
        let mut sighting = Self {
            source: source.to_owned(),
            tracks: judged
                .iter()
                .map(|one| Track::of(one.series, source, title(one.series), one_of_many))
                .collect(),
            departures: Vec::new(),
            step: judged
                .iter()
                .map(|one| one.series.samples().step())
                .find(|step| *step > 0.0)
                .unwrap_or(0.0),
            end: ends.copied().fold(f64::MIN, f64::max),
            detector: String::new(),
        };
        let mut places = Vec::new();
        for (track, one) in judged.iter().enumerate() {
            let samples: Samples<'_> = one.series.samples();
            let alarms = with_drifts(&sighting.tracks[track], samples, one.alarms);
            let moved = departures(track as u32, samples, &alarms);
            let gone = absences(track as u32, samples, sighting.end);
            places.extend(moved.into_iter().chain(gone));
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

// What is used up is also watched for slow beginnings; what users feel comes back by itself.
fn with_drifts<'a>(
    track: &Track,
    samples: Samples<'_>,
    alarms: &'a [Alarmed],
) -> Cow<'a, [Alarmed]> {
    if !matches!(track.role, Role::Memory | Role::Disk) {
        return Cow::Borrowed(alarms);
    }
    let mut all = drifts(samples);
    if all.is_empty() {
        return Cow::Borrowed(alarms);
    }
    all.extend_from_slice(alarms);
    sort_by(&mut all, |a, b| a.at.cmp(&b.at).then(b.score.total_cmp(&a.score)));
    all.dedup_by_key(|alarm| alarm.at);
    Cow::Owned(all)
}

fn keep_highest(departures: &mut Vec<Departure>) {
    sort_by(departures, |a, b| b.score.total_cmp(&a.score));
    departures.truncate(MOST);
}
