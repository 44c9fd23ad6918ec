//! More was asked than could be answered.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::stats::order::sort_by;
use crate::triage::case::{AMONG_FIRST, Case};
use crate::triage::departure::Shape;
use crate::triage::member::Member;
use crate::triage::role::Role;
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "traffic_surge",
    title: "traffic surge",
    sentence: "Requests rose first, and latency and errors followed.",
    reference: "Traffic as one of the four golden signals: Beyer et al., Site Reliability Engineering, chapter 6",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: TrafficSurge = TrafficSurge;

/// So many that are asked for so much more are not asked again by one who failed.
const SEVERAL: usize = 4;
const MUCH: f64 = 1.7;

/// More traffic than at that hour is noticed so many steps after it was felt, at most.
const NOTICED: f64 = 6.0;
/// Steps after which more traffic is handled.
const HANDLED: f64 = 60.0;

/// Traffic that rose before what users feel.
#[derive(Debug)]
pub struct TrafficSurge;

impl Rule for TrafficSurge {
    fn about(&self) -> About {
        ABOUT
    }

    fn disproof(&self) -> &'static str {
        "Latency or errors rose before the traffic did."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        // What rises with the day goes on to rise for hours after something else was felt.
        let felt = case.mostly_felt().map_or(f64::INFINITY, |felt| felt + AMONG_FIRST * case.step);
        let rose = |one: &&Member<'_>| {
            // More lines of a log are a symptom of anything.
            !one.track.is_log
                && one.departure.shape != Shape::Spike
                && one.track.role == Role::Traffic
                && one.departure.up
                && 1.15 < one.departure.factor_by(felt)
                && one.departure.alarmed <= felt + NOTICED * case.step
        };
        let mut risen: Vec<_> = case.members.iter().filter(rose).collect();
        sort_by(&mut risen, |a, b| b.strength().total_cmp(&a.strength()));
        let Some(member) = risen.first() else { return vec![ground(-5.0, "")] };
        let mut grounds = vec![ground(-1.6, "")];
        let first = risen.iter().map(|one| one.departure.from).fold(f64::INFINITY, f64::min);
        let says = member.did();
        grounds.push(ground(if member.departure.factor() > 1.4 { 2.6 } else { 1.2 }, says));
        match case.mostly_felt() {
            Some(felt) if case.steps(felt, first) > 3.0 => {
                grounds.push(ground(-2.4, "latency or errors moved before the traffic"));
            }
            // What was asked for so long without being felt could be answered.
            Some(felt) if case.steps(first, felt) > HANDLED => {
                grounds.push(ground(-0.6, "traffic rose long before, and nobody felt it"));
            }
            Some(felt) if case.steps(first, felt) > 1.0 => {
                grounds.push(ground(1.2, "traffic moved before latency and errors"));
            }
            _ => {}
        }
        if let Some((asked, all)) = case.share_asked().filter(|(asked, all)| 2 * asked < *all) {
            let says = format!("only {asked} of {all} were asked for more");
            // Of several that are asked for much more, it is not one who tries again.
            let several = SEVERAL <= asked && MUCH <= member.departure.factor();
            grounds.push(ground(if several { -1.2 } else { -3.2 }, says));
        }
        if risen.len() > 1 {
            grounds.push(ground(0.6, format!("it rose in {} series", risen.len())));
        }
        if case.worse(Role::Cpu).next().is_some() {
            grounds.push(ground(0.4, "CPU went with it"));
        }
        if case.loudest(Topic::Overload) > 0.5 {
            let says = format!("the log speaks of {}", Topic::Overload.word());
            grounds.push(ground(1.2, says));
        }
        // Who is asked too much is slow before it fails.
        let strained = [Role::Latency, Role::Pool, Role::Queue];
        let strained = strained.into_iter().any(|role| case.worse(role).next().is_some());
        if !strained && case.felt().is_some() && case.measures(Role::Latency) {
            grounds.push(ground(-1.5, "nobody was slow"));
        }
        if let Some(climb) = case.climb() {
            grounds.push(ground(-1.8, format!("{} before", climb.did())));
        }
        for topic in [Topic::Trust, Topic::Memory, Topic::Disk] {
            if case.loudest(topic) > 0.9 {
                grounds.push(ground(-1.0, format!("the log speaks of {}", topic.word())));
            }
        }
        grounds
    }
}

#[cfg(test)]
mod tests {
    use crate::triage::trial::{Course, climb, step, told};

    // The chance of a surge where a service is asked for more, slow and failing.
    fn chance(asked: &dyn Fn(usize) -> f64, slow: f64, since: usize) -> f64 {
        let (slow, failing) = (step(100.0, slow, since, 60), step(2.0, 90.0, since, 60));
        let all = [
            Course("requests_per_second", "cart", asked),
            Course("latency_ms", "cart", &slow),
            Course("errors", "cart", &failing),
        ];
        let causes = told(&all, &[]).swap_remove(0).causes;
        causes.iter().find(|one| one.id == super::ABOUT.id).map_or(0.0, |one| one.chance)
    }

    #[test]
    fn who_only_fails_or_failed_long_after_was_not_asked_too_much() {
        let chance = |slow, since| chance(&step(100.0, 250.0, 300, 200), slow, since);
        assert!(1.5 * chance(100.0, 303) < chance(400.0, 303));
        assert!(1.5 * chance(400.0, 370) < chance(400.0, 303));
    }

    #[test]
    fn what_rises_with_the_day_long_after_it_was_felt_is_no_surge() {
        let chance = |within| chance(&climb(100.0, 250.0, 298, within), 900.0, 300);
        assert!(2.0 * chance(300) < chance(3));
    }

    #[test]
    fn who_works_more_is_asked_for_more() {
        let chance = |busy: f64| {
            let (asked, slow) = (step(100.0, 250.0, 300, 60), step(50.0, 400.0, 302, 60));
            let (calm, works) = (|_: usize| 100.0, step(20.0, busy, 300, 60));
            let mut all = vec![Course("latency_ms", "cart", &slow)];
            for service in ["cart", "mail", "ledger"] {
                let traffic: &dyn Fn(usize) -> f64 = if service == "cart" { &asked } else { &calm };
                all.push(Course("requests_per_second", service, traffic));
                all.push(Course("cpu_percent", service, &works));
            }
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == super::ABOUT.id).map_or(0.0, |one| one.chance)
        };
        assert!(2.0 * chance(20.0) < chance(60.0));
    }
}
