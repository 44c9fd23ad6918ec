//! How unlike every other stretch of the series a stretch is.

use crate::stats::order::places;
use std::ops::Range;

/// Numbers that stand for a stretch.
const SIZE: usize = 8;
/// Stretches that others are compared with, spread evenly over the series.
const REFERENCES: usize = 1_024;
/// Distance to the fifth nearest: what happened five times is not unlike everything.
const NEAREST: usize = 5;
/// Distances that are looked at together.
const TOGETHER: usize = 8;
/// No place.
const NONE: usize = usize::MAX;
/// More than what is lost in a sum of eight numbers of the size that values have here.
const ROUNDING: f32 = 1e-3;

/// For every point the mean distance of the stretches that hold it to their fifth nearest other one:
/// `values` are in scales of the series, without gaps; a stretch is eight means of `every` values.
///
/// Empty if the series is shorter than two stretches. As k nearest neighbours on windows that keep
/// their amplitude: Ramaswamy, Rastogi, Shim 2000, on subsequences. Cost: 8,192 multiplications a point at most.
pub(super) fn strangeness(values: &[f32], every: usize) -> Vec<f64> {
    let length = SIZE * every;
    if values.len() < 2 * length {
        return Vec::new();
    }
    let means = means(values, every);
    let stretches = values.len() + 1 - length;
    let at = |start: usize| -> [f32; SIZE] { std::array::from_fn(|k| means[start + k * every]) };
    let mut others = Others::new(stretches, at);
    let distances = (0..stretches).map(|start| {
        let square = others.nearest(start, &at(start));
        f64::from(square / SIZE as f32).sqrt()
    });
    over_points(&distances.collect::<Vec<f64>>(), length, values.len())
}

/// What stretches are compared with, in order of their sums.
struct Others {
    sums: Vec<f32>,
    /// Number by number, so that all distances of one stretch are found side by side.
    columns: [Vec<f32>; SIZE],
    /// Where they start, and their places, by start.
    places: Vec<(usize, usize)>,
    /// The place of the one that is likely near to the next stretch where this one is near.
    after: Vec<usize>,
    squares: Vec<f32>,
    /// The nearest to the stretch before.
    last: [usize; NEAREST],
    /// Those up to here start before the stretch does.
    next: usize,
}

impl Others {
    fn new(stretches: usize, at: impl Fn(usize) -> [f32; SIZE]) -> Self {
        let count = stretches.min(REFERENCES);
        let all: Vec<[f32; SIZE]> = (0..count).map(|k| at(k * stretches / count)).collect();
        let sum = |k: usize| all[k].iter().sum::<f32>();
        let order = places(count, &mut |a, b| sum(a).total_cmp(&sum(b)));
        let mut places: Vec<_> = (0..count).map(|k| (k * stretches / count, 0)).collect();
        for (place, k) in order.iter().enumerate() {
            places[*k as usize].1 = place;
        }
        // The start of each stretch is known if all are here; otherwise most of the near ones stay.
        let follower = |k: usize| places.get(k + usize::from(count == stretches));
        let after = |k: &u32| follower(*k as usize).map_or(NONE, |(_, place)| *place);
        let column = |number: usize| order.iter().map(|k| all[*k as usize][number]).collect();
        Self {
            sums: order.iter().map(|k| sum(*k as usize)).collect(),
            columns: std::array::from_fn(column),
            after: order.iter().map(after).collect(),
            places,
            squares: vec![0.0; count],
            last: [NONE; NEAREST],
            next: 0,
        }
    }

    /// The square of the distance of the stretch that starts here to its fifth nearest, or its farthest
    /// of fewer; to be asked in order.
    fn nearest(&mut self, start: usize, stretch: &[f32; SIZE]) -> f32 {
        // No stretch is its own neighbour.
        let itself = match self.places.get(self.next) {
            Some((same, place)) if *same == start => *place,
            _ => NONE,
        };
        self.next += usize::from(itself != NONE);
        let mut best = self.likely(itself, stretch);
        let range = self.within(best.limit(), stretch);
        let squares = &mut self.squares[range.clone()];
        fill(squares, self.columns.each_ref().map(|column| &column[range.clone()]), stretch);
        for (few, from) in squares.chunks(TOGETHER).zip((range.start..).step_by(TOGETHER)) {
            // Few are near: most are passed over together.
            let limit = best.limit();
            let near = few.iter().map(|square| u32::from(*square < limit)).sum::<u32>();
            if near == 0 {
                continue;
            }
            for (square, place) in few.iter().zip(from..).filter(|(_, place)| *place != itself) {
                best.keep(*square, place);
            }
        }
        self.last = best.places;
        best.squares.into_iter().rev().find(|square| square.is_finite()).unwrap_or(0.0)
    }

    // Those after the ones that were near to the stretch before: they are near as a rule, and the fifth nearest
    // of all is no farther than theirs.
    fn likely(&self, itself: usize, stretch: &[f32; SIZE]) -> Best {
        let mut best = Best::default();
        for place in self.last {
            let place = self.after.get(place).copied().unwrap_or(NONE);
            if place == NONE || place == itself {
                return Best::default();
            }
            let other = self.columns.iter().map(|numbers| numbers[place]);
            best.keep(other.zip(stretch).map(|(a, b)| (a - b) * (a - b)).sum(), place);
        }
        best
    }

    // Where those are whose square may be below the limit: that of a difference of sums is at most eight times
    // the sum of the squares (Cauchy and Schwarz).
    fn within(&self, limit: f32, stretch: &[f32; SIZE]) -> Range<usize> {
        let sum = stretch.iter().sum::<f32>();
        let reach = (SIZE as f32 * limit).sqrt() * 1.001 + ROUNDING;
        let from = self.sums.partition_point(|other| *other < sum - reach);
        from..self.sums.partition_point(|other| *other <= sum + reach)
    }
}

// All in one loop over equally long slices: the compiler does several distances at once.
fn fill(squares: &mut [f32], columns: [&[f32]; SIZE], stretch: &[f32; SIZE]) {
    let columns = columns.map(|column| &column[..squares.len()]);
    for (at, square) in squares.iter_mut().enumerate() {
        let far = |k: usize| (columns[k][at] - stretch[k]) * (columns[k][at] - stretch[k]);
        *square = far(0) + far(1) + far(2) + far(3) + far(4) + far(5) + far(6) + far(7);
    }
}

/// The nearest so far, in order.
struct Best {
    squares: [f32; NEAREST],
    places: [usize; NEAREST],
}

impl Default for Best {
    fn default() -> Self {
        Self { squares: [f32::INFINITY; NEAREST], places: [NONE; NEAREST] }
    }
}

impl Best {
    fn limit(&self) -> f32 {
        self.squares[NEAREST - 1]
    }

    fn keep(&mut self, square: f32, place: usize) {
        let mut at = NEAREST - 1;
        if square >= self.squares[at] || self.places.contains(&place) {
            return;
        }
        while at > 0 && square < self.squares[at - 1] {
            (self.squares[at], self.places[at]) = (self.squares[at - 1], self.places[at - 1]);
            at -= 1;
        }
        (self.squares[at], self.places[at]) = (square, place);
    }
}

fn means(values: &[f32], every: usize) -> Vec<f32> {
    values.windows(every).map(|few| few.iter().sum::<f32>() / every as f32).collect()
}

// The mean over the stretches that hold a point.
fn over_points(distances: &[f64], length: usize, points: usize) -> Vec<f64> {
    let (mut sum, mut from) = (0.0, 0);
    (0..points)
        .map(|at| {
            sum += distances.get(at).copied().unwrap_or(0.0);
            if at >= length {
                sum -= distances[from];
                from += 1;
            }
            let held = distances.len().min(at + 1) - from;
            sum / held as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    fn wave(points: usize) -> Vec<f32> {
        (0..points).map(|at| ((at % 24) as f32 * 0.26).sin()).collect()
    }

    #[test]
    fn what_is_unlike_everything_stands_out_where_it_is() {
        for every in [1, 4] {
            let mut values = wave(600);
            values[300..304].fill(4.0);
            let strange = strangeness(&values, every);
            assert_eq!(strange.len(), 600);
            let usual = strange[..200].iter().copied().fold(0.0, f64::max);
            assert!(strange[302] > 5.0 * usual.max(0.05), "{} {usual}", strange[302]);
        }
    }

    // As the definition says it, with nothing passed over.
    fn plain(values: &[f32], every: usize) -> Vec<f64> {
        let length = SIZE * every;
        let means = means(values, every);
        let stretches = values.len() + 1 - length;
        let count = stretches.min(REFERENCES);
        let square = |a: usize, b: usize| {
            (0..SIZE).map(|k| (means[a + k * every] - means[b + k * every]).powi(2)).sum::<f32>()
        };
        let far = |start: usize| {
            let others = (0..count).map(|k| k * stretches / count).filter(|other| *other != start);
            let mut squares: Vec<f32> = others.map(|other| square(other, start)).collect();
            let fifth = (squares.len() - 1).min(NEAREST - 1);
            let square = *squares.select_nth_unstable_by(fifth, f32::total_cmp).1;
            f64::from(square / SIZE as f32).sqrt()
        };
        over_points(&(0..stretches).map(far).collect::<Vec<f64>>(), length, values.len())
    }

    #[test]
    fn what_is_passed_over_changes_nothing() {
        let noise = Stream::new(3, 1);
        let rough = |at: i64| noise.normal(at) as f32;
        let smooth = |at: i64| (at as f32 * 0.05).sin() * 20.0 + rough(at) * 0.1;
        let stepped = |at: i64| if at % 90 < 60 { 1.0 } else { 50.0 };
        let some: [&dyn Fn(i64) -> f32; 3] = [&rough, &smooth, &stepped];
        for (points, every) in [(17, 1), (20, 1), (400, 1), (400, 4), (2_600, 1), (2_600, 4)] {
            for value in some {
                let values: Vec<f32> = (0..points).map(value).collect();
                if values.len() >= 2 * SIZE * every {
                    assert!(
                        strangeness(&values, every) == plain(&values, every),
                        "{points} {every}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_shape_that_recurs_is_not_strange_and_too_few_points_have_none() {
        let mut values = wave(600);
        for start in (20..600).step_by(72) {
            values[start..start + 3].fill(4.0);
        }
        assert!(strangeness(&values, 1)[309] < 0.1);
        assert!(strangeness(&values[..15], 1).is_empty());
        assert_eq!(strangeness(&values[..16], 1).len(), 16);
    }
}
