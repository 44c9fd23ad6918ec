//! What marked events add to the opening of a group: deployments of those who suffer, and alerts that fire.

use super::case::mentions;
use super::member::Member;
use super::weight::HURTS;
use crate::model::{Mark, MarkKind};

/// What a deployment counts that one of them had within so many steps before.
const DEPLOYED: f64 = 0.9;
/// The same of a change of settings: there are many that change nothing else.
const CHANGED: f64 = 0.45;
const DEPLOYED_STEPS: f64 = 80.0;
/// What an alert of one of them counts: with a departure that hurts it opens an incident, alone it does not.
const ALERTED: f64 = 1.2;
/// The same of one that asks for somebody at once.
const PAGED: f64 = 1.6;
/// An alert has to do with a departure that begins so many steps after it at most …
pub const ALERTED_BEFORE: f64 = 12.0;
/// … and counts for so many steps.
const ALERTED_STEPS: f64 = 80.0;
/// Shorter names are found in any title.
const SHORTEST: usize = 3;
/// Values of labels by which people say that somebody is needed at once.
const URGENT: &[&str] = &[
    "critical",
    "crit",
    "page",
    "paging",
    "fatal",
    "emergency",
    "p1",
    "sev1",
    "kritisch",
    "disaster",
];
/// Values of labels of an alert that does not fire.
const QUIET: &[&str] = &["resolved", "inactive", "pending", "ok", "normal", "behoben"];

/// The evidence of an event while it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stir {
    from: f64,
    to: f64,
    // What it adds to all evidence, and to what hurts.
    adds: [f64; 2],
    is_alert: bool,
}

/// Events that have to do with these members. Cost: O(events · members).
pub fn stirs(members: &[Member<'_>], marks: &[&Mark]) -> Vec<Stir> {
    let of =
        |mark: &&Mark| members.iter().filter_map(|member| stir(mark, member)).reduce(Stir::join);
    marks.iter().filter_map(of).collect()
}

/// What events add at a moment, to all evidence and to what hurts: of several deployments the most, and of alerts.
pub fn added(stirs: &[Stir], time: f64) -> [f64; 2] {
    let most = |alert: bool| {
        let now =
            stirs.iter().filter(|one| one.is_alert == alert && one.from <= time && time <= one.to);
        now.fold([0.0_f64; 2], |most, one| [most[0].max(one.adds[0]), most[1].max(one.adds[1])])
    };
    let (deployed, alerted) = (most(false), most(true));
    [deployed[0] + alerted[0], deployed[1] + alerted[1]]
}

/// Whether an alert counts at a moment.
pub fn is_alerted(stirs: &[Stir], time: f64) -> bool {
    stirs.iter().any(|one| one.is_alert && one.from <= time && time <= one.to)
}

/// Moments at which alerts begin to count.
pub fn alerts(stirs: &[Stir]) -> impl Iterator<Item = f64> {
    stirs.iter().filter(|one| one.is_alert).map(|one| one.from)
}

/// Whether an alert fires, as far as its labels say.
pub fn is_firing(mark: &Mark) -> bool {
    mark.kind == MarkKind::Alert && !has(mark, QUIET)
}

/// Whether the labels of an alert ask for somebody at once.
pub fn is_urgent(mark: &Mark) -> bool {
    has(mark, URGENT)
}

impl Stir {
    fn join(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to), ..self }
    }
}

fn stir(mark: &Mark, member: &Member<'_>) -> Option<Stir> {
    let departure = member.departure;
    if is_firing(mark) {
        let from = departure.from - ALERTED_BEFORE * member.step;
        let adds = if is_urgent(mark) { [PAGED; 2] } else { [ALERTED; 2] };
        let to = mark.time + ALERTED_STEPS * member.step;
        let stir = Stir { from: mark.time, to, adds, is_alert: true };
        return (from <= mark.time && mark.time <= departure.to && names(mark, member))
            .then_some(stir);
    }
    let is_of = !member.track.entity.is_empty() && is_label(mark, &member.track.entity);
    let counts = matches!(mark.kind, MarkKind::Deployment | MarkKind::Change)
        && mark.time <= departure.alarmed
        && HURTS <= member.weight
        && is_of;
    let to = mark.time + DEPLOYED_STEPS * member.step;
    let all = if mark.kind == MarkKind::Change { CHANGED } else { DEPLOYED };
    let adds = [all, all / 2.0];
    counts.then_some(Stir { from: mark.time, to, adds, is_alert: false })
}

// Whether an event names whom or where a member measures.
fn names(mark: &Mark, member: &Member<'_>) -> bool {
    let is_named = |name: &str| {
        !name.is_empty()
            && (is_label(mark, name) || (SHORTEST <= name.len() && mentions(&mark.title, name)))
    };
    [&member.track.entity, &member.track.place].into_iter().any(|name| is_named(name))
}

fn is_label(mark: &Mark, name: &str) -> bool {
    mark.labels.iter().any(|(_, value)| value == name)
}

fn has(mark: &Mark, words: &[&str]) -> bool {
    let mut values = mark.labels.iter().map(|(_, value)| value.to_ascii_lowercase());
    values.any(|value| words.contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Labels, Series};
    use crate::triage::Track;
    use crate::triage::departure::{Departure, departures};
    use crate::triage::{Alarmed, Scene, Sighting, incidents};
    use std::sync::Arc;

    fn alert(time: f64, title: &str, labels: &[(&str, &str)]) -> Mark {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Mark { time, kind: MarkKind::Alert, title: title.to_owned(), labels: Labels::new(labels) }
    }

    // Latency of a service that rises a little for a while at minute 200.
    fn scene() -> Sighting {
        let times: Vec<f64> = (0..300).map(|at| f64::from(at) * 60.0).collect();
        let values: Vec<f64> = (0..300)
            .map(|at| if (200..230).contains(&at) { 110.0 } else { 100.0 + f64::from(at % 3) })
            .collect();
        let alarms: Vec<Alarmed> =
            (200..204).map(|at| Alarmed::new(at, 110.0, 1.2, (98.0, 104.0))).collect();
        let series = Series {
            name: "latency".to_owned(),
            labels: Labels::new([("service".to_owned(), "ledger".to_owned())]),
            unit: "ms".to_owned(),
            times: Arc::new(times),
            values,
        };
        let moved: Vec<Departure> = departures(0, series.samples(), &alarms, false);
        assert_eq!(moved.len(), 1);
        Sighting {
            source: "s".to_owned(),
            tracks: vec![Track::of(&series, "s", "latency".to_owned(), false)],
            departures: moved,
            step: 60.0,
            end: 300.0 * 60.0,
            detector: String::new(),
        }
    }

    fn member(sighting: &Sighting) -> Member<'_> {
        Member {
            source: 0,
            track: &sighting.tracks[0],
            departure: &sighting.departures[0],
            weight: 1.0,
            step: 60.0,
            limit: None,
            asked: false,
            body: None,
        }
    }

    fn opens(marks: &[Mark]) -> Option<f64> {
        let sightings = [scene()];
        incidents(Scene { sightings: &sightings, lines: &[], marks }).first().map(|one| one.opened)
    }

    #[test]
    fn an_alert_opens_what_hurts_a_little_and_nothing_by_itself() {
        let during = 203.0 * 60.0;
        let check = |mark: Mark, wanted: Option<f64>| {
            assert_eq!(opens(std::slice::from_ref(&mark)), wanted, "{mark:?}");
        };
        assert_eq!(opens(&[]), None, "it hurts too little");
        check(alert(during, "slow answers", &[("service", "ledger")]), Some(during));
        check(alert(during, "ledger is slow", &[]), Some(during));
        check(alert(during, "slow answers", &[("service", "shop")]), None);
        check(alert(during, "slow answers", &[]), None);
        check(alert(100.0 * 60.0, "ledger is slow", &[]), None);
        check(alert(during, "ledger is slow", &[("status", "resolved")]), None);
        let none =
            Scene { sightings: &[], lines: &[], marks: &[alert(during, "ledger is slow", &[])] };
        assert!(incidents(none).is_empty());
    }

    #[test]
    fn a_change_of_settings_counts_less_than_a_deployment() {
        let sighting = scene();
        let of = |kind: MarkKind| {
            let mark = Mark { kind, ..alert(199.0 * 60.0, "it", &[("service", "ledger")]) };
            let member = member(&sighting);
            added(&stirs(&[member], &[&mark]), 201.0 * 60.0)[0]
        };
        assert!(0.0 < of(MarkKind::Change));
        assert_eq!(of(MarkKind::Change), of(MarkKind::Deployment) / 2.0);
        assert_eq!(of(MarkKind::Note), 0.0);
    }

    #[test]
    fn one_that_pages_counts_more_and_several_count_once() {
        let sighting = scene();
        let member = member(&sighting);
        let now = 201.0 * 60.0;
        let added = |marks: &[Mark]| {
            let marks: Vec<&Mark> = marks.iter().collect();
            added(&stirs(&[member], &marks), now)
        };
        let one = alert(now, "ledger is slow", &[]);
        let urgent = alert(now, "ledger is slow", &[("severity", "critical")]);
        assert_eq!(added(std::slice::from_ref(&one)), [ALERTED; 2]);
        assert_eq!(added(&[one, urgent]), [PAGED; 2]);
    }
}
