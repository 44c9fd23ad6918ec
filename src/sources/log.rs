//! A log as a source: its patterns, and its levels over time as series like any others.

use super::{Loaded, Log, Progress, Reader};
use crate::logs::header::Level;
use crate::logs::{Indexed, LogReader, Options, Unfold};
use crate::model::{Labels, Problem, Series};
use std::sync::Arc;

/// What the series of a log are called.
pub const SERIES: &str = "log_records";
/// With fewer moments a series says nothing.
const LEAST_BUCKETS: usize = 3;

/// Reads a log. Its series are records in each bucket of time, one for each level that occurs.
#[derive(Debug)]
pub struct LogFile {
    log: Indexed,
}

impl LogFile {
    /// A reader at the start of a log; of one whose records are no lines, with what makes them so.
    pub fn new(options: Options, unfold: Option<Unfold>) -> Self {
        Self { log: Indexed::new(options).unfolding(unfold) }
    }
}

impl Reader for LogFile {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.log.push(bytes)
    }

    fn progress(&self) -> Progress {
        let rows = self.log.reader.records();
        Progress { rows, bad_rows: rows - self.log.reader.parsed().min(rows) }
    }

    fn log(&self) -> Option<&Indexed> {
        Some(&self.log)
    }

    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        self.log.finish()?;
        Ok(Loaded {
            series: levels(&self.log.reader),
            rows: self.log.reader.records(),
            log: Some(Log::of(self.log, Vec::new())),
            ..Loaded::default()
        })
    }
}

impl Log {
    /// What was read, and its text if that is kept.
    pub(super) fn of(index: Indexed, text: Vec<u8>) -> Self {
        Self { index: Arc::new(index), text: Arc::new(text), points: None }
    }

    /// The patterns of a text that is there at once, and is kept; `None` if it is no log.
    pub fn of_text(text: Vec<u8>) -> Option<Self> {
        let mut log = Indexed::new(Options::default());
        log.push(&text).ok()?;
        log.finish().ok()?;
        Some(Self::of(log, text))
    }
}

/// Records in each bucket of time, one series for each level that occurs; none of fewer than
/// [`LEAST_BUCKETS`]. A bucket without a record is a zero.
pub(super) fn levels(reader: &LogReader) -> Vec<Series> {
    let buckets = reader.levels();
    if buckets.len() < LEAST_BUCKETS {
        return Vec::new();
    }
    let moment = |at: usize| buckets.start() + at as f64 * buckets.width();
    let times: Arc<Vec<f64>> = Arc::new((0..buckets.len()).map(moment).collect());
    let series = Level::ALL.iter().enumerate().filter_map(|(row, level)| {
        let mut values = vec![0.0; buckets.len()];
        buckets.add_to(row, &mut values);
        let occurs = values.iter().any(|count| *count > 0.0);
        let label =
            (*level != Level::Unknown).then(|| ("level".to_owned(), level.word().to_owned()));
        occurs.then(|| Series {
            name: SERIES.to_owned(),
            labels: Labels::new(label),
            unit: String::new(),
            times: Arc::clone(&times),
            values,
        })
    });
    series.collect()
}
