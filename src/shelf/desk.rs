//! Where all sources meet: what their series say, what logs say and what was done becomes incidents, which are
//! reconciled with those that are stored.

use super::Shelf;
use crate::history::{Change, History, Scope, Stored, archive, beside, reconcile, relabelled};
use crate::model::{Incident, Mark, Problem, Said, SeriesKey, SourceId, TimeRange, Zone};
use crate::panels::incidents::{IncidentPanel, Outcome, Panel, View};
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

impl Shelf {
    /// Takes in what a source says; bytes that are none are nothing.
    pub fn sighted(&mut self, source: SourceId, name: &str, bytes: &[u8], kept: bool, now: f64) {
        let Ok(sight) = postcard::from_bytes::<Sight>(bytes) else { return };
        self.read_history_once();
        self.desk.mark(&sight.marks);
        let seen = Seen { name: name.to_owned(), sight, kept };
        if self.desk.seen.insert(source, seen).is_none() {
            self.desk.deleted.retain(|one| one.source != name);
        }
        self.look(now);
    }

    /// Logs may say something else.
    pub fn look(&mut self, now: f64) {
        if self.desk.seen.is_empty() {
            return;
        }
        let Self { desk, sources, .. } = self;
        let former =
            std::mem::take(&mut desk.stands).into_iter().zip(std::mem::take(&mut desk.lines));
        let mut former: Vec<_> = former.collect();
        for (id, held) in sources.iter() {
            let Some(log) = held.log() else { continue };
            let stand = (*id, log.reader.records(), log.reader.buckets().start());
            let lines = match former.iter().position(|(other, _)| *other == stand) {
                Some(same) => former.swap_remove(same).1,
                None => Lines::of(desk.seen.get(id).map_or(&held.name, |seen| &seen.name), log),
            };
            desk.stands.push(stand);
            desk.lines.push(lines);
        }
        desk.find();
        desk.keep(now, &|_| true);
    }

    /// A source goes by another name.
    pub fn renamed(&mut self, source: SourceId, name: &str, now: f64) {
        let Some(seen) = self.desk.seen.get_mut(&source) else { return };
        let before = std::mem::replace(&mut seen.name, name.to_owned());
        let changes = relabelled(self.desk.history.incidents(), &before, name);
        self.desk.change(changes);
        // Its lines say its name as well.
        self.desk.stands.clear();
        self.look(now);
    }

    /// A source is gone. What nobody touched goes with one whose incidents are not kept: there is no chart of it any
    /// more. `false` if it was never there.
    pub fn unseen(&mut self, source: SourceId) -> bool {
        let Some(seen) = self.desk.seen.remove(&source) else { return false };
        if !seen.kept {
            let scope = [Scope { source: &seen.name, from: f64::MIN, to: f64::MAX }];
            let changes = reconcile(self.desk.history.incidents(), &scope, &[], 0.0);
            self.desk.change(changes);
        }
        self.desk.find();
        true
    }

    /// Has the store read, unless it was.
    pub fn read_history_once(&mut self) {
        if !self.desk.is_asked {
            self.read_history();
        }
    }

    /// Has the store read.
    pub fn read_history(&mut self) {
        self.desk.is_asked = true;
        self.desk.wishes.push(Wish::Load);
    }

    /// What is wanted of the store, in order; asked for once.
    pub fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.desk.wishes)
    }

    /// The store has answered; what the user should know of that.
    pub fn stored(&mut self, stored: Stored, now: f64) -> Option<Problem> {
        let desk = &mut self.desk;
        let was_read = desk.history.is_read();
        let problem = match stored {
            Stored::Loaded(incidents, beside) => {
                let again = desk.history.loaded(incidents);
                desk.store(again);
                desk.marks_loaded(&beside);
                None
            }
            Stored::Kept => {
                desk.are_marks_sent = false;
                return None;
            }
            Stored::Saved { changes } => {
                desk.history.answered(changes, false);
                return None;
            }
            Stored::Failed { changes, problem } => {
                desk.history.answered(changes, true);
                Some(problem)
            }
        };
        // What is stored counts, but of what is not kept it cannot know.
        desk.keep(now, &|seen| !was_read || !seen.kept);
        problem
    }

    /// All incidents, newest first.
    pub fn incidents(&self) -> &[Incident] {
        self.desk.history.incidents()
    }

    /// Times are shown in this zone.
    pub fn show_in(&mut self, zone: &Zone) {
        self.desk.zone.clone_from(zone);
    }

    /// What is to be seen of incidents, if that changed.
    pub fn incident_panel(&mut self) -> Option<Panel> {
        let desk = &mut self.desk;
        let (incidents, marks) = (desk.history.incidents(), desk.marks.as_slice());
        let view = View { incidents, marks, zone: &desk.zone };
        let panel = desk.panel.show(view);
        (panel != desk.told).then(|| {
            desk.told = panel.clone();
            panel
        })
    }

    /// Does what the user said of incidents.
    pub fn used(&mut self, said: &Said, now: f64) -> Used {
        let desk = &mut self.desk;
        let (incidents, marks) = (desk.history.incidents(), desk.marks.as_slice());
        let view = View { incidents, marks, zone: &desk.zone };
        let Outcome { changes, mark, unmark, offer, chart } = desk.panel.said(said, view, now);
        for change in &changes {
            if let Change::Delete(id) = change
                && let Some(Incident { id, source, from, to, .. }) = desk.history.get(id)
            {
                let (id, source) = (id.clone(), source.clone());
                desk.deleted.push(Deleted { id, source, from: *from, to: *to });
            }
        }
        desk.change(changes);
        let is_marked = mark.is_some() || unmark.is_some();
        desk.mark(mark.as_slice());
        if let Some(gone) = unmark {
            desk.marks.retain(|mark| *mark != gone);
            desk.keep_marks();
        }
        if is_marked {
            desk.find();
            desk.keep(now, &|_| true);
        }
        Used { offer, chart: chart.and_then(|id| desk.chart(&id)) }
    }

    /// Takes the incidents of a file in; how many they are.
    pub fn import(&mut self, json: &str) -> Result<usize, Problem> {
        let incidents = archive::read(json)?;
        let count = incidents.len();
        self.desk.deleted.retain(|one| !incidents.iter().any(|incident| one.is(incident)));
        self.desk.change(incidents.into_iter().map(Change::put).collect());
        Ok(count)
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
        let is_one_of_many = self.seen.len() > 1;
        let sighting = |seen: &Seen| {
            let mut sighting = seen.sight.sighting.clone();
            sighting.source.clone_from(&seen.name);
            if is_one_of_many {
                sighting.tracks.clone_from(&seen.sight.among);
            }
            sighting
        };
        let sightings: Vec<Sighting> = self.seen.values().map(sighting).collect();
        let scene = Scene { sightings: &sightings, lines: &self.lines, marks: &self.marks };
        self.found = incidents(scene);
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
            for (index, track) in seen.sight.sighting.tracks.iter().enumerate() {
                let key = SeriesKey { source: *source, index: index as u32 };
                places.push((&track.title, key));
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
