//! One incident as a card: short in the list, and one of them in full.

use super::words::{badge, title, when};
use super::{IncidentPanel, View, full};
use crate::model::{Incident, IncidentState, Node, el, severity};

/// The card.
pub fn card(one: &Incident, panel: &IncidentPanel, view: View<'_>) -> Node {
    let severity = severity(one.severity).to_string();
    let is_open = panel.opened == one.id;
    let acknowledged = one.state == IncidentState::Acknowledged;
    let header = el("header")
        .put(
            el("span")
                .class("badge")
                .with("data-severity", severity.as_str())
                .with("title", "how far the worst series is beyond its alarm level")
                .text(badge(one.severity)),
        )
        .put(el("span").class("state").text(one.state.word()))
        .when(one.ongoing, || el("span").key("now").class("now").text("going on"))
        .put(el("span").key("source").class("source").text(one.source.clone()));
    let name = el("button")
        .class("title")
        .with("aria-expanded", is_open.to_string())
        .says("incident open", one.id.clone())
        .text(title(one));
    let name = if panel.deleted.is_last(&one.id) { name.with("data-next", "") } else { name };
    let acknowledge = el("button")
        .key("acknowledge")
        .with("aria-pressed", acknowledged.to_string())
        .says("incident acknowledge", one.id.clone())
        .text(if acknowledged { "Acknowledged" } else { "Acknowledge" });
    let actions = el("div")
        .key("actions")
        .class("actions")
        .put(el("button").says("incident chart", one.id.clone()).text("Show charts"))
        .put(acknowledge)
        .put(el("button").class("quiet").says("incident discard", one.id.clone()).text("Delete"));
    let article = el("article")
        .class("card")
        .with("data-severity", severity)
        .with("aria-current", (panel.charted == one.id).to_string())
        .put(header)
        .put(el("h3").put(name))
        .put(el("p").class("when").text(when(one, view.zone)))
        .put(el("p").class("sentence").text(one.sentence.clone()))
        .put(actions)
        .when(is_open, || full::full(one, panel, view));
    el("li").key(one.id.clone()).put(article)
}
