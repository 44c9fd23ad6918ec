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
        let ramp = |role: Role| case.worse(role).find(|one| one.departure.shape == Shape::Ramp);
        let found = ramp(Role::Disk)
            .map(|one| (one, 4.2))
            .or_else(|| ramp(Role::Pool).map(|one| (one, 2.4)));
        let found = found
            .or_else(|| ramp(Role::Queue).map(|one| (one, 1.0)))
            .or_else(|| ramp(Role::Memory).map(|one| (one, 1.2)));
        // Or one that is full, however it came to that.
        let full = |one: &&Member<'_>| case.limit(one).is_some_and(|limit| one.fills(limit));
        let found = found.or_else(|| {
            let limited = case.worse(Role::Disk).chain(case.worse(Role::Pool)).find(full);
            limited.map(|one| (one, 2.6))
        });
        let Some((member, weight)) = found else { return vec![ground(-5.0, "")] };
        let mut says = member.did();
        let limit = case.limit(member);
        // Memory that is full fails at once; on a full disk all else goes on.
        let stays = matches!(member.track.role, Role::Disk | Role::Pool);
        if limit.is_some_and(|limit| member.fills(limit)) {
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
        if case.loudest(Topic::Memory) > 0.9 {
            grounds.push(ground(-1.0, "the log says that memory ran out"));
        }
        if case.loudest(Topic::Disk) > 0.5 {
            grounds.push(ground(if stays { 0.8 } else { -1.0 }, "the log says that room ran out"));
        }
        grounds
    }
}
