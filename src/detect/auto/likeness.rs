//! How unlike every earlier stretch of the series the last one is.

use super::view::SPAN;
use crate::stats::sparse::Sparse;

/// Numbers that stand for a stretch.
const SIZE: usize = 8;
/// Earlier stretches that are kept, spread over the span.
const KEPT: usize = 64;
/// Fewer than this say nothing about what is unlike them.
const FEWEST: usize = 32;

/// The distance of the last stretch to the nearest of the earlier ones, amplitude kept.
///
/// A stretch is eight means of `every` values; those that are kept are spread over a week of minutes, and
/// none shares a point with the last. As the nearest neighbour on windows (Ramaswamy, Rastogi, Shim 2000),
/// of the past alone. Cost: 1,024 multiplications a point, several at once; 4 kB, and 17 numbers for each of
/// `every`.
#[derive(Debug, Clone)]
pub(super) struct Likeness {
    every: usize,
    seen: usize,
    // What is kept as `f32` is a difference to the first value.
    anchor: f64,
    values: Vec<f32>,
    // Of the last `every` values after each of the last points, as many as two stretches have.
    means: Vec<f32>,
    sparse: Sparse,
    // Number by number, so that all distances are found side by side.
    columns: [Vec<f32>; SIZE],
    oldest: usize,
    distance: f64,
}

impl Likeness {
    #[inline(never)]
    pub(super) fn of(every: usize) -> Self {
        Self {
            every,
            seen: 0,
            anchor: 0.0,
            values: vec![0.0; every],
            means: vec![0.0; 2 * SIZE * every],
            sparse: Sparse::new(),
            columns: std::array::from_fn(|_| Vec::with_capacity(KEPT)),
            oldest: 0,
            distance: f64::NAN,
        }
    }

    /// The distance after one more value; NaN while too few stretches are known.
    #[inline(never)]
    pub(super) fn judge(&mut self, value: f64) -> f64 {
        if self.seen == 0 {
            self.anchor = value;
        }
        self.take((value - self.anchor) as f32);
        let length = SIZE * self.every;
        if self.columns[0].len() >= FEWEST && self.seen.is_multiple_of(self.every) {
            self.distance = self.nearest(&self.stretch(0));
        }
        if self.seen >= 2 * length && self.sparse.take() {
            self.keep(self.stretch(length));
        }
        self.distance
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        let columns = self.columns.iter().map(Vec::capacity).sum::<usize>();
        (columns + self.values.capacity() + self.means.capacity()) * size_of::<f32>()
    }

    fn take(&mut self, value: f32) {
        let (place, many) = (self.seen % self.every, self.means.len());
        self.values[place] = value;
        self.means[self.seen % many] = self.values.iter().sum::<f32>() / self.every as f32;
        self.seen += 1;
    }

    // The one that ended so many points ago.
    fn stretch(&self, ago: usize) -> [f32; SIZE] {
        let last = self.seen - 1 - ago;
        std::array::from_fn(|k| self.means[(last - (SIZE - 1 - k) * self.every) % self.means.len()])
    }

    fn nearest(&self, stretch: &[f32; SIZE]) -> f64 {
        let count = self.columns[0].len();
        let columns = self.columns.each_ref().map(|column| &column[..count]);
        // Squares are never negative, so that their bits are in the order of their sizes: whole numbers are
        // compared several at once.
        let bits = |at: usize| {
            let far = |k: usize| (columns[k][at] - stretch[k]) * (columns[k][at] - stretch[k]);
            let square = far(0) + far(1) + far(2) + far(3) + far(4) + far(5) + far(6) + far(7);
            square.to_bits() as i32
        };
        let least = (0..count).map(bits).fold(i32::MAX, i32::min);
        f64::from(f32::from_bits(least as u32) / SIZE as f32).sqrt()
    }

    fn keep(&mut self, stretch: [f32; SIZE]) {
        if self.columns[0].len() == KEPT && self.sparse.stride() * KEPT < SPAN {
            let columns = &mut self.columns;
            let kept = self.sparse.double(KEPT, |to, from| {
                for column in columns.iter_mut() {
                    column[to] = column[from];
                }
            });
            self.columns.iter_mut().for_each(|column| column.truncate(kept));
        }
        let is_full = self.columns[0].len() == KEPT;
        for (column, number) in self.columns.iter_mut().zip(stretch) {
            if is_full {
                column[self.oldest] = number;
            } else {
                column.push(number);
            }
        }
        if is_full {
            self.oldest = (self.oldest + 1) % KEPT;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    fn distances(every: usize, values: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut likeness = Likeness::of(every);
        values.map(|value| likeness.judge(value)).collect()
    }

    #[test]
    fn what_never_was_stands_out_and_what_recurs_does_not() {
        for every in [1, 4] {
            let noise = Stream::new(3, 1);
            // Its laps are four times as short once; its values are all usual ones.
            let pace = |at: usize| if (3_000..3_050).contains(&at) { 0.504 } else { 0.126 };
            let value =
                |at: usize| 1e9 + (at as f64 * pace(at)).sin() * 100.0 + noise.normal(at as i64);
            let distances = distances(every, (0..3_500).map(value));
            let usual = distances[500..2_990].iter().copied().fold(0.0, f64::max);
            let unlike = distances[3_000..3_040].iter().copied().fold(0.0, f64::max);
            assert!(unlike > 1.5 * usual, "{every}: {unlike} {usual}");
        }
    }

    #[test]
    fn it_is_silent_until_it_knows_enough_and_keeps_no_more_than_it_may() {
        let rising = distances(1, (0..200).map(f64::from));
        assert!(rising[..46].iter().all(|one| one.is_nan()));
        assert!(rising[60..].iter().all(|one| *one > 7.9), "the nearest ended eight points ago");
        let mut likeness = Likeness::of(4);
        let fresh = likeness.memory();
        for at in 0..60_000 {
            likeness.judge(f64::from(at % 977));
        }
        assert_eq!((likeness.memory(), likeness.columns[0].len()), (fresh, KEPT));
        assert!(fresh < 5_000, "{fresh}");
    }
}
