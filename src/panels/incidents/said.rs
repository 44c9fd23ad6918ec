//! What a user does with incidents; they are named by their ids.

use super::search::STATES;
use super::verdict::VERDICTS;
use super::{File, IncidentPanel, SAYS, SHOWN, View, files, marks, trail};
use crate::history::Change;
use crate::history::retention::Retention;
use crate::model::{CivilTime, Incident, IncidentState, Limit, Mark, Note, Said, Verdict};
use crate::panels::logs::Offer;

/// What is wanted of where incidents are.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The charts of this incident.
    Chart(String),
    /// This incident was opened in full.
    Opened(String),
    /// The verdict of this incident changed.
    Judged(String),
    /// A file.
    File(File),
    /// An event was marked.
    Mark(Mark),
    /// An event is to be deleted.
    Unmark(Mark),
    /// A limit was set.
    Limit(Limit),
    /// The limit at this place is to be deleted.
    Unlimit(usize),
    /// The remedy at this place of those proposed is to be taken.
    Learn(usize),
    /// What was learnt at this moment is to be taken back.
    Unlearn(f64),
    /// How much room there is.
    Measure,
    /// How long incidents are kept from now on.
    Retain(Retention),
}

/// What comes of using the panel, beside that it looks otherwise.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What changes of incidents.
    pub changes: Vec<Change>,
    /// A file, if one is wanted that needs no evidence.
    pub offer: Option<Offer>,
    /// What else is wanted.
    pub ask: Option<Ask>,
}

impl IncidentPanel {
    /// Does what was said at this moment.
    pub fn said(&mut self, said: &Said, view: View<'_>, now: f64) -> Outcome {
        let mut outcome = Outcome::default();
        let Said { about, value, .. } = said;
        let what = said.what.strip_prefix(SAYS).unwrap_or_default();
        if what != "delete due" {
            self.deleted.go_on();
        }
        match what {
            "older" => self.limit += SHOWN,
            "search" | "state" | "judged" | "severity" | "source" | "from" | "to" => {
                self.look_for(what, value, view);
            }
            "open" => outcome.ask = self.open(about),
            "discard" => self.deleted.add(about, now),
            "undo" => self.deleted.undo(about),
            "delete" => outcome.changes = self.deleted.now(about),
            "delete due" => outcome.changes = self.deleted.due(view, now),
            "delete all" => outcome.changes = self.deleted.all(view),
            "note" => self.note.clone_from(value),
            "audit" if about == "csv" => outcome.offer = Some(trail::file(&view.beside.audit)),
            "audit" => self.shows_trail = !self.shows_trail,
            "markdown" => outcome.offer = view.get(about).map(|one| files::draft(one, view.zone)),
            "judge" => {
                outcome.changes.extend(judged(about, view));
                let id = about.split_once('/').map_or("", |(_, id)| id);
                outcome.ask = Some(Ask::Judged(id.to_owned()));
            }
            _ => outcome.ask = self.asked(what, about, value, view, now),
        }
        // What is out of sight neither goes into a file of all nor takes room.
        if matches!(outcome.ask, Some(Ask::File(File::All) | Ask::Retain(_))) {
            outcome.changes = self.deleted.all(view);
        }
        if outcome.ask.is_none() && outcome.offer.is_none() && outcome.changes.is_empty() {
            outcome.changes.extend(self.changed(what, about, view, now));
        }
        outcome
    }

    fn open(&mut self, id: &str) -> Option<Ask> {
        let same = self.opened == id;
        self.opened = if same { String::new() } else { id.to_owned() };
        self.note.clear();
        self.notes += 1;
        (!same).then(|| Ask::Opened(id.to_owned()))
    }

    fn asked(
        &mut self,
        what: &str,
        about: &str,
        value: &str,
        view: View<'_>,
        now: f64,
    ) -> Option<Ask> {
        let id = || about.to_owned();
        Some(match what {
            "chart" => {
                self.charted = id();
                Ask::Chart(id())
            }
            "mark" => Ask::Mark(self.marks.said(about, value, now, view.zone)?),
            "unmark" => {
                let mut marks = view.beside.marks.iter();
                Ask::Unmark(marks.find(|mark| marks::name(mark) == *about)?.clone())
            }
            "limit" => Ask::Limit(self.limits.said(about, value)?),
            "unlimit" => Ask::Unlimit(about.parse().ok()?),
            "learn" => Ask::Learn(about.parse().ok()?),
            "unlearn" => Ask::Unlearn(about.parse().ok()?),
            "storage" if matches!(about, "" | "measure") => {
                if about.is_empty() {
                    self.storage.said(about, value, view.beside.retention);
                }
                Ask::Measure
            }
            "storage" => Ask::Retain(self.storage.said(about, value, view.beside.retention)?),
            "export" => Ask::File(File::All),
            "json" => Ask::File(File::Json(id())),
            "html" => Ask::File(File::Html(id())),
            _ => return None,
        })
    }

    fn look_for(&mut self, what: &str, value: &str, view: View<'_>) {
        let filter = &mut self.filter;
        let moment = || Some(view.zone.to_utc(CivilTime::parse(value)?.seconds()?));
        match what {
            "search" => value.clone_into(&mut filter.words),
            "state" => value.clone_into(&mut filter.state),
            "judged" => value.clone_into(&mut filter.judged),
            "severity" => value.clone_into(&mut filter.severity),
            "from" => filter.from = moment(),
            "to" => filter.to = moment(),
            _ => value.clone_into(&mut filter.source),
        }
        // What is not looked for any more is not in sight, opened or not.
        let is_found = |one: &Incident| !filter.of(&[one]).is_empty();
        if !view.get(&self.opened).is_some_and(is_found) {
            self.opened.clear();
        }
        self.limit = SHOWN;
    }

    // `about` is an id, behind a state or a number where one is wanted.
    fn changed(&mut self, what: &str, about: &str, view: View<'_>, now: f64) -> Option<Change> {
        let changed = match what {
            "acknowledge" => {
                let one = view.get(about)?;
                let is_open = one.state == IncidentState::Open;
                let state = if is_open { IncidentState::Acknowledged } else { IncidentState::Open };
                Incident { state, ..one.clone() }
            }
            "set" => {
                let (state, id) = STATES.into_iter().find_map(|state| {
                    let id = about.strip_prefix(state.word())?.strip_prefix(' ')?;
                    Some((state, id))
                })?;
                Incident { state, ..view.get(id)?.clone() }
            }
            "add note" => {
                let mut one = view.get(about)?.clone();
                let text = std::mem::take(&mut self.note).trim().to_owned();
                if text.is_empty() {
                    return None;
                }
                self.notes += 1;
                one.notes.push(Note { time: now, text });
                one
            }
            "unnote" => {
                let (at, id) = about.split_once(' ')?;
                let (at, mut one) = (at.parse::<usize>().ok()?, view.get(id)?.clone());
                if at >= one.notes.len() {
                    return None;
                }
                one.notes.remove(at);
                one
            }
            _ => return None,
        };
        Some(Change::put(changed))
    }
}

// `VERDICT/ID`; the same verdict again takes it away, and with it the state that it brought.
fn judged(about: &str, view: View<'_>) -> Option<Change> {
    let (word, id) = about.split_once('/')?;
    let one = view.get(id)?;
    let verdict = VERDICTS.into_iter().find(|verdict| verdict.word() == word)?;
    let verdict = (one.verdict != Some(verdict)).then_some(verdict);
    let state = match (verdict, one.state) {
        (Some(Verdict::FalseAlarm), _) => IncidentState::FalseAlarm,
        (_, IncidentState::FalseAlarm) => IncidentState::Open,
        (_, state) => state,
    };
    Some(Change::put(Incident { state, verdict, ..one.clone() }))
}
