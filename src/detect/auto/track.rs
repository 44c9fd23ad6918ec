//! A series against a baseline: how far off now, for a while, and for long.

use super::design::Design;
use super::view::View;
use crate::detect::pace::Pace;
use crate::stats::elementary::{larger, smaller};

/// Weights of the newest point in the running means of lean and drift: ten points, and sixty.
const LEAN: f64 = 0.1;
const DRIFT: f64 = 0.03;
/// Drift is judged by what was usual this many points ago: what comes slowly must not become the
/// scale by which it is judged.
const DRIFT_DELAY: usize = 100;

/// A difference below this share of a running mean takes it back …
const BACK: f64 = 0.33;
/// … so many times faster,
const FASTER: f64 = 8.0;
/// and by no less than this share of where it was: on a series that stands still otherwise, nothing is so
/// small that it would not be evidence.
const STEADILY: f64 = 0.08;

/// Views of the difference to one baseline.
#[derive(Debug, Clone)]
pub(super) struct Track {
    lean: Mean,
    drift: Mean,
    last: [f64; 2],
    seen: usize,
    // Point, lean, drift.
    views: [View; 3],
}

impl Track {
    #[inline(never)]
    pub(super) fn new(design: &Design) -> Self {
        Self {
            lean: Mean::of(LEAN),
            drift: Mean::of(DRIFT),
            last: [f64::NAN; 2],
            seen: 0,
            views: [View::new(design), View::new(design), View::new(design).delayed(DRIFT_DELAY)],
        }
    }

    /// Points seen.
    pub(super) fn seen(&self) -> usize {
        self.seen
    }

    /// Where the difference has been of late; NaN before the first.
    pub(super) fn level(&self) -> f64 {
        self.drift.at
    }

    /// Scale of most points above (1) or below (0) that level.
    pub(super) fn scale(&self, side: usize, floor: f64) -> f64 {
        self.views[0].core(side, floor)
    }

    /// Distances of the next difference: of the point from where it has been of late, and of its
    /// running means from nothing, for ten points and for sixty.
    #[inline(never)]
    pub(super) fn judge(&mut self, difference: f64, floor: f64, pace: &Pace) -> [f64; 3] {
        self.seen += 1;
        let point = difference - self.drift.at;
        // One spike must not tilt the means for an hour.
        let [a, b] = self.last;
        let tame = if a.is_nan() { difference } else { middle(a, b, difference) };
        self.last = [b, difference];
        self.lean.take(tame);
        self.drift.take(tame);
        let residuals = [point, self.lean.at, self.drift.at];
        let mut distances = [0.0; 3];
        for at in 0..3 {
            if residuals[at].is_finite() {
                distances[at] = self.views[at].judge(residuals[at], floor, pace);
            }
        }
        distances
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.views.iter().map(View::memory).sum()
    }
}

/// A running mean after one more value; the first value starts it.
pub(super) fn running(mean: f64, new: f64, weight: f64) -> f64 {
    if mean.is_nan() { new } else { mean + weight * (new - mean) }
}

fn middle(a: f64, b: f64, c: f64) -> f64 {
    larger(smaller(a, b), smaller(larger(a, b), c))
}

// A running mean of what is 0 most of the time. It goes back faster than it went away: a trouble is over when
// its points are, not an hour later.
#[derive(Debug, Clone)]
struct Mean {
    at: f64,
    weight: f64,
    // Where it was when it began to go back.
    away: f64,
}

impl Mean {
    fn of(weight: f64) -> Self {
        Self { at: f64::NAN, weight, away: 0.0 }
    }

    fn take(&mut self, new: f64) {
        if new.abs() < BACK * self.at.abs() {
            let way = new - self.at;
            let step = larger(FASTER * self.weight * way.abs(), STEADILY * self.away);
            self.at = if step < way.abs() { self.at + step.copysign(way) } else { new };
        } else {
            self.at = running(self.at, new, self.weight);
            self.away = self.at.abs();
        }
    }
}
