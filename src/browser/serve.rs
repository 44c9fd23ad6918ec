//! The worker: a loop around [`protocol::answer`], and the reading of dropped files.
//!
//! It never fetches: a page's content policy does not bind a worker, so the rule is kept here, and
//! a test holds the code to it.

use super::clock;
use crate::model::{Problem, SourceId};
use crate::protocol::{
    self, BUILD, Envelope, Format, Job, Load, Progress, Reply, Shelf, WARM_ROUNDS, Warm, csv,
    decode, encode,
};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

/// The first slice is small so that something is there at once; later ones carry less overhead.
const FIRST_SLICE: f64 = 262_144.0;
const LARGEST_SLICE: f64 = 8_388_608.0;
/// Seconds between two progress messages.
const PROGRESS_EVERY: f64 = 0.1;
/// Without work for so long, a worker warms up.
const IDLE_MS: i32 = 50;
/// Results are brought up to date when this many times as many rows have been read.
const REPORT_GROWTH: u64 = 4;

#[derive(Default)]
struct Desk {
    shelf: RefCell<Shelf>,
    stopped: RefCell<BTreeSet<SourceId>>,
    used: Cell<bool>,
}

/// Installs the listener and says that it listens.
pub fn serve() {
    std::panic::set_hook(Box::new(|info| {
        let last_words = Object::new();
        let _ = Reflect::set(&last_words, &"error".into(), &info.to_string().into());
        let _ = scope().post_message(&last_words);
    }));
    let desk = Rc::new(Desk::default());
    wasm_bindgen_futures::spawn_local(warm_up(desk.clone()));
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().unchecked_into();
        let job = message.get(0).dyn_into::<Uint8Array>().ok();
        if let Some(job) = job.and_then(|bytes| decode::<Envelope<Job>>(&bytes.to_vec())) {
            take(&desk, job, &message.get(1));
        }
    });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    tell(0, &Reply::Ready { build: BUILD.to_owned() });
}

// Ends as soon as there is work.
async fn warm_up(desk: Rc<Desk>) {
    clock::sleep(IDLE_MS).await;
    let mut warm = Warm::default();
    for round in 0..WARM_ROUNDS {
        if desk.used.get() {
            return;
        }
        warm.round(round);
        clock::sleep(0).await;
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(ticket: u32, reply: &Reply) {
    let bytes = Uint8Array::from(encode(&Envelope { ticket, body: reply }).as_slice());
    let _ = scope().post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
}

fn take(desk: &Rc<Desk>, Envelope { ticket, body: job }: Envelope<Job>, beside: &JsValue) {
    // Choosing a detector for nothing is no work.
    if !matches!(job, Job::Score { .. }) {
        desk.used.set(true);
    }
    match job {
        Job::OpenFile { source, load, options } => {
            desk.stopped.borrow_mut().remove(&source);
            if let Ok(file) = beside.clone().dyn_into::<File>() {
                wasm_bindgen_futures::spawn_local(read_file(
                    desk.clone(),
                    (source, load, ticket),
                    options,
                    file,
                ));
            }
        }
        Job::Stop { source } => {
            desk.stopped.borrow_mut().insert(source);
        }
        job => {
            let bytes = beside.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
            let mut shelf = desk.shelf.borrow_mut();
            protocol::answer(&mut shelf, job, &bytes, &mut |reply| tell(ticket, &reply));
        }
    }
}

// Reads slice after slice; the next one is on its way while the present one is scanned.
async fn read_file(
    desk: Rc<Desk>,
    (source, load, ticket): (SourceId, Load, u32),
    options: csv::Options,
    file: File,
) {
    let name = options.name.clone();
    let format = Format::Csv(options);
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
    let (mut at, mut length) = (0.0, FIRST_SLICE);
    let (mut told, mut reported) = (clock::now(), 0_u64);
    let mut next = slice(&file, at, length);
    while at < size {
        let Some(pending) = next.take() else { break };
        let buffer = JsFuture::from(pending).await;
        let Ok(buffer) = buffer.map(JsCast::unchecked_into::<ArrayBuffer>) else {
            tell(ticket, &Reply::Failed { source: Some(source), problem: unreadable(&name, at) });
            // Without a byte there is nothing to close but an empty file, which it is not.
            if at == 0.0 {
                return;
            }
            break;
        };
        at += f64::from(buffer.byte_length());
        length = (length * 2.0).min(LARGEST_SLICE);
        next = if at < size { slice(&file, at, length) } else { None };
        let superseded = desk.shelf.borrow_mut().wanted(source, load).is_none();
        if superseded {
            return;
        }
        let bytes = Uint8Array::new(&buffer).to_vec();
        let failed = give(Job::Chunk { source, load, part: 0 }, &bytes);
        if failed || desk.stopped.borrow().contains(&source) {
            break;
        }
        let rows = progress(&desk, source);
        if PROGRESS_EVERY <= clock::now() - told {
            told = clock::now();
            let (bytes, total) = (at as u64, size as u64);
            let memory = memory(&desk, source);
            tell(ticket, &Reply::Progress { source, bytes, total, rows, memory });
        }
        if reported == 0 || reported * REPORT_GROWTH <= rows.rows {
            reported = rows.rows.max(1);
            let mut shelf = desk.shelf.borrow_mut();
            protocol::report_so_far(&mut shelf, source, &mut |reply| tell(ticket, &reply));
        }
    }
    if at < size {
        give(Job::Stop { source }, &[]);
    }
    // All is read; what follows is scoring.
    let (bytes, total, rows) = (at as u64, size as u64, progress(&desk, source));
    let memory = memory(&desk, source);
    tell(ticket, &Reply::Progress { source, bytes, total, rows, memory });
    give(Job::Close { source, load, part: 0, keep: None }, &[]);
}

fn slice(blob: &Blob, from: f64, length: f64) -> Option<js_sys::Promise> {
    let slice = blob.slice_with_f64_and_f64(from, (from + length).min(blob.size())).ok()?;
    Some(slice.array_buffer().unchecked_into())
}

fn progress(desk: &Desk, source: SourceId) -> Progress {
    desk.shelf.borrow().source(source).map(protocol::Held::progress).unwrap_or_default()
}

fn memory(desk: &Desk, source: SourceId) -> u64 {
    desk.shelf.borrow().source(source).map_or(0, protocol::Held::memory_of_reading)
}

fn unreadable(name: &str, at: f64) -> Problem {
    Problem::new(
        "The file could not be read any further.",
        format!("{name}, from byte {at:.0}"),
        "It may have been changed, moved or unplugged; drop it again. The rows before stay.",
    )
}
