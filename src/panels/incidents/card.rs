//! One incident as a card.

use crate::model::words::{duration, span};
use crate::model::{
    Incident, IncidentState, Level, Node, SEVERITY_WORDS, Signal, TimeRange, Zone, el, quantity,
    severity, times_alarm,
};

/// The card; `charted` whether its charts are shown.
pub fn card(one: &Incident, zone: &Zone, charted: bool) -> Node {
    let range = TimeRange { from: one.from, to: one.to };
    let severity = severity(one.severity);
    let acknowledged = one.state == IncidentState::Acknowledged;
    let badge = [SEVERITY_WORDS[severity], " ", &times_alarm(one.severity)].concat();
    let header = el("header")
        .put(el("span").class("badge").with("data-severity", severity.to_string()).text(badge))
        .put(el("span").class("muted").text(one.source.clone()))
        .when(one.ongoing, || el("span").key("now").class("now").text("going on"));
    let when = format!("{} · {}", span(range, zone), duration(range.seconds()));
    let acknowledge = el("button")
        .with("aria-pressed", acknowledged.to_string())
        .says("incident acknowledge", one.id.clone())
        .text(if acknowledged { "Acknowledged" } else { "Acknowledge" });
    let footer = el("footer")
        .put(el("button").says("incident chart", one.id.clone()).text("Show charts"))
        .put(acknowledge)
        .put(el("button").class("quiet").says("incident delete", one.id.clone()).text("Delete"));
    let article = el("article")
        .class("card")
        .with("data-severity", severity.to_string())
        .with("aria-current", charted.to_string())
        .put(header)
        .put(el("p").class("when").text(when))
        .put(el("p").class("sentence").text(one.sentence.clone()))
        .put(signals(one))
        .put(footer);
    el("li").key(one.id.clone()).put(article)
}

fn signals(one: &Incident) -> Node {
    let logs: Vec<String> = one
        .logs
        .iter()
        .filter(|(level, _)| *level != Level::Info)
        .map(|(level, count)| format!("{count} {}", level.word()))
        .collect();
    let said = format!("Log lines: {}. “{}”", logs.join(", "), one.sample_log);
    el("details")
        .class("signals")
        .put(el("summary").text("Signals that agree, and why"))
        .put(el("ul").all(one.signals.iter().map(signal)))
        .when(!logs.is_empty(), || el("p").key("logs").class("muted").text(said))
        .put(el("p").class("muted").text(format!("Raised by {}", one.detector)))
}

fn signal(signal: &Signal) -> Node {
    let severity = severity(signal.score);
    let value = quantity(signal.value.unwrap_or(f64::NAN), &signal.unit);
    let expected = signal.expected.map_or_else(String::new, |expected| {
        format!(", expected {}", quantity(expected, &signal.unit))
    });
    el("li")
        .put(
            el("span")
                .class("score")
                .with("data-severity", severity.to_string())
                .text(times_alarm(signal.score)),
        )
        .put(el("span").class("who").text(signal.series.clone()))
        .put(el("span").class("value").text([value, expected].concat()))
        .put(el("span").class("why muted").text(signal.reason.clone()))
}
