//! How unusual a residual is, in units of what is usual on its side.

use super::habits::Habits;
use crate::detect::pace::Pace;
use crate::stats::thinned::ThinnedWindow;

/// Fewer residuals than this say nothing about what is usual.
pub(super) const WARM_UP: usize = 20;
/// Residuals that are kept of the span.
const KEPT: usize = 400;
/// A week of minutes.
pub(super) const SPAN: usize = 10_080;
/// Quantiles of the residuals that each give a scale, and their distance from the median in
/// standard deviations of a normal distribution.
const TAILS: [(f64, f64); 4] = [(0.75, 0.6745), (0.9, 1.2816), (0.98, 2.0537), (0.99, 2.3263)];
/// The scale of one side is at least this share of the other's.
const OTHER_SIDE: f64 = 0.3;
/// A residual as high as a habit counts as so many scales: not an alarm by itself.
const HABIT_HEIGHT: f64 = 4.0;

/// The past residuals of one view, and what they say about the next one.
///
/// Up and down are apart, since most series are not symmetric: the scale of a side is the largest of
/// its tail quantiles over their normal distances, so that heavy tails widen it; at least a part of
/// the other side's, a floor, and a quarter of what the series does now and then ([`Habits`]).
#[derive(Debug, Clone)]
pub(super) struct View {
    past: ThinnedWindow,
    scale: [f64; 2],
    centre: f64,
    habits: [Habits; 2],
    seen: usize,
    centred: bool,
}

impl View {
    /// Nothing seen; `centred` measures residuals from their own median.
    pub(super) fn new(centred: bool) -> Self {
        Self {
            past: ThinnedWindow::new(KEPT, SPAN),
            scale: [0.0; 2],
            centre: 0.0,
            habits: [Habits::new(), Habits::new()],
            seen: 0,
            centred,
        }
    }

    /// How far the residual lies from what is usual, in scales with sign; 0 during warm-up.
    pub(super) fn judge(&mut self, residual: f64, floor: f64, pace: &Pace) -> f64 {
        self.seen += 1;
        if self.past.len() < WARM_UP {
            self.learn(residual);
            return 0.0;
        }
        let distance = if self.centred { residual - self.centre } else { residual };
        let side = usize::from(distance > 0.0);
        let usual = self.usual(side, floor);
        let scale = usual.max(self.habits[side].height() / HABIT_HEIGHT);
        for habits in &mut self.habits {
            habits.pass(self.seen, pace);
        }
        self.habits[side].note(self.seen, distance.abs(), usual);
        self.learn(residual);
        distance / scale
    }

    /// Scale of the residuals above (1) or below (0), without habits.
    pub(super) fn usual(&self, side: usize, floor: f64) -> f64 {
        self.scale[side].max(OTHER_SIDE * self.scale[1 - side]).max(floor)
    }

    /// Scale with habits: what [`View::judge`] divides by.
    pub(super) fn scale(&self, side: usize, floor: f64) -> f64 {
        self.usual(side, floor).max(self.habits[side].height() / HABIT_HEIGHT)
    }

    /// Half the distance between the quartiles.
    pub(super) fn quartiles(&self) -> f64 {
        self.past.quantile(0.75) - self.past.quantile(0.25)
    }

    /// Whether it judges.
    pub(super) fn is_warm(&self) -> bool {
        self.past.len() >= WARM_UP
    }

    /// Bytes that it takes.
    pub(super) fn memory(&self) -> usize {
        size_of::<Self>()
            + self.past.memory()
            + self.habits.iter().map(Habits::memory).sum::<usize>()
    }

    fn learn(&mut self, residual: f64) {
        if !self.past.push(residual) {
            return;
        }
        self.centre = self.past.quantile(0.5);
        let up = |(q, sigmas): (f64, f64)| (self.past.quantile(q) - self.centre) / sigmas;
        let down = |(q, sigmas): (f64, f64)| (self.centre - self.past.quantile(1.0 - q)) / sigmas;
        self.scale = [
            TAILS.into_iter().map(down).fold(0.0, f64::max),
            TAILS.into_iter().map(up).fold(0.0, f64::max),
        ];
    }
}
