//! Incidents over time: which are known, how they change, and how the browser's storage keeps them.

pub mod archive;
pub mod audit;
pub mod beside;
pub mod blocks;
mod change;
pub mod evidence;
mod former;
mod hydrated;
pub mod known;
mod reach;
pub mod retention;
pub mod similar;
mod unsaved;

pub use change::{Change, Scope, apply, is_stored, is_touched, reconcile, relabelled, sort};

pub use beside::Beside;
pub use reach::{Reach, reach};

use crate::model::{Incident, Problem};
use retention::Room;
use unsaved::Unsaved;

/// What the store says.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// All incidents, in no order, and what is kept beside them, as it was written.
    Loaded(Vec<Incident>, Vec<u8>),
    /// What was to be kept beside them is safe.
    Kept,
    /// How much room there is.
    Measured(Room),
    /// The evidence that was asked for, as it was written; what there is none of is left out.
    Recalled(Vec<(String, Vec<u8>)>),
    /// So many changes are safe, the oldest of those that it was given.
    Saved {
        /// How many.
        changes: usize,
    },
    /// It cannot be used, or refused changes; nothing that was stored is lost.
    Failed {
        /// How many were refused, the oldest of those that it was given.
        changes: usize,
        /// Why.
        problem: Problem,
    },
}

/// What the store refused last.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Whether it keeps nothing at all: it could never be read.
    pub is_all: bool,
    /// Why.
    pub problem: Problem,
}

/// All incidents that are known, and what of them the store does not hold yet.
#[derive(Debug, Default)]
pub struct History {
    incidents: Vec<Incident>,
    unsaved: Unsaved,
    is_read: bool,
}

impl History {
    /// All incidents, newest first.
    pub fn incidents(&self) -> &[Incident] {
        &self.incidents
    }

    /// The incident with this id.
    pub fn get(&self, id: &str) -> Option<&Incident> {
        self.incidents.iter().find(|one| one.id == id)
    }

    /// Whether the store has said what it holds, or that it cannot.
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// Changes incidents; what is to be stored.
    pub fn change(&mut self, changes: Vec<Change>) -> Vec<Change> {
        if changes.is_empty() {
            return changes;
        }
        self.unsaved.send(&changes);
        apply(&mut self.incidents, changes.clone());
        changes
    }

    /// Changes incidents that nobody asked to keep.
    pub fn show(&mut self, changes: Vec<Change>) {
        if !changes.is_empty() {
            apply(&mut self.incidents, changes);
        }
    }

    /// The store was read: what it holds counts, but for what it was not given yet or refused. What it refused is
    /// returned, to be offered again: it may have room by now.
    pub fn loaded(&mut self, incidents: Vec<Incident>) -> Vec<Change> {
        let shown = std::mem::replace(&mut self.incidents, incidents);
        // Sorts them, too.
        let under_way = self.unsaved.under_way(&shown);
        apply(&mut self.incidents, under_way);
        let refused = self.unsaved.refused(&shown);
        self.is_read = true;
        self.change(refused)
    }

    /// The store has taken or refused so many changes, the oldest first.
    pub fn answered(&mut self, changes: usize, refused: bool) {
        self.unsaved.answered(changes, refused);
        self.is_read |= refused;
    }
}
