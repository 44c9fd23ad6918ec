//! What the user changed, and when.

use super::Change;
use crate::model::words::{cell, iso};
use crate::model::{Incident, Note, Verdict};
use crate::stats::order::sort_by;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// More entries are not kept; the oldest give way.
pub const MOST: usize = 5_000;
/// Letters of a note that are repeated here.
const QUOTED: usize = 120;
/// Version of what is stored.
const VERSION: u8 = 1;

/// One thing that the user changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub time: f64,
    /// What was done, such as `state: open → resolved`.
    pub what: String,
    /// To what, such as the title of an incident.
    pub about: String,
}

impl Entry {
    /// An entry of anything else that was changed: marks, retention, imports, limits.
    pub fn new(time: f64, what: impl Into<String>, about: impl Into<String>) -> Self {
        Self { time, what: what.into(), about: about.into() }
    }
}

/// All that was changed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    entries: VecDeque<Entry>,
}

impl Audit {
    /// Adds what was changed last.
    pub fn add(&mut self, entry: Entry) {
        self.entries.push_front(entry);
        self.entries.truncate(MOST);
    }

    /// Adds the entries of another one that are not there yet.
    pub fn join(&mut self, other: Self) {
        let known = std::mem::take(&mut self.entries);
        let mut all: Vec<Entry> = known.into_iter().chain(other.entries).collect();
        sort_by(&mut all, |a, b| {
            let order = b.time.total_cmp(&a.time);
            order.then_with(|| (&a.what, &a.about).cmp(&(&b.what, &b.about)))
        });
        all.dedup();
        all.truncate(MOST);
        self.entries = all.into();
    }

    /// All entries, newest first.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// All of it as a table.
    pub fn csv(&self) -> String {
        let mut table = "time,what,about\n".to_owned();
        for Entry { time, what, about } in &self.entries {
            table.push_str(&[&iso(*time), ",", &cell(what), ",", &cell(about), "\n"].concat());
        }
        table
    }

    /// All of it as bytes: a version, and then postcard.
    pub fn write(&self) -> Vec<u8> {
        postcard::to_allocvec(&(VERSION, &self.entries)).unwrap_or_default()
    }

    /// The same from bytes, empty from no bytes; `None` of what this program did not write.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first() {
            None => Some(Self::default()),
            Some((&VERSION, rest)) => {
                let mut entries: VecDeque<Entry> = postcard::from_bytes(rest).ok()?;
                entries.truncate(MOST);
                Some(Self { entries })
            }
            Some(_) => None,
        }
    }
}

/// What a user's change of an incident did to it; nothing where it only says what the program found.
pub fn entry(before: Option<&Incident>, change: &Change, now: f64) -> Option<Entry> {
    match change {
        Change::Delete(id) => {
            let about = before.map_or(id.as_str(), named);
            Some(Entry::new(now, "incident deleted", about))
        }
        Change::Put(after) => {
            let before = before?;
            let mut done = Vec::new();
            if before.state != after.state {
                done.push(format!("state: {} → {}", before.state.word(), after.state.word()));
            }
            if before.verdict != after.verdict {
                let word = |verdict: Option<Verdict>| verdict.map_or("none", Verdict::word);
                done.push(format!("verdict: {} → {}", word(before.verdict), word(after.verdict)));
            }
            let without = |these: &[Note], those: &[Note], what: &str| {
                let gone = these.iter().filter(|note| !those.contains(note));
                gone.map(|note| format!("note {what}: {}", quoted(&note.text))).collect::<Vec<_>>()
            };
            done.extend(without(&after.notes, &before.notes, "added"));
            done.extend(without(&before.notes, &after.notes, "deleted"));
            (!done.is_empty()).then(|| Entry::new(now, done.join("; "), named(after)))
        }
    }
}

fn named(one: &Incident) -> &str {
    if one.title.is_empty() { &one.id } else { &one.title }
}

fn quoted(text: &str) -> String {
    let start: String = text.chars().take(QUOTED).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("“{start}”{more}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IncidentState;

    #[test]
    fn what_the_user_changed_is_said_and_what_the_program_found_is_not() {
        let before = Incident::sample();
        let noted = |text: &str| Note { time: 1.0, text: text.to_owned() };
        let says = |before: Option<&Incident>, after: Incident| {
            entry(before, &Change::put(after), 5.0).map(|one| one.what)
        };
        let mut after = Incident { state: IncidentState::Resolved, ..before.clone() };
        assert_eq!(says(Some(&before), after.clone()).unwrap(), "state: open → resolved");
        after.state = IncidentState::Open;
        (after.to, after.saved, after.severity) = (9.0, 9.0, 4.0);
        assert_eq!(says(Some(&before), after.clone()), None);
        assert_eq!(says(None, after.clone()), None, "found or imported");
        after.verdict = Some(Verdict::FalseAlarm);
        after.notes.push(noted("it was <b>the router"));
        let expected = "verdict: none → false alarm; note added: “it was <b>the router”";
        assert_eq!(says(Some(&before), after.clone()).unwrap(), expected);
        let deleted = Incident { notes: Vec::new(), ..after.clone() };
        assert_eq!(says(Some(&after), deleted).unwrap(), "note deleted: “it was <b>the router”");
        let long = Incident { notes: vec![noted(&"é".repeat(500))], ..before.clone() };
        assert!(says(Some(&before), long).unwrap().chars().count() < 150);
        let gone = entry(Some(&before), &Change::Delete("a".to_owned()), 5.0);
        assert_eq!(gone, Some(Entry::new(5.0, "incident deleted", "Latency of shop")));
        let gone = entry(None, &Change::Delete("a".to_owned()), 5.0);
        assert_eq!(gone.unwrap().about, "a");
    }

    #[test]
    fn the_newest_come_first_and_the_oldest_give_way() {
        let mut audit = Audit::default();
        for at in 0..MOST + 10 {
            audit.add(Entry::new(at as f64, "retention", ""));
        }
        let times: Vec<f64> = audit.entries().map(|one| one.time).collect();
        assert_eq!((times.len(), times[0], times[MOST - 1]), (MOST, 5009.0, 10.0));
    }

    #[test]
    fn it_comes_back_from_its_bytes_and_what_is_newer_is_not_read() {
        let mut audit = Audit::default();
        audit.add(Entry::new(1.5, "a", "b"));
        let bytes = audit.write();
        let frozen = [&[1, 1][..], &1.5_f64.to_le_bytes(), &[1, b'a', 1, b'b']].concat();
        assert_eq!(bytes, frozen, "these bytes lie in people's browsers");
        assert_eq!(Audit::read(&bytes), Some(audit));
        assert_eq!(Audit::read(&[]), Some(Audit::default()));
        assert_eq!(Audit::read(&[2, 0]), None);
        for end in 1..bytes.len() {
            assert_eq!(Audit::read(&bytes[..end]), None, "{end}");
        }
    }

    #[test]
    fn a_table_runs_no_formula() {
        let mut audit = Audit::default();
        audit.add(Entry::new(0.0, "note added: “a, \"b\"”", "=HYPERLINK(1)"));
        assert_eq!(
            audit.csv(),
            "time,what,about\n1970-01-01T00:00:00.000Z,\"note added: “a, \"\"b\"\"”\",'=HYPERLINK(1)\n"
        );
    }
}
