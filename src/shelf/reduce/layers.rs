//! What lies behind and on top of a line: the expected band and the alarms.

use super::columns::{Columns, window};
use super::extremes;
use crate::detect::Alarm;
use crate::model::{Band, Marks, Samples, TimeRange};
use crate::shelf::pyramid::Pyramid;

/// Pixel columns that share one vertex of the band: a filled shape costs by its vertices, and its
/// edges are smooth.
const COLUMNS_PER_BAND_VERTEX: u32 = 3;

/// A score of an alarm that its detector left open: the alarm level itself.
const ALARM_LEVEL: f64 = 1.0;

/// Reduces an expected band to one vertex per three pixel columns: the smallest of the lower and
/// the largest of the upper edge, so that what the full band holds, the reduced one holds too.
///
/// One neighbour outside stands on each side. NaN or infinite in one edge means that the band is
/// open on that side (written as NaN); in both, that there is no band (it breaks). Pyramids over
/// `lower` and `upper` change the cost, never the result: O(columns) with them, O(points) without.
pub fn band(
    times: &[f64],
    (lower, upper): (&[f64], &[f64]),
    pyramids: Option<&(Pyramid, Pyramid)>,
    range: TimeRange,
    columns: u32,
) -> Band {
    let count = times.len().min(lower.len()).min(upper.len());
    let times = &times[..count];
    let inside = window(times, range);
    let vertices = columns.div_ceil(COLUMNS_PER_BAND_VERTEX).max(1);
    let mut band = Band::default();
    let mut push = |from: usize, to: usize| {
        let low = pyramids.map_or_else(
            || extremes(&lower[from..to]).low,
            |(below, _)| below.extremes(lower, from, to).low,
        );
        let high = pyramids.map_or_else(
            || extremes(&upper[from..to]).high,
            |(_, above)| above.extremes(upper, from, to).high,
        );
        let (open_low, open_high) = (!low.is_finite(), !high.is_finite());
        let broken = band.lower.last().zip(band.upper.last());
        let broken = broken.is_none_or(|(low, high)| low.is_nan() && high.is_nan());
        if open_low && open_high && broken {
            return;
        }
        band.times.push(f64::midpoint(times[from], times[to - 1]));
        band.lower.push(if open_low { f64::NAN } else { low });
        band.upper.push(if open_high { f64::NAN } else { high });
    };
    if inside.start > 0 {
        push(inside.start - 1, inside.start);
    }
    if inside.len() / 2 <= vertices as usize {
        inside.clone().for_each(|index| push(index, index + 1));
    } else {
        for (_, column) in Columns::new(times, range, vertices) {
            push(column.start, column.end);
        }
    }
    if inside.end < count {
        push(inside.end, inside.end + 1);
    }
    band
}

/// Keeps the alarm with the highest score of each pixel column.
///
/// Alarms on gaps or infinities are left out: there is nothing to put a mark on. A score that is
/// NaN counts as the alarm level. Cost O(alarms of the window).
pub fn marks(samples: Samples<'_>, alarms: &[Alarm], range: TimeRange, columns: u32) -> Marks {
    let mut marks = Marks::default();
    let mut last_column = None;
    for (index, score) in shown(samples, alarms, range) {
        let column = column_of(samples.times[index], range, columns);
        if last_column == Some(column) {
            if marks.scores.last().is_some_and(|last| *last >= score) {
                continue;
            }
            marks.times.pop();
            marks.values.pop();
            marks.scores.pop();
        }
        last_column = Some(column);
        marks.times.push(samples.times[index]);
        marks.values.push(samples.values[index]);
        marks.scores.push(score);
    }
    marks
}

/// Place and score of every alarm on a finite value within a window, in order of time.
pub(super) fn shown<'a>(
    samples: Samples<'a>,
    alarms: &'a [Alarm],
    range: TimeRange,
) -> impl Iterator<Item = (usize, f64)> + 'a {
    let count = samples.times.len().min(samples.values.len());
    let inside = window(&samples.times[..count], range);
    let first = alarms.partition_point(|alarm| (alarm.at as usize) < inside.start);
    let last = alarms.partition_point(|alarm| (alarm.at as usize) < inside.end);
    let drawable = move |alarm: &&Alarm| samples.values[alarm.at as usize].is_finite();
    alarms[first..last].iter().filter(drawable).map(|alarm| {
        let score = if alarm.score.is_nan() { ALARM_LEVEL } else { alarm.score };
        (alarm.at as usize, score)
    })
}

/// The pixel column of a moment within a window.
pub(super) fn column_of(time: f64, range: TimeRange, columns: u32) -> u32 {
    let columns = columns.max(1);
    let column = (time - range.from) / range.seconds() * f64::from(columns);
    // A window without length gives NaN, which becomes column 0.
    (column as u32).min(columns - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAN: f64 = f64::NAN;

    #[test]
    fn a_reduced_band_holds_the_full_one() {
        let times: Vec<f64> = (0..1000).map(f64::from).collect();
        let upper: Vec<f64> = times.iter().map(|t| 10.0 + (t * 0.7).sin()).collect();
        let lower: Vec<f64> = upper.iter().map(|u| u - 5.0).collect();
        let reduced =
            band(&times, (&lower, &upper), None, TimeRange { from: 100.0, to: 899.0 }, 30);
        assert_eq!(reduced.times.len(), 10 + 2);
        assert_eq!((reduced.times[0], reduced.times[11]), (99.0, 900.0));
        for vertex in 0..10 {
            let points = 100 + vertex * 80..180 + vertex * 80;
            let high = upper[points.clone()].iter().copied().fold(f64::MIN, f64::max);
            let low = lower[points].iter().copied().fold(f64::MAX, f64::min);
            assert_eq!((reduced.lower[vertex + 1], reduced.upper[vertex + 1]), (low, high));
        }
    }

    #[test]
    fn pyramids_change_nothing() {
        let times: Vec<f64> = (0..30_000).map(f64::from).collect();
        let upper: Vec<f64> = (0..30_000)
            .map(|i| if i % 9_000 < 3_000 { NAN } else { f64::from(i * 7919 % 1009) })
            .collect();
        let lower: Vec<f64> =
            upper.iter().map(|u| if *u > 1_000.0 { f64::NEG_INFINITY } else { u - 5.0 }).collect();
        let pyramids = (Pyramid::build(&lower), Pyramid::build(&upper));
        for (from, to, columns) in
            [(0.0, 29_999.0, 30), (10.5, 21_000.0, 9), (4_000.0, 4_090.0, 900)]
        {
            let range = TimeRange { from, to };
            let plain = band(&times, (&lower, &upper), None, range, columns);
            let fast = band(&times, (&lower, &upper), Some(&pyramids), range, columns);
            assert_eq!(format!("{fast:?}"), format!("{plain:?}"), "{from} to {to}");
            assert!(!plain.times.is_empty());
        }
    }

    #[test]
    fn an_open_side_stays_open_and_no_band_breaks_once() {
        let times = [0.0, 1.0, 2.0, 3.0, 4.0];
        let lower = [NAN, NAN, NAN, 1.0, f64::NEG_INFINITY];
        let upper = [NAN, NAN, 5.0, NAN, NAN];
        let reduced = band(&times, (&lower, &upper), None, TimeRange { from: 0.0, to: 4.0 }, 100);
        let expected =
            "Band { times: [2.0, 3.0, 4.0], lower: [NaN, 1.0, NaN], upper: [5.0, NaN, NaN] }";
        assert_eq!(format!("{reduced:?}"), expected);
    }

    #[test]
    fn the_worst_alarm_of_a_column_is_kept() {
        let times: Vec<f64> = (0..100).map(f64::from).collect();
        let mut values = times.clone();
        let alarm = |(at, score)| Alarm { at, score, lower: NAN, upper: NAN };
        let alarms = [(10, 2.0), (11, 9.0), (12, 3.0), (50, NAN), (70, 4.0), (99, 1.5)].map(alarm);
        values[70] = NAN;
        let samples = Samples { times: &times, values: &values };
        let kept = marks(samples, &alarms, TimeRange { from: 0.0, to: 99.0 }, 10);
        assert_eq!(kept.times, [11.0, 50.0, 99.0]);
        assert_eq!(kept.values, [11.0, 50.0, 99.0]);
        assert_eq!(kept.scores, [9.0, 1.0, 1.5]);
    }
}
