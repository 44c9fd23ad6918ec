//! Which incidents are looked for.

use crate::model::{Incident, IncidentState, Verdict, severity};

/// What is looked for; an empty text passes all, and so does a moment that is none.
#[derive(Debug, Default)]
pub struct Filter {
    /// Words, each of which must occur, and labels such as `service=checkout`.
    pub words: String,
    /// Word of a state.
    pub state: String,
    /// Word of a verdict, or [`UNJUDGED`].
    pub judged: String,
    /// Number of a severity.
    pub severity: String,
    /// Name of a source.
    pub source: String,
    /// What was over before this moment is not looked for.
    pub from: Option<f64>,
    /// What began after this moment is not looked for.
    pub to: Option<f64>,
}

impl Filter {
    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.chosen() == 0
    }

    /// How many are set beside the words.
    pub fn chosen(&self) -> usize {
        let words = [&self.state, &self.judged, &self.severity, &self.source];
        let times = [self.from, self.to];
        words.iter().filter(|one| !one.is_empty()).count() + times.iter().flatten().count()
    }

    /// Those that pass, in their order. Cost: O(texts of all incidents) where words are looked for.
    pub fn of<'a>(&self, incidents: &[&'a Incident]) -> Vec<&'a Incident> {
        let lower = self.words.to_lowercase();
        let (labels, words): (Vec<&str>, Vec<&str>) =
            lower.split_whitespace().partition(|word| label(word).is_some());
        let labels: Vec<(&str, &str)> = labels.into_iter().filter_map(label).collect();
        let has_labels = |one: &Incident| labels.iter().all(|label| has_label(one, *label));
        incidents
            .iter()
            .copied()
            .filter(|one| self.passes(one) && has_labels(one) && has_all(one, &words))
            .collect()
    }

    fn passes(&self, one: &Incident) -> bool {
        let verdict = one.verdict.map_or(UNJUDGED, Verdict::word);
        (self.state.is_empty() || one.state.word() == self.state)
            && (self.judged.is_empty() || verdict == self.judged)
            && (self.source.is_empty() || one.source == self.source)
            && (self.severity.is_empty() || severity(one.severity).to_string() == self.severity)
            && self.from.is_none_or(|from| from <= one.to)
            && self.to.is_none_or(|to| one.from <= to)
    }
}

// `service=checkout`, also quoted and in braces.
fn label(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.trim_matches(['{', '}', ',']).split_once('=')?;
    let value = value.trim_start_matches('"');
    (!name.is_empty() && !value.trim_matches('"').is_empty()).then_some((name, value))
}

// Whether a series or an event has a label whose value begins so, or is so where a quote ends it. Where no series has
// labels, whom it affects is named by values alone.
fn has_label(one: &Incident, (name, value): (&str, &str)) -> bool {
    let (value, is_whole) = value.strip_suffix('"').map_or((value, false), |value| (value, true));
    let fits = |other: &str| {
        let other = other.to_lowercase();
        if is_whole { other == value } else { other.starts_with(value) }
    };
    let is_named = |other: &str| other.trim_start_matches(['{', ',', ' ']).to_lowercase() == name;
    let in_series = |series: &str| {
        // `name{a="x", b="y"}`: a name stands before `=`, a value between quotes.
        let labels = series.split_once('{').map_or("", |(_, labels)| labels);
        let mut pieces = labels.split('"');
        while let (Some(before), Some(value)) = (pieces.next(), pieces.next()) {
            if before.strip_suffix('=').is_some_and(is_named) && fits(value) {
                return true;
            }
        }
        false
    };
    let mut series = one.signals.iter().map(|signal| signal.series.as_str());
    let in_marks = || {
        let mut labels = one.marks.iter().flat_map(|mark| mark.labels.iter());
        labels.any(|(other, value)| is_named(other) && fits(value))
    };
    let bare = || !one.signals.iter().any(|signal| signal.series.contains('{'));
    series.any(in_series) || in_marks() || (bare() && one.entities.iter().any(|one| fits(one)))
}

fn has_all(one: &Incident, words: &[&str]) -> bool {
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

/// What is looked for where nobody judged.
pub const UNJUDGED: &str = "not judged";
