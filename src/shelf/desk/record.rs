//! What the user changed is written down, and what is too old or too much goes.

use super::Desk;
use crate::history::audit::{Entry, entry};
use crate::history::{Change, Refusal, Stored, is_stored, retention};
use crate::model::words::plural;
use crate::panels::incidents::{Ask, said_of};

/// Seconds between two looks at what is kept too long.
const EVERY: f64 = 3600.0;

impl Desk {
    /// Writes down what the user is about to change.
    pub fn note(&mut self, changes: &[Change], ask: Option<&Ask>) {
        let now = self.now;
        let of_incidents =
            changes.iter().filter_map(|change| entry(self.history.get(change.id()), change, now));
        let mut entries: Vec<Entry> = of_incidents.collect();
        let (proposals, beside) = (&self.proposals.1, &self.beside);
        let said = ask.and_then(|ask| said_of(ask, proposals, beside));
        entries.extend(said.map(|(what, about)| Entry::new(now, what, about)));
        if entries.is_empty() {
            return;
        }
        for entry in entries {
            self.beside.audit.add(entry);
        }
        self.keep_beside();
    }

    /// Remembers what the store refused, until it takes something.
    pub fn heed(&mut self, stored: &Stored) {
        match stored {
            Stored::Failed { problem, .. } => {
                self.refusal = Some(Refusal { is_all: !self.has_store, problem: problem.clone() });
            }
            Stored::Loaded(..) | Stored::Kept | Stored::Saved { .. } => {
                self.has_store = true;
                self.refusal = None;
            }
            Stored::Measured(_) | Stored::Recalled(_) => {}
        }
    }

    /// Deletes what is kept no longer, now and then.
    pub fn retain_again(&mut self) {
        if EVERY <= self.now - self.retained {
            self.retain();
        }
    }

    /// Deletes what is kept no longer. Cost: that of writing all incidents.
    pub fn retain(&mut self) {
        if !self.history.is_read() {
            return;
        }
        self.retained = self.now;
        let stored = self.history.incidents().iter().filter(|one| is_stored(one, &self.unkept));
        let gone = retention::due(&self.beside.retention, stored, self.now);
        if gone.is_empty() {
            return;
        }
        let count = plural(gone.len() as u64, "incident", "incidents");
        let what = format!("{count} deleted, as kept no longer");
        self.beside.audit.add(Entry::new(self.now, what, ""));
        self.keep_beside();
        self.change(gone.into_iter().map(Change::Delete).collect());
    }
}
