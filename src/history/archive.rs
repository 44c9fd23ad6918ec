//! Files of incidents: JSON that states its version, alone or within a page of HTML, and records of others.

use super::former::completed;
use super::hydrated;
use crate::model::{
    Evidence, Excerpt, Incident, Limit, Mark, PatternCounts, Problem, Tuning, to_json,
};
use crate::stats::order::sort_by;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Version of a file.
const VERSION: u32 = 4;
/// What a file calls itself.
pub const KIND: &str = "blip incidents";
/// The element of a page that holds a file; no text of a page can be one, since `<` is escaped there.
pub const ELEMENT: &str = "<script type=\"application/json\" id=\"blip-incidents\">";
/// What every refusal ends with.
const CHOOSE: &str = "Choose a file that was saved with Export. Nothing was changed.";
/// Longer slices are none of ours, and are left out.
const LONGEST: usize = 20_000;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Archive {
    /// Incidents, each id once; [`Incident::evidence`] is right for what came along.
    #[serde(default)]
    pub incidents: Vec<Incident>,
    /// What some of them looked like, by their ids.
    #[serde(default)]
    pub evidence: Vec<(String, Evidence)>,
    /// Events.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// Limits of the user.
    #[serde(default)]
    pub limits: Vec<Limit>,
    /// What was learnt from verdicts.
    #[serde(default)]
    pub tunings: Vec<Tuning>,
    /// Slices and counts of [`Self::evidence`] that were torn or too long, and are left out.
    #[serde(skip)]
    pub left_out: u64,
}

/// All of it as a file, which [`read`] reads back.
pub fn write(archive: &Archive) -> String {
    #[derive(Serialize)]
    struct Stated<'a> {
        kind: &'a str,
        version: u32,
        incidents: &'a [Incident],
        evidence: &'a [(String, Evidence)],
        marks: &'a [Mark],
        limits: &'a [Limit],
        tunings: &'a [Tuning],
    }
    let has_all = |one: &Incident| {
        one.severity.is_finite() && one.signals.iter().all(|signal| signal.score.is_finite())
    };
    let stated = |archive: &Archive| {
        let Archive { incidents, evidence, marks, limits, tunings, .. } = archive;
        let (kind, version) = (KIND, VERSION);
        to_json(&Stated { kind, version, incidents, evidence, marks, limits, tunings })
    };
    if archive.incidents.iter().all(has_all) {
        return stated(archive);
    }
    let mut finite = archive.clone();
    scores(&mut finite.incidents, |score| {
        if score.is_nan() { 0.0 } else { score.clamp(f64::MIN, f64::MAX) }
    });
    stated(&finite)
}

/// Reads a file of this version or a former one, a page that holds one, or records of the Graphite detector.
///
/// Torn and overlong slices are left out, and counted. Errors: it is none of these, a newer program wrote it, or no record can be
/// read; the place is a line and a column, or what was found.
pub fn read(text: &str) -> Result<Archive, Problem> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let json = if text.starts_with('<') { within(text)? } else { text };
    if json.starts_with('[') {
        return hydrated::read(json);
    }
    let Head { kind, version } = serde_json::from_str(json).map_err(|error| refused(&error))?;
    if kind != KIND {
        let records = hydrated::read(json);
        return records.map_err(|_| {
            let place = match kind {
                Value::String(kind) => format!("its kind is “{kind}”"),
                _ => "it does not say what it is".to_owned(),
            };
            Problem::new("This JSON file holds no incidents.", place, CHOOSE)
        });
    }
    let version = version.as_u64().unwrap_or(0);
    if u64::from(VERSION) < version {
        return Err(newer(version, VERSION));
    }
    let mut archive: Archive = serde_json::from_str(json).map_err(|error| refused(&error))?;
    tidy(&mut archive);
    Ok(archive)
}

/// The refusal of what a newer program wrote.
pub fn newer(version: u64, known: u32) -> Problem {
    Problem::new(
        "These incidents were written by a newer Blip.",
        format!("version {version}; this one reads up to {known}"),
        "Reload the page to get the newer Blip. Nothing was changed.",
    )
}

// A kind or a version of another type is another file's, and no error in itself.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    kind: Value,
    #[serde(default)]
    version: Value,
}

fn refused(error: &serde_json::Error) -> Problem {
    Problem::new(
        "This is not a file of incidents that Blip exported.",
        format!("line {}, column {}: {error}", error.line(), error.column()),
        CHOOSE,
    )
}

// The JSON within a page; `<` is escaped in it, so that it ends with its element.
fn within(page: &str) -> Result<&str, Problem> {
    let found = page.find(ELEMENT).and_then(|at| {
        let rest = page.get(at + ELEMENT.len()..)?;
        rest.get(..rest.find('<')?)
    });
    found.map(str::trim).ok_or_else(|| {
        let place = "it has no element “blip-incidents”";
        Problem::new("This page holds no incidents, or not all of it was saved.", place, CHOOSE)
    })
}

fn tidy(archive: &mut Archive) {
    last_of_each(&mut archive.incidents, |one| &one.id);
    last_of_each(&mut archive.evidence, |(id, _)| id);
    scores(&mut archive.incidents, |score| if score == f64::MAX { f64::INFINITY } else { score });
    let parts = |all: &[(String, Evidence)]| -> u64 {
        all.iter().map(|(_, one)| (one.excerpts.len() + one.counts.len()) as u64).sum()
    };
    let all = parts(&archive.evidence);
    for (_, evidence) in &mut archive.evidence {
        evidence.excerpts.retain(is_readable);
        evidence.counts.retain(is_countable);
    }
    archive.left_out = all - parts(&archive.evidence);
    archive.evidence.retain(|(_, one)| !(one.excerpts.is_empty() && one.counts.is_empty()));
    let mut sizes: Vec<(String, u32)> = Vec::new();
    for (id, evidence) in &archive.evidence {
        let size = postcard::to_allocvec(evidence).map_or(0, |bytes| bytes.len() as u32);
        sizes.push((id.clone(), size));
    }
    sort_by(&mut sizes, |a, b| a.0.cmp(&b.0));
    let mut owned = vec![false; sizes.len()];
    archive.incidents = std::mem::take(&mut archive.incidents)
        .into_iter()
        .map(completed)
        .map(|mut one| {
            let place = sizes.binary_search_by(|(id, _)| id.as_str().cmp(&one.id)).ok();
            one.evidence = place.and_then(|at| sizes.get(at)).map_or(0, |(_, size)| *size);
            if let Some(owned) = place.and_then(|at| owned.get_mut(at)) {
                *owned = true;
            }
            one
        })
        .collect();
    let is_owned = |id: &str| {
        let place = sizes.binary_search_by(|(other, _)| other.as_str().cmp(id));
        place.is_ok_and(|at| owned[at])
    };
    archive.evidence.retain(|(id, _)| is_owned(id));
}

// Of several with one id the last counts; the order stays.
fn last_of_each<T>(all: &mut Vec<T>, id: impl Fn(&T) -> &str) {
    let mut places: Vec<(&str, usize)> = all.iter().map(&id).zip(0..).collect();
    sort_by(&mut places, Ord::cmp);
    let mut counts = vec![true; all.len()];
    for pair in places.windows(2) {
        if let [(one, at), (next, _)] = pair
            && one == next
        {
            counts[*at] = false;
        }
    }
    let mut counts = counts.into_iter();
    all.retain(|_| counts.next().unwrap_or(true));
}

// JSON has no infinity: the largest number stands for it.
fn scores(incidents: &mut [Incident], of: impl Fn(f64) -> f64) {
    for one in incidents {
        one.severity = of(one.severity);
        for signal in &mut one.signals {
            signal.score = of(signal.score);
        }
    }
}

fn is_readable(one: &Excerpt) -> bool {
    let columns = [&one.times, &one.band_times, &one.alarms];
    one.is_whole() && columns.iter().all(|column| column.len() <= LONGEST)
}

fn is_countable(one: &PatternCounts) -> bool {
    one.from.is_finite() && one.width.is_finite() && 0.0 < one.width && one.counts.len() <= LONGEST
}
