//! The panel of the patterns of all logs that are held.

use super::{Held, Shelf};
use crate::logs::study::Log;
use crate::model::{Said, SourceId};
use crate::panels::logs::{Offer, Panel};
use std::collections::BTreeMap;

impl Shelf {
    /// What is to be seen of them now.
    pub fn panel(&mut self) -> Panel {
        let Self { sources, log_panel, .. } = self;
        log_panel.show(&logs(sources))
    }

    /// Does what the user said: edits to be kept, if they changed, and a file, if one is wanted.
    pub fn said(&mut self, said: &Said) -> (Option<String>, Option<Offer>) {
        let Self { sources, log_panel, .. } = self;
        log_panel.said(said, &logs(sources))
    }
}

fn logs(sources: &BTreeMap<SourceId, Held>) -> Vec<Log<'_>> {
    let each = sources.iter().filter_map(|(id, held)| {
        Some(Log { source: *id, name: &held.name, is_file: !held.is_made, index: held.log()? })
    });
    each.collect()
}
