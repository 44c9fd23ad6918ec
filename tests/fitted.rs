#![cfg(not(target_arch = "wasm32"))]
//! Fitted models: what was learnt from one set of series judges another, here and after a file.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

#[path = "fitted/files.rs"]
mod files;
#[path = "fitted/judging.rs"]
mod judging;
#[path = "fitted/reference.rs"]
mod reference;
#[path = "fitted/worker.rs"]
mod worker;

use blip::detect::fitted::{FITTABLE, Model, fit};
use blip::detect::{Detector, Findings, Judge, Member, described, find};
use blip::model::{Labels, Problem, Samples, Values};
use blip::stats::rng::Stream;
use std::sync::Arc;

const START: f64 = 1_767_225_600.0;
const STEP: f64 = 600.0;
const DAY: usize = 144;

fn detectors() -> impl Iterator<Item = &'static dyn Detector> {
    FITTABLE.iter().map(|id| find(id).expect("a detector"))
}

fn settings(detector: &dyn Detector, pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, text) in pairs {
        values.set(described(detector.fields(), name), name, text).expect("a valid setting");
    }
    values
}

/// Ten minutes apart, with a daily swing.
fn clean(seed: u64, points: usize) -> Vec<f64> {
    let stream = Stream::new(seed, 0);
    let swing = |at: usize| 30.0 * (at as f64 / DAY as f64 * std::f64::consts::TAU).sin();
    (0..points).map(|at| 200.0 + swing(at) + 3.0 * stream.normal(at as i64)).collect()
}

fn times(from: f64, points: usize) -> Vec<f64> {
    (0..points).map(|at| from + at as f64 * STEP).collect()
}

fn member<'a>(name: &'a str, labels: &'a Labels, samples: Samples<'a>) -> Member<'a> {
    Member { name, labels, unit: "ms", kind: None, samples }
}

/// A model of one series, which begins at midnight.
fn model(
    detector: &'static dyn Detector,
    values: &Values,
    series: &[f64],
) -> Result<Model, Problem> {
    let (labels, times) = (Labels::default(), times(START, series.len()));
    let samples = Samples { times: &times, values: series };
    fit(detector, values, "clean.csv", START, &[member("latency", &labels, samples)])
}

fn fitted(detector: &'static dyn Detector, series: &[f64]) -> Model {
    model(detector, &Values::default(), series).expect("long enough")
}

fn again(model: &Model) -> Model {
    Model::from_json(model.to_json().expect("small").as_bytes()).expect("what was just written")
}

fn found(judge: &Judge, from: f64, series: &[f64]) -> Findings {
    judge.detect(Samples { times: &times(from, series.len()), values: series })
}

fn judge(model: Model) -> Judge {
    Judge::fitted(Arc::new(model))
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}
