//! The worker: a loop around [`protocol::answer`], and the reading of dropped files.
//!
//! It never fetches: a page's content policy does not bind a worker, so the rule is kept here, and
//! a test holds the code to it.

use super::store::Store;
use super::worker::{listen, tell};
use super::{clock, pieces::PIECE, pieces::Pieces};
use crate::history::Stored;
use crate::model::{Clock, Few, Problem, SourceId};
use crate::protocol::{
    self, Envelope, Format, Job, Load, Progress, Reply, Shelf, WARM_ROUNDS, Wanted, Warm, ZONE,
    file, find, fits,
};
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Seconds between two progress messages.
const PROGRESS_EVERY: f64 = 0.1;
/// Bytes of a point of an answer: its moment and its value.
const POINT_BYTES: u64 = 16;
/// Seconds between two looks at what is read again.
const PANEL_EVERY: f64 = 0.3;
/// Seconds after which a reading lets other jobs in.
const TURN_EVERY: f64 = 0.03;
/// Without work for so long, a worker warms up.
const IDLE_MS: i32 = 50;
/// What is read is asked for by charts within so long.
const CHARTS_FIRST_MS: i32 = 5;
/// Seconds between two reports of what was read so far,
const REPORT_EVERY: f64 = 0.5;
/// and between them this many times as long as the last one took.
const REPORT_SHARE: f64 = 10.0;

struct Desk {
    shelf: RefCell<Shelf>,
    stopped: RefCell<BTreeSet<SourceId>>,
    used: Cell<bool>,
    // What a chunk is read through.
    piece: RefCell<Vec<u8>>,
    // The zone that seasons follow, as it was asked for.
    zone: RefCell<Option<String>>,
    // When it was last told how far an answer is.
    told: Cell<f64>,
    // Files of logs, which are read again where somebody looks into a pattern.
    files: RefCell<Few<SourceId, File>>,
    rereading: Cell<bool>,
    sighting: Cell<bool>,
    // Where incidents are stored.
    store: Store,
}

/// Listens, and warms up while nobody asks.
pub fn serve() {
    let desk = Rc::new_cyclic(|own: &Weak<Desk>| Desk {
        shelf: RefCell::new(Shelf::new(find)),
        stopped: RefCell::default(),
        used: Cell::default(),
        piece: RefCell::default(),
        zone: RefCell::default(),
        told: Cell::default(),
        files: RefCell::default(),
        rereading: Cell::default(),
        sighting: Cell::default(),
        store: Store::new(Rc::new({
            let own = own.clone();
            move |stored| {
                if let Some(desk) = own.upgrade() {
                    answered(&desk, stored);
                }
            }
        })),
    });
    desk.shelf.borrow_mut().sight_later();
    wasm_bindgen_futures::spawn_local(warm_up(desk.clone()));
    listen(move |job, beside| take(&desk, job, beside));
}

// Lets seasons follow the zone of this name, or without one this computer's.
fn keep_time(desk: &Desk, ticket: u32, name: &str) {
    if desk.zone.borrow().as_deref() == Some(name) {
        return;
    }
    *desk.zone.borrow_mut() = Some(name.to_owned());
    let named = if name.is_empty() { Some(clock::local_zone()) } else { clock::zone_named(name) };
    if named.is_none() {
        let problem = Problem::new(
            format!("This browser knows no time zone `{name}`."),
            "",
            "Days and weeks follow this computer's clock. Give a name as Europe/Berlin or UTC.",
        );
        tell(ticket, &Reply::Failed { source: None, problem });
    }
    let zone = named.unwrap_or_else(clock::local_zone);
    desk.shelf.borrow_mut().follow(Clock::of(zone));
}

// Ends as soon as there is work.
async fn warm_up(desk: Rc<Desk>) {
    clock::sleep(IDLE_MS).await;
    let mut warm = Warm::new(find);
    for round in 0..WARM_ROUNDS {
        if desk.used.get() {
            return;
        }
        warm.round(round);
        clock::sleep(0).await;
    }
}

fn take(desk: &Rc<Desk>, Envelope { ticket, body: job }: Envelope<Job>, beside: &JsValue) {
    // Choosing a detector for nothing is no work.
    if let Job::Score { values, .. } = &job {
        keep_time(desk, ticket, values.typed(ZONE));
    } else {
        desk.used.set(true);
    }
    match job {
        Job::OpenFile { source, load, options } => {
            desk.stopped.borrow_mut().remove(&source);
            if let Ok(file) = beside.clone().dyn_into::<File>() {
                desk.files.borrow_mut().insert(source, file.clone());
                wasm_bindgen_futures::spawn_local(read_file(
                    desk.clone(),
                    (source, load, ticket),
                    options,
                    file,
                ));
            }
        }
        Job::ReadIncidents => {
            if let Ok(file) = beside.clone().dyn_into::<File>() {
                wasm_bindgen_futures::spawn_local(import(desk.clone(), ticket, file));
            }
        }
        Job::Stop { source } => {
            desk.stopped.borrow_mut().insert(source);
        }
        job => {
            if let Job::Forget { source } = &job {
                desk.files.borrow_mut().remove(source);
            }
            let says = matches!(job, Job::Say(_));
            let mut shelf = desk.shelf.borrow_mut();
            let mut give = |job: Job, bytes: &[u8]| {
                let mut good = true;
                protocol::answer(&mut shelf, job, bytes, &mut |reply| {
                    good &= !matches!(reply, Reply::Failed { .. });
                    tell(ticket, &reply);
                });
                good
            };
            let Some(chunk) = beside.dyn_ref::<Uint8Array>() else {
                give(job, &[]);
                drop(shelf);
                carry_out(desk);
                sight_soon(desk);
                let reads = says || desk.shelf.borrow().is_rereading();
                if reads && !desk.rereading.replace(true) {
                    wasm_bindgen_futures::spawn_local(reread(desk.clone()));
                }
                return;
            };
            let mut piece = desk.piece.borrow_mut();
            each_piece(chunk, &mut piece, |piece| give(job.clone(), piece));
            drop(shelf);
            sight_soon(desk);
            if let Job::Chunk { source, .. } = job {
                tell_points(desk, source);
            }
        }
    }
}

// The store has answered.
fn answered(desk: &Desk, stored: Stored) {
    let mut shelf = desk.shelf.borrow_mut();
    protocol::stored(&mut shelf, stored, clock::now(), &mut |reply| tell(0, &reply));
    drop(shelf);
    carry_out(desk);
}

// What is wanted of the store.
fn carry_out(desk: &Desk) {
    let wishes = desk.shelf.borrow_mut().wishes();
    for wish in wishes {
        desk.store.carry_out(wish);
    }
}

// Through one small piece of our memory, which never shrinks: a chunk may be as large as an answer.
// Ends where `take` has enough.
fn each_piece(chunk: &Uint8Array, piece: &mut Vec<u8>, mut take: impl FnMut(&[u8]) -> bool) {
    let length = chunk.length();
    piece.resize(length.min(PIECE) as usize, 0);
    for from in (0..length).step_by(PIECE as usize) {
        let part = chunk.subarray(from, length.min(from + PIECE));
        let piece = &mut piece[..part.length() as usize];
        part.copy_to(piece);
        if !take(piece) {
            return;
        }
    }
}

// Takes in a file of incidents, all of it at once: an error anywhere in it takes nothing.
async fn import(desk: Rc<Desk>, ticket: u32, file: File) {
    let (name, size) = (file.name(), file.size() as u64);
    let read = match fits(size) {
        Ok(()) => part_of(Some(file), 0, size).await.ok_or_else(|| gone(&name)),
        Err(problem) => Err(problem),
    };
    match read {
        Ok(bytes) => {
            let mut shelf = desk.shelf.borrow_mut();
            protocol::answer(&mut shelf, Job::ReadIncidents, &bytes, &mut |reply| {
                tell(ticket, &reply);
            });
        }
        Err(problem) => tell(ticket, &Reply::Note { failure: true, problem }),
    }
    carry_out(&desk);
}

// Reads piece after piece. Pieces that are there already arrive without a turn of the event loop,
// so that every now and then one is taken for what else is asked of this worker.
async fn read_file(
    desk: Rc<Desk>,
    (source, load, ticket): (SourceId, Load, u32),
    options: file::Options,
    file: File,
) {
    let name = options.table.name.clone();
    let format = Format::File(options);
    let give = |job: Job, bytes: &[u8]| {
        let mut failed = false;
        let mut shelf = desk.shelf.borrow_mut();
        protocol::answer(&mut shelf, job, bytes, &mut |reply| {
            failed |= matches!(reply, Reply::Failed { .. });
            tell(ticket, &reply);
        });
        failed
    };
    give(Job::Open { source, name: name.clone(), load, parts: 1, format }, &[]);
    let size = file.size();
    let mut pieces = Pieces::of(&file);
    let mut at = 0.0;
    let (mut told, mut turned, mut next_report) = (clock::now(), clock::now(), 0.0);
    while at < size {
        let Ok(Some(piece)) = pieces.next().await else {
            tell(ticket, &Reply::Failed { source: Some(source), problem: unreadable(&name, at) });
            // Without a byte there is nothing to close but an empty file, which it is not.
            if at == 0.0 {
                return;
            }
            break;
        };
        at += piece.len() as f64;
        let superseded = desk.shelf.borrow_mut().wanted(source, load).is_none();
        if superseded {
            return pieces.cancel();
        }
        let failed = give(Job::Chunk { source, load, part: 0 }, piece);
        if failed || desk.stopped.borrow().contains(&source) {
            break;
        }
        let (now, rows) = (clock::now(), progress(&desk, source));
        if PROGRESS_EVERY <= now - told {
            told = now;
            let (bytes, total) = (at as u64, size as u64);
            let memory = memory(&desk, source);
            tell(ticket, &Reply::Progress { source, bytes, total, rows, memory });
        }
        if next_report <= now && 0 < rows.rows {
            let mut shelf = desk.shelf.borrow_mut();
            protocol::report_so_far(&mut shelf, source, &mut |reply| tell(ticket, &reply));
            let end = clock::now();
            next_report = end + REPORT_EVERY.max(REPORT_SHARE * (end - now));
        }
        if TURN_EVERY <= now - turned {
            clock::turn().await;
            turned = clock::now();
        }
    }
    if at < size {
        pieces.cancel();
        give(Job::Stop { source }, &[]);
    }
    // All is read; what follows is scoring.
    let (bytes, total, rows) = (at as u64, size as u64, progress(&desk, source));
    let memory = memory(&desk, source);
    tell(ticket, &Reply::Progress { source, bytes, total, rows, memory });
    give(Job::Close { source, load, part: 0, keep: None }, &[]);
    sight_soon(&desk);
}

// Looks for what incidents are made of once the page had time to ask for charts, source by source.
fn sight_soon(desk: &Rc<Desk>) {
    if !desk.shelf.borrow().has_unsighted() || desk.sighting.replace(true) {
        return;
    }
    let desk = desk.clone();
    wasm_bindgen_futures::spawn_local(async move {
        clock::sleep(CHARTS_FIRST_MS).await;
        while protocol::sight_next(&mut desk.shelf.borrow_mut(), &mut |reply| tell(0, &reply)) {
            clock::turn().await;
        }
        desk.sighting.set(false);
    });
}

// Reads again what somebody looks into, part by part, and shows how far it is now and then.
async fn reread(desk: Rc<Desk>) {
    let mut told = clock::now();
    let tell_panel = || {
        let mut shelf = desk.shelf.borrow_mut();
        protocol::tell_logs(&mut shelf, None, &mut |reply| tell(0, &reply));
        protocol::tell_incidents(&mut shelf, &mut |reply| tell(0, &reply));
    };
    let mut read = false;
    loop {
        let before = desk.shelf.borrow_mut().is_rereading();
        let wanted = desk.shelf.borrow_mut().wanted_of_file();
        read |= before;
        if let Some(Wanted { source, from, to }) = wanted {
            let file = desk.files.borrow().get(&source).cloned();
            match part_of(file, from, to).await {
                Some(bytes) => desk.shelf.borrow_mut().give_of_file(source, &bytes),
                None => desk.shelf.borrow_mut().refuse_file(),
            }
        }
        if !desk.shelf.borrow_mut().is_rereading() {
            break;
        }
        if PANEL_EVERY <= clock::now() - told {
            tell_panel();
            told = clock::now();
        }
        clock::turn().await;
    }
    desk.rereading.set(false);
    if read {
        tell_panel();
        carry_out(&desk);
    }
}

// Some bytes of a file, fewer at its end.
async fn part_of(file: Option<File>, from: u64, to: u64) -> Option<Vec<u8>> {
    let file = file?;
    let part = file.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let buffer = JsFuture::from(part.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

// How far an answer is; only the page knows how many bytes of it came.
fn tell_points(desk: &Desk, source: SourceId) {
    let now = clock::now();
    if now - desk.told.get() < PROGRESS_EVERY {
        return;
    }
    desk.told.set(now);
    let rows = progress(desk, source);
    let memory = rows.rows * POINT_BYTES;
    tell(0, &Reply::Progress { source, bytes: 0, total: 0, rows, memory });
}

fn progress(desk: &Desk, source: SourceId) -> Progress {
    desk.shelf.borrow().source(source).map(protocol::Held::progress).unwrap_or_default()
}

fn memory(desk: &Desk, source: SourceId) -> u64 {
    desk.shelf.borrow().source(source).map_or(0, protocol::Held::memory_of_reading)
}

fn gone(name: &str) -> Problem {
    Problem::new(
        "The file could not be read.",
        name,
        "It may have been changed, moved or unplugged; choose it again. Nothing was changed.",
    )
}

fn unreadable(name: &str, at: f64) -> Problem {
    Problem::new(
        "The file could not be read any further.",
        format!("{name}, from byte {at:.0}"),
        "It may have been changed, moved or unplugged; drop it again. The rows before stay.",
    )
}
