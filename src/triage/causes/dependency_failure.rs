//! Somebody who is called does not answer.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::triage::case::{Case, Outsider};
use crate::triage::member::Member;
use crate::triage::role::Role;
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "dependency_failure",
    title: "dependency failure",
    sentence: "One that others call fails or hangs, and its callers time out.",
    reference: "Callers show the symptoms of whom they call: Nygard, Release It!, chapter 4",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: DependencyFailure = DependencyFailure;

/// That lines name somebody who did not answer says so much.
const BLAMED: f64 = 1.6;

/// Log lines about calls that failed, and one named in them that moved first.
#[derive(Debug)]
pub struct DependencyFailure;

impl Rule for DependencyFailure {
    fn about(&self) -> About {
        ABOUT
    }

    fn disproof(&self) -> &'static str {
        "The dependency answers others as usual meanwhile."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let mut grounds = vec![ground(-2.0, "")];
        if let Some((spoken, loudness)) =
            case.said(Topic::Timeout).max_by(|a, b| a.1.total_cmp(&b.1))
        {
            let says =
                format!("the log speaks of calls without an answer: “{}”", spoken.change.template);
            grounds.push(ground(1.8 * loudness, says));
        }
        let named = case.named();
        if let Some(name) = named.first() {
            grounds.push(ground(1.2, format!("lines of others name {name}")));
            if case.entities.first().is_some_and(|one| named.contains(&one.name)) {
                grounds.push(ground(0.8, format!("{} moved first", case.entities[0].name)));
            }
        }
        if let Some(Outsider { name, spoken, .. }) = case.outsider() {
            let what = if spoken.is_some() { "lines blame" } else { "calls that suffer go to" };
            grounds.push(ground(BLAMED, format!("{what} {name}, of whom nothing is measured")));
            if spoken.is_none_or(|one| !one.topics.contains(&Topic::Timeout)) {
                grounds.push(ground(0.8, ""));
            }
        }
        let calls = case.members.iter().find(|one| one.is_worse() && one.track.is_of_calls());
        if let Some(member) = calls {
            grounds.push(ground(1.2, format!("calls to others suffer: {}", member.did())));
        }
        if let Some(one) = case.suffering().find(|one| case.is_outside(one.name)) {
            grounds.push(ground(
                1.8,
                format!("{} is only known by its answers, and suffers", one.name),
            ));
        }
        if let Some((name, _)) = case.own_fault() {
            grounds.push(ground(-3.0, format!("{name} failed first, by an error of its own")));
        } else if let Some(name) = case.worst_by_far().filter(|name| case.is_outside(name)) {
            grounds
                .push(ground(1.0, format!("{name} was among the first, and suffers most by far")));
        }
        let suffering = case.suffering().count();
        if (1..=2).contains(&suffering) && case.worse(Role::Latency).next().is_some() {
            grounds.push(ground(0.4, ""));
        }
        if suffering >= 3 {
            let weight = if case.outsider().is_some() { -0.6 } else { -1.6 };
            grounds.push(ground(weight, "it spread to three or more"));
        }
        for (topic, weight) in [
            (Topic::Trust, -1.8),
            (Topic::Database, -0.8),
            (Topic::Memory, -1.5),
            (Topic::Disk, -1.5),
            (Topic::Contention, -1.0),
            (Topic::Processor, -1.2),
            (Topic::Code, -1.0),
        ] {
            if case.loudest(topic) > 0.5 {
                grounds.push(ground(weight, format!("the log speaks of {}", topic.word())));
            }
        }
        grounds.extend(case.against_taken());
        if let Some(full) = case.filled() {
            grounds.push(ground(-2.0, format!("{} before", full.did())));
        }
        if case.members.iter().any(Member::is_absent) {
            grounds.push(ground(-0.5, "data are missing"));
        }
        grounds
    }
}
