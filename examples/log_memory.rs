//! How much memory a long log takes: `cargo run --release --example log_memory -- GIGABYTES [KIND]` makes a log
//! in memory, reads it, looks at its patterns after each gigabyte as the page does, and prints megabytes that the
//! reader and the patterns hold, and the most that they and the merging held at once.
//!
//! Pointers are of 64 bits here; in a browser they have 32, so that less is taken.
#![allow(clippy::print_stdout, reason = "the figures are the purpose of this program")]
#![allow(unsafe_code, reason = "an allocator that counts must be one")]

#[path = "log_lines/mod.rs"]
mod log_lines;

use blip::logs::study::{Log, Study};
use blip::logs::{Indexed, Options};
use blip::model::{SourceId, TimeRange};
use log_lines::{Kind, Lines};
use std::alloc::{GlobalAlloc, Layout, System};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug)]
struct Counting;

// SAFETY: all is left to the system's allocator; only sizes are added up beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(held, Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const GIGABYTE: u64 = 1_000_000_000;
const CHUNK: usize = 1 << 20;
/// What the page may take.
const BUDGET: f64 = 96.0;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let gigabytes = arguments.next().and_then(|text| text.parse::<u64>().ok());
    let kind = Kind::of(arguments.next().as_deref().unwrap_or("mixed"));
    let (Some(gigabytes), Some(kind)) = (gigabytes, kind) else {
        eprintln!("Usage: log_memory GIGABYTES [uniform|mixed|hostile|log4j|…]");
        return ExitCode::from(2);
    };
    match stream(gigabytes, kind) {
        Ok(most) if most <= BUDGET => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn stream(gigabytes: u64, kind: Kind) -> Result<f64, blip::model::Problem> {
    let mut lines = Lines::new(kind, 1, gigabytes * GIGABYTE);
    let mut chunk = Vec::with_capacity(2 * CHUNK);
    // What makes the log is no part of what reads it.
    let own = HELD.load(Relaxed);
    let megabytes = |bytes: usize| bytes.saturating_sub(own) as f64 / f64::from(1 << 20);
    let (mut index, mut study) = (Indexed::new(Options::default()), Study::default());
    let (mut count, mut bytes) = (0, 0);
    loop {
        chunk.clear();
        let came = lines.fill(&mut chunk, CHUNK);
        index.push(&chunk)?;
        (count, bytes) = (count + came, bytes + chunk.len() as u64);
        let done = came == 0;
        if done {
            index.finish()?;
        }
        if done || bytes / GIGABYTE > (bytes - chunk.len() as u64) / GIGABYTE {
            let most_reading = megabytes(MOST.swap(HELD.load(Relaxed), Relaxed));
            let held = megabytes(HELD.load(Relaxed));
            let range = study.range();
            // The last tenth, so that changes are told as well.
            study.look().window = range.map(|range| TimeRange {
                from: range.to - (range.to - range.from) / 10.0,
                ..range
            });
            let log = Log { source: SourceId(1), name: "made", is_file: true, index: &index };
            let table = study.table(&[log]);
            assert_eq!(table.counted + table.other, table.records);
            println!(
                "{:5.1} GB, {count} lines: {held:.1} MB, at most {most_reading:.1}; with {} patterns and {} others \
                 {:.1} MB, at most {:.1}",
                bytes as f64 / GIGABYTE as f64,
                table.patterns,
                table.other,
                megabytes(HELD.load(Relaxed)),
                megabytes(MOST.load(Relaxed)),
            );
        }
        if done {
            return Ok(megabytes(MOST.load(Relaxed)));
        }
    }
}
