//! Smallest and largest values of ever longer runs, so that a wide window costs no more than a
//! narrow one.
//!
//! What costs in a wide window is waiting for memory, as every pixel column looks at places far
//! from those of the last. So the lowest runs are long, which keeps all nodes in a near cache, and
//! a node knows where its extremes are, so that nobody has to look for them.

use super::reduce::{Extremes, Places, extremes, places, position};

/// Values below one node of the lowest level: eight lines of cache.
const RUN: usize = 64;

/// Nodes below one node of the next level.
const FAN_OUT: usize = 16;

/// A run up to this length is scanned faster than walked, by measurement.
const SHORT: usize = 2 * RUN;

/// Extremes of every run of 64, 1024, 16,384 … values of one column, and where they are.
///
/// Gaps (NaN) and infinities count for nothing. Memory: three numbers per 60 values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pyramid {
    // The last node of a level may cover less than its fellows; the last level has at most FAN_OUT.
    levels: Vec<Vec<Node>>,
    values: usize,
}

// Extremes and the index of the first value that has each.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    all: Extremes,
    low_at: u32,
    high_at: u32,
}

impl Node {
    const NONE: Self = Self { all: Extremes::NONE, low_at: 0, high_at: 0 };

    // Of a run of values that starts at this index.
    fn of(values: &[f64], start: usize) -> Self {
        places(values).map_or(Self::NONE, |found| Self {
            all: Extremes { low: values[found.low], high: values[found.high] },
            low_at: (start + found.low) as u32,
            high_at: (start + found.high) as u32,
        })
    }

    // With what lies to the right of it: of equals, the first counts.
    fn join(self, right: &Self) -> Self {
        let (low, high) = (right.all.low < self.all.low, right.all.high > self.all.high);
        Self {
            all: self.all.join(right.all),
            low_at: if low { right.low_at } else { self.low_at },
            high_at: if high { right.high_at } else { self.high_at },
        }
    }
}

fn join_all(nodes: &[Node]) -> Node {
    nodes.iter().fold(Node::NONE, Node::join)
}

impl Pyramid {
    /// Builds it; cost O(n), one pass over the values.
    pub fn build(values: &[f64]) -> Self {
        let runs = values.chunks(RUN).enumerate();
        let mut level: Vec<Node> = runs.map(|(at, run)| Node::of(run, at * RUN)).collect();
        let mut levels = Vec::new();
        while level.len() > FAN_OUT {
            let above = level.chunks(FAN_OUT).map(join_all).collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        Self { levels, values: values.len() }
    }

    /// Where the extremes of `values[from..to]` are, for the values it was built from.
    ///
    /// The same answer as a plain scan (the first of equals); cost about 30 steps a level.
    pub(super) fn places(&self, values: &[f64], from: usize, to: usize) -> Option<Places> {
        let to = to.min(values.len());
        // Values that it does not know must be scanned, too.
        if to > self.values || to.saturating_sub(from) <= SHORT {
            let found = places(values.get(from..to)?)?;
            return Some(Places { low: from + found.low, high: from + found.high });
        }
        let (first, last) = (from.div_ceil(RUN), to / RUN);
        let Node { mut all, low_at, high_at } = self.inner(first, last);
        let mut found = Places { low: low_at as usize, high: high_at as usize };
        let (left, right) = (from..first * RUN, last * RUN..to);
        let head = extremes(&values[left.clone()]);
        let find = |within: std::ops::Range<usize>, wanted| {
            position(&values[within.clone()], wanted).map_or(0, |at| within.start + at)
        };
        // Of equals the first counts: the head stands before the nodes, the tail after both.
        if head.low <= all.low && head.any() {
            found.low = find(left.clone(), head.low);
        }
        if head.high >= all.high && head.any() {
            found.high = find(left, head.high);
        }
        all = all.join(head);
        let tail = extremes(&values[right.clone()]);
        if tail.low < all.low {
            found.low = find(right.clone(), tail.low);
        }
        if tail.high > all.high {
            found.high = find(right, tail.high);
        }
        all.join(tail).any().then_some(found)
    }

    /// The extremes of `values[from..to]`, for the values it was built from; cost as of `places`.
    pub(super) fn extremes(&self, values: &[f64], from: usize, to: usize) -> Extremes {
        let to = to.min(values.len());
        if to > self.values || to.saturating_sub(from) <= SHORT {
            return values.get(from..to).map_or(Extremes::NONE, extremes);
        }
        let (first, last) = (from.div_ceil(RUN), to / RUN);
        let ends = extremes(&values[from..first * RUN]).join(extremes(&values[last * RUN..to]));
        ends.join(self.inner(first, last).all)
    }

    // Of the nodes `from..to` of the lowest level: from both ends inwards, a level up whenever
    // whole runs of nodes are left between them.
    fn inner(&self, mut from: usize, mut to: usize) -> Node {
        let (mut left, mut right) = (Node::NONE, Node::NONE);
        for (depth, level) in self.levels.iter().enumerate() {
            let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
            if depth + 1 == self.levels.len() || first >= last {
                left = left.join(&join_all(&level[from..to]));
                break;
            }
            left = left.join(&join_all(&level[from..first * FAN_OUT]));
            right = join_all(&level[last * FAN_OUT..to]).join(&right);
            (from, to) = (first, last);
        }
        left.join(&right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(count: usize) -> Vec<f64> {
        (0..count as u64)
            .map(|i| match i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40 {
                n if n % 31 == 0 => f64::NAN,
                n if n % 997 == 0 => f64::INFINITY,
                n => (n % 1000) as f64,
            })
            .collect()
    }

    #[test]
    fn it_finds_what_a_scan_finds() {
        let mut values = noise(60_011);
        values[30_000..33_000].fill(f64::NAN);
        let pyramid = Pyramid::build(&values);
        for from in (0..60_011).step_by(613) {
            for length in [0, 1, 16, 127, 128, 129, 300, 777, 4_097, 12_345, 50_000] {
                let to = (from + length).min(values.len());
                let plain = places(&values[from..to])
                    .map(|found| Places { low: from + found.low, high: from + found.high });
                assert_eq!(pyramid.places(&values, from, to), plain, "{from}..{to}");
                let plain = extremes(&values[from..to]);
                assert_eq!(pyramid.extremes(&values, from, to), plain, "{from}..{to}");
            }
        }
    }

    #[test]
    fn values_that_came_later_are_scanned() {
        let values = noise(9_000);
        let pyramid = Pyramid::build(&values[..5_000]);
        let plain = places(&values).expect("values");
        assert_eq!(pyramid.places(&values, 0, 9_000), Some(plain));
    }
}
