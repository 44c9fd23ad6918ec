//! A scenario as a folder of files, with its truth beside them:
//! `cargo run --example scenario -- ID SEED DIR`.
#![allow(clippy::print_stdout, reason = "what was written is what its user wants to know")]

use blip::model::{CivilTime, TimeRange};
use blip::sources::simulator::{self, Fault};
use std::path::Path;
use std::{env, fs, io};

/// 2024-01-15 10:00:00 UTC, a Monday; the six hours before are written.
const ORIGIN: f64 = 1_705_312_800.0;
const HOURS: f64 = 6.0;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [id, seed, folder] = arguments.as_slice() else {
        let ids: Vec<&str> = simulator::MENU.iter().map(|about| about.id).collect();
        println!("scenario ID SEED DIR, where ID is one of {}", ids.join(", "));
        return Ok(());
    };
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
    let scenario = simulator::find(id).ok_or_else(|| wrong(format!("no scenario `{id}`")))?;
    let seed = seed.parse().map_err(|_| wrong(format!("`{seed}` is no seed: a whole number")))?;
    let range = TimeRange { from: ORIGIN - HOURS * 3_600.0, to: ORIGIN };
    let simulated = scenario.generate(seed, ORIGIN, range);
    for (path, text) in simulator::files(&simulated) {
        let path = Path::new(folder).join(path);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        fs::write(&path, text)?;
        println!("{}", path.display());
    }
    let truth = serde_json::json!({
        "scenario": id,
        "seed": seed,
        "faults": simulated.faults.iter().map(fault).collect::<Vec<_>>(),
    });
    fs::write(Path::new(folder).join("truth.json"), format!("{truth:#}\n"))
}

fn fault(fault: &Fault) -> serde_json::Value {
    let moment = |time: f64| CivilTime::from_seconds(time).date_time().replace(' ', "T") + "Z";
    serde_json::json!({
        "from": moment(fault.range.from),
        "to": moment(fault.range.to),
        "visible": moment(fault.visible),
        "name": fault.name,
        "cause": fault.cause,
        "services": fault.services,
    })
}
