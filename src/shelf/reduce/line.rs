//! The line of a series: raw where the points are few, else the M4 vertices of each pixel column.

use super::columns::{Columns, window};
use super::places;
use crate::model::{Band, Polyline, Samples, TimeRange};
use crate::shelf::pyramid::Pyramid;
use std::ops::Range;

/// Below this many points a pixel column, all of them are drawn: reducing would save nothing.
const RAW_POINTS_PER_COLUMN: usize = 2;

/// Reduces a series to at most four vertices a pixel column: first, smallest, largest and last
/// finite value, each at its true time (M4: Jugel et al., VLDB 2014).
///
/// Few points come as they are. One neighbour outside stands on each side, so that the line runs to
/// the edges of the window. A NaN vertex stands between two values with a gap between them, but not
/// where both are of one column, as no pixel could show it. Infinite values are gaps. A pyramid
/// over `samples.values` changes the cost, never the result: O(columns + points of gaps) with
/// it, O(points) without.
pub fn line(
    samples: Samples<'_>,
    pyramid: Option<&Pyramid>,
    range: TimeRange,
    columns: u32,
) -> Polyline {
    let count = samples.times.len().min(samples.values.len());
    let samples = Samples { times: &samples.times[..count], values: &samples.values[..count] };
    let inside = window(samples.times, range);
    let room = inside.len().min(4_usize.saturating_mul(columns as usize)) + 2;
    let line = Polyline { times: Vec::with_capacity(room), values: Vec::with_capacity(room) };
    let mut pen = Pen { samples, line, next: inside.start.saturating_sub(1) };
    if inside.start > 0 {
        pen.put(inside.start - 1);
    }
    if inside.len() <= RAW_POINTS_PER_COLUMN.saturating_mul(columns.max(1) as usize) {
        inside.clone().for_each(|index| pen.put(index));
    } else {
        for (_, column) in Columns::new(samples.times, range, columns) {
            pen.put_column(column, pyramid);
        }
    }
    if inside.end < count {
        pen.put(inside.end);
    }
    pen.line
}

// Draws from left to right; `next` is the first point that it has not yet passed.
struct Pen<'a> {
    samples: Samples<'a>,
    line: Polyline,
    next: usize,
}

impl Pen<'_> {
    // A vertex at a point; a gap breaks the line once, and never before its first vertex.
    fn put(&mut self, index: usize) {
        if index > self.next {
            self.lift(self.next);
        }
        if self.samples.values[index].is_finite() {
            self.push(index);
        } else {
            self.lift(index);
        }
        self.next = index + 1;
    }

    fn push(&mut self, index: usize) {
        self.line.times.push(self.samples.times[index]);
        self.line.values.push(self.samples.values[index]);
    }

    fn lift(&mut self, index: usize) {
        if self.line.values.last().is_some_and(|value| !value.is_nan()) {
            self.line.times.push(self.samples.times[index]);
            self.line.values.push(f64::NAN);
        }
    }

    fn put_column(&mut self, column: Range<usize>, pyramid: Option<&Pyramid>) {
        let values = self.samples.values;
        let found = match pyramid {
            Some(pyramid) => pyramid.places(values, column.start, column.end),
            None => places(&values[column.clone()]).map(|found| super::Places {
                low: column.start + found.low,
                high: column.start + found.high,
            }),
        };
        let is_finite = |index: &usize| values[*index].is_finite();
        let ends = found.and_then(|found| {
            let first = column.clone().find(is_finite)?;
            Some((found, first, column.clone().rev().find(is_finite)?))
        });
        let Some((found, first, last)) = ends else {
            self.lift(column.start);
            self.next = column.end;
            return;
        };
        // Points that the former column ended with, or this one begins with, may be gaps.
        if first > self.next {
            self.lift(self.next);
        }
        let (early, late) = (found.low.min(found.high), found.low.max(found.high));
        self.push(first);
        let mut drawn = first;
        for index in [early, late, last] {
            if index > drawn {
                self.push(index);
                drawn = index;
            }
        }
        self.next = last + 1;
    }
}

/// Smallest and largest value that the window shows of a line and a band; `(0, 0)` if there is none.
///
/// Where a line crosses an edge of the window, the crossing counts and the neighbour outside does
/// not: a spike next to the window does not flatten what is in it. Cost O(vertices).
pub fn extent(line: &Polyline, band: &Band, range: TimeRange) -> (f64, f64) {
    let mut found = (f64::INFINITY, f64::NEG_INFINITY);
    shown(&line.times, &line.values, range, &mut found);
    shown(&band.times, &band.lower, range, &mut found);
    shown(&band.times, &band.upper, range, &mut found);
    if found.0 <= found.1 { found } else { (0.0, 0.0) }
}

fn shown(times: &[f64], values: &[f64], range: TimeRange, found: &mut (f64, f64)) {
    let mut take = |value: f64| {
        if value.is_finite() {
            *found = (found.0.min(value), found.1.max(value));
        }
    };
    for (index, (time, value)) in times.iter().zip(values).enumerate() {
        if (range.from..=range.to).contains(time) {
            take(*value);
        }
        let Some((next, after)) = times.get(index + 1).zip(values.get(index + 1)) else { break };
        for edge in [range.from, range.to] {
            if *time < edge && edge < *next {
                take(value + (after - value) * ((edge - time) / (next - time)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::edge;
    use super::*;
    use proptest::prelude::*;

    // The vertices that M4 demands, found the plain way: (index, whether the line breaks before it).
    fn slow(samples: Samples<'_>, range: TimeRange, columns: u32) -> Vec<(usize, bool)> {
        let inside = window(samples.times, range);
        let last_column = columns - 1;
        let column_of = |time: f64| {
            (0..last_column)
                .find(|column| time < edge(range, columns, column + 1))
                .unwrap_or(last_column)
        };
        let raw = inside.len() <= RAW_POINTS_PER_COLUMN * columns as usize;
        let mut wanted = Vec::new();
        for column in 0..columns {
            let of: Vec<usize> = inside
                .clone()
                .filter(|i| {
                    samples.values[*i].is_finite() && column_of(samples.times[*i]) == column
                })
                .collect();
            let by = |a: &&usize, b: &&usize| samples.values[**a].total_cmp(&samples.values[**b]);
            let low = of.iter().min_by(by).copied();
            let high = of.iter().rev().max_by(by).copied();
            let four = [of.first().copied(), low, high, of.last().copied()];
            wanted.extend(if raw { of } else { four.into_iter().flatten().collect() });
        }
        wanted.extend(inside.start.checked_sub(1).filter(|i| samples.values[*i].is_finite()));
        wanted.extend(
            Some(inside.end).filter(|i| samples.values.get(*i).is_some_and(|v| v.is_finite())),
        );
        wanted.sort_unstable();
        wanted.dedup();
        let breaks = |pair: (usize, usize)| {
            let (a, b) = pair;
            let gap = (a..b).any(|i| !samples.values[i].is_finite());
            let both = inside.contains(&a) && inside.contains(&b);
            let one = both && !raw && column_of(samples.times[a]) == column_of(samples.times[b]);
            gap && !one
        };
        (0..wanted.len())
            .map(|i| (wanted[i], i > 0 && breaks((wanted[i - 1], wanted[i]))))
            .collect()
    }

    fn found(samples: Samples<'_>, line: &Polyline) -> Vec<(usize, bool)> {
        let mut broken = false;
        let mut found = Vec::new();
        for (time, value) in line.times.iter().zip(&line.values) {
            if value.is_nan() {
                assert!(!broken, "two breaks in a row");
                broken = true;
                continue;
            }
            let index = samples.times.partition_point(|other| other < time);
            assert_eq!((samples.times[index], samples.values[index]), (*time, *value));
            found.push((index, broken));
            broken = false;
        }
        found
    }

    // Distinct values on irregular moments, with gaps and infinities, alone and in runs.
    fn series(steps: &[(u16, u8)]) -> (Vec<f64>, Vec<f64>) {
        let mut time = 0.0;
        let mut gap = 0;
        let mut times = Vec::new();
        let mut values = Vec::new();
        for (index, (number, kind)) in steps.iter().enumerate() {
            time += if *kind == 7 { 1e4 } else { 1.0 + f64::from(kind % 3) };
            gap = if *kind == 1 { number % 90 } else { gap.saturating_sub(1) };
            times.push(time);
            values.push(match kind {
                _ if gap > 0 => f64::NAN,
                2 => f64::INFINITY,
                3 => f64::NEG_INFINITY,
                4 => f64::NAN,
                _ => f64::from(*number) + index as f64 * 1e-6,
            });
        }
        (times, values)
    }

    proptest! {
        #[test]
        fn every_window_equals_a_plain_m4(
            steps in proptest::collection::vec((any::<u16>(), 0_u8..120), 0..1500),
            from in -0.2..1.1_f64,
            length in 0.0..1.3_f64,
            columns in 1_u32..300,
        ) {
            let (times, values) = series(&steps);
            let samples = Samples { times: &times, values: &values };
            let end = times.last().copied().unwrap_or(1.0);
            let range = TimeRange { from: from * end, to: (from + length) * end };
            let plain = line(samples, None, range, columns);
            let wanted = slow(samples, range, columns);
            prop_assert_eq!(found(samples, &plain), wanted);
            let pyramid = Pyramid::build(&values);
            let quick = line(samples, Some(&pyramid), range, columns);
            prop_assert_eq!(format!("{quick:?}"), format!("{plain:?}"));
        }
    }

    #[test]
    fn a_spike_of_one_point_is_never_lost() {
        let times: Vec<f64> = (0..50_000).map(f64::from).collect();
        let range = TimeRange { from: 0.0, to: 49_999.0 };
        for place in (0..50_000).step_by(331) {
            let mut values = vec![1.0; 50_000];
            values[place] = 99.0;
            let samples = Samples { times: &times, values: &values };
            for pyramid in [None, Some(Pyramid::build(&values))] {
                let drawn = line(samples, pyramid.as_ref(), range, 800);
                let spike = drawn.values.iter().position(|value| *value == 99.0);
                assert_eq!(spike.map(|vertex| drawn.times[vertex]), Some(place as f64));
                assert!(drawn.times.len() <= 4 * 800);
            }
        }
    }

    #[test]
    fn the_extent_is_what_the_window_shows() {
        let line =
            Polyline { times: vec![0.0, 10.0, 20.0, 30.0], values: vec![100.0, 0.0, 5.0, -95.0] };
        let check = |from, to, expected| {
            assert_eq!(extent(&line, &Band::default(), TimeRange { from, to }), expected);
        };
        check(0.0, 30.0, (-95.0, 100.0));
        check(9.0, 20.0, (0.0, 10.0));
        check(12.0, 21.0, (-5.0, 5.0));
        check(12.0, 14.0, (1.0, 2.0));
        check(40.0, 50.0, (0.0, 0.0));
    }
}
