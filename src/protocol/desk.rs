//! Jobs about incidents, and what comes of the store.

use super::{Job, Reply};
use crate::history::Stored;
use crate::model::{Problem, Said, SourceId, Zone};
use crate::shelf::{Shelf, Used};

/// Answers jobs of the worker where all sources meet.
pub(super) fn answer(shelf: &mut Shelf, job: Job, tell: &mut dyn FnMut(Reply)) {
    match job {
        Job::Sighted { source, name, bytes, kept, now } => {
            shelf.sighted(source, &name, &bytes, kept, now);
        }
        Job::Renamed { source, name, now } => shelf.renamed(source, &name, now),
        Job::Use { said, now } => used(shelf, &said, now, tell),
        Job::ReadHistory => shelf.read_history(),
        Job::ReadIncidents(json) => tell(imported(shelf, &json)),
        _ => {}
    }
    tell_incidents(shelf, tell);
}

fn imported(shelf: &mut Shelf, json: &str) -> Reply {
    match shelf.import(json) {
        Ok(count) => {
            let said = format!("{count} incidents were imported.");
            let problem = Problem::new(said, "", "They stand in the list of incidents.");
            Reply::Note { failure: false, problem }
        }
        Err(problem) => Reply::Note { failure: true, problem },
    }
}

/// Times are shown in this zone from now on.
pub(super) fn surround(shelf: &mut Shelf, zone: &Zone, tell: &mut dyn FnMut(Reply)) {
    shelf.read_history_once();
    shelf.show_in(zone);
    tell_incidents(shelf, tell);
}

/// A source is gone.
pub(super) fn forgotten(shelf: &mut Shelf, source: SourceId, tell: &mut dyn FnMut(Reply)) {
    if shelf.unseen(source) {
        tell_incidents(shelf, tell);
    }
}

fn used(shelf: &mut Shelf, said: &Said, now: f64, tell: &mut dyn FnMut(Reply)) {
    let Used { offer, chart } = shelf.used(said, now);
    let show = chart.map(|(keys, range)| Reply::Show { keys, range });
    offer.map(Reply::Offer).into_iter().chain(show).for_each(tell);
}

/// Takes in what came of a [`crate::shelf::Wish`].
pub fn stored(shelf: &mut Shelf, stored: Stored, now: f64, tell: &mut dyn FnMut(Reply)) {
    if let Some(problem) = shelf.stored(stored, now) {
        tell(Reply::Note { failure: true, problem });
    }
    tell_incidents(shelf, tell);
}

/// Tells the panel, if it changed.
pub fn tell_incidents(shelf: &mut Shelf, tell: &mut dyn FnMut(Reply)) {
    if let Some(panel) = shelf.incident_panel() {
        tell(Reply::Incidents(Box::new(panel)));
    }
}
