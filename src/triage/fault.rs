//! Whose fault it is: who fails by an error of its own, and who suffers most by far.

use super::case::{AMONG_FIRST, Case, EARLY, Entity, mentions};
use super::lines::Spoken;
use super::member::Member;
use super::role::Role;
use super::topic::Topic;
use super::track::Track;
use super::whose::stem_of;
use crate::logs::header::Level;
use crate::model::Mark;

/// Who was deployed so many seconds before, or steps if that is more, may fail because of that.
const SHORTLY: f64 = 600.0;
const SHORTLY_STEPS: f64 = 20.0;
/// Who suffers so many times as much as any other suffers most by far.
const BY_FAR: f64 = 2.0;
/// What lines speak of that tell no fault of their own.
const NOT_OWN: [Topic; 5] =
    [Topic::Timeout, Topic::Memory, Topic::Disk, Topic::Limit, Topic::Database];

impl<'a> Case<'a> {
    /// An error that somebody tells of itself, who was the first to fail and whom nobody deployed shortly before: a line
    /// that is new, and speaks neither of others nor of what ran out. Of those who were first to alarm, the one who
    /// fails most.
    pub fn own_fault(&self) -> Option<(&'a str, &Spoken)> {
        let failing = || self.worse(Role::Errors).filter(|one| !one.track.is_log);
        let alarmed = failing().map(|one| one.departure.alarmed).reduce(f64::min)?;
        let soon = |one: &&Member<'a>| self.steps(alarmed, one.departure.alarmed) <= AMONG_FIRST;
        let most = |a: &&Member<'a>, b: &&Member<'a>| a.departure.peak.total_cmp(&b.departure.peak);
        let first = failing().filter(soon).max_by(most)?;
        let name = first.whom();
        let slow = |one: &Member<'a>| {
            one.whom() == name && self.steps(first.departure.from, one.departure.from) <= EARLY
        };
        let near = SHORTLY.max(SHORTLY_STEPS * self.step);
        let shortly = |mark: &&&Mark| self.from - mark.time <= near;
        let deployed = |mark: &&Mark| {
            let whom = self.whom(mark);
            whom.is_empty() || whom.contains(&name)
        };
        let of_calls =
            |one: &&Member<'a>| one.is_worse() && one.whom() == name && one.track.is_of_calls();
        let writes = |one: &Spoken| one.rose && mentions(stem_of(&one.change.source), name);
        let waits = |one: &Spoken| writes(one) && one.topics.contains(&Topic::Timeout);
        if name.is_empty()
            || self.outsider().is_some()
            || self.filled().is_some()
            || self.members.iter().any(|one| of_calls(&one))
            || self.spoken.iter().any(waits)
            || self.worse(Role::Latency).any(slow)
            || self.deployments().iter().filter(shortly).any(deployed)
        {
            return None;
        }
        let others = |text: &str| {
            let is_other = |track: &&Track| !track.entity.is_empty() && track.entity != name;
            self.tracks.iter().filter(|one| is_other(one)).any(|one| mentions(text, &one.entity))
        };
        let is_own = |one: &&Spoken| {
            one.change.change == "new"
                && Level::Error <= one.level
                && mentions(stem_of(&one.change.source), name)
                && !NOT_OWN.iter().any(|topic| one.topics.contains(topic))
                && !others(&one.change.template)
        };
        self.spoken.iter().find(is_own).map(|one| (name, one))
    }

    /// Who suffers most by far, and was among the first to do so: what it does the others only feel. Slowness counts by
    /// its factor, failures by how many they are.
    pub fn worst_by_far(&self) -> Option<&'a str> {
        let most = |role: Role, name: &str, same: bool| {
            let of =
                self.worse(role).filter(|one| !one.track.is_log && (one.whom() == name) == same);
            let of =
                of.filter(|one| role != Role::Errors || !one.track.is_share(one.departure.peak));
            let height = |one: &Member<'a>| match role {
                Role::Errors => one.departure.peak,
                _ => one.departure.factor(),
            };
            of.map(height).fold(0.0, f64::max)
        };
        let is_worst = |one: &&Entity<'a>| {
            [Role::Latency, Role::Errors].into_iter().any(|role| {
                let others = most(role, one.name, false);
                0.0 < others && BY_FAR * others <= most(role, one.name, true)
            })
        };
        let mut first = self.suffering().filter(|one| self.is_first(one.name) && !one.stores);
        first.find(is_worst).map(|one| one.name)
    }
}
