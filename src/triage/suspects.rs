//! Who may have begun it: events, series and log patterns, by when they moved and how much that says.

use super::case::{Case, Outsider};
use super::likeness::{Likeness, likeness};
use super::marked::is_urgent;
use super::member::Member;
use super::role::Role;
use crate::logs::header::Level;
use crate::model::words::duration;
use crate::model::{Mark, Suspect};
use crate::stats::order::sort_by;

/// So many are told.
const MOST: usize = 8;
/// Who moved so many steps later than the first counts half.
const HALF_STEPS: f64 = 12.0;
/// Series of the root count so much more.
const OF_ROOT: f64 = 1.25;
/// Of a surge, traffic of so many places behind who suffers most counts half.
const HALF_PLACES: f64 = 2.0;
/// Whom lines blame scores so much.
const BLAMED: f64 = 2.0;
/// Courses with such a correlation are alike.
const ALIKE: f64 = 0.7;

/// The suspects, the most likely first: what was deployed shortly before, then by strength and by how early it moved.
/// `root` is with whom the likeliest cause began, `surged` whether more was asked of all: then traffic of those who suffer most comes first.
pub fn suspects(case: &Case<'_>, root: Option<&str>, surged: bool) -> Vec<Suspect> {
    let by_harm = case.by_harm();
    let asked = |member: &Member<'_>| {
        let place = by_harm.iter().position(|one| one.name == member.track.entity);
        match place {
            Some(place) if surged && member.track.role == Role::Traffic && member.departure.up => {
                2.0 / (1.0 + place as f64 / HALF_PLACES)
            }
            _ if !surged && root == Some(member.track.entity.as_str()) => OF_ROOT,
            _ => 1.0,
        }
    };
    let mut found: Vec<(f64, Suspect)> = Vec::new();
    for mark in case.deployments().into_iter().take(2) {
        let gap = (case.from - mark.time).max(0.0);
        let whom = case.whom(mark);
        let score = 3.0 * (1.0 / (1.0 + gap / 1800.0));
        let mut evidence = vec![format!("{} before the first sign", duration(gap))];
        if let Some(name) = whom.first() {
            evidence.push(format!("it concerned {name}"));
        }
        let name = format!("{}: {}", mark.kind.word(), mark.title);
        let entity = whom.first().map_or_else(String::new, |name| (*name).to_owned());
        found.push((score, Suspect { name, entity, moved: mark.time, evidence }));
    }
    for mark in case.alerts() {
        let late = case.steps(case.from, mark.time).max(0.0);
        let urgent = if is_urgent(mark) { 1.8 } else { 1.4 };
        found.push((urgent / (1.0 + late / HALF_STEPS), of_alert(case, mark)));
    }
    for member in &case.members {
        found.push((asked(member) * rank(case, member), of_series(case, member)));
    }
    for spoken in case.spoken.iter().filter(|one| one.rose && Level::Warning <= one.level) {
        let late = case.steps(case.from, spoken.change.first).max(0.0);
        let score = 1.6 / (1.0 + late / HALF_STEPS);
        let suspect = Suspect {
            name: spoken.change.template.clone(),
            entity: super::whose::stem_of(&spoken.change.source).to_owned(),
            moved: spoken.change.first,
            evidence: vec![spoken.change.sentence.clone()],
        };
        found.push((score, suspect));
    }
    if let Some(outsider) = case.outsider() {
        let late = case.steps(case.from, outsider.moved).max(0.0);
        found.push((BLAMED / (1.0 + late / HALF_STEPS), of_outsider(outsider)));
    }
    sort_by(&mut found, |(one, a), (other, b)| {
        other.total_cmp(one).then_with(|| a.name.cmp(&b.name))
    });
    found.truncate(MOST);
    found.into_iter().map(|(_, suspect)| suspect).collect()
}

fn of_outsider(outsider: Outsider<'_>) -> Suspect {
    let Outsider { name, spoken, moved } = outsider;
    let why = match spoken {
        Some(spoken) => format!("lines of failures blame it: “{}”", spoken.change.template),
        None => "calls that suffer go to it".to_owned(),
    };
    Suspect {
        name: format!("{name} (not measured)"),
        entity: name.to_owned(),
        moved,
        evidence: vec![why, "nothing of it is measured here".to_owned()],
    }
}

fn of_alert(case: &Case<'_>, mark: &Mark) -> Suspect {
    let late = mark.time - case.from;
    let when = match late {
        late if late < 0.0 => format!("it fired {} before the first sign", duration(-late)),
        late if late < case.step => "it fired with the first sign".to_owned(),
        late => format!("it fired {} after the first sign", duration(late)),
    };
    let mut evidence = vec![when];
    evidence.extend(is_urgent(mark).then(|| "it asks for somebody at once".to_owned()));
    Suspect {
        name: format!("{}: {}", mark.kind.word(), mark.title),
        entity: case.whom(mark).first().map_or_else(String::new, |name| (*name).to_owned()),
        moved: mark.time,
        evidence,
    }
}

fn rank(case: &Case<'_>, member: &Member<'_>) -> f64 {
    let late = case.steps(case.from, member.departure.from).max(0.0);
    // Causes are more than what users feel of them.
    let cause = if member.track.role.is_symptom()
        || member.track.role == Role::Traffic && !member.departure.up
    {
        0.8
    } else {
        1.0
    };
    let worse = if member.is_worse() { 1.0 } else { 0.4 };
    cause * worse * member.evidence(f64::INFINITY) / (1.0 + late / HALF_STEPS)
}

// What its course says beside that of the worst that users feel.
fn alike(case: &Case<'_>, member: &Member<'_>) -> Option<String> {
    let is_other = |one: &&Member<'_>| !std::ptr::eq(one.departure, member.departure);
    let feels =
        |one: &&Member<'_>| one.track.role.is_symptom() && one.is_worse() && !one.track.is_log;
    let felt = case.members.iter().filter(feels);
    let felt = felt.max_by(|a, b| a.strength().total_cmp(&b.strength())).filter(is_other)?;
    let Likeness { correlation, earlier } = likeness(member.departure, felt.departure)?;
    if correlation < ALIKE {
        return None;
    }
    let when = match earlier {
        earlier if earlier.abs() < case.step / 2.0 => "at the same time".to_owned(),
        earlier if earlier > 0.0 => format!("{} before it", duration(earlier)),
        earlier => format!("{} after it", duration(-earlier)),
    };
    Some(format!("its course is like that of {} ({correlation:.2}), {when}", felt.track.short()))
}

fn of_series(case: &Case<'_>, member: &Member<'_>) -> Suspect {
    let late = member.departure.from - case.from;
    let mut evidence = vec![member.words()];
    if late < case.step {
        evidence.push("among the first to move".to_owned());
    } else {
        evidence.push(format!("{} after the first", duration(late)));
    }
    let factor = member.departure.factor();
    if factor >= 1.5 {
        evidence.push(format!("{factor:.1} times the usual"));
    }
    evidence.extend(alike(case, member));
    Suspect {
        name: member.track.title.clone(),
        entity: member.track.entity.clone(),
        moved: member.departure.from,
        evidence,
    }
}
