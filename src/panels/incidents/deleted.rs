//! Incidents that the user deleted a moment ago. Until that cannot be undone any more they are out of sight and nothing
//! else: the store, other tabs and the list of changes have them as before, so that whoever takes it back, or closes the
//! tab, finds each of them word for word.

use super::View;
use super::words::title;
use crate::history::Change;
use crate::model::words::plural;
use crate::model::{Incident, Node, el};

/// Seconds in which a deletion can be undone.
pub const UNDO: f64 = 20.0;
/// A timer may ring so many seconds early by the clock.
const SLACK: f64 = 1.0;
/// More of them are undone together.
const NAMED: usize = 3;

/// The incidents that are to be deleted, oldest deletion first.
#[derive(Debug, Default)]
pub struct Deleted {
    all: Vec<(String, f64)>,
    // What was deleted or came back just now: there the user goes on.
    last: String,
}

impl Deleted {
    /// Takes an incident out of sight at this moment.
    pub fn add(&mut self, id: &str, now: f64) {
        if !self.has(id) {
            self.all.push((id.to_owned(), now));
        }
        id.clone_into(&mut self.last);
    }

    /// Brings an incident back; all of them where none is named.
    pub fn undo(&mut self, id: &str) {
        if let Some((newest, _)) = self.all.last() {
            self.last.clone_from(newest);
        }
        if !id.is_empty() {
            id.clone_into(&mut self.last);
        }
        self.all.retain(|(other, _)| !id.is_empty() && other != id);
    }

    /// Something else was done.
    pub fn go_on(&mut self) {
        self.last.clear();
    }

    /// Whether an incident is out of sight.
    pub fn has(&self, id: &str) -> bool {
        self.all.iter().any(|(other, _)| other == id)
    }

    /// Whether the user was last at this incident, which was deleted or came back.
    pub fn is_last(&self, id: &str) -> bool {
        self.last == id
    }

    /// Deletes an incident now, whether or not that could be undone until now.
    pub fn now(&mut self, id: &str) -> Vec<Change> {
        self.all.retain(|(other, _)| other != id);
        vec![Change::Delete(id.to_owned())]
    }

    /// Deletes those whose time is over.
    pub fn due(&mut self, view: View<'_>, now: f64) -> Vec<Change> {
        // A clock that was set back makes no incident wait for ever.
        self.delete(view, |since| !(since..since + UNDO - SLACK).contains(&now))
    }

    /// Deletes all of them now.
    pub fn all(&mut self, view: View<'_>) -> Vec<Change> {
        self.delete(view, |_| true)
    }

    fn delete(&mut self, view: View<'_>, is_due: impl Fn(f64) -> bool) -> Vec<Change> {
        let all = std::mem::take(&mut self.all).into_iter();
        let (gone, left): (Vec<_>, Vec<_>) = all.partition(|(_, since)| is_due(*since));
        self.all = left;
        let known = gone.into_iter().filter(|(id, _)| view.get(id).is_some());
        known.map(|(id, _)| Change::Delete(id)).collect()
    }

    /// What was deleted, and the way back.
    pub fn show(&self, view: View<'_>) -> Node {
        let known: Vec<&Incident> = self.all.iter().filter_map(|(id, _)| view.get(id)).collect();
        let status = el("div").key("deleted").class("deleted").with("role", "status");
        if known.len() > NAMED {
            let count = plural(known.len() as u64, "incident", "incidents");
            return status.put(self.line("", &format!("Deleted {count}.")));
        }
        status
            .all(known.iter().map(|one| self.line(&one.id, &format!("Deleted “{}”.", title(one)))))
    }

    fn line(&self, id: &str, said: &str) -> Node {
        let undo = el("button").says("incident undo", id).text("Undo");
        let is_next = if id.is_empty() { self.has(&self.last) } else { self.is_last(id) };
        let undo = if is_next { undo.with("data-next", "") } else { undo };
        let what = if id.is_empty() { "incident delete all" } else { "incident delete" };
        el("p").key(id).put(el("span").text(said)).put(undo).put(
            el("button")
                .class("quiet")
                .with("aria-label", "Delete for good")
                .with("title", "Delete for good")
                .says(what, id)
                .text("✕"),
        )
    }
}
