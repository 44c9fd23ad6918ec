//! From departures of series, changed log patterns and marked events to written incidents.
//!
//! Follow a point: a detector alarms; [`departure`](Departure) says when its series left what was usual and how; a
//! [`Sighting`] carries the departures of a source to where all sources meet; `group` joins those that have to do
//! with each other and says when enough of them agree; `case` looks at such a group together with what logs said
//! and what had been done; [`causes`] weigh it, rule by rule; `story` writes it down. Nothing is looked up: names are
//! read for general words of operations, everything else comes from the figures.

mod blame;
mod case;
pub mod causes;
mod counts;
mod departure;
mod drift;
mod fault;
mod figures;
mod grid;
mod group;
mod labels;
mod likeness;
mod limits;
mod lines;
mod marked;
mod member;
mod neighbours;
mod presence;
mod quote;
mod releases;
mod role;
mod room;
mod sighting;
mod stores;
mod story;
mod suspects;
mod topic;
mod track;
#[cfg(test)]
mod trial;
mod tuned;
mod weight;
mod whose;
mod words;

pub use departure::{Alarmed, Departure, Shape};
pub use lines::Lines;
pub use quote::quote;
pub use role::{Role, role_of};
pub use sighting::{Judged, Sighting};
pub use track::Track;
pub use tuned::tune;

use crate::model::{Confidence, Incident, IncidentState, Mark, TimeRange};
use crate::stats::order::sort_by;
use case::Case;
use group::{Group, groups};

/// Events so long before an incident may have to do with it, in seconds.
const MARKS_BEFORE: f64 = 3.0 * 3600.0;
/// What hurts again within so many steps is the same incident …
const BACK_STEPS: f64 = 240.0;
/// … or seconds, whichever is less.
const BACK_SECONDS: f64 = 3.0 * 3600.0;
/// Log patterns are compared from so many steps before an incident on.
const LINES_BEFORE: f64 = 4.0;

/// All that is known at one time.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What each source says.
    pub sightings: &'a [Sighting],
    /// Logs.
    pub lines: &'a [Lines],
    /// Events that people or systems know of, in any order.
    pub marks: &'a [Mark],
}

/// The incidents of a scene, newest first. The order of sources, logs and events makes no difference.
///
/// Cost: O(d · m) over departures and members of one group, and one comparison of log patterns for each incident.
pub fn incidents(scene: Scene<'_>) -> Vec<Incident> {
    let told = releases::releases(scene.lines, scene.marks);
    let mut marks: Vec<&Mark> = scene.marks.iter().chain(&told).collect();
    sort_by(&mut marks, |a, b| a.time.total_cmp(&b.time).then_with(|| a.title.cmp(&b.title)));
    marks.dedup();
    let mut kept: Vec<Group<'_>> = Vec::new();
    for group in groups(scene.sightings, &marks) {
        match kept.last_mut().filter(|before| comes_back(scene, &marks, before, &group)) {
            Some(before) => before.take(group),
            None => kept.push(group),
        }
    }
    let mut written: Vec<Incident> = kept.iter().map(|group| write(scene, &marks, group)).collect();
    // What opened by many a little, of which nothing is left that says something, says nothing.
    written.retain(|one| !one.signals.is_empty());
    sort_by(&mut written, |a, b| b.from.total_cmp(&a.from).then_with(|| a.id.cmp(&b.id)));
    written
}

// What hurts the same series again soon is the same incident, unless another cause is likely by now.
fn comes_back(scene: Scene<'_>, marks: &[&Mark], before: &Group<'_>, group: &Group<'_>) -> bool {
    let pause = group.from() - before.to;
    if pause > (BACK_STEPS * group.step()).min(BACK_SECONDS) || !before.hurts_same(group) {
        return false;
    }
    let of = |group: &Group<'_>| {
        let causes = with_case(scene, marks, group, causes::causes);
        causes.into_iter().next()
    };
    match (of(before), of(group)) {
        (Some(one), Some(other)) => one.id == other.id || other.confidence < Confidence::Likely,
        (_, None) => true,
        (None, _) => false,
    }
}

// The patterns and events of a group's time, and the case that they make with it.
fn with_case<T>(
    scene: Scene<'_>,
    marks: &[&Mark],
    group: &Group<'_>,
    look: impl FnOnce(&Case<'_>) -> T,
) -> T {
    let tracks = scene.sightings.iter().flat_map(|one| &one.tracks).collect();
    let near = |mark: &&&Mark| group.opened - MARKS_BEFORE <= mark.time && mark.time <= group.to;
    let near: Vec<&Mark> = marks.iter().filter(near).copied().collect();
    let slack = LINES_BEFORE * group.step();
    let window = TimeRange { from: group.from() - slack, to: group.to + slack };
    let mut spoken: Vec<_> = scene.lines.iter().flat_map(|lines| lines.spoken(window)).collect();
    sort_by(&mut spoken, |a, b| (b.rose, b.level).cmp(&(a.rose, a.level)));
    look(&Case::of(group, tracks, &spoken, near))
}

fn write(scene: Scene<'_>, marks: &[&Mark], group: &Group<'_>) -> Incident {
    with_case(scene, marks, group, |case| told(scene, group, case))
}

fn told(scene: Scene<'_>, group: &Group<'_>, case: &Case<'_>) -> Incident {
    let spoken = case.spoken;
    let causes = causes::causes(case);
    let surged = causes.first().is_some_and(|cause| cause.id == causes::SURGE);
    let entities = causes::entities(case, &causes);
    let suspects = suspects::suspects(case, entities.first().map(|one| one.name), surged);
    let source = &scene.sightings[case.worst().map_or(0, |member| member.source)];
    let end = scene.sightings.iter().map(|one| one.end).fold(f64::MIN, f64::max);
    let logs = story::levels(scene.lines, TimeRange { from: case.from, to: case.to });
    let mut incident = Incident {
        id: format!("{}@{:.0}", source.source, case.from),
        source: source.source.clone(),
        from: case.from,
        opened: case.opened,
        to: case.to,
        ongoing: !group.over && end <= case.to + case.step * LINES_BEFORE,
        severity: case.worst().map_or(0.0, |member| member.departure.score),
        title: String::new(),
        sentence: String::new(),
        suspects,
        entities: entities.iter().map(|entity| entity.name.to_owned()).collect(),
        signals: story::signals(case),
        patterns: spoken.iter().map(|one| one.change.clone()).collect(),
        marks: case
            .marks
            .iter()
            .filter(|mark| case.concerns(mark))
            .map(|mark| (*mark).clone())
            .collect(),
        logs,
        sample_log: story::sample(spoken),
        detector: source.detector.clone(),
        causes,
        state: IncidentState::Open,
        verdict: None,
        notes: Vec::new(),
        evidence: 0,
        saved: 0.0,
    };
    incident.title = story::title(&incident, case);
    incident.sentence = story::paragraph(&incident, case);
    incident
}
