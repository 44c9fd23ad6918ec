//! A failure that spreads along calls.

use super::{Ground, Rule, ground};
use crate::model::{About, words::duration};
use crate::triage::case::{Case, Outsider};
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "cascading_failure",
    title: "cascading failure",
    sentence: "One fails, then those that call it, one after the other.",
    reference: "Failures that jump from one to the next through calls: Nygard, Release It!, chapter 4",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: CascadingFailure = CascadingFailure;

/// Three or more that suffer, one after the other.
#[derive(Debug)]
pub struct CascadingFailure;

impl Rule for CascadingFailure {
    fn about(&self) -> About {
        ABOUT
    }

    fn disproof(&self) -> &'static str {
        "All of them fail at one moment, or share a host, a database or a deployment."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let suffering: Vec<_> = case.suffering().collect();
        if suffering.len() < 3 {
            return vec![ground(-4.0, "fewer than three suffer")];
        }
        let mut grounds = vec![ground(-1.8, "")];
        let names: Vec<&str> = suffering.iter().map(|one| one.name).collect();
        let spread = suffering[suffering.len() - 1].first - suffering[0].first;
        grounds.push(ground(1.2, format!("{} suffer", listed(&names))));
        if case.steps(0.0, spread) >= 2.0 {
            grounds.push(ground(1.2, format!("one after the other, within {}", duration(spread))));
        } else {
            grounds.push(ground(-0.6, "all of them at once"));
        }
        if case.loudest(Topic::Timeout) > 0.0 {
            grounds.push(ground(
                1.4 * case.loudest(Topic::Timeout),
                "their logs speak of calls without an answer",
            ));
        }
        if let Some(Outsider { name, .. }) = case.outsider() {
            grounds.push(ground(-2.0, format!("lines blame {name}, of whom nothing is measured")));
        }
        let named = case.named();
        if !named.is_empty() {
            grounds.push(ground(0.8, format!("lines of others name {}", listed(&named))));
        }
        if let Some((name, _)) = case.own_fault() {
            grounds.push(ground(-3.0, format!("{name} failed first, by an error of its own")));
        } else if let Some(name) = case.worst_by_far() {
            grounds
                .push(ground(1.0, format!("{name} was among the first, and suffers most by far")));
        }
        let place = suffering[0].place;
        if !place.is_empty() && suffering.iter().all(|one| one.place == place) {
            grounds.push(ground(-1.2, format!("all of them are on {place}")));
        }
        if let Some(climb) = case.climb() {
            grounds.push(ground(-2.0, format!("{} before", climb.did())));
        }
        if case.entities.iter().any(|one| one.stores && case.is_first(one.name)) {
            grounds.push(ground(-1.2, "a database was among the first to move"));
        }
        if let Some(crowd) = case.crowd().filter(|crowd| crowd.victims.len() > 1) {
            let says = format!(
                "{} took what others on {} need",
                crowd.taker.track.entity, crowd.taker.track.place
            );
            grounds.push(ground(-1.2, says));
        }
        if case.loudest(Topic::Processor) > 0.5 {
            let says = format!("the log speaks of {}", Topic::Processor.word());
            grounds.push(ground(-1.2, says));
        }
        if case.contention().is_some() {
            grounds.push(ground(-1.5, "others took time of the processors"));
        }
        let deployed = case.deployments().into_iter().next();
        if deployed.is_some_and(|mark| {
            case.steps(mark.time, case.from) < 40.0 && !case.whom(mark).is_empty()
        }) {
            grounds.push(ground(-1.0, "one of them was deployed shortly before"));
        }
        for topic in [Topic::Database, Topic::Trust, Topic::Memory, Topic::Contention, Topic::Limit]
        {
            if case.loudest(topic) > 0.9 {
                grounds.push(ground(-0.8, format!("the log speaks of {}", topic.word())));
            }
        }
        grounds
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use crate::triage::trial::{Course, step, told};

    #[test]
    fn who_is_first_and_suffers_most_by_far_is_what_the_others_feel() {
        let chance = |most: f64| {
            let of = |high, since| step(100.0, high, since, 60);
            let slow = [of(most, 300), of(300.0, 302), of(300.0, 304)];
            let services = ["ledger", "cart", "mail"].into_iter().zip(&slow);
            let all: Vec<Course<'_>> =
                services.map(|(name, slow)| Course("latency_ms", name, slow)).collect();
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == super::ABOUT.id).map_or(0.0, |one| one.chance)
        };
        assert!(1.2 * chance(300.0) < chance(1500.0));
    }
}
