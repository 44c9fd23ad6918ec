//! What a series does now and then.

use crate::detect::pace::Pace;
use std::collections::VecDeque;

/// An excursion begins beyond this many scales.
const EXCURSION: f64 = 3.0;
/// What has happened this often within memory is a habit.
const TIMES: usize = 3;
/// Excursions that are remembered at most.
const REMEMBERED: usize = 32;

/// The excursions of one side of one view: how high each was, and when.
///
/// What happened three times within four weeks is how the series is: a backup each night, a queue
/// that is emptied on Mondays. Points close together are one excursion, however long it lasts, so
/// that one long trouble never becomes a habit.
#[derive(Debug, Clone)]
pub(super) struct Habits {
    // Of the excursion under way: its height, and its last point.
    height: f64,
    last: usize,
    peaks: VecDeque<(usize, f32)>,
    habit: f64,
}

impl Habits {
    pub(super) fn new() -> Self {
        Self { height: 0.0, last: 0, peaks: VecDeque::new(), habit: 0.0 }
    }

    /// Height that at least [`TIMES`] remembered excursions reached; 0 if there were fewer.
    pub(super) fn height(&self) -> f64 {
        self.habit
    }

    /// Excursions that are remembered.
    pub(super) fn count(&self) -> usize {
        self.peaks.len()
    }

    /// Time passes: ends the excursion under way after a pause, and forgets old ones.
    pub(super) fn pass(&mut self, now: usize, pace: &Pace) {
        let ended = self.height > 0.0 && now - self.last > pace.pause();
        if ended {
            if self.peaks.len() == REMEMBERED {
                self.peaks.pop_front();
            }
            self.peaks.push_back((now, self.height as f32));
            self.height = 0.0;
        }
        let old = |peak: &(usize, f32)| now - peak.0 > pace.memory();
        let forgotten = self.peaks.front().is_some_and(old);
        if forgotten {
            self.peaks.pop_front();
        }
        if ended || forgotten {
            self.habit = self.highest(TIMES);
        }
    }

    /// Notes a distance from what is usual.
    pub(super) fn note(&mut self, now: usize, distance: f64, usual: f64) {
        if distance > EXCURSION * usual {
            self.height = self.height.max(distance);
            self.last = now;
        }
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.peaks.capacity() * size_of::<(usize, f32)>()
    }

    fn highest(&self, nth: usize) -> f64 {
        let mut heights: Vec<f32> = self.peaks.iter().map(|peak| peak.1).collect();
        heights.sort_unstable_by(|a, b| b.total_cmp(a));
        heights.get(nth - 1).copied().map_or(0.0, f64::from)
    }
}
