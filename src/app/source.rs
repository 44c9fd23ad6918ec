//! An open source, as the page knows it.

use crate::model::{Problem, SourceId};
use crate::protocol::Report;
use crate::shelf::Load;
use crate::sources::Progress;
use crate::sources::loki::Ask;

/// The demo's own worker: its program is small, and there before the others'.
pub const DEMO_WORKER: usize = usize::MAX;
/// The worker of all logs, which become patterns together.
pub const LOG_WORKER: usize = usize::MAX - 1;

/// One open source.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its number.
    pub id: SourceId,
    /// Its name, which the user may change.
    pub name: String,
    /// The name that it came with: a file's name, or the query.
    pub given: String,
    /// Where its data come from: enough to read it again.
    pub kind: Kind,
    /// The worker that holds its columns.
    pub worker: usize,
    /// Number of its present reading.
    pub load: Load,
    /// How it is doing.
    pub status: Status,
    /// How often its worker died since the user last asked for it.
    pub deaths: u32,
    /// Whether its reading was stopped since more would not fit into memory.
    pub full: bool,
    /// What it is worth; `None` before the first scoring.
    pub report: Option<Report>,
    /// What its series last said to incidents; none before the first scoring.
    pub sight: Vec<u8>,
}

/// Where data come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// The simulator.
    Demo {
        /// Scenario id.
        scenario: String,
        /// Same seed, same figures.
        seed: u64,
        /// Moment that the scenario is anchored to.
        origin: f64,
    },
    /// A dropped file, which the edge holds under this number.
    File {
        /// The edge's number.
        handle: u32,
        /// Bytes.
        size: u64,
        /// Format of a log that the user chose; empty if the file shall tell.
        format: String,
    },
    /// The query of the connected Prometheus server.
    Prometheus,
    /// Lines of a Loki server; credentials are kept in memory only.
    Loki(Ask),
}

/// How a source is doing.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// Being read.
    Loading {
        /// Bytes read.
        bytes: u64,
        /// Bytes in all; 0 if unknown.
        total: u64,
        /// Rows read and refused.
        rows: Progress,
        /// Bytes of memory that they take.
        memory: u64,
        /// When it began.
        since: f64,
        /// When it was last heard of.
        heard: f64,
    },
    /// Complete.
    Ready,
    /// Cut short by the user; what was read stays.
    Stopped,
    /// Cut short since more would not fit into memory; what was read stays.
    Full,
    /// Could not be read; what was there before stays.
    Failed(Problem),
}

impl Status {
    /// A reading that begins.
    pub fn beginning(total: u64, now: f64) -> Self {
        Self::Loading {
            bytes: 0,
            total,
            rows: Progress::default(),
            memory: 0,
            since: now,
            heard: now,
        }
    }

    /// Whether it is being read.
    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }
}
