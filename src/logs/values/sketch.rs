//! Quantiles of any amount of numbers, in bounded memory.

use crate::stats::elementary::{exp2, ln};
use crate::stats::order::sort_by;
use std::f64::consts::LOG2_E;

/// So many numbers are kept as they are.
const MOST_EXACT: usize = 1000;
/// The relative error of a quantile of more.
const ERROR: f64 = 0.01;
/// Bins of each sign; 2,048 of them hold numbers that differ by a factor of 10^17.
const MOST_BINS: usize = 2048;
/// What is nearer to zero is zero.
const LEAST: f64 = 1e-12;

/// Quantiles: exact of at most 1,000 numbers, within 1 % of more.
///
/// Then numbers are counted in bins that grow by a factor of (1 + e)/(1 − e), as in `DDSketch` (Masson, Rim and
/// Lee, 2019); beyond 2,048 bins those next to zero become one. Least and greatest stay exact.
#[derive(Debug, Default, Clone)]
pub struct Sketch {
    exact: Vec<f64>,
    binned: Option<Box<Binned>>,
    count: u64,
    least: f64,
    greatest: f64,
}

#[derive(Debug, Default, Clone)]
struct Binned {
    below: Bins,
    zeros: u64,
    above: Bins,
}

// Counts by the exponent of a magnitude.
#[derive(Debug, Default, Clone)]
struct Bins {
    first: i32,
    counts: Vec<u64>,
}

impl Sketch {
    /// Counts a number; what is not finite is passed over. Cost: O(1) but for growth.
    pub fn add(&mut self, number: f64) {
        if !number.is_finite() {
            return;
        }
        self.least = if self.count == 0 { number } else { self.least.min(number) };
        self.greatest = if self.count == 0 { number } else { self.greatest.max(number) };
        self.count += 1;
        if let Some(binned) = &mut self.binned {
            binned.add(number);
            return;
        }
        self.exact.push(number);
        if self.exact.len() > MOST_EXACT {
            let mut binned = Binned::default();
            for number in std::mem::take(&mut self.exact) {
                binned.add(number);
            }
            self.binned = Some(Box::new(binned));
        }
    }

    /// How many numbers there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The numbers of which these shares are not greater, by rank (`⌈q·n⌉`, at least 1); NaN for none.
    /// Cost: O(n log n) of exact ones, O(bins) of others.
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> [f64; N] {
        let rank =
            |share: f64| ((share * self.count as f64).ceil() as u64).clamp(1, self.count.max(1));
        let mut sorted = self.exact.clone();
        sort_by(&mut sorted, f64::total_cmp);
        shares.map(|share| match &self.binned {
            _ if self.count == 0 => f64::NAN,
            _ if share <= 0.0 => self.least,
            _ if share >= 1.0 => self.greatest,
            Some(binned) => binned.at(rank(share)).clamp(self.least, self.greatest),
            None => sorted[rank(share) as usize - 1],
        })
    }
}

impl Binned {
    fn add(&mut self, number: f64) {
        match number {
            number if number.abs() < LEAST => self.zeros += 1,
            number if number < 0.0 => self.below.add(-number),
            number => self.above.add(number),
        }
    }

    // The number of this rank, from 1.
    fn at(&self, rank: u64) -> f64 {
        let mut left = rank;
        for (at, count) in self.below.counts.iter().enumerate().rev() {
            if left <= *count {
                return -self.below.middle(at);
            }
            left -= count;
        }
        if left <= self.zeros {
            return 0.0;
        }
        left -= self.zeros;
        for (at, count) in self.above.counts.iter().enumerate() {
            if left <= *count {
                return self.above.middle(at);
            }
            left -= count;
        }
        f64::INFINITY
    }
}

impl Bins {
    fn add(&mut self, magnitude: f64) {
        let bin = (ln(magnitude) / growth()).ceil() as i32;
        if self.counts.is_empty() {
            self.first = bin;
        }
        if bin < self.first {
            let missing = (self.first - bin) as usize;
            let room = MOST_BINS - self.counts.len();
            self.counts.splice(0..0, std::iter::repeat_n(0, missing.min(room)));
            self.first -= missing.min(room) as i32;
        }
        let at = (bin - self.first).max(0) as usize;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += 1;
        if self.counts.len() > MOST_BINS {
            let extra = self.counts.len() - MOST_BINS;
            let small: u64 = self.counts.drain(..extra).sum();
            self.counts[0] += small;
            self.first += extra as i32;
        }
    }

    // The number that is as far from both ends of a bin, as shares go.
    fn middle(&self, at: usize) -> f64 {
        let end = exp2((f64::from(self.first) + at as f64) * growth() * LOG2_E);
        end * (1.0 - ERROR)
    }
}

// `ln((1 + e)/(1 − e))`.
fn growth() -> f64 {
    ln((1.0 + ERROR) / (1.0 - ERROR))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    const SHARES: [f64; 6] = [0.0, 0.5, 0.9, 0.95, 0.99, 1.0];

    #[test]
    fn quantiles_are_exact_of_few_and_within_1_percent_of_many() {
        let stream = Stream::new(5, 0);
        let forms: [fn(f64) -> f64; 4] = [
            |x| x.exp2(),
            |x| x * 100.0,
            |x| if x > 0.0 { (x * 9.0).exp2() * 1e-6 } else { 0.0 },
            |x| (x * 100.0).round(),
        ];
        for form in forms {
            for count in [1, 7, MOST_EXACT, 50_000] {
                let mut sketch = Sketch::default();
                let mut all: Vec<f64> =
                    (0..count as i64).map(|tick| form(stream.normal(tick))).collect();
                for number in &all {
                    sketch.add(*number);
                }
                all.sort_by(f64::total_cmp);
                for (share, got) in SHARES.into_iter().zip(sketch.quantiles(SHARES)) {
                    let rank = ((share * count as f64).ceil() as usize).clamp(1, count);
                    let wanted = all[rank - 1];
                    let allowed = if count > MOST_EXACT { 0.010_001 } else { 0.0 };
                    assert!(
                        (got - wanted).abs() <= allowed * wanted.abs(),
                        "{count} {share}: {got} {wanted}"
                    );
                }
            }
        }
    }

    #[test]
    fn any_numbers_take_bounded_memory() {
        let mut sketch = Sketch::default();
        assert!(sketch.quantiles([0.5])[0].is_nan());
        for power in -300..300_i32 {
            for number in [10_f64.powi(power), -(10_f64.powi(-power)), f64::NAN, f64::INFINITY] {
                (0..3).for_each(|_| sketch.add(number));
            }
        }
        let binned = sketch.binned.as_ref().expect("there are many");
        assert!(binned.above.counts.len() <= MOST_BINS && binned.below.counts.len() <= MOST_BINS);
        let [greatest, near] = sketch.quantiles([1.0, 0.999]);
        assert!(sketch.count() == 3600 && (greatest / 1e299 - 1.0).abs() < 1e-9);
        assert!((near / 1e298 - 1.0).abs() < 0.011, "{near}");
    }
}
