//! Which incidents the store is known not to hold as they are shown.
//!
//! The list is right at once; the store follows. While it does, or where it refused, a fresh reading of the store
//! must not take away what is shown.

use super::Change;
use crate::model::Incident;
use crate::stats::order::sort_by;

/// Ids of incidents whose last change is not stored.
#[derive(Debug, Default)]
pub(super) struct Unsaved {
    // Sent to the store, in order; it has not answered.
    sent: Vec<String>,
    // What it refused.
    refused: Vec<String>,
}

impl Unsaved {
    /// These are on their way.
    pub fn send(&mut self, changes: &[Change]) {
        self.sent.extend(changes.iter().map(|change| change.id().to_owned()));
    }

    /// The store has answered for as many changes as these, oldest first.
    pub fn answered(&mut self, changes: usize, refused: bool) {
        let answered: Vec<String> = self.sent.drain(..changes.min(self.sent.len())).collect();
        if refused {
            self.refused.extend(answered);
            sort_by(&mut self.refused, Ord::cmp);
            self.refused.dedup();
        }
    }

    /// What brings those that are on their way to what is shown of them.
    pub fn under_way(&self, shown: &[Incident]) -> Vec<Change> {
        changes(self.sent.clone(), shown)
    }

    /// The same of those that were refused; asked for once.
    pub fn refused(&mut self, shown: &[Incident]) -> Vec<Change> {
        changes(std::mem::take(&mut self.refused), shown)
    }
}

fn changes(mut ids: Vec<String>, shown: &[Incident]) -> Vec<Change> {
    sort_by(&mut ids, Ord::cmp);
    ids.dedup();
    let mut shown: Vec<&Incident> = shown.iter().collect();
    sort_by(&mut shown, |a, b| a.id.cmp(&b.id));
    let change = |id: String| match shown.binary_search_by(|one| one.id.cmp(&id)) {
        Ok(at) => Change::put(shown[at].clone()),
        Err(_) => Change::Delete(id),
    };
    ids.into_iter().map(change).collect()
}
