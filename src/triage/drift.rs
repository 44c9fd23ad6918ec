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

/// Slow and very slow beginnings: the usual is the median of so many points, which are at least so old, and means of so
/// many are compared with it.
const PACES: [(usize, usize, &[usize]); 2] = [(60, 12, &[4, 8, 16]), (120, 30, &[4, 8, 16, 32])];
/// A point counts at most so many deviations, so that one does not make a beginning.
const MOST: f64 = 8.0;
/// Means before the first beginning.
const KNOWN: usize = 200;
/// Of few means nobody knows the farthest: a beginning must be farther by this over their number.
const UNKNOWN: f64 = 90.0;
/// A beginning is this much farther than any mean before …
const BEYOND: f64 = 1.25;
/// … and so many times their usual deviation from what they usually are: what always grows is usual.
const TIMES_USUAL: f64 = 4.5;
/// A mean takes part in what is usual once it is so many points old: a beginning must not teach itself.
const LEARNT_AFTER: usize = 40;
/// A beginning that lasts for so many more points counts twice …
const TWICE: f64 = 1.0;
/// … and says no more from this score on.
const MOST_SCORE: f64 = 3.0;

/// Moments at which a drift shows, in order, with scores from 1 on that grow while it lasts. Gaps are passed over. Cost: O(log n) a point.
pub fn drifts(samples: Samples<'_>) -> Vec<Alarmed> {
    let mut found = Vec::new();
    let mut paces = PACES.map(Pace::new);
    let mut run = 0.0;
    for (at, value) in samples.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let told = paces.each_mut().map(|pace| pace.push(*value));
        let (far, usual) = told.into_iter().fold((0.0_f64, f64::NAN), |sharpest, one| {
            if one.0.abs() > sharpest.0.abs() { one } else { sharpest }
        });
        if far.abs() < 1.0 {
            run = 0.0;
            continue;
        }
        let score = (far.abs() * (1.0 + run / TWICE)).min(MOST_SCORE);
        run += 1.0;
        found.push(Alarmed { at: at as u32, score, expected: usual, up: far > 0.0 });
    }
    found
}

// One usual level, and the means that are compared with it.
#[derive(Debug)]
struct Pace {
    base: SortedWindow,
    size: usize,
    young: VecDeque<f64>,
    age: usize,
    means: Vec<Mean>,
}

impl Pace {
    fn new((size, age, means): (usize, usize, &[usize])) -> Self {
        let means = means.iter().map(|count| Mean::new(*count)).collect();
        Self { base: SortedWindow::new(size), size, young: VecDeque::new(), age, means }
    }

    // How far it is, with its direction, and what was usual.
    fn push(&mut self, value: f64) -> (f64, f64) {
        let middle = self.base.median();
        let spread = MAD_TO_SIGMA * self.base.mad(middle);
        self.young.push_back(value);
        if self.young.len() > self.age {
            self.young.pop_front().into_iter().for_each(|old| self.base.push(old));
        }
        if self.base.len() < self.size || spread <= 0.0 || !spread.is_finite() {
            return (0.0, middle);
        }
        let distance = ((value - middle) / spread).clamp(-MOST, MOST);
        let told = self.means.iter_mut().map(|mean| mean.push(distance));
        let sharpest = told
            .fold(0.0_f64, |sharpest, one| if one.abs() > sharpest.abs() { one } else { sharpest });
        (sharpest, middle)
    }
}

// One mean over the last points, and what it was before.
#[derive(Debug)]
struct Mean {
    points: VecDeque<f64>,
    count: usize,
    waiting: VecDeque<f64>,
    // The farthest below and above what it usually is.
    farthest: [f64; 2],
    sum: f64,
    squares: f64,
    known: f64,
}

impl Mean {
    fn new(count: usize) -> Self {
        let (points, waiting) = (VecDeque::new(), VecDeque::new());
        Self { points, count, waiting, farthest: [0.0; 2], sum: 0.0, squares: 0.0, known: 0.0 }
    }

    // How far it is beyond what it ever was, with its direction: from 1 on it is a beginning.
    fn push(&mut self, distance: f64) -> f64 {
        self.points.push_back(distance);
        if self.points.len() <= self.count {
            return 0.0;
        }
        self.points.pop_front();
        let mean = self.points.iter().sum::<f64>() / self.count as f64;
        let known = self.known.max(1.0);
        let centre = self.sum / known;
        let deviation = (self.squares / known - centre * centre).max(0.0).sqrt();
        let away = mean - centre;
        let bound = (BEYOND * self.farthest[usize::from(away > 0.0)]).max(TIMES_USUAL * deviation)
            * (1.0 + UNKNOWN / known);
        // What slows down is no beginning of the other way.
        let is_unknown = self.known < KNOWN as f64 || bound <= 0.0 || mean * away <= 0.0;
        let told = if is_unknown { 0.0 } else { away / bound };
        self.waiting.push_back(mean);
        if self.waiting.len() > LEARNT_AFTER {
            self.waiting.pop_front().into_iter().for_each(|old| self.learn(old, centre));
        }
        told
    }

    fn learn(&mut self, mean: f64, centre: f64) {
        self.sum += mean;
        self.squares += mean * mean;
        self.known += 1.0;
        // At first nobody knows where the middle is.
        if self.known > KNOWN as f64 / 2.0 {
            let away = mean - centre;
            let side = &mut self.farthest[usize::from(away > 0.0)];
            *side = side.max(away.abs());
        }
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
        let (mut late, mut wrong) = (0.0, 0);
        for seed in 0..40 {
            let quiet = series(seed, 0.0);
            let climbing = series(seed, 0.2);
            let found = drifts(Samples { times: &times, values: &climbing });
            wrong += usize::from(!drifts(Samples { times: &times, values: &quiet }).is_empty());
            // By then it opens an incident.
            let after = found.iter().find(|one| one.at > 600 && 2.4 <= one.score);
            assert!(after.is_some_and(|one| one.up), "{seed}");
            late += f64::from(after.map_or(900, |one| one.at)) - 610.0;
        }
        assert!(wrong <= 2, "{wrong} of 40 are noise");
        assert!(late / 40.0 < 14.0, "{late}");
    }
}
