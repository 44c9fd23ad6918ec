//! Past incidents that were like one, and what was learnt then.

use super::fold::section;
use super::words::{percent, title};
use super::{IncidentPanel, View};
use crate::history::similar::similar;
use crate::model::words::moment;
use crate::model::{Incident, Node, Verdict, Zone, el};

/// The most similar ones, each with why it is that; nothing if there is none.
pub fn alike(one: &Incident, panel: &IncidentPanel, view: View<'_>) -> Option<Node> {
    let found = similar(one, view.incidents).into_iter();
    let found = found.filter(|(_, other, _)| !panel.deleted.has(&other.id));
    let lines = found.map(|(score, other, why)| line(score, other, &why, view.zone));
    section("Similar incidents", "ul", lines)
}

fn line(score: f64, other: &Incident, why: &str, zone: &Zone) -> Node {
    let state = other.state.word();
    let verdict = other.verdict.map(Verdict::word).filter(|word| *word != state);
    let known: Vec<String> = [moment(other.from, zone), state.to_owned()]
        .into_iter()
        .chain(verdict.map(str::to_owned))
        .collect();
    el("li")
        .key(other.id.clone())
        .put(el("button").class("quiet").says("incident open", other.id.clone()).text(title(other)))
        .put(el("span").class("muted").text(format!(" {}", known.join(" · "))))
        .put(el("p").text(format!("{} alike: {why}.", percent(score))))
        .all(
            other
                .notes
                .last()
                .map(|note| el("p").class("muted").text(format!("Noted then: {}", note.text))),
        )
}
