//! The first records of a file, as each possible delimiter would cut them.

use super::fields::Splitter;
use super::quoting::Quoting;
use super::refusals::excerpt;

/// A record of the sample.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    /// Where it starts in the head, and where the next one starts.
    pub start: usize,
    pub end: usize,
    /// Its line (from 1), and the line behind its last one.
    pub line: u64,
    pub next_line: u64,
    /// Its trimmed cells.
    pub cells: Vec<String>,
}

/// More records than this say nothing new of the dialect.
const ENOUGH: usize = 3000;
/// A quoted cell of the sample may span so many lines.
const LONGEST_CELL: usize = 100;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The head of a file without what may stand in front of its records.
#[derive(Debug)]
pub(super) struct Head<'a> {
    bytes: &'a [u8],
    /// Whether the file ends with these bytes.
    complete: bool,
    /// What ends lines.
    pub terminator: u8,
    /// The delimiter that a line `sep=;` states.
    pub stated: Option<u8>,
    start: usize,
    line: u64,
    /// The last comment line before the records without its mark: it may be the header.
    comment: Option<String>,
}

impl<'a> Head<'a> {
    /// Looks at the head.
    pub(super) fn new(bytes: &'a [u8], complete: bool) -> Self {
        let feeds = bytes.contains(&b'\n');
        let terminator = if !feeds && bytes.contains(&b'\r') { b'\r' } else { b'\n' };
        let start = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let (stated, comment) = (None, None);
        let mut head = Self { bytes, complete, terminator, stated, start, line: 1, comment };
        head.skip_front_matter();
        head
    }

    /// The records under a delimiter; one that the head cuts off is left out.
    pub(super) fn records(&self, delimiter: u8) -> Vec<Record> {
        let mut splitter = Splitter::new(delimiter, self.terminator);
        let mut records = Vec::new();
        let (mut at, mut line) = (self.start, self.line);
        while records.len() < ENOUGH
            && let Some((end, next)) = self.record(at, delimiter)
        {
            let text = strip(&self.bytes[at..end]);
            let first = line;
            let ends = self.bytes[at..next].iter().filter(|byte| **byte == self.terminator);
            line += ends.count() as u64;
            if !text.trim_ascii().is_empty() && text[0] != b'#' {
                let cells = splitter.quoted(text);
                let cells = (0..cells.len()).map(|cell| clean(cells.get(cell))).collect();
                records.push(Record { start: at, end: next, line: first, next_line: line, cells });
            }
            at = next;
        }
        records
    }

    /// The comment in front of the records, cut like a record.
    pub(super) fn comment_cells(&self, delimiter: u8) -> Option<Vec<String>> {
        let text = self.comment.as_ref()?;
        let mut splitter = Splitter::new(delimiter, self.terminator);
        let cells = splitter.quoted(text.as_bytes());
        Some((0..cells.len()).map(|cell| clean(cells.get(cell))).collect())
    }

    /// Whether nothing but blanks is in it.
    pub(super) fn is_blank(&self) -> bool {
        self.bytes[self.start..].trim_ascii().is_empty()
    }

    /// The first line that is not blank, cut short; `None` if there is none.
    pub(super) fn first_line(&self) -> Option<String> {
        let (end, _) = self.line(self.start)?;
        Some(excerpt(&self.bytes[self.start..end]))
    }

    // End of the line that starts at `at`, and start of the next.
    fn line(&self, at: usize) -> Option<(usize, usize)> {
        let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
        match rest.iter().position(|byte| *byte == self.terminator) {
            Some(length) => Some((at + length, at + length + 1)),
            None => self.complete.then_some((self.bytes.len(), self.bytes.len())),
        }
    }

    // The same for a record; where a quote is not closed soon, for its first line alone.
    fn record(&self, at: usize, delimiter: u8) -> Option<(usize, usize)> {
        let first = self.line(at)?;
        let mut state = Quoting::FieldStart.after(&self.bytes[at..first.0], delimiter);
        let mut last = first;
        for _ in 0..LONGEST_CELL {
            if !state.is_open() {
                return Some(last);
            }
            let Some(next) = self.line(last.1) else { break };
            state = state.after(&self.bytes[last.1..next.0], delimiter);
            last = next;
        }
        Some(if state.is_open() { first } else { last })
    }

    fn skip_front_matter(&mut self) {
        while let Some((end, next)) = self.line(self.start) {
            let text = strip(&self.bytes[self.start..end]);
            if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = text {
                self.stated = Some(*delimiter);
            } else if text.first() == Some(&b'#') {
                let words = String::from_utf8_lossy(&text[1..]).trim().to_owned();
                self.comment = (!words.is_empty()).then_some(words);
            } else if !text.trim_ascii().is_empty() {
                return;
            }
            self.start = next;
            self.line += 1;
        }
    }
}

fn strip(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn clean(cell: &[u8]) -> String {
    String::from_utf8_lossy(super::cell::trim(cell)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_blank_lines_and_torn_records_are_left_out() {
        let text = "\u{feff}sep=;\r\n# made by hand\n#t;v\n\n1;\"a\nb\"\n \n2;c\n3;d";
        let head = Head::new(text.as_bytes(), false);
        let records = head.records(b';');
        let cells: Vec<_> = records.iter().map(|record| record.cells.join("|")).collect();
        assert_eq!(cells, ["1|a\nb", "2|c"]);
        assert_eq!((head.stated, records[0].next_line), (Some(b';'), 7));
        assert_eq!(head.comment_cells(b';'), Some(vec!["t".to_owned(), "v".to_owned()]));
        let complete = Head::new(text.as_bytes(), true);
        assert_eq!(complete.records(b';').len(), 3);
    }

    #[test]
    fn a_quote_that_never_closes_costs_one_line() {
        let text = "a,\"b\n1,2\n3,4\n";
        let records = Head::new(text.as_bytes(), true).records(b',');
        assert_eq!(records.len(), 3);
    }
}
