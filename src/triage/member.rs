//! A departure as a part of an incident: how much it counts, and what it says.

use super::departure::{Departure, Shape};
use super::role::Role;
use super::track::Track;
use super::words::is_database;

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
pub const MUCH_MORE: f64 = 1.6;
/// From this share of it on, a processor has little left.
pub const BUSY: f64 = 0.75;
/// Of its processors, a good part.
const STOLEN: f64 = 0.1;
/// From this share of its limit on, nearly all of something is used.
const NEARLY: f64 = 0.9;
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
    /// The limit of what it measures: its own, or how much the same one says that there is.
    pub limit: Option<f64>,
    /// Whether it is the latency of a database, and answers of those who ask it are measured.
    pub asked: bool,
    /// Of a high percentile whose mean is measured as well, since when that is away from its usual: never is infinite.
    pub body: Option<f64>,
}

impl<'a> Member<'a> {
    /// Who is measured, or else where.
    pub fn whom(&self) -> &'a str {
        if self.track.entity.is_empty() { &self.track.place } else { &self.track.entity }
    }
}

impl Member<'_> {
    /// Whether it is of a database.
    pub fn is_of_store(&self) -> bool {
        self.track.stores || is_database(self.whom())
    }

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

    /// From when on it has lasted so long that it counts by itself: points that were a little high before one that was
    /// very high say less than those that follow it.
    pub fn confirmed(&self) -> f64 {
        let after = self.departure.alarmed + FULL_POINTS * self.step;
        after.max(self.departure.from + LONE_STEPS * self.step)
    }

    /// Whether it was there for two points by a moment: one is the chance of any high percentile.
    pub fn is_repeated(&self, time: f64) -> bool {
        let trail = &self.departure.trail;
        let told = trail[..trail.partition_point(|told| told.time <= time)].last();
        told.is_some_and(|told| 1 < told.away)
            && self.departure.alarmed + self.step <= time.min(self.departure.to)
    }

    /// How much it counts in the end.
    pub fn strength(&self) -> f64 {
        self.weight * self.evidence(f64::INFINITY)
    }

    /// As whom it agrees with others: two figures of how long the same one takes are one witness.
    pub fn witness(&self) -> (usize, Role, &str, &str) {
        let track = self.track;
        match track.role {
            Role::Latency if !self.whom().is_empty() => (self.source, track.role, self.whom(), ""),
            role => (self.source, role, &track.title, ""),
        }
    }

    /// Whether it went the way that hurts.
    pub fn is_worse(&self) -> bool {
        self.is_absent() || self.departure.up != self.track.better_high
    }

    /// Whether its processors have little left, and had more.
    pub fn is_busy(&self) -> bool {
        let limit = self.limit.unwrap_or(f64::INFINITY);
        self.works_more() && BUSY * limit <= self.departure.peak
    }

    /// Whether it took nearly all there is.
    pub fn is_nearly_full(&self) -> bool {
        let (peak, high) = (self.departure.peak, self.track.better_high);
        self.limit.is_some_and(|limit| {
            if high { peak <= (1.0 - NEARLY) * limit } else { NEARLY * limit <= peak }
        })
    }

    /// Whether its processors work much more than usual.
    pub fn works_more(&self) -> bool {
        self.track.role == Role::Cpu && self.is_worse() && MUCH_MORE <= self.departure.factor()
    }

    /// Whether another takes a good part of its processors.
    pub fn is_robbed(&self) -> bool {
        self.track.is_stolen() && self.limit.is_some() && self.is_a_good_part()
    }

    /// Whether it rose by a good part of its limit, if that is known.
    pub fn is_a_good_part(&self) -> bool {
        let of = self.departure;
        of.up && self.limit.is_none_or(|limit| STOLEN * limit <= of.peak - of.usual)
    }

    /// Whether there were no values, or no new ones.
    pub fn is_absent(&self) -> bool {
        matches!(self.departure.shape, Shape::Stopped | Shape::Frozen)
    }

    /// Whether it fell to nothing although whatever runs takes some of it.
    pub fn is_nothing(&self) -> bool {
        !self.departure.up
            && !self.track.better_high
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
