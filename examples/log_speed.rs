//! How fast a log is read: `cargo run --release --example log_speed -- FILE` prints lines and megabytes a
//! second, in chunks of 1 MB, and how long the merging took.
#![allow(clippy::print_stdout, reason = "the figures are the purpose of this program")]
#![allow(clippy::disallowed_methods, reason = "a measurement asks for the time")]

use blip::logs::{LogReader, Options};
use std::process::ExitCode;
use std::time::Instant;

const CHUNK: usize = 1 << 20;
const RUNS: usize = 5;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("Usage: log_speed FILE");
        return ExitCode::from(2);
    };
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("{file} cannot be read.");
        return ExitCode::from(2);
    };
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut lines = 0_u32;
        let mut reader = LogReader::new(Options::default());
        let read =
            bytes.chunks(CHUNK).try_for_each(|chunk| reader.push(chunk, &mut |_| lines += 1));
        if let Err(problem) = read.and_then(|()| reader.finish(&mut |_| lines += 1)) {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
        let seconds = start.elapsed().as_secs_f64();
        let patterns = reader.patterns().list.len();
        println!(
            "{}: {:.2} M lines/s, {:.0} MB/s; {patterns} patterns in {:.1} ms",
            reader.format(),
            f64::from(lines) / seconds / 1e6,
            bytes.len() as f64 / seconds / 1e6,
            (start.elapsed().as_secs_f64() - seconds) * 1e3,
        );
    }
    ExitCode::SUCCESS
}
