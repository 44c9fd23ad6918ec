//! What one cell of a column of numbers says: a number, a gap, or something unreadable.

use super::number;
use super::unit::{ColumnUnit, Suffix};

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    Gap,
    Unreadable,
}

/// Words that mean "no value", in lower case.
const GAPS: &[&str] =
    &["", "null", "nan", "nil", "na", "n/a", "#n/a", "-", "--", "–", "undefined", "none"];
/// Words that are numbers, in lower case.
const WORDS: &[(&str, f64)] = &[
    ("true", 1.0),
    ("false", 0.0),
    ("inf", f64::INFINITY),
    ("+inf", f64::INFINITY),
    ("-inf", f64::NEG_INFINITY),
    ("infinity", f64::INFINITY),
    ("+infinity", f64::INFINITY),
    ("-infinity", f64::NEG_INFINITY),
    ("∞", f64::INFINITY),
    ("+∞", f64::INFINITY),
    ("-∞", f64::NEG_INFINITY),
];
/// The longest of the words above in bytes.
const LONGEST_WORD: usize = 9;

/// Without blanks (also those that do not break) and without one pair of quotes around the rest.
pub(super) fn trim(cell: &[u8]) -> &[u8] {
    let bare = blank_free(cell);
    match bare {
        [b'"', inner @ .., b'"'] => blank_free(inner),
        _ => bare,
    }
}

fn blank_free(mut cell: &[u8]) -> &[u8] {
    loop {
        cell = match cell {
            [b' ' | b'\t' | b'\r' | b'\n', rest @ ..]
            | [0xC2, 0xA0, rest @ ..]
            | [0xE2, 0x80, 0xAF, rest @ ..]
            | [rest @ .., b' ' | b'\t' | b'\r' | b'\n']
            | [rest @ .., 0xC2, 0xA0]
            | [rest @ .., 0xE2, 0x80, 0xAF] => rest,
            _ => return cell,
        };
    }
}

/// Whether a trimmed cell means "no value".
pub(super) fn is_gap(cell: &[u8]) -> bool {
    cell.len() <= LONGEST_WORD && GAPS.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(cell))
}

/// Reads a cell of a column with this decimal point and unit.
pub(super) fn read(cell: &[u8], point: u8, unit: &ColumnUnit) -> Cell {
    let cell = trim(cell);
    if let Some(value) = number::parse(cell, point) {
        return Cell::Number(value);
    }
    if is_gap(cell) {
        return Cell::Gap;
    }
    if let Some(value) = word(cell) {
        return Cell::Number(value);
    }
    let Some((value, suffix)) = with_suffix(cell, point) else { return Cell::Unreadable };
    unit.ratio(suffix).map_or(Cell::Unreadable, |ratio| Cell::Number(value * ratio))
}

/// A number and the unit behind it; the suffix is empty where there is none. Of `1.5GiB / 7.7GiB`, the first.
pub(super) fn with_suffix(cell: &[u8], point: u8) -> Option<(f64, Option<Suffix>)> {
    let (value, length) = grouped(cell, point).or_else(|| number::prefix(cell, point))?;
    let rest = trim(&cell[length..]);
    if rest.is_empty() {
        return Some((value, None));
    }
    let unit = std::str::from_utf8(rest).ok()?;
    let used = || {
        let (unit, limit) = unit.split_once(" / ")?;
        with_suffix(limit.as_bytes(), point).and_then(|_| Suffix::find(unit))
    };
    Some((value, Some(Suffix::find(unit).or_else(used)?)))
}

fn word(cell: &[u8]) -> Option<f64> {
    WORDS
        .iter()
        .find(|(word, _)| word.as_bytes().eq_ignore_ascii_case(cell))
        .map(|(_, value)| *value)
}

// `1,234,567.5` (or `1.234.567,5`): groups of three digits behind the first separator.
fn grouped(cell: &[u8], point: u8) -> Option<(f64, usize)> {
    let separator = if point == b'.' { b',' } else { b'.' };
    let signed = usize::from(matches!(cell.first()?, b'-' | b'+'));
    let lead = cell[signed..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=3).contains(&lead) || cell.get(signed + lead) != Some(&separator) {
        return None;
    }
    let mut plain = cell[..signed + lead].to_vec();
    let mut at = signed + lead;
    while let Some([mark, a, b, c]) = cell.get(at..at + 4)
        && *mark == separator
        && [a, b, c].iter().all(|byte| byte.is_ascii_digit())
    {
        plain.extend([*a, *b, *c]);
        at += 4;
    }
    let more = cell.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == separator);
    if at == signed + lead || more {
        return None;
    }
    let head = plain.len();
    plain.extend_from_slice(&cell[at..]);
    let (value, length) = number::prefix(&plain, point)?;
    Some((value, at + length - head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_as(cell: &str, point: u8, unit: &str, expected: Cell) {
        let unit = ColumnUnit::named(unit);
        let (got, name) = (read(cell.as_bytes(), point, &unit), format!("{cell} in {unit:?}"));
        match (got, expected) {
            (Cell::Number(got), Cell::Number(expected)) => {
                assert!(
                    (got - expected).abs() <= expected.abs() * 1e-15 || got == expected,
                    "{name}: {got}"
                );
            }
            _ => assert_eq!(got, expected, "{name}"),
        }
    }

    #[test]
    fn numbers_gaps_and_words_are_told_apart() {
        let check = |cell: &str, expected: Cell| check_as(cell, b'.', "", expected);
        check("12.5", Cell::Number(12.5));
        check("  12.5\u{a0}", Cell::Number(12.5));
        check(" \"12.5\"", Cell::Number(12.5));
        check("1,234,567.5", Cell::Number(1_234_567.5));
        check("1,234", Cell::Number(1234.0));
        check("1,23", Cell::Unreadable);
        check("1,2345", Cell::Unreadable);
        check("1,234,5", Cell::Unreadable);
        check("-Inf", Cell::Number(f64::NEG_INFINITY));
        check("1.2 K", Cell::Number(1200.0));
        check("on", Cell::Unreadable);
        check("12.5 apples", Cell::Unreadable);
        check("0x10", Cell::Unreadable);
        for gap in ["", " ", "null", "NaN", "nil", "NA", "n/a", "-", "UNDEFINED"] {
            check(gap, Cell::Gap);
        }
    }

    #[test]
    fn the_decimal_comma_turns_the_groups_around() {
        let check = |cell: &str, expected: Cell| check_as(cell, b',', "", expected);
        check("12,5", Cell::Number(12.5));
        check("1.234,5", Cell::Number(1234.5));
        check("12.5", Cell::Unreadable);
    }

    #[test]
    fn a_unit_in_the_cell_is_turned_to_that_of_the_column() {
        let check = |cell: &str, unit: &str, value| check_as(cell, b'.', unit, Cell::Number(value));
        check("12.5 ms", "ms", 12.5);
        check("1.2 s", "ms", 1200.0);
        check("250 µs", "ms", 0.25);
        check("1.5 MiB", "B", 1_572_864.0);
        check("9.5%", "%", 9.5);
        check("7", "B", 7.0);
        check_as("12 ms", b'.', "B", Cell::Unreadable);
        check_as("12 ms", b'.', "", Cell::Unreadable);
    }
}
