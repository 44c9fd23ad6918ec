//! Precision of patterns and what a person edits: laws that hold for any signatures.
#![cfg(not(target_arch = "wasm32"))]

use blip::logs::header::Level;
use blip::logs::{Edits, Lexer, Patterns, Precision, Signature, Table, merge, merge_at};
use blip::stats::rng::Stream;
use proptest::prelude::*;

const STEPS: [Precision; 5] = [
    Precision::FINEST,
    Precision::new(1),
    Precision::DEFAULT,
    Precision::new(3),
    Precision::COARSEST,
];

fn table(lines: &[String]) -> Table {
    let (mut lexer, mut table) = (Lexer::default(), Table::default());
    for (at, line) in lines.iter().enumerate() {
        let (key, masks) = lexer.lex(line.as_bytes());
        let level = if at % 7 == 3 { Level::Error } else { Level::Info };
        table.count(key, masks, level);
    }
    table
}

/// Lines of a few forms whose words vary in some places, and mean something in others.
fn lines(seed: u64, count: usize) -> Vec<String> {
    let stream = Stream::new(seed, 0);
    let word = |tick: i64, words: u32| {
        let number = stream.below(tick, words);
        let letter = |place: u32| char::from(b'a' + (number / 20_u32.pow(place) % 20) as u8);
        (0..4).map(letter).collect::<String>()
    };
    let line = |at: usize| {
        let tick = at as i64 * 10;
        let [few, some, many] = [word(tick, 3), word(tick + 1, 30), word(tick + 2, 2000)];
        match stream.below(tick + 3, 6) {
            0 => format!("link {few} of {some} is up after {at} ms"),
            1 => format!("user {many} logged in from {some} as {few}"),
            2 => format!("{few}: cannot open {some}.{few}.{many} (errno {at})"),
            3 => format!("state={few} owner={many} took {}", at % 5),
            4 => format!("copied eth{} over {some} to {many} again", at % 9),
            _ => format!("{many} {few} {some} said nothing of {}", word(tick + 4, 7)),
        }
    };
    (0..count).map(line).collect()
}

fn sum(patterns: &Patterns) -> u64 {
    patterns.list.iter().map(|pattern| pattern.count).sum()
}

fn sorted(patterns: &Patterns) -> Vec<(String, u64, Level)> {
    let triple =
        |pattern: &blip::logs::Pattern| (pattern.template.clone(), pattern.count, pattern.level);
    let mut list: Vec<_> = patterns.list.iter().map(triple).collect();
    list.sort();
    list
}

fn edits(masked: &[&str], joined: &[(&str, &str)]) -> Edits {
    Edits {
        masked: masked.iter().map(ToString::to_string).collect(),
        joined: joined.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect(),
    }
}

/// Counts of patterns at each step, after the laws of all steps were held.
fn judged(signatures: &[Signature], edits: &Edits) -> Vec<usize> {
    let records: u64 = signatures.iter().map(|signature| signature.count).sum();
    let mut back = signatures.to_vec();
    back.reverse();
    let mut counts = Vec::new();
    let mut finer: Option<Patterns> = None;
    for step in STEPS {
        let patterns = merge_at(signatures, edits, step);
        assert_eq!(sum(&patterns), records);
        assert!(patterns.list.iter().all(|pattern| pattern.count > 0));
        assert_eq!(sorted(&patterns), sorted(&merge_at(&back, edits, step)), "{step:?}");
        // What one step joins, no coarser one parts.
        if let Some(finer) = finer {
            let mut of = vec![u32::MAX; finer.list.len()];
            for (fine, coarse) in finer.of_signature.iter().zip(&patterns.of_signature) {
                let known = &mut of[*fine as usize];
                assert!(*known == u32::MAX || *known == *coarse, "{step:?}");
                *known = *coarse;
            }
        }
        counts.push(patterns.list.len());
        finer = Some(patterns);
    }
    assert!(counts.is_sorted_by(|finer, coarser| finer >= coarser), "{counts:?}");
    counts
}

#[test]
fn each_step_is_coarser_and_loses_nothing() {
    for seed in 0..4 {
        let table = table(&lines(seed, 3000));
        let counts = judged(table.signatures(), &Edits::default());
        assert_eq!(counts[0], table.signatures().len());
        assert!(counts[..3].is_sorted_by(|finer, coarser| finer > coarser), "{counts:?}");
        let usual = merge_at(table.signatures(), &Edits::default(), Precision::DEFAULT);
        assert_eq!(usual, merge(table.signatures()));
    }
}

#[test]
fn coarser_steps_ask_for_fewer_words() {
    let counts = |lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        judged(table(&lines).signatures(), &Edits::default())
    };
    assert_eq!(counts(&["the lamp of ada burns", "the lamp of bob burns"]), [2, 2, 2, 1, 1]);
    assert_eq!(counts(&["the door was opened", "the door was closed"]), [2, 2, 2, 2, 1]);
    assert_eq!(counts(&["disk is full on shop", "disk was gone on shop"]), [2, 2, 2, 2, 1]);
}

#[test]
fn steps_beyond_the_coarsest_are_the_coarsest() {
    assert_eq!(Precision::new(200), Precision::COARSEST);
    assert_eq!((Precision::default(), Precision::DEFAULT.step()), (Precision::new(2), 2));
}

fn templates(lines: &[&str], edits: &Edits, step: u8) -> Vec<(String, u64, Level)> {
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    sorted(&merge_at(table(&lines).signatures(), edits, Precision::new(step)))
}

#[test]
fn a_masked_word_is_a_variable_at_every_step() {
    let lines = ["disk is full", "disk is slow", "tape is full.", "full house: x=full"];
    for step in 0..=2 {
        let found = templates(&lines, &edits(&["full", "slow", "=", "x y"], &[]), step);
        let found: Vec<&str> = found.iter().map(|pattern| pattern.0.as_str()).collect();
        assert_eq!(found, ["<*> house: x=<*>", "disk is <*>", "tape is <*>."]);
    }
    let phrase = templates(&["a b c", "a b-c", "b c."], &edits(&["b c"], &[]), 0);
    assert_eq!(
        phrase.iter().map(|found| found.0.as_str()).collect::<Vec<_>>(),
        ["<*>.", "a <*>", "a b-c"]
    );
}

#[test]
fn joined_templates_become_the_last_of_the_chain() {
    let lines = ["one a", "two b", "three c", "one a", "four d"];
    let check = |joined: &[(&str, &str)], wanted: &[(&str, u64)]| {
        let found = templates(&lines, &edits(&[], joined), 2);
        let found: Vec<(&str, u64)> =
            found.iter().map(|found| (found.0.as_str(), found.1)).collect();
        assert_eq!(found, wanted, "{joined:?}");
    };
    check(&[], &[("four d", 1), ("one a", 2), ("three c", 1), ("two b", 1)]);
    check(&[("one a", "two b")], &[("four d", 1), ("three c", 1), ("two b", 3)]);
    check(&[("one a", "two b"), ("two b", "three c")], &[("four d", 1), ("three c", 4)]);
    check(
        &[("one a", "two b"), ("two b", "one a")],
        &[("four d", 1), ("three c", 1), ("two b", 3)],
    );
    check(&[("one a", "one a")], &[("four d", 1), ("one a", 2), ("three c", 1), ("two b", 1)]);
    check(
        &[("one a", "my own"), ("two b", "my own")],
        &[("four d", 1), ("my own", 3), ("three c", 1)],
    );
    check(
        &[("nobody", "one a"), ("one a", "nothing")],
        &[("four d", 1), ("nothing", 2), ("three c", 1), ("two b", 1)],
    );
    // The fourth line, at 3, was an error: the worst level is kept.
    let found = templates(&lines, &edits(&[], &[("one a", "two b")]), 2);
    assert_eq!(
        found.iter().find(|found| found.0 == "two b").map(|found| found.2),
        Some(Level::Error)
    );
}

#[test]
fn what_was_joined_stays_joined_at_coarser_steps() {
    let names = ["ada", "bob"];
    let mut lines: Vec<String> = names.iter().map(|name| format!("hello {name} there")).collect();
    lines.push("something else entirely".to_owned());
    let table = table(&lines);
    let edits = edits(&[], &[("hello ada there", "something else entirely")]);
    let at = |step| sorted(&merge_at(table.signatures(), &edits, Precision::new(step)));
    assert_eq!(at(2).len(), 2);
    assert_eq!(at(3), [("something else entirely".to_owned(), 3, Level::Info)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_keep_the_laws(
        seed in any::<u64>(),
        count in 1..300_usize,
        words in prop::collection::vec("[a-c]{4}|user|from|=|said nothing", 0..3),
        pairs in prop::collection::vec((0..40_usize, 0..40_usize), 0..8),
    ) {
        let table = table(&lines(seed, count));
        let mut edits = edits(&words.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
        let usual = merge_at(table.signatures(), &edits, Precision::DEFAULT).list;
        let template = |at: usize| usual[at % usual.len()].template.clone();
        edits.joined = pairs.iter().map(|(one, other)| (template(*one), template(*other))).collect();
        judged(table.signatures(), &edits);
    }

    #[test]
    fn any_bytes_are_merged_at_every_step(
        keys in prop::collection::vec(prop::collection::vec(1..=255_u8, 0..30), 0..30),
    ) {
        let mut table = Table::default();
        for key in &keys {
            table.count(key, &[], Level::Unknown);
        }
        judged(table.signatures(), &Edits::default());
    }
}
