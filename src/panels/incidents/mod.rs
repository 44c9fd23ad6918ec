//! The panel of incidents: what is seen of them, and what a user does with them.

mod alike;
mod card;
mod deleted;
mod files;
mod fold;
mod full;
pub mod html;
mod limits;
mod list;
mod marks;
pub mod picture;
mod postmortem;
mod reach;
mod record;
mod said;
mod search;
pub mod storage;
mod timeline;
pub mod trail;
mod verdict;
mod words;

pub use deleted::UNDO;
pub use files::{File, offer};
pub use record::said_of;
pub use said::{Ask, Outcome};
pub use verdict::Proposal;

use crate::history::retention::Room;
use crate::history::{Beside, Refusal, is_stored};
use crate::model::{Evidence, Flag, Incident, IncidentState, Limit, Mark, Node, Zone, el};
use deleted::Deleted;
use limits::LimitForm;
use marks::MarkForm;
use search::Filter;
use serde::{Deserialize, Serialize};
use storage::StorageForm;

/// What every [`crate::model::Said::what`] of this panel begins with.
pub const SAYS: &str = "incident ";
/// Said to have the browser keep all that is stored, which only the page can ask for.
pub const PERSIST: &str = "incident persist";
/// Said to have an incident deleted, which can be undone for [`UNDO`] seconds.
pub const DISCARD: &str = "incident discard";
/// Said once that time is over.
pub const DELETE_DUE: &str = "incident delete due";
/// Said to delete at once all that are to be deleted.
pub const DELETE_ALL: &str = "incident delete all";
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
    /// The newest events, in order of time, for the charts.
    pub flags: Vec<Flag>,
    /// What the user holds series to, for the charts.
    pub limits: Vec<Limit>,
}

/// What the panel shows.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// All incidents, newest first.
    pub incidents: &'a [Incident],
    /// What is kept beside them.
    pub beside: &'a Beside,
    /// What was to be seen of the one that is opened in full, if it is at hand.
    pub evidence: Option<&'a Evidence>,
    /// What may be learnt from the verdict of the one that is opened in full.
    pub proposals: &'a [Proposal],
    /// Events that sources tell while they are open, which are not kept.
    pub told: &'a [Mark],
    /// Sources whose incidents are not kept, unless the user did something with them.
    pub unkept: &'a [String],
    /// Room for what is stored, as far as the browser told.
    pub room: Room,
    /// What the store refused last.
    pub refusal: Option<&'a Refusal>,
    /// The time now.
    pub now: f64,
    /// Zone of times.
    pub zone: &'a Zone,
}

impl<'a> View<'a> {
    fn get(&self, id: &str) -> Option<&'a Incident> {
        self.incidents.iter().find(|one| one.id == id)
    }
}

/// What the panel remembers.
#[derive(Debug)]
pub struct IncidentPanel {
    filter: Filter,
    // Cards that are shown.
    limit: usize,
    // The one whose charts are shown, and the one that is opened in full; empty for none.
    charted: String,
    opened: String,
    // A note that is being typed, and how many were, so that its field is a new one after each.
    note: String,
    notes: u32,
    marks: MarkForm,
    limits: LimitForm,
    storage: StorageForm,
    shows_trail: bool,
    deleted: Deleted,
}

impl Default for IncidentPanel {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            limit: SHOWN,
            charted: String::new(),
            opened: String::new(),
            note: String::new(),
            notes: 0,
            marks: MarkForm::default(),
            limits: LimitForm::default(),
            storage: StorageForm::default(),
            shows_trail: false,
            deleted: Deleted::default(),
        }
    }
}

impl IncidentPanel {
    /// The incident that is opened in full; empty for none.
    pub fn opened(&self) -> &str {
        &self.opened
    }

    /// What is to be seen now. Cost: O(incidents), and that of wording those that are shown.
    pub fn show(&self, view: View<'_>) -> Panel {
        let all: Vec<&Incident> =
            view.incidents.iter().filter(|one| !self.deleted.has(&one.id)).collect();
        let stored: Vec<&Incident> =
            all.iter().copied().filter(|one| is_stored(one, view.unkept)).collect();
        let node = el("div")
            .class("incident-panel")
            .all(list::list(self, &all, view))
            .put(marks::marks(&self.marks, view))
            .put(limits::limits(&self.limits, &view.beside.limits))
            .all(verdict::learnt(&view.beside.tunings, view.zone))
            .put(storage::storage(&self.storage, &stored, view))
            .put(trail::trail(&view.beside.audit, self.shows_trail, view.zone))
            .put(self.deleted.show(view));
        let open = all.iter().filter(|one| one.state == IncidentState::Open).count();
        let flags = marks::flags(view);
        Panel {
            count: all.len() as u32,
            open: open as u32,
            node,
            flags,
            limits: view.beside.limits.clone(),
        }
    }
}
