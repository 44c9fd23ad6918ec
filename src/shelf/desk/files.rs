//! Files of incidents, with their evidence: what is not at hand is read from the store first.

use super::Desk;
use crate::model::Incident;
use crate::panels::incidents::{File, offer};
use crate::panels::logs::Offer;

/// A file of all incidents has the evidence of the newest up to so many bytes.
const MOST_BYTES: u64 = 64_000_000;

impl Desk {
    /// The file, unless it has to wait for the store.
    pub fn file(&mut self, file: File) -> Option<Offer> {
        let missing: Vec<String> = self
            .of_file(&file)
            .filter(|one| 0 < one.evidence && self.evidence(&one.id).is_none())
            .map(|one| one.id.clone())
            .collect();
        if missing.is_empty() {
            return self.filed(&file);
        }
        self.waiting = Some(file);
        self.recall(missing);
        None
    }

    /// Takes in what the store had; the file that waited for it.
    pub fn heard(&mut self, records: Vec<(String, Vec<u8>)>) -> Option<Offer> {
        self.fetched(records);
        let file = self.waiting.take().and_then(|file| self.filed(&file));
        self.put_away();
        file
    }

    // Newest first.
    fn of_file<'a>(&'a self, file: &File) -> impl Iterator<Item = &'a Incident> {
        let id = match file {
            File::Json(id) | File::Html(id) => Some(id.clone()),
            File::All => None,
        };
        let mut room = MOST_BYTES;
        self.history.incidents().iter().filter(move |one| {
            let Some(id) = &id else {
                room = room.saturating_sub(one.evidence.into());
                return 0 < room;
            };
            one.id == *id
        })
    }

    fn filed(&self, file: &File) -> Option<Offer> {
        let evidence = |id: &str| self.evidence(id).cloned();
        offer(file, self.history.incidents(), &self.beside, &evidence, &self.zone)
    }
}
