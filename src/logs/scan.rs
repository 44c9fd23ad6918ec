//! A second look at the records of one pattern: the values of its variables, and its lines as they stand in
//! the file. It reads only the parts of files that may have them, and is fed by whoever can read.

use super::blocks::Part;
use super::class::line_end;
use super::colours::without_colours;
use super::counter::Kept;
use super::format::loki::JOINT;
use super::indexed::Indexed;
use super::values::{Extractor, ValueCounts};
use crate::model::{SourceId, TimeRange};
use std::collections::{HashSet, VecDeque};

/// Lines that are kept.
pub const MOST_LINES: usize = 1000;
/// Of a longer line, so many bytes are kept.
const MOST_BYTES: usize = 2000;
/// Parts that follow each other are read at once up to so many bytes.
const MOST_AT_ONCE: u64 = 1 << 20;

/// The keys of a pattern's signatures.
pub type Keys = HashSet<Box<[u8]>>;

/// A line as it stands in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its file.
    pub source: SourceId,
    /// Its number, from 0.
    pub number: u64,
    /// Its bytes, perhaps cut.
    pub text: Vec<u8>,
}

/// Reads records of one pattern again.
#[derive(Debug)]
pub struct Scan {
    keys: Keys,
    extractor: Extractor,
    /// What was counted of its variables so far.
    pub values: ValueCounts,
    window: Option<TimeRange>,
    queue: VecDeque<(SourceId, Part)>,
    /// Its lines, the first ones: of the window where there is one.
    pub lines: Vec<Line>,
    /// Records that were found so far.
    pub found: u64,
    /// Bytes that were read, and that will be.
    pub bytes: [u64; 2],
}

impl Scan {
    /// Of the pattern with this template, whose signatures have these keys, in these logs; values and lines
    /// are told apart by the window. Cost: O(blocks).
    pub fn new(
        template: &str,
        keys: Keys,
        logs: &[(SourceId, &Indexed, Vec<u32>)],
        window: Option<TimeRange>,
    ) -> Self {
        let extractor = Extractor::new(template);
        let mut queue: VecDeque<(SourceId, Part)> = VecDeque::new();
        for (source, log, rows) in logs.iter().filter(|(_, _, rows)| !rows.is_empty()) {
            for part in log.blocks.parts(rows) {
                match queue.back_mut() {
                    Some((last, before))
                        if last == source
                            && before.end == part.start
                            && part.end - before.start <= MOST_AT_ONCE =>
                    {
                        before.end = part.end;
                    }
                    _ => queue.push_back((*source, part)),
                }
            }
        }
        let all = queue.iter().map(|(_, part)| part.end - part.start).sum();
        let values = ValueCounts::new(&extractor);
        Self {
            keys,
            extractor,
            values,
            window,
            queue,
            lines: Vec::new(),
            found: 0,
            bytes: [0, all],
        }
    }

    /// What is to be read next; `None` at the end.
    pub fn wanted(&self) -> Option<(SourceId, Part)> {
        self.queue.front().copied()
    }

    /// Takes the bytes of the part that is wanted. Cost: that of reading them.
    pub fn give(&mut self, log: &Indexed, bytes: &[u8]) {
        let Some((source, part)) = self.queue.pop_front() else { return };
        self.bytes[0] += part.end - part.start;
        let bytes = &*log.lines(part, bytes);
        let mut again = log.reader.again();
        let mut rows = Vec::new();
        // The layout takes any text that it took before.
        let _ = again.push(bytes, &mut |row| rows.push(row));
        let _ = again.finish(&mut |row| rows.push(row));
        let is_of: Vec<bool> =
            again.signatures().iter().map(|signature| self.keys.contains(&signature.key)).collect();
        let is_of = |row: u32| is_of.get(row as usize).copied().unwrap_or(false);
        let mut values = Vec::new();
        for (_, seconds, message) in
            again.kept().into_iter().flat_map(Kept::iter).filter(|(row, ..)| is_of(*row))
        {
            self.found += 1;
            if self.extractor.extract(message, &mut values) {
                self.values.add(&values, self.is_within(seconds));
            }
        }
        let mut rest = bytes;
        for (at, row) in rows.into_iter().enumerate() {
            let (line, after) = rest.split_at(line_end(rest).unwrap_or(rest.len()));
            rest = after.get(1..).unwrap_or_default();
            if self.lines.len() < MOST_LINES
                && is_of(row)
                && (self.window.is_none() || self.is_within(again.moment(line)))
            {
                self.lines.push(Line { source, number: part.line + at as u64, text: shown(line) });
            }
        }
    }

    // Without a window, all is in it.
    fn is_within(&self, seconds: f64) -> bool {
        self.window.is_none_or(|window| window.from <= seconds && seconds < window.to)
    }
}

// A line as people read it: what stands for an end of line within it has no picture.
fn shown(line: &[u8]) -> Vec<u8> {
    let mut text = without_colours(&line[..line.len().min(MOST_BYTES)]).into_owned();
    text.iter_mut().filter(|byte| **byte == JOINT).for_each(|byte| *byte = b' ');
    text
}

/// The lines of a part, with those of a number of lines before and behind one of them.
pub fn around(source: SourceId, part: Part, bytes: &[u8], number: u64, margin: u64) -> Vec<Line> {
    let (mut rest, mut lines, mut at) = (bytes, Vec::new(), part.line);
    while !rest.is_empty() {
        let (line, after) = rest.split_at(line_end(rest).unwrap_or(rest.len()));
        rest = after.get(1..).unwrap_or_default();
        if at + margin >= number && at <= number + margin {
            lines.push(Line { source, number: at, text: shown(line) });
        }
        at += 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::values::Variable;
    use crate::logs::{Options, merge};

    const SOURCE: SourceId = SourceId(3);

    fn text() -> String {
        let line = |at: usize| {
            let said = if at % 10 == 3 {
                format!("lost {at} rows on db-{}", at % 7)
            } else {
                "tick".to_owned()
            };
            format!("2024-03-01 12:{:02}:{:02} INFO {said}\n", at / 60 % 60, at % 60)
        };
        (0..3000).map(line).collect()
    }

    fn scanned(window: Option<TimeRange>) -> (Scan, String) {
        let text = text();
        let mut log = Indexed::new(Options::default());
        for piece in text.as_bytes().chunks(1000) {
            log.push(piece).expect("it is text");
        }
        log.finish().expect("it is text");
        let patterns = merge(log.reader.signatures());
        let pattern = patterns.list.iter().position(|one| one.template.starts_with("lost"));
        let pattern = pattern.expect("it is there");
        let rows: Vec<u32> = (0..patterns.of_signature.len() as u32)
            .filter(|row| patterns.of_signature[*row as usize] as usize == pattern)
            .collect();
        let keys =
            rows.iter().map(|row| log.reader.signatures()[*row as usize].key.clone()).collect();
        let logs = [(SOURCE, &log, rows)];
        let mut scan = Scan::new(&patterns.list[pattern].template, keys, &logs, window);
        while let Some((source, part)) = scan.wanted() {
            assert_eq!(source, SOURCE);
            scan.give(&log, &text.as_bytes()[part.start as usize..part.end as usize]);
        }
        assert_eq!(scan.bytes[0], scan.bytes[1]);
        (scan, text)
    }

    #[test]
    fn every_record_of_a_pattern_is_found_again_with_its_values() {
        let (scan, text) = scanned(None);
        assert_eq!((scan.found, scan.lines.len()), (300, 300));
        let lines: Vec<&str> = text.lines().collect();
        for line in &scan.lines {
            assert_eq!(line.text, lines[line.number as usize].as_bytes());
        }
        let variables = scan.values.variables();
        assert_eq!(variables[0].distinct(), 300);
        assert_eq!(variables.last().map(Variable::distinct), Some(7));
    }

    #[test]
    fn lines_and_values_of_a_window_are_apart() {
        let from = 1_709_294_400.0 + 600.0;
        let (scan, _) = scanned(Some(TimeRange { from, to: from + 60.0 }));
        assert_eq!((scan.found, scan.lines.len()), (300, 6));
        assert_eq!(scan.values.variables()[0].seen, [294, 6]);
    }

    #[test]
    fn lines_have_their_neighbours() {
        let part = Part { start: 0, end: 9, line: 100 };
        let found = around(SOURCE, part, b"a\nb\n\nd\x0bd\ne", 102, 1);
        let lines: Vec<(u64, &[u8])> =
            found.iter().map(|line| (line.number, &*line.text)).collect();
        assert_eq!(lines, [(101, &b"b"[..]), (102, b""), (103, b"d d")]);
    }
}
