#![cfg(not(target_arch = "wasm32"))]
//! The Loki source against a made server, generated answers and every way to fail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "loki/beside.rs"]
mod beside;
#[path = "loki/doctor.rs"]
mod doctor;
#[path = "loki/reading.rs"]
mod reading;
#[path = "loki/server.rs"]
mod server;
#[path = "loki/tail.rs"]
mod tail;

use blip::model::Problem;
use blip::sources::loki::{Order, StreamsReader};
use blip::sources::{Loaded, Reader};

/// Reads bodies, one after another, in chunks of at most `size` bytes.
fn read_in(bodies: &[&[u8]], size: usize, order: Order) -> Result<Loaded, Problem> {
    let mut reader = Box::new(StreamsReader::new("{a=\"b\"}", order));
    for body in bodies {
        if body.chunks(size.max(1)).any(|chunk| reader.push(chunk).is_err()) {
            break;
        }
    }
    reader.finish()
}

/// The lines that were kept, as text.
fn lines(loaded: &Loaded) -> Vec<String> {
    let text = loaded.log.as_ref().map(|log| String::from_utf8_lossy(&log.text).into_owned());
    text.unwrap_or_default().split_terminator('\n').map(str::to_owned).collect()
}

/// What was read of an answer and of its rest: records that the engine counted.
fn records(loaded: &Loaded) -> u64 {
    loaded.log.as_ref().map_or(0, |log| log.index.reader.records())
}
