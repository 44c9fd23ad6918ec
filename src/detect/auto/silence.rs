//! Series that stop: values that no longer change, and points that do not come.

/// A standstill, or a gap, must be this many times as long as the longest before it.
const TIMES_LONGEST: f64 = 3.0;
/// It takes at least so many points.
const FEWEST: f64 = 40.0;
/// A series of which more steps than this share are standstills is one that rests by nature.
const RESTLESS: f64 = 0.2;
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
        let unusual = (TIMES_LONGEST * self.longest_run).max(FEWEST);
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
        let unusual = (TIMES_LONGEST * self.longest_gap).max(FEWEST);
        self.longest_gap = self.longest_gap.max(steps);
        steps / unusual
    }
}
