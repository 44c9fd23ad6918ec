//! Statistics over windows that move with the series, at a cost that does not grow with the window.

use super::sorted::Sorted;
use crate::stats::elementary::larger;
use std::collections::VecDeque;

/// Mean and standard deviation of one window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Mean; NaN where the window is incomplete.
    pub mean: f64,
    /// Standard deviation with ddof 1; NaN where the window is incomplete or one point long.
    pub deviation: f64,
}

const UNKNOWN: Moments = Moments { mean: f64::NAN, deviation: f64::NAN };

/// Moments of every full window: item `i` covers `values[i..i + window]`, so that there are
/// `len − window + 1` of them, and none if the series is shorter or the window is 0.
///
/// A window with a gap or an infinite value gives NaN. Equal values give exactly their mean and 0.
///
/// The series is cut into blocks of one window each. Every window touches one block border; its
/// sums are those from its start to the border plus those from the border to its end, both taken
/// relative to the value at the border (van Herk 1992, for sums instead of extremes). As that value
/// lies inside the window, nothing cancels and no error builds up. Cost: O(1) a point.
pub fn moments(values: &[f64], window: usize) -> Vec<Moments> {
    if window == 0 || values.len() < window {
        return Vec::new();
    }
    let mut all = vec![UNKNOWN; values.len() - window + 1];
    let mut heads = vec![(0.0, 0.0); window];
    let scale = Scale::of(window as f64);
    for border in (0..values.len()).step_by(window) {
        let pivot = values[border];
        sums_up_to(&values[..border], pivot, &mut heads);
        // The window that ends at the border's own point began `window − 1` points before it.
        let (mut start, mut sum, mut squares) = (border + 1, 0.0, 0.0);
        let tail = &values[border..values.len().min(border + window)];
        for (value, head) in tail.iter().zip(heads.iter().rev()) {
            let shifted = value - pivot;
            sum += shifted;
            squares += shifted * shifted;
            if start >= window {
                all[start - window] = scale.moments(pivot, sum + head.0, squares + head.1);
            }
            start += 1;
        }
    }
    all
}

// `heads[k]` becomes the sums over the `k` values before the border.
fn sums_up_to(before: &[f64], pivot: f64, heads: &mut [(f64, f64)]) {
    let (mut sum, mut squares) = (0.0, 0.0);
    for (head, value) in heads[1..].iter_mut().zip(before.iter().rev()) {
        let shifted = value - pivot;
        sum += shifted;
        squares += shifted * shifted;
        *head = (sum, squares);
    }
}

// Divisions are slow, and there are only two divisors.
struct Scale {
    of_mean: f64,
    of_variance: f64,
}

impl Scale {
    fn of(count: f64) -> Self {
        let of_variance = if count < 2.0 { f64::NAN } else { 1.0 / (count - 1.0) };
        Self { of_mean: 1.0 / count, of_variance }
    }

    fn moments(&self, pivot: f64, sum: f64, squares: f64) -> Moments {
        if !squares.is_finite() {
            return UNKNOWN;
        }
        let shift = sum * self.of_mean;
        // Rounding can make the difference a little less than 0.
        let variance = larger(squares - sum * shift, 0.0) * self.of_variance;
        Moments { mean: pivot + shift, deviation: variance.sqrt() }
    }
}

/// The last `capacity` finite values, kept in order of size: median and quantiles of deviations at
/// any moment.
///
/// Cost of a push: a search and one move of at most `capacity` numbers (some 50 ns for 100); of a
/// query: O(log capacity).
#[derive(Debug, Clone)]
pub struct SortedWindow {
    capacity: usize,
    arrival: VecDeque<f64>,
    sorted: Sorted,
}

impl SortedWindow {
    /// An empty window of at least one value.
    pub fn new(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        Self {
            capacity,
            arrival: VecDeque::with_capacity(capacity),
            sorted: Sorted::with_capacity(capacity),
        }
    }

    /// Number of values held.
    pub fn len(&self) -> usize {
        self.sorted.values().len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.sorted.values().is_empty()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.arrival.clear();
        self.sorted.clear();
    }

    /// Takes a value, and drops the oldest one if it was full; ignores what is not finite.
    pub fn push(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        let oldest =
            if self.arrival.len() == self.capacity { self.arrival.pop_front() } else { None };
        self.arrival.push_back(value);
        match oldest {
            None => self.sorted.insert(value),
            Some(oldest) => self.sorted.replace(oldest, value),
        }
    }

    /// Median; NaN if it holds nothing.
    pub fn median(&self) -> f64 {
        self.sorted.median()
    }

    /// Median absolute deviation from `centre`, not scaled; NaN if it holds nothing.
    pub fn mad(&self, centre: f64) -> f64 {
        self.sorted.mad(centre)
    }

    /// The smallest distance from `centre` within which the share `q` (0 to 1) of the values lies;
    /// NaN if it holds nothing.
    pub fn deviation_quantile(&self, q: f64, centre: f64) -> f64 {
        self.sorted.deviation_quantile(q, centre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;
    use crate::stats::robust;

    #[test]
    fn moments_equal_two_passes_over_each_window() {
        let stream = Stream::new(3, 0);
        for (offset, window) in [(0.0, 1), (0.0, 2), (5.0, 7), (1e9, 20), (-1e6, 100)] {
            let values: Vec<f64> = (0..250).map(|t| offset + stream.normal(t)).collect();
            let all = moments(&values, window);
            assert_eq!(all.len(), values.len() + 1 - window);
            for (start, got) in all.iter().enumerate() {
                let (mean, deviation) = robust::mean_and_deviation(&values[start..start + window]);
                assert!((got.mean - mean).abs() <= 1e-14 * offset.abs().max(10.0));
                let same = (got.deviation - deviation).abs() <= 1e-9 * deviation
                    || got.deviation.is_nan() && deviation.is_nan();
                assert!(same, "{offset} {window} {start}: {} {deviation}", got.deviation);
            }
        }
    }

    #[test]
    fn a_huge_value_leaves_no_trace_and_a_flat_window_is_exactly_flat() {
        let mut values = vec![0.1; 30];
        values[7] = 1e15;
        let all = moments(&values, 5);
        assert_eq!(all[8], Moments { mean: 0.1, deviation: 0.0 });
        assert_eq!(all[2], Moments { mean: 0.1, deviation: 0.0 });
    }

    #[test]
    fn a_gap_spoils_its_windows_only() {
        let mut values = vec![1.0; 12];
        values[5] = f64::NAN;
        let spoilt: Vec<usize> =
            (0..10).filter(|at| moments(&values, 3)[*at].deviation.is_nan()).collect();
        assert_eq!(spoilt, [3, 4, 5]);
        assert!(moments(&values, 13).is_empty() && moments(&values, 0).is_empty());
    }

    #[test]
    fn sorted_window_equals_sorting_each_window() {
        let stream = Stream::new(9, 0);
        for capacity in [1, 2, 5, 60] {
            let mut window = SortedWindow::new(capacity);
            // Rounded, so that equal values meet.
            let values: Vec<f64> = (0..400).map(|t| (stream.normal(t) * 4.0).round()).collect();
            for end in 1..=values.len() {
                window.push(values[end - 1]);
                window.push(f64::NAN);
                let held = &values[end.saturating_sub(capacity)..end];
                let centre = window.median();
                assert_eq!(Some(centre), robust::median(held));
                assert_eq!(Some(window.mad(centre)), robust::mad(held));
                let mut sizes: Vec<f64> = held.iter().map(|v| (v - centre).abs()).collect();
                sizes.sort_by(f64::total_cmp);
                let nth = (0.9 * held.len() as f64).ceil() as usize;
                assert_eq!(window.deviation_quantile(0.9, centre), sizes[nth - 1]);
            }
        }
    }

    #[test]
    fn an_empty_window_knows_nothing() {
        let mut window = SortedWindow::new(0);
        assert!(window.median().is_nan() && window.mad(0.0).is_nan());
        assert!(window.deviation_quantile(0.9, 0.0).is_nan());
        window.push(f64::INFINITY);
        assert!(window.is_empty());
        window.push(2.0);
        window.push(3.0);
        assert_eq!((window.len(), window.median()), (1, 3.0));
    }
}
