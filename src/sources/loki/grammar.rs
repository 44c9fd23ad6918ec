//! The shape of an answer: which value stands where, in any order of keys, whatever else is there.

use super::answer::Answer;
use super::json::Visit;

/// An open bracket and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Data,
    Result,
    Stream,
    Labels,
    Values,
    Entry,
    Metadata,
    Warnings,
    Other,
}

/// Reads answers, one after another.
#[derive(Debug, Default)]
pub(super) struct Grammar {
    places: Vec<Place>,
    key: String,
    /// The answer that is being read.
    pub answer: Answer,
    /// Those that are whole.
    pub whole: Vec<Answer>,
}

impl Visit for Grammar {
    fn open(&mut self, object: bool) {
        let place = match (self.places.last(), &*self.key, object) {
            (None, _, true) => Place::Root,
            (Some(Place::Root), "data", true) => Place::Data,
            (Some(Place::Root), "warnings", false) => Place::Warnings,
            (Some(Place::Data), "result", false) => {
                self.answer.has_result = true;
                Place::Result
            }
            (Some(Place::Result), _, true) => {
                self.answer.open_stream();
                Place::Stream
            }
            (Some(Place::Stream), "stream", true) => Place::Labels,
            (Some(Place::Stream), "values", false) => Place::Values,
            (Some(Place::Values), _, false) => {
                self.answer.open_entry();
                Place::Entry
            }
            (Some(Place::Entry), ..) => {
                let third = self.answer.draft.elements == 2;
                self.answer.element(None);
                if third && object { Place::Metadata } else { Place::Other }
            }
            // Metadata may be in groups: what came with the line, and what a parser found in it.
            (Some(Place::Metadata), _, true) => Place::Metadata,
            _ => Place::Other,
        };
        self.places.push(place);
    }

    fn key(&mut self, key: &str) {
        key.clone_into(&mut self.key);
    }

    fn scalar(&mut self, text: Option<&str>) {
        let answer = &mut self.answer;
        let place = self.places.last().copied();
        if place == Some(Place::Entry) {
            return answer.element(text);
        }
        let text = text.unwrap_or_default();
        match (place, &*self.key) {
            (Some(Place::Labels), name) => answer.label(name, text),
            (Some(Place::Metadata), name) => answer.metadata(name, text),
            (Some(Place::Warnings), _) => answer.warnings.push(text.to_owned()),
            (Some(Place::Root), "status") => text.clone_into(&mut answer.status),
            (Some(Place::Root), "error" | "message") => text.clone_into(&mut answer.error),
            (Some(Place::Data), "resultType") => text.clone_into(&mut answer.result_type),
            // An empty result may be `null`.
            (Some(Place::Data), "result") => answer.has_result = true,
            _ => {}
        }
    }

    fn close(&mut self) {
        if self.places.pop() == Some(Place::Entry) {
            self.answer.close_entry();
        }
    }

    fn end(&mut self) {
        self.whole.push(std::mem::take(&mut self.answer));
    }
}

impl Grammar {
    /// Gives up the answer that is being read.
    pub(super) fn give_up(&mut self) {
        self.places.clear();
        self.answer = Answer::default();
    }
}
