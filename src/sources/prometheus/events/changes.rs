//! Changes that a query counts: `changes(…)` of a generation, `resets(…)` of a counter.

use super::{common, stretches, whom};
use crate::model::{Mark, MarkKind, Series};
use crate::stats::order::sort_by;

const FUNCTIONS: [&str; 2] = ["changes", "resets"];
/// Words of names whose changes put something into service.
const DEPLOYS: &[&str] =
    &["generation", "version", "revision", "deploy", "rollout", "release", "image", "info"];
/// Words of names that say how well something is: their changes are measurements.
const MEASURES: &[&str] = &["up", "success", "healthy", "ready", "available", "state", "status"];
/// What changes more often than in this share of moments is no event.
const RARE: f64 = 0.3;
/// Several of one kind that change within so many seconds are one event.
const ROLLING: f64 = 900.0;

/// One mark for each moment at which such a count rises from 0; `None` if the query counts no changes, or they are
/// what is usual.
pub fn changes(query: &str, words: &[&str], series: &[Series]) -> Option<Vec<Mark>> {
    let function = words.iter().find(|word| FUNCTIONS.contains(word))?;
    let parts = || words.iter().flat_map(|word| word.split(['_', ':']));
    let has = |list: &[&str]| parts().any(|part| list.contains(&part));
    // A comparison leaves only the moments at which something changed.
    let is_filtered = query.contains(['>', '<']) || query.contains("!=");
    if has(MEASURES) && !has(DEPLOYS) || !is_filtered && !is_rare(series) {
        return None;
    }
    let kind = if has(DEPLOYS) && *function == FUNCTIONS[0] {
        MarkKind::Deployment
    } else {
        MarkKind::Change
    };
    let start =
        series.iter().filter_map(|one| one.times.first()).fold(f64::INFINITY, |a, b| a.min(*b));
    let mut marks: Vec<Mark> = Vec::new();
    for one in series {
        // What had changed before anything was asked for has no moment.
        let known = |from: &f64| if is_filtered { *from > start } else { *from > one.times[0] };
        let moments = stretches(one).into_iter().map(|[from, _]| from).filter(known);
        marks.extend(moments.map(|time| Mark {
            time,
            kind,
            title: title(one, kind, *function == FUNCTIONS[1]),
            labels: common(&one.labels),
        }));
    }
    Some(rolled(marks))
}

fn title(series: &Series, kind: MarkKind, reset: bool) -> String {
    let whom = match whom(&series.labels) {
        "" => "something",
        whom => whom,
    };
    match kind {
        MarkKind::Deployment => format!("{whom} was rolled out"),
        _ if reset => format!("{whom} began anew"),
        _ => format!("{whom} changed"),
    }
}

fn is_rare(series: &[Series]) -> bool {
    let present = || series.iter().flat_map(|one| &one.values).filter(|value| value.is_finite());
    let above = present().filter(|value| **value > 0.0).count();
    above as f64 <= RARE * present().count() as f64
}

// One after the other is one event, which began with the first.
fn rolled(mut marks: Vec<Mark>) -> Vec<Mark> {
    sort_by(&mut marks, |a, b| {
        (&a.title, &a.labels).cmp(&(&b.title, &b.labels)).then(a.time.total_cmp(&b.time))
    });
    let mut last = f64::NEG_INFINITY;
    let mut kept: Vec<Mark> = Vec::new();
    for mark in marks {
        let is_same =
            kept.last().is_some_and(|one| (&one.title, &one.labels) == (&mark.title, &mark.labels));
        let goes_on = is_same && mark.time - last <= ROLLING;
        last = mark.time;
        if !goes_on {
            kept.push(mark);
        }
    }
    kept
}
