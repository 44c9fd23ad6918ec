//! Something limited that will run out if it goes on.

use super::{Ground, Rule, ground};
use crate::model::{About, words::duration};
use crate::triage::case::Case;
use crate::triage::departure::Shape;
use crate::triage::member::Member;
use crate::triage::role::Role;
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "capacity_limit",
    title: "capacity limit",
    sentence: "A disk, memory or a pool fills steadily up to its limit, at a moment that can be told before.",
    reference: "Straight line through where it began and its worst moment, drawn on to the limit",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: CapacityLimit = CapacityLimit;

/// A steady climb towards a limit.
#[derive(Debug)]
pub struct CapacityLimit;

impl Rule for CapacityLimit {
    fn about(&self) -> About {
        ABOUT
    }

    fn root<'a>(&self, case: &Case<'a>) -> Option<&'a str> {
        let limited =
            case.worse(Role::Disk).chain(case.worse(Role::Pool)).chain(case.worse(Role::Memory));
        limited.map(Member::whom).find(|name| !name.is_empty())
    }

    fn disproof(&self) -> &'static str {
        "The climb ends by itself well below the limit, as a cache or a nightly job does."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let mut grounds = vec![ground(-2.6, "")];
        let ramp = |role: Role| {
            let climbs = |one: &&Member<'_>| {
                one.departure.shape == Shape::Ramp && !one.is_roomy() && !case.waits(one)
            };
            case.worse(role).find(climbs)
        };
        let found = ramp(Role::Disk)
            .map(|one| (one, 4.2))
            .or_else(|| ramp(Role::Pool).map(|one| (one, 2.4)));
        let found = found
            .or_else(|| case.filled().map(|one| (one, 2.6)))
            .or_else(|| ramp(Role::Queue).map(|one| (one, 1.0)))
            .or_else(|| ramp(Role::Memory).map(|one| (one, 1.2)));
        // Or one that is full, however it came to that.
        let found = found.or_else(|| {
            let limited =
                case.worse(Role::Disk).chain(case.worse(Role::Pool)).find(|one| one.is_full());
            limited.map(|one| (one, 2.6))
        });
        let Some((member, weight)) = found else { return vec![ground(-5.0, "")] };
        let mut says = member.did();
        let limit = member.limit;
        // Memory that is full fails at once; on a full disk all else goes on.
        let stays = matches!(member.track.role, Role::Disk | Role::Pool | Role::Queue);
        if member.is_full() {
            grounds.push(ground(if stays { 0.4 } else { -1.6 }, "it is full already"));
        } else if stays && limit.is_none() && member.stays_at_top() {
            grounds.push(ground(0.4, "it stays at its highest, as what is full does"));
        }
        if let (Some(limit), true) = (limit, member.departure.slope > 0.0) {
            let left = (limit - member.departure.peak) / member.departure.slope;
            if left > 0.0 {
                says = format!("{says}; at this pace it is full in {}", duration(left));
            }
        }
        grounds.push(ground(weight, says));
        let full = case.worse(Role::Pool).filter(|one| one.is_full() || one.stays_at_top());
        if 1 < full.count() && case.filled().is_none() {
            grounds
                .push(ground(-1.5, "several are full at once, as when somebody does not answer"));
        }
        match case.mostly_felt() {
            None => grounds.push(ground(0.8, "nothing is felt of it yet")),
            Some(felt) if felt < member.departure.from => {
                grounds.push(ground(-1.5, "symptoms came before it climbed"));
            }
            Some(felt) if case.filled().is_some() => {
                let before = duration(felt - member.departure.from);
                grounds.push(ground(1.6, format!("it began {before} before that was felt")));
            }
            Some(_) if stays => grounds.push(ground(-0.3, "it hurts already")),
            Some(_) => grounds.push(ground(-1.0, "it hurts already")),
        }
        if member.track.role != Role::Disk
            && let Some((load, _)) = case.surge().filter(|(_, many)| 1 < *many)
        {
            grounds.push(ground(-2.0, format!("{}: more was asked of it", load.did())));
        }
        let limit = case.loudest(Topic::Limit);
        if 0.5 < limit && matches!(member.track.role, Role::Pool | Role::Queue | Role::Disk) {
            grounds.push(ground(1.2 * limit, "the log speaks of a limit"));
        }
        grounds.extend(case.against_taken());
        if case.loudest(Topic::Memory) > 0.9 {
            grounds.push(ground(-1.0, "the log says that memory ran out"));
        }
        if case.loudest(Topic::Disk) > 0.5 {
            grounds.push(ground(if stays { 0.8 } else { -1.0 }, "the log says that room ran out"));
        }
        grounds
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Labels, Series};
    use crate::triage::departure::{Alarmed, departures};
    use crate::triage::trial::{Course, climb, step, told};
    use crate::triage::{Scene, Sighting, Track, incidents};
    use std::sync::Arc;

    // The likeliest cause where a pool of one service climbs to 50 from point 200 on, and errors of three services rise
    // so many points later.
    fn cause(later: usize) -> String {
        let pool = |at: usize| match at {
            0..200 => 12.0 + (at % 3) as f64,
            200..260 => 12.0 + 38.0 * (at - 199) as f64 / 60.0,
            _ => 50.0,
        };
        let failing = |at: usize, since: usize| if at < since { (at % 3) as f64 } else { 400.0 };
        let times: Arc<Vec<f64>> = Arc::new((0..500).map(|at| f64::from(at) * 60.0).collect());
        let (mut tracks, mut moved) = (Vec::new(), Vec::new());
        for (number, service) in ["ledger", "ledger", "cart", "mail"].into_iter().enumerate() {
            let since = 200 + later + 3 * number;
            let (name, first) = if number == 0 {
                ("connections_in_use", 215)
            } else {
                ("errors_per_minute", since)
            };
            let value = |at| if number == 0 { pool(at) } else { failing(at, since) };
            let values: Vec<f64> = (0..500).map(value).collect();
            let alarm = |at: usize| Alarmed::new(at as u32, values[at], 3.0, (0.0, 15.0));
            let alarms: Vec<Alarmed> = (first..first + 10).map(alarm).collect();
            let labels = Labels::new([("service".to_owned(), service.to_owned())]);
            let (name, unit, times) = (name.to_owned(), String::new(), Arc::clone(&times));
            let series = Series { name, labels, unit, times, values };
            moved.extend(departures(number as u32, series.samples(), &alarms, false));
            tracks.push(Track::of(&series, "s", series.to_string(), false));
        }
        let sighting = Sighting {
            source: "s".to_owned(),
            tracks,
            departures: moved,
            step: 60.0,
            end: 499.0 * 60.0,
            detector: String::new(),
        };
        let found = incidents(Scene { sightings: &[sighting], lines: &[], marks: &[] });
        found[0].causes[0].id.clone()
    }

    #[test]
    fn a_pool_that_was_on_its_way_before_it_was_felt_is_a_limit() {
        assert_eq!(cause(62), "capacity_limit");
        assert_ne!(cause(0), "capacity_limit", "it filled because others failed");
    }

    #[test]
    fn a_pool_of_calls_that_wait_is_no_limit() {
        let chance = |since: usize| {
            let (fills, slow) = (climb(10.0, 40.0, 300, 40), step(100.0, 400.0, since, 200));
            let all =
                [Course("threads_busy", "ledger", &fills), Course("latency_ms", "ledger", &slow)];
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == "capacity_limit").map_or(0.0, |one| one.chance)
        };
        assert!(2.0 * chance(298) < chance(330));
    }

    #[test]
    fn a_queue_that_is_full_goes_on_being_full() {
        let chance = |high: f64| {
            let (fills, all) = (climb(10.0, high, 250, 49), |_: usize| 5000.0);
            let queue = [Course("backlog", "bus", &fills), Course("backlog_limit", "bus", &all)];
            let causes = told(&queue, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == "capacity_limit").map_or(0.0, |one| one.chance)
        };
        assert!(chance(4000.0) + 0.05 < chance(5000.0));
    }

    #[test]
    fn pools_of_several_that_are_full_at_once_are_no_limit_of_theirs() {
        let (full, failing) = (step(20.0, 100.0, 300, 60), step(2.0, 90.0, 301, 60));
        let cause = |many: usize| {
            let services = ["ledger", "cart", "mail"];
            let pools = services.iter().take(many);
            let mut all: Vec<Course<'_>> =
                pools.map(|one| Course("threads_used_percent", one, &full)).collect();
            all.push(Course("errors", "ledger", &failing));
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == "capacity_limit").map_or(0.0, |one| one.chance)
        };
        assert!(2.0 * cause(3) < cause(1));
    }
}
