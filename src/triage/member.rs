//! A departure as a part of an incident: how much it counts, and what it says.

use super::departure::{Departure, Shape};
use super::role::Role;
use super::track::Track;

/// A score beyond this says no more.
const MOST_SCORE: f64 = 3.0;
/// A departure counts in full from so many points on.
const FULL_POINTS: f64 = 3.0;
/// What lasts says more: this much again for so many points, up to a limit.
const LASTING_POINTS: f64 = 30.0;
const MOST_LASTING: f64 = 0.8;
/// What lasted so many steps is no chance.
const LONE_STEPS: f64 = 10.0;
/// Processors that work so many times as much are taken, and pools are filled.
const MUCH_MORE: f64 = 1.6;
/// From this share of it on, a processor has little left.
const BUSY: f64 = 0.75;
/// From these shares of its limit on, nearly all of something is used, and all of it.
const NEARLY: f64 = 0.9;
const FULL: f64 = 0.975;

/// A departure with its source.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The source's place.
    pub source: usize,
    /// What was measured.
    pub track: &'a Track,
    /// What it did.
    pub departure: &'a Departure,
    /// How much that hurts, 0 to 1.
    pub weight: f64,
    /// Seconds between its points.
    pub step: f64,
}

impl<'a> Member<'a> {
    /// Who is measured, or else where.
    pub fn whom(&self) -> &'a str {
        if self.track.entity.is_empty() { &self.track.place } else { &self.track.entity }
    }
}

impl Member<'_> {
    /// Its evidence at a moment: nothing before its first alarm, all of it after a few steps.
    pub fn evidence(&self, time: f64) -> f64 {
        let told = self.departure.trail.partition_point(|told| told.time <= time);
        let Some(told) = told.checked_sub(1).and_then(|at| self.departure.trail.get(at)) else {
            return 0.0;
        };
        let away = f64::from(told.away);
        let lasting = 1.0 + (away / LASTING_POINTS).min(MOST_LASTING);
        (told.score.min(MOST_SCORE) * (away / FULL_POINTS).min(1.0) * lasting).min(MOST_SCORE)
    }

    /// From when on it has lasted so long that it counts by itself.
    pub fn confirmed(&self) -> f64 {
        self.departure.from + LONE_STEPS * self.step
    }

    /// How much it counts in the end.
    pub fn strength(&self) -> f64 {
        self.weight * self.evidence(f64::INFINITY)
    }

    /// Whether it went the way that hurts.
    pub fn is_worse(&self) -> bool {
        self.is_absent() || self.departure.up != self.track.better_high
    }

    /// Whether its processors have little left, and had more.
    pub fn is_busy(&self) -> bool {
        let limit = self.track.limit().unwrap_or(f64::INFINITY);
        self.works_more() && BUSY * limit <= self.departure.peak
    }

    /// Whether it took nearly all there is.
    pub fn is_nearly_full(&self) -> bool {
        let (peak, high) = (self.departure.peak, self.track.better_high);
        self.track.limit().is_some_and(|limit| {
            if high { peak <= (1.0 - NEARLY) * limit } else { NEARLY * limit <= peak }
        })
    }

    /// Whether all of this limit is used, where more is worse.
    pub fn fills(&self, limit: f64) -> bool {
        !self.track.better_high && FULL * limit <= self.departure.peak
    }

    /// Whether it climbed to a height that it reached again and again, to the last digit: that is its limit.
    pub fn stays_at_top(&self) -> bool {
        let of = self.departure;
        !self.track.better_high
            && of.up
            && of.shape == Shape::Ramp
            && of.figures.p95 == of.figures.max
            && MUCH_MORE <= of.factor()
    }

    /// Whether its processors work much more than usual.
    pub fn works_more(&self) -> bool {
        self.track.role == Role::Cpu && self.departure.up && MUCH_MORE <= self.departure.factor()
    }

    /// Whether there were no values, or no new ones.
    pub fn is_absent(&self) -> bool {
        matches!(self.departure.shape, Shape::Stopped | Shape::Frozen)
    }

    /// Whether it fell to nothing although whatever runs takes some of it.
    pub fn is_nothing(&self) -> bool {
        !self.departure.up
            && self.departure.factor() == 0.0
            && matches!(self.track.role, Role::Memory | Role::Cpu | Role::Disk)
    }

    /// Which series did what, in a few words: `latency of shop rose to 360 ms from 120 ms`.
    pub fn did(&self) -> String {
        format!("{} {}", self.track.short(), self.words())
    }

    /// What it did: `rose to 360 ms from 120 ms`.
    pub fn words(&self) -> String {
        let (track, of) = (self.track, self.departure);
        match of.shape {
            Shape::Stopped => "stopped".to_owned(),
            Shape::Frozen => format!("stood still at {}", track.quantity(of.peak)),
            _ => {
                let verb = match (of.shape, of.up) {
                    (Shape::Ramp, true) => "climbed",
                    (Shape::Ramp, false) => "sank",
                    (_, true) => "rose",
                    (_, false) => "fell",
                };
                format!("{verb} to {} from {}", track.quantity(of.peak), track.quantity(of.usual))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Series;
    use crate::triage::departure::{Alarmed, departures};
    use std::sync::Arc;

    // A pool that climbs from point 200 on for sixty, up to 50, and then does as told.
    fn at_top(name: &str, then: &dyn Fn(usize) -> f64) -> bool {
        let value = |at: usize| match at {
            0..200 => 12.0 + (at % 3) as f64,
            200..260 => 12.0 + 38.0 * (at - 199) as f64 / 60.0,
            _ => then(at),
        };
        let times = Arc::new((0..400).map(|at| f64::from(at) * 60.0).collect());
        let values: Vec<f64> = (0..400).map(value).collect();
        let series = Series { name: name.to_owned(), times, values, ..Series::default() };
        let alarm = |at: u32| Alarmed::new(at, series.values[at as usize], 3.0, (11.0, 15.0));
        let alarms: Vec<Alarmed> = (220..230).map(alarm).collect();
        let track = Track::of(&series, "s", series.name.clone(), false);
        let departure = &departures(0, series.samples(), &alarms)[0];
        Member { source: 0, track: &track, departure, weight: 0.8, step: 60.0 }.stays_at_top()
    }

    #[test]
    fn what_is_full_stays_at_its_highest() {
        assert!(at_top("connections_in_use", &|_| 50.0));
        assert!(
            !at_top("connections_in_use", &|at| 50.0 + (at * 37 % 101) as f64 / 10.0),
            "it breathes"
        );
        assert!(!at_top("connections_free", &|_| 50.0), "more of it is better");
    }
}
