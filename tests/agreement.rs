#![cfg(not(target_arch = "wasm32"))]
//! What the browser must find in a sample file: as many anomalous points, by each detector, as the same
//! code finds natively. `tests/e2e/files.test.mjs` asks the page; this test keeps the figures true.
#![allow(clippy::expect_used, reason = "this is how a test fails")]

use blip::detect::{Judge, Member, all};
use blip::model::{Series, Values, Zone};
use blip::sources::{Reader, csv};
use std::fmt::Write;
use std::path::Path;

fn sample() -> Vec<Series> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/sample.csv");
    let text = std::fs::read(file).expect("the sample");
    let options =
        csv::Options { zone: Zone::utc(), name: "sample.csv".to_owned(), size: 0, now: 0.0 };
    let mut reader = Box::new(csv::CsvReader::new(options));
    reader.push(&text).expect("readable");
    reader.finish().expect("a table").series
}

#[test]
fn the_figures_that_the_browser_is_held_to_are_the_native_ones() {
    let series = sample();
    let members: Vec<Member<'_>> = series.iter().map(Member::from).collect();
    let mut found = String::new();
    for detector in all() {
        let judge = Judge::new(detector, &Values::default()).of_whole().among(&members);
        let alarms = |(place, one): (usize, &Series)| {
            judge.at(place).detect(one.samples()).alarmed().count()
        };
        let count: usize = series.iter().enumerate().map(alarms).sum();
        let _ = writeln!(found, "{count}\t{}", detector.about().title);
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/detect/sample.tsv");
    let kept = std::fs::read_to_string(kept).expect("the figures");
    assert!(kept == found, "tests/fixtures/detect/sample.tsv should be:\n{found}");
}
