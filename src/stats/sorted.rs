//! Numbers kept in order of size while they come and go: medians at any moment.

use super::robust::midpoint;
use crate::stats::elementary::{larger, smaller};

/// Finite numbers in order of size.
///
/// Cost of a change: a search and one move of at most all numbers; of a query: O(log n).
#[derive(Debug, Clone, Default)]
pub struct Sorted(Vec<f64>);

impl Sorted {
    /// None yet, and room for so many.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// All of them, smallest first.
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes a finite number.
    pub fn insert(&mut self, value: f64) {
        self.0.insert(self.rank(value), value);
    }

    /// Drops one that is held.
    pub fn remove(&mut self, value: f64) {
        let at = self.rank(value);
        if at < self.0.len() {
            self.0.remove(at);
        }
    }

    /// Drops one that is held for another: one move between the two places.
    pub fn replace(&mut self, old: f64, new: f64) {
        let (from, to) = (self.rank(old), self.rank(new));
        if to > from {
            self.0.copy_within(from + 1..to, from);
            self.0[to - 1] = new;
        } else {
            self.0.copy_within(to..from, to + 1);
            self.0[to] = new;
        }
    }

    /// How many are smaller.
    pub fn rank(&self, value: f64) -> usize {
        self.0.partition_point(|other| *other < value)
    }

    /// Median; NaN if there is none.
    pub fn median(&self) -> f64 {
        let half = self.0.len() / 2;
        match self.0.get(half) {
            None => f64::NAN,
            Some(upper) if self.0.len() % 2 == 1 => *upper,
            Some(upper) => midpoint(self.0[half - 1], *upper),
        }
    }

    /// Median absolute deviation from `centre`, not scaled; NaN if there is none.
    pub fn mad(&self, centre: f64) -> f64 {
        let count = self.0.len();
        if count == 0 {
            return f64::NAN;
        }
        let half = count.div_ceil(2);
        let low = self.nearest_from(half, centre);
        let inner = self.reach(low, half, centre);
        if count % 2 == 1 {
            return inner;
        }
        // The next nearest value is a neighbour of the nearest half on one side or the other.
        let distance = |at: usize| self.0.get(at).map_or(f64::INFINITY, |v| (v - centre).abs());
        let below = low.checked_sub(1).map_or(f64::INFINITY, distance);
        midpoint(inner, smaller(below, distance(low + half)))
    }

    /// The smallest distance from `centre` within which the share `q` (0 to 1) of them lies; NaN if
    /// there is none.
    pub fn deviation_quantile(&self, q: f64, centre: f64) -> f64 {
        if self.0.is_empty() {
            return f64::NAN;
        }
        let count = (q * self.0.len() as f64).ceil() as usize;
        let count = count.clamp(1, self.0.len());
        self.reach(self.nearest_from(count, centre), count, centre)
    }

    // Where the `count` values nearest to the centre begin: they are neighbours in sorted order.
    fn nearest_from(&self, count: usize, centre: f64) -> usize {
        let (mut low, mut high) = (0, self.0.len() - count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if centre - self.0[middle] > self.0[middle + count] - centre {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn reach(&self, low: usize, count: usize, centre: f64) -> f64 {
        larger(centre - self.0[low], self.0[low + count - 1] - centre)
    }
}
