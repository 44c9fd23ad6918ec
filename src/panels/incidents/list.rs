//! What is looked for, how many there are, and their cards.

use super::search::{STATES, UNJUDGED};
use super::verdict::VERDICTS;
use super::{IncidentPanel, View, card};
use crate::model::words::{grouped, plural};
use crate::model::{Incident, Node, SEVERITY_WORDS, Verdict, el};
use std::collections::BTreeSet;

/// More sources than this are not offered.
const MOST_SOURCES: usize = 100;

/// Controls, cards, and a button for older ones.
pub fn list(panel: &IncidentPanel, all: &[&Incident], view: View<'_>) -> Vec<Node> {
    let found = panel.filter.of(all);
    let shown = &found[..found.len().min(panel.limit)];
    // One that was opened from another is in sight, wherever it would stand.
    let opened = all.iter().copied().find(|one| one.id == panel.opened);
    let opened = opened.filter(|one| !shown.iter().any(|other| other.id == one.id));
    let cards = opened.iter().chain(shown).map(|one| card::card(one, panel, view));
    let older = found.len().saturating_sub(panel.limit) as u64;
    let mut nodes = Vec::new();
    if view.incidents.is_empty() {
        let why = match view.beside.retention.megabytes {
            Some(0) => "No incident: none is kept once it is over, as was set below at Storage.",
            _ => "No incident: no group of series misbehaves together at these settings.",
        };
        nodes.push(el("p").key("none").class("empty").text(why));
    } else if !all.is_empty() {
        nodes.push(controls(panel, all, view));
        nodes.push(el("p").key("found").class("muted found").with("role", "status").text(counted(
            panel,
            all,
            found.len(),
        )));
    }
    nodes.push(
        el("ul")
            .key("cards")
            .class("cards")
            .with("aria-label", "Incidents, newest first")
            .all(cards),
    );
    if older > 0 {
        let words = format!("Show older ones: {} more", grouped(older));
        nodes.push(el("button").key("older").says("incident older", "").text(words));
    }
    nodes
}

fn counted(panel: &IncidentPanel, all: &[&Incident], found: usize) -> String {
    let states: Vec<String> = STATES
        .into_iter()
        .map(|state| (all.iter().filter(|one| one.state == state).count() as u64, state.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", grouped(count)))
        .collect();
    let states = states.join(", ");
    if panel.filter.is_empty() {
        return states;
    }
    format!(
        "{} of {} found; {states}",
        grouped(found as u64),
        plural(all.len() as u64, "incident", "incidents")
    )
}

fn controls(panel: &IncidentPanel, all: &[&Incident], view: View<'_>) -> Node {
    let filter = &panel.filter;
    let zone = view.zone.suffix_at(view.now);
    let sources: BTreeSet<&str> = all.iter().map(|one| one.source.as_str()).collect();
    let states = STATES.map(|state| (state.word().to_owned(), state.word().to_owned()));
    let verdicts = [UNJUDGED].into_iter().chain(VERDICTS.map(Verdict::word));
    let verdicts = verdicts.map(|word| (word.to_owned(), word.to_owned()));
    let severities =
        (1..SEVERITY_WORDS.len()).rev().map(|at| (at.to_string(), SEVERITY_WORDS[at].to_owned()));
    let named = sources.into_iter().take(MOST_SOURCES).map(|one| (one.to_owned(), one.to_owned()));
    let search = el("input")
        .class("filter")
        .with("type", "search")
        .with("aria-label", "Search incidents")
        .with("placeholder", "Search words, or service=checkout")
        .says("incident search", "");
    let fields = el("div")
        .class("fields")
        .put(choice("State", "incident state", &filter.state, states))
        .put(choice("Verdict", "incident judged", &filter.judged, verdicts))
        .put(choice("Severity", "incident severity", &filter.severity, severities))
        .put(choice("Source", "incident source", &filter.source, named))
        .put(when(&["From, ", &zone].concat(), "incident from"))
        .put(when(&["To, ", &zone].concat(), "incident to"));
    let count = filter.chosen();
    let summary = if count == 0 { "Filters".to_owned() } else { format!("Filters: {count} set") };
    let filters = el("details").put(el("summary").text(summary)).put(fields);
    el("div").key("controls").class("incident-controls").put(search).put(filters)
}

fn when(name: &str, says: &str) -> Node {
    let input = el("input")
        .with("type", "datetime-local")
        .with("step", "1")
        .with("data-when", "")
        .says(says, "");
    el("label").class("choice").put(el("span").text(name)).put(input)
}

// A choice of one of several, or of any.
fn choice(
    name: &str,
    says: &str,
    chosen: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> Node {
    let any = (String::new(), "any".to_owned());
    let option = |(value, title): (String, String)| {
        let is_chosen = value == chosen;
        let option = el("option").key(value.clone()).with("value", value).text(title);
        if is_chosen { option.with("selected", "") } else { option }
    };
    el("label")
        .class("choice")
        .put(el("span").text(name))
        .put(el("select").says(says, "").all(std::iter::once(any).chain(options).map(option)))
}
