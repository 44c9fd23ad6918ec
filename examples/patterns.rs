//! The patterns of a log: `cargo run --release --example patterns -- FILE [--content]` prints
//! `LineId,EventId,EventTemplate`, one row a line. `--content`: lines carry no header.
#![allow(clippy::print_stdout, reason = "the table is the purpose of this program")]

use blip::logs::{Lexer, OTHER, Table, merge};
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
    let (mut lexer, mut table) = (Lexer::default(), Table::default());
    let lines = bytes.strip_suffix(b"\n").unwrap_or(&bytes).split(|byte| *byte == b'\n');
    let sample: Vec<&[u8]> = lines.clone().take(if content { 0 } else { 1000 }).collect();
    let header = blip::logs::header::Learned::of(&sample);
    let mut hint = 0;
    let rows: Vec<u32> = lines
        .map(|line| {
            let start = header.end(line, &mut hint).unwrap_or(0);
            let (key, masks) = lexer.lex(&line[start..]);
            table.count(key, masks)
        })
        .collect();
    let patterns = merge(table.signatures());
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
