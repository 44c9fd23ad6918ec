//! How far in the tails of its column each number of a window is.

use super::rows::Rows;
use crate::stats::elementary::ln;
use crate::stats::order::places;

/// One number of a window, as minus logarithms of empirical probabilities.
pub(super) struct Tail {
    /// Of a value as small as this or smaller.
    pub(super) left: f64,
    /// Of a value as large as this or larger.
    pub(super) right: f64,
    /// Of the side to which the column is skewed; both added if it is to neither.
    pub(super) skewed: f64,
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
            let (left, right) = (rare[start + alike.len()], rare[count - start]);
            let skewed = match skew {
                skew if skew < 0.0 => left,
                skew if skew > 0.0 => right,
                _ => left + right,
            };
            let rarity = rarity(&Tail { left, right, skewed });
            for (_, row) in alike {
                sums[*row] += rarity;
            }
            start += alike.len();
        }
    }
    sums
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
