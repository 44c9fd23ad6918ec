#![cfg(not(target_arch = "wasm32"))]
//! The Prometheus source against recorded answers of a real server and against generated ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "prometheus/answers.rs"]
mod answers;
#[path = "prometheus/doctor.rs"]
mod doctor;
#[path = "prometheus/events.rs"]
mod events;
#[path = "prometheus/faults.rs"]
mod faults;
#[path = "prometheus/properties.rs"]
mod properties;
#[path = "prometheus/slow.rs"]
mod slow;

use blip::model::{Problem, Series};
use blip::sources::prometheus::MatrixReader;
use blip::sources::{Loaded, Reader};

/// A recorded answer.
fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/prometheus/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Reads a body in chunks of at most `size` bytes.
fn read_in(body: &[u8], size: usize) -> Result<Loaded, Problem> {
    read_chunks(body.chunks(size.max(1)))
}

/// Reads chunks until one is refused, then ends.
fn read_chunks<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> Result<Loaded, Problem> {
    let mut reader = Box::new(MatrixReader::new("the query"));
    for chunk in chunks {
        if reader.push(chunk).is_err() {
            break;
        }
    }
    reader.finish()
}

/// Series as text, with the bits of values, so that NaN equals NaN.
fn lines(loaded: &Loaded) -> Vec<String> {
    let line = |series: &Series| {
        let bits: Vec<u64> = series.values.iter().map(|value| value.to_bits()).collect();
        format!("{series} {} {:?} {bits:?}", series.unit, series.times)
    };
    loaded.series.iter().map(line).collect()
}
