//! What is asked of the desk: sources that say something, the store that answers, the user.

use super::{Deleted, Seen, Sight, Used, Wish};
use crate::history::{Change, Scope, Stored, archive, reconcile, relabelled};
use crate::model::{Incident, Mark, Problem, Said, SourceId, Zone};
use crate::panels::incidents::{Outcome, Panel, View};
use crate::shelf::Shelf;
use crate::triage::Lines;

impl Shelf {
    /// Takes in what a source says; bytes that are none are nothing.
    pub fn sighted(&mut self, source: SourceId, name: &str, bytes: &[u8], kept: bool, now: f64) {
        let Ok(sight) = postcard::from_bytes::<Sight>(bytes) else { return };
        self.read_history_once();
        // Nobody asked to keep what a demo tells.
        if kept {
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
        let told: Vec<Mark> = desk.told_marks().cloned().collect();
        let (incidents, marks) = (desk.history.incidents(), desk.marks.as_slice());
        let view = View { incidents, marks, told: &told, zone: &desk.zone };
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
        let view = View { incidents, marks, told: &[], zone: &desk.zone };
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
