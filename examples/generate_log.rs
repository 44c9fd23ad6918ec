//! Makes a log: `cargo run --release --example generate_log -- SIZE [--kind KIND] [--seed N] > FILE`.
//!
//! SIZE is bytes, or as in `300M` and `1G`; the log is less than a line shorter. KIND is `mixed` (all styles in
//! one file, which is what comes without it), `uniform` (one program), one of the styles alone (`log4j`,
//! `syslog`, `json`, `access`, `logfmt`, `klog`, `bracketed`), `hostile` (no two lines alike) or
//! `crowded` (65,000 different lines in turns).

#[path = "log_lines/mod.rs"]
mod log_lines;

use log_lines::{Kind, Lines};
use std::io::Write as _;
use std::process::ExitCode;

const USAGE: &str = "Usage: generate_log SIZE [--kind uniform|mixed|hostile|log4j|…] [--seed N]";
const CHUNK: usize = 1 << 20;

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

fn write() -> Result<(), String> {
    let (mut kind, mut seed, mut size) = (Kind::Mixed, 1, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match argument.as_str() {
            "--kind" => kind = Kind::of(&value()?).ok_or(USAGE)?,
            "--seed" => seed = value()?.parse().map_err(|_| USAGE)?,
            text => size = Some(bytes(text).ok_or(USAGE)?),
        }
    }
    let mut lines = Lines::new(kind, seed, size.ok_or(USAGE)?);
    let mut out = std::io::stdout().lock();
    let mut chunk = Vec::with_capacity(2 * CHUNK);
    while lines.fill(&mut chunk, CHUNK) > 0 {
        out.write_all(&chunk).map_err(|error| error.to_string())?;
        chunk.clear();
    }
    Ok(())
}

// `300M` as bytes.
fn bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(['k', 'K', 'M', 'G']);
    let unit = match &text[digits.len()..] {
        "" => 1,
        "k" | "K" => 1000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}
