//! Spikes that come on time: short excursions with equal pauses between them.

use crate::detect::pace::Pace;
use std::collections::VecDeque;

const DAY: f64 = 86_400.0;
/// An excursion lies beyond this many scales of what most points do.
const EXCURSION: f64 = 6.0;
/// Excursions that are remembered.
const REMEMBERED: usize = 16;
/// On time is within so many steps, or this share of the pause.
const STEPS: f64 = 1.5;
const SHARE: f64 = 0.002;
/// One is like another if it is at most so many times as high.
const LIKE: f64 = 1.5;
/// It may last so many times as long as the one before, and so many points more.
const LONGER: f64 = 2.0;
const MORE: f64 = 2.0;
/// From so many on time in a row on, the next one is missed.
const REGULAR: usize = 5;
/// Beside them there may be so many others.
const OTHERS: usize = 1;

/// An excursion.
#[derive(Debug, Clone, Copy)]
struct Excursion {
    // When it began, by the clock on the wall, and its last point.
    begin: f64,
    last: f64,
    // Distance of its top from what was expected, with sign.
    top: f64,
}

/// What is known of a point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Beat {
    /// It belongs to an excursion that came on time, and is no higher and no longer than those before.
    pub expected: bool,
    /// Seconds between excursions of which one did not come when this point was due; else 0.
    pub missed: f64,
}

/// The short excursions of a series, and whether they come with equal pauses: at the same time each
/// day, which one day is enough to foretell; or three times and more. Together with habits, which
/// forgive what comes often at any time. 400 bytes.
#[derive(Debug, Clone)]
pub(super) struct Beats {
    past: VecDeque<Excursion>,
    open: Option<Excursion>,
    // What the open excursion repeats, if it came on time.
    model: Option<Excursion>,
    // Seconds from one to the next, and when that is due; 0 while they are not regular.
    pause: f64,
    due: f64,
    last: f64,
    offset: f64,
}

impl Beats {
    pub(super) fn new() -> Self {
        let past = VecDeque::with_capacity(REMEMBERED);
        let (pause, due, last, offset) = (0.0, 0.0, f64::NAN, f64::NAN);
        Self { past, open: None, model: None, pause, due, last, offset }
    }

    /// Takes a point: its moment in UTC and by the clock on the wall, its distance from what was
    /// expected, and the scale of what most points do on that side. Cost: O(1).
    pub(super) fn judge(
        &mut self,
        (utc, shown): (f64, f64),
        distance: f64,
        scale: f64,
        pace: &Pace,
    ) -> Beat {
        let Some(step) = pace.step() else { return Beat::default() };
        if shown - utc != self.offset {
            // A clock was put: nobody knows yet who follows it.
            (self.offset, self.pause) = (shown - utc, 0.0);
        }
        let calm = pace.pause() as f64 * step;
        if self.open.is_some_and(|open| shown - open.last > calm) {
            self.close();
        }
        if distance.abs() > EXCURSION * scale {
            self.exceed(shown, distance, step);
        }
        let missed = self.missed(shown, step);
        self.last = shown;
        Beat { expected: self.is_expected(step), missed }
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.past.capacity() * size_of::<Excursion>()
    }

    fn close(&mut self) {
        if self.past.len() == REMEMBERED {
            self.past.pop_front();
        }
        self.past.extend(self.open.take());
        self.model = None;
    }

    fn exceed(&mut self, shown: f64, distance: f64, step: f64) {
        if let Some(open) = &mut self.open {
            open.last = shown;
            if distance.abs() > open.top.abs() {
                open.top = distance;
            }
            return;
        }
        let begun = Excursion { begin: shown, last: shown, top: distance };
        self.open = Some(begun);
        self.model = self.foretold(begun, step);
        self.follow(begun, step);
    }

    // The one of the past that began then and went the same way.
    fn at(&self, moment: f64, tolerance: f64, like: Excursion) -> Option<Excursion> {
        let same = |one: &&Excursion| {
            (one.begin - moment).abs() <= tolerance && one.top.signum() == like.top.signum()
        };
        self.past.iter().rev().find(same).copied()
    }

    // The same time yesterday, or two before with this pause.
    fn foretold(&self, begun: Excursion, step: f64) -> Option<Excursion> {
        let yesterday = self.at(begun.begin - DAY, tolerance(DAY, step), begun);
        if yesterday.is_some() && self.others(begun, DAY, 1) {
            return yesterday;
        }
        let twice = |one: &&Excursion| {
            let pause = begun.begin - one.begin;
            self.row(begun, pause, step) >= 2 && self.others(begun, pause, 2)
        };
        self.past.iter().rev().find(twice).copied()
    }

    // Whether few came beside those with this pause.
    fn others(&self, begun: Excursion, pause: f64, times: usize) -> bool {
        let since = begun.begin - (times as f64 + 0.5) * pause;
        self.past.iter().filter(|other| other.begin > since).count() <= times + OTHERS
    }

    // How many came before with this pause, without one missing.
    fn row(&self, begun: Excursion, pause: f64, step: f64) -> usize {
        let tolerance = tolerance(pause, step);
        let came = |times: &usize| {
            self.at(begun.begin - *times as f64 * pause, tolerance, begun).is_some()
        };
        (1..REGULAR).take_while(came).count()
    }

    // Finds the pause, or learns that one came.
    fn follow(&mut self, begun: Excursion, step: f64) {
        let on_time = (begun.begin - self.due).abs() <= tolerance(self.pause, step);
        if self.pause > 0.0 && on_time {
            self.due = begun.begin + self.pause;
            return;
        }
        if self.pause > 0.0 {
            return;
        }
        let regular = |one: &&Excursion| {
            let pause = begun.begin - one.begin;
            let row = self.row(begun, pause, step);
            row + 1 == REGULAR && self.others(begun, pause, row)
        };
        if let Some(one) = self.past.iter().rev().find(regular) {
            self.pause = begun.begin - one.begin;
            self.due = begun.begin + self.pause;
        }
    }

    // One that did not come while points did.
    fn missed(&mut self, shown: f64, step: f64) -> f64 {
        let tolerance = tolerance(self.pause, step);
        if self.pause == 0.0 || shown <= self.due + tolerance {
            return 0.0;
        }
        let seen = self.last >= self.due - tolerance;
        let pause = std::mem::take(&mut self.pause);
        if seen { pause } else { 0.0 }
    }

    fn is_expected(&self, step: f64) -> bool {
        let (Some(open), Some(model)) = (self.open, self.model) else { return false };
        let length = |one: Excursion| one.last - one.begin;
        open.top.abs() <= LIKE * model.top.abs()
            && length(open) <= LONGER * length(model) + MORE * step
    }
}

fn tolerance(pause: f64, step: f64) -> f64 {
    (STEPS * step).max(SHARE * pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Spikes at these of so many hours: which were expected, and when one was missed.
    fn told(spikes: &[usize], hours: usize) -> (Vec<usize>, Vec<usize>) {
        let (mut pace, mut beats) = (Pace::new(), Beats::new());
        let (mut expected, mut missed) = (Vec::new(), Vec::new());
        for point in 0..hours * 4 {
            let (time, spike) =
                (point as f64 * 900.0, point % 4 == 0 && spikes.contains(&(point / 4)));
            pace.tick(time);
            let beat = beats.judge((time, time), if spike { 9.0 } else { 0.5 }, 1.0, &pace);
            if spike && beat.expected {
                expected.push(point / 4);
            }
            if beat.missed > 0.0 {
                missed.push(point / 4);
            }
        }
        (expected, missed)
    }

    #[test]
    fn the_same_time_tomorrow_is_expected_at_once_and_other_pauses_the_third_time() {
        assert_eq!(told(&[30, 54], 60), (vec![54], vec![]));
        assert_eq!(told(&[30, 40, 50, 60], 65), (vec![50, 60], vec![]));
        assert_eq!(told(&[30, 41, 50, 63], 65), (vec![], vec![]));
    }

    #[test]
    fn one_of_a_regular_row_is_missed_once() {
        let row: Vec<usize> = (3..10).map(|times| times * 10).collect();
        assert_eq!(told(&row, 100).1, Vec::<usize>::new());
        assert_eq!(told(&row, 140).1, [100]);
    }
}
