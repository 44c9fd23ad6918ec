//! An incident as the rules of causes see it: who moved, when, what was said and what had been done.

use super::blame::blamed;
use super::departure::Shape;
use super::group::Group;
use super::lines::Spoken;
use super::marked::{ALERTED_BEFORE, is_firing};
use super::member::Member;
use super::role::Role;
use super::topic::Topic;
use super::track::Track;
use super::weight::HURTS;
use super::whose::stem_of;
use super::words::{is_database, words};
use crate::logs::header::Level;
use crate::model::{Mark, MarkKind};
use crate::stats::order::sort_by;
use crate::stats::robust::median;
use std::collections::BTreeSet;

/// A member says something of its own from this strength on.
pub const TELLING: f64 = 0.9;

/// Who moved within so many steps of the first was among the first.
pub const AMONG_FIRST: f64 = 3.0;
/// What hurts so much says when it began.
const CORE: f64 = 1.6;
/// What was over so many steps before the first that hurts is of no concern.
const BEFORE_CORE: f64 = 4.0;
/// A restart is of concern within so many steps.
const RESTARTED: f64 = 24.0;
/// Traffic that rose by so much is more than its breath.
const ROSE: f64 = 1.25;
/// What fills by itself began so many steps before that was felt.
pub const EARLY: f64 = 6.0;
/// Somebody suffers from this strength on.
const SUFFERS: f64 = 1.8;

/// One who is measured, and took part.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it runs; may be empty.
    pub place: &'a str,
    /// When the first of its series that tell something moved.
    pub first: f64,
    /// Whether users feel it: latency, errors, health.
    pub suffers: bool,
    /// Whether it is a database.
    pub stores: bool,
}

/// Somebody of whom nothing is measured here, and who did not answer well.
#[derive(Debug, Clone, Copy)]
pub struct Outsider<'a> {
    /// Its name.
    pub name: &'a str,
    /// The pattern that blames it, if one does.
    pub spoken: Option<&'a Spoken>,
    /// Since when that shows.
    pub moved: f64,
}

/// An incident before it is understood.
#[derive(Debug)]
pub struct Case<'a> {
    /// Its departures that tell something, in the order in which they began.
    pub members: Vec<Member<'a>>,
    /// Who took part, in the order in which it showed.
    pub entities: Vec<Entity<'a>>,
    /// All that is measured, of everybody.
    pub tracks: Vec<&'a Track>,
    /// Patterns that changed.
    pub spoken: &'a [Spoken],
    /// Events before it and during it, in order of time.
    pub marks: Vec<&'a Mark>,
    /// When the first of them began.
    pub from: f64,
    /// When it opened.
    pub opened: f64,
    /// Its last moment.
    pub to: f64,
    /// Seconds between points.
    pub step: f64,
}

impl<'a> Case<'a> {
    /// Of a group, with what was said meanwhile and what had been done.
    pub fn of(
        group: &Group<'a>,
        tracks: Vec<&'a Track>,
        spoken: &'a [Spoken],
        marks: Vec<&'a Mark>,
    ) -> Self {
        let core = core(group);
        let mut members: Vec<Member<'a>> = group
            .members
            .iter()
            .filter(|member| telling(member) && of_core(member, core) && !member.is_course(core))
            .copied()
            .collect();
        sort_by(&mut members, |a, b| {
            a.departure
                .from
                .total_cmp(&b.departure.from)
                .then_with(|| a.track.title.cmp(&b.track.title))
        });
        let from = members.iter().map(|member| member.departure.from).fold(group.opened, f64::min);
        let step = members.iter().map(|member| member.step).fold(0.0, f64::max);
        let entities = entities(&members, &tracks);
        Self {
            members,
            entities,
            tracks,
            spoken,
            marks,
            from,
            opened: group.opened,
            to: group.to,
            step,
        }
    }

    /// Who took part, those first who suffer and are asked for most, no databases: where all are asked for more at once,
    /// who moved first says little, and who is asked for most hands it on to the others.
    pub fn by_harm(&self) -> Vec<&Entity<'a>> {
        let strength = |entity: &Entity<'a>| {
            let of = |one: &&Member<'a>| one.whom() == entity.name && one.is_worse();
            let felt = self.members.iter().filter(of).filter(|one| one.track.role.is_symptom());
            felt.map(|one| one.strength() * one.departure.score.max(1.0)).fold(0.0, f64::max)
        };
        let asked = |entity: &Entity<'a>| {
            let of = |one: &&Member<'a>| one.whom() == entity.name && one.departure.up;
            let traffic = self.members.iter().filter(of).filter(|one| one.track.is_of_requests());
            traffic.map(|one| one.departure.peak).fold(0.0, f64::max)
        };
        let order = |entity: &Entity<'a>| {
            let (harm, asked) = (strength(entity), asked(entity));
            let entry = entity.suffers && 0.0 < asked && !entity.stores;
            (entry, if entry { asked } else { harm })
        };
        let mut all: Vec<((bool, f64), &Entity<'a>)> =
            self.entities.iter().map(|entity| (order(entity), entity)).collect();
        sort_by(&mut all, |(a, _), (b, _)| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
        all.into_iter().map(|(_, entity)| entity).collect()
    }

    /// Members that measure this and went the bad way.
    pub fn worse(&self, role: Role) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(move |one| one.track.role == role && one.is_worse())
    }

    /// Whether anything measures this.
    pub fn measures(&self, role: Role) -> bool {
        self.tracks.iter().any(|track| track.role == role)
    }

    // When those moved that users feel: what fails in proportion to what is asked is as usual.
    fn symptoms(&self) -> impl Iterator<Item = f64> {
        // What left its usual twice was felt the first time.
        let mut known = BTreeSet::new();
        let felt = self
            .members
            .iter()
            .filter(|one| one.track.role.is_symptom() && one.is_worse() && HURTS <= one.weight)
            .filter(move |one| known.insert((one.source, one.departure.track)));
        felt.map(|one| one.departure.from)
    }

    /// When the first that users feel moved.
    pub fn felt(&self) -> Option<f64> {
        self.symptoms().reduce(f64::min)
    }

    /// Those who suffer.
    pub fn suffering(&self) -> impl Iterator<Item = &Entity<'a>> {
        self.entities.iter().filter(|entity| entity.suffers)
    }

    /// Patterns that came more often and speak of this, with how much their level says: 1 for errors.
    pub fn said(&self, topic: Topic) -> impl Iterator<Item = (&Spoken, f64)> {
        let speaks = move |one: &&Spoken| one.rose && one.topics.contains(&topic);
        self.spoken.iter().filter(speaks).map(|one| (one, loudness(one.level)))
    }

    /// The loudest of them; 0 without.
    pub fn loudest(&self, topic: Topic) -> f64 {
        self.said(topic).map(|(_, loudness)| loudness).fold(0.0, f64::max)
    }

    /// Whether this name is one of those measured.
    pub fn is_entity(&self, name: &str) -> bool {
        self.tracks.iter().any(|track| track.entity == name)
    }

    /// Those, other than the writer, whom patterns that came more often name.
    pub fn named(&self) -> Vec<&'a str> {
        let mut names: Vec<&'a str> = Vec::new();
        for track in &self.tracks {
            let name = track.entity.as_str();
            // A machine is asked nothing.
            let is_asked = |one: &Track| one.entity == name && one.role.is_answer();
            if name.len() < 3
                || names.contains(&name)
                || !self.tracks.iter().any(|one| is_asked(one))
            {
                continue;
            }
            let by_another = |one: &Spoken| {
                one.rose
                    && Level::Warning <= one.level
                    && mentions(&one.change.template, name)
                    && !mentions(stem_of(&one.change.source), name)
            };
            if self.spoken.iter().any(by_another) {
                names.push(name);
            }
        }
        names
    }

    /// One of whom nothing is measured, and whom lines of failures blame, or calls that suffer go to.
    pub fn outsider(&self) -> Option<Outsider<'a>> {
        // Of thousands of series, few are of different ones.
        let known: BTreeSet<&str> =
            self.tracks.iter().flat_map(|track| [track.entity.as_str(), &track.place]).collect();
        let is_one = |one: &Outsider<'a>| {
            let is_same = |other: &str| mentions(other, one.name) || mentions(one.name, other);
            let is_writer =
                one.spoken.is_some_and(|spoken| is_same(stem_of(&spoken.change.source)));
            !is_writer && !known.iter().any(|name| is_same(name))
        };
        let failing = self.spoken.iter().filter(|one| one.rose && Level::Warning <= one.level);
        let by_lines = failing.filter_map(|spoken| {
            let name = blamed(&spoken.change.template)?;
            Some(Outsider { name, spoken: Some(spoken), moved: spoken.change.first })
        });
        // What suffers long after the others suffers from them.
        let soon = self.mostly_felt().unwrap_or(self.from) + EARLY * self.step;
        let calls = self.members.iter().filter(|one| {
            one.is_worse() && one.track.role.is_symptom() && one.departure.from <= soon
        });
        let by_calls = calls.filter_map(|one| {
            let name = one.track.called()?;
            Some(Outsider { name, spoken: None, moved: one.departure.from })
        });
        by_lines.chain(by_calls).find(is_one)
    }

    /// Deployments and changes of those who took part, or of nobody in particular, that came before it showed, latest
    /// first.
    pub fn deployments(&self) -> Vec<&'a Mark> {
        let slack = 3.0 * self.step;
        let mut found: Vec<&'a Mark> = self
            .marks
            .iter()
            .filter(|mark| {
                matches!(mark.kind, MarkKind::Deployment | MarkKind::Change)
                    && mark.time <= self.from.max(self.opened) + slack
            })
            .filter(|mark| self.concerns(mark))
            .copied()
            .collect();
        found.reverse();
        found
    }

    /// Alerts that fired of those who took part, each once, in order of time.
    pub fn alerts(&self) -> Vec<&'a Mark> {
        let slack = ALERTED_BEFORE * self.step;
        let mut found: Vec<&'a Mark> = Vec::new();
        for mark in self.marks.iter().filter(|mark| is_firing(mark)) {
            let is_known = found.iter().any(|one| one.title == mark.title);
            if self.from - slack <= mark.time && !is_known && self.is_of(mark) {
                found.push(mark);
            }
        }
        found
    }

    /// Whether an event concerns one of those who took part, or says nothing of whom it concerns.
    pub fn concerns(&self, mark: &Mark) -> bool {
        self.whom(mark).is_empty() || self.is_of(mark)
    }

    // Whether it names one of those who took part.
    fn is_of(&self, mark: &Mark) -> bool {
        let takes_part =
            |name: &&str| self.entities.iter().any(|one| one.name == *name || one.place == *name);
        self.whom(mark).iter().any(takes_part)
    }

    /// Those measured whom an event names, by a label or in its title.
    pub fn whom(&self, mark: &Mark) -> Vec<&'a str> {
        let names = |name: &str| {
            !name.is_empty()
                && (mark.labels.iter().any(|(_, value)| value == name)
                    || mentions(&mark.title, name))
        };
        let mut found: Vec<&'a str> = Vec::new();
        for track in &self.tracks {
            for name in [track.entity.as_str(), track.place.as_str()] {
                if names(name) && !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        found
    }

    /// Whether somebody is only known by answers: nothing is measured of its processors, memory or place, as of what
    /// others run.
    pub fn is_outside(&self, name: &str) -> bool {
        let mut own = self.tracks.iter().filter(|track| track.entity == name).peekable();
        let answers = |track: &&&Track| {
            track.place.is_empty()
                && matches!(track.role, Role::Latency | Role::Errors | Role::Traffic | Role::Health)
        };
        own.peek().is_some() && own.all(|track| answers(&track)) && self.most_run(name)
    }

    // Whether of most others who answer more is known than that.
    fn most_run(&self, name: &str) -> bool {
        let answers = |role: Role| matches!(role, Role::Latency | Role::Errors | Role::Traffic);
        let mut others: Vec<&str> = self
            .tracks
            .iter()
            .filter(|track| !track.is_log && track.entity != name && answers(track.role))
            .map(|track| track.entity.as_str())
            .collect();
        sort_by(&mut others, Ord::cmp);
        others.dedup();
        let runs = |other: &&&str| {
            let of = |track: &&&Track| !track.is_log && track.entity == **other;
            self.tracks.iter().filter(of).any(|track| {
                !track.place.is_empty() || !answers(track.role) && track.role != Role::Health
            })
        };
        let run = others.iter().filter(runs).count();
        2 * run >= others.len() && run > 0
    }

    /// When what users feel moved, by the half of its series.
    pub fn mostly_felt(&self) -> Option<f64> {
        median(&self.symptoms().collect::<Vec<f64>>())
    }

    /// Traffic that rose, to stay, by the moment at which it was felt, and of how many it did.
    pub fn surge(&self) -> Option<(&Member<'a>, usize)> {
        let felt = self.mostly_felt().unwrap_or(f64::INFINITY) + self.step;
        let rose = |one: &&Member<'a>| {
            one.track.role == Role::Traffic
                && !one.track.is_log
                && one.departure.up
                && one.departure.shape != Shape::Spike
                && ROSE <= one.departure.factor_by(felt + AMONG_FIRST * self.step)
                && one.departure.from <= felt
        };
        let risen: Vec<&Member<'a>> = self.members.iter().filter(rose).collect();
        let mut who: Vec<&str> = risen.iter().map(|one| one.track.entity.as_str()).collect();
        sort_by(&mut who, Ord::cmp);
        who.dedup();
        Some((*risen.first()?, who.len()))
    }

    /// Of how many, of all whose traffic is measured, it rose; `None` where that is measured of few.
    pub fn share_asked(&self) -> Option<(usize, usize)> {
        let asked_of = |track: &&Track| track.role == Role::Traffic && !track.is_log;
        let mut all: Vec<&str> =
            self.tracks.iter().copied().filter(asked_of).map(|one| one.entity.as_str()).collect();
        sort_by(&mut all, Ord::cmp);
        all.dedup();
        // Who works more is asked for more, even if that is no more than at some other time of the day.
        let rose = |one: &Member<'a>| {
            one.departure.up
                && one.departure.shape != Shape::Spike
                && (asked_of(&one.track) || one.track.role == Role::Cpu)
        };
        let is_asked =
            |name: &&&str| self.members.iter().any(|one| one.track.entity == **name && rose(one));
        (3 <= all.len()).then(|| (all.iter().filter(is_asked).count(), all.len()))
    }

    /// Something that is used up and climbed before anything was felt: where it can run out, the rest follows from it.
    pub fn climb(&self) -> Option<&Member<'a>> {
        let felt = self.felt().unwrap_or(f64::INFINITY);
        let climbs = |one: &&Member<'a>| {
            let ramp = HURTS <= one.weight && one.departure.shape == Shape::Ramp;
            matches!(one.track.role, Role::Memory | Role::Disk)
                && one.is_worse()
                && (ramp || one.is_nearly_full())
                && one.departure.from <= felt + 3.0 * self.step
        };
        self.members.iter().find(climbs).or_else(|| self.filled())
    }

    /// A disk, pool or quota that was full in the end, and on its way there well before that was felt: what takes
    /// long to answer fills its pools at once.
    pub fn filled(&self) -> Option<&Member<'a>> {
        // Several that are full at once are so because somebody does not answer.
        let alone = self.worse(Role::Pool).count() == 1;
        let at_top = self.worse(Role::Pool).filter(|one| one.stays_at_top()).count() == 1;
        let early = |one: &Member<'a>, felt: Option<f64>| {
            let felt = felt.unwrap_or(f64::INFINITY);
            EARLY <= self.steps(one.departure.from, felt)
                && (felt.is_infinite() || felt <= one.departure.to)
        };
        let fills = |one: &&Member<'a>| {
            let is_queue = one.track.role == Role::Queue;
            let full = (alone || is_queue) && one.stays_at_top() || one.is_full();
            matches!(one.track.role, Role::Pool | Role::Disk | Role::Queue)
                && one.is_worse()
                && HURTS <= one.weight
                && !self.waits(one)
                && (full && early(one, self.mostly_felt())
                    || at_top && one.stays_at_top() && early(one, self.felt()))
        };
        self.members.iter().find(fills)
    }

    /// Whether a pool is taken by calls that wait: its own answers got slow before it filled.
    pub fn waits(&self, pool: &Member<'_>) -> bool {
        let slow = |one: &&Member<'a>| {
            one.whom() == pool.whom() && one.departure.from < pool.departure.from
        };
        pool.track.role == Role::Pool && self.worse(Role::Latency).any(|one| slow(&one))
    }

    /// Whether somebody was among the first to move.
    pub fn is_first(&self, name: &str) -> bool {
        let first = self.members.first().map_or(self.from, |one| one.departure.from);
        self.entities
            .iter()
            .any(|one| one.name == name && self.steps(first, one.first) <= AMONG_FIRST)
    }

    /// Steps between two moments.
    pub fn steps(&self, from: f64, to: f64) -> f64 {
        if self.step > 0.0 { (to - from) / self.step } else { 0.0 }
    }

    /// Whether a database took part, as a member or by its name.
    pub fn database(&self) -> Option<&Member<'a>> {
        self.members.iter().find(|one| {
            one.is_worse() && (one.track.is_of_store() || is_database(&one.track.title))
        })
    }
}

/// Whether a text names somebody, as a word or as several; of several that are numbered, also as all of them are called.
pub fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (words(text), words(name));
    let Some((last, before)) = name.split_last() else { return false };
    let all = last.trim_end_matches(|digit: char| digit.is_ascii_digit());
    text.windows(name.len()).any(|part| {
        let (end, begin) =
            part.split_last().map_or(("", &[][..]), |(end, rest)| (end.as_str(), rest));
        begin == before && (end == last || end == all && 2 < all.len())
    })
}

fn loudness(level: Level) -> f64 {
    match level {
        Level::Error | Level::Fatal => 1.0,
        Level::Warning => 0.6,
        Level::Unknown => 0.4,
        _ => 0.2,
    }
}

fn telling(member: &Member<'_>) -> bool {
    TELLING <= member.evidence(f64::INFINITY)
}

// When what hurts began, of what lasted until it opened.
fn core(group: &Group<'_>) -> f64 {
    let hurts = |one: &&Member<'_>| {
        let lasts = group.opened <= one.departure.to + BEFORE_CORE * one.step;
        HURTS <= one.weight && CORE <= one.strength() && lasts
    };
    group.members.iter().filter(hurts).map(|one| one.departure.from).fold(group.opened, f64::min)
}

// What was over before, got better before, or only restarted long before, has nothing to do with it.
fn of_core(member: &Member<'_>, core: f64) -> bool {
    let before = core - member.departure.from;
    match member.track.role {
        role if role != Role::Traffic && !member.is_worse() && 0.0 < before => member.is_nothing(),
        Role::Restarts => before.abs() <= RESTARTED * member.step,
        _ => core - BEFORE_CORE * member.step <= member.departure.to,
    }
}

fn entities<'a>(members: &[Member<'a>], tracks: &[&Track]) -> Vec<Entity<'a>> {
    let symptoms = || tracks.iter().filter(|one| !one.is_log && one.role.is_symptom());
    // A log that many write is called by none of them.
    let is_felt = |of: &Track| {
        let known = tracks.iter().any(|one| !one.is_log && one.entity == of.entity);
        symptoms().any(|one| !known || one.entity == of.entity)
    };
    let measured = |name: &str| tracks.iter().any(|one| !one.is_log && one.entity == name);
    let named = tracks.iter().any(|one| !one.is_log && !one.entity.is_empty());
    let by_whom = tracks.iter().any(|one| one.is_log && measured(&one.entity));
    let mut found: Vec<Entity<'a>> = Vec::new();
    for member in members {
        let track = member.track;
        let name = member.whom();
        // Logs of which none is called as one who is measured are those of all.
        if name.is_empty() || track.is_log && named && !by_whom {
            continue;
        }
        // Where answers are measured, lines of failures say less of who suffers.
        let tells = track.role.is_symptom() && !(track.is_log && is_felt(track));
        let suffers = tells && member.is_worse() && SUFFERS <= member.strength();
        match found.iter_mut().find(|one| one.name == name) {
            Some(one) => {
                one.suffers |= suffers;
                one.stores |= track.stores;
            }
            None => found.push(Entity {
                name,
                place: &track.place,
                first: member.departure.from,
                suffers,
                stores: track.is_of_store() || is_database(name),
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::triage::trial::{Course, step, told};

    #[test]
    fn what_got_better_before_is_no_beginning() {
        let from = |memory: f64| {
            let memory = step(2000.0, memory, 270, 300);
            let (slow, failing) = (step(100.0, 400.0, 300, 60), step(2.0, 90.0, 301, 60));
            let all = [
                Course("heap_mb", "cart", &memory),
                Course("latency_ms", "cart", &slow),
                Course("errors", "cart", &failing),
            ];
            told(&all, &[])[0].from / 60.0
        };
        assert_eq!((from(900.0), from(3900.0)), (300.0, 270.0));
    }
}
