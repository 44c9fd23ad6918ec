//! How far apart points are where a series is now.

use crate::stats::order::sort_few;

/// Distances that tell it: few enough to follow a change of resolution, enough to pass over gaps.
const DISTANCES: usize = 9;

/// The median of the last few distances between points; nothing later is needed for it.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    last: f64,
    recent: [f64; DISTANCES],
    count: usize,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { last: f64::NAN, recent: [0.0; DISTANCES], count: 0 }
    }

    /// Takes the time of the next point; says the seconds from point to point, NaN at the first one.
    pub(super) fn tick(&mut self, time: f64) -> f64 {
        let distance = time - self.last;
        self.last = time;
        if distance.is_nan() {
            return f64::NAN;
        }
        self.recent[self.count % DISTANCES] = distance;
        self.count += 1;
        let known = self.count.min(DISTANCES);
        let mut sorted = self.recent;
        sort_few(&mut sorted[..known]);
        sorted[(known - 1) / 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_passed_over_and_a_change_followed() {
        let mut pace = Pace::new();
        assert!(pace.tick(0.0).is_nan());
        let times = [60.0, 120.0, 180.0, 9_000.0, 9_060.0, 9_120.0];
        assert_eq!(times.map(|time| pace.tick(time)), [60.0; 6]);
        let after: Vec<f64> = (1..9).map(|at| pace.tick(9_120.0 + 5.0 * f64::from(at))).collect();
        assert_eq!(after.last(), Some(&5.0));
    }
}
