//! Jobs about incidents, and what comes of the store.

use super::{Job, Reply, answer_demo, decode, encode};
use crate::history::Stored;
use crate::model::words::plural;
use crate::model::{Problem, Said, SourceId, Zone};
use crate::shelf::letter::Letter;
use crate::shelf::{Heard, Imported, Shelf, Used};

/// Answers jobs of the worker where all sources meet.
pub(super) fn answer(shelf: &mut Shelf, job: Job, tell: &mut dyn FnMut(Reply)) {
    match job {
        Job::Sighted { source, name, bytes, kept, now } => {
            shelf.sighted(source, &name, &bytes, kept, now);
        }
        Job::Renamed { source, name, now } => shelf.renamed(source, &name, now),
        Job::Use { said, now } => used(shelf, &said, now, tell),
        Job::ReadHistory => shelf.read_history(),
        _ => {}
    }
    tell_incidents(shelf, tell);
}

/// Takes in a file of incidents.
pub(super) fn import(shelf: &mut Shelf, bytes: &[u8], tell: &mut dyn FnMut(Reply)) {
    tell(imported(shelf, &String::from_utf8_lossy(bytes)));
    tell_incidents(shelf, tell);
}

fn imported(shelf: &mut Shelf, text: &str) -> Reply {
    match shelf.import(text) {
        Ok(Imported { incidents, marks, left_out }) => {
            let events = match marks {
                0 => String::new(),
                _ => [" and ", &plural(marks, "event", "events")].concat(),
            };
            let is_one = incidents + marks == 1;
            let were = if is_one { "was" } else { "were" };
            let stand = if is_one { "It stands" } else { "They stand" };
            let incidents = plural(incidents, "incident", "incidents");
            let said = match left_out {
                0 => format!("{incidents}{events} {were} imported."),
                count => format!(
                    "{incidents}{events} {were} imported, without {} that {} torn or too long.",
                    plural(count, "picture", "pictures"),
                    if count == 1 { "was" } else { "were" },
                ),
            };
            let problem = Problem::new(said, "", [stand, " in the list of incidents."].concat());
            Reply::Note { failure: false, problem }
        }
        Err(problem) => Reply::Note { failure: true, problem },
    }
}

/// A file that was opened turned out to be one of incidents: it is no source.
pub(super) fn dropped(
    shelf: &mut Shelf,
    source: SourceId,
    text: &str,
    tell: &mut dyn FnMut(Reply),
) {
    match imported(shelf, text) {
        Reply::Note { failure: true, problem } => {
            tell(Reply::Failed { source: Some(source), problem });
        }
        note => {
            tell(note);
            shelf.forget(source);
            tell(Reply::Imported { source });
            tell_incidents(shelf, tell);
        }
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

/// Takes in a letter; what is no matter of incidents is done as every worker does it.
pub(super) fn received(shelf: &mut Shelf, bytes: &[u8], tell: &mut dyn FnMut(Reply)) {
    match decode(bytes) {
        Some(Letter::Cut { incident, range, excerpts }) => {
            shelf.seen_of(&incident, range, excerpts);
            tell_incidents(shelf, tell);
        }
        _ => answer_demo(shelf, Job::Letter(bytes.to_vec()), tell),
    }
}

fn used(shelf: &mut Shelf, said: &Said, now: f64, tell: &mut dyn FnMut(Reply)) {
    let Used { offer, chart } = shelf.used(said, now);
    let show = chart.map(|(keys, range)| Reply::Show { keys, range });
    offer.map(Reply::Offer).into_iter().chain(show).for_each(tell);
}

/// Takes in what came of a [`crate::shelf::Wish`].
pub fn stored(shelf: &mut Shelf, stored: Stored, now: f64, tell: &mut dyn FnMut(Reply)) {
    let Heard { problem, offer } = shelf.stored(stored, now);
    let note = problem.map(|problem| Reply::Note { failure: true, problem });
    note.into_iter().chain(offer.map(Reply::Offer)).for_each(&mut *tell);
    tell_incidents(shelf, tell);
}

/// Tells the panel, if it changed, and what is to be asked of other workers.
pub fn tell_incidents(shelf: &mut Shelf, tell: &mut dyn FnMut(Reply)) {
    for (to, letter) in shelf.letters() {
        tell(Reply::Letter { to, bytes: encode(&letter) });
    }
    if let Some(panel) = shelf.incident_panel() {
        tell(Reply::Incidents(Box::new(panel)));
    }
}
