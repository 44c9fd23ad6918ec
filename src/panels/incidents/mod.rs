//! The panel of incidents: what is seen of them, and what a user does with them.

mod card;
mod said;

pub use said::Outcome;

use crate::model::words::plural;
use crate::model::{Incident, IncidentState, Node, Zone, el};
use serde::{Deserialize, Serialize};

/// What every [`crate::model::Said::what`] of this panel begins with.
pub const SAYS: &str = "incident ";
/// Cards at once; older ones are asked for.
const SHOWN: usize = 40;

/// The panel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// All incidents.
    pub count: u32,
    /// Those that nobody has looked at.
    pub open: u32,
    /// What is to be seen.
    pub node: Node,
}

/// What the panel shows.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// All incidents, newest first.
    pub incidents: &'a [Incident],
    /// Zone of times.
    pub zone: &'a Zone,
}

/// What the panel remembers.
#[derive(Debug)]
pub struct IncidentPanel {
    // Cards that are shown.
    limit: usize,
    // The one whose charts are shown.
    charted: String,
}

impl Default for IncidentPanel {
    fn default() -> Self {
        Self { limit: SHOWN, charted: String::new() }
    }
}

impl IncidentPanel {
    /// What is to be seen now. Cost: O(incidents), and that of wording those that are shown.
    pub fn show(&self, view: View<'_>) -> Panel {
        let all = view.incidents;
        let cards = all
            .iter()
            .take(self.limit)
            .map(|one| card::card(one, view.zone, self.charted == one.id));
        let older = all.len().saturating_sub(self.limit) as u64;
        let node = el("div")
            .when(all.is_empty(), || {
                el("p")
                    .key("none")
                    .class("empty")
                    .text("No incident: no group of series misbehaves together at these settings.")
            })
            .put(
                el("ul")
                    .key("cards")
                    .class("cards")
                    .with("aria-label", "Incidents, newest first")
                    .all(cards),
            )
            .when(older > 0, || {
                let words = format!("Show older ones: {}", plural(older, "more", "more"));
                el("button").key("older").says("incident older", "").text(words)
            });
        let open = all.iter().filter(|one| one.state == IncidentState::Open).count();
        Panel { count: all.len() as u32, open: open as u32, node }
    }
}
