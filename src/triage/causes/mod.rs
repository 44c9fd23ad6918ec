//! Causes: named rules over evidence, one file each. A rule says what speaks for it and against it, as weights of
//! evidence that add up (Good, "Weight of evidence", 1985), so that anyone can read why it was believed.

use super::case::{Case, Entity};
use crate::catalogue;
use crate::model::{About, Cause, Confidence};
use crate::stats::elementary::exp2;
use crate::stats::order::sort_by;
use std::f64::consts::LOG2_E;

/// A cause that can be recognised.
pub trait Rule: Sync {
    /// Identity: what it is, in a sentence.
    fn about(&self) -> About;

    /// What would disprove it.
    fn disproof(&self) -> &'static str;

    /// With whom it began, where the rule knows better than by who moved first.
    fn root<'a>(&self, _case: &Case<'a>) -> Option<&'a str> {
        None
    }

    /// What speaks for it (above 0) and against it, in logarithms of odds.
    fn weigh(&self, case: &Case<'_>) -> Vec<Ground>;
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// Logarithm of the factor by which the odds change.
    pub weight: f64,
    /// What was seen; empty if it is not worth saying.
    pub says: String,
}

/// Evidence with its weight.
pub fn ground(weight: f64, says: impl Into<String>) -> Ground {
    Ground { weight, says: says.into() }
}

catalogue! {
    /// Every rule, in the order in which ties are told.
    pub static RULES: [&dyn Rule], MENU = {
        deployment_regression, database_saturation, cascading_failure, dependency_failure, noisy_neighbour,
        resource_exhaustion, capacity_limit, traffic_surge, error_burst, data_loss,
    }
}

/// The cause with which all are asked for more at once.
pub const SURGE: &str = "traffic_surge";

/// Odds that something else is behind it, in logarithms, before anything is known.
const UNKNOWN: f64 = 1.0;
/// A cause is told from this chance on.
const LEAST: f64 = 0.02;

/// All causes that something speaks for, likeliest first; their chances and that of none of them add up to 1.
pub fn causes(case: &Case<'_>) -> Vec<Cause> {
    let weighed: Vec<(&dyn Rule, Vec<Ground>)> =
        RULES.iter().map(|rule| (*rule, rule.weigh(case))).collect();
    let sum = |grounds: &[Ground]| grounds.iter().map(|one| one.weight).sum::<f64>();
    let odds = |grounds: &[Ground]| exp2(sum(grounds).clamp(-30.0, 30.0) * LOG2_E);
    let all: f64 =
        weighed.iter().map(|(_, grounds)| odds(grounds)).sum::<f64>() + exp2(UNKNOWN * LOG2_E);
    let mut causes: Vec<Cause> = Vec::new();
    for (rule, mut grounds) in weighed {
        let chance = odds(&grounds) / all;
        if chance < LEAST || !grounds.iter().any(|one| one.weight > 0.0) {
            continue;
        }
        sort_by(&mut grounds, |a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        let told = |wanted: bool| {
            let told =
                grounds.iter().filter(|one| (one.weight > 0.0) == wanted && !one.says.is_empty());
            told.map(|one| one.says.clone()).collect()
        };
        let about = rule.about();
        causes.push(Cause {
            id: about.id.to_owned(),
            title: about.title.to_owned(),
            chance,
            confidence: confidence(chance),
            evidence: told(true),
            against: told(false),
            disproof: rule.disproof().to_owned(),
        });
    }
    sort_by(&mut causes, |a, b| b.chance.total_cmp(&a.chance));
    causes
}

/// Those who took part, the likeliest root first: as the rule of the likeliest cause knows it, or else by who moved first.
pub fn entities<'c, 'a>(case: &'c Case<'a>, causes: &[Cause]) -> Vec<&'c Entity<'a>> {
    let rule =
        causes.first().and_then(|cause| RULES.iter().find(|rule| rule.about().id == cause.id));
    let Some(rule) = rule else { return case.entities.iter().collect() };
    if rule.about().id == SURGE {
        return case.by_harm();
    }
    let root = rule.root(case);
    let (first, rest): (Vec<_>, Vec<_>) =
        case.entities.iter().partition(|one| Some(one.name) == root);
    first.into_iter().chain(rest).collect()
}

/// The word for a chance; how often each word was right stands in the documentation.
pub fn confidence(chance: f64) -> Confidence {
    match chance {
        0.9.. => Confidence::AlmostCertain,
        0.65.. => Confidence::Likely,
        0.35.. => Confidence::Possible,
        _ => Confidence::Thin,
    }
}
