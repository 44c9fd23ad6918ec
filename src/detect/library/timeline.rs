//! All points of several series in order of time.

use crate::model::Samples;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;

/// Distances of moments differ by rounding, and by a clock that is not exact.
const SLACK: f64 = 1.01;

/// What happens while time goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// A member has a new point, its `at`th; what is not finite is a gap.
    Point { member: usize, at: usize, value: f64 },
    /// The last point of a member is older than its usual distance of points.
    Stale { member: usize },
    /// All points of this moment have been told.
    Moment(f64),
}

/// Tells all points in order of time; members are numbered as they are given.
///
/// A point counts until the next of its member, but no longer than the median distance of its points:
/// so series that are not measured at the same moments can be compared, and nothing later is needed.
/// Cost: O(log c) for each of N points, with c the number of different time columns; 1 where all
/// share one.
pub(super) fn walk(members: &[Samples<'_>], tell: &mut dyn FnMut(Step)) {
    let mut clocks: Vec<Clock<'_>> = Vec::new();
    for (member, samples) in members.iter().enumerate() {
        match clocks.last_mut().filter(|clock| std::ptr::eq(clock.times, samples.times)) {
            Some(clock) => clock.members.end = member + 1,
            None => clocks.push(Clock {
                times: samples.times,
                members: member..member + 1,
                step: samples.step() * SLACK,
                next: 0,
            }),
        }
    }
    let first = |(clock, of): (usize, &Clock<'_>)| {
        Some(Due { time: *of.times.first()?, is_stale: false, clock })
    };
    let mut waiting: BinaryHeap<Due> = clocks.iter().enumerate().filter_map(first).collect();
    let mut now = None;
    while let Some(mut top) = waiting.peek_mut() {
        let due = *top;
        if let Some(moment) = now.take_if(|moment| *moment < due.time || due.is_stale) {
            tell(Step::Moment(moment));
        }
        let clock = &mut clocks[due.clock];
        if due.is_stale {
            clock.members.clone().for_each(|member| tell(Step::Stale { member }));
            match clock.times.get(clock.next) {
                Some(time) => *top = Due { time: *time, is_stale: false, ..due },
                None => drop(PeekMut::pop(top)),
            }
            continue;
        }
        now = Some(due.time);
        for member in clock.members.clone() {
            let (at, value) = (clock.next, members[member].values[clock.next]);
            tell(Step::Point { member, at, value });
        }
        clock.next += 1;
        *top = clock.due(due.clock, due.time);
    }
    if let Some(moment) = now {
        tell(Step::Moment(moment));
    }
}

/// Neighbouring members that are measured at the same moments.
struct Clock<'a> {
    times: &'a [f64],
    members: Range<usize>,
    step: f64,
    next: usize,
}

impl Clock<'_> {
    // What comes after its points of this moment.
    fn due(&self, clock: usize, last: f64) -> Due {
        let stale = last + self.step;
        match self.times.get(self.next) {
            Some(time) if *time <= stale => Due { time: *time, is_stale: false, clock },
            _ => Due { time: stale, is_stale: true, clock },
        }
    }
}

/// When something happens; the greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Due {
    time: f64,
    is_stale: bool,
    clock: usize,
}

impl Eq for Due {}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        // Points come before what is too old just after them.
        let by_kind = other.is_stale.cmp(&self.is_stale);
        other.time.total_cmp(&self.time).then(by_kind).then(other.clock.cmp(&self.clock))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_points_of_a_moment_come_before_it_and_old_ones_grow_stale() {
        let (grid, other) = ([0.0, 10.0, 20.0, 50.0], [10.0, 15.0]);
        let values = [1.0, 2.0, 3.0, 4.0];
        let sharing = Samples { times: &grid, values: &values };
        let members = [sharing, sharing, Samples { times: &other, values: &values[..2] }];
        let mut told = Vec::new();
        walk(&members, &mut |step| {
            told.push(match step {
                Step::Point { member, at, value } => {
                    assert_eq!(value, values[at]);
                    format!("{member}:{at}")
                }
                Step::Stale { member } => format!("{member} stale"),
                Step::Moment(time) => format!("at {time}"),
            });
        });
        let expected = "0:0 1:0 at 0 0:1 1:1 2:0 at 10 2:1 at 15 0:2 1:2 at 20 2 stale \
                        0 stale 1 stale 0:3 1:3 at 50 0 stale 1 stale";
        assert_eq!(told.join(" "), expected);
    }
}
