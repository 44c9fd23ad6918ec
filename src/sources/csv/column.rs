//! What the sampled cells of one column look like.

use super::cell::{is_gap, with_suffix};
use super::clock::PLAUSIBLE;
use super::number;
use super::stamp::Stamp;
use super::unit::Suffix;
use crate::stats::order::sort_by;
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
    /// What tells the cells of all rows from each other; 0 where one says nothing.
    pub keys: Vec<u64>,
    /// Whether a moment is written as in the United States.
    pub american: bool,
    /// Whether a cell holds a figure and its limit.
    pub limited: bool,
    // Eight digits that are a date, such as 20240115.
    compact: usize,
    // Dates without a time of day, and times of day without a date.
    dates: usize,
    times_of_day: usize,
}

/// Longer texts are no label.
const LONGEST_LABEL: usize = 128;

impl Column {
    /// Looks at the cells of a column.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>, point: u8) -> Self {
        let mut column = Self::default();
        for cell in cells {
            if is_gap(cell.as_bytes()) {
                column.keys.push(0);
            } else {
                column.keys.push(key(cell));
                column.look(cell, point);
            }
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
            self.limited |= cell.contains(" / ");
            if suffix.is_none() {
                self.values.push(value);
            }
            self.compact += usize::from(stamp.is_some_and(|_| bytes.len() == 8));
        } else if stamp.is_none() && !self.distinct.contains(cell) {
            self.distinct.insert(cell.to_owned());
        }
        self.dates += usize::from(stamp.is_some() && Stamp::is_date(bytes));
        self.times_of_day += usize::from(stamp.is_none() && Stamp::is_time_of_day(bytes));
        // Who leaves out the year as well, as Grafana does, writes the month first.
        let short = stamp.is_some_and(|stamp| !stamp.has_year) && bytes.contains(&b'/');
        self.american |=
            stamp.is_some_and(|stamp| stamp.open) && (short || Stamp::is_american(bytes));
        self.stamps.extend(stamp);
    }

    /// Whether all of it is dates without a time of day.
    pub(super) fn is_dates(&self) -> bool {
        !self.is_blank() && self.dates == self.filled
    }

    /// Whether it mostly holds times of day without a date.
    pub(super) fn is_times_of_day(&self) -> bool {
        !self.is_blank() && self.times_of_day * 2 >= self.filled
    }

    /// Whether all of it is whole numbers, few of them different.
    pub(super) fn is_few_whole_numbers(&self) -> bool {
        let mut different = self.values.clone();
        let whole =
            different.len() == self.filled && different.iter().all(|value| value.fract() == 0.0);
        sort_by(&mut different, f64::total_cmp);
        different.dedup();
        whole && different.len() * 2 <= self.filled
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

    /// Whether all numbers may be days since 1900, of 1954 to 2119.
    pub(super) fn is_serial(&self) -> bool {
        let all = self.values.len() * 20 >= self.filled * 19 && !self.values.is_empty();
        all && self.values.iter().all(|value| (20_000.0..80_000.0).contains(value))
    }

    /// Whether a number has a fraction.
    pub(super) fn has_fraction(&self) -> bool {
        self.values.iter().any(|value| value.fract() != 0.0)
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

// FNV-1a, and never 0.
fn key(cell: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    cell.bytes().fold(0xcbf2_9ce4_8422_2325, mix).max(1)
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
