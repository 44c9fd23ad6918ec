//! What a series is expected to be next, learned from its recent past, and hard to mislead.

use super::robust::{MAD_TO_SIGMA, NINETIETH_TO_SIGMA};
use super::rolling::SortedWindow;
use crate::stats::elementary::smaller;
use std::collections::VecDeque;

/// Spread never counts as smaller than this share of the level: a change of a few thousandths of
/// the level interests nobody, and a flat series would otherwise make any change infinite.
pub const RELATIVE_FLOOR: f64 = 1e-3;
/// Spread never counts as smaller than this, for a series that rests at exactly 0.
pub const ABSOLUTE_FLOOR: f64 = 1e-9;
/// Distances beyond this many σ count as this many: the sentence stays readable, the ranking finite.
pub const FARTHEST: f64 = 1000.0;
/// Fewer values than this say too little about spread: from 20 on, 4.5 σ hold false alarms on
/// Gaussian noise below one in two thousand points.
pub const WARM_UP: usize = 20;

/// Expected level and spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Median of the evidence.
    pub level: f64,
    /// Standard deviation of the evidence, estimated robustly; at least the floors, never 0.
    pub sigma: f64,
}

impl Expected {
    /// Distance from the level in σ, without sign, at most [`FARTHEST`].
    pub fn distance(&self, value: f64) -> f64 {
        // Divided first, so that numbers near the largest one do not overflow into NaN.
        smaller((value / self.sigma - self.level / self.sigma).abs(), FARTHEST)
    }
}

/// Median and spread of a trailing window of finite values.
///
/// The spread is the largest of: 1.4826·MAD; the 90 % quantile of the absolute deviations as σ,
/// which keeps series that are mostly flat, or that turn after a rest, from alarming at everything;
/// [`RELATIVE_FLOOR`] of the level; [`ABSOLUTE_FLOOR`].
///
/// With patience, values that alarm are held back, so that an anomaly neither widens the band nor
/// moves the level while it lasts. When as many values are held back as the window is long, without
/// half a window of normal ones in between, the change counts as the new normal, and the window is
/// learned anew from the last values as they came.
#[derive(Debug, Clone)]
pub struct Baseline {
    evidence: SortedWindow,
    recent: VecDeque<f64>,
    window: usize,
    patient: bool,
    held_back: usize,
    calm: usize,
}

impl Baseline {
    /// An empty window of this many values that takes everything it is given.
    pub fn following(window: usize) -> Self {
        Self {
            evidence: SortedWindow::new(window),
            recent: VecDeque::new(),
            window: window.max(1),
            patient: false,
            held_back: 0,
            calm: 0,
        }
    }

    /// The same, but holding back what alarms.
    pub fn patient(window: usize) -> Self {
        Self { patient: true, ..Self::following(window) }
    }

    /// What the next value should be; `None` during warm-up (fewer values than [`WARM_UP`] or than
    /// the window). Cost: O(log window).
    pub fn expected(&self) -> Option<Expected> {
        if self.evidence.len() < self.window.min(WARM_UP) {
            return None;
        }
        let level = self.evidence.median();
        let sigma = (self.evidence.mad(level) * MAD_TO_SIGMA)
            .max(self.evidence.deviation_quantile(0.9, level) * NINETIETH_TO_SIGMA)
            .max(level.abs() * RELATIVE_FLOOR)
            .clamp(ABSOLUTE_FLOOR, f64::MAX);
        Some(Expected { level, sigma })
    }

    /// Takes the next value and whether it alarmed; ignores what is not finite.
    pub fn push(&mut self, value: f64, alarmed: bool) {
        if !value.is_finite() {
            return;
        }
        if !self.patient {
            self.evidence.push(value);
            return;
        }
        if self.recent.len() == self.window {
            self.recent.pop_front();
        }
        self.recent.push_back(value);
        if alarmed {
            self.hold_back();
        } else {
            self.accept(value);
        }
    }

    fn accept(&mut self, value: f64) {
        self.evidence.push(value);
        self.calm += 1;
        if self.calm >= self.window / 2 {
            self.held_back = 0;
        }
    }

    fn hold_back(&mut self) {
        self.calm = 0;
        self.held_back += 1;
        if self.held_back >= self.window {
            self.held_back = 0;
            self.evidence.clear();
            for value in &self.recent {
                self.evidence.push(*value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(mut baseline: Baseline, values: impl IntoIterator<Item = f64>) -> Baseline {
        for value in values {
            let alarmed = baseline.expected().is_some_and(|e| e.distance(value) > 4.0);
            baseline.push(value, alarmed);
        }
        baseline
    }

    #[test]
    fn a_flat_series_has_a_finite_spread() {
        let expected = fed(Baseline::patient(30), [5.0; 30]).expected().expect("warm");
        assert_eq!(expected, Expected { level: 5.0, sigma: 5.0 * RELATIVE_FLOOR });
        assert!(expected.distance(5.0001) < 0.1);
        let zero = fed(Baseline::patient(30), [0.0; 30]).expected().expect("warm");
        assert_eq!((zero.sigma, zero.distance(f64::MAX)), (ABSOLUTE_FLOOR, FARTHEST));
    }

    #[test]
    fn warm_up_takes_twenty_values_or_a_small_window() {
        let known =
            |window, count| fed(Baseline::patient(window), vec![1.0; count]).expected().is_some();
        assert_eq!((known(100, 19), known(100, 20)), (false, true));
        assert_eq!((known(5, 4), known(5, 5)), (false, true));
    }

    #[test]
    fn an_anomaly_leaves_the_level_alone_until_it_is_the_new_normal() {
        let level = |after: usize| {
            let values = (0..40).map(|i| f64::from(i % 3)).chain(vec![50.0; after]);
            fed(Baseline::patient(20), values).expected().expect("warm").level
        };
        assert_eq!(level(19), 1.0);
        assert_eq!(level(20), 50.0);
    }

    #[test]
    fn a_series_that_takes_a_second_value_at_times_becomes_normal() {
        let values = (0..400).map(|i| if i < 60 || i % 4 != 0 { 1.0 } else { 9.0 });
        let expected = fed(Baseline::patient(20), values).expected().expect("warm");
        assert!(expected.distance(9.0) < 4.0, "{expected:?}");
    }

    #[test]
    fn without_patience_everything_is_evidence() {
        let values = [1.0, 1.0, 1.0, 50.0, 50.0, 50.0, 50.0, f64::NAN];
        assert_eq!(fed(Baseline::following(5), values).expected().expect("warm").level, 50.0);
    }
}
