//! Values of a pattern's variables: that they come back, that no bytes are too much, and which one is guilty.
#![cfg(not(target_arch = "wasm32"))]

use blip::logs::header::Level;
use blip::logs::values::{Extractor, ValueCounts};
use blip::logs::{Lexer, LogReader, Options, PLACEHOLDER, Table, merge};
use blip::stats::rng::Stream;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_that_were_put_in_come_back(
        parts in prop::collection::vec(("[a-z]{2,6}( [a-z]{2,5})?", "[A-Z0-9./:-]{1,8}( [0-9]{1,3})?"), 1..6),
        last in "( [a-z]{2,5})?",
        blanks in "[ \t]{1,4}",
    ) {
        let (mut template, mut message) = (String::new(), String::new());
        for (literal, value) in &parts {
            template.extend([literal.as_str(), " ", PLACEHOLDER, " "]);
            message.extend([literal.replace(' ', &blanks), format!(" {value} ")]);
        }
        template = template.trim_end().to_owned() + &last;
        message = message.trim_end().to_owned() + &last + &blanks;
        let (extractor, mut out) = (Extractor::new(&template), Vec::new());
        prop_assert!(extractor.extract(message.as_bytes(), &mut out), "{template} | {message}");
        let wanted: Vec<&[u8]> = parts.iter().map(|part| part.1.as_bytes()).collect();
        prop_assert_eq!(&out, &wanted);
        prop_assert_eq!(extractor.names().len(), wanted.len());
    }

    #[test]
    fn any_bytes_are_taken_or_refused(
        template in prop_oneof!["[a-c <>*()]{0,20}", "(<\\*>|[ab ().]|\u{FFFD}){0,12}"],
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
        close in prop::collection::vec("[ab ().]{0,16}", 0..8),
    ) {
        let (extractor, mut out) = (Extractor::new(&template), Vec::new());
        let mut counts = ValueCounts::new(&extractor);
        let bytes = messages.iter().map(Vec::as_slice).chain(close.iter().map(String::as_bytes));
        for (at, message) in bytes.enumerate() {
            let fits = extractor.extract(message, &mut out);
            prop_assert_eq!(out.len(), if fits { extractor.names().len() } else { 0 });
            counts.add(&out, at % 2 == 0);
        }
        for variable in counts.variables() {
            let seen: u64 = variable.seen.iter().sum();
            prop_assert!(variable.distinct() <= seen);
            let summed: u64 = variable.top(99).iter().flat_map(|value| value.counts).sum();
            prop_assert_eq!(summed, seen);
        }
        prop_assert!(counts.guilty().iter().all(|value| value.within > value.before));
    }
}

// What brackets, quotes, lists and places of names may hold.
const HELD: [&str; 12] = [
    "",
    "7",
    "7, 8, 9",
    "x=1",
    "\"k\": 2, \"l\": \"m n\"",
    "ada",
    "bob",
    "a b c",
    "x-1, y-2",
    "::1",
    "host7:80",
    "1(2)",
];

#[test]
fn lines_fit_the_patterns_that_merging_made_of_them() {
    let stream = Stream::new(4, 0);
    let held = |at: i64| HELD[stream.below(at, HELD.len() as u32) as usize];
    let lines: Vec<String> = (0..2000)
        .map(|at| match at % 4 {
            0 => format!("nodes [{}] left, flags {{{}}} set", held(2 * at), held(2 * at + 1)),
            1 => format!("call of '{}' by user {} failed", held(2 * at), held(2 * at + 1)),
            2 => format!("parts {} moved to ({})", held(2 * at), held(2 * at + 1)),
            _ => format!("a={} b=\"{}\" done", held(2 * at), held(2 * at + 1)),
        })
        .collect();
    let (mut lexer, mut table) = (Lexer::default(), Table::default());
    let mut row = |line: &String| {
        let (key, masks) = lexer.lex(line.as_bytes());
        table.count(key, masks, Level::Unknown)
    };
    let rows: Vec<u32> = lines.iter().map(&mut row).collect();
    let patterns = merge(table.signatures());
    assert!(patterns.list.len() < 120, "{}", patterns.list.len());
    for (line, row) in lines.iter().zip(rows) {
        let template = &patterns.list[patterns.of_signature[row as usize] as usize].template;
        let mut out = Vec::new();
        assert!(Extractor::new(template).extract(line.as_bytes(), &mut out), "{template} | {line}");
    }
}

/// What a service says before and in a window where one database is slow.
fn lines() -> Vec<(String, bool)> {
    let stream = Stream::new(9, 0);
    let line = |at: i64| {
        let within = at >= 3000;
        let slow = within && stream.uniform(4 * at) < 0.92;
        let db = if slow { 3 } else { stream.below(4 * at + 1, 8) };
        let time = stream.between(4 * at + 2, 10.0, 40.0) * if slow { 40.0 } else { 1.0 };
        let user = stream.below(4 * at + 3, 5000);
        (format!("query of user={user} timed out on db=db-{db}00 after {time:.0} ms"), within)
    };
    (0..3400).map(line).collect()
}

#[test]
fn the_value_that_carries_a_change_is_named() {
    let lines = lines();
    let mut reader = LogReader::new(Options { content: true, ..Options::default() });
    for (line, _) in &lines {
        reader.push(format!("{line}\n").as_bytes(), &mut |_| ()).expect("it is text");
    }
    reader.finish(&mut |_| ()).expect("it is text");
    let patterns = reader.patterns();
    assert_eq!(patterns.list.len(), 1);
    let extractor = Extractor::new(&patterns.list[0].template);
    let (mut counts, mut out) = (ValueCounts::new(&extractor), Vec::new());
    for (line, within) in &lines {
        assert!(extractor.extract(line.as_bytes(), &mut out), "{line}");
        counts.add(&out, *within);
    }
    let names: Vec<&str> =
        counts.variables().iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["user", "db", "after"]);
    let guilty = counts.guilty();
    assert_eq!(guilty.len(), 1, "{guilty:?}");
    assert_eq!(guilty[0].sentence(), "db = db-300 is 93 % of them (13 % before)");
    let times = counts.variables()[2].quantities().expect("they are numbers");
    assert_eq!((times.unit, times.counts), ("ms", [3000, 400]));
    assert!((times.before[1] - 25.0).abs() < 1.0 && times.within[1] > 700.0, "{times:?}");
    assert_eq!(counts.variables()[1].distinct(), 8);
    let users = counts.variables()[0].distinct() as f64;
    assert!(counts.variables()[0].is_approximate() && (2300.0..2600.0).contains(&users), "{users}");
}

#[test]
fn what_has_not_changed_is_not_guilty() {
    let extractor = Extractor::new("host <*> id <*>");
    let mut counts = ValueCounts::new(&extractor);
    let stream = Stream::new(4, 0);
    for tick in 0..4000 {
        let [host, id] = [stream.below(2 * tick, 4), stream.below(2 * tick + 1, 100_000)];
        counts.add(&[&host.to_le_bytes()[..], &id.to_le_bytes()[..]], tick % 10 == 0);
    }
    assert_eq!(counts.guilty(), []);
    let mut fresh = ValueCounts::new(&extractor);
    fresh.add(&[b"a", b"b"], true);
    assert_eq!(fresh.guilty(), []);
}
