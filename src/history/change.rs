//! How the known incidents change, and which of two is the same one.

use crate::model::{Incident, IncidentState};
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

/// A source, and the time that its last scoring covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scope<'a> {
    /// Its name.
    pub source: &'a str,
    /// First moment.
    pub from: f64,
    /// Last moment.
    pub to: f64,
}

impl Scope<'_> {
    fn covers(&self, incident: &Incident) -> bool {
        self.source == incident.source && self.from <= incident.to && incident.from <= self.to
    }
}

impl Change {
    /// The incident that it is about.
    pub fn id(&self) -> &str {
        match self {
            Self::Put(incident) => &incident.id,
            Self::Delete(id) => id,
        }
    }

    /// The change that adds this one.
    pub fn put(incident: Incident) -> Self {
        Self::Put(Box::new(incident))
    }
}

/// Whether somebody did anything with it, so that it is not the program's to take away.
pub fn is_touched(incident: &Incident) -> bool {
    incident.state != IncidentState::Open
        || incident.verdict.is_some()
        || !incident.notes.is_empty()
}

/// Whether it is stored, where incidents of some sources are not kept unless somebody did anything with them.
pub fn is_stored(incident: &Incident, unkept: &[String]) -> bool {
    is_touched(incident) || !unkept.contains(&incident.source)
}

/// What must change in the store once sources have been scored anew: untouched incidents that a source no longer
/// has within its scope go, new and changed ones come; what the user touched stays.
///
/// A detector with a long memory may begin an incident a moment earlier or later when the oldest points have left
/// its window: what overlaps a stored incident, and is of its source or shares a series with it, is that incident. One
/// that the user touched, and that nobody found by its id, comes first: another tab may have stored it beside ours.
/// Cost: O(stored · found) within the scopes.
pub fn reconcile(
    stored: &[Incident],
    scopes: &[Scope<'_>],
    found: &[Incident],
    now: f64,
) -> Vec<Change> {
    let in_scope: Vec<&Incident> =
        stored.iter().filter(|old| scopes.iter().any(|scope| scope.covers(old))).collect();
    let mut gone: BTreeSet<&str> =
        in_scope.iter().filter(|old| !is_touched(old)).map(|old| old.id.as_str()).collect();
    let mut changes = Vec::new();
    let mut taken = BTreeSet::new();
    for new in found {
        let free = |old: &&&Incident| !taken.contains(old.id.as_str());
        let same_id = in_scope.iter().find(|old| old.id == new.id);
        let same = || in_scope.iter().filter(free).find(|old| is_same(old, new));
        let is_left = |old: &&&Incident| {
            is_touched(old) && !found.iter().any(|other| other.id == old.id) && is_same(old, new)
        };
        let left = || in_scope.iter().filter(free).find(is_left);
        let mine = same_id.filter(|old| is_touched(old));
        let Some(old) = mine.or_else(left).or(same_id).or_else(same).copied() else {
            changes.push(Change::put(Incident { saved: now, ..new.clone() }));
            continue;
        };
        taken.insert(old.id.as_str());
        gone.remove(old.id.as_str());
        let as_stored = Incident {
            id: old.id.clone(),
            saved: old.saved,
            state: old.state,
            verdict: old.verdict,
            evidence: old.evidence,
            notes: old.notes.clone(),
            ..new.clone()
        };
        if !is_equal(&as_stored, old) {
            changes.push(Change::put(Incident { saved: now, ..as_stored }));
        }
    }
    let mut all: Vec<Change> = gone.into_iter().map(|id| Change::Delete(id.to_owned())).collect();
    all.append(&mut changes);
    all
}

fn is_same(old: &Incident, new: &Incident) -> bool {
    let shares = || {
        let of_old = |name: &str| old.signals.iter().any(|signal| signal.series == name);
        new.signals.iter().any(|signal| of_old(&signal.series))
    };
    old.from <= new.to && new.from <= old.to && (old.source == new.source || shares())
}

// By their bytes, since figures that are missing are NaN.
fn is_equal(a: &Incident, b: &Incident) -> bool {
    postcard::to_allocvec(a).ok() == postcard::to_allocvec(b).ok()
}

/// What makes the incidents of a source go by its new name.
pub fn relabelled(incidents: &[Incident], before: &str, name: &str) -> Vec<Change> {
    let of_source = incidents.iter().filter(|one| one.source == before);
    of_source.map(|one| Change::put(Incident { source: name.to_owned(), ..one.clone() })).collect()
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
