//! What a series does now and then.

use crate::detect::pace::Pace;
use crate::stats::elementary::larger;
use std::collections::VecDeque;

/// An excursion begins beyond this many scales.
const EXCURSION: f64 = 3.0;
/// What has happened this often within memory is a habit.
const TIMES: usize = 2;
/// Excursions that are remembered at most.
const REMEMBERED: usize = 15;

/// The excursions of one side of one view: how high each was, and when.
///
/// What happened twice within four weeks is how the series is: a backup each night, a queue
/// that is emptied on Mondays. Points close together are one excursion, however long it lasts, so
/// that one long trouble never becomes a habit.
#[derive(Debug, Clone)]
pub(super) struct Habits {
    // Of the excursion under way: its top, and its last point.
    top: f64,
    last: usize,
    // When each ended, and its top.
    peaks: VecDeque<(u32, f32)>,
    habit: f64,
}

impl Habits {
    pub(super) fn new() -> Self {
        Self { top: 0.0, last: 0, peaks: VecDeque::new(), habit: 0.0 }
    }

    /// Height that at least [`TIMES`] remembered excursions reached; 0 if there were fewer.
    pub(super) fn height(&self) -> f64 {
        self.habit
    }

    /// Time passes: ends the excursion under way after a pause, and forgets old ones.
    pub(super) fn pass(&mut self, now: usize, pace: &Pace) {
        let ended = self.top > 0.0 && now - self.last > pace.pause();
        if ended {
            self.remember(now as u32, self.top as f32);
            self.top = 0.0;
        }
        let old = |peak: &(u32, f32)| (now as u32).wrapping_sub(peak.0) as usize > pace.memory();
        let forgotten = self.peaks.front().is_some_and(old);
        if forgotten {
            self.peaks.pop_front();
        }
        if ended || forgotten {
            self.habit = self.lowest_of_highest();
        }
    }

    /// Notes a distance from what is usual.
    pub(super) fn note(&mut self, now: usize, distance: f64, usual: f64) {
        if distance > EXCURSION * usual {
            self.top = larger(distance, self.top);
            self.last = now;
        }
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.peaks.capacity() * size_of::<(u32, f32)>()
    }

    // One that enough later ones reach can never count again: a few are enough for four weeks.
    fn remember(&mut self, now: u32, top: f32) {
        self.peaks.push_back((now, top));
        let mut highest = [0.0; TIMES];
        for at in (0..self.peaks.len()).rev() {
            if !place(&mut highest, self.peaks[at].1) {
                self.peaks.remove(at);
            }
        }
        if self.peaks.len() > REMEMBERED {
            self.peaks.pop_front();
        }
    }

    fn lowest_of_highest(&self) -> f64 {
        let mut highest = [0.0; TIMES];
        for (_, height) in &self.peaks {
            place(&mut highest, *height);
        }
        f64::from(highest[TIMES - 1])
    }
}

// Whether it is one of the highest; they stay in order.
fn place(highest: &mut [f32; TIMES], mut height: f32) -> bool {
    let before = *highest;
    for one in highest.iter_mut() {
        if height > *one {
            std::mem::swap(one, &mut height);
        }
    }
    *highest != before
}

#[cfg(test)]
mod tests {
    use super::*;

    // Excursions of this height at these hours, then a look at that many hours.
    fn height(excursions: &[(usize, f64)], until: usize) -> f64 {
        let mut pace = Pace::new();
        for hour in 0..10 {
            pace.tick(f64::from(hour) * 3_600.0);
        }
        let mut habits = Habits::new();
        for hour in 0..until {
            habits.pass(hour, &pace);
            for (_, height) in excursions.iter().filter(|(at, _)| *at == hour) {
                habits.note(hour, *height, 1.0);
            }
        }
        habits.height()
    }

    #[test]
    fn twice_makes_a_habit_and_the_second_highest_is_its_height() {
        assert_eq!(height(&[(10, 9.0)], 100), 0.0);
        assert_eq!(height(&[(10, 9.0), (40, 8.0)], 100), 8.0);
        assert_eq!(height(&[(10, 9.0), (40, 8.0), (70, 20.0), (90, 3.5)], 150), 9.0);
    }

    #[test]
    fn a_few_are_remembered_and_say_what_all_would() {
        let all: Vec<(usize, f64)> =
            (0..60_u32).map(|at| (10 + 15 * at as usize, 4.0 + f64::from(at * 37 % 61))).collect();
        for until in (100..900).step_by(100) {
            let mut heights: Vec<f64> =
                all.iter().filter(|one| one.0 + 13 < until).map(|one| one.1).collect();
            heights.sort_by(f64::total_cmp);
            assert_eq!(height(&all, until), heights[heights.len() - 2], "{until}");
        }
    }

    #[test]
    fn one_long_excursion_is_one_and_small_ones_are_none() {
        let long: Vec<(usize, f64)> = (10..200).step_by(5).map(|at| (at, 9.0)).collect();
        assert_eq!(height(&long, 300), 0.0);
        assert_eq!(height(&[(10, 2.9), (40, 2.9), (70, 2.9)], 100), 0.0);
    }

    #[test]
    fn what_has_not_happened_for_long_is_no_habit_any_more() {
        let three = [(10, 9.0), (40, 9.0), (70, 9.0)];
        assert_eq!((height(&three, 1_000), height(&three, 1_100)), (9.0, 0.0));
    }
}
