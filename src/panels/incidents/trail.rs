//! What the user changed, as a list.

use crate::history::audit::{Audit, Entry};
use crate::model::words::{moment, plural};
use crate::model::{Node, Zone, el};
use crate::panels::logs::Offer;

/// Entries listed at once; the file has all.
const LISTED: usize = 100;

/// The list, newest first, once it is wanted; a button before.
pub fn trail(audit: &Audit, is_open: bool, zone: &Zone) -> Node {
    let toggle = el("button")
        .class("quiet")
        .with("aria-expanded", is_open.to_string())
        .says("incident audit", "")
        .text(if is_open { "▾ What you changed" } else { "▸ What you changed" });
    let count = audit.entries().len();
    let line = |one: &Entry| {
        el("li")
            .put(el("span").class("stamp").text(moment(one.time, zone)))
            .put(el("span").class("text").text(one.what.clone()))
            .put(el("span").class("muted").text(one.about.clone()))
    };
    let older = count.saturating_sub(LISTED) as u64;
    el("section")
        .key("audit")
        .class("incident-marks")
        .with("aria-label", "What you changed")
        .put(toggle)
        .when(is_open && count == 0, || el("p").key("none").class("muted").text("Nothing yet."))
        .when(is_open && count > 0, || {
            el("div")
                .key("list")
                .put(el("button").says("incident audit", "csv").text("Export as CSV"))
                .put(
                    el("ul")
                        .class("marks")
                        .with("aria-label", "Changes, newest first")
                        .all(audit.entries().take(LISTED).map(line)),
                )
                .when(older > 0, || {
                    let older = plural(older, "older one", "older ones");
                    el("p").class("muted").text(format!("and {older} in the file"))
                })
        })
}

/// All of it as a file.
pub fn file(audit: &Audit) -> Offer {
    Offer { name: "blip-changes.csv".to_owned(), mime: "text/csv".to_owned(), text: audit.csv() }
}
