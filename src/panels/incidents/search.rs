//! Which incidents are looked for.

use crate::model::{Incident, IncidentState, severity};

/// What is looked for; an empty text passes all.
#[derive(Debug, Default)]
pub struct Filter {
    /// Words, each of which must occur.
    pub words: String,
    /// Word of a state.
    pub state: String,
    /// Number of a severity.
    pub severity: String,
    /// Name of a source.
    pub source: String,
}

impl Filter {
    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        let all = [&self.state, &self.severity, &self.source];
        self.words.trim().is_empty() && all.iter().all(|one| one.is_empty())
    }

    /// Those that pass, in their order. Cost: O(texts of all incidents) where words are looked for.
    pub fn of<'a>(&self, incidents: &'a [Incident]) -> Vec<&'a Incident> {
        let words: Vec<String> = self.words.split_whitespace().map(str::to_lowercase).collect();
        incidents.iter().filter(|one| self.passes(one) && has_all(one, &words)).collect()
    }

    fn passes(&self, one: &Incident) -> bool {
        (self.state.is_empty() || one.state.word() == self.state)
            && (self.source.is_empty() || one.source == self.source)
            && (self.severity.is_empty() || severity(one.severity).to_string() == self.severity)
    }
}

fn has_all(one: &Incident, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let named = [&one.title, &one.sentence, &one.source].into_iter().chain(&one.entities);
    let signals = one.signals.iter().map(|signal| &signal.series);
    let notes = one.notes.iter().map(|note| &note.text);
    let all: Vec<&str> = named.chain(signals).chain(notes).map(String::as_str).collect();
    let text = all.join("\n");
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// All states, in the order in which they are offered.
pub const STATES: [IncidentState; 4] = [
    IncidentState::Open,
    IncidentState::Acknowledged,
    IncidentState::Resolved,
    IncidentState::FalseAlarm,
];
