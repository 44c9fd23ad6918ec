//! Fields of one record: through the `csv` crate where there may be quotes, by a plain cut where
//! there are none.

use super::cell::trim;
use std::io::Read;
use std::ops::Range;

/// The cells of one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    bytes: &'a [u8],
    ranges: &'a [Range<usize>],
}

impl<'a> Cells<'a> {
    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// A cell; empty if there is no such.
    pub(super) fn get(&self, at: usize) -> &'a [u8] {
        self.ranges.get(at).map_or(&[], |range| &self.bytes[range.clone()])
    }

    /// Whether no cell from this one on says anything.
    pub(super) fn is_empty_from(&self, at: usize) -> bool {
        (at..self.len()).all(|cell| trim(self.get(cell)).is_empty())
    }
}

/// Splits records.
pub(super) struct Splitter {
    delimiter: u8,
    terminator: u8,
    reader: csv::Reader<Feed>,
    record: csv::ByteRecord,
    ranges: Vec<Range<usize>>,
}

impl std::fmt::Debug for Splitter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Splitter")
            .field("delimiter", &char::from(self.delimiter))
            .finish_non_exhaustive()
    }
}

impl Splitter {
    /// For records of this delimiter; `terminator` ends lines.
    pub(super) fn new(delimiter: u8, terminator: u8) -> Self {
        let reader = reader(delimiter, terminator);
        Self { delimiter, terminator, reader, record: csv::ByteRecord::new(), ranges: Vec::new() }
    }

    /// Splits a record without quotes.
    pub(super) fn plain<'a>(&'a mut self, record: &'a [u8]) -> Cells<'a> {
        self.ranges.clear();
        let mut start = 0;
        for (at, byte) in record.iter().enumerate() {
            if *byte == self.delimiter {
                self.ranges.push(start..at);
                start = at + 1;
            }
        }
        self.ranges.push(start..record.len());
        Cells { bytes: record, ranges: &self.ranges }
    }

    /// Splits any complete record (its last quote is closed; not blank) by the `csv` crate.
    pub(super) fn quoted(&mut self, record: &[u8]) -> Cells<'_> {
        let feed = self.reader.get_mut();
        feed.bytes.clear();
        feed.bytes.extend_from_slice(record);
        feed.bytes.push(self.terminator);
        feed.at = 0;
        // Reading from memory and not asking for UTF-8 or equal lengths, it has no error to give.
        if !matches!(self.reader.read_byte_record(&mut self.record), Ok(true)) {
            self.reader = reader(self.delimiter, self.terminator);
            self.record.clear();
        }
        self.ranges.clear();
        let record = &self.record;
        self.ranges.extend((0..record.len()).filter_map(|at| record.range(at)));
        Cells { bytes: record.as_slice(), ranges: &self.ranges }
    }
}

// One record at a time, so that one reader (and its buffers) serves the whole file.
#[derive(Debug, Default)]
struct Feed {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let rest = &self.bytes[self.at..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

fn reader(delimiter: u8, terminator: u8) -> csv::Reader<Feed> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::Any(terminator))
        .has_headers(false)
        .flexible(true)
        .from_reader(Feed { bytes: vec![b'x', terminator], at: 0 });
    // The crate drops a byte order mark in front of the first record; this one takes its place, so
    // that every record of the file is read by the same rules.
    let _ = reader.read_byte_record(&mut csv::ByteRecord::new());
    reader
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn owned(cells: Cells<'_>) -> Vec<Vec<u8>> {
        (0..cells.len()).map(|at| cells.get(at).to_vec()).collect()
    }

    #[test]
    fn quotes_are_taken_off() {
        let mut splitter = Splitter::new(b';', b'\n');
        let check = |splitter: &mut Splitter, record: &str, expected: &[&str]| {
            let cells = owned(splitter.quoted(record.as_bytes()));
            assert_eq!(cells, expected.iter().map(|cell| cell.as_bytes()).collect::<Vec<_>>());
        };
        check(&mut splitter, "a;\"b;\"\"c\"\"\nd\";", &["a", "b;\"c\"\nd", ""]);
        check(&mut splitter, "\u{feff}a", &["\u{feff}a"]);
        check(&mut splitter, "\"never closed", &["never closed\n"]);
        check(&mut splitter, "x;y", &["x", "y"]);
    }

    proptest! {
        #[test]
        fn without_quotes_the_cut_agrees_with_the_crate(record in "[a-c,;\t\r é]{1,40}") {
            let mut splitter = Splitter::new(b',', b'\n');
            let cut = owned(splitter.plain(record.as_bytes()));
            prop_assert_eq!(cut, owned(splitter.quoted(record.as_bytes())));
        }
    }
}
