//! How much a departure hurts: a signal counts by what it measures and which way it went.

use super::departure::{Departure, Shape};
use super::role::Role;
use super::track::Track;

/// From this weight on a departure hurts by itself; others only add to what hurts.
pub const HURTS: f64 = 0.7;
/// A processor that works so much, in percent, has nothing left …
pub const NOTHING_LEFT: f64 = 90.0;
/// … and one that works less only says what goes on.
pub const WORKS: f64 = 0.35;
/// Traffic that falls below this share of what was expected, within so many steps, is missed.
const MISSED: f64 = 0.5;
const AT_ONCE: f64 = 5.0;

/// What climbs no more for so many steps rests.
const STALLED: f64 = 12.0;
/// Less than this share of what was left is little.
const LITTLE: f64 = 0.08;

/// From 0 for good news to 1 for what users feel. `symptoms` is whether latency, errors or health of this source are
/// measured: if they are, what nobody knows the meaning of counts less while they are calm. `end` is until when it was
/// watched, `step` the seconds between points.
pub fn weight(
    track: &Track,
    departure: &Departure,
    symptoms: bool,
    (end, step): (f64, f64),
) -> f64 {
    if matches!(departure.shape, Shape::Stopped | Shape::Frozen) {
        return 1.0;
    }
    let bad = departure.up != track.better_high;
    let ramp = departure.shape == Shape::Ramp;
    let rests = STALLED * step <= end - departure.peak_time;
    if rests && matches!(track.role, Role::Disk | Role::Memory) && has_room(track, departure) {
        return 0.2;
    }
    match track.role {
        Role::Latency | Role::Errors | Role::Health if bad => 1.0,
        Role::Latency | Role::Errors | Role::Health => 0.05,
        // Every deployment restarts something.
        Role::Restarts => 0.3,
        Role::Contention if bad => 0.5,
        Role::Io if bad => 0.3,
        Role::Queue | Role::Pool if bad => 0.8,
        Role::Disk | Role::Memory if bad && ramp => 1.0,
        Role::Disk if bad => 0.6,
        Role::Memory if bad => 0.45,
        // Whatever runs takes some of it.
        Role::Memory if !track.better_high && departure.factor() == 0.0 => 0.8,
        Role::Cpu if bad && track.unit == "%" && departure.peak >= NOTHING_LEFT => 0.8,
        Role::Cpu if bad => WORKS,
        Role::Traffic if is_missed(departure, step) => 0.8,
        Role::Traffic => 0.25,
        Role::Queue | Role::Pool | Role::Disk | Role::Memory | Role::Cpu => 0.2,
        Role::Io | Role::Contention => 0.1,
        // What warns is not felt.
        Role::Other if track.is_log => 0.4,
        Role::Other if symptoms => 0.5,
        Role::Other => 1.0,
    }
}

// Whether most of it was gone soon after it was told: what fades away little by little does so every night.
fn is_missed(of: &Departure, step: f64) -> bool {
    let soon = of.trail.iter().take_while(|told| told.time <= of.alarmed + AT_ONCE * step);
    let lowest = soon.map(|told| of.usual - told.height).reduce(f64::min);
    !of.up && lowest.is_some_and(|lowest| lowest < MISSED * of.expected.min(of.usual))
}

// Whether it took little of what was left: a nightly backup fills no disk.
fn has_room(track: &Track, departure: &Departure) -> bool {
    let left = match (track.limit(), track.better_high) {
        (Some(limit), false) => limit - departure.usual,
        (_, true) => departure.usual,
        // Of memory without a known limit there was as much at least as is usually taken.
        (None, false) if track.role == Role::Memory => departure.usual,
        (None, _) => return false,
    };
    (departure.peak - departure.usual).abs() < LITTLE * left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Series;
    use crate::triage::departure::{Alarmed, departures};
    use crate::triage::trial::{Course, climb, sighting, step};
    use std::sync::Arc;

    #[test]
    fn memory_that_grew_a_little_and_rests_hurts_nobody() {
        let opens = |high: f64| {
            let used = climb(2000.0, high, 200, 40);
            let drops = step(0.0, high - 2000.0, 300, 500);
            let both = |at: usize| used(at) - drops(at);
            let series = sighting(&[Course("heap_used_mb", "ledger", &both)]);
            let known = (series.tracks, series.departures);
            known.1.iter().map(|one| weight(&known.0[0], one, true, (series.end, 60.0))).collect()
        };
        let (little, much): (Vec<f64>, Vec<f64>) = (opens(2100.0), opens(3000.0));
        assert!(little.iter().all(|one| *one < HURTS) && much.iter().any(|one| HURTS <= *one));
    }

    #[test]
    fn traffic_that_fades_is_no_outage_and_traffic_that_is_gone_is() {
        let hurts = |steps: usize| {
            let fades = climb(1000.0, 200.0, 200, steps);
            let series = sighting(&[Course("requests_per_second", "ledger", &fades)]);
            let of = &series.departures[0];
            HURTS <= weight(&series.tracks[0], of, true, (series.end, 60.0))
        };
        assert!(hurts(3) && !hurts(16));
    }

    #[test]
    fn a_disk_that_took_little_and_rests_hurts_nobody() {
        // From 40 % at point 200 up to a height, in so many points.
        let of = |height: f64, rise: usize| {
            let share = |at: usize| (at.saturating_sub(199) as f64 / rise as f64).min(1.0);
            let value = |at: usize| 40.0 + 0.1 * (at.min(199) % 3) as f64 + height * share(at);
            let times = Arc::new((0..400).map(|at| f64::from(at) * 60.0).collect());
            let (name, unit) = ("disk_used_percent".to_owned(), "%".to_owned());
            let values: Vec<f64> = (0..400).map(value).collect();
            let series = Series { name, unit, times, values, ..Series::default() };
            let alarm = |at: u32| Alarmed::new(at, series.values[at as usize], 3.0, (39.9, 40.3));
            let alarms: Vec<Alarmed> = (205..215).map(alarm).collect();
            let track = Track::of(&series, "s", series.name.clone(), false);
            let departure = &departures(0, series.samples(), &alarms, false)[0];
            weight(&track, departure, true, (399.0 * 60.0, 60.0))
        };
        assert!(of(3.0, 60) < HURTS, "a backup");
        assert!(HURTS <= of(40.0, 60), "much of what was left");
        assert!(HURTS <= of(4.5, 200), "it still climbs");
    }

    #[test]
    fn what_is_free_fell_by_little() {
        let opens = |low: f64| {
            let free = climb(30.0e9, low, 300, 40);
            let series = sighting(&[Course("mem_available_bytes", "node-7", &free)]);
            let of = |one| weight(&series.tracks[0], one, true, (series.end, 60.0));
            series.departures.iter().map(of).any(|one| HURTS <= one)
        };
        assert!(!opens(28.9e9) && opens(9.0e9));
    }

    #[test]
    fn whatever_runs_takes_memory() {
        let of = |low: f64| {
            let used = step(2000.0, low, 300, 60);
            let series = sighting(&[Course("heap_used_mb", "ledger", &used)]);
            weight(&series.tracks[0], &series.departures[0], true, (series.end, 60.0))
        };
        assert!(of(1000.0) < HURTS && HURTS <= of(0.0));
    }
}
