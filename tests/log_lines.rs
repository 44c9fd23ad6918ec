//! The made-up logs that benches read are what they say.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, reason = "this is how a test fails")]

#[path = "../examples/log_lines/mod.rs"]
mod log_lines;

use blip::logs::{LogReader, Options};
use log_lines::{Kind, Lines};
use std::collections::HashSet;

const SIZE: u64 = 3_000_000;
const LONGEST: u64 = 8192;
const KINDS: [&str; 11] = [
    "crowded",
    "uniform",
    "mixed",
    "hostile",
    "log4j",
    "syslog",
    "json",
    "access",
    "logfmt",
    "klog",
    "bracketed",
];

fn lines(kind: &str, seed: u64, size: u64) -> Lines {
    Lines::new(Kind::of(kind).expect("a kind"), seed, size)
}

fn text(kind: &str, seed: u64) -> Vec<u8> {
    let mut text = Vec::new();
    lines(kind, seed, SIZE).fill(&mut text, usize::MAX);
    text
}

#[test]
fn the_size_is_kept_and_the_seed_decides() {
    for kind in KINDS {
        let made = text(kind, 7);
        let size = made.len() as u64;
        assert!(size <= SIZE && size > SIZE - LONGEST && made.ends_with(b"\n"), "{kind}: {size}");
        assert!(made == text(kind, 7) && made != text(kind, 8), "{kind}");
    }
}

#[test]
fn every_line_has_a_template_of_the_list() {
    for (kind, least) in [("uniform", 12), ("mixed", 110), ("json", 100), ("access", 6)] {
        let mut lines = lines(kind, 3, SIZE);
        let (mut line, mut seen) = (Vec::new(), HashSet::new());
        while let Some(place) = lines.line(&mut line) {
            let mut rest = std::str::from_utf8(&line).expect("text");
            for literal in lines.template(place).literals() {
                let at = rest.find(literal).expect("the literals of its template, in order");
                rest = &rest[at + literal.len()..];
            }
            seen.insert(place);
            line.clear();
        }
        assert!(seen.len() >= least, "{kind}: {}", seen.len());
    }
}

#[test]
fn stamps_are_read_and_never_fall_and_the_error_bursts_twice() {
    for kind in KINDS
        .into_iter()
        .filter(|kind| !matches!(*kind, "mixed" | "access" | "hostile" | "crowded"))
    {
        let text = text(kind, 5);
        let mut reader = LogReader::new(Options { now: 1.8e9, ..Options::default() });
        reader
            .push(&text, &mut |_| ())
            .and_then(|()| reader.finish(&mut |_| ()))
            .expect("it is text");
        assert_eq!(reader.parsed(), reader.records(), "{kind} is {}", reader.title());
        let (mut before, mut moments) = (0.0, 0);
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let moment = reader.moment(line);
            assert!(moment >= before, "{kind}: {moment} after {before}");
            moments += usize::from(moment > before);
            before = moment;
        }
        assert!(moments > 1000, "{kind}: {moments}");
        let patterns = reader.patterns();
        let (burst, _) = patterns
            .list
            .iter()
            .enumerate()
            .find(|(_, pattern)| {
                ["Checkout of cart", "is damaged"]
                    .iter()
                    .any(|text| pattern.template.contains(text))
            })
            .expect("the error is a pattern");
        let counts = &reader.timeline(&patterns)[burst];
        let mean = |from: f64, to: f64| {
            let place = |share: f64| (share * counts.len() as f64) as usize;
            let part = &counts[place(from)..place(to)];
            part.iter().sum::<f64>() / part.len() as f64
        };
        let usual = mean(0.1, 0.5).max(0.01);
        assert!(mean(0.60, 0.61) > 5.0 * usual && mean(0.80, 0.81) > 5.0 * usual, "{kind}");
    }
}
