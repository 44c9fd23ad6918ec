//! What the sampled cells of one column look like.

use super::cell::{is_gap, with_suffix};
use super::clock::PLAUSIBLE;
use super::number;
use super::stamp::Stamp;
use super::unit::Suffix;
use std::collections::BTreeSet;

/// A column of the sample.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// Cells that say something.
    pub filled: usize,
    /// Cells that are a number, with or without a unit.
    pub numbers: usize,
    /// Cells that are a written moment.
    pub stamps: Vec<Stamp>,
    /// Values of cells that are a bare number.
    pub values: Vec<f64>,
    /// Units behind numbers.
    pub suffixes: Vec<Suffix>,
    /// Different texts, numbers and moments aside.
    pub distinct: BTreeSet<String>,
    /// Whether a cell looks like a structure or a long text.
    pub prose: bool,
    // Eight digits that are a date, such as 20240115.
    compact: usize,
}

/// Longer texts are no label.
const LONGEST_LABEL: usize = 128;

impl Column {
    /// Looks at the cells of a column.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>, point: u8) -> Self {
        let mut column = Self::default();
        for cell in cells.filter(|cell| !is_gap(cell.as_bytes())) {
            column.look(cell, point);
        }
        column
    }

    fn look(&mut self, cell: &str, point: u8) {
        let bytes = cell.as_bytes();
        self.filled += 1;
        self.prose |= cell.len() > LONGEST_LABEL || cell.starts_with(['{', '[']);
        let stamp = Stamp::parse(bytes);
        if let Some((value, suffix)) = with_suffix(bytes, point) {
            self.numbers += 1;
            self.suffixes.extend(suffix);
            if suffix.is_none() {
                self.values.push(value);
            }
            self.compact += usize::from(stamp.is_some_and(|_| bytes.len() == 8));
        } else if stamp.is_none() && !self.distinct.contains(cell) {
            self.distinct.insert(cell.to_owned());
        }
        self.stamps.extend(stamp);
    }

    /// Whether nothing is in it.
    pub(super) fn is_blank(&self) -> bool {
        self.filled == 0
    }

    /// Whether it mostly holds written moments.
    pub(super) fn is_stamps(&self) -> bool {
        !self.is_blank() && self.stamps.len() * 2 >= self.filled
    }

    /// Whether it mostly holds dates without separators, which are numbers as well.
    pub(super) fn is_compact_dates(&self) -> bool {
        !self.is_blank() && self.compact == self.filled
    }

    /// Whether it mostly holds numbers.
    pub(super) fn is_numbers(&self) -> bool {
        !self.is_blank() && self.numbers * 2 >= self.filled
    }

    /// Whether it holds text.
    pub(super) fn is_text(&self) -> bool {
        !self.is_blank() && !self.is_numbers() && !self.is_stamps()
    }

    /// Whether all numbers are moments of 1990 to 2100 in one of the usual units.
    pub(super) fn is_epoch(&self) -> bool {
        let in_unit =
            |unit: f64| self.values.iter().all(|value| PLAUSIBLE.contains(&(value / unit)));
        let all = self.values.len() * 20 >= self.filled * 19 && !self.values.is_empty();
        all && [1.0, 1e3, 1e6, 1e9].into_iter().any(in_unit)
    }

    /// The middle one of its values; 0 without any.
    pub(super) fn typical(&self) -> f64 {
        let mut values = self.values.clone();
        if values.is_empty() {
            return 0.0;
        }
        let middle = values.len() / 2;
        *values.select_nth_unstable_by(middle, f64::total_cmp).1
    }
}

/// Whether a cell is a number that is written with this decimal point and could not be with the
/// other one.
pub(super) fn shows_point(cell: &str, point: u8) -> bool {
    cell.as_bytes().contains(&point)
        && number::prefix(cell.as_bytes(), point).is_some_and(|(_, length)| {
            let rest = cell[length..].trim();
            rest.is_empty() || Suffix::find(rest).is_some()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_apart() {
        let check = |cells: &[&str], expected: &str| {
            let column = Column::of(cells.iter().copied(), b'.');
            let found = match () {
                () if column.is_compact_dates() => "dates",
                () if column.is_stamps() => "stamps",
                () if column.is_epoch() => "epoch",
                () if column.is_numbers() => "numbers",
                () if column.is_text() => "text",
                () => "blank",
            };
            assert_eq!(found, expected, "{cells:?}");
        };
        check(&["1705312800", "1705312860"], "epoch");
        check(&["1705312800000", "null"], "epoch");
        check(&["1705312800", "1705312860000"], "numbers");
        check(&["12.5 ms", "1.2 s", ""], "numbers");
        check(&["2024-01-15", "2024-01-16"], "stamps");
        check(&["20240115", "20240116"], "dates");
        check(&["api", "12"], "numbers");
        check(&["api", "db", "12"], "text");
        check(&["", "NaN"], "blank");
        assert!(shows_point("1,5", b','));
        assert!(!shows_point("1.234,5", b'.'));
        assert!(!shows_point("a,b", b','));
    }
}
