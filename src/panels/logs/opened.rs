//! A pattern that is looked into: what was read of it again, and what of that is shown.

use crate::logs::Indexed;
use crate::logs::blocks::Part;
use crate::logs::scan::{Line, Scan, around};
use crate::logs::study::{Log, Study};
use crate::model::SourceId;

/// Lines shown at once.
pub const SHOWN: usize = 25;
/// Lines before and behind one whose neighbours are shown.
pub const MARGIN: u64 = 20;

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    /// The pattern's template.
    pub template: String,
    /// What is read of it.
    pub scan: Scan,
    /// The first line that is shown.
    pub first: usize,
    /// A line with its neighbours.
    pub near: Option<Near>,
    /// Why no more is read; empty while there is no reason.
    pub refused: String,
}

/// A line among its neighbours.
#[derive(Debug)]
pub struct Near {
    /// The line.
    pub source: SourceId,
    /// Its number.
    pub number: u64,
    /// It and its neighbours, once they are read.
    pub lines: Vec<Line>,
    /// What is still to be read.
    wanted: Vec<Part>,
}

impl Opened {
    /// Opens a pattern; `None` if there is none with this template.
    pub fn new(study: &Study, logs: &[Log], template: &str) -> Option<Self> {
        let rows = study.rows_of(template)?;
        let mut keys = crate::logs::scan::Keys::new();
        let logs: Vec<(SourceId, &Indexed, Vec<u32>)> = logs
            .iter()
            .zip(rows)
            .map(|(log, rows)| {
                let signatures = log.index.reader.signatures();
                let known = rows.iter().filter_map(|row| signatures.get(*row as usize));
                keys.extend(known.map(|signature| signature.key.clone()));
                (log.source, log.index, rows)
            })
            .collect();
        let scan = Scan::new(template, keys, &logs, study.window());
        Some(Self {
            template: template.to_owned(),
            scan,
            first: 0,
            near: None,
            refused: String::new(),
        })
    }

    /// Wants a line among its neighbours.
    pub fn look_near(&mut self, log: &Log, number: u64) {
        let blocks = &log.index.blocks;
        let mut wanted: Vec<Part> = [number.saturating_sub(MARGIN), number, number + MARGIN]
            .into_iter()
            .filter_map(|line| blocks.part_of(line))
            .collect();
        wanted.dedup();
        self.near = Some(Near { source: log.source, number, lines: Vec::new(), wanted });
    }

    /// What is to be read next: neighbours of a line first, somebody waits for them.
    pub fn wanted(&self) -> Option<(SourceId, Part)> {
        let near = self.near.as_ref();
        let near = near.and_then(|near| Some((near.source, *near.wanted.first()?)));
        near.or_else(|| if self.refused.is_empty() { self.scan.wanted() } else { None })
    }

    /// Nothing more can be read, for this reason.
    pub fn refuse(&mut self, why: &str) {
        why.clone_into(&mut self.refused);
        self.near = None;
    }

    /// Takes the bytes of what is wanted.
    pub fn give(&mut self, log: &Indexed, bytes: &[u8]) {
        match self.near.as_mut().filter(|near| !near.wanted.is_empty()) {
            Some(near) => {
                let part = near.wanted.remove(0);
                let lines = log.lines(part, bytes);
                near.lines.extend(around(near.source, part, &lines, near.number, MARGIN));
            }
            None => self.scan.give(log, bytes),
        }
    }
}
