//! Decides from the head of a file how it is written: delimiter, decimal point, header, layout.

use super::clock::{Clock, Format};
use super::column::{Column, shows_point};
use super::header::{distinct, find_header};
use super::layout::{Lacking, Layout, Table};
use super::rows::Rows;
use super::sample::{Head, Record};
use super::stamp::Stamp;
use super::{Options, words};
use crate::model::{Problem, Zone};

/// In order of preference where two explain a file equally well.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

const YEARLESS: &str = "The dates have no year: each is taken for the last one before today.";
const LIMITED: &str = "Of two figures in a cell, such as “1.5GiB / 7.7GiB”, the first is read.";

/// All that has to be known before rows can be read.
#[derive(Debug)]
pub(super) struct Dialect {
    pub rows: Rows,
    pub delimiter: u8,
    pub terminator: u8,
    /// Where the first row starts, and how many lines are in front of it.
    pub start: usize,
    pub lines_before: u64,
    /// What was left out.
    pub notes: Vec<String>,
}

/// Decides; `complete` says that the file ends with the head.
///
/// Errors: no delimiter gives a column of times and one of numbers. The message lists the columns.
pub(super) fn sniff(head: &[u8], complete: bool, options: &Options) -> Result<Dialect, Problem> {
    let lines = Head::new(head, complete);
    let stem = options.stem();
    let mut best: Option<(f64, Reading, Layout)> = None;
    let mut failed: Option<(f64, Reading, Lacking)> = None;
    for delimiter in DELIMITERS {
        let stated = lines.stated.is_none_or(|stated| stated == delimiter);
        if !stated || !head.contains(&delimiter) {
            continue;
        }
        let Some(reading) = Reading::of(&lines, delimiter) else { continue };
        let score = reading.score();
        match reading.table(&stem).layout() {
            Ok(layout) if best.as_ref().is_none_or(|(other, ..)| score > *other) => {
                best = Some((score, reading, layout));
            }
            Err(why) if failed.as_ref().is_none_or(|(other, ..)| score > *other) => {
                failed = Some((score, reading, why));
            }
            _ => {}
        }
    }
    match best {
        Some((_, reading, layout)) => Ok(reading.dialect(layout, &lines, options)),
        None => Err(useless(failed, &lines, options)),
    }
}

// The head as one delimiter cuts it.
#[derive(Debug)]
struct Reading {
    delimiter: u8,
    point: u8,
    headers: Vec<String>,
    named: bool,
    // Records of the common width, the header aside.
    rows: Vec<Record>,
    columns: Vec<Column>,
    // Share of records of the common width.
    regular: f64,
    start: usize,
    lines_before: u64,
}

impl Reading {
    fn of(head: &Head<'_>, delimiter: u8) -> Option<Self> {
        let records = head.records(delimiter);
        let width = common_width(&records)?;
        let all = records.len() as f64;
        let first = records.iter().position(|record| record.cells.len() == width)?;
        let before = first.checked_sub(1).map(|at| records[at].clone());
        let mut rows: Vec<Record> =
            records.into_iter().filter(|record| record.cells.len() == width).collect();
        let regular = rows.len() as f64 / all;
        let point = point_of(&rows, delimiter);
        let header = find_header(&mut rows, before, point, || head.comment_cells(delimiter));
        let (start, line) = match (&header, rows.first()) {
            (Some(header), _) => (header.end, header.next_line),
            (None, Some(row)) => (row.start, row.line),
            (None, None) => return None,
        };
        let named = header.is_some();
        let headers = header.map_or_else(
            || (1..=width).map(|column| format!("column {column}")).collect(),
            |header| distinct(header.names),
        );
        let columns = (0..width)
            .map(|at| Column::of(rows.iter().map(|row| row.cells[at].as_str()), point))
            .collect();
        let lines_before = line - 1;
        Some(Self { delimiter, point, headers, named, rows, columns, regular, start, lines_before })
    }

    fn table<'a>(&'a self, stem: &'a str) -> Table<'a> {
        Table { headers: &self.headers, named: self.named, columns: &self.columns, stem }
    }

    // Regular records whose cells mean something speak for a delimiter.
    fn score(&self) -> f64 {
        let cells: usize = self.columns.iter().map(|column| column.filled).sum();
        let told: usize =
            self.columns.iter().map(|column| column.numbers.max(column.stamps.len())).sum();
        self.regular * (1.0 + told as f64 / cells.max(1) as f64)
    }

    fn dialect(self, layout: Layout, head: &Head<'_>, options: &Options) -> Dialect {
        let time = layout.time();
        let stamps: Vec<Stamp> =
            self.rows.iter().filter_map(|row| Stamp::parse(row.cells[time].as_bytes())).collect();
        // PRTG writes raw moments in UTC.
        let raw = layout.format == Format::Serial && self.headers[time].ends_with("(RAW)");
        let utc = raw || self.named && words::says_utc(&self.headers[time]);
        let zone = if utc { Zone::utc() } else { options.zone.clone() };
        let mut clock = Clock::new(layout.format, zone, self.point, &stamps).before(options.now);
        if self.named && words::is_month_first(&self.headers[time]) {
            clock.month_first();
        }
        if self.columns[time].american {
            clock.presume_month_first();
        }
        let mut notes = Vec::new();
        if !layout.ignored.is_empty() {
            notes.push(format!("Columns not used: {}.", list(&layout.ignored)));
        }
        if stamps.iter().any(|stamp| !stamp.has_year) {
            notes.push(YEARLESS.to_owned());
        }
        if self.columns.iter().any(|column| column.limited) {
            notes.push(LIMITED.to_owned());
        }
        Dialect {
            rows: Rows::new(layout, clock, self.point),
            delimiter: self.delimiter,
            terminator: head.terminator,
            start: self.start,
            lines_before: self.lines_before,
            notes,
        }
    }
}

// The most frequent width of at least two cells; of equally frequent ones the wider.
fn common_width(records: &[Record]) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::new();
    for record in records.iter().filter(|record| record.cells.len() > 1) {
        *counts.entry(record.cells.len()).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map(|(width, _)| width)
}

// A comma can only be a decimal point where it is no delimiter.
fn point_of(rows: &[Record], delimiter: u8) -> u8 {
    if delimiter == b',' {
        return b'.';
    }
    let (mut commas, mut points) = (0, 0);
    for cell in rows.iter().flat_map(|row| &row.cells) {
        commas += usize::from(shows_point(cell, b','));
        points += usize::from(shows_point(cell, b'.'));
    }
    if commas > points { b',' } else { b'.' }
}

fn useless(failed: Option<(f64, Reading, Lacking)>, head: &Head<'_>, options: &Options) -> Problem {
    let name = &options.name;
    let Some((_, reading, lacking)) = failed else {
        let what = match head.first_line() {
            Some(line) => format!("{name} has one column only: {line}."),
            None if head.is_blank() => format!("{name} is empty."),
            None => format!("{name} holds no end of a line where the first should be."),
        };
        let fix = "A series needs a column of times and a column of numbers, separated by a comma, \
                   a semicolon, a tab or a bar.";
        return Problem::new(what, "", fix);
    };
    let what = match lacking {
        _ if reading.rows.is_empty() => format!("{name} has a header but no rows."),
        Lacking::Times => format!("No column of {name} holds times."),
        Lacking::Numbers => format!("No column of {name} holds numbers over time."),
    };
    Problem::new(
        what,
        format!("columns: {}", list(&reading.headers)),
        "One column must hold times, such as 2024-01-15 10:00:00, 15/01/2024 10:00 or 1705312800, \
         and one must hold numbers. Rename the column of times to “timestamp” if it is there.",
    )
}

// A file may have thousands of columns.
fn list(names: &[String]) -> String {
    const MOST: usize = 20;
    let shown: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    let more = names.len().saturating_sub(MOST);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}
