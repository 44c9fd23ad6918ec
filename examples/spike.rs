//! Which patterns came more often in a window: `cargo run --release --example spike -- COUNTS.csv
//! --window FROM TO` reads rows of a pattern's name and its count in each bucket, with a header or
//! without, and prints `pattern,rank,flag,p,q,lift`. Buckets count from 0; `TO` is the one behind the window.
#![allow(clippy::print_stdout, reason = "the table is the purpose of this program")]

use blip::logs::spike::{Spike, spikes};
use std::fmt::Write as _;
use std::process::ExitCode;

const USAGE: &str = "Usage: spike COUNTS.csv --window FROM TO";
const BAD_ARGUMENTS: u8 = 2;

fn main() -> ExitCode {
    match table() {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(BAD_ARGUMENTS)
        }
    }
}

fn table() -> Result<String, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, option, from, to] = arguments.as_slice() else { return Err(USAGE.to_owned()) };
    if option != "--window" {
        return Err(format!("There is no option {option}. {USAGE}"));
    }
    let bucket = |text: &String| {
        text.parse::<usize>().map_err(|_| format!("{text} is no number of a bucket. {USAGE}"))
    };
    let (names, counts) = read(file)?;
    let spikes = spikes(&counts, bucket(from)?..bucket(to)?);
    let mut text = String::from("pattern,rank,flag,p,q,lift\n");
    for (name, spike) in names.iter().zip(&spikes) {
        let Spike { rank, q, lift, flag, .. } = *spike;
        let quoted = name.replace('"', "\"\"");
        let _ =
            writeln!(text, "\"{quoted}\",{rank},{},{:e},{q:e},{lift}", u8::from(flag), spike.p());
    }
    Ok(text)
}

fn read(file: &str) -> Result<(Vec<String>, Vec<Vec<f64>>), String> {
    let wrong = |what: &str| format!("{file}: {what}");
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(file)
        .map_err(|error| wrong(&error.to_string()))?;
    let (mut names, mut counts) = (Vec::new(), Vec::new());
    for (line, row) in rows.records().enumerate() {
        let row = row.map_err(|error| wrong(&error.to_string()))?;
        let cells: Result<Vec<f64>, _> =
            row.iter().skip(1).map(|cell| cell.trim().parse()).collect();
        let name = row.get(0).unwrap_or_default();
        // A header of bucket numbers is told by the name of the first column.
        let heading = line == 0 && matches!(name.trim(), "pattern" | "template" | "id" | "");
        match cells {
            Ok(cells) if !heading => {
                names.push(name.to_owned());
                counts.push(cells);
            }
            _ if line == 0 => {}
            _ => return Err(wrong(&format!("row {} has a count that is no number", line + 1))),
        }
    }
    Ok((names, counts))
}
