//! Another on the same host that takes what the others need.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::triage::case::{Case, Entity};
use crate::triage::member::Member;
use crate::triage::neighbours::Crowd;
use crate::triage::role::Role;
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "noisy_neighbour",
    title: "noisy neighbour",
    sentence: "One takes more of a shared host, and the others there slow down although nobody asks them for more.",
    reference: "Contention for shared resources: Gregg, Systems Performance, section 11.1",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: NoisyNeighbour = NoisyNeighbour;

/// A place where one works more, and others suffer.
#[derive(Debug)]
pub struct NoisyNeighbour;

impl Rule for NoisyNeighbour {
    fn about(&self) -> About {
        ABOUT
    }

    fn root<'a>(&self, case: &Case<'a>) -> Option<&'a str> {
        if let Some(crowd) = case.crowd() {
            let taker = crowd.taker.whom();
            return case.entities.iter().map(|one| one.name).find(|name| *name == taker);
        }
        case.contention().map(Member::whom).filter(|name| !name.is_empty())
    }

    fn disproof(&self) -> &'static str {
        "Others at other places suffer alike, or those who suffer are asked for more."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let mut grounds = vec![ground(-2.2, "")];
        if let Some((spoken, loudness)) =
            case.said(Topic::Contention).max_by(|a, b| a.1.total_cmp(&b.1))
        {
            let says = format!("the log speaks of contention: “{}”", spoken.change.template);
            grounds.push(ground(1.8 * loudness, says));
        }
        if let Some(member) = case.contention() {
            let is_told = member.is_robbed() || member.track.role != Role::Contention;
            let weight = if is_told && case.taken().is_some() { 3.4 } else { 2.0 };
            grounds.push(ground(weight, member.did()));
        }
        match case.crowd() {
            Some(crowd) => crowded(case, &crowd, &mut grounds),
            None => grounds.push(somewhere(case)),
        }
        grounds
    }
}

// What a shared place says.
fn crowded(case: &Case<'_>, crowd: &Crowd<'_>, grounds: &mut Vec<Ground>) {
    let Crowd { taker, victims, away } = crowd;
    let names = |of: &[&Entity<'_>]| of.iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
    let place = &taker.track.place;
    let says = format!("{}, and beside it on {place} suffers {}", taker.did(), names(victims));
    grounds.push(ground(2.6, says));
    let first = victims.iter().map(|one| one.first).fold(f64::INFINITY, f64::min);
    // Who calls the victims suffers with them, and after them.
    let late = away.iter().all(|one| one.first >= first);
    match away.len() {
        0 => grounds.push(ground(1.0, "nobody elsewhere suffers")),
        _ if late => {
            grounds.push(ground(-0.3, format!("{} suffers elsewhere, later", names(away))));
        }
        _ => grounds.push(ground(-1.2, format!("{} suffers elsewhere", names(away)))),
    }
    if case.steps(taker.departure.from, first) >= -1.0 {
        grounds.push(ground(0.6, "it moved before them"));
    } else {
        grounds.push(ground(-0.8, "symptoms came before it"));
    }
    let asked = |one: &Member<'_>| victims.iter().any(|victim| victim.name == one.track.entity);
    if case.surge().is_some_and(|(load, _)| asked(load)) {
        grounds.push(ground(-1.5, "those who suffer are asked for more"));
    }
}

// Where nobody says what runs where, one who works much more without suffering is the nearest to it.
fn somewhere(case: &Case<'_>) -> Ground {
    let suffers = |name: &str| case.suffering().any(|one| one.name == name);
    let beside = |one: &&Member<'_>| {
        let place = if one.track.place.is_empty() { &one.track.entity } else { &one.track.place };
        case.suffering().any(|other| other.place == place && other.name != place)
    };
    if let Some(waits) = case.contention().filter(beside) {
        let place =
            if waits.track.place.is_empty() { &waits.track.entity } else { &waits.track.place };
        return ground(1.6, format!("those on {place} suffer, where what they share is taken"));
    }
    // Where nobody says what runs where, the place cannot be told.
    if let Some(waits) = case.contention().filter(|_| !case.is_placed()) {
        let says = format!("what {} has is taken, and nobody says what runs there", waits.whom());
        return ground(0.8, says);
    }
    if let Some(host) = case.taken().filter(|_| case.suffering().count() > 0) {
        return ground(1.8, format!("{}, and nobody who suffers works as much", host.did()));
    }
    let works = |one: &&Member<'_>| one.works_more() && !suffers(&one.track.entity);
    match case.members.iter().find(works) {
        Some(taker) if case.suffering().count() > 0 => {
            ground(1.2, format!("{}, and suffers nothing", taker.did()))
        }
        _ => ground(-1.5, "nobody was seen to take more of a shared place"),
    }
}
