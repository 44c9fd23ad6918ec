//! How far in the tails of its column each number of a window is.

use super::rows::Rows;
use crate::stats::elementary::ln;
use crate::stats::order::{places, sort_by};

/// One number of a window, as minus logarithms of empirical probabilities.
pub(super) struct Tail {
    /// Of a value as small as this or smaller.
    pub(super) left: f64,
    /// Of a value as large as this or larger.
    pub(super) right: f64,
    /// Of the side to which the column is skewed; both added if it is to neither.
    pub(super) skewed: f64,
}

impl Tail {
    fn of(left: f64, right: f64, skew: f64) -> Self {
        let skewed = match skew {
            skew if skew < 0.0 => left,
            skew if skew > 0.0 => right,
            _ => left + right,
        };
        Self { left, right, skewed }
    }
}

/// For every row, the sum over its columns of what `rarity` makes of each number.
///
/// Cost: one sort of the series, O(n log n), then O(n·w).
pub(super) fn sums(rows: &Rows, rarity: fn(&Tail) -> f64) -> Vec<f64> {
    let (values, width) = (rows.values(), rows.width());
    let order = places(values.len(), &mut |a, b| values[a].total_cmp(&values[b]));
    let mut row_of = vec![None; values.len()];
    for (row, end) in rows.ends().iter().enumerate() {
        row_of[*end as usize] = Some(row);
    }
    let count = rows.len();
    let rare: Vec<f64> = (0..=count).map(|rank| -ln(rank as f64 / count as f64)).collect();
    let mut sums = vec![0.0; count];
    let mut sorted = Vec::with_capacity(count);
    for column in 0..width {
        let row_with = |place: &u32| *row_of.get(*place as usize + width - 1 - column)?;
        sorted.clear();
        sorted.extend(
            order.iter().filter_map(|place| Some((values[*place as usize], row_with(place)?))),
        );
        let skew = skew(&sorted);
        let mut start = 0;
        for alike in sorted.chunk_by(|(a, _), (b, _)| a == b) {
            let rarity = rarity(&Tail::of(rare[start + alike.len()], rare[count - start], skew));
            for (_, row) in alike {
                sums[*row] += rarity;
            }
            start += alike.len();
        }
    }
    sums
}

/// The same for rows each of which, and no other, is added to those of the past.
///
/// Cost: O((m + n)·w·log m) for n rows beside m.
pub(super) fn sums_beside(past: &Rows, rows: &Rows, rarity: fn(&Tail) -> f64) -> Vec<f64> {
    let count = past.len();
    let rare: Vec<f64> =
        (0..=count + 1).map(|rank| -ln(rank as f64 / (count + 1) as f64)).collect();
    let mut sums = vec![0.0; rows.len()];
    for column in 0..rows.width() {
        let mut sorted: Vec<f64> = past.column(column).collect();
        sort_by(&mut sorted, f64::total_cmp);
        let shape = Shape::of(&sorted);
        for (sum, value) in sums.iter_mut().zip(rows.column(column)) {
            let below = sorted.partition_point(|other| *other < value);
            let up_to = sorted.partition_point(|other| *other <= value);
            let tail = Tail::of(rare[up_to + 1], rare[count - below + 1], shape.skew_with(value));
            *sum += rarity(&tail);
        }
    }
    sums
}

/// Mean and sums of the squares and cubes of the distances from it.
struct Shape {
    count: f64,
    ends: Option<(f64, f64)>,
    mean: f64,
    squares: f64,
    cubes: f64,
}

impl Shape {
    fn of(sorted: &[f64]) -> Self {
        let count = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / count.max(1.0);
        let far = || sorted.iter().map(|value| value - mean);
        let ends = sorted.first().copied().zip(sorted.last().copied());
        let squares = far().map(|far| far * far).sum();
        Self { count, ends, mean, squares, cubes: far().map(|far| far * far * far).sum() }
    }

    /// The third central moment, times the count, with one more value; 0 if all are equal.
    fn skew_with(&self, value: f64) -> f64 {
        if self.ends.is_none_or(|(low, high)| low == value && high == value) {
            return 0.0;
        }
        let (count, far) = (self.count, value - self.mean);
        let all = count + 1.0;
        self.cubes + far * far * far * (count * (count - 1.0) / (all * all))
            - 3.0 * far * self.squares / all
    }
}

/// The third central moment, which has the sign of the skewness; 0 for a constant column.
fn skew(sorted: &[(f64, usize)]) -> f64 {
    let (Some((low, _)), Some((high, _))) = (sorted.first(), sorted.last()) else { return 0.0 };
    if low == high {
        return 0.0;
    }
    let mean = sorted.iter().map(|(value, _)| value).sum::<f64>() / sorted.len() as f64;
    sorted.iter().map(|(value, _)| (value - mean) * (value - mean) * (value - mean)).sum()
}
