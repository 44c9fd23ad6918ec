//! How unusual a residual is, in units of what is usual on its side.

use super::design::Design;
use super::habits::Habits;
use crate::detect::pace::Pace;
use crate::stats::elementary::larger;
use crate::stats::thinned::ThinnedWindow;
use std::collections::VecDeque;

/// Fewer residuals than this say nothing about what is usual.
pub(super) const WARM_UP: usize = 20;
/// Residuals that are kept of the span.
const KEPT: usize = 352;
/// A week of minutes.
pub(super) const SPAN: usize = 10_080;
/// Quantiles of the residuals that each give a scale, and their distance from the median in
/// standard deviations of a normal distribution.
const TAILS: [(f64, f64); 4] = [(0.75, 0.6745), (0.9, 1.2816), (0.98, 2.0537), (0.99, 2.3263)];
/// The first of them say what most residuals do.
const CORE: usize = 2;
/// The scale of one side is at least this share of the other's.
const OTHER_SIDE: f64 = 0.3;
/// A residual as high as a habit counts as so many scales: not an alarm by itself.
const HABIT_HEIGHT: f64 = 3.5;

/// The past residuals of one view, and what they say about the next one.
///
/// Up and down are apart, since most series are not symmetric: the scale of a side is the largest of
/// its tail quantiles over their normal distances, so that heavy tails widen it; at least a part of
/// the other side's, a floor, and a part of what the series does now and then ([`Habits`]).
#[derive(Debug, Clone)]
pub(super) struct View {
    past: ThinnedWindow,
    // Below and above, and the same from what most residuals do.
    scale: [f64; 2],
    core: [f64; 2],
    centre: f64,
    // How many of the tails count.
    tails: usize,
    habits: Option<[Habits; 2]>,
    seen: usize,
    waiting: VecDeque<f32>,
    delay: usize,
    centred: bool,
}

impl View {
    /// Nothing seen.
    #[inline(never)]
    pub(super) fn new(design: &Design) -> Self {
        Self {
            past: ThinnedWindow::new(KEPT, SPAN),
            scale: [0.0; 2],
            core: [0.0; 2],
            centre: 0.0,
            tails: if design.tails { TAILS.len() } else { 1 },
            habits: design.habits.then(|| [Habits::new(), Habits::new()]),
            seen: 0,
            waiting: VecDeque::new(),
            delay: 0,
            centred: false,
        }
    }

    /// Measures residuals from their own median.
    pub(super) fn centred(self) -> Self {
        Self { centred: true, ..self }
    }

    /// Learns from a residual only when this many more have come; from fewer while few are known.
    pub(super) fn delayed(self, delay: usize) -> Self {
        Self { delay, ..self }
    }

    /// How far the residual lies from what is usual, in scales with sign; 0 during warm-up and where
    /// there is no residual.
    // Called for ten views: inlined it would be there ten times.
    #[inline(never)]
    pub(super) fn judge(&mut self, residual: f64, floor: f64, pace: &Pace) -> f64 {
        if !residual.is_finite() {
            return 0.0;
        }
        self.seen += 1;
        if !self.is_warm() {
            self.learn(residual);
            return 0.0;
        }
        let distance = if self.centred { residual - self.centre } else { residual };
        let side = usize::from(distance > 0.0);
        let usual = self.usual(side, floor);
        let scale = self.scale(side, floor);
        for habits in self.habits.iter_mut().flatten() {
            habits.pass(self.seen, pace);
        }
        if let Some(habits) = &mut self.habits {
            habits[side].note(self.seen, distance.abs(), usual);
        }
        self.learn(residual);
        distance / scale
    }

    /// Scale above (1) or below (0), with habits: what [`View::judge`] divides by.
    pub(super) fn scale(&self, side: usize, floor: f64) -> f64 {
        let habit = self.habits.as_ref().map_or(0.0, |habits| habits[side].height());
        larger(self.usual(side, floor), habit / HABIT_HEIGHT)
    }

    /// Scale above (1) or below (0) of what nine of ten residuals do: a trouble does not widen it.
    pub(super) fn core(&self, side: usize, floor: f64) -> f64 {
        larger(larger(self.core[side], OTHER_SIDE * self.core[1 - side]), floor)
    }

    /// Whether it judges.
    pub(super) fn is_warm(&self) -> bool {
        self.past.len() >= WARM_UP
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.past.memory()
            + self.waiting.capacity() * size_of::<f32>()
            + self.habits.iter().flatten().map(Habits::memory).sum::<usize>()
    }

    fn usual(&self, side: usize, floor: f64) -> f64 {
        larger(larger(self.scale[side], OTHER_SIDE * self.scale[1 - side]), floor)
    }

    fn learn(&mut self, residual: f64) {
        let mut learnt = residual;
        if self.delay > 0 {
            self.waiting.push_back(residual as f32);
            if self.waiting.len() <= self.delay.min(self.seen / 4) {
                return;
            }
            learnt = self.waiting.pop_front().map_or(residual, f64::from);
        }
        if self.past.push(learnt) {
            self.measure();
        }
    }

    #[inline(never)]
    fn measure(&mut self) {
        self.centre = self.past.quantile(0.5);
        (self.scale, self.core) = ([0.0; 2], [0.0; 2]);
        for (number, (share, sigmas)) in TAILS[..self.tails.max(CORE)].iter().enumerate() {
            let below = (self.centre - self.past.quantile(1.0 - share)) / sigmas;
            let above = (self.past.quantile(*share) - self.centre) / sigmas;
            for (side, reach) in [below, above].into_iter().enumerate() {
                if number < self.tails {
                    self.scale[side] = larger(self.scale[side], reach);
                }
                if number < CORE {
                    self.core[side] = larger(self.core[side], reach);
                }
            }
        }
    }
}
