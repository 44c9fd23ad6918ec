//! Themes of patterns: figures of scikit-learn and numpy, and the laws that hold for any patterns.
#![cfg(not(target_arch = "wasm32"))]

use blip::logs::header::Level;
use blip::logs::themes::{Matrix, silhouette, spherical, themes};
use blip::logs::{PLACEHOLDER, Pattern};
use blip::stats::rng::Stream;
use proptest::prelude::*;
use serde::Deserialize;

/// What `tests/logs/themes.py` makes.
#[derive(Deserialize)]
struct Reference {
    templates: Vec<String>,
    counts: Vec<u64>,
    terms: Vec<String>,
    rows: Vec<Vec<(u32, f64)>>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    centres: Vec<u32>,
    labels: Vec<u32>,
    silhouette: f64,
    kmeans: Vec<u32>,
}

fn reference() -> serde_json::Result<Reference> {
    serde_json::from_str(include_str!("logs/themes.json"))
}

#[test]
fn weights_are_those_of_scikit_learn() {
    let reference = reference().expect("the script wrote it");
    let templates: Vec<&str> = reference.templates.iter().map(String::as_str).collect();
    let matrix = Matrix::of(&templates);
    assert_eq!(matrix.terms(), reference.terms);
    for (row, wanted) in reference.rows.iter().enumerate() {
        let got = matrix.row(row as u32);
        assert_eq!(got.len(), wanted.len());
        for (got, wanted) in got.iter().zip(wanted) {
            assert!(got.0 == wanted.0 && (got.1 - wanted.1).abs() < 1e-9, "{got:?} {wanted:?}");
        }
    }
}

#[test]
fn clusters_are_those_of_the_reference() {
    let reference = reference().expect("the script wrote it");
    let templates: Vec<&str> = reference.templates.iter().map(String::as_str).collect();
    let matrix = Matrix::of(&templates);
    let weights: Vec<f64> = reference.counts.iter().map(|count| (*count as f64).ln_1p()).collect();
    let rows: Vec<u32> = (0..templates.len() as u32).collect();
    for run in &reference.runs {
        let clusters = spherical(&matrix, &weights, &rows, &run.centres);
        assert_eq!(clusters.labels, run.labels);
        let score = silhouette(&matrix, &rows, &clusters);
        assert!((score - run.silhouette).abs() < 1e-9, "{score} {}", run.silhouette);
        // KMeans has other centres, and so agrees only where there are as many as there are themes.
        let agreement = rand_index(&clusters.labels, &run.kmeans);
        eprintln!(
            "{} clusters: adjusted Rand index against KMeans {agreement:.3}",
            run.centres.len()
        );
        assert!(run.centres.len() != 6 || agreement >= 0.99, "{agreement}");
    }
}

/// The adjusted Rand index (Hubert and Arabie, 1985).
fn rand_index(one: &[u32], other: &[u32]) -> f64 {
    let pairs = |count: usize| count as f64 * (count as f64 - 1.0) / 2.0;
    let (mut both, mut by_one, mut by_other) = (0.0, 0.0, 0.0);
    for a in 0..50 {
        by_one += pairs(one.iter().filter(|label| **label == a).count());
        by_other += pairs(other.iter().filter(|label| **label == a).count());
        for b in 0..50 {
            both +=
                pairs(one.iter().zip(other).filter(|pair| (*pair.0, *pair.1) == (a, b)).count());
        }
    }
    let chance = by_one * by_other / pairs(one.len());
    (both - chance) / (f64::midpoint(by_one, by_other) - chance)
}

fn patterns(templates: &[String]) -> Vec<Pattern> {
    let pattern = |(at, template): (usize, &String)| Pattern {
        template: template.clone(),
        count: (at as u64 * 37) % 1000 + 1,
        level: Level::Info,
    };
    templates.iter().enumerate().map(pattern).collect()
}

#[test]
fn topics_are_found_and_named_by_their_words() {
    let reference = reference().expect("the script wrote it");
    let patterns = patterns(&reference.templates);
    let found = themes(&patterns);
    assert_eq!(found.len(), 6, "{found:#?}");
    let topics: [&[&str]; 6] = [
        &["disk", "volume", "mount", "block", "write", "read", "sector", "full", "scan", "raid"],
        &[
            "user",
            "login",
            "password",
            "session",
            "opened",
            "closed",
            "failed",
            "authentication",
            "token",
            "denied",
        ],
        &[
            "connection",
            "timeout",
            "peer",
            "socket",
            "reset",
            "packet",
            "route",
            "link",
            "interface",
            "dropped",
        ],
        &[
            "query",
            "database",
            "table",
            "index",
            "slow",
            "rows",
            "lock",
            "transaction",
            "commit",
            "rollback",
        ],
        &["cache", "hit", "miss", "evicted", "key", "expired", "memory", "pool", "size", "shard"],
        &[
            "job",
            "queue",
            "worker",
            "scheduled",
            "started",
            "finished",
            "retry",
            "attempt",
            "task",
            "batch",
        ],
    ];
    for theme in &found {
        let of = |word: &String| topics.iter().position(|topic| topic.contains(&word.as_str()));
        let topic = of(&theme.label[0]);
        assert!(
            topic.is_some() && theme.label.iter().all(|word| of(word) == topic),
            "{:?}",
            theme.label
        );
    }
    assert!(found.is_sorted_by(|a, b| a.count >= b.count));
    assert_eq!(found, themes(&patterns));
}

fn whole(patterns: &[Pattern]) {
    let found = themes(patterns);
    let mut seen: Vec<u32> = found.iter().flat_map(|theme| theme.patterns.clone()).collect();
    seen.sort_unstable();
    assert!(seen.into_iter().eq(0..patterns.len() as u32));
    assert_eq!(
        found.iter().map(|theme| theme.count).sum::<u64>(),
        patterns.iter().map(|pattern| pattern.count).sum::<u64>()
    );
    assert!(found.iter().all(|theme| theme.label.len() <= 3 && !theme.patterns.is_empty()));
    assert!(found.len() <= 25);
}

#[test]
fn many_patterns_are_sampled_and_all_are_in_a_theme() {
    let stream = Stream::new(2, 0);
    let word = |tick: i64, words: u32| {
        let number = stream.below(tick, words);
        let letter = |place: u32| char::from(b'a' + (number / 20_u32.pow(place) % 20) as u8);
        (0..4).map(letter).collect::<String>()
    };
    let template =
        |at: i64| (0..6).map(|place| word(at * 6 + place, 500) + " <*> ").collect::<String>();
    whole(&patterns(&(0..5000).map(template).collect::<Vec<_>>()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_pattern_is_in_one_theme(
        templates in prop::collection::vec(
            prop_oneof![
                4 => prop::collection::vec("disk|disk full|user|login|<\\*>|12|x|é|Query", 0..6)
                    .prop_map(|words| words.join(" ")),
                1 => ".{0,20}",
                1 => Just(PLACEHOLDER.to_owned()),
            ],
            0..40,
        ),
    ) {
        whole(&patterns(&templates));
    }
}
