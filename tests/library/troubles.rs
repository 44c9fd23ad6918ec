//! Plain troubles that each method must see.

use crate::{detect, noise, settings};
use blip::detect::{Findings, find};
use std::f64::consts::TAU;

fn found(id: &str, pairs: &[(&str, &str)], series: &[f64]) -> Findings {
    let detector = find(id).expect("a detector");
    detect(detector, &settings(detector, pairs), series)
}

fn strangest(found: &Findings) -> usize {
    let judged = found.scores.iter().enumerate().filter(|(_, score)| score.is_finite());
    judged.max_by(|(_, a), (_, b)| a.total_cmp(b)).expect("a judged point").0
}

#[test]
fn a_spike_in_noise_is_the_strangest() {
    let mut series = noise(8, 1_000);
    series[700] += 120.0;
    // Not the isolation forest: one column of 24 is seldom cut, and scikit-learn's misses it as well.
    for id in ["pca", "knn", "anomstack", "hbos", "ecod", "copod", "kmeans"] {
        // Those that see every column alone see one value best alone.
        let alone = ["hbos", "ecod", "copod"].contains(&id);
        let found = found(id, if alone { &[("window", "1")] } else { &[] }, &series);
        let at = strangest(&found);
        assert!((700..740).contains(&at) && found.alarms[at], "{id}: {at}");
    }
}

#[test]
fn a_day_without_its_wave_is_seen_by_those_that_know_shapes() {
    let mut series: Vec<f64> = noise(9, 2_000)
        .iter()
        .enumerate()
        .map(|(at, value)| value / 8.0 + 30.0 * (TAU * at as f64 / 96.0).sin())
        .collect();
    let level = series[1_200];
    series[1_200..1_260].fill(level);
    for id in ["knn", "kmeans", "iforest"] {
        let at = strangest(&found(id, &[], &series));
        assert!((1_200..1_300).contains(&at), "{id}: {at}");
    }
}
