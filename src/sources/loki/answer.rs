//! One answer before it is whole: its entries, of the stream that each is in.

use super::nanos;
use crate::logs::format::loki::is_level;

/// Everything read of an answer so far.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// `status`: `success` or `error`.
    pub status: String,
    /// `error`, or `message`.
    pub error: String,
    /// Whether `data.result` was there.
    pub has_result: bool,
    /// `streams`; `matrix` and the like of a query that counts.
    pub result_type: String,
    /// `warnings`.
    pub warnings: Vec<String>,
    /// The labels of each stream.
    pub streams: Vec<Labels>,
    /// The entries, in order of appearance.
    pub entries: Vec<Entry>,
    /// Entries without a time or a line.
    pub bad: u64,
    text: Vec<u8>,
    /// The entry that is being read.
    pub draft: Draft,
}

/// Names and values, as they came.
pub(super) type Labels = Vec<(String, String)>;

/// An entry before its closing bracket.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// How many elements were seen.
    pub elements: usize,
    nanos: Option<i64>,
    start: Option<usize>,
    // A label of its metadata that says how bad it is.
    level: Option<(String, String)>,
}

/// A line and when it came.
#[derive(Debug)]
pub(super) struct Entry {
    /// When.
    pub nanos: i64,
    /// The place of its stream.
    pub stream: usize,
    /// What its metadata says of its level.
    pub level: Option<(String, String)>,
    start: usize,
    end: usize,
}

impl Answer {
    /// The line of an entry, as it came.
    pub(super) fn line(&self, entry: &Entry) -> &[u8] {
        self.text.get(entry.start..entry.end).unwrap_or_default()
    }

    /// Begins a stream.
    pub(super) fn open_stream(&mut self) {
        self.streams.push(Labels::new());
    }

    /// A label of the stream that is being read.
    pub(super) fn label(&mut self, name: &str, value: &str) {
        if let Some(labels) = self.streams.last_mut() {
            labels.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Begins an entry.
    pub(super) fn open_entry(&mut self) {
        self.draft = Draft::default();
    }

    /// Takes the next element of an entry: first the time, then the line; `None` for what is neither text
    /// nor number.
    pub(super) fn element(&mut self, text: Option<&str>) {
        match (self.draft.elements, text) {
            (0, Some(text)) => self.draft.nanos = nanos::parse(text),
            (1, Some(text)) => {
                self.draft.start = Some(self.text.len());
                self.text.extend_from_slice(text.as_bytes());
            }
            _ => {}
        }
        self.draft.elements += 1;
    }

    /// Metadata of the entry that is being read; only its level is kept.
    pub(super) fn metadata(&mut self, name: &str, value: &str) {
        if is_level(name.as_bytes()) && self.draft.level.is_none() {
            self.draft.level = Some((name.to_owned(), value.to_owned()));
        }
    }

    /// Ends an entry; without time or line it is counted as bad.
    pub(super) fn close_entry(&mut self) {
        let Draft { nanos, start, level, .. } = std::mem::take(&mut self.draft);
        let (Some(nanos), Some(start), Some(stream)) =
            (nanos, start, self.streams.len().checked_sub(1))
        else {
            self.bad += 1;
            return;
        };
        self.entries.push(Entry { nanos, stream, level, start, end: self.text.len() });
    }

    /// The moments of its earliest and latest entry; `None` without any.
    pub(super) fn span(&self) -> Option<(i64, i64)> {
        let moments = || self.entries.iter().map(|entry| entry.nanos);
        Some((moments().min()?, moments().max()?))
    }
}
