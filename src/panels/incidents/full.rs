//! All that is known of one incident.

use super::alike::alike;
use super::picture::{picture, sparks};
use super::search::STATES;
use super::timeline::{Moment, timeline};
use super::words::{FIGURES, cause, figures, labels, percent, stamp};
use super::{IncidentPanel, View, reach, verdict};
use crate::model::words::moment;
use crate::model::{
    Cause, Evidence, Incident, Level, Mark, Node, Note, PatternChange, PatternCounts, Signal,
    Suspect, TimeRange, Zone, el, severity,
};

/// What stands in a card that is opened.
pub fn full(one: &Incident, panel: &IncidentPanel, view: View<'_>) -> Node {
    let zone = view.zone;
    el("div")
        .key("full")
        .class("full")
        .put(states(one))
        .put(verdict::verdict(one, view))
        .all(pictures(one, view))
        .all(section(
            "How early, and at what cost",
            "ul",
            reach::lines(one, view).into_iter().map(|line| el("li").text(line)),
        ))
        .all(section("What may be behind it", "ol", one.causes.iter().map(of_cause)))
        .all(section(
            "Who moved first",
            "ol",
            one.suspects.iter().map(|each| suspect(each, one.from, zone)),
        ))
        .when(!one.entities.is_empty(), || {
            titled("Affected").put(el("p").text(one.entities.join(", ")))
        })
        .all(section("Signals", "ul", one.signals.iter().map(|each| signal(each, one.from, zone))))
        .all(section(
            "Log patterns that changed",
            "ul",
            one.patterns.iter().map(|each| pattern(each, view.evidence, zone)),
        ))
        .all(log_lines(one))
        .all(section("Events", "ul", one.marks.iter().map(|mark| event(mark, one.from, zone))))
        .all(section(
            "Timeline",
            "ol",
            timeline(one).into_iter().map(|each| step(each, one.from, zone)),
        ))
        .all(alike(one, view))
        .put(notes(one, panel, zone))
        .put(el("p").class("muted").text(format!("Raised by {}", one.detector)))
        .put(
            el("p")
                .class("exports")
                .put(
                    el("button")
                        .says("incident markdown", one.id.clone())
                        .text("Export post-mortem"),
                )
                .put(el("button").says("incident html", one.id.clone()).text("Export page"))
                .put(el("button").says("incident json", one.id.clone()).text("Export JSON")),
        )
}

// What its worst series looked like.
fn pictures(one: &Incident, view: View<'_>) -> Option<Node> {
    let excerpts = view.evidence.map_or(&[][..], |evidence| &evidence.excerpts);
    let range = TimeRange { from: one.from, to: one.to };
    let each = excerpts.iter().map(|excerpt| picture(excerpt, range, view.zone));
    (!excerpts.is_empty()).then(|| titled("What was to be seen").all(each))
}

pub(super) fn step(step: Moment, beside: f64, zone: &Zone) -> Node {
    el("li")
        .put(el("span").class("stamp").text(stamp(step.time, beside, zone)))
        .put(el("span").class("kind muted").text(step.kind))
        .put(el("span").text(step.text))
}

pub(super) fn titled(title: &str) -> Node {
    el("section").key(title).put(el("h4").text(title))
}

// A titled list, if there is anything in it.
pub(super) fn section(title: &str, list: &str, items: impl Iterator<Item = Node>) -> Option<Node> {
    let items: Vec<Node> = items.collect();
    (!items.is_empty()).then(|| {
        let class = title.to_ascii_lowercase().replace(' ', "-");
        titled(title).put(el(list).class(&class).all(items))
    })
}

fn states(one: &Incident) -> Node {
    let button = |state: crate::model::IncidentState| {
        el("button")
            .with("aria-pressed", (one.state == state).to_string())
            .says("incident set", [state.word(), " ", &one.id].concat())
            .text(state.word())
    };
    el("div")
        .class("switch")
        .with("role", "toolbar")
        .with("aria-label", "State of this incident")
        .all(STATES.map(button))
}

pub(super) fn of_cause(one: &Cause) -> Node {
    el("li")
        .key(one.id.clone())
        .put(
            el("p")
                .put(el("strong").text(cause(one)))
                .put(el("span").class("muted").text(format!(" {}", percent(one.chance)))),
        )
        .all(lines("For it", &one.evidence))
        .all(lines("Against it", &one.against))
        .when(!one.disproof.is_empty(), || {
            el("p").class("muted").text(format!("It would be disproved by this: {}", one.disproof))
        })
}

fn lines(title: &str, lines: &[String]) -> Option<Node> {
    (!lines.is_empty()).then(|| {
        let each = lines.iter().map(|line| el("li").text(line.clone()));
        el("div").put(el("span").class("muted").text(title)).put(el("ul").all(each))
    })
}

pub(super) fn suspect(one: &Suspect, beside: f64, zone: &Zone) -> Node {
    let entity = if one.entity.is_empty() { String::new() } else { format!(" of {}", one.entity) };
    let moved = if one.moved.is_finite() { stamp(one.moved, beside, zone) } else { String::new() };
    el("li")
        .put(
            el("p")
                .put(el("strong").text(one.name.clone()))
                .put(Node::of_text(entity))
                .put(el("span").class("muted").text(format!(" {moved}"))),
        )
        .put(el("ul").all(one.evidence.iter().map(|line| el("li").text(line.clone()))))
}

fn signal(one: &Signal, beside: f64, zone: &Zone) -> Node {
    let times = format!("{} – {}", zone.civil(one.from).clock(), stamp(one.to, beside, zone));
    let figures = FIGURES.into_iter().zip(figures(one)).enumerate().map(|(at, (name, text))| {
        let figure = el("span").class("figure").put(el("span").class("muted").text(name));
        let figure = figure.text(format!(" {text}"));
        if at == 0 { figure.with("data-severity", severity(one.score).to_string()) } else { figure }
    });
    el("li")
        .put(el("span").class("who").text(one.series.clone()))
        .put(el("div").class("figures").all(figures))
        .put(el("div").class("muted").text(format!("{times}: {}", one.reason)))
}

pub(super) fn pattern(one: &PatternChange, evidence: Option<&Evidence>, zone: &Zone) -> Node {
    let of = |each: &&PatternCounts| each.template == one.template && each.source == one.source;
    let counts = evidence.and_then(|evidence| evidence.counts.iter().find(of));
    let head = [one.level.as_str(), &one.change, "in", &one.source];
    let head: Vec<&str> = head.into_iter().filter(|word| !word.is_empty()).collect();
    el("li")
        .with("data-level", one.level.clone())
        .put(el("span").class("muted").text(head.join(" ")))
        .put(el("code").text(one.template.clone()))
        .all(counts.map(|counts| sparks(counts, zone)))
        .put(el("p").text(one.sentence.clone()))
        .when(!one.carrier.is_empty(), || el("p").key("carrier").text(one.carrier.clone()))
        .all(one.samples.iter().map(|line| el("pre").class("snippet").text(line.clone())))
}

pub(super) fn log_lines(one: &Incident) -> Option<Node> {
    let logs: Vec<String> = one
        .logs
        .iter()
        .filter(|(level, count)| *level != Level::Info && *count > 0)
        .map(|(level, count)| format!("{count} {}", level.word()))
        .collect();
    (!logs.is_empty()).then(|| {
        let sample = if one.sample_log.is_empty() {
            String::new()
        } else {
            format!(" “{}”", one.sample_log)
        };
        el("p").key("logs").class("muted").text(format!("Log lines: {}.{sample}", logs.join(", ")))
    })
}

pub(super) fn event(mark: &Mark, beside: f64, zone: &Zone) -> Node {
    el("li")
        .put(el("span").class("stamp").text(stamp(mark.time, beside, zone)))
        .put(el("span").class("kind muted").text(mark.kind.word()))
        .put(el("span").text(mark.title.clone()))
        .put(el("span").class("muted").text(labels(&mark.labels)))
}

fn notes(one: &Incident, panel: &IncidentPanel, zone: &Zone) -> Node {
    let note = |(at, note): (usize, &Note)| {
        el("li")
            .put(el("span").class("stamp").text(moment(note.time, zone)))
            .put(el("span").class("text").text(note.text.clone()))
            .put(
                el("button")
                    .class("quiet")
                    .with("aria-label", "Delete this note")
                    .says("incident unnote", format!("{at} {}", one.id))
                    .text("✕"),
            )
    };
    let field = el("input")
        .key(panel.notes.to_string())
        .with("type", "text")
        .with("aria-label", "Note")
        .with("placeholder", "Add a note")
        .says("incident note", "");
    let add = el("button").says("incident add note", one.id.clone()).text("Add note");
    titled("Notes")
        .put(el("ul").class("notes").all(one.notes.iter().enumerate().map(note)))
        .put(el("div").class("log-controls").put(field).put(add))
}
