//! Isolation trees: what random cuts separate soon is strange.

use super::rows::Rows;
use crate::stats::elementary::{exp2, ln};
use crate::stats::elementary::{larger, smaller};
use crate::stats::rng::Stream;
use serde::{Deserialize, Serialize};

/// Rows that a tree is grown from, as in the paper.
const SAMPLE: usize = 256;
const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

/// A node of a tree: a cut that sends a row whose `column` is at most `threshold` to `left`, any
/// other to `right`; a leaf if both are 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Node {
    /// Which number of a row is cut.
    pub column: usize,
    /// Where.
    pub threshold: f64,
    /// Place of the node for smaller rows; always after this one.
    pub left: usize,
    /// Place of the node for larger rows; always after this one.
    pub right: usize,
    /// Rows of the sample that came here.
    pub rows: usize,
}

// Column, threshold, left, right, rows: names would make most of a file.
type Written = (u32, f64, u32, u32, u32);

impl From<Written> for Node {
    fn from((column, threshold, left, right, rows): Written) -> Self {
        let [column, left, right, rows] = [column, left, right, rows].map(|count| count as usize);
        Self { column, threshold, left, right, rows }
    }
}

impl From<Node> for Written {
    fn from(node: Node) -> Self {
        let [column, left, right, rows] =
            [node.column, node.left, node.right, node.rows].map(|count| count as u32);
        (column, node.threshold, left, right, rows)
    }
}

/// Isolation trees and the number of rows that each was grown from.
///
/// Liu, Ting, Zhou, Isolation Forest, 2008.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Forest {
    trees: Vec<Vec<Node>>,
    sample: usize,
}

impl Forest {
    /// A forest of given trees; the first node of each is its root.
    pub fn of(trees: Vec<Vec<Node>>, sample: usize) -> Self {
        Self { trees, sample }
    }

    /// So many trees, each from up to 256 rows drawn without repetition: every node cuts a random
    /// column that is not constant in it, anywhere between its smallest and largest value, until one
    /// row or equal rows are left, or the depth is `log2` of the sample. Cost: O(trees·256·8·w).
    pub(super) fn grow(rows: &Rows, trees: usize, seed: u64) -> Self {
        let sample = SAMPLE.min(rows.len());
        let mut places: Vec<u32> = (0..rows.len() as u32).collect();
        let mut grown = Vec::with_capacity(trees);
        for tree in 0..trees {
            let mut dice = Dice { stream: Stream::new(seed, tree as u64), tick: 0 };
            for at in 0..sample {
                let other = at + dice.below(rows.len() - at);
                places.swap(at, other);
            }
            grown.push(grow(rows, &mut places[..sample], &mut dice));
        }
        Self { trees: grown, sample }
    }

    /// Whether it can have been grown with so many trees. Whatever else its nodes say, walks end.
    pub(super) fn is_sound(&self, trees: usize) -> bool {
        let is_tree = |tree: &Vec<Node>| {
            tree.len() < 2 * SAMPLE && tree.iter().all(|node| node.threshold.is_finite())
        };
        self.trees.len() == trees && self.sample <= SAMPLE && self.trees.iter().all(is_tree)
    }

    /// The score of each row: `2^(−mean depth / c(sample))`, in `(0, 1]`, higher for what is isolated
    /// sooner; a leaf of `m` rows counts as `c(m)` deeper, `c` being the mean depth of an unsuccessful
    /// search among so many. Rows shorter than the columns cut, or trees without nodes, end at once.
    /// Cost: O(depth) a row and tree.
    pub fn scores(&self, rows: &[&[f64]]) -> Vec<f64> {
        let mut depths = vec![0.0; rows.len()];
        // Tree by tree, so that each stays in the cache.
        for tree in &self.trees {
            let ends = ends(tree);
            for (sum, row) in depths.iter_mut().zip(rows) {
                *sum += ends[leaf(tree, row)];
            }
        }
        let usual = self.trees.len() as f64 * path(self.sample);
        let score = |depth: f64| if usual > 0.0 { exp2(-depth / usual) } else { 1.0 };
        depths.into_iter().map(score).collect()
    }
}

/// The place where a row ends.
fn leaf(tree: &[Node], row: &[f64]) -> usize {
    let mut at = 0;
    while let Some(node) = tree.get(at) {
        let Some(value) = row.get(node.column) else { break };
        let next = if *value <= node.threshold { node.left } else { node.right };
        // Nodes follow their parents: 0 is none, and no circle can be walked, nor out of the tree.
        if next <= at || next >= tree.len() {
            break;
        }
        at = next;
    }
    at
}

/// How deep a row counts that ends at each node.
fn ends(tree: &[Node]) -> Vec<f64> {
    let mut depths = vec![0.0; tree.len().max(1)];
    for (at, node) in tree.iter().enumerate() {
        let depth = depths[at];
        for next in [node.left, node.right] {
            if at < next && next < depths.len() {
                depths[next] = depth + 1.0;
            }
        }
        depths[at] += path(node.rows);
    }
    depths
}

/// Mean depth of an unsuccessful search in a binary tree of so many.
fn path(rows: usize) -> f64 {
    let others = rows as f64 - 1.0;
    match rows {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => 2.0 * (ln(others) + EULER_GAMMA) - 2.0 * others / rows as f64,
    }
}

/// A stream, used number by number.
struct Dice {
    stream: Stream,
    tick: i64,
}

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.tick += 1;
        self.stream.below(self.tick, count as u32) as usize
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.tick += 1;
        let cut = self.stream.between(self.tick, low, high);
        // Rounding may reach the upper end, and then nothing would be cut off.
        if cut < high { cut } else { low }
    }
}

fn grow(rows: &Rows, sample: &mut [u32], dice: &mut Dice) -> Vec<Node> {
    let deepest = sample.len().max(2).next_power_of_two().ilog2();
    let mut nodes = vec![Node { column: 0, threshold: 0.0, left: 0, right: 0, rows: sample.len() }];
    let mut waiting = vec![(0, 0, sample.len(), 0)];
    let mut columns = Vec::with_capacity(rows.width());
    while let Some((at, start, end, depth)) = waiting.pop() {
        if depth >= deepest || end - start < 2 {
            continue;
        }
        let part = &mut sample[start..end];
        let Some((column, low, high)) = varying(rows, part, &mut columns, dice) else { continue };
        let threshold = dice.between(low, high);
        let mut split = 0;
        for place in 0..part.len() {
            if rows.row(part[place] as usize)[column] <= threshold {
                part.swap(split, place);
                split += 1;
            }
        }
        let (left, right) = (nodes.len(), nodes.len() + 1);
        nodes[at] = Node { column, threshold, left, right, rows: end - start };
        for rows in [split, end - start - split] {
            nodes.push(Node { column: 0, threshold: 0.0, left: 0, right: 0, rows });
        }
        waiting.push((right, start + split, end, depth + 1));
        waiting.push((left, start, start + split, depth + 1));
    }
    nodes
}

/// A random column in which these rows differ, and its range there; `None` if they are all equal.
fn varying(
    rows: &Rows,
    part: &[u32],
    columns: &mut Vec<usize>,
    dice: &mut Dice,
) -> Option<(usize, f64, f64)> {
    columns.clear();
    columns.extend(0..rows.width());
    while !columns.is_empty() {
        let column = columns.swap_remove(dice.below(columns.len()));
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for place in part {
            let value = rows.row(*place as usize)[column];
            (low, high) = (smaller(value, low), larger(value, high));
        }
        if low < high {
            return Some((column, low, high));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_that_was_cut_off_ends_where_it_does() {
        let node = |left, right| Node { column: 0, threshold: 0.0, left, right, rows: 9 };
        for tree in [vec![], vec![node(7, 8)], vec![node(0, 0)], vec![node(1, 1), node(0, 0)]] {
            let forest = Forest::of(vec![tree], 9);
            let scores = forest.scores(&[&[-1.0], &[1.0], &[f64::NAN], &[]]);
            assert!(scores.iter().all(|score| *score > 0.0 && *score <= 1.0), "{scores:?}");
        }
    }
}
