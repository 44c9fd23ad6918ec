//! Rows on their way to the columns.

use super::table::Table;

/// A block holds so many values, which fit the processor's nearest cache,
const VALUES: usize = 2_048;
/// but no fewer rows than this.
const ROWS: usize = 8;

/// Rows that a table takes at once: many values for a column are stored sooner than one for each.
#[derive(Debug, Default)]
pub(super) struct Block {
    times: Vec<f64>,
    // Row after row, with room for all that the block takes.
    values: Vec<f64>,
    columns: usize,
    rows: usize,
}

impl Block {
    /// An empty block of so many columns.
    pub(super) fn new(columns: usize) -> Self {
        let rows = (VALUES / columns.max(1)).max(ROWS);
        let (times, values) = (Vec::with_capacity(rows), vec![f64::NAN; rows * columns]);
        Self { times, values, columns, rows }
    }

    /// Where the values of the next row belong.
    #[inline]
    pub(super) fn row(&mut self) -> &mut [f64] {
        let from = self.times.len() * self.columns;
        &mut self.values[from..from + self.columns]
    }

    /// Takes the next row, whose values are in place; tells whether the block is full by it.
    #[inline]
    pub(super) fn take(&mut self, time: f64) -> bool {
        self.times.push(time);
        self.times.len() == self.rows
    }

    /// Hands the rows to a table.
    pub(super) fn empty_into(&mut self, table: &mut Table) {
        table.extend(&self.times, &self.values);
        self.times.clear();
    }
}
