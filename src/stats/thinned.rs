//! A long past in few numbers.

use super::sparse::Sparse;
use crate::stats::elementary::larger;

/// Quantiles of a long trailing window, from a spread sample of it.
///
/// It keeps every value until it is full; then it drops one of every two and from there on takes one
/// of every two, then of every four, and so on, until the sample reaches over `span` values. From
/// then on the oldest goes when a new one comes. Which of a group is taken varies, by a fixed
/// sequence, so that no rhythm of the series hides half of it; the same values give the same sample.
/// Kept as `f32`, rounded to seven digits, with their order: 6 bytes each.
///
/// Cost of a push: O(1) for most values, and a move of at most `capacity` numbers for those taken.
#[derive(Debug, Clone)]
pub struct ThinnedWindow {
    capacity: usize,
    span: usize,
    sparse: Sparse,
    // Where the oldest value lies; the others follow it around.
    oldest: usize,
    values: Vec<f32>,
    // Places of the values by size; of equal ones the older first.
    sorted: Vec<u16>,
}

impl ThinnedWindow {
    /// An empty window over the last `span` values, of which at most `capacity` are kept.
    #[inline(never)]
    pub fn new(capacity: usize, span: usize) -> Self {
        let capacity = capacity.clamp(2, usize::from(u16::MAX));
        Self {
            capacity,
            span: span.max(capacity),
            sparse: Sparse::new(),
            oldest: 0,
            values: Vec::with_capacity(capacity),
            sorted: Vec::with_capacity(capacity),
        }
    }

    /// Number of values kept.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether it keeps nothing.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Number of values that the kept ones stand for.
    pub fn reach(&self) -> usize {
        self.len() * self.sparse.stride()
    }

    /// Bytes that it takes.
    pub fn memory(&self) -> usize {
        self.values.capacity() * size_of::<f32>() + self.sorted.capacity() * size_of::<u16>()
    }

    /// Offers the next value, and says whether it was taken; ignores what is not finite.
    // Many views call it: one copy is small and stays warm.
    #[inline(never)]
    pub fn push(&mut self, value: f64) -> bool {
        if !value.is_finite() {
            return false;
        }
        if !self.sparse.take() {
            return false;
        }
        if self.values.len() == self.capacity && self.reach() < self.span {
            self.thin();
        }
        let value = (value as f32).clamp(f32::MIN, f32::MAX);
        let full = self.values.len() == self.capacity || self.reach() >= self.span;
        if !full {
            self.sorted.insert(self.after(value), self.values.len() as u16);
            self.values.push(value);
            return true;
        }
        self.replace_oldest(value);
        true
    }

    // One goes and one comes: what lies between them by size moves by one.
    fn replace_oldest(&mut self, value: f32) {
        let place = self.oldest;
        let old = self.values[place];
        let from = self.sorted.partition_point(|other| self.values[usize::from(*other)] < old);
        let mut to = self.after(value);
        if to > from {
            to -= 1;
            self.sorted.copy_within(from + 1..=to, from);
        } else {
            self.sorted.copy_within(to..from, to + 1);
        }
        self.sorted[to] = place as u16;
        self.values[place] = value;
        self.oldest = if place + 1 == self.values.len() { 0 } else { place + 1 };
    }

    fn thin(&mut self) {
        // Nothing was dropped yet, so that the oldest is the first.
        let values = &mut self.values;
        let kept = self.sparse.double(values.len(), |to, from| values[to] = values[from]);
        self.values.truncate(kept);
        self.sorted.clear();
        for at in 0..kept {
            self.sorted.insert(self.after(self.values[at]), at as u16);
        }
    }

    // How many are no larger.
    fn after(&self, value: f32) -> usize {
        self.sorted.partition_point(|other| self.values[usize::from(*other)] <= value)
    }

    fn nth(&self, rank: usize) -> f64 {
        f64::from(self.values[usize::from(self.sorted[rank])])
    }

    /// The quantile `q` (0 to 1), interpolated; NaN if it keeps nothing. Cost: O(1).
    #[inline(never)]
    pub fn quantile(&self, q: f64) -> f64 {
        let Some(last) = self.sorted.len().checked_sub(1) else { return f64::NAN };
        let place = q * last as f64;
        let low = place as usize;
        let (a, b) = (self.nth(low), self.nth((low + 1).min(last)));
        a + (b - a) * (place - low as f64)
    }

    /// The smallest distance from `centre` within which the share `q` (0 to 1) of the values lies;
    /// NaN if it keeps nothing. Cost: O(log capacity).
    #[inline(never)]
    pub fn deviation_quantile(&self, q: f64, centre: f64) -> f64 {
        let kept = self.sorted.len();
        if kept == 0 {
            return f64::NAN;
        }
        let at = |rank: usize| self.nth(rank);
        let count = ((q * kept as f64).ceil() as usize).clamp(1, kept);
        let (mut low, mut high) = (0, kept - count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if centre - at(middle) > at(middle + count) - centre {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        larger(centre - at(low), at(low + count - 1) - centre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(capacity: usize, span: usize, values: impl Iterator<Item = f64>) -> ThinnedWindow {
        let mut window = ThinnedWindow::new(capacity, span);
        for value in values {
            window.push(value);
        }
        window
    }

    #[test]
    fn a_short_past_is_kept_whole() {
        let window = filled(100, 1_000, (0..=100).map(f64::from).take(100));
        assert_eq!((window.len(), window.reach()), (100, 100));
        assert_eq!((window.quantile(0.0), window.quantile(1.0)), (0.0, 99.0));
        assert_eq!((window.quantile(0.5), window.deviation_quantile(1.0, 49.5)), (49.5, 49.5));
    }

    #[test]
    fn a_long_past_is_thinned_and_then_forgotten() {
        let window = filled(100, 800, (0..10_000).map(f64::from));
        assert_eq!((window.len(), window.reach()), (100, 800));
        assert!((window.quantile(0.5) - 9_600.0).abs() < 16.0, "{}", window.quantile(0.5));
        assert!(window.quantile(0.0) >= 9_190.0);
        assert_eq!(window.memory(), 100 * 6);
    }

    #[test]
    fn no_rhythm_hides_half_of_the_values() {
        for rhythm in [2, 3, 4, 8, 24] {
            let high = |at: i32| f64::from(u8::from(at % rhythm == 0));
            let window = filled(128, 8_192, (0..8_192).map(high));
            let ones = window.values.iter().filter(|value| **value > 0.0).count() as f64 / 128.0;
            assert!((ones * f64::from(rhythm) - 1.0).abs() < 0.8, "{rhythm}: {ones}");
        }
    }

    #[test]
    fn order_is_kept_while_equal_values_come_and_go() {
        let mut window = ThinnedWindow::new(50, 50);
        for at in 0..1_000_i32 {
            window.push(f64::from(at * at % 7));
            let in_order: Vec<f32> =
                window.sorted.iter().map(|one| window.values[usize::from(*one)]).collect();
            assert!(in_order.is_sorted());
            let mut places = window.sorted.clone();
            places.sort_unstable();
            assert!(places.into_iter().eq(0..window.values.len() as u16));
        }
    }

    #[test]
    fn what_is_not_finite_is_ignored_and_nothing_is_not_a_number() {
        let mut window = ThinnedWindow::new(0, 0);
        assert!(window.quantile(0.5).is_nan() && window.deviation_quantile(0.5, 0.0).is_nan());
        assert!(!window.push(f64::NAN) && !window.push(f64::INFINITY) && window.is_empty());
        assert!(window.push(f64::MAX));
        assert_eq!(window.quantile(0.5), f64::from(f32::MAX));
    }
}
