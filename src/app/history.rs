//! Stored incidents: how they are packed, changed, exported and imported.
//!
//! Incidents lie in blocks chosen by a hash of their id, so that a change rewrites one small block
//! and ten thousand incidents load as a few dozen records. A block is JSON and states its version.

use crate::model::{Incident, IncidentState, Problem, to_json};
use serde::{Deserialize, Serialize};

/// Number of blocks; fixed, since it is part of the stored layout.
pub const BLOCKS: u32 = 64;
/// Version of a block and of an exported file.
const VERSION: u32 = 2;
/// What an exported file calls itself.
const KIND: &str = "blip incidents";

/// One change of the stored incidents.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Add it, or replace the one with its id.
    Put(Box<Incident>),
    /// Remove the one with this id.
    Delete(String),
}

/// What the store says.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// All incidents, in no order.
    Loaded(Vec<Incident>),
    /// Changes are safe.
    Saved,
    /// It cannot be used, or refused a change; nothing that was stored is lost.
    Failed(Problem),
}

#[derive(Deserialize)]
struct Block {
    #[serde(default)]
    kind: String,
    version: u32,
    incidents: Vec<Incident>,
}

/// The block that an incident lies in (FNV-1a of its id).
pub fn block_of(id: &str) -> u32 {
    let hash = id
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % BLOCKS
}

/// Reads a block; an empty one if there is none.
pub fn read_block(json: &str) -> Result<Vec<Incident>, Problem> {
    if json.is_empty() {
        return Ok(Vec::new());
    }
    let block: Block = serde_json::from_slice(json.as_bytes()).map_err(|error| {
        Problem::new(
            "A block of stored incidents cannot be read.",
            error.to_string(),
            "It is left untouched; export what you see and report this.",
        )
    })?;
    if VERSION < block.version {
        return Err(newer(block.version));
    }
    Ok(block.incidents)
}

/// A block after changes; those that belong to other blocks are ignored.
pub fn change_block(json: &str, block: u32, changes: &[Change]) -> Result<String, Problem> {
    let mut incidents = read_block(json)?;
    for change in changes {
        let id = match change {
            Change::Put(incident) => &incident.id,
            Change::Delete(id) => id,
        };
        if block_of(id) != block {
            continue;
        }
        incidents.retain(|incident| incident.id != *id);
        if let Change::Put(incident) = change {
            incidents.push((**incident).clone());
        }
    }
    Ok(write(&incidents))
}

/// All incidents as a file, which [`import`] reads back.
pub fn write(incidents: &[Incident]) -> String {
    #[derive(Serialize)]
    struct Borrowed<'a> {
        kind: &'a str,
        version: u32,
        incidents: &'a [Incident],
    }
    to_json(&Borrowed { kind: KIND, version: VERSION, incidents })
}

/// Reads an exported file; refuses what is none, and says why.
pub fn import(json: &str) -> Result<Vec<Incident>, Problem> {
    let block: Block = serde_json::from_slice(json.as_bytes()).map_err(|error| {
        Problem::new(
            "This is not a file of incidents that Blip exported.",
            format!("line {}, column {}: {error}", error.line(), error.column()),
            "Choose a file that was saved with Export. Nothing was changed.",
        )
    })?;
    if block.kind != KIND {
        return Err(Problem::new(
            "This JSON file holds no incidents.",
            format!("its kind is “{}”", block.kind),
            "Choose a file that was saved with Export. Nothing was changed.",
        ));
    }
    if VERSION < block.version {
        return Err(newer(block.version));
    }
    Ok(block.incidents)
}

fn newer(version: u32) -> Problem {
    Problem::new(
        "These incidents were written by a newer Blip.",
        format!("version {version}; this one reads up to {VERSION}"),
        "Reload the page to get the newer Blip. Nothing was changed.",
    )
}

/// What must change in the store once a source has been scored anew: untouched incidents that the
/// source no longer has within `from..=to` go, new and changed ones come; what the user touched
/// stays as it is.
pub fn reconcile(
    stored: &[Incident],
    source: &str,
    (from, to): (f64, f64),
    found: &[Incident],
    now: f64,
) -> Vec<Change> {
    let same =
        |a: &Incident, b: &Incident| Incident { saved: b.saved, state: b.state, ..a.clone() } == *b;
    let mut changes: Vec<Change> = stored
        .iter()
        .filter(|old| old.source == source && from <= old.to && old.from <= to)
        .filter(|old| old.state == IncidentState::Open)
        .filter(|old| found.iter().all(|new| new.id != old.id))
        .map(|old| Change::Delete(old.id.clone()))
        .collect();
    for new in found {
        let old = stored.iter().find(|old| old.id == new.id);
        if old.is_some_and(|old| same(new, old)) {
            continue;
        }
        let mut incident = new.clone();
        incident.saved = now;
        incident.state = old.map_or(IncidentState::Open, |old| old.state);
        changes.push(Change::Put(Box::new(incident)));
    }
    changes
}

/// What makes the incidents of a source go by its new name.
pub fn relabelled(incidents: &[Incident], before: &str, name: &str) -> Vec<Change> {
    let of_source = incidents.iter().filter(|one| one.source == before);
    of_source
        .map(|one| Change::Put(Box::new(Incident { source: name.to_owned(), ..one.clone() })))
        .collect()
}

/// What puts back those that are shown but not stored.
pub fn missing(shown: Vec<Incident>, stored: &[Incident]) -> Vec<Change> {
    let lacks = |one: &Incident| stored.iter().all(|other| other.id != one.id);
    shown.into_iter().filter(lacks).map(|one| Change::Put(Box::new(one))).collect()
}

/// Applies changes to the list in memory, which stays sorted by start, newest first.
pub fn apply(incidents: &mut Vec<Incident>, changes: &[Change]) {
    for change in changes {
        let id = match change {
            Change::Put(incident) => &incident.id,
            Change::Delete(id) => id,
        };
        incidents.retain(|incident| incident.id != *id);
        if let Change::Put(incident) = change {
            incidents.push((**incident).clone());
        }
    }
    sort(incidents);
}

/// Newest first.
pub fn sort(incidents: &mut [Incident]) {
    incidents.sort_unstable_by(|a, b| b.from.total_cmp(&a.from).then_with(|| a.id.cmp(&b.id)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident(id: &str, source: &str, from: f64) -> Incident {
        Incident {
            id: id.to_owned(),
            source: source.to_owned(),
            from,
            to: from + 60.0,
            ongoing: false,
            severity: 2.0,
            sentence: "x rose".to_owned(),
            signals: Vec::new(),
            logs: Vec::new(),
            sample_log: String::new(),
            detector: String::new(),
            state: IncidentState::Open,
            saved: 0.0,
        }
    }

    #[test]
    fn a_block_changes_and_reads_back() {
        let one = incident("a", "s", 1.0);
        let block = block_of("a");
        let json = change_block("", block, &[Change::Put(Box::new(one.clone()))]).unwrap();
        assert_eq!(read_block(&json).unwrap(), [one]);
        let gone = change_block(&json, block, &[Change::Delete("a".to_owned())]).unwrap();
        assert_eq!(read_block(&gone).unwrap(), []);
        let other = change_block(&json, block + 1, &[Change::Delete("a".to_owned())]).unwrap();
        assert_eq!(other, json, "a change of another block is none of this block's business");
    }

    #[test]
    fn export_and_import_are_inverse_and_strangers_are_refused_with_the_place() {
        let all = [incident("a", "s", 1.0), incident("b", "s", 2.0)];
        assert_eq!(import(&write(&all)).unwrap(), all);
        assert!(import("{\"version\":").unwrap_err().place.starts_with("line 1"));
        assert!(import(r#"{"kind":"x","version":1,"incidents":[]}"#).is_err());
        assert!(import(r#"{"kind":"blip incidents","version":99,"incidents":[]}"#).is_err());
    }

    #[test]
    fn rescoring_replaces_what_nobody_touched_and_keeps_the_rest() {
        let mut touched = incident("b", "s", 200.0);
        touched.state = IncidentState::Acknowledged;
        let elsewhere = incident("c", "other", 100.0);
        let stored = [incident("a", "s", 100.0), touched, elsewhere];
        let found = [incident("d", "s", 300.0)];
        let changes = reconcile(&stored, "s", (0.0, 1000.0), &found, 9.0);
        let mut after = stored.to_vec();
        apply(&mut after, &changes);
        let ids: Vec<&str> = after.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["d", "b", "c"]);
        assert!(reconcile(&after, "s", (0.0, 1000.0), &found, 10.0).is_empty(), "nothing new");
    }
}
