//! Patterns at each step of precision: `cargo run --release --example log_precision -- [FILE]` prints for
//! each step how many patterns the lines of a file, which carry no header, have and how long the merging took;
//! without a file, of 10,000 made signatures.
#![allow(clippy::print_stdout, reason = "the figures are the purpose of this program")]
#![allow(clippy::disallowed_methods, reason = "a measurement asks for the time")]

use blip::logs::header::Level;
use blip::logs::{Edits, Lexer, Precision, Signature, Table, merge_at};
use blip::stats::rng::Stream;
use std::process::ExitCode;
use std::time::Instant;

const SIGNATURES: usize = 10_000;
/// With more, no pairs of variables are looked for.
const PAIRED: usize = 4000;
const RUNS: usize = 5;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        for (count, words) in [(SIGNATURES, 3), (SIGNATURES, 40), (SIGNATURES, 2000), (PAIRED, 40)]
        {
            println!("{count} signatures, {words} words in each place:");
            steps(made(words, count).signatures());
        }
        return ExitCode::SUCCESS;
    };
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("{file} cannot be read.");
        return ExitCode::from(2);
    };
    let (mut lexer, mut table) = (Lexer::default(), Table::default());
    for line in bytes.split(|byte| *byte == b'\n') {
        let (key, masks) = lexer.lex(line);
        table.count(key, masks, Level::Unknown);
    }
    steps(table.signatures());
    ExitCode::SUCCESS
}

fn steps(signatures: &[Signature]) {
    for step in 0..=Precision::COARSEST.step() {
        let mut best = f64::INFINITY;
        let mut patterns = 0;
        for _ in 0..RUNS {
            let start = Instant::now();
            patterns = merge_at(signatures, &Edits::default(), Precision::new(step)).list.len();
            best = best.min(start.elapsed().as_secs_f64() * 1e3);
        }
        println!("  {step}: {patterns} of {} in {best:.1} ms", signatures.len());
    }
}

// Signatures of forms with five to twelve words, of which three differ among `words` each.
fn made(words: u32, count: usize) -> Table {
    let stream = Stream::new(3, 0);
    let mut table = Table::default();
    let mut tick = 0;
    while table.signatures().len() < count {
        tick += 16;
        let form = stream.below(tick, 400 * 9 / words.min(9));
        let mut key = Vec::new();
        for at in 0..5 + form % 8 {
            let number = match at {
                1 | 3 | 4 => stream.below(tick + i64::from(at), words),
                _ => form * 31 + at,
            };
            let letter = |place: u32| b'a' + (number / 20_u32.pow(place) % 20) as u8;
            key.extend((0..4).map(letter));
            key.extend_from_slice(if at == 2 { b" \x01 " } else { b" " });
        }
        table.count(key.trim_ascii_end(), &[], Level::Unknown);
        if tick > 16 * 40 * count as i64 {
            break;
        }
    }
    table
}
