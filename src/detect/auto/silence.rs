//! Series that stop: values that no longer change, and points that do not come.

/// A standstill must be this many times as long as the longest before it, and at least so many points.
/// Where values never repeat a few equal ones are no chance; where they do, the longest run says how many are.
const TIMES_LONGEST_RUN: f64 = 5.0;
const FEWEST_STILL: f64 = 10.0;
/// At nothing a series may well rest for a while: nobody asks, nothing fails.
const FEWEST_AT_ZERO: f64 = 40.0;
/// The same for a gap.
const TIMES_LONGEST_GAP: f64 = 3.0;
const FEWEST_MISSING: f64 = 40.0;
/// A series of which more steps than this share are standstills is one that rests by nature.
const RESTLESS: f64 = 0.35;
/// Weight of the newest step in that share.
const NEWEST: f64 = 0.01;

/// After so many points the share holds nothing of what was before.
const FORGOTTEN: u32 = 1_000;

/// How long the series has been still, against how long it ever was.
#[derive(Debug, Clone)]
pub(super) struct Silence {
    value: f64,
    run: f64,
    longest_run: f64,
    resting: f64,
    longest_gap: f64,
}

impl Silence {
    pub(super) fn new() -> Self {
        // Until it has changed often, it may be one that rests.
        Self { value: f64::NAN, run: 0.0, longest_run: 0.0, resting: 1.0, longest_gap: 0.0 }
    }

    /// Length of the standstill or the gap that ends with this point, over the length that is
    /// unusual: above 1 it is. `steps` is the time since the former point in steps.
    pub(super) fn judge(&mut self, value: f64, steps: f64) -> f64 {
        self.stillness(value).max(self.gap(steps))
    }

    fn stillness(&mut self, value: f64) -> f64 {
        let still = value == self.value;
        self.value = value;
        let fewest = if value == 0.0 { FEWEST_AT_ZERO } else { FEWEST_STILL };
        let unusual = (TIMES_LONGEST_RUN * self.longest_run).max(fewest);
        if still {
            self.run += 1.0;
            return if self.resting < RESTLESS { self.run / unusual } else { 0.0 };
        }
        // A standstill teaches when it is over, and so does its share of the steps.
        for _ in 0..(self.run as u32).min(FORGOTTEN) {
            self.resting += NEWEST * (1.0 - self.resting);
        }
        self.resting *= 1.0 - NEWEST;
        self.longest_run = self.longest_run.max(self.run);
        self.run = 0.0;
        0.0
    }

    fn gap(&mut self, steps: f64) -> f64 {
        if steps.is_nan() {
            return 0.0;
        }
        let unusual = (TIMES_LONGEST_GAP * self.longest_gap).max(FEWEST_MISSING);
        self.longest_gap = self.longest_gap.max(steps);
        steps / unusual
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unusual_at(usual: fn(u32) -> u32, points: usize) -> Option<usize> {
        stuck_at(7.5, usual, points)
    }

    // At which point of a standstill of so many points after 500 of `usual` it becomes unusual.
    fn stuck_at(value: f64, usual: fn(u32) -> u32, points: usize) -> Option<usize> {
        let mut silence = Silence::new();
        for at in 0..500 {
            assert!(silence.judge(f64::from(usual(at)), 1.0) <= 1.0, "{at}");
        }
        (0..points).find(|_| silence.judge(value, 1.0) > 1.0)
    }

    #[test]
    fn a_value_that_is_stuck_is_unusual_soon_and_a_long_run_where_runs_are_long_is_not() {
        assert_eq!(unusual_at(|at| at, 50), Some(11));
        assert_eq!(stuck_at(0.0, |at| at + 1, 50), Some(41));
        // Two steps in twelve stand still; then runs of six points, five steps each.
        assert_eq!(unusual_at(|at| at - u32::from(at % 12 < 3) * (at % 12), 50), Some(11));
        assert_eq!(unusual_at(|at| if at > 30 && at % 100 < 6 { 0 } else { at }, 50), Some(26));
    }

    #[test]
    fn what_rests_by_nature_may_rest_for_long() {
        assert_eq!(unusual_at(|at| at / 3, 400), None);
    }
}
