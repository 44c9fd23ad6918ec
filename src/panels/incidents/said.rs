//! What a user does with incidents; they are named by their ids.

use super::search::STATES;
use super::{IncidentPanel, SAYS, SHOWN, View, html, marks, postmortem};
use crate::history::Change;
use crate::history::archive::{self, Archive};
use crate::model::{CivilTime, Evidence, Incident, IncidentState, Mark, Note, Said};
use crate::panels::logs::Offer;

/// What comes of using the panel, beside that it looks otherwise.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What changes of incidents.
    pub changes: Vec<Change>,
    /// An event that was marked.
    pub mark: Option<Mark>,
    /// An event that is to be deleted.
    pub unmark: Option<Mark>,
    /// A file, if one is wanted.
    pub offer: Option<Offer>,
    /// The incident whose charts are wanted.
    pub chart: Option<String>,
}

impl IncidentPanel {
    /// Does what was said at this moment.
    pub fn said(&mut self, said: &Said, view: View<'_>, now: f64) -> Outcome {
        let mut outcome = Outcome::default();
        let Said { about, value, .. } = said;
        let what = said.what.strip_prefix(SAYS).unwrap_or_default();
        match what {
            "older" => self.limit += SHOWN,
            "search" | "state" | "judged" | "severity" | "source" | "from" | "to" => {
                self.look_for(what, value, view);
            }
            "open" => {
                let same = self.opened == *about;
                self.opened = if same { String::new() } else { about.clone() };
                self.note.clear();
                self.notes += 1;
            }
            "chart" => {
                self.charted.clone_from(about);
                outcome.chart = Some(about.clone());
            }
            "delete" => outcome.changes.push(Change::Delete(about.clone())),
            "note" => self.note.clone_from(value),
            "mark" => outcome.mark = self.marks.said(about, value, now, view.zone),
            "unmark" => {
                outcome.unmark =
                    view.marks.iter().find(|mark| marks::name(mark) == *about).cloned();
            }
            "export" => outcome.offer = Some(file("blip-incidents", view.incidents)),
            "json" => {
                let one = view.get(about);
                outcome.offer = one.map(|one| file(&name(one), std::slice::from_ref(one)));
            }
            "html" => {
                let page = |one| html::html(one, &Evidence::default(), view.zone);
                outcome.offer = view.get(about).map(|one| Offer {
                    name: [&name(one), ".html"].concat(),
                    mime: "text/html".to_owned(),
                    text: page(one),
                });
            }
            "markdown" => {
                outcome.offer = view.get(about).map(|one| Offer {
                    name: [&name(one), ".md"].concat(),
                    mime: "text/markdown".to_owned(),
                    text: postmortem::postmortem(one, view.zone),
                });
            }
            _ => outcome.changes.extend(self.changed(what, about, view, now)),
        }
        outcome
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
        let is_found = |one: &Incident| !filter.of(std::slice::from_ref(one)).is_empty();
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

fn file(name: &str, incidents: &[Incident]) -> Offer {
    Offer {
        name: [name, ".json"].concat(),
        mime: "application/json".to_owned(),
        text: archive::write(&Archive { incidents: incidents.to_vec(), ..Archive::default() }),
    }
}

// A file's name has letters, digits and hyphens only.
fn name(one: &Incident) -> String {
    let text: String = one
        .id
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .take(80)
        .collect();
    format!("blip-incident-{text}")
}
