//! A forest that learns anew now and then while rows come.

use super::forest::Forest;
use super::rows::Rows;
use super::windows::Scale;
use crate::detect::among::Moments;

/// How it learns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Trees of each forest.
    pub(super) trees: usize,
    /// Start of its random numbers.
    pub(super) seed: u64,
    /// Part of the rows learned from that is above the alarm level.
    pub(super) share: f64,
    /// So many latest rows are learned from.
    pub(super) window: usize,
    /// Rows before the first forest; at least one.
    pub(super) first: usize,
    /// Rows from one forest to the next; at least one.
    pub(super) every: usize,
}

/// Learns from the past, and judges what comes until it learns again: many rows at once are cheaper.
#[derive(Debug)]
pub(super) struct Learner {
    plan: Plan,
    width: usize,
    // The rows that may be learned from, the last `open` of them not yet judged.
    table: Vec<f64>,
    open: usize,
    until_next: usize,
    forest: Option<(Forest, Scale)>,
    moments: Moments,
}

impl Learner {
    /// Nothing is known yet of rows of so many numbers.
    pub(super) fn new(width: usize, plan: Plan) -> Self {
        Self {
            plan,
            width,
            table: Vec::new(),
            open: 0,
            until_next: plan.first,
            forest: None,
            moments: Moments::default(),
        }
    }

    /// Takes the next row.
    pub(super) fn push(&mut self, time: f64, row: &[f64]) {
        self.table.extend_from_slice(row);
        self.moments.push(time, [f64::NAN; 2]);
        self.open += 1;
        self.until_next -= 1;
        if self.until_next == 0 {
            self.judge();
            self.learn();
        }
    }

    /// The score of each row.
    pub(super) fn finish(mut self) -> Moments {
        self.judge();
        self.moments
    }

    // Scores what is open.
    fn judge(&mut self) {
        let open = std::mem::take(&mut self.open);
        let Some((forest, scale)) = &self.forest else { return };
        let rows: Vec<&[f64]> =
            self.table[self.table.len() - open * self.width..].chunks(self.width).collect();
        let from = self.moments.figures.len() - open;
        for (figures, raw) in self.moments.figures[from..].iter_mut().zip(forest.scores(&rows)) {
            figures[0] = scale.verdict(raw).score;
        }
    }

    fn learn(&mut self) {
        self.until_next = self.plan.every;
        let rows = self.table.len() / self.width;
        self.table.drain(..rows.saturating_sub(self.plan.window) * self.width);
        let rows = Rows::of_table(&self.table, self.width);
        let forest = Forest::grow(&rows, self.plan.trees, self.plan.seed);
        let raw = forest.scores(&rows.iter().collect::<Vec<_>>());
        self.forest = Scale::of(&raw, self.plan.share).map(|scale| (forest, scale));
    }
}
