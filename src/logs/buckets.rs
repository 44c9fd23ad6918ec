//! Counts in buckets of time whose width doubles, so that any span of time fits and nothing is read twice.

/// Buckets between the first and the last record, at most.
const MOST_BUCKETS: i64 = 512;
/// Buckets that all rows have room for together, at most: 12 MB.
const MOST_CELLS: usize = 3 << 20;
/// The room of a row grows by one in so many of its buckets: doubling it would leave half of the memory unused.
const GROWTH: usize = 4;
/// Seconds beyond any calendar.
const FARTHEST: f64 = 1e15;

/// Counts of rows in buckets of time.
///
/// A bucket of width `w` begins at a multiple of `w`, so that neither the order of records nor that of
/// rows changes a count. Records without time are in none.
#[derive(Debug, Default)]
pub struct Buckets {
    /// Log2 of the width in seconds.
    doublings: u32,
    first: i64,
    last: i64,
    rows: Vec<Row>,
    cells: usize,
}

#[derive(Debug, Default, Clone)]
struct Row {
    first: i64,
    counts: Vec<u32>,
}

impl Buckets {
    /// Counts a record of a row. NaN and what is beyond any calendar is not counted.
    /// Cost: O(1), seldom O(cells).
    pub fn count(&mut self, row: usize, seconds: f64) {
        if seconds.is_nan() || seconds.abs() > FARTHEST {
            return;
        }
        let second = seconds.floor() as i64;
        let (first, last) = match self.cells {
            0 => (second, second),
            _ => (self.first.min(second), self.last.max(second)),
        };
        (self.first, self.last) = (first, last);
        while (last >> self.doublings) - (first >> self.doublings) >= MOST_BUCKETS {
            self.double();
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Row::default);
        }
        self.cells += self.rows[row].count(second >> self.doublings);
        while self.cells > MOST_CELLS && self.first >> self.doublings < self.last >> self.doublings
        {
            self.double();
        }
    }

    fn double(&mut self) {
        self.doublings += 1;
        self.rows.iter_mut().for_each(Row::double);
        self.cells = self.rows.iter().map(|row| row.counts.capacity()).sum();
    }

    /// First and last whole second of any record; `None` without any.
    pub fn seconds(&self) -> Option<(i64, i64)> {
        (self.cells > 0).then_some((self.first, self.last))
    }

    /// Log2 of the seconds of a bucket.
    pub fn doublings(&self) -> u32 {
        self.doublings
    }

    /// Adds the counts of a row to `sums`, buckets of 2^`doublings` seconds of which the first is number
    /// `first` since 1970; what is outside of them is left out. Buckets must not be narrower than these.
    /// Cost: O(buckets).
    pub fn add_wider(&self, row: usize, first: i64, doublings: u32, sums: &mut [f64]) {
        let Some(row) = self.rows.get(row) else { return };
        let shift = doublings.saturating_sub(self.doublings);
        for (at, count) in row.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let place = ((row.first + at as i64) >> shift) - first;
            if let Some(sum) = usize::try_from(place).ok().and_then(|place| sums.get_mut(place)) {
                *sum += f64::from(*count);
            }
        }
    }

    /// Seconds of a bucket.
    pub fn width(&self) -> f64 {
        (1_u64 << self.doublings) as f64
    }

    /// Where the first bucket begins, in seconds.
    pub fn start(&self) -> f64 {
        ((self.first >> self.doublings) << self.doublings) as f64
    }

    /// Buckets from the first to the last record; 0 without any.
    pub fn len(&self) -> usize {
        let buckets = (self.last >> self.doublings) - (self.first >> self.doublings) + 1;
        if self.cells == 0 { 0 } else { buckets as usize }
    }

    /// Whether no record had a time.
    pub fn is_empty(&self) -> bool {
        self.cells == 0
    }

    /// Adds the counts of a row to `sums`, which has [`Self::len`] places. Cost: O(buckets).
    pub fn add_to(&self, row: usize, sums: &mut [f64]) {
        let Some(row) = self.rows.get(row) else { return };
        let start = (row.first - (self.first >> self.doublings)) as usize;
        for (sum, count) in sums.iter_mut().skip(start).zip(&row.counts) {
            *sum += f64::from(*count);
        }
    }
}

impl Row {
    // Counts one; for how many buckets more there is room now.
    fn count(&mut self, bucket: i64) -> usize {
        let before = self.counts.capacity();
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let missing = (self.first - bucket) as usize;
            let mut wider = Vec::with_capacity(missing + self.counts.len());
            wider.resize(missing, 0);
            wider.append(&mut self.counts);
            (self.first, self.counts) = (bucket, wider);
        }
        let at = (bucket - self.first) as usize;
        if self.counts.len() <= at {
            if before <= at {
                self.counts.reserve_exact(at + 1 - self.counts.len() + self.counts.len() / GROWTH);
            }
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] = self.counts[at].saturating_add(1);
        self.counts.capacity().saturating_sub(before)
    }

    fn double(&mut self) {
        if self.counts.is_empty() {
            return;
        }
        let (first, odd) = (self.first >> 1, (self.first & 1) as usize);
        let mut halved = vec![0_u32; (self.counts.len() + odd).div_ceil(2)];
        for (at, count) in self.counts.iter().enumerate() {
            let sum = &mut halved[(at + odd) >> 1];
            *sum = sum.saturating_add(*count);
        }
        (self.first, self.counts) = (first, halved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(buckets: &Buckets, row: usize) -> Vec<f64> {
        let mut sums = vec![0.0; buckets.len()];
        buckets.add_to(row, &mut sums);
        sums
    }

    #[test]
    fn counts_are_exact_while_the_width_doubles() {
        let times: Vec<f64> = (0..5000).map(|at| f64::from(at * at % 4099) - 700.5).collect();
        let (mut forth, mut back) = (Buckets::default(), Buckets::default());
        for (one, other) in times.iter().zip(times.iter().rev()) {
            forth.count(3, *one);
            back.count(3, *other);
        }
        assert_eq!((forth.width(), forth.start()), (16.0, -704.0));
        assert_eq!(sums(&forth, 3), sums(&back, 3));
        assert_eq!(sums(&forth, 3).iter().sum::<f64>(), 5000.0);
        assert_eq!(sums(&forth, 0).iter().sum::<f64>(), 0.0);
    }

    #[test]
    fn what_has_no_time_is_in_no_bucket() {
        let mut buckets = Buckets::default();
        for time in [f64::NAN, f64::INFINITY, -1e300] {
            buckets.count(0, time);
        }
        assert!(buckets.is_empty() && sums(&buckets, 0).is_empty());
        buckets.count(1, -1e15);
        buckets.count(2, 1e15);
        assert_eq!(sums(&buckets, 1).iter().sum::<f64>(), 1.0);
        assert!(buckets.len() <= 512);
    }
}
