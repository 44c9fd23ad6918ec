//! How early an incident was against the user's limits, and what it cost.

use super::View;
use super::words::percent;
use crate::history::{Reach, reach};
use crate::model::words::duration;
use crate::model::{Excerpt, Incident, Limit, quantity};

/// One sentence for each limit and each series of the incident that it concerns; none without evidence at hand.
pub fn lines(one: &Incident, view: View<'_>) -> Vec<String> {
    let excerpts = view.evidence.map_or(&[][..], |evidence| &evidence.excerpts);
    let mut lines = Vec::new();
    for limit in &view.beside.limits {
        let concerned = excerpts.iter().filter(|excerpt| limit.concerns(&excerpt.series));
        lines.extend(concerned.map(|excerpt| sentence(one, limit, excerpt)));
    }
    lines
}

fn sentence(one: &Incident, limit: &Limit, excerpt: &Excerpt) -> String {
    let Reach { broken, seconds, burnt } = reach(limit, one, excerpt);
    let value = quantity(limit.value, &excerpt.unit);
    let side = if limit.below { "below" } else { "above" };
    let series = &excerpt.series;
    let early = match broken {
        None => format!("opened, and {series} never went {side} {value}"),
        Some(broken) if one.opened < broken => {
            let lead = duration(broken - one.opened);
            format!("opened {lead} before {series} {side} {value} would have fired")
        }
        Some(broken) if broken < one.opened => {
            let late = duration(one.opened - broken);
            format!("opened {late} after {series} {side} {value} would have fired")
        }
        Some(_) => format!("opened as {series} {side} {value} would have fired"),
    };
    let early = early[..1].to_uppercase() + &early[1..];
    let Some(burnt) = burnt else { return format!("{early}.") };
    let budget = limit.budget().unwrap_or(0.0);
    format!(
        "{early}. It broke the limit for {} of the {} that {} days may have: {} of the error budget.",
        duration(seconds),
        duration(budget),
        quantity(limit.days, ""),
        percent(burnt),
    )
}
