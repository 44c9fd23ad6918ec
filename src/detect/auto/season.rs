//! What the same time of day brought on the days before.

use super::track::running;
use crate::detect::pace::Pace;
use crate::stats::order::sort_few;

const DAY: f64 = 86_400.0;
/// Days that are looked back on, and the one under way.
const DAYS: usize = 7;
const ROWS: usize = DAYS + 1;
/// Times of day closer together than this, in seconds, are one.
const SHORTEST_BIN: f64 = 300.0;
/// Fewer earlier days than this are no season.
const FEWEST: usize = 2;

/// The values of seven days by time of day, in bins of five minutes or one step if that is longer;
/// the last value of a bin stands for it. 9 kB at most.
#[derive(Debug, Clone)]
pub(super) struct Season {
    bins: usize,
    // A row of bins for each day, and which day it is.
    values: Vec<f32>,
    days: [i64; ROWS],
}

impl Season {
    /// Nothing remembered; `step` in seconds.
    pub(super) fn new(step: f64) -> Self {
        let bins = (DAY / step.max(SHORTEST_BIN)).round() as usize;
        // Less than two points a day have no time of day.
        let bins = if bins < 2 { 0 } else { bins };
        Self { bins, values: vec![f32::NAN; bins * ROWS], days: [i64::MIN; ROWS] }
    }

    /// The median over the days before of the median of three neighbouring bins; NaN if fewer than
    /// two days have one. Cost: O(1).
    pub(super) fn expected(&self, time: f64) -> f64 {
        if self.bins == 0 {
            return f64::NAN;
        }
        let (day, bin) = self.place(time);
        let mut found = [0.0; DAYS];
        let mut count = 0;
        for before in 1..=DAYS as i64 {
            let row = row(day - before);
            if self.days[row] != day - before {
                continue;
            }
            let near = [bin + self.bins - 1, bin, bin + 1]
                .map(|bin| f64::from(self.values[row * self.bins + bin % self.bins]));
            if let Some(value) = median_of_known(near) {
                found[count] = value;
                count += 1;
            }
        }
        if count < FEWEST {
            return f64::NAN;
        }
        let found = &mut found[..count];
        sort_few(found);
        f64::midpoint(found[(count - 1) / 2], found[count / 2])
    }

    /// Remembers a value.
    pub(super) fn learn(&mut self, time: f64, value: f64) {
        if self.bins == 0 {
            return;
        }
        let (day, bin) = self.place(time);
        let row = row(day);
        let bins = row * self.bins..(row + 1) * self.bins;
        if self.days[row] != day {
            self.days[row] = day;
            self.values[bins.clone()].fill(f32::NAN);
        }
        self.values[bins.start + bin] = value as f32;
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.values.capacity() * size_of::<f32>()
    }

    fn place(&self, time: f64) -> (i64, usize) {
        let bin = (time.rem_euclid(DAY) / DAY * self.bins as f64) as usize;
        ((time / DAY).floor() as i64, bin.min(self.bins - 1))
    }
}

fn row(day: i64) -> usize {
    day.rem_euclid(ROWS as i64) as usize
}

// The upper one of two.
fn median_of_known(mut values: [f64; 3]) -> Option<f64> {
    sort_few(&mut values);
    // NaN of either sign is at one of the ends.
    let known = values.iter().filter(|value| !value.is_nan()).count();
    let first = values.iter().position(|value| !value.is_nan())?;
    Some(values[first + known / 2])
}

/// Errors with the season below this share of those without begin belief in it; above the other,
/// belief ends.
const BEGINS: f64 = 0.5;
const ENDS: f64 = 0.8;
/// An error counts as at most so many deviations: one bad hour must not end a season.
const WORST: f64 = 3.0;

/// Whether the season is worth taking out: a running comparison, over about a day, of the errors it
/// makes with those that the median makes.
#[derive(Debug, Clone)]
pub(super) struct Belief {
    with: f64,
    without: f64,
    believed: bool,
}

impl Belief {
    pub(super) fn new() -> Self {
        Self { with: f64::NAN, without: f64::NAN, believed: false }
    }

    /// Takes a value, what the season expected (NaN if nothing), and median and deviation of the long
    /// past; says whether the season is believed for this value.
    pub(super) fn update(
        &mut self,
        value: f64,
        expected: f64,
        (median, deviation): (f64, f64),
        pace: &Pace,
    ) -> bool {
        if !expected.is_finite() {
            return false;
        }
        let weight = 2.0 / (pace.day() as f64 + 1.0);
        let error = |from: f64| (value - from).abs().min(WORST * deviation);
        self.with = running(self.with, error(expected), weight);
        self.without = running(self.without, error(median), weight);
        let limit = if self.believed { ENDS } else { BEGINS };
        self.believed = self.with < limit * self.without;
        self.believed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f64 = 600.0;

    fn value(at: i64) -> f64 {
        (at % 144) as f64
    }

    fn after(days: i64) -> Season {
        let mut season = Season::new(STEP);
        (0..days * 144).for_each(|at| season.learn(at as f64 * STEP, value(at)));
        season
    }

    #[test]
    fn two_days_make_a_season_and_the_day_under_way_is_no_part_of_it() {
        let noon = |days: i64| (days * 144 + 72) as f64 * STEP;
        assert!(after(1).expected(noon(1)).is_nan());
        let mut season = after(3);
        season.learn(noon(3), 1e6);
        assert_eq!(season.expected(noon(3)), 72.0);
    }

    #[test]
    fn days_without_points_are_no_days() {
        let season = after(3);
        let later = |days: i64| season.expected((days * 144 + 72) as f64 * STEP);
        assert_eq!((later(3), later(8)), (72.0, 72.0));
        assert!(later(9).is_nan() && later(11).is_nan());
    }

    #[test]
    fn once_a_day_is_no_season() {
        let season = Season::new(86_400.0);
        assert!(season.expected(0.0).is_nan());
        assert_eq!(season.memory(), 0);
    }
}
