//! Typical shapes of a series: centres of its windows, by k-means.

use super::rows::{Rows, square};
use crate::detect::fitted::within;
use crate::stats::rng::Stream;
use crate::stats::robust::{MAD_TO_SIGMA, mad, mean_and_deviation, median};
use serde::{Deserialize, Serialize};

/// Rounds after which the centres stay where they are.
const ROUNDS: usize = 12;
/// Windows that the centres are learned from; more are thinned evenly.
const LEARNED: usize = 3_000;
/// Farther from the median, in σ, than this counts as this.
const FARTHEST: f64 = 1e6;

/// Typical windows of values in σ from the median.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Shapes {
    middle: f64,
    sigma: f64,
    centres: Vec<Vec<f64>>,
}

impl Shapes {
    /// None yet, of a series with this median and σ; σ is 0 for a constant one.
    pub(super) fn of(tamed: &[f64]) -> Self {
        let middle = median(tamed).unwrap_or(0.0);
        let finite: Vec<f64> = tamed.iter().copied().filter(|value| value.is_finite()).collect();
        let robust = mad(tamed).unwrap_or(0.0) * MAD_TO_SIGMA;
        let sigma = if robust > 0.0 { robust } else { mean_and_deviation(&finite).1 };
        // None of no values.
        let sigma = if sigma.is_finite() { sigma } else { 0.0 };
        Self { middle, sigma, centres: Vec::new() }
    }

    /// Distances from the median in robust standard deviations; all 0 for a constant series.
    pub(super) fn in_sigmas(&self, tamed: &[f64]) -> Vec<f64> {
        let scaled = |value: &f64| match (value - self.middle) / self.sigma {
            // Also where σ is 0, or too small to divide by.
            _ if *value == self.middle => 0.0,
            far if value.is_finite() => far.clamp(-FARTHEST, FARTHEST),
            _ => f64::NAN,
        };
        tamed.iter().map(scaled).collect()
    }

    /// Learns at most so many from windows of such values.
    pub(super) fn learn(&mut self, rows: &Rows, count: usize, seed: u64) {
        self.centres = centres(rows, count, seed);
    }

    /// Whether they can have been learnt from windows of so many points.
    pub(super) fn are_sound(&self, width: usize) -> bool {
        within([&self.middle, &self.sigma])
            && self.sigma >= 0.0
            && !self.centres.is_empty()
            && self.centres.iter().all(|centre| centre.len() == width && within(centre))
    }

    /// Of every point the mean over its windows; NaN where it has none.
    pub(super) fn scores(&self, rows: &Rows) -> Vec<f64> {
        let width = rows.width();
        let mut sums = vec![(0.0, 0.0); rows.values().len()];
        for (end, row) in rows.ends().iter().zip(rows.iter()) {
            let score = nearest(&self.centres, row).1.sqrt();
            for (sum, count) in &mut sums[*end as usize + 1 - width..=*end as usize] {
                *sum += score;
                *count += 1.0;
            }
        }
        // A point without a window has 0 of 0, which is no number.
        sums.into_iter().map(|(sum, count): (f64, f64)| sum / count).collect()
    }
}

/// At most so many typical rows: drawn far from each other, then each moved to the mean of the rows
/// nearest to it.
fn centres(rows: &Rows, count: usize, seed: u64) -> Vec<Vec<f64>> {
    let learned: Vec<&[f64]> = (0..rows.len())
        .step_by(rows.len().div_ceil(LEARNED).max(1))
        .map(|at| rows.row(at))
        .collect();
    let mut centres = drawn(&learned, count, Stream::new(seed, 0));
    let mut former = Vec::new();
    for _ in 0..ROUNDS {
        let chosen: Vec<usize> = learned.iter().map(|row| nearest(&centres, row).0).collect();
        if chosen == former {
            break;
        }
        let mut sums = vec![(vec![0.0; rows.width()], 0.0); centres.len()];
        for (row, centre) in learned.iter().zip(&chosen) {
            let (sum, members) = &mut sums[*centre];
            *members += 1.0;
            for (sum, value) in sum.iter_mut().zip(*row) {
                *sum += value;
            }
        }
        for (centre, (sum, members)) in centres.iter_mut().zip(sums) {
            if members > 0.0 {
                *centre = sum.into_iter().map(|sum| sum / members).collect();
            }
        }
        former = chosen;
    }
    centres
}

/// k-means++: each further row is drawn with a chance that grows with the square of its distance to
/// those drawn before; fewer where all rows are drawn or equal to such.
fn drawn(rows: &[&[f64]], count: usize, stream: Stream) -> Vec<Vec<f64>> {
    let Some(first) = rows.get(stream.below(0, rows.len() as u32) as usize) else {
        return Vec::new();
    };
    let mut centres = vec![first.to_vec()];
    let mut squares = vec![f64::INFINITY; rows.len()];
    while centres.len() < count {
        let last = centres.len() - 1;
        for (known, row) in squares.iter_mut().zip(rows) {
            *known = known.min(square(&centres[last], row, *known));
        }
        let total: f64 = squares.iter().sum();
        let mut left = stream.uniform(centres.len() as i64) * total;
        let hit = squares.iter().position(|square| {
            left -= square;
            left < 0.0
        });
        let Some(hit) = hit else { break };
        centres.push(rows[hit].to_vec());
    }
    centres
}

/// The nearest centre and the square of its distance.
fn nearest(centres: &[Vec<f64>], row: &[f64]) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (at, centre) in centres.iter().enumerate() {
        let square = square(centre, row, best.1);
        if square < best.1 {
            best = (at, square);
        }
    }
    best
}
