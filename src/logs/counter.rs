//! Counts records: by signature, by level, and both in time.

use super::buckets::Buckets;
use super::format::Record;
use super::lexer::Lexer;
use super::table::{OTHER, Table};

/// All that is counted of the records of a file.
#[derive(Debug)]
pub struct Counter {
    lexer: Lexer,
    /// Their signatures.
    pub table: Table,
    /// Their counts in time; row 0 is of all that has no signature of its own.
    pub buckets: Buckets,
    /// Those of each level, by its place in [`super::header::Level::ALL`].
    pub levels: Buckets,
    /// First and last moment of each signature, by its row; NaN where none has a time.
    pub seen: Vec<[f64; 2]>,
    /// How many there were.
    pub records: u64,
    /// The records themselves, while a part of a file is read again.
    pub kept: Option<Kept>,
    seconds: f64,
}

/// Records that were counted: row, moment and message of each.
#[derive(Debug, Default)]
pub struct Kept {
    list: Vec<(u32, f64, usize)>,
    text: Vec<u8>,
}

impl Kept {
    fn push(&mut self, row: u32, seconds: f64, message: &[u8]) {
        self.text.extend_from_slice(message);
        self.list.push((row, seconds, self.text.len()));
    }

    /// In the order in which they were counted.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64, &[u8])> {
        let mut start = 0;
        self.list.iter().map(move |(row, seconds, end)| {
            let message = &self.text[start..*end];
            start = *end;
            (*row, *seconds, message)
        })
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            lexer: Lexer::default(),
            table: Table::default(),
            buckets: Buckets::default(),
            levels: Buckets::default(),
            seen: Vec::new(),
            records: 0,
            kept: None,
            seconds: f64::NAN,
        }
    }
}

impl Counter {
    /// Counts a record; gives the row of its signature. Cost: O(bytes of the message).
    pub fn count(&mut self, record: Record) -> u32 {
        let Record { seconds, level, message } = record;
        let (key, masks) = self.lexer.lex(message);
        let row = self.table.count(key, masks, level);
        self.records += 1;
        // A line without time belongs to the one before it.
        if !seconds.is_nan() {
            self.seconds = seconds;
        }
        self.buckets.count(if row == OTHER { 0 } else { row as usize + 1 }, self.seconds);
        self.levels.count(level as usize, self.seconds);
        self.see(row as usize);
        if let Some(kept) = &mut self.kept {
            kept.push(row, self.seconds, message);
        }
        row
    }

    // A row without a place in the table is beyond all that are seen.
    fn see(&mut self, row: usize) {
        if row == self.seen.len() {
            self.seen.push([self.seconds; 2]);
        } else if let Some([first, last]) = self.seen.get_mut(row) {
            // NaN gives way to any moment, and takes the place of none.
            if self.seconds < *first || first.is_nan() {
                *first = self.seconds;
            }
            if self.seconds > *last || last.is_nan() {
                *last = self.seconds;
            }
        }
    }
}
