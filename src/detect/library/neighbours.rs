//! Nearest neighbours among the windows of a series, by a tree of boxes.

use super::rows::{Rows, largest, square};
use crate::stats::elementary::{larger, smaller};
use crate::stats::robust::midpoint;

/// Windows in a box that is not divided further.
const LEAF: usize = 16;
/// Distances below this part of the largest value are rounding and count as 0.
const ROUNDING: f64 = 1e-12;

/// Distance of every row to its `k`-th nearest other row (to the farthest, if there are fewer).
///
/// A k-d tree (Bentley 1975) whose boxes are as tight as the rows in them, divided in the middle of
/// their longest side; a box is passed over if all of it is farther than the k-th neighbour found so
/// far. Cost: about O(n log n) boxes for up to some ten columns, or more where neighbouring points
/// resemble each other; for long windows of mere noise it nears the O(n²·w) of comparing all.
pub(super) fn kth_distances(rows: &Rows, k: usize) -> Vec<f64> {
    kth(rows, k, (0..rows.len()).map(|at| (rows.row(at), Some(at))))
}

/// Distance of every row to its `k`-th nearest of other rows, as [`kth_distances`].
pub(super) fn kth_distances_to(others: &Rows, rows: &Rows, k: usize) -> Vec<f64> {
    kth(others, k, rows.iter().map(|row| (row, None)))
}

/// The same of some rows, each with its own place if it is one of those.
fn kth<'a>(
    rows: &Rows,
    k: usize,
    asked: impl Iterator<Item = (&'a [f64], Option<usize>)>,
) -> Vec<f64> {
    // Loops of a known length are straight lines: a third of the time.
    let search = match rows.width() {
        2 => Tree::search::<2>,
        3 => Tree::search::<3>,
        4 => Tree::search::<4>,
        5 => Tree::search::<5>,
        6 => Tree::search::<6>,
        7 => Tree::search::<7>,
        8 => Tree::search::<8>,
        _ => Tree::search::<0>,
    };
    let tree = Tree::of(rows, k);
    let rounding = ROUNDING * largest(rows.values());
    let mut nearest = Vec::with_capacity(k + 1);
    let mut waiting = Vec::new();
    let distance = |(row, own): (&[f64], Option<usize>)| {
        search(&tree, row, own, k, &mut nearest, &mut waiting);
        let distance = nearest.last().map_or(0.0, |square: &f64| square.sqrt());
        if distance <= rounding { 0.0 } else { distance }
    };
    asked.map(distance).collect()
}

/// Boxes of rows.
struct Tree<'a> {
    rows: &'a Rows,
    places: Vec<u32>,
    boxes: Vec<Block>,
    /// Lower, then upper corner of each box.
    corners: Vec<f64>,
}

/// Rows `start..end` of the places, in two halves unless `halves` is 0.
struct Block {
    start: usize,
    end: usize,
    halves: usize,
}

impl<'a> Tree<'a> {
    fn of(rows: &'a Rows, k: usize) -> Self {
        let places = (0..rows.len() as u32).collect();
        let mut tree = Self { rows, places, boxes: Vec::new(), corners: Vec::new() };
        tree.push(0, rows.len());
        let mut at = 0;
        while at < tree.boxes.len() {
            tree.divide(at, k);
            at += 1;
        }
        tree
    }

    fn push(&mut self, start: usize, end: usize) {
        self.boxes.push(Block { start, end, halves: 0 });
        let from = self.corners.len();
        let width = self.rows.width();
        self.corners.resize(from + width, f64::INFINITY);
        self.corners.resize(from + 2 * width, f64::NEG_INFINITY);
        let (lower, upper) = self.corners[from..].split_at_mut(width);
        for place in &self.places[start..end] {
            for (column, value) in self.rows.row(*place as usize).iter().enumerate() {
                lower[column] = smaller(*value, lower[column]);
                upper[column] = larger(*value, upper[column]);
            }
        }
    }

    fn corners(&self, at: usize) -> (&[f64], &[f64]) {
        let width = self.rows.width();
        self.corners[2 * at * width..2 * (at + 1) * width].split_at(width)
    }

    fn divide(&mut self, at: usize, k: usize) {
        let Block { start, end, .. } = self.boxes[at];
        if end - start <= LEAF {
            return;
        }
        let (lower, upper) = self.corners(at);
        let (mut column, mut side) = (0, 0.0);
        for (other, (low, high)) in lower.iter().zip(upper).enumerate() {
            if high - low > side {
                (column, side) = (other, high - low);
            }
        }
        let middle = midpoint(lower[column], upper[column]);
        let mut split = start;
        for place in start..end {
            if self.rows.row(self.places[place] as usize)[column] <= middle {
                self.places.swap(split, place);
                split += 1;
            }
        }
        if split == start || split == end {
            // All alike: k others of them are as good as all others.
            if side == 0.0 {
                self.boxes[at].end = end.min(start + k + 1);
            }
            return;
        }
        self.boxes[at].halves = self.boxes.len();
        self.push(start, split);
        self.push(split, end);
    }

    /// Leaves the squares of the distances to the `k` nearest other rows, rising; rows have `W` columns,
    /// or any number if that is 0.
    fn search<const W: usize>(
        &self,
        row: &[f64],
        own: Option<usize>,
        k: usize,
        nearest: &mut Vec<f64>,
        waiting: &mut Vec<(f64, usize)>,
    ) {
        let row = first::<W>(row);
        nearest.clear();
        let mut limit = f64::INFINITY;
        waiting.push((0.0, 0));
        while let Some((far, at)) = waiting.pop() {
            if far >= limit {
                continue;
            }
            let Block { start, end, halves } = self.boxes[at];
            if halves > 0 {
                let one = (self.far::<W>(row, halves), halves);
                let other = (self.far::<W>(row, halves + 1), halves + 1);
                // The last one in is looked at first.
                let (first, second) = if one.0 <= other.0 { (one, other) } else { (other, one) };
                waiting.extend([second, first]);
                continue;
            }
            for place in &self.places[start..end] {
                let place = *place as usize;
                let square = square(row, first::<W>(self.rows.row(place)), limit);
                if square < limit && Some(place) != own {
                    limit = keep(nearest, square, k);
                }
            }
        }
    }

    /// Square of the distance from a row to a box.
    #[inline]
    fn far<const W: usize>(&self, row: &[f64], at: usize) -> f64 {
        let (lower, upper) = self.corners(at);
        let mut sum = 0.0;
        for ((value, low), high) in row.iter().zip(first::<W>(lower)).zip(first::<W>(upper)) {
            let beyond = larger(larger(low - value, value - high), 0.0);
            sum += beyond * beyond;
        }
        sum
    }
}

/// So many, so that the compiler knows how many; all if that is 0.
#[inline]
fn first<const W: usize>(values: &[f64]) -> &[f64] {
    if W == 0 { values } else { &values[..W] }
}

/// Puts a square among the nearest, which rise; gives what a nearer one must be below.
#[inline]
fn keep(nearest: &mut Vec<f64>, square: f64, k: usize) -> f64 {
    if nearest.len() < k {
        nearest.push(square);
    }
    // The few that move do so one by one: moving memory is a call in WebAssembly.
    let mut at = nearest.len() - 1;
    while at > 0 && nearest[at - 1] > square {
        nearest[at] = nearest[at - 1];
        at -= 1;
    }
    nearest[at] = square;
    if nearest.len() == k { nearest[k - 1] } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::order::sort_few;
    use crate::stats::rng::Stream;

    #[test]
    fn the_tree_finds_what_comparing_all_finds() {
        let stream = Stream::new(9, 0);
        for (points, width, k) in [(400, 6, 5), (300, 1, 3), (40, 20, 2), (9, 3, 5), (400, 2, 1)] {
            // Rounded, so that there are equal windows too.
            let value = |tick| (stream.normal(tick) * 4.0).round() / 4.0;
            let rows = Rows::of(&(0..points).map(value).collect::<Vec<_>>(), width);
            for (at, got) in kth_distances(&rows, k).into_iter().enumerate() {
                let others = (0..rows.len()).filter(|other| *other != at);
                let mut all: Vec<f64> = others
                    .map(|other| square(rows.row(at), rows.row(other), f64::INFINITY).sqrt())
                    .collect();
                sort_few(&mut all);
                assert_eq!(got, all[k.min(all.len()) - 1], "{points} {width} {k}: {at}");
            }
        }
        assert_eq!(kth_distances(&Rows::of(&[0.1; 500], 3), 5), [0.0; 498]);
        assert_eq!(kth_distances(&Rows::of(&[], 3), 5), [0.0; 0]);
    }
}
