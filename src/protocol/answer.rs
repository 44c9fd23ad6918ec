//! How a worker answers a job: deterministic, without any input or output of its own.

use super::{Format, Job, Reply, Report, decode, desk, encode, fitting, live};
use crate::detect::{Judge, truth};
use crate::model::{SourceId, Summary, TimeRange};
use crate::panels::logs::Outcome;
use crate::shelf::letter::Letter;
use crate::shelf::{Held, Listing, Scored, Shelf, sight};
use crate::sources::file::FileReader;
use crate::sources::prometheus::lists;
use crate::sources::simulator::Simulated;
use crate::sources::unzip::Unzip;
use crate::sources::{Loaded, Log, Reader, csv, prometheus, simulator};

/// Series of one batch: small enough that the page reads it within a frame.
const BATCH: usize = 250;
/// No more log lines than this are shown.
const SHOWN_LOGS: usize = 200;

/// Does one job and tells its answers in order. `bytes` is what travelled beside the job.
///
/// # Panics
/// On [`Job::Panic`], which asks for it.
pub fn answer(shelf: &mut Shelf, job: Job, bytes: &[u8], tell: &mut dyn FnMut(Reply)) {
    match job {
        Job::Open { source, name, load, parts, format } => {
            shelf.begin(source, &name, load, parts);
            if let Some(held) = shelf.wanted(source, load) {
                (held.grid, held.types, held.query) = match &format {
                    Format::Matrix { step, types, query } => {
                        (Some(*step), types.clone(), query.clone())
                    }
                    Format::Csv(_) | Format::File(_) => (None, Vec::new(), String::new()),
                };
                for part in 0..parts {
                    held.open(part, reader(&format));
                }
            }
        }
        Job::Chunk { source, load, part } => {
            let read = shelf.wanted(source, load).map(|held| held.push(part, bytes));
            if let Some(Err(problem)) = read {
                tell(Reply::Failed { source: Some(source), problem });
            }
        }
        Job::Close { source, load, part, keep } => {
            close(shelf, (source, load, part), keep, tell);
            tell_logs(shelf, Some(source), tell);
        }
        Job::Surround(surroundings) => {
            desk::surround(shelf, &surroundings.zone, tell);
            shelf.log_panel().surround(*surroundings);
            tell_logs(shelf, None, tell);
        }
        job @ (Job::OpenLoki { .. }
        | Job::Answered { .. }
        | Job::Probed { .. }
        | Job::Aside { .. }) => {
            live::answer(shelf, job, tell);
        }
        Job::Say(said) => {
            let Outcome { keep, offer, ask, aside } = shelf.said(&said);
            let aside =
                aside.map(|(aside, request)| Reply::Aside { aside, request: request.into() });
            let (keep, offer) = (keep.map(Reply::Keep), offer.map(Reply::Offer));
            let replies = [keep, offer, ask.map(Reply::Ask), aside];
            for reply in replies.into_iter().flatten() {
                tell(reply);
            }
            tell_logs(shelf, None, tell);
        }
        Job::SimulateLog { source, name, scenario, seed, origin, range } => {
            simulate_log(shelf, source, &name, (&scenario, seed, origin), range);
            tell_logs(shelf, Some(source), tell);
            shelf.look(range.to);
            desk::tell_incidents(shelf, tell);
        }
        Job::Forget { source } => {
            let had_log = shelf.source(source).is_some_and(|held| held.log().is_some());
            shelf.forget(source);
            shelf.log_panel().forget(source);
            if had_log {
                tell_logs(shelf, None, tell);
            }
            desk::forgotten(shelf, source, tell);
        }
        Job::List { listing, load } => shelf.list(listing, load, bytes),
        Job::Listed { listing, load } => tell(read_list(listing, &shelf.listed(listing, load))),
        Job::Stop { source } => shelf.cut(source),
        job @ (Job::Sighted { .. } | Job::Use { .. } | Job::Renamed { .. } | Job::ReadHistory) => {
            desk::answer(shelf, job, tell);
        }
        Job::ReadIncidents => desk::import(shelf, bytes, tell),
        Job::Letter(bytes) => desk::received(shelf, &bytes, tell),
        Job::Advise(circumstances) => tell(Reply::Advised(prometheus::advise(&circumstances))),
        Job::Fit { source, now } => tell(fitting::fitted(shelf, source, now)),
        Job::Model { json } => match fitting::chosen(shelf, json.as_deref()) {
            Ok(reply) => {
                tell(reply);
                shelf.ids().into_iter().for_each(|id| rescore(shelf, id, false, tell));
            }
            Err(problem) => tell(Reply::Failed { source: None, problem }),
        },
        job => answer_demo(shelf, job, tell),
    }
}

/// The same for a worker that only has the demo: it reads nothing, so it does without the readers, and
/// its program is a small part of the other's.
///
/// # Panics
/// On [`Job::Panic`], which asks for it.
pub fn answer_demo(shelf: &mut Shelf, job: Job, tell: &mut dyn FnMut(Reply)) {
    match job {
        Job::Score { detector, values, brief } => {
            let ids = if shelf.choose(&detector, values, brief) { shelf.ids() } else { Vec::new() };
            for id in ids {
                rescore(shelf, id, brief, tell);
            }
            tell(Reply::Chosen);
        }
        Job::Simulate { source, name, scenario, seed, origin, range } => {
            simulate(shelf, source, &name, (&scenario, seed, origin), range);
            shelf.score(source);
            report(shelf, source, Done::Whole, tell);
        }
        Job::Draw { keys, range, columns } => {
            shelf.draw(&keys, range, columns, &mut |drawing, more| {
                tell(Reply::Drawn { drawing: drawing.map(Box::new), more });
            });
        }
        Job::Anomalies { keys, limit } => tell(Reply::Anomalies(
            keys.iter().flat_map(|key| shelf.anomalies(*key, limit as usize)).collect(),
        )),
        Job::Explain { key, time } => {
            if let Some(explanation) = shelf.explain(key, time) {
                tell(Reply::Explained(Box::new(explanation)));
            }
        }
        Job::Compare { key, detectors } => {
            tell(Reply::Compared(key, shelf.compare(key, &detectors)));
        }
        Job::Forget { source } => shelf.forget(source),
        Job::Letter(bytes) => {
            if let Some(Letter::WhatIsSeen { incident, range, sought }) = decode(&bytes) {
                let excerpts = shelf.slices(sought, range);
                let bytes = encode(&Letter::Cut { incident, range, excerpts });
                tell(Reply::Letter { to: None, bytes });
            }
        }
        Job::Panic => die(),
        // Files are read at the edge, which turns them into chunks; the demo has none of the others.
        _ => {}
    }
}

fn read_list(listing: Listing, body: &[u8]) -> Reply {
    match listing {
        Listing::Names => Reply::Names(lists::names(body)),
        Listing::Metrics => Reply::Metrics(lists::metrics(body)),
    }
}

// What is being read for the first time is not passed off as complete: a file shows what is there,
// and half an answer of a server is no answer to its query.
fn rescore(shelf: &mut Shelf, id: SourceId, brief: bool, tell: &mut dyn FnMut(Reply)) {
    match shelf.source(id) {
        Some(held) if held.is_first_reading() && held.grid.is_some() => {}
        Some(held) if held.is_first_reading() => series_so_far(shelf, id, tell),
        _ => {
            shelf.score(id);
            let done = if brief { Done::Briefly } else { Done::Whole };
            report(shelf, id, done, tell);
        }
    }
}

#[expect(clippy::panic, reason = "this is what the job asks for")]
fn die() {
    panic!("asked to panic");
}

/// Scores what has been read so far of a source and reports it, so that it can be used while the
/// rest loads. Says nothing while a complete reading is on the shelf: that one is worth more.
pub fn report_so_far(shelf: &mut Shelf, id: SourceId, tell: &mut dyn FnMut(Reply)) {
    series_so_far(shelf, id, tell);
    tell_logs(shelf, Some(id), tell);
}

fn series_so_far(shelf: &mut Shelf, id: SourceId, tell: &mut dyn FnMut(Reply)) {
    if shelf.score_so_far(id) {
        report(shelf, id, Done::SoFar, tell);
    }
}

/// Tells the panel of the patterns of all logs, if this source is one of them.
pub fn tell_logs(shelf: &mut Shelf, changed: Option<SourceId>, tell: &mut dyn FnMut(Reply)) {
    let is_log = |id| shelf.source(id).is_some_and(|held| held.log().is_some());
    if changed.is_none_or(is_log) {
        tell(Reply::Panel(Box::new(shelf.panel())));
    }
}

fn reader(format: &Format) -> Box<dyn Reader> {
    match format {
        Format::Csv(options) => {
            Box::new(Unzip::new(Box::new(csv::CsvReader::new(options.clone()))))
        }
        Format::File(options) => Box::new(Unzip::new(Box::new(FileReader::new(options.clone())))),
        Format::Matrix { query, .. } => Box::new(prometheus::MatrixReader::new(query.as_str())),
    }
}

fn close(
    shelf: &mut Shelf,
    (source, load, part): (SourceId, u32, u32),
    keep: Option<TimeRange>,
    tell: &mut dyn FnMut(Reply),
) {
    let Some(held) = shelf.wanted(source, load) else { return };
    match held.close(part, keep) {
        Ok(false) => {}
        Ok(true) => {
            if let Some(text) = held.loaded.incidents.take() {
                return desk::dropped(shelf, source, &text, tell);
            }
            shelf.score(source);
            report(shelf, source, Done::Whole, tell);
        }
        Err(problem) => tell(Reply::Failed { source: Some(source), problem }),
    }
}

/// Ends the reading of a server's lines: what was read is all there is, and this is to be known of the rest.
pub fn finish(
    shelf: &mut Shelf,
    (source, load): (SourceId, u32),
    notes: Vec<String>,
    tell: &mut dyn FnMut(Reply),
) {
    let Some(held) = shelf.wanted(source, load) else { return };
    held.live = None;
    match held.close(0, None) {
        Ok(_) => held.loaded.notes.extend(notes),
        Err(problem) => return tell(Reply::Failed { source: Some(source), problem }),
    }
    shelf.score(source);
    report(shelf, source, Done::Whole, tell);
    tell_logs(shelf, Some(source), tell);
}

fn simulate(
    shelf: &mut Shelf,
    source: SourceId,
    name: &str,
    (scenario, seed, origin): (&str, u64, f64),
    range: TimeRange,
) {
    let Some(scenario) = simulator::find(scenario) else { return };
    let made = scenario.generate(seed, origin, range);
    shelf.begin(source, name, 0, 1);
    if let Some(held) = shelf.wanted(source, 0) {
        let rows = made.series.iter().map(|series| series.len() as u64).max().unwrap_or(0);
        held.truth = made.truth;
        let Simulated { series, logs, marks, .. } = made;
        held.replace(Loaded { series, logs, rows, marks, ..Loaded::default() });
    }
}

// The lines of a scenario, as its program would have written them.
fn simulate_log(
    shelf: &mut Shelf,
    source: SourceId,
    name: &str,
    (scenario, seed, origin): (&str, u64, f64),
    range: TimeRange,
) {
    let Some(scenario) = simulator::find(scenario) else { return };
    let text = simulator::log_text(&scenario.generate(seed, origin, range).logs);
    shelf.begin(source, name, 0, 1);
    if let Some(held) = shelf.wanted(source, 0) {
        held.is_made = true;
        held.replace(Loaded { log: Log::of_text(text.into_bytes()), ..Loaded::default() });
    }
}

// What was read, or scored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Whole,
    // More is being read.
    SoFar,
    // A parameter is still being moved.
    Briefly,
}

fn report(shelf: &mut Shelf, id: SourceId, done: Done, tell: &mut dyn FnMut(Reply)) {
    let Some(held) = shelf.source(id) else { return };
    let brief = done == Done::Briefly;
    let rows: Vec<Summary> = held.summaries(id, brief);
    let mut first = true;
    for batch in rows.chunks(BATCH) {
        tell(Reply::Ranked { source: id, summaries: batch.to_vec(), first });
        first = false;
    }
    if first {
        tell(Reply::Ranked { source: id, summaries: Vec::new(), first });
    }
    let loaded = &held.loaded;
    let logs = loaded.logs.len().saturating_sub(SHOWN_LOGS);
    tell(Reply::Scored(Box::new(Report {
        source: id,
        partial: done == Done::SoFar,
        brief,
        range: rows.iter().filter_map(|row| row.range).reduce(TimeRange::union),
        rows: held.progress().rows.max(loaded.rows),
        is_log: loaded.log.is_some(),
        notes: notes(held),
        logs: loaded.logs[logs..].to_vec(),
        truth: truth_of(held),
        memory: held.memory(),
    })));
    if done == Done::Whole && shelf.is_sighted_now(id) {
        sighted(shelf, id, tell);
    }
}

/// Tells what a source that was scored has to say to incidents; `false` where none waits for that.
pub fn sight_next(shelf: &mut Shelf, tell: &mut dyn FnMut(Reply)) -> bool {
    let waiting = shelf.unsighted();
    waiting.inspect(|id| sighted(shelf, *id, tell)).is_some()
}

fn sighted(shelf: &Shelf, id: SourceId, tell: &mut dyn FnMut(Reply)) {
    if let Some(held) = shelf.source(id) {
        tell(Reply::Sighted { source: id, bytes: encode(&sight(held)) });
    }
}

fn notes(held: &Held) -> Vec<String> {
    let mut notes = [&held.loaded.notes, held.prepared_notes()].concat();
    notes.extend(held.judge.as_ref().and_then(Judge::note));
    notes
}

fn truth_of(held: &Held) -> Option<truth::Truth> {
    // The truth is told point by point.
    if held.truth.is_empty() || !held.has_loaded_points() {
        return None;
    }
    let each = held.scored.iter().zip(&held.truth);
    let compare = |(scored, truth): (&Scored, &Vec<bool>)| {
        truth::compare(scored.alarms.iter().map(|alarm| alarm.at as usize), truth)
    };
    Some(each.map(compare).sum())
}
