//! Which series of a source belong together, and how to walk through all of their points in order of
//! time.

use crate::detect::Member;
use crate::model::{Field, FieldKind, Samples};
use std::cmp::Ordering;
use std::collections::binary_heap::PeekMut;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

/// Which label tells siblings apart.
pub(super) const LABEL: Field = Field {
    name: "label",
    title: "Siblings differ in",
    help: "A label, such as instance: series of one metric that agree in all other labels are siblings. \
           If empty, all series of one metric are; columns without labels, if they share a unit.",
    unit: "",
    kind: FieldKind::Text,
};

/// Why a series has no verdict.
pub(super) const ALONE: &str = "it has no siblings, or too few of them are known by then";

/// The groups of siblings, each with the places of its members, rising; single series are none.
///
/// With a label: same name, same other labels, and the label is there. Without: same name; of series
/// without any label (columns of a table), same unit. Cost: O(m log m) texts.
pub(super) fn groups(members: &[Member<'_>], label: &str) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (place, one) in members.iter().enumerate() {
        let key = match label {
            "" if one.labels.is_empty() => vec![one.unit],
            "" => vec![one.name, "name"],
            label if one.labels.get(label).is_none() => continue,
            label => {
                let others = one.labels.iter().filter(|(name, _)| *name != label);
                let others = others.flat_map(|(name, value)| [name, value]);
                std::iter::once(one.name).chain(others).collect()
            }
        };
        groups.entry(key).or_default().push(place);
    }
    groups.into_values().filter(|places| places.len() > 1).collect()
}

/// For each of so many series the place of its group.
pub(super) fn group_of(count: usize, groups: &[Vec<usize>]) -> Vec<Option<u32>> {
    let mut of = vec![None; count];
    for (group, places) in groups.iter().enumerate() {
        for place in places {
            of[*place] = Some(group as u32);
        }
    }
    of
}

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
