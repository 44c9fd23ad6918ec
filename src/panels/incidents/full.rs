//! All that is known of one incident.

use super::alike::alike;
use super::fold::{first, folded, more, section, titled};
use super::picture::{picture, sparks};
use super::search::STATES;
use super::timeline::{Moment, timeline};
use super::words::{FIGURES, cause, elsewhere, figures, named, percent, stamp};
use super::{IncidentPanel, View, reach, verdict};
use crate::model::words::moment;
use crate::model::{
    Cause, Evidence, Excerpt, Incident, Level, Node, Note, PatternChange, PatternCounts, Signal,
    Suspect, TimeRange, Zone, el, severity,
};

/// Pictures, suspects and patterns in sight; the others are folded.
const SEEN: usize = 3;
/// What stands there where no line of a pattern that came more often does.
const UNQUOTED: &str = "No line is quoted: lines are read again only for the newest incidents, from a log that is open, and only where that takes little of it.";
/// A cause that is less likely than this, and not the first, is folded.
const LEAST: f64 = 0.2;

/// What stands in a card that is opened, in the order in which it is needed: what it looks like, why, who first, what
/// the log says, what was done then; afterwards what is looked up, and what is written down.
pub fn full(one: &Incident, panel: &IncidentPanel, view: View<'_>) -> Node {
    let zone = view.zone;
    el("div")
        .key("full")
        .class("full")
        .when(!one.entities.is_empty(), || affected(one))
        .all(pictures(one, view))
        .all(section("How early, and at what cost", "ul", reach::told(one, view).into_iter()))
        .all(causes(one))
        .all(first(
            "Who moved first",
            "ol",
            SEEN,
            one.suspects.iter().map(|each| suspect(each, one.from, zone)),
        ))
        .all(patterns(one, view))
        .all(log_lines(one))
        .all(alike(one, panel, view))
        .all(folded(
            "Timeline",
            "ol",
            timeline(one).into_iter().map(|each| step(each, one.from, zone)),
        ))
        .all(folded("Signals", "ul", one.signals.iter().map(|each| signal(each, one.from, zone))))
        .put(titled("State and verdict").put(states(one)).put(verdict::verdict(one, view)))
        .put(notes(one, panel, zone))
        .put(exports(one))
        .when(!one.detector.is_empty(), || {
            el("p").key("raised").class("muted").text(format!("Raised by {}", one.detector))
        })
}

pub(super) fn affected(one: &Incident) -> Node {
    let whom = one.entities.join(", ");
    el("p").key("affected").put(el("span").class("muted").text("Affected: ")).text(whom)
}

fn causes(one: &Incident) -> Option<Node> {
    let likely = one.causes.iter().filter(|cause| LEAST <= cause.chance).count();
    first("What may be behind it", "ol", likely.max(1), one.causes.iter().map(of_cause))
}

// What came more often is in sight, and at least something.
fn patterns(one: &Incident, view: View<'_>) -> Option<Node> {
    let rising = one.patterns.iter().take_while(|each| each.is_rising()).count();
    let all = one.patterns.iter().map(|each| pattern(each, one, view.evidence, view.zone));
    let section = first("Log patterns that changed", "ul", rising.clamp(1, SEEN), all)?;
    let is_quoted = one.patterns.iter().any(|each| !each.samples.is_empty());
    Some(
        section.when(0 < rising && !is_quoted, || {
            el("p").key("unquoted").class("muted").text(UNQUOTED)
        }),
    )
}

fn exports(one: &Incident) -> Node {
    let export = |says: &str, title: &str| el("button").says(says, one.id.clone()).text(title);
    el("p")
        .key("exports")
        .class("exports")
        .put(export("incident markdown", "Export post-mortem"))
        .put(export("incident html", "Export page"))
        .put(export("incident json", "Export JSON"))
}

// What its worst series looked like.
fn pictures(one: &Incident, view: View<'_>) -> Option<Node> {
    let excerpts = view.evidence.map_or(&[][..], |evidence| &evidence.excerpts);
    let range = TimeRange { from: one.from, to: one.to };
    let drawn = |excerpts: &[Excerpt]| -> Vec<Node> {
        excerpts.iter().map(|excerpt| picture(excerpt, range, view.zone)).collect()
    };
    let (seen, rest) = excerpts.split_at(excerpts.len().min(SEEN));
    let rest = more(rest.len(), || el("div").all(drawn(rest)));
    (!seen.is_empty()).then(|| titled("Worst series").all(drawn(seen)).all(rest))
}

pub(super) fn step(step: Moment, beside: f64, zone: &Zone) -> Node {
    el("li")
        .put(el("span").class("stamp").text(stamp(step.time, beside, zone)))
        .put(el("span").class("kind muted").text(step.kind))
        .put(el("span").text(step.text))
}

fn states(one: &Incident) -> Node {
    let button = |state: crate::model::IncidentState| {
        el("button")
            .with("aria-pressed", (one.state == state).to_string())
            .says("incident set", [state.word(), " ", &one.id].concat())
            .text(state.word())
    };
    let switch = el("div")
        .class("switch")
        .with("role", "toolbar")
        .with("aria-label", "State of this incident")
        .all(STATES.map(button));
    el("div").class("verdict").put(el("span").class("muted").text("It is ")).put(switch)
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
        .all(lines("Disproved by", std::slice::from_ref(&one.disproof)))
}

fn lines(title: &str, lines: &[String]) -> Option<Node> {
    let lines: Vec<&String> = lines.iter().filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| {
        let each = lines.into_iter().map(|line| el("li").text(line.clone()));
        let title = el("span").class("muted").text([title, " "].concat());
        el("div").key(title.words()).class("argument").put(title).put(el("ul").all(each))
    })
}

pub(super) fn suspect(one: &Suspect, beside: f64, zone: &Zone) -> Node {
    let entity = if one.entity.is_empty() { String::new() } else { format!(" of {}", one.entity) };
    let moved = if one.moved.is_finite() { stamp(one.moved, beside, zone) } else { String::new() };
    el("li")
        .put(
            el("p")
                .put(el("strong").put(named(&one.name)))
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
        .put(named(&one.series).class("who"))
        .put(el("div").class("figures").all(figures))
        .put(el("div").class("muted").text(format!("{times}: {}", one.reason)))
}

pub(super) fn pattern(
    one: &PatternChange,
    of: &Incident,
    evidence: Option<&Evidence>,
    zone: &Zone,
) -> Node {
    let same = |each: &&PatternCounts| each.template == one.template && each.source == one.source;
    let counts = evidence.and_then(|evidence| evidence.counts.iter().find(same));
    let head = [one.level.as_str(), &one.change, &elsewhere(one, of)];
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
