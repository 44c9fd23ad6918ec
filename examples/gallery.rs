//! How well a detector finds each kind of event: `cargo run --release --example gallery -- [ID]`
//! prints the table of `docs/auto.md`.

#[path = "../tests/gallery/mod.rs"]
mod gallery;

use blip::detect::{DETECTORS, Detector, find};
use gallery::{BASES, EVENTS, QUIET, Row};
use std::io::{self, Write as _};

const SEEDS: u64 = 40;

fn main() {
    let id = std::env::args().nth(1).unwrap_or_else(|| DETECTORS[0].about().id.to_owned());
    let Some(detector) = find(&id) else {
        eprintln!("There is no detector {id}.");
        return;
    };
    if let Err(error) = print(detector) {
        eprintln!("The table cannot be written: {error}.");
    }
}

fn print(detector: &dyn Detector) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "| event | on | recall | delay, points | false alarms per 1,000 |")?;
    writeln!(out, "|---|---|---|---|---|")?;
    for kind in EVENTS {
        for base in BASES {
            let samples = (0..SEEDS).map(|seed| gallery::sample(base, Some(kind), seed));
            let Row { recall, delay, false_alarms } = gallery::measure(detector, samples);
            let (event, base) = (kind.name, base.name);
            writeln!(out, "| {event} | {base} | {recall:.2} | {delay} | {false_alarms:.2} |")?;
        }
    }
    for (name, of) in QUIET {
        let samples = (0..SEEDS).map(|seed| gallery::quiet(*of, seed));
        let Row { false_alarms, .. } = gallery::measure(detector, samples);
        writeln!(out, "| nothing | {name} | | | {false_alarms:.2} |")?;
    }
    Ok(())
}
