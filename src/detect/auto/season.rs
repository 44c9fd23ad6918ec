//! What the same phase of a season brought on its laps before.

use crate::stats::order::sort_few;

/// Most laps that are looked back on, and the one under way.
const MOST: usize = 7;
const ROWS: usize = MOST + 1;

/// The values of some laps by phase, in bins; the last value of a bin stands for it.
#[derive(Debug, Clone)]
pub(super) struct Season {
    lap: f64,
    bins: usize,
    laps: usize,
    // A row of bins for each lap and the one under way, and which lap it is.
    values: Vec<f32>,
    rows: [i64; ROWS],
}

impl Season {
    /// Nothing remembered of laps of so many seconds, of which at most so many are looked back on (7
    /// at most), in bins of so many seconds or a little less.
    pub(super) fn new(lap: f64, laps: usize, bin: f64) -> Self {
        let bins = (lap / bin).round() as usize;
        // Less than two points a lap have no phase.
        let bins = if bins < 2 { 0 } else { bins };
        let laps = laps.min(MOST);
        Self { lap, bins, laps, values: vec![f32::NAN; bins * (laps + 1)], rows: [i64::MIN; ROWS] }
    }

    /// Seconds from lap to lap.
    pub(super) fn lap(&self) -> f64 {
        self.lap
    }

    /// The median over the laps before of the median of three neighbouring bins, and of how many
    /// laps it is; NaN if there is none. Cost: O(1).
    pub(super) fn expected(&self, time: f64) -> (f64, usize) {
        if self.bins == 0 {
            return (f64::NAN, 0);
        }
        let (lap, bin) = self.place(time);
        let last = self.bins - 1;
        let near =
            [if bin == 0 { last } else { bin - 1 }, bin, if bin == last { 0 } else { bin + 1 }];
        let mut found = [0.0; MOST];
        let mut count = 0;
        let mut row = self.row(lap);
        for before in 1..=self.laps as i64 {
            row = if row == 0 { self.laps } else { row - 1 };
            if self.rows[row] != lap - before {
                continue;
            }
            let bins = &self.values[row * self.bins..][..self.bins];
            if let Some(value) = median_of_known(near.map(|bin| bins[bin])) {
                found[count] = f64::from(value);
                count += 1;
            }
        }
        if count == 0 {
            return (f64::NAN, 0);
        }
        let found = &mut found[..count];
        sort_few(found);
        (f64::midpoint(found[(count - 1) / 2], found[count / 2]), count)
    }

    /// The median of all that is remembered; NaN of nothing. Cost: O(bins).
    pub(super) fn middle(&self) -> f64 {
        let mut known: Vec<f32> =
            self.values.iter().copied().filter(|value| !value.is_nan()).collect();
        if known.is_empty() {
            return f64::NAN;
        }
        let half = known.len() / 2;
        f64::from(*known.select_nth_unstable_by(half, f32::total_cmp).1)
    }

    /// Whether no lap that is remembered is as late as this moment.
    pub(super) fn is_new_lap(&self, time: f64) -> bool {
        self.bins > 0 && {
            let lap = self.place(time).0;
            self.rows[self.row(lap)] != lap
        }
    }

    /// Remembers a value.
    pub(super) fn learn(&mut self, time: f64, value: f64) {
        if self.bins == 0 {
            return;
        }
        let (lap, bin) = self.place(time);
        let row = self.row(lap);
        let bins = row * self.bins..(row + 1) * self.bins;
        if self.rows[row] != lap {
            self.rows[row] = lap;
            self.values[bins.clone()].fill(f32::NAN);
        }
        self.values[bins.start + bin] = value as f32;
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.values.capacity() * size_of::<f32>()
    }

    fn place(&self, time: f64) -> (i64, usize) {
        // `rem_euclid` is a loop in WebAssembly.
        let whole = (time / self.lap).floor();
        let bin = ((time - whole * self.lap) / self.lap * self.bins as f64) as usize;
        (whole as i64, bin.min(self.bins - 1))
    }

    fn row(&self, lap: i64) -> usize {
        lap.rem_euclid(self.laps as i64 + 1) as usize
    }
}

// The upper one of two.
fn median_of_known([a, b, c]: [f32; 3]) -> Option<f32> {
    let known = |value: f32| !value.is_nan();
    match (known(a), known(b), known(c)) {
        (true, true, true) => Some(a.min(b).max(a.max(b).min(c))),
        (false, false, false) => None,
        // Of a number and none, `max` is the number.
        _ => Some(a.max(b).max(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: f64 = 86_400.0;
    const STEP: f64 = 600.0;

    fn value(at: i64) -> f64 {
        (at % 144) as f64
    }

    fn after(days: i64) -> Season {
        let mut season = Season::new(DAY, 7, STEP);
        (0..days * 144).for_each(|at| season.learn(at as f64 * STEP, value(at)));
        season
    }

    #[test]
    fn the_laps_before_are_counted_and_the_one_under_way_is_none_of_them() {
        let noon = |days: i64| (days * 144 + 72) as f64 * STEP;
        assert_eq!(after(0).expected(noon(0)).1, 0);
        assert_eq!(after(1).expected(noon(1)), (72.0, 1));
        let mut season = after(3);
        season.learn(noon(3), 1e6);
        assert_eq!(season.expected(noon(3)), (72.0, 3));
    }

    #[test]
    fn days_without_points_are_no_days() {
        let season = after(3);
        let later = |days: i64| season.expected((days * 144 + 72) as f64 * STEP).1;
        assert_eq!((later(3), later(8), later(9), later(11)), (3, 2, 1, 0));
    }

    #[test]
    fn once_a_day_is_no_season() {
        let season = Season::new(DAY, 7, DAY);
        assert!(season.expected(0.0).0.is_nan());
        assert_eq!(season.memory(), 0);
    }
}
