//! A dropped file, which is a table or a log: its name or its beginning tell.

use super::csv::{self, CsvReader};
use super::log::LogFile;
use super::{Loaded, Progress, Reader};
use crate::logs::{self, Indexed, looks_like_log};
use crate::model::{Problem, Samples};
use serde::{Deserialize, Serialize};

/// So many bytes show what a file is.
const HEAD: usize = 1 << 16;

/// What the reader cannot know from the bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Name, size, and the zone of stamps without one.
    pub table: csv::Options,
    /// Format of a log that the user chose; empty if the file shall tell.
    pub format: String,
    /// The moment before which stamps without a year or a date lie.
    pub now: f64,
}

/// Whether a file is a table by its name.
pub fn is_table_name(name: &str) -> bool {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    [".csv", ".tsv", ".CSV", ".TSV"].iter().any(|ending| name.ends_with(ending))
}

/// Reads what a file turns out to be.
pub struct FileReader {
    options: Options,
    head: Vec<u8>,
    reader: Option<Box<dyn Reader>>,
}

impl std::fmt::Debug for FileReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileReader").field("options", &self.options).finish_non_exhaustive()
    }
}

impl FileReader {
    /// A reader at the start of a file.
    pub fn new(options: Options) -> Self {
        let mut file = Self { options, head: Vec::new(), reader: None };
        if is_table_name(&file.options.table.name) && file.options.format.is_empty() {
            file.reader = Some(file.table());
        }
        file
    }

    fn table(&self) -> Box<dyn Reader> {
        Box::new(CsvReader::new(self.options.table.clone()))
    }

    fn decide(&mut self, complete: bool) -> Result<&mut Box<dyn Reader>, Problem> {
        let is_log = !self.options.format.is_empty()
            || looks_like_log(&self.head)
            || !csv::is_table(&self.head, complete, &self.options.table);
        let mut reader = if is_log { log(&self.options) } else { self.table() };
        reader.push(&std::mem::take(&mut self.head))?;
        Ok(self.reader.insert(reader))
    }
}

fn log(options: &Options) -> Box<dyn Reader> {
    let format = Some(options.format.clone()).filter(|id| !id.is_empty());
    let zone = options.table.zone.clone();
    let read = logs::Options { content: false, format, zone, now: options.now };
    Box::new(LogFile::new(read))
}

impl Reader for FileReader {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if let Some(reader) = &mut self.reader {
            return reader.push(bytes);
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() < HEAD { Ok(()) } else { self.decide(false).map(|_| ()) }
    }

    fn progress(&self) -> Progress {
        self.reader.as_ref().map(|reader| reader.progress()).unwrap_or_default()
    }

    fn so_far(&self) -> Vec<(String, Samples<'_>)> {
        self.reader.as_ref().map(|reader| reader.so_far()).unwrap_or_default()
    }

    fn log(&self) -> Option<&Indexed> {
        self.reader.as_ref()?.log()
    }

    fn cut(&mut self) {
        if let Some(reader) = &mut self.reader {
            reader.cut();
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        if self.reader.is_none() {
            self.decide(true)?;
        }
        self.reader.map_or_else(|| Ok(Loaded::default()), Reader::finish)
    }
}
