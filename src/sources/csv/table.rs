//! Columns of numbers over one column of times, as they grow.

use crate::model::Samples;
use crate::stats::order::in_order;
use std::sync::Arc;

/// Times and the columns over them.
#[derive(Debug)]
pub(super) struct Table {
    times: Vec<f64>,
    columns: Vec<Vec<f64>>,
    ordered: bool,
    duplicates: u64,
    expected: usize,
}

/// A table in order: times strictly increase.
#[derive(Debug)]
pub(super) struct Sorted {
    pub times: Arc<Vec<f64>>,
    pub columns: Vec<Vec<f64>>,
    /// Whether rows came out of order.
    pub was_unordered: bool,
    /// Rows whose time was there already.
    pub duplicates: u64,
}

impl Table {
    /// An empty table of so many columns.
    pub(super) fn new(columns: usize) -> Self {
        let columns = vec![Vec::new(); columns];
        Self { times: Vec::new(), columns, ordered: true, duplicates: 0, expected: 0 }
    }

    /// Makes room for so many rows, if there is enough memory; fewer or more may come.
    pub(super) fn expect(&mut self, rows: usize) {
        self.expected = rows;
        let all = std::iter::once(&mut self.times).chain(&mut self.columns);
        for column in all {
            if column.try_reserve_exact(rows).is_err() {
                return;
            }
        }
    }

    /// Adds a row. A row with the time of the one before replaces it, but for its gaps.
    #[inline]
    pub(super) fn push(&mut self, time: f64, row: &[f64]) {
        if let Some(last) = self.times.last() {
            if time == *last {
                return self.replace(row);
            }
            self.ordered &= time > *last;
        }
        if self.times.len() == self.times.capacity() {
            self.grow(1);
        }
        self.times.push(time);
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(*value);
        }
    }

    /// Adds rows, whose values stand row after row.
    pub(super) fn extend(&mut self, times: &[f64], values: &[f64]) {
        let width = self.columns.len();
        let last = self.times.last().copied().unwrap_or(f64::NEG_INFINITY);
        let rising = times.first().is_none_or(|first| last < *first)
            && times.windows(2).all(|pair| pair[0] < pair[1]);
        if !rising {
            let rows = times.iter().zip(values.chunks_exact(width.max(1)));
            return rows.for_each(|(time, row)| self.push(*time, row));
        }
        if self.times.capacity() - self.times.len() < times.len() {
            self.grow(times.len());
        }
        self.times.extend_from_slice(times);
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.extend((0..times.len()).map(|row| values[row * width + at]));
        }
    }

    /// A look at a column; empty while rows are out of order.
    pub(super) fn samples(&self, column: usize) -> Samples<'_> {
        if !self.ordered {
            return Samples { times: &[], values: &[] };
        }
        Samples { times: &self.times, values: &self.columns[column] }
    }

    /// Replaces every time.
    pub(super) fn retime(&mut self, new: impl Fn(f64) -> f64) {
        self.times.iter_mut().for_each(|time| *time = new(*time));
        self.ordered = self.times.windows(2).all(|pair| pair[0] < pair[1]);
    }

    /// Sorts (stable), and of rows with one time keeps the last value of each column that is no
    /// gap. In order already: no copy. Otherwise O(n log n), and 16 bytes a row on the side.
    pub(super) fn sorted(mut self) -> Sorted {
        let was_unordered = !self.ordered;
        if was_unordered {
            self.sort();
        }
        self.times.shrink_to_fit();
        self.columns.iter_mut().for_each(Vec::shrink_to_fit);
        let times = Arc::new(self.times);
        Sorted { times, columns: self.columns, was_unordered, duplicates: self.duplicates }
    }

    #[cold]
    fn replace(&mut self, row: &[f64]) {
        self.duplicates += 1;
        for (column, value) in self.columns.iter_mut().zip(row) {
            if let Some(last) = column.last_mut().filter(|_| !value.is_nan()) {
                *last = *value;
            }
        }
    }

    // By half, not by double: of ten million rows a third less memory stands empty. Where rows were
    // expected, few can be left.
    #[cold]
    fn grow(&mut self, wanted: usize) {
        let rows = self.times.len();
        let share = if self.expected == 0 { 2 } else { 16 };
        let more = (rows / share).max(wanted).max(16);
        self.times.reserve_exact(more);
        self.columns.iter_mut().for_each(|column| column.reserve_exact(more));
    }

    fn sort(&mut self) {
        let mut order = in_order(&self.times);
        for column in &mut self.columns {
            *column = gather(column, &order);
        }
        order.dedup_by(|later, earlier| later.0 == earlier.0);
        self.duplicates += (self.times.len() - order.len()) as u64;
        self.times.clear();
        self.times.extend(order.iter().map(|(time, _)| *time));
    }
}

fn gather(column: &[f64], order: &[(f64, usize)]) -> Vec<f64> {
    let mut sorted: Vec<f64> = Vec::with_capacity(column.len());
    let mut before = f64::NAN;
    for (time, row) in order {
        let value = column[*row];
        match sorted.last_mut() {
            Some(last) if *time == before => {
                if !value.is_nan() {
                    *last = value;
                }
            }
            _ => sorted.push(value),
        }
        before = *time;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    fn check(rows: &[(f64, f64)], expected: &[(f64, f64)], duplicates: u64, unordered: bool) {
        // One by one, all at once, and by two.
        for block in [1, rows.len().max(1), 2] {
            let mut table = Table::new(1);
            for rows in rows.chunks(block) {
                let (times, values): (Vec<f64>, Vec<f64>) = rows.iter().copied().unzip();
                table.extend(&times, &values);
            }
            compare(table, expected, duplicates, unordered);
        }
        let mut table = Table::new(1);
        for (time, value) in rows {
            table.push(*time, &[*value]);
        }
        assert_eq!(table.samples(0).is_empty(), unordered || rows.is_empty());
        compare(table, expected, duplicates, unordered);
    }

    fn compare(table: Table, expected: &[(f64, f64)], duplicates: u64, unordered: bool) {
        let sorted = table.sorted();
        let found: Vec<String> =
            sorted.times.iter().zip(&sorted.columns[0]).map(|pair| format!("{pair:?}")).collect();
        let expected: Vec<String> = expected.iter().map(|pair| format!("{pair:?}")).collect();
        assert_eq!(found, expected);
        assert_eq!((sorted.duplicates, sorted.was_unordered), (duplicates, unordered));
    }

    #[test]
    fn rows_come_out_sorted_and_the_last_value_wins() {
        check(&[], &[], 0, false);
        check(&[(1.0, 1.0), (2.0, GAP)], &[(1.0, 1.0), (2.0, GAP)], 0, false);
        check(&[(1.0, 1.0), (1.0, 2.0), (2.0, 3.0)], &[(1.0, 2.0), (2.0, 3.0)], 1, false);
        check(&[(1.0, 1.0), (1.0, GAP)], &[(1.0, 1.0)], 1, false);
        check(
            &[(3.0, 3.0), (1.0, 1.0), (2.0, 2.0)],
            &[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)],
            0,
            true,
        );
        check(
            &[(2.0, 1.0), (1.0, 1.0), (2.0, 5.0), (2.0, GAP), (1.0, 4.0)],
            &[(1.0, 4.0), (2.0, 5.0)],
            3,
            true,
        );
    }

    #[test]
    fn in_order_columns_are_handed_over_and_not_copied() {
        let mut table = Table::new(1);
        (0..1000).for_each(|at| table.push(f64::from(at), &[1.0]));
        table.columns[0].shrink_to_fit();
        let place = table.columns[0].as_ptr();
        assert_eq!(table.sorted().columns[0].as_ptr(), place);
    }

    #[test]
    fn new_times_may_bring_rows_out_of_order_and_back() {
        let mut table = Table::new(1);
        table.push(1.0, &[1.0]);
        table.push(2.0, &[2.0]);
        table.retime(|time| -time);
        assert!(table.samples(0).is_empty());
        table.retime(|time| -time);
        assert_eq!(table.samples(0).times, [1.0, 2.0]);
    }
}
