//! How well a detector finds each kind of event: `cargo run --release --example gallery -- [ID]`
//! prints the table of `docs/auto.md`.

#[path = "../tests/gallery/mod.rs"]
mod gallery;

use blip::detect::{DETECTORS, find};
use gallery::{BASES, EVENTS, QUIET};

const SEEDS: u64 = 40;

fn main() {
    let id = std::env::args().nth(1).unwrap_or_else(|| DETECTORS[0].about().id.to_owned());
    let Some(detector) = find(&id) else {
        eprintln!("There is no detector {id}.");
        return;
    };
    let mut out = format!(
        "| event | on | recall | delay, points | false alarms per 1,000 |\n|---|---|---|---|---|\n"
    );
    for kind in EVENTS {
        for base in BASES {
            let samples = (0..SEEDS).map(|seed| gallery::sample(base, Some(kind), seed));
            let row = gallery::measure(detector, samples);
            out += &format!(
                "| {} | {} | {:.2} | {} | {:.2} |\n",
                kind.name, base.name, row.recall, row.delay, row.false_alarms
            );
        }
    }
    for (name, of) in QUIET {
        let row = gallery::measure(detector, (0..SEEDS).map(|seed| gallery::quiet(*of, seed)));
        out += &format!("| nothing | {name} | | | {:.2} |\n", row.false_alarms);
    }
    println!("{out}");
}
