//! Rows of a table, in whose cells lines may end.

use super::super::format::loki::JOINT;

/// Where in a table it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    delimiter: u8,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    // A cell begins.
    Start,
    // In one without quotation marks.
    Plain,
    // In one with them.
    Quoted,
    // Behind a quotation mark, which ends the cell or stands for one.
    Closed,
}

impl Rows {
    /// At the start of a table.
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, place: Place::Start }
    }

    pub(super) fn at_record(&self) -> Self {
        Self::new(self.delimiter)
    }

    pub(super) fn step(&mut self, byte: u8) -> u8 {
        self.place = match (self.place, byte) {
            (Place::Quoted, b'"') => Place::Closed,
            (Place::Quoted, b'\n') => return JOINT,
            (Place::Start | Place::Closed, b'"') | (Place::Quoted, _) => Place::Quoted,
            (_, b'\n') => Place::Start,
            (_, byte) if byte == self.delimiter => Place::Start,
            _ => Place::Plain,
        };
        byte
    }
}

/// The cells of a row as they stand in it, with their quotation marks. Cost: O(bytes).
pub fn cells(row: &[u8], delimiter: u8) -> impl Iterator<Item = &[u8]> {
    let mut rows = Rows::new(delimiter);
    row.split(move |byte| {
        rows.step(*byte);
        rows.place == Place::Start && *byte == delimiter
    })
}

/// A cell without quotation marks around it, if it has none within; `None` if it has.
pub fn plain(cell: &[u8]) -> Option<&[u8]> {
    let Some(inner) = cell.strip_prefix(b"\"") else { return Some(cell) };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    (!inner.contains(&b'"')).then_some(inner)
}

/// What a cell says, with the ends of its lines.
pub fn said(cell: &[u8], into: &mut Vec<u8>) {
    let quoted = cell.strip_prefix(b"\"");
    let inner = quoted.map_or(cell, |inner| inner.strip_suffix(b"\"").unwrap_or(inner));
    let mut doubled = false;
    for byte in inner {
        doubled = *byte == b'"' && quoted.is_some() && !doubled;
        match *byte {
            b'"' if doubled => {}
            JOINT => into.push(b'\n'),
            other => into.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line() {
        let mut rows = Rows::new(b',');
        let text = b"a,\"b\n\"\"c\"\"\",d\ne,\"\",f\"\n\"g\nh\"\n";
        let lines: Vec<u8> = text.iter().map(|byte| rows.step(*byte)).collect();
        assert_eq!(lines, b"a,\"b\x0b\"\"c\"\"\",d\ne,\"\",f\"\n\"g\x0bh\"\n");
        let row = lines.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let found: Vec<&[u8]> = cells(row, b',').collect();
        assert_eq!(found, [&b"a"[..], b"\"b\x0b\"\"c\"\"\"", b"d"]);
        let mut text = Vec::new();
        said(found[1], &mut text);
        assert_eq!(text, b"b\n\"c\"");
        assert_eq!(
            [plain(found[0]), plain(found[1]), plain(b"\"x\"")],
            [Some(&b"a"[..]), None, Some(b"x")]
        );
    }
}
