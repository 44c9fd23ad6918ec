//! The panel of the patterns of all logs that are held, and the reading again that it asks for.

use super::again::Parts;
use super::{Held, Shelf};
use crate::logs::blocks::Part;
use crate::logs::study::Log;
use crate::model::{Said, SourceId};
use crate::panels::logs::{LogPanel, Outcome, Panel};
use std::collections::BTreeMap;

/// Texts that are held are read again up to so many bytes at once: a tenth of a second's work.
const AT_ONCE: u64 = 8 << 20;

/// What is to be read of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub source: SourceId,
    /// From this byte.
    pub from: u64,
    /// To this one, or the end.
    pub to: u64,
}

/// The panel, and what it reads again.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// The panel.
    pub panel: LogPanel,
    parts: Parts,
    // Whether what was wanted last is for the panel, or else for incidents.
    is_for_panel: bool,
}

impl Shelf {
    /// The panel of log patterns.
    pub fn log_panel(&mut self) -> &mut LogPanel {
        &mut self.patterns.panel
    }

    /// What is to be seen of them now.
    pub fn panel(&mut self) -> Panel {
        let Self { sources, patterns, .. } = self;
        patterns.panel.show(&logs(sources))
    }

    /// Does what the user said.
    pub fn said(&mut self, said: &Said) -> Outcome {
        let Self { sources, patterns, .. } = self;
        patterns.panel.said(said, &logs(sources))
    }

    /// Reads again what is held in memory, and tells what is wanted of a file; `None` if that is nothing. The panel
    /// comes first: somebody waits for it.
    pub fn wanted_of_file(&mut self) -> Option<Wanted> {
        self.patterns.is_for_panel = self.patterns.panel.wanted().is_some();
        if self.patterns.is_for_panel { self.wanted_of_panel() } else { self.wanted_of_quote() }
    }

    fn wanted_of_panel(&mut self) -> Option<Wanted> {
        let mut read = 0;
        loop {
            let (source, part) = self.patterns.panel.wanted()?;
            let Some(held) = self.sources.get(&source) else {
                self.patterns.panel.refuse("Its source was removed.");
                return None;
            };
            let text = held.loaded.log.as_ref().map_or(&[][..], |log| &log.text);
            if text.is_empty() {
                return self.range(source, part);
            }
            let range = |at: u64| (at as usize).min(text.len());
            let (Some(log), true) = (held.log(), read < AT_ONCE) else { return None };
            self.patterns.panel.give(log, &text[range(part.start)..range(part.end)]);
            read += part.end - part.start;
        }
    }

    // Where the part is in the file.
    fn range(&mut self, source: SourceId, part: Part) -> Option<Wanted> {
        let held = self.sources.get(&source)?;
        let points = held.loaded.log.as_ref().and_then(|log| log.points.as_ref());
        let Patterns { panel, parts, .. } = &mut self.patterns;
        if points.is_none() && held.is_packed() {
            panel.refuse("Its file is packed, and can be read again once all of it was read.");
            return None;
        }
        Some(parts.want(source, points, part))
    }

    /// Whether anything is still to be read again.
    pub fn is_rereading(&self) -> bool {
        self.patterns.panel.wanted().is_some() || self.is_quoting()
    }

    /// Takes what was wanted of a file; no bytes are its end.
    pub fn give_of_file(&mut self, source: SourceId, bytes: &[u8]) {
        if !self.patterns.is_for_panel {
            return self.give_of_quote(Some(bytes));
        }
        let Some(log) = self.sources.get(&source).and_then(Held::log) else { return };
        let Patterns { panel, parts, .. } = &mut self.patterns;
        match parts.take(bytes) {
            Ok(None) => {}
            Ok(Some(part)) => panel.give(log, &part),
            Err(problem) => panel.refuse(&problem.to_string()),
        }
    }

    /// A file cannot be read again.
    pub fn refuse_file(&mut self) {
        if !self.patterns.is_for_panel {
            return self.give_of_quote(None);
        }
        self.patterns
            .panel
            .refuse("The file cannot be read any more: it may have been changed or moved.");
    }
}

fn logs(sources: &BTreeMap<SourceId, Held>) -> Vec<Log<'_>> {
    let each = sources.iter().filter_map(|(id, held)| {
        Some(Log { source: *id, name: &held.name, is_file: !held.is_made, index: held.log()? })
    });
    each.collect()
}
