//! Patterns of logs: formats, records, moments, and the laws that hold for any bytes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

#[path = "logs/exports.rs"]
mod exports;
#[path = "logs/golden.rs"]
mod golden;
#[path = "logs/laws.rs"]
mod laws;
#[path = "logs/messages.rs"]
mod messages;
#[path = "logs/moments.rs"]
mod moments;
#[path = "logs/records.rs"]
mod records;

use blip::logs::{LogReader, MOST_SIGNATURES, OTHER, Options, Patterns};

/// A reader that has read all of a text, in pieces, and the row of each of its lines.
pub fn read(text: &[u8], cuts: &[usize]) -> Result<(LogReader, Vec<u32>), String> {
    read_as(Options::default(), text, cuts)
}

/// The same with options.
pub fn read_as(
    options: Options,
    text: &[u8],
    cuts: &[usize],
) -> Result<(LogReader, Vec<u32>), String> {
    let (mut reader, mut rows) = (LogReader::new(options), Vec::new());
    let mut rest = text;
    for cut in cuts {
        let (piece, after) = rest.split_at((*cut).min(rest.len()));
        reader.push(piece, &mut |row| rows.push(row)).map_err(|problem| problem.to_string())?;
        rest = after;
    }
    reader.push(rest, &mut |row| rows.push(row)).map_err(|problem| problem.to_string())?;
    reader.finish(&mut |row| rows.push(row)).map_err(|problem| problem.to_string())?;
    Ok((reader, rows))
}

/// Templates with their counts, in order.
pub fn counted(patterns: &Patterns) -> Vec<(String, u64)> {
    let pair = |pattern: &blip::logs::Pattern| (pattern.template.clone(), pattern.count);
    let mut list: Vec<(String, u64)> = patterns.list.iter().map(pair).collect();
    list.sort();
    list
}

/// Lines of a text.
pub fn lines_of(text: &[u8]) -> usize {
    let ends: usize = text.iter().map(|byte| usize::from(*byte == b'\n')).sum();
    ends + usize::from(text.last().is_some_and(|byte| *byte != b'\n'))
}

#[test]
fn counts_in_time_add_up() {
    let line = |at: usize| {
        let minute = at * 7 % 3000;
        format!(
            "2024-03-01 {:02}:{:02}:00 INFO job {at} of kind{} done\n",
            minute / 60 % 24,
            minute % 60,
            at % 3
        )
    };
    let text: String = (0..5000).map(line).collect();
    let (reader, rows) = read(text.as_bytes(), &[1234]).expect("it is text");
    let patterns = reader.patterns();
    let timeline = reader.timeline(&patterns);
    assert_eq!((patterns.list.len(), timeline.len(), rows.len()), (1, 2, 5000));
    assert_eq!(timeline[0].iter().sum::<f64>(), 5000.0);
    assert!(timeline[0].len() <= 512 && reader.buckets().width() >= 64.0);
    assert_eq!(patterns.list[0].level, blip::logs::header::Level::Info);
}

#[test]
fn what_has_no_place_in_the_table_is_counted_as_other() {
    let word = |at: usize| -> String {
        (0..5).map(|digit| char::from(b'a' + (at / 16_usize.pow(digit) % 16) as u8)).collect()
    };
    let lines = MOST_SIGNATURES + 100;
    let pair = |at: usize| [word(at), " q".to_owned(), word(at), "\n".to_owned()].concat();
    let text: String = (0..lines).map(pair).collect();
    let (reader, rows) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!(reader.other(), 100);
    assert_eq!(rows.iter().filter(|row| **row == OTHER).count(), 100);
    let sum: u64 = reader.patterns().list.iter().map(|pattern| pattern.count).sum();
    assert_eq!(sum + reader.other(), lines as u64);
}
