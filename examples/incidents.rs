//! The incidents of a folder: `cargo run --release --example incidents -- DIR` reads `DIR/metrics/*.csv`,
//! `DIR/logs/*.log` and `DIR/events.csv` and prints `{"incidents": […]}` as JSON, newest first.
//!
//! Everything is judged as if it came live: nothing looks ahead.
#![allow(clippy::print_stdout, reason = "the incidents are the purpose of this program")]

use blip::detect::{self, Judge};
use blip::logs::scan::Scan;
use blip::logs::{Indexed, Options};
use blip::model::{Incident, Mark, PatternChange, SourceId, TimeRange, Values};
use blip::prepare::counters::meant;
use blip::shelf::{alarms, counted};
use blip::sources::csv::{self, CsvReader};
use blip::sources::{Reader, marks};
use blip::triage::{self, Alarmed, Judged, Lines, Scene, Sighting};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "Usage: incidents DIR";
const HOUR: f64 = 3600.0;
const BAD_ARGUMENTS: u8 = 2;

fn main() -> ExitCode {
    match std::env::args().nth(1).ok_or_else(|| USAGE.to_owned()).and_then(|dir| read(&dir)) {
        Ok(incidents) => {
            println!("{}", json!({ "incidents": incidents.iter().map(told).collect::<Vec<_>>() }));
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(BAD_ARGUMENTS)
        }
    }
}

fn read(dir: &str) -> Result<Vec<Incident>, String> {
    let dir = Path::new(dir);
    let (metrics, logs) = (files(&dir.join("metrics"), "csv"), files(&dir.join("logs"), "log"));
    // Either says something without the other.
    let (metrics, logs) = match (metrics, logs) {
        (Err(sentence), Err(_)) => return Err(sentence),
        (metrics, logs) => (metrics.unwrap_or_default(), logs.unwrap_or_default()),
    };
    let many = metrics.len() > 1;
    let mut sightings = Vec::new();
    for path in &metrics {
        match sighting(path, many) {
            Ok(one) => sightings.push(one),
            // The others still have something to say.
            Err(sentence) if many || !logs.is_empty() => {
                eprintln!("{}: {sentence}", path.display());
            }
            Err(sentence) => return Err(sentence),
        }
    }
    let (mut lines, mut texts) = (Vec::new(), Vec::new());
    // Stamps without a year are of the time of the metrics.
    let end = sightings.iter().map(|one| one.end).filter(|end| *end > f64::MIN);
    let now = end.reduce(f64::max).map_or(f64::NAN, |end| end + HOUR);
    for path in &logs {
        let (log, text) = log(path, now)?;
        lines.push(Lines::of(&name(path), &log));
        sightings.push(counted(&name(path), &name(path), &log));
        texts.push((log, text));
    }
    let marks = marks_of(&dir.join("events.csv")).unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        Vec::new()
    });
    let scene = Scene { sightings: &sightings, lines: &lines, marks: &marks };
    let mut incidents = triage::incidents(scene);
    for incident in &mut incidents {
        let (from, to) = (incident.from, incident.to);
        for change in &mut incident.patterns {
            let mut logs = lines.iter().zip(&texts);
            let Some((lines, (log, text))) =
                logs.find(|(lines, _)| lines.is_called(&change.source))
            else {
                continue;
            };
            let slack = lines.width();
            let window = TimeRange { from: from - slack, to: to + slack };
            quoted(change, lines.again(SourceId(0), log, &change.template, window), log, text);
        }
    }
    Ok(incidents)
}

fn quoted(change: &mut PatternChange, scan: Option<Scan>, log: &Indexed, text: &[u8]) {
    let Some(mut scan) = scan else { return };
    while let Some((_, part)) = scan.wanted() {
        scan.give(log, &text[part.start as usize..part.end as usize]);
    }
    triage::quote(change, &scan);
}

fn files(dir: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.sort();
    Ok(paths)
}

fn sighting(path: &Path, many: bool) -> Result<Sighting, String> {
    let name = name(path);
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let options = csv::Options { name: name.clone(), ..csv::Options::default() };
    let mut reader = Box::new(CsvReader::new(options));
    reader.push(&bytes).map_err(|problem| problem.to_string())?;
    let read = reader.finish().map_err(|problem| problem.to_string())?;
    let series = meant(read.series);
    let judge = Judge::new(detect::DETECTORS[0], &Values::default());
    let members: Vec<detect::Member<'_>> = series
        .iter()
        .map(|one| detect::Member {
            kind: detect::named_kind(&one.name, &one.unit, ""),
            ..detect::Member::from(one)
        })
        .collect();
    let judge = judge.among(&members);
    let found: Vec<Vec<Alarmed>> =
        series.iter().enumerate().map(|(at, one)| alarms(one, &judge.at(at))).collect();
    let each = series.iter().zip(&found);
    let judged: Vec<Judged<'_>> = each.map(|(series, alarms)| Judged { series, alarms }).collect();
    Ok(Sighting::of(&name, many, &judged, &|_, _| String::new()))
}

fn log(path: &Path, now: f64) -> Result<(Indexed, Vec<u8>), String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut log = Indexed::new(Options { now, ..Options::default() });
    // A log that cannot be read has nothing to say; the metrics still do.
    if let Err(problem) = log.push(&bytes).and_then(|()| log.finish()) {
        eprintln!("{}: {problem}", path.display());
    }
    Ok((log, bytes))
}

fn marks_of(path: &Path) -> Result<Vec<Mark>, String> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    marks::read(&text).map_err(|problem| problem.to_string())
}

fn name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

// The incident as it is, and in short what others ask for first.
fn told(incident: &Incident) -> Value {
    let mut value = serde_json::to_value(incident).unwrap_or_default();
    let first = incident.causes.first();
    if let Value::Object(fields) = &mut value {
        fields.insert("cause".to_owned(), json!(first.map(|cause| &cause.id)));
        fields.insert("confidence".to_owned(), json!(first.map(|cause| cause.confidence.word())));
        fields.insert("summary".to_owned(), json!(incident.sentence));
        fields.insert("affected".to_owned(), json!(incident.entities));
    }
    value
}
