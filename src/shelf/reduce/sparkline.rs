//! A whole series in a hundred columns, for a row of a list.

use super::columns::Columns;
use super::extremes;
use super::layers::{column_of, shown};
use crate::detect::Alarm;
use crate::model::{Samples, Sparkline, TimeRange};

/// Reduces a series to the extremes and the worst alarm of each column; columns are cut by time.
///
/// A column whose points are all gaps (NaN, infinite) is NaN. A column without any point, which is
/// no gap but a series sparser than the columns, lies on the straight line between its neighbours.
/// Cost O(points).
pub fn sparkline(
    samples: Samples<'_>,
    alarms: &[Alarm],
    range: TimeRange,
    columns: u32,
) -> Sparkline {
    let count = samples.times.len().min(samples.values.len());
    let samples = Samples { times: &samples.times[..count], values: &samples.values[..count] };
    let mut lows = vec![f64::NAN; columns as usize];
    let mut highs = lows.clone();
    let mut last: Option<usize> = None;
    let mut extent = super::Extremes::NONE;
    for (column, points) in Columns::new(samples.times, range, columns.max(1)) {
        let column = column as usize;
        let found = extremes(&samples.values[points]);
        if !found.any() || column >= lows.len() {
            last = None;
            continue;
        }
        extent = extent.join(found);
        (lows[column], highs[column]) = (found.low, found.high);
        if let Some(last) = last {
            fill(&mut lows, last, column);
            fill(&mut highs, last, column);
        }
        last = Some(column);
    }
    let extent = if extent.any() { (extent.low, extent.high) } else { (0.0, 0.0) };
    let score = worst(samples, alarms, range, columns);
    Sparkline { low: within(&lows, extent), high: within(&highs, extent), score, extent }
}

/// The worst score of the alarms of each column alone, as [`sparkline`] has it. Cost O(alarms).
pub fn worst(samples: Samples<'_>, alarms: &[Alarm], range: TimeRange, columns: u32) -> Vec<f32> {
    let mut worst = vec![0.0_f32; columns as usize];
    for (index, score) in shown(samples, alarms, range) {
        let column = column_of(samples.times[index], range, columns) as usize;
        if let Some(column) = worst.get_mut(column) {
            *column = column.max(score as f32);
        }
    }
    worst
}

// The straight line between two columns.
fn fill(values: &mut [f64], from: usize, to: usize) {
    let (first, last) = (values[from], values[to]);
    let steps = (to - from) as f64;
    for (step, value) in values[from..to].iter_mut().enumerate().skip(1) {
        let share = step as f64 / steps;
        *value = first * (1.0 - share) + last * share;
    }
}

// As shares of the extent, because single precision would flatten a counter near 10^9.
fn within(values: &[f64], (low, high): (f64, f64)) -> Vec<f32> {
    let share = |value: f64| match high - low {
        0.0 if value.is_nan() => f32::NAN,
        0.0 => 0.5,
        // Half of each, as the difference of two huge values may not be finite.
        _ => ((value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0)) as f32,
    };
    values.iter().map(|value| share(*value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], columns: u32, expected: &str) {
        let times: Vec<f64> = (0..values.len()).map(|i| i as f64).collect();
        let range = TimeRange { from: 0.0, to: (values.len() - 1) as f64 };
        let samples = Samples { times: &times, values };
        let alarm = |at: usize| Alarm { at: at as u32, score: values[at], lower: 0.0, upper: 0.0 };
        let alarms: Vec<Alarm> =
            (0..values.len()).filter(|at| values[*at] > 8.0).map(alarm).collect();
        let spark = sparkline(samples, &alarms, range, columns);
        let found = format!("{:?} {:?} {:?}", spark.low, spark.high, spark.score);
        assert_eq!(found, expected, "{values:?}");
    }

    #[test]
    fn extremes_alarms_and_gaps_of_each_column() {
        const GAP: f64 = f64::NAN;
        check(&[0.0, 10.0, 5.0, 5.0], 2, "[0.0, 0.5] [1.0, 0.5] [10.0, 0.0]");
        check(
            &[0.0, 4.0, GAP, GAP, 8.0, 6.0],
            3,
            "[0.0, NaN, 0.75] [0.5, NaN, 1.0] [0.0, 0.0, 0.0]",
        );
        check(&[3.0, 3.0, 3.0, 3.0], 2, "[0.5, 0.5] [0.5, 0.5] [0.0, 0.0]");
        check(&[GAP, f64::INFINITY], 1, "[NaN] [NaN] [0.0]");
        check(&[0.0, 8.0], 3, "[0.0, 0.5, 1.0] [0.0, 0.5, 1.0] [0.0, 0.0, 0.0]");
    }

    #[test]
    fn no_column_asked_for_is_no_panic() {
        let samples = Samples { times: &[0.0, 1.0], values: &[1.0, 2.0] };
        let range = TimeRange { from: 0.0, to: 1.0 };
        assert_eq!(sparkline(samples, &[], range, 0).low, Vec::<f32>::new());
    }
}
