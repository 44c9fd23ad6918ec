//! Which patterns came more often in a window of time than before it, beyond chance and beyond what
//! all patterns did.

use crate::stats::beta::ln_incomplete_beta;
use crate::stats::elementary::{exp2, ln};
use crate::stats::{order, robust};
use std::f64::consts::LOG2_E;
use std::ops::Range;

/// The rate of false discoveries among flagged patterns.
pub const FALSE_DISCOVERIES: f64 = 0.01;
/// A smaller rise is of no interest, however certain.
pub const LEAST_LIFT: f64 = 1.5;
/// So many records expected in the window make a pattern busy enough to tell of the traffic.
const BUSY: f64 = 20.0;
/// Overlapping stretches vary less than independent ones, the more so as rates last for a while.
const OVERLAP: f64 = 1.35;
/// Added to a mean count, so that what never came is unexpected and not impossible.
pub(super) const HALF: f64 = 0.5;
/// A variance below the mean by rounding would leave no dispersion.
const LEAST_DISPERSION: f64 = 1.0001;

/// What is to be said of one pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spike {
    /// `ln p`: how likely as many records are by chance. It does not run out of numbers, as p does.
    pub ln_p: f64,
    /// The share of false ones among all that are as unlikely (Benjamini and Hochberg, 1995).
    pub q: f64,
    /// Records in the window, by those expected after what all patterns did.
    pub lift: f64,
    /// Whether it is worth saying.
    pub flag: bool,
    /// 1 for the first; flagged ones come before others, and then the less likely.
    pub rank: u32,
}

impl Spike {
    /// The probability itself; 0 where it is below the least number.
    pub fn p(&self) -> f64 {
        if self.ln_p < -700.0 { 0.0 } else { exp2(self.ln_p * LOG2_E) }
    }
}

/// Judges each pattern by its counts in buckets of equal width; `window` is the range of buckets that
/// is asked about. One result for each pattern, in order.
///
/// Sums over stretches as long as the window give mean and variance of the time before it (of the time
/// after as well if that is shorter than two windows), and these a negative binomial distribution. Both
/// are scaled by the median lift of busy patterns: more traffic raises all, and is no cause. Cost:
/// O(patterns · (buckets + log patterns)).
pub fn spikes(counts: &[Vec<f64>], window: Range<usize>) -> Vec<Spike> {
    let outlooks: Vec<Outlook> = counts.iter().map(|row| Outlook::of(row, &window)).collect();
    // Less traffic makes no rise.
    rated(&outlooks, surge_of(&outlooks).max(1.0))
}

// The test for a rise of each.
pub(super) fn rated(outlooks: &[Outlook], surge: f64) -> Vec<Spike> {
    let mut spikes: Vec<Spike> = outlooks.iter().map(|outlook| outlook.judge(surge)).collect();
    let by_p = order::places(spikes.len(), &mut |a, b| spikes[a].ln_p.total_cmp(&spikes[b].ln_p));
    adjust(&mut spikes, &by_p);
    let (flagged, others): (Vec<u32>, Vec<u32>) =
        by_p.iter().partition(|place| spikes[**place as usize].flag);
    for (rank, place) in flagged.iter().chain(&others).enumerate() {
        spikes[*place as usize].rank = rank as u32 + 1;
    }
    spikes
}

/// What the time before lets expect of the window, and what came.
pub(super) struct Outlook {
    /// Mean of stretches as long as the window, and half a record.
    pub mean: f64,
    /// Their variance.
    pub variance: f64,
    /// Records in the window.
    pub came: f64,
    /// Records outside of it.
    pub total: f64,
    /// Buckets that they are in.
    pub buckets: f64,
    /// Buckets of the window.
    pub width: f64,
    /// Whether the time behind the window is used.
    pub around: bool,
}

impl Outlook {
    /// Looks at the counts of a row before and, where that is too short, behind a window. Cost: O(buckets).
    pub fn of(row: &[f64], window: &Range<usize>) -> Self {
        let end = window.end.min(row.len());
        let start = window.start.min(end);
        let width = (end - start).max(1);
        let after = if start < 2 * width { &row[end..] } else { &[] };
        let mut sums = stretches(&row[..start], width);
        sums.extend(stretches(after, width));
        // No stretch, or one alone, has no deviation: NaN, which `max` passes over.
        let (mean, deviation) = robust::mean_and_deviation(&sums);
        let buckets = (start + after.len()) as f64;
        let total: f64 = row[..start].iter().chain(after).sum();
        let mean = if mean.is_nan() { HALF } else { mean + HALF };
        Self {
            mean,
            variance: (deviation * deviation * OVERLAP).max(mean),
            came: row[start..end].iter().sum(),
            total,
            buckets,
            width: width as f64,
            around: !after.is_empty(),
        }
    }

    // What its rate outside the window makes of the window.
    fn usual(&self) -> f64 {
        self.total * self.width / self.buckets.max(1.0)
    }

    /// Records in the window, by those of its usual rate.
    pub fn lift(&self) -> f64 {
        self.came / self.usual()
    }

    fn judge(&self, surge: f64) -> Spike {
        let mean = self.mean * surge;
        let ln_p = ln_at_least(self.came, mean, self.variance * surge * surge);
        Spike { ln_p, q: 1.0, lift: (self.came + HALF) / mean, flag: false, rank: 0 }
    }
}

fn stretches(row: &[f64], width: usize) -> Vec<f64> {
    row.windows(width).map(|stretch| stretch.iter().sum()).collect()
}

/// What all traffic did, as a factor: the median of busy patterns, 1 without any.
pub(super) fn surge_of(outlooks: &[Outlook]) -> f64 {
    let busy = outlooks.iter().filter(|outlook| outlook.usual() >= BUSY);
    let lifts: Vec<f64> = busy.map(Outlook::lift).collect();
    robust::median(&lifts).unwrap_or(1.0)
}

// `ln P(X ≥ count)` of a negative binomial X: `I(m/(r + m); count, r)`.
fn ln_at_least(count: f64, mean: f64, variance: f64) -> f64 {
    if count < 1.0 {
        return 0.0;
    }
    let size = size_of(mean, variance);
    let ln_p = ln_incomplete_beta(mean / (size + mean), count, size);
    if ln_p.is_nan() { 0.0 } else { ln_p }
}

/// `ln P(X ≤ count)` of a negative binomial X with this mean and variance: `I(r/(r + m); r, count + 1)`.
pub(super) fn ln_at_most(count: f64, mean: f64, variance: f64) -> f64 {
    let size = size_of(mean, variance);
    let ln_p = ln_incomplete_beta(size / (size + mean), size, count + 1.0);
    if ln_p.is_nan() { 0.0 } else { ln_p }
}

// `r = m²/(v − m)`.
fn size_of(mean: f64, variance: f64) -> f64 {
    mean * mean / (variance.max(mean * LEAST_DISPERSION) - mean)
}

// From the least likely to the likeliest: q = min over all as likely of p·n/rank.
fn adjust(spikes: &mut [Spike], by_p: &[u32]) {
    let mut ln_q = 0.0_f64;
    for (rank, place) in by_p.iter().enumerate().rev() {
        let spike = &mut spikes[*place as usize];
        ln_q = ln_q.min(spike.ln_p + ln(by_p.len() as f64 / (rank as f64 + 1.0)));
        spike.q = exp2(ln_q * LOG2_E);
        spike.flag = spike.q <= FALSE_DISCOVERIES && spike.lift >= LEAST_LIFT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steady(rate: f64, buckets: usize) -> Vec<f64> {
        (0..buckets).map(|at| rate + [0.0, 1.0, -1.0, 2.0][at * 7 % 4]).collect()
    }

    #[test]
    fn what_is_new_comes_first_and_what_is_steady_is_not_flagged() {
        let mut counts: Vec<Vec<f64>> = (2..30).map(|rate| steady(f64::from(rate), 66)).collect();
        let mut new = vec![0.0; 66];
        new[60..].fill(2.0);
        counts.push(new);
        let spikes = spikes(&counts, 60..66);
        assert_eq!(spikes[28].rank, 1);
        assert_eq!(spikes.iter().filter(|spike| spike.flag).count(), 1);
        assert!(spikes.iter().all(|spike| (0.0..=1.0).contains(&spike.p()) && spike.q <= 1.0));
    }

    #[test]
    fn more_traffic_for_all_is_nobody_s_spike() {
        let mut counts: Vec<Vec<f64>> = (9..30).map(|rate| steady(f64::from(rate), 66)).collect();
        counts.iter_mut().flat_map(|row| &mut row[60..]).for_each(|count| *count *= 3.0);
        assert!(spikes(&counts, 60..66).iter().all(|spike| !spike.flag));
        counts[3][60..].iter_mut().for_each(|count| *count *= 8.0);
        assert!(spikes(&counts, 60..66)[3].flag);
    }

    #[test]
    fn any_window_is_judged() {
        let counts = vec![steady(5.0, 10), Vec::new(), vec![1e12; 10], vec![0.0; 10]];
        for window in [0..0, 0..10, 3..99, 20..30, 9..10] {
            let spikes = spikes(&counts, window);
            assert!(spikes.iter().all(|spike| spike.ln_p <= 0.0 && spike.lift >= 0.0));
        }
    }
}
