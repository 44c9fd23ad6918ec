//! A dropped file, which is a table or a log: its name or its beginning tell.

use super::csv::{self, CsvReader};
use super::events::{EventsFile, is_events};
use super::incidents::{IncidentsFile, is_incidents};
use super::log::LogFile;
use super::loki::{Order, StreamsReader};
use super::prometheus::{
    ExportReader, ExpositionReader, MatrixReader, is_answer, is_export, is_exposition,
};
use super::unknown::UnknownJson;
use super::{Loaded, Progress, Reader};
use crate::logs::{
    self, Indexed, TABLE, Unfold, looks_like_log, may_be_messages, objects_of_log, rows_of_messages,
};
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
    [".csv", ".tsv", ".jtl", ".CSV", ".TSV"].iter().any(|ending| name.ends_with(ending))
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
        Self { options, head: Vec::new(), reader: None }
    }

    // What a table is called is one, or a list of events; its first line tells.
    fn is_table(&self) -> bool {
        is_table_name(&self.options.table.name) && self.options.format.is_empty()
    }

    // Whether what was read so far shows what it is: of most tables, their first two lines.
    fn is_clear(&self) -> bool {
        let mut lines = self.head.trim_ascii_start().split(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        let line = self.is_table() && lines.nth(1).is_some() && !may_be_messages(first);
        line || HEAD <= self.head.len()
    }

    fn table(&self) -> Box<dyn Reader> {
        Box::new(CsvReader::new(self.options.table.clone()))
    }

    // `complete` where the beginning is all there is of the file.
    fn reader_of(&self, head: &[u8], complete: bool) -> Box<dyn Reader> {
        if !self.options.format.is_empty() {
            return log_of(&self.options, objects_of_log(head));
        }
        if self.is_table() {
            return self.table_of(head, complete);
        }
        if is_incidents(head) {
            return Box::<IncidentsFile>::default();
        }
        let name = &self.options.table.name;
        if is_answer(head, &["matrix", "vector", "scalar"]) {
            return Box::new(MatrixReader::new(name));
        }
        if is_export(head) {
            return Box::<ExportReader>::default();
        }
        if is_exposition(head) {
            return Box::<ExpositionReader>::default();
        }
        if is_answer(head, &["streams"]) {
            return Box::new(StreamsReader::new(name, Order::NewestFirst));
        }
        if is_events(head, complete) {
            return Box::<EventsFile>::default();
        }
        if let Some(objects) = objects_of_log(head) {
            return log_of(&self.options, Some(objects));
        }
        let unknown = if complete && !looks_like_log(head) { UnknownJson::of(head) } else { None };
        if let Some(unknown) = unknown {
            return Box::new(unknown);
        }
        let is_table = || csv::is_table(head, complete, &self.options.table);
        if let Some(rows) = rows_of_messages(head, complete, false) {
            return self.log_of_rows(rows);
        }
        if looks_like_log(head) || !is_table() { log_of(&self.options, None) } else { self.table() }
    }

    // What is called a table: events, records of a log, or numbers.
    fn table_of(&self, head: &[u8], complete: bool) -> Box<dyn Reader> {
        if is_events(head, complete) {
            return Box::<EventsFile>::default();
        }
        if let Some(rows) = rows_of_messages(head, complete, true) {
            return self.log_of_rows(rows);
        }
        // Most are what they are called, and then nobody needs the formats of logs.
        let is_table = csv::is_table(head, complete, &self.options.table);
        if is_table || !looks_like_log(head) { self.table() } else { log_of(&self.options, None) }
    }

    fn log_of_rows(&self, rows: Unfold) -> Box<dyn Reader> {
        let options = Options { format: TABLE.to_owned(), ..self.options.clone() };
        log_of(&options, Some(rows))
    }

    fn decide(&mut self, complete: bool) -> Result<&mut Box<dyn Reader>, Problem> {
        // A piece of a file may be much longer than what shows what it is.
        let head = &self.head[..self.head.len().min(HEAD)];
        let mut reader = self.reader_of(head, complete && head.len() == self.head.len());
        reader.push(&std::mem::take(&mut self.head))?;
        Ok(self.reader.insert(reader))
    }
}

fn log_of(options: &Options, unfold: Option<Unfold>) -> Box<dyn Reader> {
    let format = Some(options.format.clone()).filter(|id| !id.is_empty());
    let zone = options.table.zone.clone();
    let read = logs::Options { content: false, format, zone, now: options.now };
    Box::new(LogFile::new(read, unfold))
}

impl Reader for FileReader {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if let Some(reader) = &mut self.reader {
            return reader.push(bytes);
        }
        self.head.extend_from_slice(bytes);
        if self.is_clear() { self.decide(false).map(|_| ()) } else { Ok(()) }
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
