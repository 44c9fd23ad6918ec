//! The panel of log patterns: what is seen of them, and what a user does with them.

mod complete;
mod controls;
mod counted;
mod export;
mod files;
mod inside;
mod levels;
mod live;
mod opened;
mod reading;
mod rows;
mod said;
mod themes;

use crate::logs::study::{ByHand, Log, Study};
use crate::model::words::{grouped, plural};
use crate::model::{HttpRequest, Node, SourceId, TimeRange, Zone, el};
use crate::sources::loki::{Aside, Ask};
use crate::sources::prometheus::Outcome as Asked;
use serde::{Deserialize, Serialize};

use counted::Counts;
use live::LiveForm;
use opened::Opened;

pub use files::FORMAT;

/// What the page tells the panel of what is around it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Surroundings {
    /// What the charts show.
    pub view: Option<TimeRange>,
    /// The window that was chosen there, by an incident or a zoom.
    pub window: Option<TimeRange>,
    /// Moments and scores of the anomalies of the metrics that are shown.
    pub metric: Vec<(f64, f64)>,
    /// Zone of times.
    pub zone: Zone,
    /// What was changed of patterns, as [`ByHand::write`] wrote it.
    pub edits: String,
}

/// The panel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Logs that are open.
    pub logs: u32,
    /// Their patterns.
    pub patterns: u32,
    /// What is to be seen.
    pub node: Node,
}

/// A file for the user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Content.
    pub text: String,
}

/// What comes of using the panel, beside that it looks otherwise.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Edits to be kept over a reload, if they changed.
    pub keep: Option<String>,
    /// A file, if one is wanted.
    pub offer: Option<Offer>,
    /// What to ask Loki, if that is wanted.
    pub ask: Option<Ask>,
    /// What to ask it beside that.
    pub aside: Option<(Aside, HttpRequest)>,
}

/// What the panel remembers.
#[derive(Debug, Default)]
pub struct LogPanel {
    study: Study,
    around: Surroundings,
    is_told: bool,
    opened: Option<Opened>,
    // Whether themes are shown.
    themes: bool,
    live: LiveForm,
    // What Loki itself counts.
    counts: Counts,
}

impl LogPanel {
    /// Takes in what is around it. A window that was chosen there anew replaces one chosen here; edits count
    /// the first time only, since later ones come from here, and may not have come back yet.
    pub fn surround(&mut self, around: Surroundings) {
        let look = self.study.look();
        if around.window != self.around.window {
            look.window = around.window;
        }
        look.metric.clone_from(&around.metric);
        if !std::mem::replace(&mut self.is_told, true) {
            look.by_hand = ByHand::read(&around.edits);
        }
        self.around = around;
    }

    /// Lines of Loki are read for a query over a range: what it counted before is void.
    pub fn count(&mut self, source: SourceId, query: &str, range: TimeRange) {
        self.counts.ask(source, query, range);
    }

    /// Takes the answer to what Loki itself counts; whether it had any.
    pub fn counted(&mut self, source: SourceId, outcome: &Asked) -> bool {
        self.counts.take(source, outcome)
    }

    /// Takes what became of a question about labels; whether there is more to offer.
    pub fn completed(&mut self, aside: &Aside, outcome: &Asked) -> bool {
        self.live.completed(aside, outcome)
    }

    /// A source is gone.
    pub fn forget(&mut self, source: SourceId) {
        self.counts.forget(source);
    }

    /// What is to be seen now. Cost: that of [`Study::table`].
    pub fn show(&mut self, logs: &[Log]) -> Panel {
        if logs.is_empty() {
            let node = el("div").put(live::form(&self.live));
            return Panel { node, ..Panel::default() };
        }
        // What no record touches is taken out of the look, and more records may touch it.
        self.study.look().view = self.around.view;
        let table = self.study.table(logs);
        let zone = &self.around.zone;
        let themes = self.themes.then(|| self.study.themes());
        let opened = self.opened.as_ref();
        let look: &_ = self.study.look();
        let title = format!(
            "{} in {}",
            plural(table.records, "record", "records"),
            plural(u64::from(table.patterns), "pattern", "patterns")
        );
        let head = el("div")
            .class("panel-head")
            .put(el("h2").text("Log patterns"))
            .put(el("span").class("muted").with("role", "status").text(title));
        let node = el("div")
            .put(controls::head(head, look))
            .put(controls::controls(look))
            .put(live::form(&self.live))
            .put(files::files(&table))
            .put(levels::levels(&table, look, zone))
            .put(themes::themes(themes.as_deref(), look))
            .put(rows::table(&table, zone, &|row| {
                let opened = opened.filter(|opened| opened.template == row.template)?;
                Some(inside::inside(opened, &table, look))
            }))
            .all(rows::more(&table))
            .all(self.counts.show(logs, zone));
        Panel { logs: logs.len() as u32, patterns: table.patterns, node }
    }
}

// `12,345` and what they are of all.
fn count(count: u64, share: f64) -> [Node; 2] {
    let share = format!("{:.1}\u{202f}%", share * 100.0);
    [Node::of_text(grouped(count)), el("div").class("muted").text(share)]
}
