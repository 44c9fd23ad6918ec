#![cfg(not(target_arch = "wasm32"))]
//! Laws of every detector, and the figures that its classic mode must give.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

use blip::detect::{Detector, Findings, Judge, Point, all, find};
use blip::model::{Samples, Values};
use blip::stats::rng::Stream;
use std::collections::BTreeSet;
use std::path::Path;

fn settings(detector: &dyn Detector, pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, text) in pairs {
        values.set(detector.fields(), name, text).expect("a valid setting");
    }
    values
}

fn scored(id: &str, pairs: &[(&str, &str)], series: &[f64]) -> Findings {
    let detector = find(id).expect("a detector");
    detect(detector, &settings(detector, pairs), series, 0.0)
}

fn detect(detector: &dyn Detector, values: &Values, series: &[f64], start: f64) -> Findings {
    let times: Vec<f64> = (0..series.len()).map(|at| start + at as f64).collect();
    detector.detect(Samples { times: &times, values: series }, values)
}

fn flagged(findings: &Findings) -> Vec<usize> {
    findings.alarmed().collect()
}

/// Every detector in every mode, with settings that make it do something.
fn for_each_detector(law: impl Fn(&dyn Detector, &Values)) {
    for detector in all() {
        let modes: &[&[(&str, &str)]] = match detector.about().id {
            "threshold" => &[&[], &[("upper", "130")], &[("lower", "90"), ("upper", "150")]],
            "auto" => &[&[], &[("bar", "3")]],
            "moving_average" => &[&[], &[("mode", "classic")], &[("window", "5")]],
            "zscore" => &[&[], &[("mode", "classic")]],
            _ => &[&[]],
        };
        for mode in modes {
            law(detector, &settings(detector, mode));
        }
    }
}

/// Those that learn what is usual from the past alone, whatever the series.
fn for_each_robust(law: impl Fn(&dyn Detector, &Values)) {
    for_each_detector(|detector, values| {
        let robust = ["auto", "moving_average", "zscore"].contains(&detector.about().id);
        if robust && !detector.looks_ahead(values) {
            law(detector, values);
        }
    });
}

/// Those that claim that later points change nothing.
fn for_each_causal(law: impl Fn(&dyn Detector, &Values)) {
    for_each_detector(|detector, values| {
        if !detector.looks_ahead(values) {
            law(detector, values);
        }
    });
}

fn noise(seed: u64, points: i64) -> Vec<f64> {
    let stream = Stream::new(seed, 0);
    (0..points).map(|tick| 120.0 + 8.0 * stream.normal(tick)).collect()
}

/// Noise with a spike, a level shift, gaps and infinities.
fn eventful() -> Vec<f64> {
    let mut series = noise(1, 600);
    series[200] = 400.0;
    series[300..360].iter_mut().for_each(|value| *value += 150.0);
    series[100..104].fill(f64::NAN);
    series[420] = f64::INFINITY;
    series[430] = f64::NEG_INFINITY;
    series
}

fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

#[test]
fn ids_are_unique_and_stable_and_auto_is_the_default() {
    let ids: Vec<&str> = all().map(|detector| detector.about().id).collect();
    assert_eq!(ids[..4], ["auto", "moving_average", "zscore", "threshold"]);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    for detector in all() {
        let about = detector.about();
        assert!(!about.title.is_empty() && about.sentence.ends_with('.'));
        assert!(!about.reference.is_empty());
    }
}

#[test]
fn every_default_passes_its_own_check() {
    for detector in all() {
        let mut names: Vec<&str> = detector.fields().iter().map(|field| field.name).collect();
        for field in detector.fields() {
            let parsed = field.parse(&field.default_text());
            assert!(parsed.is_ok(), "{}: {parsed:?}", field.name);
            assert!(field.help.ends_with('.'), "{}", field.help);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), detector.fields().len());
    }
}

#[test]
fn everything_has_the_length_of_the_input_and_gaps_have_no_alarm() {
    for_each_detector(|detector, values| {
        for series in [vec![], vec![5.0], vec![f64::NAN; 70], vec![5.0; 300], eventful()] {
            let found = detect(detector, values, &series, 0.0);
            let lengths = [found.scores.len(), found.lower.len(), found.upper.len()];
            assert_eq!((lengths, found.alarms.len()), ([series.len(); 3], series.len()));
            for (at, value) in series.iter().enumerate() {
                let (score, alarm) = (found.scores[at], found.alarms[at]);
                assert!(score.is_nan() || score >= 0.0);
                let judged = value.is_finite() && !score.is_nan();
                assert!(judged || !alarm, "{} alarms on {value}", detector.about().id);
                assert!(!judged || if alarm { score >= 1.0 } else { score <= 1.0 });
            }
        }
    });
}

#[test]
fn what_never_changes_never_alarms() {
    for level in [0.0, -0.0, 5.0, -1e-300, 0.1, 1e9, f64::MAX] {
        for_each_robust(|detector, values| {
            let found = detect(detector, values, &vec![level; 1_500], 0.0);
            assert_eq!(flagged(&found), [0_usize; 0], "{level}");
            // A long past is remembered in seven digits.
            assert!(found.scores[1_499] < 1e-3);
        });
    }
}

#[test]
fn huge_values_neither_panic_nor_hide_behind_an_overflow() {
    for_each_robust(|detector, values| {
        let swinging: Vec<f64> =
            (0..600).map(|at| if at % 2 == 0 { f64::MAX } else { f64::MIN }).collect();
        assert_eq!(flagged(&detect(detector, values, &swinging, 0.0)), [0_usize; 0]);
        let mut series = noise(2, 300);
        series[250] = f64::MAX;
        let found = detect(detector, values, &series, 0.0);
        assert!(found.alarms[250] && found.scores[250].is_finite());
    });
    for_each_detector(|detector, values| {
        detect(detector, values, &[f64::MAX, f64::MIN, 0.0, f64::MIN_POSITIVE].repeat(30), 0.0);
    });
}

#[test]
fn one_infinite_value_harms_nothing() {
    let clean = {
        let mut series = noise(3, 600);
        series[400] = 500.0;
        series
    };
    let mut spoilt = clean.clone();
    spoilt.insert(300, f64::INFINITY);
    for_each_robust(|detector, values| {
        let mut found = detect(detector, values, &spoilt, 0.0);
        assert!(found.scores[300].is_nan() && !found.alarms[300]);
        found.scores.remove(300);
        let without = detect(detector, values, &clean, 0.0);
        assert!(without.alarms[400]);
        assert!(same(&found.scores, &without.scores), "{}", detector.about().id);
    });
}

#[test]
fn the_clock_does_not_matter_and_the_same_input_gives_the_same_result() {
    for_each_detector(|detector, values| {
        let now = detect(detector, values, &eventful(), 0.0);
        for start in [0.0, 1.7e9, -5.5] {
            let other = detect(detector, values, &eventful(), start);
            assert!(same(&now.scores, &other.scores) && now.alarms == other.alarms);
        }
    });
}

#[test]
fn what_comes_later_changes_nothing_earlier() {
    let series = eventful();
    for_each_causal(|detector, values| {
        let whole = detect(detector, values, &series, 0.0);
        for cut in (0..series.len()).step_by(37).chain([1, 200, 201, 599]) {
            let part = detect(detector, values, &series[..cut], 0.0);
            assert!(same(&part.scores, &whole.scores[..cut]), "{} {cut}", detector.about().id);
            assert!(
                same(&part.lower, &whole.lower[..cut]) && same(&part.upper, &whole.upper[..cut])
            );
        }
    });
}

#[test]
fn a_nearly_flat_series_stays_sane() {
    let mut series = vec![5.0; 60];
    series.push(5.0001);
    for_each_robust(|detector, values| {
        let found = detect(detector, values, &series, 0.0);
        assert!(found.scores[60] < 0.1, "{}", found.scores[60]);
    });
    series[60] = 6.0;
    for_each_robust(|detector, values| {
        let found = detect(detector, values, &series, 0.0);
        assert!(found.alarms[60] && found.scores[60] < 100.0, "{}", found.scores[60]);
    });
}

#[test]
fn classic_figures_of_small_series() {
    let mut spike = vec![10.0; 100];
    spike[50] = 100.0;
    let z = |series: &[f64]| flagged(&scored("zscore", &CLASSIC_Z, series));
    assert_eq!(z(&spike), [50]);
    assert_eq!(z(&[50.0; 40]), [0_usize; 0]);
    let flat = scored("zscore", &CLASSIC_Z, &[50.0; 4]);
    assert_eq!((flat.lower[0], flat.upper[0], flat.scores[0]), (50.0, 50.0, 0.0));
    // One outlier among n reaches (n − 1)/√n: 2.846 for ten points, 3.015 for eleven.
    let outlier = |points: usize| [vec![1.0; points - 1], vec![2.0]].concat();
    assert_eq!((z(&outlier(10)), z(&outlier(11))), (vec![], vec![10]));
    let moving = |window: &str| {
        let pairs = [("mode", "classic"), ("window", window), ("threshold", "2")];
        flagged(&scored("moving_average", &pairs, &spike))
    };
    assert_eq!((moving("10"), moving("5")), (vec![50], vec![]));
}

const CLASSIC_Z: [(&str, &str); 2] = [("mode", "classic"), ("threshold", "3")];

#[test]
fn classic_figures_equal_pandas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/detect");
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).expect("the fixtures") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let parts: Vec<&str> = name.split('-').collect();
        let rows = numbers(&std::fs::read_to_string(&path).expect("readable"));
        match parts[1..] {
            [id, threshold] => equal(&name, id, &[("threshold", threshold)], &rows),
            [id, window, threshold] => {
                equal(&name, id, &[("window", window), ("threshold", threshold)], &rows);
            }
            _ => panic!("{name}"),
        }
        files += 1;
    }
    assert_eq!(files, 40);
}

fn numbers(text: &str) -> Vec<[f64; 5]> {
    let row = |line: &str| {
        let mut cells = line.split(',').map(|cell| cell.parse().expect("a number"));
        std::array::from_fn(|_| cells.next().expect("five columns"))
    };
    text.lines().skip(1).map(row).collect()
}

fn equal(name: &str, id: &str, pairs: &[(&str, &str)], rows: &[[f64; 5]]) {
    let series: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    let found = scored(id, &[pairs, &[("mode", "classic")]].concat(), &series);
    let detector = find(id).expect("a detector");
    let threshold = settings(detector, pairs).number(detector.fields(), "threshold");
    for (at, [_, z, alarm, lower, upper]) in rows.iter().enumerate() {
        let check = |what: &str, got: f64, wanted: f64| {
            let near = (got - wanted).abs() <= 1e-9 * wanted.abs().max(1.0);
            let alike = near || got == wanted || (got.is_nan() && wanted.is_nan());
            assert!(alike, "{name} row {at} {what}: {got}, pandas {wanted}");
        };
        check("z", found.scores[at] * threshold, z.abs());
        check("lower", found.lower[at], *lower);
        check("upper", found.upper[at], *upper);
        assert_eq!(found.alarms[at], *alarm == 1.0, "{name} row {at}");
    }
}

#[test]
fn thresholds_are_strict_and_need_a_limit() {
    let check = |pairs: &[(&str, &str)], expected: &[usize]| {
        let series = [10.0, 20.0, 20.1, f64::NAN, f64::INFINITY, 4.9, 5.0];
        assert_eq!(flagged(&scored("threshold", pairs, &series)), expected, "{pairs:?}");
    };
    check(&[], &[]);
    check(&[("upper", "20")], &[2]);
    check(&[("lower", "5")], &[5]);
    check(&[("lower", "5"), ("upper", "20")], &[2, 5]);
    check(&[("lower", "20"), ("upper", "5")], &[2, 5]);
    assert!(scored("threshold", &[], &[1.0]).scores[0].is_nan());
}

#[test]
fn reasons_have_numbers_and_units() {
    let check = |id: &str, pairs: &[(&str, &str)], point: Point<'_>, expected: &str| {
        let detector = find(id).expect("a detector");
        let reason = detector.reason(&point, &settings(detector, pairs));
        assert_eq!(reason.replace('\u{202f}', " "), expected);
    };
    let point = Point { value: 212.0, score: 2.0, lower: 98.0, upper: 144.0, unit: "ms" };
    check(
        "moving_average",
        &[("window", "60")],
        point,
        "212 ms is 9.0 σ above the expected 121 ms (median of the last 60 points); \
         expected 98 ms to 144 ms.",
    );
    check(
        "zscore",
        &CLASSIC_Z,
        Point { value: 30.0, ..point },
        "30 ms is 6.0 σ below the expected 121 ms (mean of all points); expected 98 ms to 144 ms.",
    );
    check("threshold", &[("upper", "150")], point, "212 ms is above the upper limit of 150 ms.");
    let early = Point { score: f64::NAN, ..point };
    check(
        "moving_average",
        &[],
        early,
        "212 ms is not judged: too few points precede it to know what is usual.",
    );
    check("threshold", &[], early, "212 ms is not judged: no limit is set.");
}

#[test]
fn the_page_of_all_detectors_is_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/detectors.md");
    let kept = std::fs::read_to_string(file).expect("the page");
    let made = blip::detect::page();
    assert!(kept == made, "run: cargo run --example detectors > docs/detectors.md");
}

#[test]
fn who_learns_begins_to_judge_within_a_week() {
    let values = noise(3, 2_000);
    let times: Vec<f64> = (0..values.len()).map(|at| 600.0 * at as f64).collect();
    let samples = Samples { times: &times, values: &values };
    for detector in all() {
        let judge = Judge::new(detector, &Values::default()).among(&[]);
        let found = judge.detect(samples);
        let first = found.scores.iter().position(|score| !score.is_nan());
        let id = detector.about().id;
        assert_eq!(first.is_some_and(|first| first < 1_008), judge.learns(), "{id}: {first:?}");
    }
}
