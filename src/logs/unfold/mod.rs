//! Records that take several lines, or share one, brought to a line each without moving a byte.
//!
//! JSON documents and tables of messages are logs as well. Each byte stays where it is, or becomes a blank, an
//! end of a line or a [`JOINT`](super::format::loki::JOINT) instead: what is known of places in the lines holds in
//! the file.

mod objects;
mod rows;

pub use objects::Objects;
pub use rows::{Rows, cells, plain, said};

/// What brings the records of a file to a line each, and how far it has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Unfold {
    /// Objects of a JSON document.
    Objects(Objects),
    /// Rows of a table.
    Rows(Rows),
}

impl Unfold {
    /// The next bytes, as lines; chunks may be cut anywhere. Cost: O(bytes).
    pub fn lines(&mut self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Objects(objects) => bytes.iter().map(|byte| objects.step(*byte)).collect(),
            Self::Rows(rows) => bytes.iter().map(|byte| rows.step(*byte)).collect(),
        }
    }

    /// The same lines as people read them: objects without the blanks that set their fields in.
    pub fn brief(&mut self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Objects(objects) => objects.brief(bytes),
            Self::Rows(_) => self.lines(bytes),
        }
    }

    /// The same at a place where a record begins: at the start of the file, or behind that.
    pub fn at(&self, place: u64) -> Self {
        match self {
            Self::Objects(objects) => Self::Objects(objects.at(place == 0)),
            Self::Rows(rows) => Self::Rows(rows.at_record()),
        }
    }
}
