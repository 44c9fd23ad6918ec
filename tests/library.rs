#![cfg(not(target_arch = "wasm32"))]
//! The detectors of the library: laws of all of them, then one file of reference figures each.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]
#![allow(clippy::print_stdout, reason = "rates and differences, for who asks with --nocapture")]

#[path = "library/change.rs"]
mod change;
#[path = "library/change_points.rs"]
mod change_points;
#[path = "library/expectation.rs"]
mod expectation;
#[path = "library/group.rs"]
mod group;
#[path = "library/presence.rs"]
mod presence;
#[path = "library/series.rs"]
mod series;

#[path = "library/reference.rs"]
mod reference;
#[path = "library/troubles.rs"]
mod troubles;

use blip::detect::library::LIBRARY;
use blip::detect::{Detector, Findings, Point};
use blip::model::{Samples, Values};
use blip::stats::rng::Stream;

fn settings(detector: &dyn Detector, pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, text) in pairs {
        values.set(detector.fields(), name, text).expect("a valid setting");
    }
    values
}

fn detect(detector: &dyn Detector, values: &Values, series: &[f64]) -> Findings {
    let times: Vec<f64> = (0..series.len()).map(|at| at as f64 * 60.0).collect();
    detector.detect(Samples { times: &times, values: series }, values)
}

fn noise(seed: u64, points: i64) -> Vec<f64> {
    let stream = Stream::new(seed, 0);
    (0..points).map(|tick| 120.0 + 8.0 * stream.normal(tick)).collect()
}

fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// Series that break what is careless.
fn odd_series() -> Vec<Vec<f64>> {
    let swinging: Vec<f64> = [f64::MAX, f64::MIN, 0.0, f64::MIN_POSITIVE].repeat(60);
    let mut gaps = noise(1, 500);
    gaps[0] = f64::NAN;
    gaps[100..104].fill(f64::NAN);
    gaps[250] = f64::INFINITY;
    gaps[251] = f64::NEG_INFINITY;
    gaps[300] = 400.0;
    let mut huge = noise(2, 300);
    huge[250] = f64::MAX;
    let mut stepped = vec![5.0; 400];
    stepped[200] = 6.0;
    let holes: Vec<f64> = noise(3, 300)
        .into_iter()
        .enumerate()
        .map(|(at, v)| if at % 2 == 0 { f64::NAN } else { v })
        .collect();
    vec![
        vec![],
        vec![5.0],
        vec![1.0, 2.0, 3.0],
        noise(4, 31),
        vec![f64::NAN; 300],
        vec![f64::INFINITY; 300],
        [f64::INFINITY, 1.0, f64::NEG_INFINITY].repeat(100),
        swinging,
        vec![5e-324; 300],
        noise(5, 300).iter().map(|value| value * 1e-300).collect(),
        noise(6, 300).iter().map(|value| value * 1e300).collect(),
        (0..300).map(f64::from).collect(),
        (0..300).map(|at| 0.5_f64.powi(at)).collect(),
        gaps,
        huge,
        stepped,
        holes,
    ]
}

#[test]
fn what_never_changes_never_alarms() {
    for detector in LIBRARY {
        for level in [0.0, 5.0, -1e-300, 0.1, 1e9, f64::MAX] {
            let found = detect(*detector, &Values::default(), &vec![level; 800]);
            assert_eq!(found.alarmed().count(), 0, "{} at {level}", detector.about().id);
        }
    }
}

#[test]
fn no_series_breaks_a_detector() {
    for detector in LIBRARY {
        let id = detector.about().id;
        for (number, series) in odd_series().iter().enumerate() {
            let found = detect(*detector, &Values::default(), series);
            let lengths = [found.scores.len(), found.lower.len(), found.upper.len()];
            assert_eq!((lengths, found.alarms.len()), ([series.len(); 3], series.len()), "{id}");
            for (at, value) in series.iter().enumerate() {
                let (score, alarm) = (found.scores[at], found.alarms[at]);
                let place = format!("{id}, series {number} at {at}: {value} scores {score}");
                assert!(value.is_finite() || (score.is_nan() && !alarm), "{place}");
                assert!(score.is_nan() || (0.0..=1e300).contains(&score), "{place}");
                assert!(!alarm || score >= 1.0, "{place}");
                assert!(alarm || score.is_nan() || score <= 1.0, "{place}");
            }
            let again = detect(*detector, &Values::default(), series);
            assert!(same(&found.scores, &again.scores) && found.alarms == again.alarms, "{id}");
        }
    }
}

#[test]
fn every_reason_is_a_sentence_with_figures_and_their_unit() {
    for detector in LIBRARY {
        for score in [f64::NAN, 0.4, 1.3] {
            let (lower, upper) = (98.0, 144.0);
            let point = Point { value: 212.0, score, lower, upper, unit: "ms" };
            let reason = detector.reason(&point, &Values::default()).replace('\u{202f}', " ");
            assert!(reason.contains(" ms") && reason.ends_with('.'), "{reason}");
        }
    }
}
