//! What happened when, from before an incident to its end.

use super::words::{elsewhere, labels};
use crate::model::Incident;
use crate::stats::order::sort_by;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When.
    pub time: f64,
    /// What kind of thing, in a word.
    pub kind: &'static str,
    /// What.
    pub text: String,
}

/// Events, first departures of those affected, first lines of patterns that came more often, when the incident was
/// opened and when it was over: in order of time. What has no time is left out.
pub fn timeline(one: &Incident) -> Vec<Moment> {
    let mut moments = Vec::new();
    let mut add = |time: f64, kind: &'static str, text: String| {
        if time.is_finite() {
            moments.push(Moment { time, kind, text });
        }
    };
    for mark in &one.marks {
        let whom = labels(&mark.labels);
        let whom = if whom.is_empty() { whom } else { format!(" ({whom})") };
        add(mark.time, mark.kind.word(), [&mark.title, whom.as_str()].concat());
    }
    for (time, text) in departures(one) {
        add(time, "signal", text);
    }
    for pattern in one.patterns.iter().filter(|one| one.is_rising()) {
        let first = format!("first of “{}” {}", pattern.template, elsewhere(pattern, one));
        add(pattern.first, "log", first.trim_end().to_owned());
    }
    if one.from < one.opened {
        add(one.opened, "opened", "enough signals agree".to_owned());
    }
    if !one.ongoing {
        add(one.to, "over", "the last signal is back to what is usual".to_owned());
    }
    sort_by(&mut moments, |a, b| a.time.total_cmp(&b.time));
    moments
}

// The first of each entity, or of all signals where no entity is known by its name.
fn departures(one: &Incident) -> Vec<(f64, String)> {
    let first = |wanted: &dyn Fn(&str) -> bool| {
        let signals = one.signals.iter().filter(|signal| wanted(&signal.series));
        signals.min_by(|a, b| a.from.total_cmp(&b.from))
    };
    let of = |entity: &String| {
        let signal = first(&|series: &str| series.contains(entity.as_str()))?;
        Some((signal.from, format!("{entity}: {} leaves what is usual", signal.series)))
    };
    let mut found: Vec<(f64, String)> = one.entities.iter().filter_map(of).collect();
    if found.is_empty() {
        let signal = first(&|_| true);
        found.extend(signal.map(|one| (one.from, format!("{} leaves what is usual", one.series))));
    }
    found
}
