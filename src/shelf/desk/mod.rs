//! Where all sources meet: what their series say, what logs say and what was done becomes incidents, which are
//! reconciled with those that are stored.

mod asked;
mod counted;
mod evidence;
mod files;
mod learn;
mod places;
mod quotes;
mod record;

pub use counted::{alarms, counted, last};

pub use asked::Heard;

use crate::history::retention::Room;
use crate::history::{Beside, Change, History, Refusal, Scope, beside, reconcile};
use crate::model::{Incident, Mark, SeriesKey, SourceId, TimeRange, Tuning, Zone};
use crate::panels::incidents::{File, IncidentPanel, Panel, Proposal};
use crate::triage::{Lines, Scene, Sighting, Track, incidents, tune};
use evidence::Seized;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a worker tells of a source: opaque to the page, which passes it on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sight {
    /// What its series say, if it is the only source.
    pub sighting: Sighting,
    /// The same series as one of several sources sees them.
    pub among: Vec<Track>,
    /// First and last moment of all series; `None` if there is none.
    pub range: Option<TimeRange>,
    /// Events, where the source is a file of such, or tells them.
    pub marks: Vec<Mark>,
    /// Whether they are read off series, and pass with their source.
    pub passing: bool,
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
    /// Keep the evidence of these incidents, in place of what was kept of them.
    Attach(Vec<(String, Vec<u8>)>),
    /// Say how much room there is.
    Measure,
    /// Read the evidence of these incidents.
    Recall(Vec<String>),
}

/// What comes of using the panel of incidents.
#[derive(Debug, Default)]
pub struct Used {
    /// A file for the user.
    pub offer: Option<crate::panels::logs::Offer>,
    /// Series and window to be shown.
    pub chart: Option<(Vec<SeriesKey>, TimeRange)>,
}

/// What a file of incidents held.
#[derive(Debug, Default, PartialEq)]
pub struct Imported {
    /// How many incidents.
    pub incidents: u64,
    /// How many events.
    pub marks: u64,
    /// How many slices of series and counts of patterns were torn or too long, and left out.
    pub left_out: u64,
}

/// All that is known of incidents.
#[derive(Debug, Default)]
pub(super) struct Desk {
    seen: BTreeMap<SourceId, Seen>,
    lines: Vec<Lines>,
    // What those logs say by their counts of which nobody else tells series.
    counted: Vec<Sighting>,
    // Which logs these are, and how many records from which moment on those had.
    stands: Vec<(SourceId, u64, f64)>,
    // Events, newest first, and what the user set; whether the store has them as they are.
    beside: Beside,
    is_beside_sent: bool,
    // Events that sources tell while they are open.
    passing: Vec<Mark>,
    // Sources whose incidents are not kept.
    unkept: Vec<String>,
    seized: Seized,
    // A file that waits for the store.
    waiting: Option<File>,
    // What may be learnt from the user's verdict of the incident with this id.
    proposals: (String, Vec<Proposal>),
    found: Vec<Incident>,
    quotes: quotes::Quotes,
    room: Room,
    refusal: Option<Refusal>,
    // Whether the store could be read once.
    has_store: bool,
    // When it was last looked at.
    now: f64,
    // When it was last looked for what is kept too long.
    retained: f64,
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
        let before = self.beside.marks.len();
        self.beside.marks.extend_from_slice(marks);
        self.beside.sort();
        if self.beside.marks.len() != before {
            self.keep_beside();
        }
    }

    fn keep_beside(&mut self) {
        self.is_beside_sent = true;
        self.wishes.push(Wish::Keep(beside::write(&self.beside)));
    }

    // What was marked or set here and is not stored stays.
    fn beside_loaded(&mut self, bytes: &[u8]) {
        let Some(stored) = beside::read(bytes) else { return };
        let here = std::mem::replace(&mut self.beside, stored);
        if self.is_beside_sent {
            self.beside.add(here);
            self.mark(&[]);
            self.keep_beside();
        }
        self.find();
    }

    // Changes incidents, here and then in the store.
    fn change(&mut self, changes: Vec<Change>) {
        let changes = self.history.change(changes);
        self.store(changes);
        self.release();
    }

    fn store(&mut self, changes: Vec<Change>) {
        if !changes.is_empty() {
            self.wishes.push(Wish::Change(changes));
        }
    }

    // Looks at all sources together.
    fn find(&mut self) {
        self.passing = self.told_marks().cloned().collect();
        let unkept = self.seen.values().filter(|seen| !seen.kept);
        self.unkept = unkept.map(|seen| seen.name.clone()).collect();
        self.found = self.found_with(&self.beside.tunings);
        self.quotes.fill(&mut self.found);
        self.proposals = Default::default();
    }

    // The incidents that there would be with these tunings.
    fn found_with(&self, tunings: &[Tuning]) -> Vec<Incident> {
        // Neither a log nor a file of events says what a column of a table is.
        let is_log = |id: &SourceId| self.stands.iter().any(|(log, ..)| log == id);
        let is_table =
            |(id, seen): &(&SourceId, &Seen)| !seen.sight.among.is_empty() && !is_log(id);
        let is_one_of_many = self.seen.iter().filter(is_table).count() > 1;
        let sighting = |seen: &Seen| {
            let mut sighting = seen.sight.sighting.clone();
            tune(&mut sighting, &seen.sight.among, tunings);
            sighting.source.clone_from(&seen.name);
            if is_one_of_many {
                sighting.tracks.clone_from(&seen.sight.among);
            }
            sighting
        };
        let mut sightings: Vec<Sighting> = self.seen.values().map(sighting).collect();
        sightings.extend(self.counted.iter().map(|one| {
            let mut one = one.clone();
            tune(&mut one, &[], tunings);
            one
        }));
        let marks: Vec<Mark> = self.beside.marks.iter().chain(&self.passing).cloned().collect();
        incidents(Scene { sightings: &sightings, lines: &self.lines, marks: &marks })
    }

    // Seconds that moments of a log are unsure by.
    fn width_of(&self, log: &str) -> f64 {
        self.lines.iter().find(|lines| lines.is_called(log)).map_or(0.0, Lines::width)
    }

    // Events of sources whose incidents are not kept.
    fn told_marks(&self) -> impl Iterator<Item = &Mark> {
        let told = self.seen.values().filter(|seen| !seen.kept || seen.sight.passing);
        told.flat_map(|seen| &seen.sight.marks)
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
        let places = self.places(&incident.source);
        let keys = incident.signals.iter().filter_map(|signal| places.find(&signal.series));
        Some((keys.collect(), TimeRange { from: incident.from, to: incident.to }))
    }
}
