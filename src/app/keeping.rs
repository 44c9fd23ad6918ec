//! Which incidents the store is known to hold, and what happens to those that it does not.
//!
//! The list on the page is right at once; the store follows. While it does, or where it refused, a
//! fresh reading of the store must not take away what is shown.

use super::history::{self, Change, Stored};
use super::{App, Effect};
use crate::model::{Incident, Problem};
use crate::protocol::Job;
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
    // The store has answered for as many changes as these, oldest first.
    fn answered(&mut self, changes: usize) -> impl Iterator<Item = String> {
        self.sent.drain(..changes.min(self.sent.len()))
    }

    // What brings these incidents to what is shown of them.
    fn changes(mut ids: Vec<String>, shown: &[Incident]) -> Vec<Change> {
        sort_by(&mut ids, Ord::cmp);
        ids.dedup();
        let mut shown: Vec<&Incident> = shown.iter().collect();
        sort_by(&mut shown, |a, b| a.id.cmp(&b.id));
        let change = |id: String| match shown.binary_search_by(|one| one.id.cmp(&id)) {
            Ok(at) => Change::Put(Box::new(shown[at].clone())),
            Err(_) => Change::Delete(id),
        };
        ids.into_iter().map(change).collect()
    }
}

impl App {
    /// Changes incidents, on the page and then in the store.
    pub(super) fn change(&mut self, changes: Vec<Change>, out: &mut Vec<Effect>) {
        if changes.is_empty() {
            return;
        }
        self.unsaved.sent.extend(changes.iter().map(|change| change.id().to_owned()));
        history::apply(&mut self.incidents, changes.clone());
        out.push(Effect::Store(changes));
    }

    pub(super) fn import(&mut self, json: String, out: &mut Vec<Effect>) {
        let worker = self.listing_worker();
        self.post(worker, Job::ReadIncidents(json), out);
    }

    pub(super) fn imported(&mut self, incidents: Vec<Incident>, out: &mut Vec<Effect>) {
        let said = format!("{} incidents were imported.", incidents.len());
        let changes = incidents.into_iter().map(|one| Change::Put(Box::new(one))).collect();
        self.change(changes, out);
        self.notice(false, Problem::new(said, "", "They stand in the list of incidents."));
    }

    pub(super) fn acknowledge(&mut self, id: &str, out: &mut Vec<Effect>) {
        use crate::model::IncidentState::{Acknowledged, Open};
        let Some(incident) = self.incidents.iter().find(|one| one.id == id) else { return };
        let mut incident = incident.clone();
        incident.state = if incident.state == Open { Acknowledged } else { Open };
        self.change(vec![Change::Put(Box::new(incident))], out);
    }

    pub(super) fn stored(&mut self, stored: Stored, out: &mut Vec<Effect>) {
        match stored {
            Stored::Loaded(incidents) => {
                let shown = std::mem::replace(&mut self.incidents, incidents);
                let refused = std::mem::take(&mut self.unsaved.refused);
                let sent = Unsaved::changes(self.unsaved.sent.clone(), &shown);
                history::apply(&mut self.incidents, sent);
                // It may have room by now.
                self.change(Unsaved::changes(refused, &shown), out);
                self.history_ready = true;
                let demos = self.demos();
                for id in std::mem::take(&mut self.found_early).into_iter().chain(demos) {
                    self.keep_found(id, out);
                }
            }
            Stored::Saved { changes } => drop(self.unsaved.answered(changes)),
            Stored::Failed { changes, problem } => {
                let refused: Vec<String> = self.unsaved.answered(changes).collect();
                self.unsaved.refused.extend(refused);
                sort_by(&mut self.unsaved.refused, Ord::cmp);
                self.unsaved.refused.dedup();
                if !self.history_ready {
                    self.history_ready = true;
                    for id in std::mem::take(&mut self.found_early) {
                        self.keep_found(id, out);
                    }
                }
                out.push(Effect::Warn(problem.to_string()));
                self.notice(true, problem);
            }
        }
    }
}
