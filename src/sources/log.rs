//! A log as a source: its patterns, and its levels over time as series like any others.

use super::{Loaded, Log, Progress, Reader};
use crate::logs::{self, LogReader};
use crate::logs::header::Level;
use crate::model::{Labels, Problem, Samples, Series};
use std::sync::Arc;

/// What the series of a log are called.
pub const SERIES: &str = "log_records";
/// With fewer moments a series says nothing.
const LEAST_BUCKETS: usize = 3;

/// Reads a log. Its series are records in each bucket of time, one for each level that occurs.
#[derive(Debug)]
pub struct LogFile {
    reader: LogReader,
}

impl LogFile {
    /// A reader at the start of a log.
    pub fn new(reader: LogReader) -> Self {
        Self { reader }
    }
}

impl Reader for LogFile {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.reader.push(bytes, &mut |_| ())
    }

    fn progress(&self) -> Progress {
        let rows = self.reader.records();
        Progress { rows, bad_rows: rows - self.reader.parsed().min(rows) }
    }

    fn so_far(&self) -> Vec<(String, Samples<'_>)> {
        Vec::new()
    }

    fn log(&self) -> Option<&LogReader> {
        Some(&self.reader)
    }

    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        self.reader.finish(&mut |_| ())?;
        Ok(Loaded {
            series: levels(&self.reader),
            rows: self.reader.records(),
            log: Some(Log(Arc::new(self.reader))),
            ..Loaded::default()
        })
    }
}

/// The patterns of a text that is there at once; `None` if it is no log.
pub fn of_text(text: &[u8]) -> Option<Log> {
    let mut reader = LogReader::new(logs::Options::default());
    reader.push(text, &mut |_| ()).ok()?;
    reader.finish(&mut |_| ()).ok()?;
    Some(Log(Arc::new(reader)))
}

// A bucket without a record is a zero.
fn levels(reader: &LogReader) -> Vec<Series> {
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
        let label = (*level != Level::Unknown).then(|| ("level".to_owned(), level.word().to_owned()));
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
