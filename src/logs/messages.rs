//! Tables whose rows are records of a log, as consoles and databases export them: one column is the time, one
//! what is said, perhaps one the level.

use super::format::{Field, Line, Scratch, field_of, level_in};
use super::header::{Level, stamp};
use super::unfold::{Rows, Unfold, cells, plain, said};
use crate::model::unmarked;

/// What may stand between cells.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// In how many rows, of all, a column must be what it is.
const NEARLY_ALL: f64 = 0.9;
/// A sentence has more words than names and places have.
const SENTENCE: f64 = 3.0;
/// A stamp leaves less of its cell: the name of a zone.
const LONGEST_ZONE: usize = 6;

/// Which column says what.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {
    delimiter: u8,
    // Cells of each row.
    count: usize,
    time: usize,
    level: Option<usize>,
    message: usize,
    // The row of names; empty without.
    header: Vec<u8>,
}

/// Whether the first row of a table may be one of messages: a name of its header says so, or one of its cells is a level.
pub fn may_be_messages(first: &[u8]) -> bool {
    let Some(delimiter) = delimiter_of(first) else { return false };
    let is_level = |cell: &[u8]| is_level(cell) || field_of(cell) == Some(Field::Level);
    cells(first.trim_ascii(), delimiter).filter_map(plain).any(|cell| says(cell) || is_level(cell))
}

/// What brings the rows of such a table to a line each; `None` if the beginning of the file shows none. A `bare`
/// one has no row of names. Cost: O(bytes).
pub fn rows_of_messages(head: &[u8], complete: bool, bare: bool) -> Option<Unfold> {
    let head = unmarked(head);
    let first = head.split(|byte| *byte == b'\n').next()?;
    if !may_be_messages(first) {
        return None;
    }
    let unfold = Unfold::Rows(Rows::new(delimiter_of(first)?));
    let lines = unfold.clone().lines(head);
    let mut lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').collect();
    if !complete {
        lines.pop();
    }
    Messages::of(&lines).filter(|found| bare || !found.header.is_empty()).map(|_| unfold)
}

impl Messages {
    /// The columns of a sample of rows; `None` if they have no time, or say nothing. Cost: O(bytes · columns).
    pub fn of(sample: &[&[u8]]) -> Option<Self> {
        let first = sample.first()?.trim_ascii();
        let first = unmarked(first);
        let delimiter = delimiter_of(first)?;
        let names: Vec<&[u8]> = cells(first, delimiter).collect();
        let named = !names.iter().any(|cell| is_time(cell));
        let rows: Vec<Vec<&[u8]>> = sample[usize::from(named)..]
            .iter()
            .filter(|row| !row.trim_ascii().is_empty())
            .map(|row| cells(row.trim_ascii_end(), delimiter).collect())
            .collect();
        let count = rows.first()?.len();
        let whole = rows.iter().filter(|row| row.len() == count).count();
        let nearly = |found: usize| found as f64 >= NEARLY_ALL * rows.len() as f64;
        if !nearly(whole) {
            return None;
        }
        let share = |at: usize, is: fn(&[u8]) -> bool| {
            nearly(rows.iter().filter(|row| row.get(at).is_some_and(|cell| is(cell))).count())
        };
        let time = (0..count).find(|at| share(*at, is_time))?;
        let level = (0..count).find(|at| share(*at, is_level));
        let words = |at: usize| {
            let words = rows.iter().filter_map(|row| row.get(at)).map(|cell| words_in(cell));
            words.sum::<usize>() as f64 / rows.len() as f64
        };
        let name = |at: &usize| names.get(*at).and_then(|cell| plain(cell)).is_some_and(says);
        let free = |at: &usize| *at != time && Some(*at) != level;
        let by_name = (0..count).filter(free).find(|at| named && name(at) && words(*at) > 0.0);
        let message = by_name.or_else(|| {
            let longest = (0..count).filter(free).max_by(|a, b| words(*a).total_cmp(&words(*b)))?;
            (level.is_some() && words(longest) >= SENTENCE).then_some(longest)
        })?;
        let header = if named { first.to_vec() } else { Vec::new() };
        Some(Self { delimiter, count, time, level, message, header })
    }

    /// Whether a line is the row of names, which is no record.
    pub fn is_header(&self, line: &[u8]) -> bool {
        !self.header.is_empty() && line.trim_ascii_end().ends_with(&self.header)
    }

    /// What a row says; `None` for what is none. Cost: O(bytes).
    pub fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        text.clear();
        let (mut time, mut level, mut found) = (None, Level::Unknown, 0);
        for (at, cell) in cells(line.trim_ascii_end(), self.delimiter).enumerate() {
            if at == self.time {
                time = stamp(plain(cell)?, hint);
            }
            if Some(at) == self.level {
                level = level_in(plain(cell)?);
            }
            if at == self.message {
                said(cell, text);
            }
            found += 1;
        }
        (found == self.count).then_some(())?;
        Some(Line::new(time?.time, level, text.trim_ascii_end()))
    }
}

// What stands between the cells of a first row: what stands there most.
fn delimiter_of(first: &[u8]) -> Option<u8> {
    let count = |delimiter: &u8| cells(first, *delimiter).count();
    DELIMITERS.into_iter().rev().max_by_key(count).filter(|most| count(most) > 1)
}

fn is_time(cell: &[u8]) -> bool {
    let Some(cell) = plain(cell) else { return false };
    stamp(cell, &mut 0).is_some_and(|stamp| cell.len() < stamp.end + LONGEST_ZONE)
}

fn is_level(cell: &[u8]) -> bool {
    plain(cell).is_some_and(|cell| level_in(cell) != Level::Unknown && !cell[0].is_ascii_digit())
}

// Whether the name of a column is that of what is said.
fn says(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    let name = name.strip_prefix(b"@").unwrap_or(name);
    matches!(field_of(name), Some(Field::Message | Field::Said))
}

// Words of letters.
fn words_in(cell: &[u8]) -> usize {
    let parts = cell.split(|byte| *byte == b' ');
    parts.filter(|part| part.iter().filter(|byte| byte.is_ascii_alphabetic()).count() > 1).count()
}
