//! Slow beginnings: points of which each is within the usual, and together are not.
//!
//! A detector of points waits until one of them is far enough; a leak or a disk that fills is told earlier by the mean
//! of the last few. What such a mean may be is learnt from the same mean at all times before, so that neither a
//! day's course nor noise that clings together is taken for a beginning.

use super::departure::Alarmed;
use crate::model::Samples;
use crate::stats::robust::MAD_TO_SIGMA;
use crate::stats::rolling::SortedWindow;
use std::collections::VecDeque;

/// The usual is the median of so many points …
const BASE: usize = 60;
/// … that are at least so old.
const YOUNG: usize = 12;
/// Means of so many points are looked at.
const MEANS: [usize; 3] = [4, 8, 16];
/// A point counts at most so many deviations, so that one does not make a beginning.
const MOST: f64 = 4.0;
/// Means before the first beginning.
const KNOWN: usize = 120;
/// A beginning is this much farther than any mean before …
const BEYOND: f64 = 1.3;
/// … and so many times their usual size.
const TIMES_USUAL: f64 = 4.5;
/// A mean takes part in what is usual once it is so many points old: a beginning must not teach itself.
const LEARNT_AFTER: usize = 30;

/// Moments at which a drift shows, in order, with scores from 1 on. Gaps are passed over. Cost: O(log n) a point.
pub fn drifts(samples: Samples<'_>) -> Vec<Alarmed> {
    let mut found = Vec::new();
    let mut base = SortedWindow::new(BASE);
    let mut young: VecDeque<f64> = VecDeque::with_capacity(YOUNG + 1);
    let mut means = MEANS.map(Mean::new);
    for (at, value) in samples.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let middle = base.median();
        let spread = MAD_TO_SIGMA * base.mad(middle);
        young.push_back(*value);
        if young.len() > YOUNG {
            young.pop_front().into_iter().for_each(|old| base.push(old));
        }
        if base.len() < BASE || spread <= 0.0 || !spread.is_finite() {
            continue;
        }
        let distance = ((value - middle) / spread).clamp(-MOST, MOST);
        // The means agree on the way: the sharpest of them says how far.
        let told = means.each_mut().map(|mean| mean.push(distance));
        let sharpest = told.into_iter().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
        if sharpest.abs() >= 1.0 {
            found.push(Alarmed {
                at: at as u32,
                score: sharpest.abs(),
                expected: middle,
                up: sharpest > 0.0,
            });
        }
    }
    found
}

// One mean over the last points, and what it was before.
#[derive(Debug)]
struct Mean {
    points: VecDeque<f64>,
    count: usize,
    waiting: VecDeque<f64>,
    largest: [f64; 2],
    squares: f64,
    known: usize,
}

impl Mean {
    fn new(count: usize) -> Self {
        let (points, waiting) = (VecDeque::new(), VecDeque::new());
        Self { points, count, waiting, largest: [0.0; 2], squares: 0.0, known: 0 }
    }

    // How far it is beyond what it ever was, with its direction: from 1 on it is a beginning.
    fn push(&mut self, distance: f64) -> f64 {
        self.points.push_back(distance);
        if self.points.len() <= self.count {
            return 0.0;
        }
        self.points.pop_front();
        let mean = self.points.iter().sum::<f64>() / self.count as f64;
        let usual = (self.squares / self.known.max(1) as f64).sqrt();
        let bound = (BEYOND * self.largest[usize::from(mean > 0.0)]).max(TIMES_USUAL * usual);
        let told = if self.known < KNOWN || bound <= 0.0 { 0.0 } else { mean / bound };
        self.waiting.push_back(mean);
        if self.waiting.len() > LEARNT_AFTER {
            self.waiting.pop_front().into_iter().for_each(|old| self.learn(old));
        }
        told
    }

    fn learn(&mut self, mean: f64) {
        let side = &mut self.largest[usize::from(mean > 0.0)];
        *side = side.max(mean.abs());
        self.squares += mean * mean;
        self.known += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    fn series(seed: u64, slope: f64) -> Vec<f64> {
        let stream = Stream::new(seed, 0);
        (0..900)
            .map(|at| {
                100.0
                    + stream.normal(at)
                    + slope * (at - 600).max(0) as f64
                    + 5.0 * (at as f64 / 300.0).sin()
            })
            .collect()
    }

    #[test]
    fn a_slow_climb_is_told_when_it_is_twice_the_noise_and_noise_is_not() {
        let times: Vec<f64> = (0..900).map(f64::from).collect();
        let mut late = 0.0;
        for seed in 0..20 {
            let quiet = series(seed, 0.0);
            assert!(drifts(Samples { times: &times, values: &quiet }).is_empty(), "{seed}");
            let climbing = series(seed, 0.2);
            let found = drifts(Samples { times: &times, values: &climbing });
            assert!(found.iter().all(|one| one.at > 600 && one.up), "{seed}");
            late += f64::from(found.first().map_or(900, |one| one.at)) - 610.0;
        }
        assert!(late / 20.0 < 5.0, "{late}");
    }
}
