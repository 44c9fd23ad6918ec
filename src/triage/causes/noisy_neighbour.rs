//! Another on the same host that takes what the others need.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::stats::order::sort_by;
use crate::triage::case::Case;
use crate::triage::group::Member;
use crate::triage::role::Role;
use crate::triage::words::Topic;

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

/// Processors that work so many times as much are taken.
const MUCH_MORE: f64 = 2.0;

impl Rule for NoisyNeighbour {
    fn about(&self) -> About {
        ABOUT
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
        if let Some(member) = case.worse(Role::Contention).next() {
            grounds.push(ground(2.0, format!("{} {}", member.track.title, member.words())));
        }
        let takes = |one: &&Member<'_>| {
            one.departure.up
                && !one.track.place.is_empty()
                && (one.track.role == Role::Cpu
                    || one.track.role == Role::Traffic
                    || one.track.role == Role::Memory
                    || one.track.role == Role::Disk)
        };
        // Who takes most, not who only suffers from it.
        let mut takers: Vec<_> = case
            .members
            .iter()
            .filter(takes)
            .filter(|one| one.track.entity != one.track.place)
            .collect();
        sort_by(&mut takers, |a, b| b.departure.factor().total_cmp(&a.departure.factor()));
        let Some(taker) = takers.first() else {
            grounds.push(somewhere(case));
            return grounds;
        };
        let place = taker.track.place.as_str();
        let entity = taker.track.entity.as_str();
        let victims: Vec<&str> = case
            .suffering()
            .filter(|one| one.place == place && one.name != entity)
            .map(|one| one.name)
            .collect();
        let away: Vec<&str> = case
            .suffering()
            .filter(|one| one.place != place && one.name != entity)
            .map(|one| one.name)
            .collect();
        let itself = case.suffering().any(|one| one.name == entity);
        if victims.is_empty() {
            grounds.push(ground(-1.5, ""));
            return grounds;
        }
        grounds.push(ground(
            2.6,
            format!(
                "{} {}, and {} on {place} suffers",
                taker.track.title,
                taker.words(),
                victims.join(", ")
            ),
        ));
        if away.is_empty() {
            grounds.push(ground(1.0, "nobody elsewhere suffers"));
        } else {
            // Who calls the victims suffers with them.
            let weight = if away.len() < victims.len() { -0.5 } else { -1.2 };
            grounds.push(ground(weight, format!("{} suffers elsewhere", away.join(", "))));
        }
        if itself {
            grounds.push(ground(-1.4, format!("{entity} suffers itself")));
        }
        let asked = case.members.iter().any(|one| {
            one.track.role == Role::Traffic
                && one.departure.up
                && victims.contains(&one.track.entity.as_str())
        });
        if asked {
            grounds.push(ground(-1.5, "those who suffer are asked for more"));
        }
        if case.steps(taker.departure.from, case.felt().unwrap_or(taker.departure.from)) < -3.0 {
            grounds.push(ground(-0.8, "symptoms came before it"));
        }
        grounds
    }
}

// Where nobody says what runs where, one who works much more without suffering is the nearest to it.
fn somewhere(case: &Case<'_>) -> Ground {
    let suffers = |name: &str| case.suffering().any(|one| one.name == name);
    let works = |one: &&Member<'_>| {
        one.track.role == Role::Cpu
            && one.departure.up
            && MUCH_MORE <= one.departure.factor()
            && !suffers(&one.track.entity)
    };
    match case.members.iter().find(works) {
        Some(taker) if case.suffering().count() > 0 => {
            ground(1.2, format!("{} {}, and suffers nothing", taker.track.title, taker.words()))
        }
        _ => ground(-1.5, "nobody was seen to take more of a shared place"),
    }
}
