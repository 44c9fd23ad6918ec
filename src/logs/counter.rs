//! Counts records: by signature, and in time.

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
    /// How many there were.
    pub records: u64,
    seconds: f64,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            lexer: Lexer::default(),
            table: Table::default(),
            buckets: Buckets::default(),
            records: 0,
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
        row
    }
}
