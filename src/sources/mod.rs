//! Sources, sans-IO: they build requests and read bytes, and never send or open anything.

use crate::logs::Indexed;
use crate::model::{LogLine, Mark, Problem, Samples, Series};
use checkpoints::Checkpoints;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub mod checkpoints;
pub mod csv;
mod decoder;
mod events;
pub mod file;
pub mod gzip;
pub mod incidents;
pub mod log;
pub mod loki;
pub mod marks;
pub mod prometheus;
pub mod simulator;
mod unknown;
pub mod unzip;
mod utf16;

/// Reads bytes as they arrive, in chunks cut anywhere, and never keeps them as text.
pub trait Reader {
    /// Takes the next chunk. An error ends the reading; what was read before stays.
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem>;

    /// How far it is.
    fn progress(&self) -> Progress {
        Progress::default()
    }

    /// What can be shown already: name and points so far, in an order that only grows; empty while
    /// nothing can be (not even the header was read, or rows are out of order).
    fn so_far(&self) -> Vec<(String, Samples<'_>)> {
        Vec::new()
    }

    /// The patterns of what was read, where that is a log.
    fn log(&self) -> Option<&Indexed> {
        None
    }

    /// Whether bytes are inflated or decoded before they are read.
    fn is_packed(&self) -> bool {
        false
    }

    /// Nothing more comes although there is more: a torn last line is no row.
    fn cut(&mut self) {}

    /// What the last of several answers had, once it is whole and where the next question depends on it.
    fn answered(&mut self) -> Option<loki::Answered> {
        None
    }

    /// Ends the reading: sorted, without duplicates.
    fn finish(self: Box<Self>) -> Result<Loaded, Problem>;
}

/// How far a reader is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Rows (or points, where there are no rows) read.
    pub rows: u64,
    /// Rows refused.
    pub bad_rows: u64,
}

/// What a source yields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loaded {
    /// Series, in order of first appearance.
    pub series: Vec<Series>,
    /// Log lines, in order of time.
    pub logs: Vec<LogLine>,
    /// What the user should know: rows refused (with line and reason), duplicates, warnings.
    pub notes: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// The patterns, where the source is a log.
    pub log: Option<Log>,
    /// Events, where the source is a file of such, in order of time.
    pub marks: Vec<Mark>,
    /// The text of a file of incidents, which is no source.
    pub incidents: Option<String>,
}

/// A log that was read. Two are the same if they are one.
#[derive(Debug, Clone)]
pub struct Log {
    /// What was read, and where it is in the text.
    pub index: Arc<Indexed>,
    /// The text, where it cannot be read again; otherwise nothing.
    pub text: Arc<Vec<u8>>,
    /// How to decode a part of it again, where it is packed in its file or no UTF-8.
    pub points: Option<Arc<Checkpoints>>,
}

impl PartialEq for Log {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.index, &other.index)
    }
}

/// What people call a series: name and labels, or the source's name where it has neither.
pub fn title(series: &Series, source: &str) -> String {
    let title = series.to_string();
    if title.is_empty() { source.to_owned() } else { title }
}
