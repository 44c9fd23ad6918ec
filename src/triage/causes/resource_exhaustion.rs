//! Memory, a disk or another limited thing that ran out.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::triage::case::Case;
use crate::triage::departure::Shape;
use crate::triage::member::Member;
use crate::triage::role::Role;
use crate::triage::topic::Topic;
use crate::triage::weight::HURTS;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "resource_exhaustion",
    title: "resource exhaustion",
    sentence: "Something limited was used up little by little until it failed: memory, a disk, file handles.",
    reference: "Utilisation, saturation and errors of each resource: Gregg, Thinking Methodically about Performance, 2013",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: ResourceExhaustion = ResourceExhaustion;

/// A resource that climbed before anything else moved, and what says that it ran out.
#[derive(Debug)]
pub struct ResourceExhaustion;

impl Rule for ResourceExhaustion {
    fn about(&self) -> About {
        ABOUT
    }

    fn root<'a>(&self, case: &Case<'a>) -> Option<&'a str> {
        let memory = case.worse(Role::Memory).chain(case.worse(Role::Disk));
        memory.map(Member::whom).find(|name| !name.is_empty())
    }

    fn disproof(&self) -> &'static str {
        "The resource far from its limit when the first symptom came."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let mut grounds = vec![ground(-2.4, "")];
        let ramp = |one: &&Member<'_>| one.departure.shape == Shape::Ramp && HURTS <= one.weight;
        let climbs = case.worse(Role::Memory).chain(case.worse(Role::Disk)).find(ramp);
        // A disk that fills is first of all near its limit, as `capacity_limit` says.
        let disk = climbs.is_some_and(|one| one.track.role == Role::Disk);
        if let Some(member) = climbs {
            grounds.push(ground(if disk { 1.6 } else { 2.2 }, member.did()));
            match case.felt() {
                Some(felt) if felt < member.departure.from - 3.0 * case.step => {
                    grounds.push(ground(-1.6, "symptoms came before it climbed"));
                }
                _ => {
                    let weight = if disk { 0.4 } else { 0.8 };
                    grounds.push(ground(weight, "it climbed before anything was felt"));
                }
            }
            if member.track.role == Role::Memory {
                grounds.push(ground(0.7, ""));
            }
            if member.is_full() && !disk {
                grounds.push(ground(0.8, "it reached its limit"));
            }
        } else if let Some(member) = case.worse(Role::Memory).find(|one| one.is_nearly_full()) {
            grounds.push(ground(2.2, format!("{}, nearly all there is", member.did())));
        } else if let Some(member) = case.worse(Role::Memory).find(|one| one.weight > 0.4) {
            grounds.push(ground(0.8, member.did()));
        } else if case.measures(Role::Memory) {
            grounds.push(ground(-0.6, "memory stayed as usual"));
        }
        grounds.extend(case.against_taken());
        grounds.extend(busy(case));
        let taken = case.worse(Role::Pool).chain(case.worse(Role::Queue)).next();
        if let Some(member) = taken.filter(|_| case.loudest(Topic::Limit) > 0.9) {
            grounds.push(ground(1.8, format!("{}, and the log speaks of a limit", member.did())));
        }
        for (topic, weight) in
            [(Topic::Memory, 2.6), (Topic::Disk, if disk { 1.2 } else { 2.0 }), (Topic::Limit, 1.0)]
        {
            if let Some((spoken, loudness)) = case.said(topic).max_by(|a, b| a.1.total_cmp(&b.1)) {
                let says =
                    format!("the log speaks of {}: “{}”", topic.word(), spoken.change.template);
                grounds.push(ground(weight * loudness, says));
            }
        }
        if let Some(member) = case.worse(Role::Restarts).next() {
            grounds.push(ground(0.8, member.did()));
        }
        grounds
    }
}

// A processor that is taken although nobody asks for more.
fn busy(case: &Case<'_>) -> Vec<Ground> {
    let asked = case.surge().is_some_and(|(_, many)| 1 < many);
    let Some(member) = case.members.iter().find(|one| one.is_busy()).filter(|_| !asked) else {
        return Vec::new();
    };
    let suffers = case.suffering().any(|one| one.name == member.whom());
    let says = format!("{}, and nobody asked for more", member.did());
    let mut grounds = vec![ground(if suffers { 2.2 } else { 1.2 }, says)];
    let loud = case.loudest(Topic::Processor);
    if 0.0 < loud {
        let says = format!("the log speaks of {}", Topic::Processor.word());
        grounds.push(ground(2.8 * loud, says));
    }
    grounds
}
