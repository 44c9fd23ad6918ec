//! Cuts the bytes behind the header into records and hands them on: whole lines in place, torn
//! ones through a small buffer.

use super::fast;
use super::fields::Splitter;
use super::quoting::Quoting;
use super::rows::Rows;

/// Longer lines are no rows: a file without line ends must not fill the memory.
pub(super) const LONGEST_LINE: usize = 1 << 20;

/// The reading of all that follows the header.
#[derive(Debug)]
pub(super) struct Body {
    pub rows: Rows,
    splitter: Splitter,
    delimiter: u8,
    terminator: u8,
    /// Whether records without quotes take the short way; the result is the same.
    short_way: bool,
    // Lines ended so far.
    line: u64,
    // A line of which the end has not come yet.
    carry: Vec<u8>,
    open: Option<Open>,
}

// A record whose quote is open at the end of a line.
#[derive(Debug)]
struct Open {
    text: Vec<u8>,
    line: u64,
    quoting: Quoting,
}

impl Body {
    /// Starts at the beginning of a line; `line` counts the lines before it.
    pub(super) fn new(
        rows: Rows,
        delimiter: u8,
        terminator: u8,
        line: u64,
        short_way: bool,
    ) -> Self {
        let splitter = Splitter::new(delimiter, terminator);
        let (carry, open) = (Vec::new(), None);
        Self { rows, splitter, delimiter, terminator, short_way, line, carry, open }
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut at = self.end_carried(bytes);
        let fused = self.short_way && self.terminator == b'\n' && fast::suits(&self.rows);
        while at < bytes.len() {
            if fused && self.open.is_none() {
                let (next, rows) = fast::rows(&mut self.rows, bytes, at, self.delimiter);
                (at, self.line) = (next, self.line + rows);
            }
            let Some(length) = fast::find(&bytes[at..], self.terminator) else {
                return self.keep(&bytes[at..]);
            };
            self.end_line(&bytes[at..at + length]);
            at += length + 1;
        }
    }

    /// Drops the line that has no end yet.
    pub(super) fn cut(&mut self) {
        self.carry.clear();
    }

    /// Ends the last line and what is open.
    pub(super) fn end(&mut self) {
        let last = std::mem::take(&mut self.carry);
        if !last.is_empty() {
            self.end_line(&last);
        }
        if let Some(open) = self.open.take() {
            self.never_closed(open.line);
        }
    }

    // What ends the carried line, if there is one: its length.
    fn end_carried(&mut self, bytes: &[u8]) -> usize {
        if self.carry.is_empty() {
            return 0;
        }
        let Some(length) = fast::find(bytes, self.terminator) else {
            self.keep(bytes);
            return bytes.len();
        };
        self.keep(&bytes[..length]);
        let mut line = std::mem::take(&mut self.carry);
        self.end_line(&line);
        line.clear();
        self.carry = line;
        length + 1
    }

    // One byte above the limit is enough to refuse the line when its end comes.
    fn keep(&mut self, bytes: &[u8]) {
        let room = (LONGEST_LINE + 1).saturating_sub(self.carry.len());
        self.carry.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn end_line(&mut self, line: &[u8]) {
        self.line += 1;
        if line.len() > LONGEST_LINE {
            if let Some(open) = self.open.take() {
                self.never_closed(open.line);
            }
            return self.rows.refused.add(self.line, || "it is longer than 1 MB".to_owned());
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match self.open.take() {
            Some(open) => self.go_on(open, line),
            None => self.begin(line),
        }
    }

    fn begin(&mut self, line: &[u8]) {
        if line.first() == Some(&b'#') || line.trim_ascii().is_empty() {
            return;
        }
        if self.short_way && !line.contains(&b'"') {
            return self.rows.take(self.splitter.plain(line), self.line);
        }
        let quoting = Quoting::FieldStart.after(line, self.delimiter);
        if quoting.is_open() {
            self.open = Some(Open { text: line.to_vec(), line: self.line, quoting });
        } else {
            self.rows.take(self.splitter.quoted(line), self.line);
        }
    }

    // A line that is a row by itself is never the inside of a quoted cell: one quote too many must
    // not swallow good rows.
    fn go_on(&mut self, mut open: Open, line: &[u8]) {
        let whole = !Quoting::FieldStart.after(line, self.delimiter).is_open();
        let row = whole
            && !line.trim_ascii().is_empty()
            && self.rows.would_take(self.splitter.quoted(line));
        if row || open.text.len() + line.len() >= LONGEST_LINE {
            self.never_closed(open.line);
            return self.begin(line);
        }
        open.text.push(self.terminator);
        open.text.extend_from_slice(line);
        open.quoting =
            open.quoting.after(&[self.terminator], self.delimiter).after(line, self.delimiter);
        if open.quoting.is_open() {
            self.open = Some(open);
        } else {
            self.rows.take(self.splitter.quoted(&open.text), open.line);
        }
    }

    fn never_closed(&mut self, line: u64) {
        self.rows.refused.add(line, || "a quote opens and never closes".to_owned());
    }
}
