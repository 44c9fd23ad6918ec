//! Themes of a log: `cargo run --release --example log_themes -- [FILE]` prints the themes of a file and how long
//! they took; without a file, of 2,000 made patterns.
#![allow(clippy::print_stdout, reason = "the figures are the purpose of this program")]
#![allow(clippy::disallowed_methods, reason = "a measurement asks for the time")]

use blip::logs::header::Level;
use blip::logs::themes::themes;
use blip::logs::{LogReader, Options, Pattern};
use blip::stats::rng::Stream;
use std::process::ExitCode;
use std::time::Instant;

const PATTERNS: i64 = 2000;
const WORDS: i64 = 9;

fn main() -> ExitCode {
    let patterns = match std::env::args().nth(1) {
        None => made(),
        Some(file) => match read(&file) {
            Ok(patterns) => patterns,
            Err(sentence) => {
                eprintln!("{file}: {sentence}");
                return ExitCode::from(2);
            }
        },
    };
    let start = Instant::now();
    let found = themes(&patterns);
    let spent = start.elapsed().as_secs_f64() * 1e3;
    for theme in &found {
        let label = theme.label.join(" ");
        println!("{:>9} records, {:>5} patterns: {label}", theme.count, theme.patterns.len());
    }
    println!("{} themes of {} patterns in {spent:.1} ms", found.len(), patterns.len());
    ExitCode::SUCCESS
}

fn read(file: &str) -> Result<Vec<Pattern>, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let mut reader = LogReader::new(Options::default());
    reader.push(&bytes, &mut |_| ()).map_err(|problem| problem.to_string())?;
    reader.finish(&mut |_| ()).map_err(|problem| problem.to_string())?;
    Ok(reader.patterns().list)
}

// Words of a topic with Zipf's frequencies, and of all topics.
fn made() -> Vec<Pattern> {
    let stream = Stream::new(8, 0);
    let pattern = |at: i64| {
        let topic = stream.below(at * 100, 15);
        let word = |place: i64| {
            let tick = at * 100 + 2 * place + 1;
            let shared = stream.uniform(tick) < 0.3;
            let number = (1.0 / (stream.uniform(tick + 1) + 0.005)) as u32 * 16
                + if shared { 15 } else { topic };
            let letter = |place: u32| char::from(b'a' + (number / 20_u32.pow(place) % 20) as u8);
            (0..4).map(letter).collect::<String>() + " <*> "
        };
        Pattern {
            template: (0..3 + at % WORDS).map(word).collect(),
            count: 1 + u64::from(stream.below(at * 100 + 99, 10_000)),
            level: Level::Info,
        }
    };
    (0..PATTERNS).map(pattern).collect()
}
