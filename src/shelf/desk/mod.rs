//! Where all sources meet: what their series say, what logs say and what was done becomes incidents, which are
//! reconciled with those that are stored.

mod asked;

use crate::history::{Change, History, Scope, beside, reconcile};
use crate::model::{Incident, Mark, SeriesKey, SourceId, TimeRange, Zone};
use crate::panels::incidents::{IncidentPanel, Panel};
use crate::stats::order::sort_by;
use crate::triage::{Lines, Scene, Sighting, Track, incidents};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// More events are not kept; the oldest give way.
const MOST_MARKS: usize = 20_000;

/// What a worker tells of a source: opaque to the page, which passes it on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sight {
    /// What its series say, if it is the only source.
    pub sighting: Sighting,
    /// The same series as one of several sources sees them.
    pub among: Vec<Track>,
    /// First and last moment of all series; `None` if there is none.
    pub range: Option<TimeRange>,
    /// Events, where the source is a file of such.
    pub marks: Vec<Mark>,
}

/// What the desk wants of the store.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Read all of it.
    Load,
    /// Change it.
    Change(Vec<Change>),
    /// Keep these bytes beside it, in place of those that were kept.
    Keep(Vec<u8>),
}

/// What comes of using the panel of incidents.
#[derive(Debug, Default)]
pub struct Used {
    /// A file for the user.
    pub offer: Option<crate::panels::logs::Offer>,
    /// Series and window to be shown.
    pub chart: Option<(Vec<SeriesKey>, TimeRange)>,
}

/// All that is known of incidents.
#[derive(Debug, Default)]
pub(super) struct Desk {
    seen: BTreeMap<SourceId, Seen>,
    lines: Vec<Lines>,
    // Which logs these are, and how many records from which moment on those had.
    stands: Vec<(SourceId, u64, f64)>,
    // Newest first; whether the store has them as they are.
    marks: Vec<Mark>,
    are_marks_sent: bool,
    found: Vec<Incident>,
    history: History,
    // Incidents that the user deleted while their source was open: the same data find them again.
    deleted: Vec<Deleted>,
    panel: IncidentPanel,
    told: Panel,
    zone: Zone,
    wishes: Vec<Wish>,
    is_asked: bool,
}

#[derive(Debug)]
struct Seen {
    name: String,
    sight: Sight,
    // Whether its incidents are to be kept.
    kept: bool,
}

#[derive(Debug)]
struct Deleted {
    id: String,
    source: String,
    from: f64,
    to: f64,
}

impl Deleted {
    fn is(&self, incident: &Incident) -> bool {
        let overlaps = self.from <= incident.to && incident.from <= self.to;
        self.id == incident.id || (self.source == incident.source && overlaps)
    }
}

impl Desk {
    // Adds events that are not known yet.
    fn mark(&mut self, marks: &[Mark]) {
        let before = self.marks.len();
        self.marks.extend_from_slice(marks);
        sort_by(&mut self.marks, |a, b| {
            let order = b.time.total_cmp(&a.time).then_with(|| a.title.cmp(&b.title));
            order.then_with(|| (a.kind, &a.labels).cmp(&(b.kind, &b.labels)))
        });
        self.marks.dedup();
        self.marks.truncate(MOST_MARKS);
        if self.marks.len() != before {
            self.keep_marks();
        }
    }

    fn keep_marks(&mut self) {
        self.are_marks_sent = true;
        self.wishes.push(Wish::Keep(beside::write(&self.marks)));
    }

    // What was marked here and is not stored stays.
    fn marks_loaded(&mut self, bytes: &[u8]) {
        let Some(mut marks) = beside::read(bytes) else { return };
        if self.are_marks_sent {
            marks.append(&mut self.marks);
            self.marks.clear();
            self.mark(&marks);
            self.keep_marks();
        } else {
            self.marks = marks;
        }
        self.find();
    }

    // Changes incidents, here and then in the store.
    fn change(&mut self, changes: Vec<Change>) {
        let changes = self.history.change(changes);
        self.store(changes);
    }

    fn store(&mut self, changes: Vec<Change>) {
        if !changes.is_empty() {
            self.wishes.push(Wish::Change(changes));
        }
    }

    // Looks at all sources together.
    fn find(&mut self) {
        // Neither a log nor a file of events says what a column of a table is.
        let is_log = |id: &SourceId| self.stands.iter().any(|(log, ..)| log == id);
        let is_table =
            |(id, seen): &(&SourceId, &Seen)| !seen.sight.among.is_empty() && !is_log(id);
        let is_one_of_many = self.seen.iter().filter(is_table).count() > 1;
        let sighting = |seen: &Seen| {
            let mut sighting = seen.sight.sighting.clone();
            sighting.source.clone_from(&seen.name);
            if is_one_of_many {
                sighting.tracks.clone_from(&seen.sight.among);
            }
            sighting
        };
        let sightings: Vec<Sighting> = self.seen.values().map(sighting).collect();
        let marks: Vec<Mark> = self.marks.iter().chain(self.told_marks()).cloned().collect();
        let scene = Scene { sightings: &sightings, lines: &self.lines, marks: &marks };
        self.found = incidents(scene);
    }

    // Events of sources whose incidents are not kept.
    fn told_marks(&self) -> impl Iterator<Item = &Mark> {
        self.seen.values().filter(|seen| !seen.kept).flat_map(|seen| &seen.sight.marks)
    }

    // Brings what is known in line with what was found in these sources; waits until the store has been read.
    fn keep(&mut self, now: f64, of: &dyn Fn(&Seen) -> bool) {
        if !self.history.is_read() {
            return;
        }
        let chosen: Vec<&Seen> = self.seen.values().filter(|seen| of(seen)).collect();
        // One that is not kept lives only while it is open, so all that it left before is void.
        let scopes: Vec<Scope<'_>> = chosen
            .iter()
            .filter_map(|seen| {
                let ever = TimeRange { from: f64::MIN, to: f64::MAX };
                let TimeRange { from, to } = if seen.kept { seen.sight.range? } else { ever };
                Some(Scope { source: &seen.name, from, to })
            })
            .collect();
        let is_in = |incident: &&Incident| {
            scopes.iter().any(|scope| scope.source == incident.source)
                && !self.deleted.iter().any(|one| one.is(incident))
        };
        let found: Vec<Incident> = self.found.iter().filter(is_in).cloned().collect();
        let changes = reconcile(self.history.incidents(), &scopes, &found, now);
        let not_kept: Vec<String> =
            chosen.iter().filter(|seen| !seen.kept).map(|seen| seen.name.clone()).collect();
        let is_kept = |change: &Change| {
            let source = match change {
                Change::Put(incident) => Some(&incident.source),
                Change::Delete(id) => self.history.get(id).map(|incident| &incident.source),
            };
            source.is_none_or(|source| !not_kept.contains(source))
        };
        let (kept, shown): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(is_kept);
        self.history.show(shown);
        self.change(kept);
    }

    // The series of an incident that are there, in its order, and its time.
    fn chart(&self, id: &str) -> Option<(Vec<SeriesKey>, TimeRange)> {
        let incident = self.history.get(id)?;
        let mut places: Vec<(&str, SeriesKey)> = Vec::new();
        for (source, seen) in &self.seen {
            // A series goes by one name alone, and by another among several sources.
            for tracks in [&seen.sight.sighting.tracks, &seen.sight.among] {
                for (index, track) in tracks.iter().enumerate() {
                    let key = SeriesKey { source: *source, index: index as u32 };
                    places.push((&track.title, key));
                }
            }
        }
        // Of the incident's own source first, where two have a series of this name.
        let own = |key: &SeriesKey| {
            self.seen.get(&key.source).is_none_or(|seen| seen.name != incident.source)
        };
        sort_by(&mut places, |a, b| {
            a.0.cmp(b.0).then(own(&a.1).cmp(&own(&b.1))).then(a.1.cmp(&b.1))
        });
        let key = |signal: &crate::model::Signal| {
            let at = places.partition_point(|(title, _)| *title < signal.series.as_str());
            places.get(at).filter(|(title, _)| *title == signal.series).map(|(_, key)| *key)
        };
        let keys = incident.signals.iter().filter_map(key).collect();
        Some((keys, TimeRange { from: incident.from, to: incident.to }))
    }
}
