//! Words that cards and files have in common.

use crate::model::words::{duration, moment, span};
use crate::model::{
    Cause, Incident, Labels, Node, PatternChange, SEVERITY_WORDS, Signal, TimeRange, Zone, el,
    quantity, severity, times_alarm,
};

/// `high 4.2 ×`.
pub fn badge(score: f64) -> String {
    [SEVERITY_WORDS[severity(score)], " ", &times_alarm(score)].concat()
}

/// From when to when, for how long, and when enough signals agreed.
pub fn when(one: &Incident, zone: &Zone) -> String {
    let range = TimeRange { from: one.from, to: one.to };
    let time = if one.ongoing {
        format!("{} – now · {} so far", moment(one.from, zone), duration(range.seconds()))
    } else {
        format!("{} · {}", span(range, zone), duration(range.seconds()))
    };
    if one.opened <= one.from {
        return time;
    }
    format!("{time} · opened {}", stamp(one.opened, one.from, zone))
}

/// A moment, without its date where that is the one of another moment.
pub fn stamp(time: f64, beside: f64, zone: &Zone) -> String {
    let civil = zone.civil(time);
    if civil.date() != zone.civil(beside).date() {
        return moment(time, zone);
    }
    format!("{} {}", civil.clock(), zone.suffix_at(time))
}

/// What an incident is called; former versions gave it no title.
pub fn title(one: &Incident) -> &str {
    if one.title.is_empty() { "Anomaly" } else { &one.title }
}

/// `likely database saturation`.
pub fn cause(cause: &Cause) -> String {
    format!("{} {}", cause.confidence.word(), cause.title)
}

/// `62 %`.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.0}\u{202f}%", share * 100.0) } else { "–".to_owned() }
}

/// The names of the columns of a signal's figures.
pub const FIGURES: [&str; 8] =
    ["score", "value", "expected", "max", "mean", "p95", "valid", "24\u{202f}h before"];

/// A signal's figures with their unit, in the order of [`FIGURES`].
pub fn figures(signal: &Signal) -> [String; 8] {
    let unit = |value: f64| quantity(value, &signal.unit);
    let figures = &signal.figures;
    [
        times_alarm(signal.score),
        unit(signal.value.unwrap_or(f64::NAN)),
        unit(signal.expected.unwrap_or(f64::NAN)),
        unit(figures.max),
        unit(figures.mean),
        unit(figures.p95),
        percent(figures.valid),
        unit(figures.day_before),
    ]
}

/// A series with its labels set apart.
pub fn named(series: &str) -> Node {
    let at = series.find('{').filter(|_| series.ends_with('}')).unwrap_or(series.len());
    let (name, labels) = series.split_at(at);
    let set = || el("span").class("set").text(labels);
    el("span").text(name).when(!labels.is_empty(), set)
}

/// Where a pattern came, unless the incident is of the same source.
pub fn elsewhere(pattern: &PatternChange, one: &Incident) -> String {
    if pattern.source == one.source { String::new() } else { ["in ", &pattern.source].concat() }
}

/// `service=checkout, host=h1`; empty for none.
pub fn labels(labels: &Labels) -> String {
    let each: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    each.join(", ")
}
