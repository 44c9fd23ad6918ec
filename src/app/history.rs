//! Incidents over time: how they change.
//!
//! [`super::blocks`] says how the browser's storage keeps them.

use crate::model::{Incident, IncidentState, Problem};
use crate::stats::order::sort_by;
use std::collections::BTreeSet;

/// One change of the stored incidents.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Add it, or replace the one with its id.
    Put(Box<Incident>),
    /// Remove the one with this id.
    Delete(String),
}

/// What the store says.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// All incidents, in no order.
    Loaded(Vec<Incident>),
    /// So many changes are safe, the oldest of those that it was given.
    Saved {
        /// How many.
        changes: usize,
    },
    /// It cannot be used, or refused changes; nothing that was stored is lost.
    Failed {
        /// How many were refused, the oldest of those that it was given.
        changes: usize,
        /// Why.
        problem: Problem,
    },
}

impl Change {
    /// The incident that it is about.
    pub fn id(&self) -> &str {
        match self {
            Self::Put(incident) => &incident.id,
            Self::Delete(id) => id,
        }
    }
}

/// What must change in the store once a source has been scored anew: untouched incidents that the
/// source no longer has within `from..=to` go, new and changed ones come; what the user touched
/// stays as it is.
///
/// A detector with a long memory may begin an incident a moment earlier or later when the oldest
/// points have left its window: what overlaps a stored incident of the source is that incident.
pub fn reconcile(
    stored: &[Incident],
    source: &str,
    (from, to): (f64, f64),
    found: &[Incident],
    now: f64,
) -> Vec<Change> {
    let of_source: Vec<&Incident> = stored
        .iter()
        .filter(|old| old.source == source && from <= old.to && old.from <= to)
        .collect();
    let mut gone: BTreeSet<&str> = of_source
        .iter()
        .filter(|old| old.state == IncidentState::Open)
        .map(|old| old.id.as_str())
        .collect();
    let mut changes = Vec::new();
    let mut taken = BTreeSet::new();
    for new in found {
        let overlaps = |old: &&&Incident| old.from <= new.to && new.from <= old.to;
        let free = |old: &&&Incident| !taken.contains(old.id.as_str());
        let same_id = of_source.iter().find(|old| old.id == new.id);
        let old = same_id.or_else(|| of_source.iter().filter(free).find(overlaps)).copied();
        let Some(old) = old else {
            changes.push(put(Incident { saved: now, ..new.clone() }));
            continue;
        };
        taken.insert(old.id.as_str());
        gone.remove(old.id.as_str());
        let as_stored =
            Incident { id: old.id.clone(), saved: old.saved, state: old.state, ..new.clone() };
        if as_stored != *old {
            changes.push(put(Incident { saved: now, ..as_stored }));
        }
    }
    let mut all: Vec<Change> = gone.into_iter().map(|id| Change::Delete(id.to_owned())).collect();
    all.append(&mut changes);
    all
}

fn put(incident: Incident) -> Change {
    Change::Put(Box::new(incident))
}

/// What makes the incidents of a source go by its new name.
pub fn relabelled(incidents: &[Incident], before: &str, name: &str) -> Vec<Change> {
    let of_source = incidents.iter().filter(|one| one.source == before);
    of_source
        .map(|one| Change::Put(Box::new(Incident { source: name.to_owned(), ..one.clone() })))
        .collect()
}

/// Applies changes to the list in memory, which stays sorted by start, newest first.
pub fn apply(incidents: &mut Vec<Incident>, changes: Vec<Change>) {
    merge(incidents, changes);
    sort(incidents);
}

/// Applies changes to incidents in any order; of several changes of one incident the last counts.
/// Costs what sorting the changes costs: a file may hold ten thousand.
pub(super) fn merge(incidents: &mut Vec<Incident>, changes: Vec<Change>) {
    let mut places: Vec<(&str, usize)> = changes.iter().map(Change::id).zip(0..).collect();
    sort_by(&mut places, Ord::cmp);
    incidents.retain(|one| {
        let after = places.partition_point(|(id, _)| *id < one.id.as_str());
        places.get(after).is_none_or(|(id, _)| *id != one.id)
    });
    let mut last = vec![true; changes.len()];
    for pair in places.windows(2) {
        if let [(id, at), (next, _)] = pair
            && let Some(last) = last.get_mut(*at)
        {
            *last = id != next;
        }
    }
    incidents.extend(changes.into_iter().zip(last).filter_map(|(change, last)| match change {
        Change::Put(incident) if last => Some(*incident),
        _ => None,
    }));
}

/// Newest first.
pub fn sort(incidents: &mut [Incident]) {
    sort_by(incidents, |a, b| b.from.total_cmp(&a.from).then_with(|| a.id.cmp(&b.id)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident(id: &str, source: &str, from: f64) -> Incident {
        Incident {
            id: id.to_owned(),
            source: source.to_owned(),
            from,
            to: from + 60.0,
            ongoing: false,
            severity: 2.0,
            sentence: "x rose".to_owned(),
            signals: Vec::new(),
            logs: Vec::new(),
            sample_log: String::new(),
            detector: String::new(),
            state: IncidentState::Open,
            saved: 0.0,
        }
    }

    #[test]
    fn the_last_change_of_an_incident_counts() {
        let put = |id: &str, from| Change::Put(Box::new(incident(id, "s", from)));
        let delete = |id: &str| Change::Delete(id.to_owned());
        let check = |changes: Vec<Change>, expected: &[(&str, f64)]| {
            let mut all = vec![incident("a", "s", 1.0), incident("b", "s", 2.0)];
            apply(&mut all, changes);
            let found: Vec<_> = all.iter().map(|one| (one.id.as_str(), one.from)).collect();
            assert_eq!(found, expected);
        };
        check(vec![], &[("b", 2.0), ("a", 1.0)]);
        check(vec![put("a", 7.0), put("a", 5.0)], &[("a", 5.0), ("b", 2.0)]);
        check(vec![put("c", 7.0), delete("c"), delete("b")], &[("a", 1.0)]);
        check(vec![delete("b"), put("b", 9.0)], &[("b", 9.0), ("a", 1.0)]);
        check(vec![delete("none"), put("aa", 3.0)], &[("aa", 3.0), ("b", 2.0), ("a", 1.0)]);
    }

    #[test]
    fn rescoring_replaces_what_nobody_touched_and_keeps_the_rest() {
        let mut touched = incident("b", "s", 200.0);
        touched.state = IncidentState::Acknowledged;
        let elsewhere = incident("c", "other", 100.0);
        let stored = [incident("a", "s", 100.0), touched, elsewhere];
        let found = [incident("d", "s", 300.0)];
        let changes = reconcile(&stored, "s", (0.0, 1000.0), &found, 9.0);
        let mut after = stored.to_vec();
        apply(&mut after, changes);
        let ids: Vec<&str> = after.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["d", "b", "c"]);
        assert!(reconcile(&after, "s", (0.0, 1000.0), &found, 10.0).is_empty(), "nothing new");
    }
}
