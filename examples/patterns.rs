//! The patterns of a log: `cargo run --release --example patterns -- FILE [--content]` prints
//! `LineId,EventId,EventTemplate`, one row a line. `--content`: lines carry no header.
#![allow(clippy::print_stdout, reason = "the table is the purpose of this program")]

use blip::logs::{LogReader, OTHER, Options};
use blip::model::Problem;
use blip::sources::gzip::{Gunzip, is_gzip};
use std::fmt::Write as _;
use std::process::ExitCode;

const USAGE: &str = "Usage: patterns FILE [--content]";
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
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or(USAGE)?;
    let content = match arguments.next().as_deref() {
        None => false,
        Some("--content") => true,
        Some(option) => return Err(format!("There is no option {option}. {USAGE}")),
    };
    let bytes = std::fs::read(&file).map_err(|error| format!("{file}: {error}"))?;
    let (mut reader, mut rows) =
        (LogReader::new(Options { content, ..Options::default() }), Vec::new());
    let problem = |problem: Problem| problem.to_string();
    if is_gzip(&bytes) {
        let mut packed = Gunzip::new();
        let read = packed.push(&bytes, &mut |text| reader.push(text, &mut |row| rows.push(row)));
        read.map_err(problem)?;
        packed.finish().map_err(problem)?;
    } else {
        reader.push(&bytes, &mut |row| rows.push(row)).map_err(problem)?;
    }
    reader.finish(&mut |row| rows.push(row)).map_err(problem)?;
    let patterns = reader.patterns();
    eprintln!(
        "{}: {} lines, {} records, {} with a header, {} patterns",
        reader.title(),
        rows.len(),
        reader.records(),
        reader.parsed(),
        patterns.list.len()
    );
    let mut text = String::from("LineId,EventId,EventTemplate\n");
    for (line, row) in rows.into_iter().enumerate() {
        let (id, template) = match row {
            OTHER => (0, "<other>"),
            row => {
                let id = patterns.of_signature[row as usize];
                (id as usize + 1, patterns.list[id as usize].template.as_str())
            }
        };
        let quoted = template.replace('"', "\"\"");
        let _ = writeln!(text, "{},E{id},\"{quoted}\"", line + 1);
    }
    Ok(text)
}
