//! Detectors of lasting changes, and the figures of the classic modes.

use crate::series::{Line, eventful, false_alarms, keeps_the_laws, noise, recall};
use std::path::Path;

fn shift(size: f64) -> impl Fn(&mut [f64]) {
    move |values| values[300..].iter_mut().for_each(|value| *value += size)
}

#[test]
fn laws_hold() {
    for id in ["mad_change", "cusum", "page_hinkley"] {
        keeps_the_laws(id, &[], &eventful(60.0, 600));
    }
    keeps_the_laws("cusum", &[("mode", "classic"), ("h", "5")], &eventful(60.0, 600));
    let classic = [("mode", "classic"), ("lambda", "400")];
    keeps_the_laws("page_hinkley", &classic, &eventful(60.0, 600));
}

#[test]
fn noise_is_quiet() {
    for id in ["mad_change", "cusum", "page_hinkley"] {
        assert!(false_alarms(id, &[], 60.0, 10_000) <= 0.2, "{id}");
    }
}

#[test]
fn shifts_are_found_and_single_spikes_are_not() {
    // The noise has a standard deviation of 8.
    assert!(recall("mad_change", &[], (300, 10), shift(24.0)) >= 0.9);
    assert!(recall("cusum", &[], (300, 40), shift(-8.0)) >= 0.8);
    assert!(recall("page_hinkley", &[], (300, 40), shift(8.0)) >= 0.8);
    for id in ["mad_change", "cusum", "page_hinkley"] {
        let spike = |values: &mut [f64]| values[300] += 800.0;
        assert!(recall(id, &[], (300, 20), spike) <= 0.05, "{id}");
    }
}

#[test]
fn reasons_tell_the_direction() {
    let fallen = [noise(3, 300), vec![90.0, 91.0, 92.0, 93.0, 94.0, 95.0, 96.0, 97.0]].concat();
    let check = |id: &str, part: &str| {
        let reasons = Line::new(60.0, fallen.clone()).reasons(id, &[]);
        let first = reasons.first().map_or("", String::as_str);
        assert!(first.contains(part) && first.contains("below"), "{id}: {reasons:?}");
    };
    check("mad_change", "The median of the last 5 points (");
    check("cusum", "Deviations over ");
    check("page_hinkley", "the mean of 30");
}

#[test]
fn classic_figures_equal_pandas_and_numpy() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/library");
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).expect("the fixtures") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let is_csv = path.extension().is_some_and(|extension| extension == "csv");
        let parts: Vec<&str> = name.split('-').collect();
        if !is_csv || parts[0] != "change" {
            continue;
        }
        let names: &[&str] = match parts[2] {
            "ewma" => &["span", "threshold"],
            "cusum" => &["k", "h", "baseline"],
            _ => &["delta", "lambda"],
        };
        let given = names.iter().zip(&parts[3..]).map(|(name, text)| (*name, *text));
        let pairs: Vec<(&str, &str)> = given.chain([("mode", "classic")]).collect();
        // The second parameter is the alarm level in each of them.
        let scale: f64 = parts[4].parse().expect("a number");
        let text = std::fs::read_to_string(&path).expect("readable");
        let worst = compare(&name, parts[2], &pairs, scale, &text);
        println!("{name}: largest relative difference {worst:e}");
        files += 1;
    }
    assert_eq!(files, 11);
}

/// The largest relative difference of all figures of one file.
fn compare(name: &str, id: &str, pairs: &[(&str, &str)], scale: f64, text: &str) -> f64 {
    let row = |line: &str| {
        let mut cells = line.split(',').map(|cell| cell.parse().expect("a number"));
        std::array::from_fn::<f64, 5, _>(|_| cells.next().expect("five columns"))
    };
    let rows: Vec<[f64; 5]> = text.lines().skip(1).map(row).collect();
    let found = Line::new(60.0, rows.iter().map(|row| row[0]).collect()).judged(id, pairs);
    let mut worst = 0.0_f64;
    for (at, [value, figure, alarm, lower, upper]) in rows.into_iter().enumerate() {
        let mut check = |got: f64, wanted: f64| {
            let off = (got - wanted).abs() / wanted.abs().max(1.0);
            let alike = off <= 1e-9 || got.is_nan() && wanted.is_nan();
            assert!(alike, "{name} row {at} ({value}): {got}, reference {wanted}");
            worst = worst.max(off);
        };
        check(found.scores[at] * scale, figure);
        if id != "page_hinkley" {
            check(found.lower[at], lower);
            check(found.upper[at], upper);
        }
        assert_eq!(found.alarms[at], alarm == 1.0, "{name} row {at}");
    }
    worst
}
