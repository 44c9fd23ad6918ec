//! The record of one stream, as long as it may go on.

use super::class::line_end;
use super::continuation::{Continuation, Piece};
use super::format::Record;
use super::header::{Level, Time};
use super::trace::Trace;

/// Lines of a record; what follows is a record of its own.
pub const MOST_LINES: usize = 200;
/// Bytes of a record, likewise.
pub const MOST_BYTES: usize = 1 << 16;

/// The record that may go on, and the message that is not whole.
#[derive(Debug, Default)]
pub struct Stream {
    /// Whether there is a record.
    pub open: bool,
    /// Whether its header was read.
    pub parsed: bool,
    /// Its time.
    pub seconds: f64,
    /// Its level.
    pub level: Level,
    /// Its lines.
    pub lines: usize,
    /// What comes next in it.
    pub parts: Parts,
    text: Vec<u8>,
    bytes: usize,
    continuation: Continuation,
    trace: Trace,
    // Whether a stack began: what is said before it is the message.
    traced: bool,
}

/// A message of which not all parts have come.
#[derive(Debug, Default)]
pub struct Parts {
    /// Those that have.
    pub text: Vec<u8>,
    /// In how many lines.
    pub lines: usize,
    /// When the first came, and its level.
    pub first: Option<(Time, Level)>,
}

impl Stream {
    /// A record begins with a message, that has ends of lines in it only if it was `escaped`.
    pub fn begin(&mut self, seconds: f64, level: Level, message: &[u8], escaped: bool) {
        (self.open, self.parsed, self.traced) = (true, false, false);
        (self.seconds, self.level) = (seconds, level);
        (self.lines, self.bytes) = (1, message.len());
        self.text.clear();
        let message = &message[..message.len().min(MOST_BYTES)];
        let first = if escaped { line_end(message) } else { None };
        let (first, rest) = message.split_at(first.unwrap_or(message.len()));
        self.text.extend_from_slice(first);
        self.continuation.begin(first);
        if let Some(rest) = rest.strip_prefix(b"\n") {
            rest.split(|byte| *byte == b'\n').for_each(|line| self.say(line));
        }
    }

    /// Whether nothing was said in it so far.
    pub fn is_silent(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds a line to what is said in the record: to its message, or to the stack that it tells.
    pub fn say(&mut self, line: &[u8]) {
        let piece = if self.text.is_empty() { None } else { self.continuation.piece(line) };
        match piece {
            Some(piece) if self.traced || piece != Piece::Text => {
                self.traced = true;
                self.trace.push(piece);
            }
            _ if self.traced || self.text.len() + line.len() > MOST_BYTES => {}
            _ => {
                if self.text.is_empty() {
                    self.continuation.begin(line);
                } else if !line.is_empty() {
                    self.text.push(b'\n');
                }
                self.text.extend_from_slice(line);
            }
        }
    }

    /// Adds a line that goes on with the record, also by its blanks alone if `set_in` says so; whether it
    /// does.
    pub fn goes_on(&mut self, line: &[u8], set_in: bool) -> bool {
        let full = self.lines >= MOST_LINES || self.bytes + line.len() > MOST_BYTES;
        if !self.open || full {
            return false;
        }
        let Some(piece) = self.continuation.piece(line) else { return false };
        if !set_in && piece == Piece::Text {
            return false;
        }
        self.lines += 1;
        self.bytes += line.len();
        self.trace.push(piece);
        true
    }

    /// The record, which is whole.
    pub fn record(&mut self) -> Record<'_> {
        self.open = false;
        self.trace.write(&mut self.text);
        Record { seconds: self.seconds, level: self.level, message: &self.text }
    }
}
