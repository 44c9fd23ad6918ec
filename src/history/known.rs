//! What several tabs change at once. Each knows what the store held when it last read it or wrote to it; what is stored
//! by now differs from that by what others changed, and what is to be stored by what this one did. Both are kept.

use super::beside::{self, Beside};
use super::change::Change;
use crate::model::{Incident, IncidentState, Note, Verdict};
use crate::stats::order::sort_by;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What this tab knows of the store: what users did with incidents, and what is kept beside them.
#[derive(Debug, Default)]
pub struct Known {
    touches: BTreeMap<String, Touch>,
    beside: Vec<u8>,
}

/// What a user did with an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Touch {
    state: IncidentState,
    verdict: Option<Verdict>,
    notes: Vec<Note>,
}

static UNTOUCHED: Touch = Touch { state: IncidentState::Open, verdict: None, notes: Vec::new() };

impl Touch {
    // Whether anybody did anything with it: most are not touched.
    fn is_of(one: &Incident) -> bool {
        one.state != UNTOUCHED.state || one.verdict.is_some() || !one.notes.is_empty()
    }

    fn of(incident: &Incident) -> Self {
        let Incident { state, verdict, notes, .. } = incident;
        Self { state: *state, verdict: *verdict, notes: notes.clone() }
    }
}

/// What changes make of each incident's touch.
pub fn touches(changes: &[Change]) -> Vec<(String, Touch)> {
    let touch = |change: &Change| match change {
        Change::Put(one) => (one.id.clone(), Touch::of(one)),
        Change::Delete(id) => (id.clone(), UNTOUCHED.clone()),
    };
    changes.iter().map(touch).collect()
}

impl Known {
    /// This is stored now.
    pub fn loaded(&mut self, incidents: &[Incident], beside: &[u8]) {
        self.touches.clear();
        let touched = incidents.iter().filter(|one| Touch::is_of(one));
        self.touches.extend(touched.map(|one| (one.id.clone(), Touch::of(one))));
        self.beside = beside.to_vec();
    }

    /// The store took what this tab did with incidents.
    pub fn saved(&mut self, touches: Vec<(String, Touch)>) {
        for (id, touch) in touches {
            self.took(id, touch);
        }
    }

    /// The store took what this tab keeps beside them.
    pub fn kept(&mut self, beside: Vec<u8>) {
        self.beside = beside;
    }

    fn took(&mut self, id: String, touch: Touch) {
        if touch == UNTOUCHED {
            self.touches.remove(&id);
        } else {
            self.touches.insert(id, touch);
        }
    }

    /// Whether another tab did something with a stored incident since this one last read it.
    pub fn is_touched_elsewhere(&self, stored: &Incident) -> bool {
        let touch = Touch::of(stored);
        touch != UNTOUCHED && self.touches.get(&stored.id) != Some(&touch)
    }

    /// Gives an incident that is to be stored what another tab did with it.
    pub fn settle(&self, stored: &Incident, wanted: &mut Incident) {
        let before = self.touches.get(&wanted.id).unwrap_or(&UNTOUCHED);
        if wanted.state == before.state {
            wanted.state = stored.state;
        }
        if wanted.verdict == before.verdict {
            wanted.verdict = stored.verdict;
        }
        let notes = std::mem::take(&mut wanted.notes);
        wanted.notes = both(&before.notes, notes, stored.notes.clone());
        sort_by(&mut wanted.notes, |a, b| a.time.total_cmp(&b.time));
    }

    /// What is to be kept beside incidents, with what another tab changed of it.
    pub fn settle_beside(&self, stored: &[u8], wanted: &[u8]) -> Vec<u8> {
        let read = |bytes: &[u8]| beside::read(bytes);
        let (true, Some(before), Some(stored), Some(wanted)) =
            (stored != self.beside, read(&self.beside), read(stored), read(wanted))
        else {
            return wanted.to_vec();
        };
        let mut audit = stored.audit;
        audit.join(wanted.audit);
        let same = wanted.retention == before.retention;
        let mut all = Beside {
            marks: both(&before.marks, wanted.marks, stored.marks),
            limits: both(&before.limits, wanted.limits, stored.limits),
            tunings: both(&before.tunings, wanted.tunings, stored.tunings),
            retention: if same { stored.retention } else { wanted.retention },
            audit,
        };
        all.sort();
        beside::write(&all)
    }
}

// What is stored, without what was taken away here since `before`, and with what was added here.
fn both<T: Serialize>(before: &[T], wanted: Vec<T>, mut stored: Vec<T>) -> Vec<T> {
    // By their bytes, which have an order.
    let key = |one: &T| postcard::to_allocvec(one).unwrap_or_default();
    let keys = |all: &[T]| all.iter().map(key).collect::<BTreeSet<_>>();
    let (before, here, there) = (keys(before), keys(&wanted), keys(&stored));
    stored.retain(|one| here.contains(&key(one)) || !before.contains(&key(one)));
    let is_new = |one: &T| !before.contains(&key(one)) && !there.contains(&key(one));
    stored.extend(wanted.into_iter().filter(is_new));
    stored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::audit::Entry;
    use crate::model::{Labels, Limit, Mark, MarkKind};

    fn note(time: f64, text: &str) -> Note {
        Note { time, text: text.to_owned() }
    }

    #[test]
    fn what_another_tab_did_stays_and_what_this_one_did_counts() {
        let before =
            Incident { notes: vec![note(1.0, "old"), note(2.0, "gone")], ..Incident::sample() };
        let mut known = Known::default();
        known.loaded(std::slice::from_ref(&before), &[]);
        let stored = Incident {
            state: IncidentState::Acknowledged,
            notes: vec![note(1.0, "old"), note(2.0, "gone"), note(3.0, "theirs")],
            ..before.clone()
        };
        let wanted = Incident {
            verdict: Some(Verdict::Real),
            notes: vec![note(1.0, "old"), note(4.0, "mine")],
            severity: 9.0,
            ..before.clone()
        };
        let mut settled = wanted.clone();
        known.settle(&stored, &mut settled);
        assert_eq!((settled.state, settled.verdict), (stored.state, wanted.verdict));
        let notes = vec![note(1.0, "old"), note(3.0, "theirs"), note(4.0, "mine")];
        assert_eq!((settled.notes.clone(), settled.severity), (notes, 9.0));

        // Told again, without having read what the other tab did.
        known.saved(touches(&[Change::put(wanted.clone())]));
        let mut again = Incident { verdict: None, ..wanted };
        known.settle(&settled, &mut again);
        assert_eq!((again.state, again.verdict), (stored.state, None), "taken back here");
        assert_eq!(again.notes, settled.notes);

        // Both did the same field: the later one counts.
        let mut resolved = Incident { state: IncidentState::Resolved, ..before };
        known.settle(&stored, &mut resolved);
        assert_eq!(resolved.state, IncidentState::Resolved);
    }

    #[test]
    fn limits_events_and_what_was_learnt_of_two_tabs_are_all_kept() {
        let limit = |words: &str| Limit { words: words.to_owned(), ..Limit::default() };
        let mark = |time: f64| Mark {
            time,
            kind: MarkKind::Deployment,
            title: "v7".to_owned(),
            labels: Labels::default(),
        };
        let start = Beside {
            limits: vec![limit("both"), limit("dropped here"), limit("dropped there")],
            marks: vec![mark(1.0)],
            ..Beside::default()
        };
        let mut known = Known::default();
        known.loaded(&[], &beside::write(&start));
        let mut stored = start.clone();
        stored.limits = vec![limit("both"), limit("dropped here"), limit("theirs")];
        stored.marks = vec![mark(9.0), mark(1.0)];
        stored.retention.days = None;
        stored.audit.add(Entry::new(5.0, "theirs", ""));
        let mut wanted = start;
        wanted.limits = vec![limit("both"), limit("dropped there"), limit("mine")];
        wanted.marks = vec![mark(5.0), mark(1.0)];
        wanted.audit.add(Entry::new(6.0, "mine", ""));
        let settled = known.settle_beside(&beside::write(&stored), &beside::write(&wanted));
        let settled = beside::read(&settled).expect("what was settled");
        assert_eq!(settled.limits, [limit("both"), limit("theirs"), limit("mine")]);
        assert_eq!(settled.marks, [mark(9.0), mark(5.0), mark(1.0)]);
        assert_eq!(settled.retention.days, None);
        let said: Vec<&str> = settled.audit.entries().map(|one| one.what.as_str()).collect();
        assert_eq!(said, ["mine", "theirs"]);

        let mine = beside::write(&wanted);
        known.kept(mine.clone());
        let settled = beside::write(&settled);
        assert_eq!(known.settle_beside(&settled, &mine), settled, "nothing new is asked for");
        assert_eq!(known.settle_beside(&mine, &settled), settled, "nobody else changed it");
        assert_eq!(known.settle_beside(&[99], &mine), mine, "what nobody can read");
    }
}
