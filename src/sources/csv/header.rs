//! Finds the names of the columns: in the first record, in a comment above it, or nowhere.

use super::cell::is_gap;
use super::column::Column;
use super::sample::Record;
use super::words;
use std::collections::BTreeSet;

/// Names stand above this row.
const DEEPEST: usize = 8;

/// Names of columns, and where the rows below them start.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    pub names: Vec<String>,
    /// Where the next record starts, and its line.
    pub end: usize,
    pub next_line: u64,
}

/// Finds the header and takes it out of the rows, which all have one width; `before` is the record
/// in front of them, `comment` the last comment.
pub(super) fn find_header(
    rows: &mut Vec<Record>,
    before: Option<Record>,
    point: u8,
    comment: impl Fn() -> Option<Vec<String>>,
) -> Option<Header> {
    let width = rows.first()?.cells.len();
    if is_header(rows, point) {
        let header = take_names(rows, point);
        return Some(Header { names: header.cells, end: header.end, next_line: header.next_line });
    }
    // Rows that end with a delimiter have one cell more than their header.
    let surplus = rows.iter().all(|row| row.cells[width - 1].is_empty());
    if let Some(mut header) = before.filter(|names| surplus && names.cells.len() + 1 == width) {
        header.cells.push(String::new());
        return Some(Header { names: header.cells, end: header.end, next_line: header.next_line });
    }
    let names = comment().filter(|names| names.len() == width)?;
    let first = rows.first()?;
    Some(Header { names, end: first.start, next_line: first.line })
}

// The names, taken out of the rows with what stands above them: groups of columns, as dstat and spreadsheets with merged
// cells have them, and what the file says of itself, in rows that are not full.
fn take_names(rows: &mut Vec<Record>, point: u8) -> Record {
    let blanks = |record: &Record| record.cells.iter().filter(|cell| cell.is_empty()).count();
    let words = |record: &Record| {
        record.cells.iter().all(|cell| kind(std::iter::once(cell.as_str()), point) == Kind::Other)
    };
    let is_names = |at: &usize| {
        let (above, below) = rows.split_at(*at);
        let fuller = |other: &Record| blanks(&below[0]) < blanks(other);
        words(&below[0]) && above.iter().all(fuller) && is_header(below, point)
    };
    let at = (1..rows.len().min(DEEPEST)).rev().find(is_names).unwrap_or(0);
    let above = rows.drain(..at).next_back();
    let mut names = rows.remove(0);
    let mut group = String::new();
    for (name, above) in names.cells.iter_mut().zip(above.into_iter().flat_map(|row| row.cells)) {
        if !above.is_empty() {
            group = above;
        }
        if words::time_rank(name).is_none() {
            *name = [group.as_str(), name.as_str()].join(" ").trim().into();
        }
    }
    names
}

/// Gives columns without a name, and of one name, a name by their place.
pub(super) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut renamed = Vec::with_capacity(names.len());
    for (at, name) in names.into_iter().enumerate() {
        let place = at + 1;
        let name = if name.is_empty() { format!("column {place}") } else { name };
        let name = if seen.contains(&name) { format!("{name} (column {place})") } else { name };
        seen.insert(name.clone());
        renamed.push(name);
    }
    renamed
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Moment,
    Number,
    Other,
}

fn kind<'a>(cells: impl Iterator<Item = &'a str>, point: u8) -> Kind {
    let column = Column::of(cells, point);
    match () {
        () if column.is_stamps() => Kind::Moment,
        () if column.is_numbers() => Kind::Number,
        () => Kind::Other,
    }
}

// A header is a record without moments that has text where the records below hold moments or
// numbers; alone in its file, or above columns of text, it has no numbers either.
fn is_header(rows: &[Record], point: u8) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let (mut numbers, mut contrast) = (0, 0);
    for (at, cell) in first.cells.iter().enumerate() {
        let below = rest.iter().map(|row| row.cells[at].as_str());
        match kind(std::iter::once(cell.as_str()), point) {
            Kind::Moment => return false,
            Kind::Number => numbers += 1,
            Kind::Other if is_gap(cell.as_bytes()) => {}
            Kind::Other => contrast += usize::from(kind(below, point) != Kind::Other),
        }
    }
    let named = first.cells.iter().any(|cell| words::time_rank(cell).is_some());
    contrast > 0 || (numbers == 0 && (named || rest.is_empty() || is_all_text(rest, point)))
}

fn is_all_text(rows: &[Record], point: u8) -> bool {
    let width = rows.first().map_or(0, |row| row.cells.len());
    (0..width).all(|at| kind(rows.iter().map(|row| row.cells[at].as_str()), point) == Kind::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::csv::sample::Head;

    fn check(text: &str, expected: Option<(&str, u64)>) {
        let head = Head::new(text.as_bytes(), true);
        let mut rows = head.records(b',');
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let before = Some(rows[0].clone()).filter(|row| row.cells.len() < width);
        rows.retain(|row| row.cells.len() == width);
        let header = find_header(&mut rows, before, b'.', || head.comment_cells(b','));
        let found = header.map(|header| (header.names.join("|"), header.next_line));
        assert_eq!(found, expected.map(|(names, line)| (names.to_owned(), line)), "{text}");
    }

    #[test]
    fn the_header_is_where_the_names_are() {
        check("time,cpu\n2024-01-15,1\n", Some(("time|cpu", 2)));
        check("time,1,2\n2024-01-15,1,2\n", Some(("time|1|2", 2)));
        check("time,cpu\n", Some(("time|cpu", 2)));
        check("time,cpu\n2024-01-15,x\n", Some(("time|cpu", 2)));
        check("a,b\nx,y\n", Some(("a|b", 2)));
        check("2024-01-15,1\n2024-01-16,2\n", None);
        check("1705312800,n/a\n1705312860,2\n", None);
        check("# made by hand\n#time,cpu\n1,2\n3,4\n", Some(("time|cpu", 3)));
        check("# made by hand\n1,2\n3,4\n", None);
        check("time,cpu\n2024-01-15,1,\n2024-01-16,1,\n", Some(("time|cpu|", 2)));
        check("\"a\nname\",cpu\n2024-01-15,1\n", Some(("a\nname|cpu", 3)));
    }

    #[test]
    fn columns_get_different_names() {
        let names = ["a", "a", ""].map(str::to_owned).to_vec();
        assert_eq!(distinct(names), ["a", "a (column 2)", "column 3"]);
    }
}
