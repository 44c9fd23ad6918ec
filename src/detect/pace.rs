//! How fast points come, and what spans of time mean in points.

use crate::stats::order::sort_few;

/// Intervals that tell the step.
const INTERVALS: usize = 5;
/// A shorter step than this is taken for this, in seconds.
const SHORTEST: f64 = 1e-3;
const HOUR: f64 = 3_600.0;
/// Excursions are remembered for four weeks, and for at least so many points.
const MEMORY: f64 = 28.0 * 24.0 * HOUR;
const MEMORY_POINTS: usize = 1_000;
/// Points within an hour belong together, and at least so many.
const PAUSE_POINTS: usize = 12;
/// A trouble ends after an hour of calm, and after at least so many points.
const CALM_POINTS: usize = 5;
/// Where points come faster than by the minute, so many stand for the hour.
const HOUR_POINTS: usize = 60;

/// The step of a series, found from its first intervals and then kept: looking further would change
/// what was said before.
#[derive(Debug, Clone)]
pub(in crate::detect) struct Pace {
    last: f64,
    intervals: [f64; INTERVALS],
    known: usize,
    step: f64,
}

impl Pace {
    pub(in crate::detect) fn new() -> Self {
        Self { last: f64::NAN, intervals: [0.0; INTERVALS], known: 0, step: f64::NAN }
    }

    /// Takes the time of the next point; says the time since the former one, NaN for the first.
    pub(in crate::detect) fn tick(&mut self, time: f64) -> f64 {
        let interval = time - self.last;
        self.last = time;
        if interval.is_finite() && self.known < INTERVALS {
            self.intervals[self.known] = interval;
            self.known += 1;
            if self.known == INTERVALS {
                let mut sorted = self.intervals;
                sort_few(&mut sorted);
                self.step = sorted[INTERVALS / 2].max(SHORTEST);
            }
        }
        interval
    }

    /// Forgets the former point: the time since it says nothing.
    pub(in crate::detect) fn interrupt(&mut self) {
        self.last = f64::NAN;
    }

    /// Seconds from point to point; `None` until it is known.
    pub(in crate::detect) fn step(&self) -> Option<f64> {
        self.step.is_finite().then_some(self.step)
    }

    /// Points of so many seconds; `unknown` while the step is not known.
    pub(in crate::detect) fn points(&self, seconds: f64, unknown: usize) -> usize {
        self.step().map_or(unknown, |step| (seconds / step).round() as usize)
    }

    /// Points for which excursions are remembered.
    pub(in crate::detect) fn memory(&self) -> usize {
        self.points(MEMORY, 0).max(MEMORY_POINTS)
    }

    /// Points between two excursions that are not one.
    pub(in crate::detect) fn pause(&self) -> usize {
        self.points(HOUR, 0).clamp(PAUSE_POINTS, HOUR_POINTS)
    }

    /// Calm points that end a trouble.
    pub(in crate::detect) fn calm(&self) -> usize {
        self.points(HOUR, 0).clamp(CALM_POINTS, HOUR_POINTS)
    }

    /// Points of a day, and at least so many as a pause has.
    pub(in crate::detect) fn day(&self) -> usize {
        self.points(24.0 * HOUR, usize::MAX).max(PAUSE_POINTS)
    }
}
