//! What the series of a source have to say to incidents.

use super::{Held, Scored, Sight, last};
use crate::detect::Alarm;
use crate::model::{Series, TimeRange};
use crate::prepare::counters;
use crate::sources::prometheus;
use crate::stats::robust::median;
use crate::triage::{Alarmed, Judged, Sighting, Track};
use std::borrow::Cow;

/// So many points before an alarm say what was usual, where its detector does not.
const BEFORE: usize = 60;

/// What is told to where all sources meet, which knows whether this is the only one.
pub fn sight(held: &Held) -> Sight {
    let events = || prometheus::events(&held.query, &held.loaded.series);
    if let Some(marks) = held.grid.and_then(|_| events()) {
        // What is an event in each of its points has no departures beside that.
        return Sight { marks, passing: true, ..Sight::default() };
    }
    let sighting = sighting(held);
    let series = if held.loaded.series.is_empty() { &[] } else { held.series() };
    let titled = series.iter().zip(&sighting.tracks);
    let among = titled.map(|(series, track)| {
        if track.is_log {
            return track.clone();
        }
        Track::of(series, &held.name, track.title.clone(), true)
    });
    let mut among: Vec<Track> = among.collect();
    let names: Vec<&str> = series.iter().map(|one| one.name.as_str()).collect();
    if !sighting.is_log() {
        Track::of_beginnings(&mut among, &names, &held.name, true);
    }
    Track::of_one_file(&mut among, &held.name);
    let ends = |series: &crate::model::Series| {
        let (from, to) = (*series.times.first()?, *series.times.last()?);
        Some(TimeRange { from, to })
    };
    let range = series.iter().filter_map(ends).reduce(TimeRange::union);
    Sight { sighting, among, range, marks: held.loaded.marks.clone(), passing: false }
}

// What its series have to say to incidents. Nobody is troubled by the height of a counter: of those, rates are told.
fn sighting(held: &Held) -> Sighting {
    let Some(judge) = &held.judge else { return Sighting::default() };
    let series = if held.loaded.series.is_empty() { &[] } else { held.series() };
    let told: Vec<Cow<'_, Series>> = series.iter().map(rated).collect();
    let alarms: Vec<Vec<Alarmed>> =
        told.iter().zip(&held.scored).map(|(series, scored)| alarmed(series, scored)).collect();
    let each = told.iter().zip(&alarms);
    let judged: Vec<Judged<'_>> = each.map(|(series, alarms)| Judged { series, alarms }).collect();
    let reason = |at: usize, time: f64| {
        let one = &series[at];
        held.scored[at].reason(time, one.samples(), &one.unit, &judge.at(at))
    };
    let mut sighting = match held.log() {
        Some(log) => Sighting::of_log(&held.name, &judged, last(log), &reason),
        None => Sighting::of(&held.name, false, &judged, &reason),
    };
    judge.detector().about().title.clone_into(&mut sighting.detector);
    sighting
}

fn rated(series: &Series) -> Cow<'_, Series> {
    match counters::rated(series) {
        Some(values) => Cow::Owned(Series { values, unit: String::new(), ..series.clone() }),
        None => Cow::Borrowed(series),
    }
}

fn alarmed(series: &Series, scored: &Scored) -> Vec<Alarmed> {
    let alarmed = |alarm: &Alarm| {
        let (at, value) = (alarm.at as usize, series.values[alarm.at as usize]);
        if !(alarm.lower.is_nan() && alarm.upper.is_nan()) {
            return Alarmed::new(alarm.at, value, alarm.score, (alarm.lower, alarm.upper));
        }
        // Without a band, what came before says which way it went.
        let before = median(&series.values[at.saturating_sub(BEFORE)..at]).unwrap_or(f64::NAN);
        Alarmed { at: alarm.at, score: alarm.score, expected: f64::NAN, up: before < value }
    };
    scored.alarms.iter().map(alarmed).collect()
}
