//! Alerts that fire, by the series that Prometheus keeps of its own rules.

use super::stretches;
use crate::model::{Mark, MarkKind, Series};

/// Names of the series that rules leave: those that fire or wait, and since when, which tells nothing more.
const NAMES: [&str; 2] = ["ALERTS", "ALERTS_FOR_STATE"];

/// One mark for each time that an alert begins to fire; `None` if these are no series of alerts.
pub fn alerts(words: &[&str], series: &[Series]) -> Option<Vec<Mark>> {
    let is_asked = words.iter().any(|word| NAMES.contains(word));
    let is_one = |one: &Series| NAMES.contains(&one.name.as_str());
    if !is_asked && (series.is_empty() || !series.iter().all(is_one)) {
        return None;
    }
    let fires = |one: &&Series| {
        one.name != NAMES[1] && one.labels.get("alertstate").is_none_or(|state| state == "firing")
    };
    let mark = |one: &Series, time: f64| Mark {
        time,
        kind: MarkKind::Alert,
        title: one.labels.get("alertname").unwrap_or("an alert").to_owned(),
        labels: one.labels.clone(),
    };
    let of = |one| stretches(one).into_iter().map(move |[from, _]| mark(one, from));
    Some(series.iter().filter(fires).flat_map(of).collect())
}
