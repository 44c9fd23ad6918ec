//! What was to be seen of incidents: asked for while their series are there, kept in the store, and read from it once
//! they are not.

use super::{Desk, Seen, Wish};
use crate::history::{Change, evidence, is_stored};
use crate::model::{Evidence, Excerpt, Incident, SourceId, TimeRange};
use crate::shelf::letter::{Letter, Sought};
use crate::stats::order::sort_by;
use std::collections::BTreeMap;

/// Series of which a slice is kept, the worst of an incident.
const MOST_SERIES: usize = 8;
/// As much around an incident is to be seen as it lasted, and so many steps at least.
const LEAST_STEPS: f64 = 40.0;
/// What goes on is looked at again once it has lasted this much longer.
const LONGER: f64 = 0.05;
/// Evidence that is held at once, beside that of incidents that are not stored.
const MOST_HELD: usize = 64;

/// The evidence of incidents, as far as it is at hand.
#[derive(Debug, Default)]
pub(super) struct Seized {
    held: BTreeMap<String, Held>,
    letters: Vec<(Option<SourceId>, Letter)>,
}

#[derive(Debug)]
struct Held {
    // Of which state of the incident it is.
    stand: Stand,
    // `None` if it was put away, since it is stored.
    evidence: Option<Evidence>,
    is_stored: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Stand {
    range: TimeRange,
    is_over: bool,
    series: Vec<String>,
}

impl Stand {
    fn of(incident: &Incident) -> Self {
        let series = incident.signals.iter().take(MOST_SERIES).map(|one| one.series.clone());
        let range = TimeRange { from: incident.from, to: incident.to };
        Self { range, is_over: !incident.ongoing, series: series.collect() }
    }

    // Whether this says as much as a later one.
    fn will_do(&self, later: &Self) -> bool {
        let width = self.range.seconds();
        let same = self.range.from == later.range.from
            && self.is_over == later.is_over
            && self.series == later.series;
        let grown = later.range.to - self.range.to;
        same && (grown == 0.0 || !later.is_over && grown.abs() <= LONGER * width)
    }
}

impl Desk {
    /// The evidence of an incident, if it is at hand.
    pub fn evidence(&self, id: &str) -> Option<&Evidence> {
        self.seized.held.get(id)?.evidence.as_ref()
    }

    /// Letters to workers, in order; asked for once.
    pub fn letters(&mut self) -> Vec<(Option<SourceId>, Letter)> {
        std::mem::take(&mut self.seized.letters)
    }

    /// Asks for slices of incidents whose series are open and cover them, unless what is at hand will do.
    pub fn collect(&mut self) {
        let incidents = self.history.incidents();
        let mut letters = Vec::new();
        let mut asked = Vec::new();
        for incident in incidents {
            let Some(seen) = self.seen.values().find(|seen| covers(seen, incident)) else {
                continue;
            };
            let stand = Stand::of(incident);
            if self.seized.held.get(&incident.id).is_some_and(|held| held.stand.will_do(&stand)) {
                continue;
            }
            let range = surroundings(incident, seen);
            letters.extend(self.questions(incident, range));
            asked.push((incident.id.clone(), stand));
        }
        self.seized.letters.extend(letters);
        for (id, stand) in asked {
            let before = self.seized.held.remove(&id).and_then(|held| held.evidence);
            let held = Held { stand, evidence: before, is_stored: false };
            self.seized.held.insert(id, held);
        }
    }

    // One letter for each source that has a series of it.
    fn questions(&self, incident: &Incident, range: TimeRange) -> Vec<(Option<SourceId>, Letter)> {
        let places = self.places(&incident.source);
        let mut of_source: BTreeMap<SourceId, Vec<Sought>> = BTreeMap::new();
        for signal in incident.signals.iter().take(MOST_SERIES) {
            if let Some(key) = places.find(&signal.series) {
                let (series, unit) = (signal.series.clone(), signal.unit.clone());
                of_source.entry(key.source).or_default().push(Sought { key, series, unit });
            }
        }
        let letter = |(source, sought)| {
            let incident = incident.id.clone();
            (Some(source), Letter::WhatIsSeen { incident, range, sought })
        };
        of_source.into_iter().map(letter).collect()
    }

    /// Takes in slices that were asked for, with the counts of its log patterns over the same time.
    pub fn seen_of(&mut self, id: &str, range: TimeRange, excerpts: Vec<Excerpt>) {
        let Some(incident) = self.history.get(id) else { return };
        let Some(held) = self.seized.held.get_mut(id) else { return };
        let evidence = held.evidence.get_or_insert_default();
        let of = &mut evidence.excerpts;
        of.retain(|old| {
            held.stand.series.contains(&old.series)
                && !excerpts.iter().any(|new| new.series == old.series)
        });
        of.extend(excerpts);
        let place = |one: &Excerpt| held.stand.series.iter().position(|name| *name == one.series);
        sort_by(of, |a, b| place(a).cmp(&place(b)));
        let counted = |change: &crate::model::PatternChange| {
            let log = self.lines.iter().find(|log| log.is_called(&change.source))?;
            log.counted(&change.template, range)
        };
        evidence.counts = incident.patterns.iter().filter_map(counted).collect();
        self.store_evidence(id);
    }

    /// Has the evidence of an incident stored, if the incident is.
    pub fn store_evidence(&mut self, id: &str) {
        let Some(incident) = self.history.get(id) else { return };
        if !is_stored(incident, &self.unkept) {
            return;
        }
        let Some(held) = self.seized.held.get_mut(id).filter(|held| !held.is_stored) else {
            return;
        };
        let Some(evidence) = &held.evidence else { return };
        held.is_stored = true;
        let bytes = evidence::write(evidence);
        let size = bytes.len() as u32;
        let change = (incident.evidence != size)
            .then(|| Change::put(Incident { evidence: size, ..incident.clone() }));
        self.wishes.push(Wish::Attach(vec![(id.to_owned(), bytes)]));
        self.change(change.into_iter().collect());
        self.put_away();
    }

    /// Has what is stored of an incident read, unless it is at hand.
    pub fn recall(&mut self, ids: Vec<String>) {
        let is_missing = |id: &String| self.evidence(id).is_none();
        let missing: Vec<String> = ids.into_iter().filter(is_missing).collect();
        if !missing.is_empty() {
            self.wishes.push(Wish::Recall(missing));
        }
    }

    /// Takes in what the store had.
    pub fn fetched(&mut self, records: Vec<(String, Vec<u8>)>) {
        for (id, bytes) in records {
            let (Some(incident), Some(evidence)) = (self.history.get(&id), evidence::read(&bytes))
            else {
                continue;
            };
            // Unless something newer came meanwhile.
            let stand = Stand::of(incident);
            let held = Held { stand, evidence: None, is_stored: true };
            let held = self.seized.held.entry(id).or_insert(held);
            held.evidence.get_or_insert(evidence);
        }
    }

    /// Has evidence that came with incidents stored.
    pub fn attach(&mut self, incidents: &mut [Incident], records: Vec<(String, Evidence)>) {
        let mut written: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (id, evidence) in records {
            self.seized.held.remove(&id);
            written.insert(id, evidence::write(&evidence));
        }
        for one in incidents {
            one.evidence = written.get(&one.id).map_or(0, |bytes| bytes.len() as u32);
        }
        if !written.is_empty() {
            self.wishes.push(Wish::Attach(written.into_iter().collect()));
        }
    }

    /// Drops what is stored and can be read again, but for some of it.
    pub fn put_away(&mut self) {
        let opened = self.panel.opened();
        let mut spare: Vec<&mut Held> = Vec::new();
        for (id, held) in &mut self.seized.held {
            if held.is_stored && held.evidence.is_some() && id != opened {
                spare.push(held);
            }
        }
        let surplus = spare.len().saturating_sub(MOST_HELD);
        spare.iter_mut().take(surplus).for_each(|held| held.evidence = None);
    }

    /// Drops what is at hand of incidents that are gone.
    pub fn release(&mut self) {
        let Self { seized, history, .. } = self;
        seized.held.retain(|id, _| history.get(id).is_some());
    }
}

// Whether the source is open and has the whole incident.
fn covers(seen: &Seen, incident: &Incident) -> bool {
    let has = |range: TimeRange| range.from <= incident.from && incident.from <= range.to;
    seen.name == incident.source && seen.sight.range.is_some_and(has)
}

fn surroundings(incident: &Incident, seen: &Seen) -> TimeRange {
    let margin = (incident.to - incident.from).max(LEAST_STEPS * seen.sight.sighting.step);
    TimeRange { from: incident.from - margin, to: incident.to + margin }
}
