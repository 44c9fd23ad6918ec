//! What is asked of the desk: sources that say something, the store that answers, the user.

use super::{Deleted, Desk, Imported, Seen, Sight, Used, Wish, counted};
use crate::history::archive::{self, Archive};
use crate::history::audit::Entry;
use crate::history::{Beside, Change, Scope, Stored, reconcile, relabelled};
use crate::model::words::plural;
use crate::model::{Excerpt, Incident, Problem, Said, SourceId, TimeRange, Zone};
use crate::panels::incidents::{Ask, Outcome, Panel, View};
use crate::panels::logs::Offer;
use crate::shelf::Shelf;
use crate::shelf::letter::Letter;
use crate::triage::{Lines, Sighting};

/// What comes of an answer of the store.
#[derive(Debug, Default)]
pub struct Heard {
    /// What the user should know.
    pub problem: Option<Problem>,
    /// A file that waited for it.
    pub offer: Option<Offer>,
}

impl Shelf {
    /// Takes in what a source says; bytes that are none are nothing.
    pub fn sighted(&mut self, source: SourceId, name: &str, bytes: &[u8], kept: bool, now: f64) {
        let Ok(sight) = postcard::from_bytes::<Sight>(bytes) else { return };
        self.read_history_once();
        // Nobody asked to keep what a demo tells, and what series tell is in them.
        if kept && !sight.passing {
            self.desk.mark(&sight.marks);
        }
        let seen = Seen { name: name.to_owned(), sight, kept };
        if self.desk.seen.insert(source, seen).is_none() {
            self.desk.deleted.retain(|one| one.source != name);
        }
        self.look(now);
    }

    /// Logs may say something else.
    pub fn look(&mut self, now: f64) {
        self.desk.now = now;
        if self.desk.seen.is_empty() {
            return;
        }
        let Self { desk, sources, .. } = self;
        let stands = std::mem::take(&mut desk.stands).into_iter();
        let former = std::mem::take(&mut desk.lines).into_iter();
        let mut former: Vec<_> =
            stands.zip(former.zip(std::mem::take(&mut desk.counted))).collect();
        for (id, held) in sources.iter() {
            let Some(log) = held.log() else { continue };
            let stand = (*id, log.reader.records(), log.reader.buckets().start());
            let name = || desk.seen.get(id).map_or(held.name.as_str(), |seen| &seen.name);
            let (lines, sighting) = match former.iter().position(|(other, _)| *other == stand) {
                Some(same) => former.swap_remove(same).1,
                // A log of its own tells its series as any source does.
                None if held.is_made => (Lines::of(name(), log), counted(name(), "", log)),
                None => (Lines::of(name(), log), Sighting::default()),
            };
            desk.stands.push(stand);
            desk.lines.push(lines);
            desk.counted.push(sighting);
        }
        desk.find();
        desk.keep(now, &|_| true);
        desk.retain_again();
        desk.collect();
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

    /// The store has answered.
    pub fn stored(&mut self, stored: Stored, now: f64) -> Heard {
        let desk = &mut self.desk;
        desk.now = now;
        let was_read = desk.history.is_read();
        let mut heard = Heard::default();
        desk.heed(&stored);
        match stored {
            Stored::Loaded(incidents, beside) => {
                let again = desk.history.loaded(incidents);
                desk.store(again);
                desk.beside_loaded(&beside);
            }
            Stored::Kept => {
                desk.is_beside_sent = false;
                return heard;
            }
            Stored::Saved { changes } => {
                desk.history.answered(changes, false);
                return heard;
            }
            Stored::Measured(room) => {
                desk.room = room;
                return heard;
            }
            Stored::Recalled(records) => {
                heard.offer = desk.heard(records);
                return heard;
            }
            Stored::Failed { changes, problem } => {
                desk.history.answered(changes, true);
                heard.problem = Some(problem);
            }
        }
        // What is stored counts, but of what is not kept it cannot know.
        desk.keep(now, &|seen| !was_read || !seen.kept);
        desk.retain();
        desk.collect();
        heard
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
        let panel = desk.panel.show(desk.view());
        (panel != desk.told).then(|| {
            desk.told = panel.clone();
            panel
        })
    }

    /// What is to be asked of other workers, in order; asked for once.
    pub fn letters(&mut self) -> Vec<(Option<SourceId>, Letter)> {
        self.desk.letters()
    }

    /// Slices of series of an incident came.
    pub fn seen_of(&mut self, incident: &str, range: TimeRange, excerpts: Vec<Excerpt>) {
        self.desk.seen_of(incident, range, excerpts);
    }

    /// Does what the user said of incidents.
    pub fn used(&mut self, said: &Said, now: f64) -> Used {
        let mut panel = std::mem::take(&mut self.desk.panel);
        let Outcome { changes, offer, ask } = panel.said(said, self.desk.view(), now);
        self.desk.panel = panel;
        let desk = &mut self.desk;
        desk.now = now;
        desk.note(&changes, ask.as_ref());
        for change in &changes {
            if let Change::Delete(id) = change
                && let Some(Incident { id, source, from, to, .. }) = desk.history.get(id)
            {
                let (id, source) = (id.clone(), source.clone());
                desk.deleted.push(Deleted { id, source, from: *from, to: *to });
            }
        }
        let touched: Vec<String> = changes.iter().map(|change| change.id().to_owned()).collect();
        desk.change(changes);
        for id in &touched {
            desk.store_evidence(id);
        }
        let mut used = Used { offer, chart: None };
        if ask.is_some_and(|ask| desk.asked(ask, now, &mut used)) {
            desk.find();
            desk.keep(now, &|_| true);
            desk.collect();
        }
        used
    }

    /// Takes in what a file holds.
    pub fn import(&mut self, text: &str) -> Result<Imported, Problem> {
        let Archive { mut incidents, evidence, marks, limits, tunings, left_out } =
            archive::read(text)?;
        let (count, events) = (incidents.len() as u64, marks.len() as u64);
        let imported = Imported { incidents: count, marks: events, left_out };
        let desk = &mut self.desk;
        desk.attach(&mut incidents, evidence);
        // Imported today is not older than today.
        for one in &mut incidents {
            one.saved = desk.now.max(one.saved);
        }
        let said = [&plural(imported.incidents, "incident", "incidents"), " imported"].concat();
        desk.beside.audit.add(Entry::new(desk.now, said, ""));
        desk.deleted.retain(|one| !incidents.iter().any(|incident| one.is(incident)));
        desk.change(incidents.into_iter().map(Change::put).collect());
        if !(marks.is_empty() && limits.is_empty() && tunings.is_empty()) {
            desk.beside.add(Beside { limits, tunings, ..Beside::default() });
            desk.mark(&marks);
            desk.find();
        }
        desk.keep_beside();
        Ok(imported)
    }
}

impl Desk {
    fn view(&self) -> View<'_> {
        let (id, proposals) = &self.proposals;
        View {
            incidents: self.history.incidents(),
            beside: &self.beside,
            told: &self.passing,
            unkept: &self.unkept,
            room: self.room,
            refusal: self.refusal.as_ref(),
            now: self.now,
            evidence: self.evidence(self.panel.opened()),
            proposals: if id == self.panel.opened() { proposals } else { &[] },
            zone: &self.zone,
        }
    }

    // Whether the incidents of what is open may be others now.
    fn asked(&mut self, ask: Ask, now: f64, used: &mut Used) -> bool {
        match ask {
            Ask::Chart(id) => used.chart = self.chart(&id),
            Ask::Opened(id) => {
                self.recall(vec![id.clone()]);
                self.propose(&id);
            }
            Ask::Judged(id) => self.propose(&id),
            Ask::File(file) => used.offer = self.file(file),
            Ask::Limit(limit) => {
                self.beside.limits.push(limit);
                self.keep_beside();
            }
            Ask::Unlimit(at) if at < self.beside.limits.len() => {
                self.beside.limits.remove(at);
                self.keep_beside();
            }
            Ask::Unlimit(_) => {}
            Ask::Mark(mark) => {
                self.mark(&[mark]);
                return true;
            }
            Ask::Unmark(gone) => {
                self.beside.marks.retain(|mark| *mark != gone);
                self.keep_beside();
                return true;
            }
            Ask::Measure => self.wishes.push(Wish::Measure),
            Ask::Retain(retention) => {
                self.beside.retention = retention;
                self.keep_beside();
                self.retain();
            }
            Ask::Learn(at) => {
                self.learn(at, now);
                return true;
            }
            Ask::Unlearn(made) => {
                self.unlearn(made);
                return true;
            }
        }
        false
    }
}
