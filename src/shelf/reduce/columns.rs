//! Cuts a time window into pixel columns: which points fall into which.

use crate::model::TimeRange;
use std::ops::Range;

/// Walks the pixel columns of a window that hold at least one point, from left to right.
///
/// Column `c` of `count` holds the times in `[edge(c), edge(c + 1))`, the last one also the end of
/// the window. Cost: a few comparisons a column on an even grid, a logarithm of the jump elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Columns<'a> {
    times: &'a [f64],
    range: TimeRange,
    count: u32,
    column: u32,
    next: usize,
    end: usize,
    last_length: usize,
}

impl<'a> Columns<'a> {
    pub(super) fn new(times: &'a [f64], range: TimeRange, count: u32) -> Self {
        let window = window(times, range);
        Self {
            times,
            range,
            count: count.max(1),
            column: 0,
            next: window.start,
            end: window.end,
            last_length: window.len() / count.max(1) as usize,
        }
    }

    // First index from `next` on whose time is not before the edge. On an even grid a column is as
    // long as the one before it, give or take a point: so look there first, and from there in
    // growing steps. Few looks, as each may wait for memory.
    fn seek(&self, edge: f64) -> usize {
        let guess = (self.next + self.last_length).min(self.end);
        // All before `low` lies before the edge, and nothing from `high` on.
        let (mut low, mut high) = (self.next, self.end);
        let mut step = 1;
        if guess > low && self.times[guess - 1] >= edge {
            high = guess - 1;
            while high > low {
                let probe = high.saturating_sub(step).max(low);
                if self.times[probe] < edge {
                    low = probe + 1;
                    break;
                }
                high = probe;
                step *= 4;
            }
        } else {
            low = guess;
            while low < high {
                let probe = (low + step).min(high) - 1;
                if self.times[probe] >= edge {
                    high = probe;
                    break;
                }
                low = probe + 1;
                step *= 4;
            }
        }
        low + self.times[low..high].partition_point(|time| *time < edge)
    }
}

impl Iterator for Columns<'_> {
    type Item = (u32, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.end && self.column < self.count {
            let column = self.column;
            self.column += 1;
            let start = self.next;
            self.next = if self.column == self.count {
                self.end
            } else {
                self.seek(edge(self.range, self.count, self.column))
            };
            if self.next > start {
                self.last_length = self.next - start;
                return Some((column, start..self.next));
            }
        }
        None
    }
}

/// Left edge of a column, in seconds.
pub(super) fn edge(range: TimeRange, count: u32, column: u32) -> f64 {
    range.from + range.seconds() * (f64::from(column) / f64::from(count))
}

/// Indices of the points within a window, both ends included; cost O(log n).
pub(super) fn window(times: &[f64], range: TimeRange) -> Range<usize> {
    let start = times.partition_point(|time| *time < range.from);
    let end = times.partition_point(|time| *time <= range.to);
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The plain way: every point is asked for its column.
    fn slow(times: &[f64], range: TimeRange, count: u32) -> Vec<(u32, Range<usize>)> {
        let inside = window(times, range);
        (0..count)
            .filter_map(|column| {
                let from = edge(range, count, column);
                let to =
                    if column + 1 == count { f64::MAX } else { edge(range, count, column + 1) };
                let mut of = inside.clone().filter(|i| (from..to).contains(&times[*i]));
                let first = of.next()?;
                Some((column, first..of.next_back().unwrap_or(first) + 1))
            })
            .collect()
    }

    #[test]
    fn columns_match_a_plain_search() {
        let even: Vec<f64> = (0..997).map(f64::from).collect();
        let jump: Vec<f64> =
            (0..997).map(|i| f64::from(i) + if i > 400 { 5e3 } else { 0.0 }).collect();
        let bunched: Vec<f64> = (0..997).map(|i| f64::from(i).powi(3)).collect();
        let roots: Vec<f64> = (0..997).map(|i| f64::from(i).sqrt()).collect();
        for times in [even, jump, bunched, roots] {
            let last = times[times.len() - 1];
            for (from, to) in [(0.0, last), (-50.0, last + 50.0), (last * 0.3, last * 0.61)] {
                for count in [1, 2, 7, 100, 1500] {
                    let range = TimeRange { from, to };
                    let fast: Vec<_> = Columns::new(&times, range, count).collect();
                    assert_eq!(fast, slow(&times, range, count), "{from} to {to} in {count}");
                }
            }
        }
    }
}
