//! Which departures are one incident, and when that opens.
//!
//! Departures join an incident that lasts if they have to do with one of its members: the same series, whom or
//! where it measures, a label, or that they began together. It opens at the first moment at which enough of them
//! agree, weighted by severity and by how much they hurt; what never does remains a list of anomalies.

use super::case::TELLING;
use super::departure::{Departure, Shape};
use super::marked::{added, alerts, is_alerted, stirs};
use super::member::Member;
use super::role::Role;
use super::room::ROOMY;
use super::sighting::Sighting;
use super::track::Track;
use super::weight::{HURTS, weight};
use super::words::words;
use crate::model::Mark;
use crate::stats::order::sort_by;
use crate::stats::robust::median;

/// So many steps after its last member a group is over for kin …
const KIN_STEPS: f64 = 30.0;
/// (but half an hour, or six steps, are enough) …
const KIN_SECONDS: f64 = 1800.0;
const FEWEST_STEPS: f64 = 6.0;
/// … but a spike of a latency that is over counts for so many …
const SPIKE_STEPS: f64 = 3.0;
/// … and for others that begin together with a member, so many steps apart.
const TOGETHER_STEPS: f64 = 8.0;
/// Incidents that open within so many steps are one.
const OPENED_TOGETHER: f64 = 12.0;
/// In larger fleets, something else begins at any moment: there, beginning together says nothing.
const FLEET: usize = 120;
/// Evidence that opens an incident.
pub const OPENS: f64 = 2.4;
/// Of it, what must hurt.
const MUST_HURT: f64 = 1.6;
/// Strangers are of one incident only if one hurts so much, and in a fleet both, while the other lasts.
const STRONG: f64 = 1.5;
/// What a resource counts at most while traffic explains it.
const LOADED: f64 = 0.4;
/// Processors that work so many times as much do more.
const MUCH_MORE: f64 = 1.5;
/// More is asked, more fails: up to so many times the growth of traffic the share that fails may be as usual.
const IN_PROPORTION: f64 = 1.5;
/// Traffic of so many at once, and so many steps apart, is a surge of all.
const SURGE_ENTITIES: usize = 2;
const SURGE_STEPS: f64 = 12.0;
/// Where so many series are known, one latency that departs alone opens nothing before it is confirmed.
const FEW: usize = 8;
/// Another series agrees that adds so much.
const AGREES: f64 = 0.25;

/// Departures of one incident.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// In order of their first alarm.
    pub members: Vec<Member<'a>>,
    /// When it opened.
    pub opened: f64,
    /// Its last moment.
    pub to: f64,
    /// Whether all of it is over.
    pub over: bool,
}

impl Group<'_> {
    /// When the first of it began.
    pub fn from(&self) -> f64 {
        self.members.iter().map(|member| member.departure.from).fold(self.opened, f64::min)
    }

    /// Seconds between points, of the slowest of it.
    pub fn step(&self) -> f64 {
        self.members.iter().map(|member| member.step).fold(0.0, f64::max)
    }

    /// Whether a series that hurts here hurts there as well.
    pub fn hurts_same(&self, other: &Self) -> bool {
        let hurts = |group: &Self| -> Vec<(usize, u32)> {
            let hurting =
                group.members.iter().filter(|one| HURTS <= one.weight && 1.0 <= one.strength());
            hurting.map(|one| (one.source, one.departure.track)).collect()
        };
        let here = hurts(self);
        hurts(other).iter().any(|one| here.contains(one))
    }

    /// Takes another one that is the same incident.
    pub fn take(&mut self, other: Self) {
        self.to = self.to.max(other.to);
        self.over &= other.over;
        self.members.extend(other.members);
    }
}

/// Joins the departures of all sources and keeps what opens, in order of opening. Which source comes first, and in which
/// order a source tells, makes no difference. Cost: O(departures · members of groups that last).
pub fn groups<'a>(sightings: &'a [Sighting], marks: &[&Mark]) -> Vec<Group<'a>> {
    let known = sightings.iter().map(|one| one.tracks.len()).sum::<usize>();
    let fleet = FLEET < known;
    let mut lasting: Vec<Vec<Member<'_>>> = Vec::new();
    for member in members(sightings) {
        let (joins, apart): (Vec<_>, Vec<_>) = lasting
            .into_iter()
            .partition(|group| group.iter().any(|other| belongs(&member, other, fleet)));
        lasting = apart;
        let mut joined: Vec<Member<'_>> = joins.into_iter().flatten().collect();
        joined.push(member);
        lasting.push(joined);
    }
    let open = |members| opened(members, marks, FEW <= known);
    let mut groups: Vec<Group<'_>> = merged(lasting.into_iter().filter_map(open).collect());
    sort_by(&mut groups, |a, b| {
        a.opened.total_cmp(&b.opened).then(a.members.len().cmp(&b.members.len()))
    });
    groups
}

// Two that open together are one: troubles rarely come alone, and rarely by chance at the same moment.
fn merged(mut groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    sort_by(&mut groups, |a, b| {
        a.opened.total_cmp(&b.opened).then(b.members.len().cmp(&a.members.len()))
    });
    let mut kept: Vec<Group<'_>> = Vec::new();
    for group in groups {
        let step = group.step();
        let together = |other: &&mut Group<'_>| {
            group.opened - other.opened <= OPENED_TOGETHER * step && group.opened <= other.to
        };
        match kept.iter_mut().find(together) {
            None => kept.push(group),
            Some(other) => other.take(group),
        }
    }
    kept
}

fn members(sightings: &[Sighting]) -> Vec<Member<'_>> {
    let symptom = |track: &Track| track.role.is_symptom() && !track.is_log;
    let answers = |track: &Track| symptom(track) && !track.is_of_store();
    let answered = sightings.iter().any(|one| one.tracks.iter().any(answers));
    let symptoms = sightings.iter().any(|one| one.tracks.iter().any(symptom));
    // Buckets of a log are as wide as its time asks for: what is measured says how fast things go.
    let measured = sightings.iter().filter(|one| !one.is_log()).map(|one| one.step);
    let measured = measured.fold(0.0, f64::max);
    let known = sightings.iter().flat_map(|one| &one.tracks);
    let sizes: Vec<&Track> = known.filter(|track| track.is_size()).collect();
    let mut all: Vec<Member<'_>> = Vec::new();
    for (source, sighting) in sightings.iter().enumerate() {
        for departure in &sighting.departures {
            let Some(track) = sighting.tracks.get(departure.track as usize) else { continue };
            let weight = weight(track, departure, symptoms, (sighting.end, sighting.step));
            let own = !track.is_log || measured <= 0.0;
            let step = if own { sighting.step } else { measured };
            let limit = limit_of(track, departure).or_else(|| size_of(track, &sizes));
            let asked = answered && track.role == Role::Latency && track.is_of_store();
            let body = body_of(sighting, departure);
            let mut member = Member { source, track, departure, weight, step, limit, asked, body };
            if member.is_roomy() {
                member.weight = member.weight.min(ROOMY);
            }
            all.push(member);
        }
    }
    lighten(&mut all);
    sort_by(&mut all, |a, b| {
        let (one, other) = (a.departure, b.departure);
        one.alarmed.total_cmp(&other.alarmed).then_with(|| a.track.title.cmp(&b.track.title))
    });
    all
}

// Since when the mean of the same latency is away as well, where a high percentile has one.
fn body_of(sighting: &Sighting, of: &Departure) -> Option<f64> {
    let track = &sighting.tracks[of.track as usize];
    let is_body = |other: &Track| {
        let same = (&other.entity, &other.place) == (&track.entity, &track.place);
        same && other.role == Role::Latency && other.is_mean() && !other.counts_slow()
    };
    if track.role != Role::Latency || !track.is_tail() {
        return None;
    }
    let bodies = sighting.departures.iter().filter(|one| {
        let meanwhile = one.from <= of.to && of.from <= one.to;
        meanwhile && is_body(&sighting.tracks[one.track as usize])
    });
    let since = bodies.map(|one| one.alarmed).fold(f64::INFINITY, f64::min);
    sighting.tracks.iter().any(is_body).then_some(since)
}

// A little time that is taken looks like a share of one, until more than all is taken.
fn limit_of(track: &Track, departure: &Departure) -> Option<f64> {
    let percent = track.role == Role::Contention && 1.0 < departure.peak;
    track.limit().map(|limit| if percent { limit.max(100.0) } else { limit })
}

/// How much there is of what a series measures, where the same one says so; of several, the one that is called most alike.
pub fn size_of(of: &Track, sizes: &[&Track]) -> Option<f64> {
    let is_same = |size: &&&Track| {
        (size.role, &size.entity, &size.place) == (of.role, &of.entity, &of.place)
            && of.last <= size.last
    };
    let name = words(&of.title);
    let alike = |size: &&&Track| {
        words(&size.title).iter().zip(&name).take_while(|(one, other)| one == other).count()
    };
    sizes.iter().rev().filter(is_same).max_by_key(alike).map(|size| size.last)
}

// What is used up, or fails in the usual share, because more is asked for, or done, is no trouble of its own.
fn lighten(members: &mut [Member<'_>]) {
    let risen: Vec<Member<'_>> = members
        .iter()
        .filter(|one| one.departure.up && matches!(one.track.role, Role::Traffic | Role::Cpu))
        .copied()
        .collect();
    let follows = |role| {
        let used_up = matches!(role, Role::Memory | Role::Pool | Role::Queue | Role::Cpu);
        used_up || matches!(role, Role::Errors | Role::Latency)
    };
    // What is nearly full hurts, whoever filled it.
    let hurts = |one: &Member<'_>| one.track.role == Role::Memory && one.is_nearly_full();
    for member in members.iter_mut().filter(|one| follows(one.track.role) && !hurts(one)) {
        if risen.iter().any(|load| explains(load, member)) || surge_explains(&risen, member) {
            member.weight = member.weight.min(LOADED);
        }
    }
}

// Its own traffic explains; its own processors only by a lot more, since what leaks is also cleaned.
fn explains(load: &Member<'_>, member: &Member<'_>) -> bool {
    let slack = TOGETHER_STEPS * member.step;
    let (of, by) = (member.departure, load.departure);
    let own = !load.track.entity.is_empty() && load.track.entity == member.track.entity;
    let related = own
        && by.shape != Shape::Spike
        && match load.track.role {
            Role::Traffic if member.track.role.is_symptom() => is_in_proportion(member, growth(by)),
            Role::Traffic => true,
            _ => {
                let worked = member.track.role != Role::Cpu && !member.track.role.is_symptom();
                worked && MUCH_MORE <= by.factor()
            }
        };
    related && by.from <= of.from + slack && of.from <= by.to + slack
}

fn growth(of: &Departure) -> f64 {
    of.figures.mean / of.usual
}

// Whether it is no share of anything, and grew about as much as traffic did; of what is slow, no more than that.
fn is_in_proportion(member: &Member<'_>, traffic: f64) -> bool {
    let of = member.departure;
    let slack = if member.track.role == Role::Latency { 1.0 } else { IN_PROPORTION };
    of.up && !member.track.is_share(of.peak) && growth(of) <= slack * traffic
}

// Where several are asked for more, so are those of whom that is not measured, or not seen yet.
fn surge_explains(risen: &[Member<'_>], member: &Member<'_>) -> bool {
    if !matches!(member.track.role, Role::Errors | Role::Latency | Role::Pool | Role::Queue) {
        return false;
    }
    let slack = SURGE_STEPS * member.step;
    let (of, mut asked) = (member.departure, Vec::new());
    let mut growths = Vec::new();
    for load in risen.iter().filter(|one| one.track.role == Role::Traffic && !one.track.is_log) {
        let by = load.departure;
        let meanwhile = by.from <= of.from + slack && of.from <= by.to + slack;
        if meanwhile && by.shape != Shape::Spike && !asked.contains(&&load.track.entity) {
            asked.push(&load.track.entity);
            growths.push(growth(by));
        }
    }
    let usual = median(&growths).filter(|_| SURGE_ENTITIES <= asked.len());
    usual.is_some_and(|usual| is_in_proportion(member, usual))
}

// How long a member counts once it is over: single slow answers, one here and one there, are no trouble.
fn counts_for(member: &Member<'_>) -> f64 {
    let spike = member.departure.shape == Shape::Spike && member.track.role == Role::Latency;
    if spike { SPIKE_STEPS * member.step } else { kin(member.step) }
}

// How long after its last member a group is over, in seconds.
fn kin(step: f64) -> f64 {
    (KIN_STEPS * step).min(KIN_SECONDS.max(FEWEST_STEPS * step))
}

// `later` alarmed when or after `member` did.
fn belongs(later: &Member<'_>, member: &Member<'_>, fleet: bool) -> bool {
    if member.is_course(later.departure.from) {
        return false;
    }
    let step = later.step.max(member.step);
    let pause = later.departure.from - member.departure.to;
    if later.source == member.source && later.departure.track == member.departure.track {
        return pause <= kin(step);
    }
    // A stir that hurts nobody draws in only what hurts, and the other way round.
    let apart = (later.departure.from - member.departure.from).abs();
    let together = apart <= TOGETHER_STEPS * step
        || (pause <= 0.0
            && later.departure.alarmed - member.departure.alarmed <= TOGETHER_STEPS * step);
    if later.track.is_kin(member.track) {
        return pause <= kin(step);
    }
    let strong = |one: &&Member<'_>| HURTS <= one.weight && STRONG <= one.strength();
    let strong = [member, later].iter().filter(|one| strong(one)).count();
    if fleet { strong == 2 && pause <= 0.0 } else { strong > 0 && (together || pause <= 0.0) }
}

// `many` is whether so many series are known that one that departs alone has many that speak against it.
fn opened<'a>(members: Vec<Member<'a>>, marks: &[&Mark], many: bool) -> Option<Group<'a>> {
    let stirs = stirs(&members, marks);
    let mut moments: Vec<f64> = members
        .iter()
        .flat_map(|member| member.departure.trail.iter().map(|told| told.time))
        .chain(alerts(&stirs))
        .chain(members.iter().map(Member::confirmed))
        .collect();
    sort_by(&mut moments, f64::total_cmp);
    moments.dedup();
    let opens = |time: &f64| {
        let active = members.iter().filter(|member| {
            *time <= member.departure.to + counts_for(member) && !member.is_course(*time)
        });
        let [mut all, mut hurting] = added(&stirs, *time);
        // An alert agrees with what is seen; after a deployment anything is slow for a moment.
        let (mut agreeing, mut confirmed, mut telling) = (Vec::new(), false, false);
        for member in active {
            // What gets better, as memory after a restart, says nothing of what gets worse.
            if !member.is_worse() && !member.is_nothing() && member.track.role != Role::Traffic {
                continue;
            }
            let weight = member.weight_at(*time);
            let evidence = weight * member.evidence(*time);
            all += evidence;
            hurting += if HURTS <= weight { evidence } else { 0.0 };
            let tells = HURTS <= weight && TELLING <= member.evidence(*time);
            telling |= tells;
            let counts = member.track.role != Role::Latency || member.is_repeated(*time);
            if AGREES <= evidence && counts && !agreeing.contains(&member.witness()) {
                agreeing.push(member.witness());
            }
            let lasts = member.confirmed() <= time.min(member.departure.to);
            let is_latency = member.track.role == Role::Latency;
            confirmed |= if is_latency { lasts && 0.0 < evidence } else { tells };
        }
        let agree = agreeing.len() + usize::from(is_alerted(&stirs, *time));
        OPENS <= all && MUST_HURT <= hurting && telling && (confirmed || 1 < agree || !many)
    };
    let opened = moments.into_iter().find(opens)?;
    let to = members.iter().map(|member| member.departure.to).fold(opened, f64::max);
    let over = members.iter().all(|member| {
        member.departure.over || member.weight < HURTS && member.track.role != Role::Other
    });
    Some(Group { members, opened, to, over })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Incident, Labels, Series};
    use crate::triage::departure::{Alarmed, departures};
    use crate::triage::trial::{Course, sighting, step, told};
    use crate::triage::{Scene, incidents};
    use std::sync::Arc;

    // Series of one service that go from about 100 to their levels at point 200, told by alarms of ten points; the last
    // level is gone to in even steps until the end.
    fn incidents_of(series: &[(&str, f64)], climbs: bool) -> Vec<Incident> {
        let times: Arc<Vec<f64>> = Arc::new((0..800).map(|at| f64::from(at) * 60.0).collect());
        let (mut tracks, mut moved) = (Vec::new(), Vec::new());
        for (name, level) in series {
            let share = |at: i32| if climbs { f64::from(at - 199) / 600.0 } else { 1.0 };
            let value = |at: i32| match at {
                0..200 => 100.0 + f64::from(at % 3),
                _ => 100.0 + (level - 100.0) * share(at),
            };
            let values: Vec<f64> = (0..800).map(value).collect();
            let alarm = |at: u32| Alarmed::new(at, values[at as usize], 3.0, (98.0, 104.0));
            let alarms: Vec<Alarmed> = (210..220).map(alarm).collect();
            // Others are named by a path.
            let own = (!name.contains('/')).then(|| ("service".to_owned(), "ledger".to_owned()));
            let labels = Labels::new(own);
            let (name, times) = ((*name).to_owned(), Arc::clone(&times));
            let series = Series { name, labels, unit: String::new(), times, values };
            moved.extend(departures(tracks.len() as u32, series.samples(), &alarms, false));
            tracks.push(Track::of(&series, "s", series.name.clone(), false));
        }
        let (source, detector) = ("s".to_owned(), String::new());
        let end = 799.0 * 60.0;
        let sighting = Sighting { source, tracks, departures: moved, step: 60.0, end, detector };
        incidents(Scene { sightings: &[sighting], lines: &[], marks: &[] })
    }

    #[test]
    fn errors_in_proportion_to_traffic_open_nothing_and_more_of_them_do() {
        let opens = |errors: &str, level: f64| {
            !incidents_of(&[("requests_per_second", 200.0), (errors, level)], false).is_empty()
        };
        assert!(!opens("errors_per_second", 220.0));
        assert!(opens("errors_per_second", 500.0));
        assert!(opens("error_ratio", 220.0), "a share does not follow traffic");
    }

    #[test]
    fn errors_of_one_follow_a_surge_of_others() {
        let surge = [("cart/requests_per_second", 200.0), ("mail/requests_per_second", 210.0)];
        let opens = |level: f64| {
            let all = [surge[0], surge[1], ("errors_per_second", level)];
            !incidents_of(&all, false).is_empty()
        };
        assert!(!opens(220.0) && opens(600.0));
        let alone = [surge[0], ("errors_per_second", 220.0)];
        assert!(!incidents_of(&alone, false).is_empty(), "traffic of one other explains nothing");
    }

    #[test]
    fn one_of_whom_nothing_is_left_is_missed() {
        let found =
            incidents_of(&[("requests_per_second", 0.0), ("memory", 0.0), ("cpu", 0.0)], false);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].causes[0].id, "data_loss");
    }

    // Whether these open something among six others that stay calm.
    fn opens(own: &[Course<'_>], deployed: &[(&str, usize)]) -> bool {
        let calm = |_: usize| 100.0;
        let mut all: Vec<Course<'_>> = own.iter().map(|one| Course(one.0, one.1, one.2)).collect();
        all.extend((0..6).map(|_| Course("temperature", "cart", &calm)));
        !told(&all, deployed).is_empty()
    }

    #[test]
    fn memory_that_a_restart_freed_does_not_agree_with_what_gets_worse() {
        let slow = step(100.0, 400.0, 300, 4);
        let agrees = |memory: f64| {
            let memory = step(2000.0, memory, 296, 40);
            opens(&[Course("latency_ms", "cart", &slow), Course("heap_mb", "cart", &memory)], &[])
        };
        assert!(!agrees(900.0) && agrees(3900.0));
    }

    #[test]
    fn a_moment_of_slowness_after_a_deployment_opens_nothing_and_a_while_does() {
        let slow = |lasts: usize| {
            let slow = step(100.0, 400.0, 300, lasts);
            let calm = |_: usize| 100.0;
            opens(
                &[Course("latency_ms", "cart", &slow), Course("disk_io", "cart", &calm)],
                &[("cart", 298)],
            )
        };
        assert!(!slow(4) && slow(20));
    }

    #[test]
    fn single_slow_answers_one_after_the_other_are_no_trouble() {
        let slow = |later: usize| {
            let (one, other) = (step(100.0, 400.0, 300, 2), step(100.0, 400.0, 300 + later, 2));
            opens(&[Course("latency_ms", "cart", &one), Course("latency_ms", "mail", &other)], &[])
        };
        assert!(!slow(6) && slow(0));
    }

    #[test]
    fn two_figures_of_one_latency_are_one_witness_and_one_point_is_none() {
        let agree = |other: &str, lasts: usize| {
            let slow = step(100.0, 400.0, 300, lasts);
            let calm = |_: usize| 100.0;
            let all = [
                Course("latency_ms_p99", "cart", &slow),
                Course("latency_ms_avg", other, &slow),
                Course("disk_io", "cart", &calm),
            ];
            opens(&all, &[])
        };
        assert!(!agree("cart", 5) && agree("mail", 5));
        assert!(!agree("mail", 1));
    }

    #[test]
    fn the_slowest_alone_are_felt_by_few_where_the_mean_is_as_usual() {
        let opens = |mean: f64| {
            let (tail, mean) = (step(400.0, 900.0, 300, 14), step(100.0, mean, 300, 14));
            let calm = |_: usize| 100.0;
            opens(
                &[
                    Course("latency_ms_p99", "cart", &tail),
                    Course("latency_ms_avg", "cart", &mean),
                    Course("latency_ms_p99", "mail", &calm),
                ],
                &[],
            )
        };
        assert!(!opens(100.0) && opens(250.0));
        let calm = |_: usize| 100.0;
        let track = |name, whom| sighting(&[Course(name, whom, &calm)]).tracks.swap_remove(0);
        assert!(track("latency_p99", "cart").is_tail() && !track("latency", "cart-99").is_tail());
    }

    #[test]
    fn a_latency_in_proportion_to_what_is_asked_opens_nothing() {
        let opens = |latency: f64| {
            let all = [("requests_per_second", 200.0), ("latency_ms", latency)];
            !incidents_of(&all, false).is_empty()
        };
        assert!(!opens(170.0) && opens(400.0));
    }

    #[test]
    fn what_still_climbs_is_not_settled() {
        let found = incidents_of(&[("disk_used", 700.0)], true);
        assert_eq!(found[0].to, 799.0 * 60.0);
    }
}
