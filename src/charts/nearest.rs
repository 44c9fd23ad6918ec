//! The point below the pointer.

use crate::model::Drawing;

/// The vertex of the line that is nearest in time within the window, as `(time, value)`; `None` if
/// there is none. Cost O(log n), plus the length of a gap.
pub fn nearest(drawing: &Drawing, time: f64) -> Option<(f64, f64)> {
    let (times, values) = (&drawing.line.times, &drawing.line.values);
    let usable = |index: &usize| {
        let inside = times
            .get(*index)
            .is_some_and(|time| (drawing.range.from..=drawing.range.to).contains(time));
        inside && values.get(*index).is_some_and(|value| value.is_finite())
    };
    let split = times.partition_point(|other| *other < time);
    let before = (0..split).rev().find(usable);
    let after = (split..times.len()).find(usable);
    let distance = |index: &usize| (times[*index] - time).abs();
    let index =
        [before, after].into_iter().flatten().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    Some((times[index], values[index]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Band, Marks, Polyline, SeriesKey, SourceId, TimeRange};

    #[test]
    fn the_nearest_point_is_never_a_gap_nor_outside() {
        let drawing = |times: &[f64], values: &[f64]| Drawing {
            key: SeriesKey { source: SourceId(0), index: 0 },
            range: TimeRange { from: 0.0, to: 10.0 },
            line: Polyline { times: times.to_vec(), values: values.to_vec() },
            band: Band::default(),
            marks: Marks::default(),
            extent: (0.0, 0.0),
            learning: None,
        };
        let some = drawing(&[-1.0, 2.0, 4.0, 5.0, 9.0, 11.0], &[0.0, 1.0, f64::NAN, 2.0, 3.0, 4.0]);
        let check = |time, expected| assert_eq!(nearest(&some, time), expected, "at {time}");
        check(-5.0, Some((2.0, 1.0)));
        check(3.4, Some((2.0, 1.0)));
        check(4.0, Some((5.0, 2.0)));
        check(11.0, Some((9.0, 3.0)));
        check(f64::NAN, Some((2.0, 1.0)));
        assert_eq!(nearest(&drawing(&[], &[]), 1.0), None);
        assert_eq!(nearest(&drawing(&[1.0], &[f64::NAN]), 1.0), None);
    }
}
