//! A deployment that made things worse.

use super::{Ground, Rule, ground};
use crate::logs::header::Level;
use crate::model::{About, Mark, MarkKind, words::duration};
use crate::triage::case::Case;
use crate::triage::role::Role;
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "deployment_regression",
    title: "deployment regression",
    sentence: "Another version or setting went live shortly before, where it shows first.",
    reference: "What changed last is asked first: Beyer et al., Site Reliability Engineering, chapter 12",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: DeploymentRegression = DeploymentRegression;

/// A deployment before it, of those who suffer first.
#[derive(Debug)]
pub struct DeploymentRegression;

/// A change of settings is one of many, of which most change nothing else.
const CHANGED: f64 = 0.7;
const MINUTE: f64 = 60.0;
/// What had moved before speaks against it from this strength on.
const STRONG: f64 = 1.6;

impl Rule for DeploymentRegression {
    fn about(&self) -> About {
        ABOUT
    }

    fn root<'a>(&self, case: &Case<'a>) -> Option<&'a str> {
        let whom = case.whom(case.deployments().first()?);
        whom.into_iter().find(|name| case.entities.iter().any(|one| one.name == *name))
    }

    fn disproof(&self) -> &'static str {
        "The same symptoms before the deployment, or after it was rolled back."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let Some(mark) = case.deployments().first().copied() else { return unmarked(case) };
        let mut grounds = vec![ground(-2.0, "")];
        let gap = (case.from - mark.time).max(0.0);
        let named = !case.whom(mark).is_empty();
        let (near, fair) = (10.0 * MINUTE, 30.0 * MINUTE);
        let weight = match gap {
            gap if gap <= near.max(20.0 * case.step) => 3.6,
            gap if gap <= fair.max(40.0 * case.step) => 2.2,
            gap if gap <= 3.0 * fair => 0.8,
            _ => 0.0,
        };
        let whom = if named { 1.0 } else { 0.75 };
        let kind = if mark.kind == MarkKind::Change { CHANGED } else { 1.0 };
        let when = if gap < case.step {
            "just before it".to_owned()
        } else {
            format!("{} before it", duration(gap))
        };
        grounds.push(ground(weight * whom * kind, format!("“{}” came {when}", mark.title)));
        grounds.extend(first_mover(case, mark));
        if case.worse(Role::Traffic).any(|one| one.departure.from < mark.time) {
            grounds.push(ground(-0.5, "traffic had moved before"));
        }
        // What ran over a limit by itself needs no deployment.
        if case.members.iter().any(|one| {
            let before = one.departure.from < mark.time - 4.0 * case.step;
            before && one.is_worse() && STRONG <= one.strength()
        }) {
            grounds.push(ground(-2.0, "something had moved before it"));
        }
        if let Some(taken) = case.taken() {
            let weight = if taken.is_robbed() { -1.5 } else { -1.0 };
            grounds.push(ground(weight, format!("another took processors: {}", taken.did())));
        }
        if case.loudest(Topic::Code) > 0.5 {
            grounds.push(ground(1.6, "the log speaks of faults in a program"));
        }
        if case.loudest(Topic::Trust) > 0.9 {
            grounds.push(ground(-1.5, "log lines speak of certificates or credentials"));
        }
        grounds
    }
}

// Without a mark, only the log may know of a release.
fn unmarked(case: &Case<'_>) -> Vec<Ground> {
    let mut grounds = vec![ground(-3.5, "")];
    let release =
        case.said(Topic::Release).find(|(one, _)| one.change.first <= case.from + 5.0 * case.step);
    if let Some((spoken, _)) = release {
        grounds
            .push(ground(3.0, format!("the log spoke of a release: “{}”", spoken.change.template)));
    }
    let code = case
        .said(Topic::Code)
        .find(|(one, _)| one.change.change == "new" && Level::Error <= one.level);
    if let Some((spoken, _)) = code {
        let says = format!(
            "no deployment is known, but the log speaks of a new fault in a program: “{}”",
            spoken.change.template
        );
        grounds.push(ground(3.2, says));
    }
    grounds
}

// Whether those who moved first are those that were deployed.
fn first_mover(case: &Case<'_>, mark: &Mark) -> Option<Ground> {
    let whom = case.whom(mark);
    let first = case.entities.first()?;
    if whom.is_empty() {
        return None;
    }
    let deployed = whom.iter().find(|name| case.is_first(name) || **name == first.place);
    if let Some(name) = deployed {
        return Some(ground(0.8, format!("{name} was deployed, and was among the first to move")));
    }
    let late = case.entities.iter().find(|one| whom.contains(&one.name))?;
    (case.steps(first.first, late.first) > 6.0).then(|| {
        ground(-1.8, format!("{} moved before {}, which was deployed", first.name, late.name))
    })
}
