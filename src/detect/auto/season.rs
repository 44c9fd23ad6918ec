//! What the same time of day brought on the days before.

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
        found.sort_unstable_by(f64::total_cmp);
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
    values.sort_unstable_by(f64::total_cmp);
    // NaN of either sign is at one of the ends.
    let known = values.iter().filter(|value| !value.is_nan()).count();
    let first = values.iter().position(|value| !value.is_nan())?;
    Some(values[first + known / 2])
}
