//! Windows of a series as rows of a table: what multivariate methods call samples.

use crate::stats::elementary::{larger, smaller};

/// Values whose exponent of two lies within ± this are used as they are.
const EXPONENT: i64 = 300;
const EXPONENT_BITS: u32 = 52;
const EXPONENT_BIAS: i64 = 1023;
/// Beyond this a value that is compared with tamed ones is as far as can be: its square is finite.
const FARTHEST: f64 = 1e150;

/// Every stretch of `width` neighbouring points without a gap, in order of time; row by row a look
/// into the one column of values, which nothing copies.
///
/// Gap rule: a window that holds a NaN or an infinity is no row, so that none reaches over a gap.
/// Where the largest value is beyond 2^±300 (some 10^±90) all are multiplied by one power of two, so
/// that cubes and their sums neither overflow nor vanish. Cost: O(n) time, 12 bytes a point.
#[derive(Debug)]
pub struct Rows {
    values: Vec<f64>,
    ends: Vec<u32>,
    width: usize,
}

impl Rows {
    pub(super) fn of(values: &[f64], width: usize) -> Self {
        Self::of_tamed(tamed(values), width)
    }

    /// The same of values that are as they are to be used.
    pub(super) fn of_tamed(values: Vec<f64>, width: usize) -> Self {
        let width = width.max(1);
        let (mut ends, mut run) = (Vec::new(), 0);
        for (at, value) in values.iter().enumerate() {
            run = if value.is_finite() { run + 1 } else { 0 };
            if run >= width {
                ends.push(at as u32);
            }
        }
        Self { values, ends, width }
    }

    /// A table that is there row by row, as it is: for those who only compare, and can do with gaps.
    pub(super) fn of_table(values: &[f64], width: usize) -> Self {
        let width = width.max(1);
        let ends = (1..=values.len() / width).map(|row| (row * width - 1) as u32).collect();
        Self { values: values.to_vec(), ends, width }
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Numbers in a row.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// A row, oldest value first.
    pub(super) fn row(&self, at: usize) -> &[f64] {
        let end = self.ends[at] as usize + 1;
        &self.values[end - self.width..end]
    }

    /// All rows in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.len()).map(|at| self.row(at))
    }

    /// The whole column that the rows look into, as long as the series.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The point that ends each row.
    pub(super) fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// One column, `0` the oldest values.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = f64> {
        self.ends.iter().map(move |end| self.values[*end as usize + 1 + at - self.width])
    }

    /// Smallest and largest of a column; `None` if there are no rows.
    pub(super) fn range(&self, column: usize) -> Option<(f64, f64)> {
        let first = self.column(column).next()?;
        let widen =
            |(low, high): (f64, f64), value: f64| (smaller(value, low), larger(value, high));
        Some(self.column(column).fold((first, first), widen))
    }

    /// What was said of the rows, at the points that end them; NaN elsewhere.
    pub(super) fn at_points(&self, of_rows: &[f64]) -> Vec<f64> {
        let mut points = vec![f64::NAN; self.values.len()];
        for (end, score) in self.ends.iter().zip(of_rows) {
            points[*end as usize] = *score;
        }
        points
    }
}

/// The values, times a power of two where they are all too large or all too small to be cubed.
pub(super) fn tamed(values: &[f64]) -> Vec<f64> {
    let factor = factor(values);
    values.iter().map(|value| value * factor).collect()
}

/// What [`tamed`] multiplies these by.
pub(super) fn factor(values: &[f64]) -> f64 {
    let largest = largest(values);
    let exponent = (largest.to_bits() >> EXPONENT_BITS) as i64 - EXPONENT_BIAS;
    if largest == 0.0 || exponent.abs() <= EXPONENT {
        return 1.0;
    }
    // A normal power of two: the product is exact but for what vanishes beside the largest.
    let shift = (-exponent).clamp(1 - EXPONENT_BIAS, EXPONENT_BIAS);
    f64::from_bits(((shift + EXPONENT_BIAS) as u64) << EXPONENT_BITS)
}

/// The values times the factor of others, however far they are from those; what is not finite is a gap.
pub(super) fn tamed_by(factor: f64, values: &[f64]) -> Vec<f64> {
    let tame = |value: &f64| match value {
        value if value.is_finite() => (value * factor).clamp(-FARTHEST, FARTHEST),
        _ => f64::NAN,
    };
    values.iter().map(tame).collect()
}

/// The largest finite magnitude; 0 if there is none.
pub(super) fn largest(values: &[f64]) -> f64 {
    values
        .iter()
        .filter(|value| value.is_finite())
        .fold(0.0, |most, value| larger(value.abs(), most))
}

/// Square of the distance; anything from `limit` on once it is known to reach that.
#[inline]
pub(super) fn square(a: &[f64], b: &[f64], limit: f64) -> f64 {
    let (fours_a, rest_a) = a.as_chunks::<4>();
    let (fours_b, rest_b) = b.as_chunks::<4>();
    let mut sum = 0.0;
    for (a, b) in rest_a.iter().zip(rest_b) {
        sum += (a - b) * (a - b);
    }
    for ([a, b, c, d], [e, f, g, h]) in fours_a.iter().zip(fours_b) {
        sum += (a - e) * (a - e) + (b - f) * (b - f) + ((c - g) * (c - g) + (d - h) * (d - h));
        if sum >= limit {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_reaches_over_a_gap() {
        let rows = Rows::of(&[1.0, 2.0, 3.0, f64::NAN, 5.0, 6.0, f64::INFINITY, 8.0], 2);
        let all: Vec<&[f64]> = rows.iter().collect();
        assert_eq!(all, [[1.0, 2.0], [2.0, 3.0], [5.0, 6.0]]);
        assert_eq!((rows.ends(), rows.range(1)), ([1, 2, 5].as_slice(), Some((2.0, 6.0))));
        assert_eq!(rows.column(0).collect::<Vec<_>>(), [1.0, 2.0, 5.0]);
        assert_eq!(
            rows.at_points(&[7.0, 8.0, 9.0])[..3].iter().sum::<f64>().to_bits(),
            f64::NAN.to_bits()
        );
        assert_eq!((Rows::of(&[], 3).len(), Rows::of(&[1.0], 3).range(0)), (0, None));
    }

    #[test]
    fn what_is_too_large_or_too_small_is_shifted_by_a_power_of_two() {
        assert_eq!(tamed(&[1e9, -3.0]), [1e9, -3.0]);
        let huge = tamed(&[f64::MAX, f64::MIN, 0.0]);
        assert!((1.0..4.0).contains(&huge[0]) && huge[1] == -huge[0] && huge[2] == 0.0);
        let tiny = tamed(&[f64::MIN_POSITIVE, 0.0]);
        assert!((0.5..2.0).contains(&tiny[0]), "{tiny:?}");
        assert!(tamed(&[5e-324])[0] > 0.0);
    }
}
