//! How much room is left: what is full, what will be soon, and what only follows the day.

use super::departure::Alarmed;
use super::member::{BUSY, MUCH_MORE, Member};
use super::role::Role;
use super::weight::{HURTS, NOTHING_LEFT, WORKS};
use crate::model::Samples;
use crate::stats::robust::median;

/// Points before that say what was usual.
const KNOWN: usize = 180;
/// What is full for so many points does not only touch its limit.
const LASTS: usize = 3;
/// The score of what is full.
const AT_LIMIT: f64 = 2.0;
/// From this share of its limit on, all of something is used.
const FULL: f64 = 0.975;
/// What is full was taken by so much more than usual at least.
const ROSE: f64 = 1.25;
/// What takes so many steps to its height climbs.
const SLOW: f64 = 6.0;
/// What the latency of a database counts that is little slower: who asks it says whether that is felt.
const ASKED: f64 = 0.6;
/// What the slowest of many answers count while the mean of all is as usual.
const TAIL: f64 = 0.6;
/// What a pool counts that has room.
pub const ROOMY: f64 = 0.2;
/// What hurts nobody for so many steps, and an hour at least, is a course of the day; what is not full by then has room.
const COURSE_STEPS: f64 = 60.0;
const COURSE_SECONDS: f64 = 3600.0;

/// The moments at which all of a limit is taken, and has been for some points, of which there was room: whatever the hour,
/// who asks for more is refused. Cost: O(points known) a moment.
pub fn full(samples: Samples<'_>, limit: Option<f64>) -> Vec<Alarmed> {
    let Some(limit) = limit.filter(|limit| 0.0 < *limit) else { return Vec::new() };
    let is_taken = |value: &f64| FULL * limit <= *value;
    let lasts = |(_, way): &(usize, &[f64])| way.iter().all(is_taken);
    let alarm = |(at, _): (usize, &[f64])| {
        let expected = median(&samples.values[at.saturating_sub(KNOWN)..at])?;
        let at = (at + LASTS - 1) as u32;
        (expected < BUSY * limit).then_some(Alarmed { at, score: AT_LIMIT, expected, up: true })
    };
    samples.values.windows(LASTS).enumerate().filter(lasts).filter_map(alarm).collect()
}

fn course(step: f64) -> f64 {
    (COURSE_STEPS * step).max(COURSE_SECONDS)
}

impl Member<'_> {
    /// How much it hurts at a moment: neither a pool with room for long hurts anybody yet, nor a processor that
    /// has some left, nor a database that is a little slower.
    pub fn weight_at(&self, time: f64) -> f64 {
        let of = self.departure;
        let told = of.trail[..of.trail.partition_point(|told| told.time <= time)].last();
        let (height, until) = match told {
            _ if of.peak_time <= time => ((of.peak - of.usual).abs(), time.min(of.to)),
            Some(told) => (told.height, told.time),
            None => return self.weight,
        };
        if self.has_room(height, until - of.from) {
            return self.weight.min(ROOMY);
        }
        let reached = of.usual + height;
        match self.track.role {
            Role::Cpu if of.up && reached < NOTHING_LEFT => self.weight.min(WORKS),
            Role::Latency if self.body.is_some_and(|since| time < since) => self.weight.min(TAIL),
            _ if self.asked && (reached < MUCH_MORE * of.usual || self.track.counts_slow()) => {
                self.weight.min(ASKED)
            }
            _ => self.weight,
        }
    }

    /// Whether it is a pool that had room until it was over.
    pub fn is_roomy(&self) -> bool {
        let of = self.departure;
        self.has_room((of.peak - of.usual).abs(), of.to - of.from)
    }

    // Whether a pool that got so far in so many seconds is neither nearly full nor will be soon at that pace.
    fn has_room(&self, height: f64, elapsed: f64) -> bool {
        let of = self.departure;
        let (most, left) = match (self.limit, self.track.better_high) {
            (Some(limit), false) => (limit, limit - of.usual - height),
            // Of what is free, as much was left as usual.
            (_, true) => (of.usual, of.usual - height),
            (None, false) => return false,
        };
        let pace = height / elapsed.max(self.step);
        self.track.role == Role::Pool
            && self.is_worse()
            && (1.0 - BUSY) * most < left
            && pace * course(self.step) < left
    }

    /// Whether it is a course of the day at a moment: it hurts nobody, and began long before.
    pub fn is_course(&self, time: f64) -> bool {
        self.weight_at(time) < HURTS && course(self.step) < time - self.departure.from
    }

    /// Whether all of its limit is used, or nothing is left of what is free.
    pub fn is_full(&self) -> bool {
        let of = self.departure;
        if self.track.better_high {
            return !of.up && of.peak <= (1.0 - FULL) * of.usual;
        }
        self.limit.is_some_and(|limit| FULL * limit <= of.peak)
    }

    /// Whether it climbed, for some steps, to a height that it reached again and again, to the last digit: that is its limit.
    pub fn stays_at_top(&self) -> bool {
        let of = self.departure;
        !self.track.better_high
            && of.up
            && SLOW * self.step <= of.peak_time - of.from
            && of.figures.p95 == of.figures.max
            && ROSE <= of.factor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Series;
    use crate::triage::Track;
    use crate::triage::departure::{Alarmed, departures};
    use crate::triage::trial::{Course, climb, step, told};
    use std::sync::Arc;

    // A series that climbs from point 200 on for sixty, up to 50, and then does as told.
    fn climbing<T>(
        (name, unit): (&str, &str),
        then: &dyn Fn(usize) -> f64,
        look: impl Fn(&Member<'_>) -> T,
    ) -> T {
        let value = |at: usize| match at {
            0..200 => 12.0 + (at % 3) as f64,
            200..260 => 12.0 + 38.0 * (at - 199) as f64 / 60.0,
            _ => then(at),
        };
        let times = Arc::new((0..400).map(|at| f64::from(at) * 60.0).collect());
        let values: Vec<f64> = (0..400).map(value).collect();
        let (name, unit) = (name.to_owned(), unit.to_owned());
        let series = Series { name, unit, times, values, ..Series::default() };
        let alarm = |at: u32| Alarmed::new(at, series.values[at as usize], 3.0, (11.0, 15.0));
        let alarms: Vec<Alarmed> = (220..230).map(alarm).collect();
        let track = Track::of(&series, "s", series.name.clone(), false);
        let departure = &departures(0, series.samples(), &alarms, false)[0];
        look(&Member {
            source: 0,
            track: &track,
            departure,
            weight: 0.8,
            step: 60.0,
            limit: None,
            asked: false,
            body: None,
        })
    }

    fn at_top(name: &str, then: &dyn Fn(usize) -> f64) -> bool {
        climbing((name, ""), then, |one: &Member<'_>| one.stays_at_top())
    }

    #[test]
    fn a_processor_hurts_once_nothing_is_left_of_it() {
        let at = |minute: f64| {
            let weight = |one: &Member<'_>| one.weight_at(minute * 60.0);
            climbing(("cpu_percent", "%"), &|at| if at < 255 { 50.0 } else { 99.0 }, weight)
        };
        assert!(at(240.0) < HURTS && HURTS <= at(280.0));
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

    #[test]
    fn a_pool_with_room_opens_nothing_and_one_that_is_soon_full_does() {
        let opens = |high: f64, lasts: usize| {
            let used = climb(60.0, high, 200, lasts);
            let size = |_: usize| 300.0;
            let all = [
                Course("connections_open", "ledger", &used),
                Course("connection_limit", "ledger", &size),
                Course("threads_busy", "cart", &used),
                Course("threads_max", "cart", &size),
            ];
            !told(&all, &[]).is_empty()
        };
        assert!(!opens(120.0, 120), "the day");
        assert!(opens(300.0, 40));
    }

    #[test]
    fn nothing_left_of_what_is_free_is_full_as_well() {
        let free = climb(170.0, 0.0, 200, 20);
        let failing = step(2.0, 90.0, 225, 300);
        let all = [Course("sessions_idle", "portal", &free), Course("errors", "portal", &failing)];
        assert_eq!(told(&all, &[])[0].causes[0].id, "capacity_limit");
    }

    #[test]
    fn a_course_of_the_day_joins_nothing() {
        let day = climb(20.0, 45.0, 200, 100);
        let early = step(100.0, 900.0, 210, 20);
        let late = step(2.0, 90.0, 500, 60);
        let all = [
            Course("cpu_seconds", "ledger", &day),
            Course("latency_ms", "ledger", &early),
            Course("errors", "ledger", &late),
        ];
        let found = told(&all, &[]);
        assert_eq!(found.len(), 2);
        assert!(490.0 * 60.0 < found[0].from, "the day is not its beginning");
    }

    #[test]
    fn a_database_that_is_a_little_slower_is_felt_by_who_asks_it_or_not_at_all() {
        let opens = |high: f64, answers: &str| {
            let (slow, busy) = (step(6.0, high, 200, 60), step(20.0, 60.0, 200, 60));
            let calm = |_: usize| 100.0;
            let all = [
                Course("query_time_ms", "orders-db", &slow),
                Course("cpu_percent", "orders-db", &busy),
                Course(answers, "cart", &calm),
            ];
            !told(&all, &[]).is_empty()
        };
        assert!(!opens(8.4, "latency_ms"));
        assert!(opens(12.0, "latency_ms") && opens(8.4, "temperature"));
    }

    #[test]
    fn what_reaches_its_limit_is_told_at_any_hour() {
        let times: Vec<f64> = (0..400).map(f64::from).collect();
        // A day's course of 60 to 140, and once all there are.
        let day =
            |at: usize| 100.0 + 40.0 * crate::stats::elementary::sine_of_turns(at as f64 / 240.0);
        let told = |lasts: usize, limit: f64| {
            let taken = 300..300 + lasts;
            let value = |at: usize| if taken.contains(&at) { 198.0 } else { day(at) };
            let values: Vec<f64> = (0..400).map(value).collect();
            let samples = Samples { times: &times, values: &values };
            full(samples, Some(limit)).first().map(|one| one.at)
        };
        assert_eq!(told(20, 198.0), Some(302));
        assert_eq!((told(2, 198.0), told(20, 400.0)), (None, None));
    }

    #[test]
    fn slow_queries_are_felt_by_who_asks_or_not_at_all() {
        let opens = |name: &str| {
            let (slow, busy) = (step(3.0, 30.0, 200, 60), step(20.0, 60.0, 200, 60));
            let calm = |_: usize| 100.0;
            let all = [
                Course(name, "orders-db", &slow),
                Course("cpu_percent", "orders-db", &busy),
                Course("latency_ms", "cart", &calm),
            ];
            !told(&all, &[]).is_empty()
        };
        assert!(!opens("slow_queries") && opens("query_time_ms"));
    }
}
