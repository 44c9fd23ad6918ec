//! How good a detector is where the truth is known: alarms compared with labelled faults.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Alarms this many points after a labelled stretch still belong to it: an effect fades, and the
/// return to normal is part of the event.
pub const TOLERANCE: usize = 3;

/// Alarms counted against labelled stretches; counts of several series add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// Labelled stretches.
    pub events: u32,
    /// Labelled stretches with at least one alarm.
    pub found: u32,
    /// Alarm episodes.
    pub alarms: u32,
    /// Alarm episodes that touch no labelled stretch.
    pub false_alarms: u32,
    /// Points compared.
    pub points: u64,
}

impl Truth {
    /// Share of the labelled stretches that were found; NaN if there is none.
    pub fn recall(&self) -> f64 {
        f64::from(self.found) / f64::from(self.events)
    }

    /// Share of the alarm episodes that were right; NaN without an alarm.
    pub fn precision(&self) -> f64 {
        f64::from(self.alarms - self.false_alarms) / f64::from(self.alarms)
    }
}

impl std::iter::Sum for Truth {
    fn sum<I: Iterator<Item = Self>>(each: I) -> Self {
        each.fold(Self::default(), |sum, one| Self {
            events: sum.events + one.events,
            found: sum.found + one.found,
            alarms: sum.alarms + one.alarms,
            false_alarms: sum.false_alarms + one.false_alarms,
            points: sum.points + one.points,
        })
    }
}

/// Compares alarms, as rising places of points, with the truth of each point of one series.
///
/// A labelled stretch is a run of true, extended by [`TOLERANCE`] points; an alarm episode is a run
/// of alarms, joined over pauses of at most [`TOLERANCE`] points. Alarms beyond the truth are
/// ignored. Cost: O(n).
pub fn compare(alarms: impl Iterator<Item = usize>, truth: &[bool]) -> Truth {
    let labelled = truth.iter().enumerate().filter(|(_, labelled)| **labelled).map(|(at, _)| at);
    let events: Vec<Range<usize>> =
        runs(labelled, 0).into_iter().map(|run| run.start..run.end + TOLERANCE).collect();
    let episodes = runs(alarms.take_while(|at| *at < truth.len()), TOLERANCE);
    let found = events.iter().filter(|event| touches_any(event, &episodes)).count();
    let right = episodes.iter().filter(|episode| touches_any(episode, &events)).count();
    Truth {
        events: events.len() as u32,
        found: found as u32,
        alarms: episodes.len() as u32,
        false_alarms: (episodes.len() - right) as u32,
        points: truth.len() as u64,
    }
}

/// The runs of rising places, joined over pauses of at most `pause` points.
pub fn runs(places: impl Iterator<Item = usize>, pause: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in places {
        match runs.last_mut() {
            Some(last) if at - last.end <= pause => last.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

// Ranges are in order of start; of overlapping ones any will do.
fn touches_any(one: &Range<usize>, others: &[Range<usize>]) -> bool {
    let first = others.partition_point(|other| other.end <= one.start);
    others.get(first).is_some_and(|other| other.start < one.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(text: &str) -> Vec<bool> {
        text.bytes().map(|byte| byte == b'#').collect()
    }

    fn places(text: &str) -> impl Iterator<Item = usize> {
        flags(text).into_iter().enumerate().filter(|(_, flag)| *flag).map(|(at, _)| at)
    }

    #[test]
    fn runs_join_over_short_pauses() {
        assert_eq!(runs(places("##.#...#"), 0), [0..2, 3..4, 7..8]);
        assert_eq!(runs(places("##.#...#"), 1), [0..4, 7..8]);
        assert_eq!(runs(places("##.#...#"), 3).first(), Some(&(0..8)));
        assert!(runs(places(""), 3).is_empty());
    }

    #[test]
    fn events_count_for_recall_and_episodes_for_precision() {
        let check = |truth: &str, alarms: &str, recall: f64, precision: f64, wrong: u32| {
            let got = compare(places(alarms), &flags(truth));
            assert_eq!(
                (got.recall(), got.precision(), got.false_alarms),
                (recall, precision, wrong),
                "{truth} {alarms}"
            );
        };
        check("..###.........##....", "...#.......#........", 0.5, 0.5, 1);
        check("..###...............", "...#..#.............", 1.0, 1.0, 0);
        check("..###...............", ".......#............", 1.0, 1.0, 0);
        check("..###...............", "........#...........", 0.0, 0.0, 1);
        check("..##.##.............", "..................##", 0.0, 0.0, 1);
        check("..##.##.............", "..#..........#......", 0.5, 0.5, 1);
    }

    #[test]
    fn nothing_to_find_or_nothing_found_is_not_a_number() {
        let quiet = compare(places("...."), &flags("...."));
        assert!(quiet.recall().is_nan() && quiet.precision().is_nan());
        assert_eq!((quiet.false_alarms, quiet.points), (0, 4));
        assert_eq!(compare(places("#"), &[]).points, 0);
    }
}
