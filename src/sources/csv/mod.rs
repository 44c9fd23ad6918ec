//! CSV and its relatives: streamed, in any dialect that dashboards and tools export.
//!
//! Follow a byte: [`CsvReader`] collects the head until `sniff` can decide the dialect; `body` cuts
//! what follows into records; `fast` reads plain rows where they lie, `fields` and `rows` all
//! others; `table` keeps the columns; `outcome` turns them into series and notes.

mod block;
mod body;
mod cell;
mod clock;
mod column;
mod fast;
mod fields;
mod groups;
mod header;
mod layout;
mod name;
mod number;
mod outcome;
mod quoting;
mod refusals;
mod rows;
mod sample;
mod sniff;
mod stamp;
mod table;
mod unit;
mod words;

use super::{Loaded, Progress, Reader};
use crate::model::{Problem, Samples, Zone};
use body::{Body, LONGEST_LINE};
pub(super) use name::series as series_of;
use serde::{Deserialize, Serialize};

/// The dialect is decided from so many bytes, and at least a few lines.
const HEAD: usize = 1 << 16;
/// Ends of lines (one or two bytes each) that the head holds at least.
const HEAD_ENDS: usize = 6;
/// Unless this much holds fewer.
const LONGEST_HEAD: usize = 4 * LONGEST_LINE;
/// Rows further down may be a little shorter.
const SPARE_ROOM: f64 = 1.02;

/// What the reader cannot know from the bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Zone of stamps that state no offset.
    pub zone: Zone,
    /// File name, for messages and as the name of the only series of a file that gives none.
    pub name: String,
    /// Bytes that will come, to make room at once for all rows; 0 where that is not known.
    pub size: u64,
    /// The moment before which dates without a year lie; 0 where that is not known.
    pub now: f64,
}

impl Options {
    // The file name without folders and endings.
    fn stem(&self) -> String {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.strip_suffix(".gz").unwrap_or(name);
        let endings = [".csv", ".tsv", ".txt", ".CSV", ".TSV", ".TXT"];
        let name = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
        if name.is_empty() { "value".to_owned() } else { name.to_owned() }
    }
}

/// A moment as cells write it: a stamp of any form, or a count of fractions of a second since 1970.
pub fn moment(cell: &[u8], zone: &Zone) -> Option<f64> {
    let number = std::str::from_utf8(cell).ok().and_then(|text| text.trim().parse().ok());
    let format = number.map_or(clock::Format::Text, clock::Format::of_epoch);
    match clock::Clock::new(format, zone.clone(), b'.', &[]).read(cell) {
        clock::Moment::At(time) => Some(time),
        clock::Moment::Contradicts | clock::Moment::Unreadable => None,
    }
}

/// Whether a file that begins with `head` can be read as a table; `complete` if that is all of it.
pub fn is_table(head: &[u8], complete: bool, options: &Options) -> bool {
    foreign(head, &options.name).is_none() && sniff::sniff(head, complete, options).is_ok()
}

/// Reads a CSV file; the result does not depend on how the bytes are cut into chunks.
///
/// Memory: the columns, the head until the dialect is known (64 kB, or a few lines), and at most
/// one torn line. Rows with one time count as one: the last value that is no gap wins. A row that
/// cannot be read is counted, told in the notes and skipped.
#[derive(Debug)]
pub struct CsvReader {
    options: Options,
    short_way: bool,
    notes: Vec<String>,
    state: State,
}

#[derive(Debug)]
enum State {
    Head(Vec<u8>),
    Body(Box<Body>),
    Failed(Problem),
}

impl CsvReader {
    /// A reader at the start of a file.
    pub fn new(options: Options) -> Self {
        Self { options, short_way: true, notes: Vec::new(), state: State::Head(Vec::new()) }
    }

    /// The same reader with every record read by the `csv` crate: slower, for comparison.
    #[doc(hidden)]
    pub fn long_way(mut self) -> Self {
        self.short_way = false;
        self
    }

    fn begin(&mut self, head: &[u8], window: usize, complete: bool) -> Result<(), Problem> {
        if let Some(problem) = foreign(&head[..window], &self.options.name) {
            return Err(problem);
        }
        let mut dialect = sniff::sniff(&head[..window], complete, &self.options)?;
        self.notes = dialect.notes;
        let sample = &head[dialect.start.min(window)..window];
        let most = self.options.size as usize / dialect.rows.layout.roles.len().max(1);
        let rows = rows_to_come(self.options.size, sample, dialect.terminator);
        dialect.rows.expect(rows.min(most));
        let mut body = Body::new(
            dialect.rows,
            dialect.delimiter,
            dialect.terminator,
            dialect.lines_before,
            self.short_way,
        );
        body.feed(&head[dialect.start..]);
        self.state = State::Body(Box::new(body));
        Ok(())
    }
}

impl Reader for CsvReader {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let result = match &mut self.state {
            State::Failed(problem) => Err(problem.clone()),
            State::Body(body) => {
                body.feed(bytes);
                Ok(())
            }
            State::Head(head) => {
                head.extend_from_slice(bytes);
                let Some(window) = window(head) else { return Ok(()) };
                let head = std::mem::take(head);
                self.begin(&head, window, false)
            }
        };
        if let Err(problem) = &result {
            self.state = State::Failed(problem.clone());
        }
        result
    }

    fn progress(&self) -> Progress {
        match &self.state {
            State::Body(body) => {
                Progress { rows: body.rows.count, bad_rows: body.rows.refused.count }
            }
            _ => Progress::default(),
        }
    }

    fn so_far(&self) -> Vec<(String, Samples<'_>)> {
        match &self.state {
            State::Body(body) => outcome::so_far(&body.rows),
            _ => Vec::new(),
        }
    }

    fn cut(&mut self) {
        match &mut self.state {
            State::Head(head) => {
                let whole = head.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
                head.truncate(whole.map_or(0, |at| at + 1));
            }
            State::Body(body) => body.cut(),
            State::Failed(_) => {}
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        if let State::Head(head) = &mut self.state {
            let head = std::mem::take(head);
            self.begin(&head, head.len(), true)?;
        }
        match self.state {
            State::Failed(problem) => Err(problem),
            State::Body(mut body) => {
                body.end();
                outcome::finish(body.rows, self.notes, &self.options.name)
            }
            State::Head(_) => Ok(Loaded::default()),
        }
    }
}

// As many rows as the rest of the file holds if they are as long as those of the sample, and a few
// more: a column that must move to grow costs time, and memory that never comes back.
fn rows_to_come(size: u64, sample: &[u8], terminator: u8) -> usize {
    let lines = sample.split(|byte| *byte == terminator).count() - 1;
    if size <= sample.len() as u64 || lines == 0 {
        return 0;
    }
    let length = sample.len() as f64 / lines as f64;
    (size as f64 / length * SPARE_ROOM) as usize
}

// How much of the head decides; `None` while it is not all there. It depends on the contents alone
// and not on how they were cut. A header of thousands of columns is longer than the usual head.
fn window(head: &[u8]) -> Option<usize> {
    if head.len() < HEAD {
        return None;
    }
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let longest = &head[..head.len().min(LONGEST_HEAD)];
    let enough = longest.iter().enumerate().filter(|(_, byte)| ends(byte)).nth(HEAD_ENDS - 1);
    match enough {
        Some((at, _)) => Some(HEAD.max(at + 1)),
        None => (longest.len() == LONGEST_HEAD).then_some(LONGEST_HEAD),
    }
}

// Files that are no text, by how they begin.
fn foreign(head: &[u8], name: &str) -> Option<Problem> {
    let start = &head[..head.len().min(HEAD)];
    let (what, fix) = if start.starts_with(b"PK\x03\x04") {
        ("is a workbook or a zip archive", "Export it as CSV, or unpack it.")
    } else if start.starts_with(b"PAR1") {
        ("is a Parquet file", "Export it as CSV.")
    } else if super::gzip::is_gzip(start) {
        ("is compressed", "Unpack it first.")
    } else if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        ("is UTF-16 text", "Save it as UTF-8, which spreadsheets call “CSV UTF-8”.")
    } else if start.contains(&0) {
        ("is binary: it holds zero bytes, which no text does", "Export it as CSV.")
    } else {
        return None;
    };
    Some(Problem::new(format!("{name} {what}."), "at its beginning", fix))
}
