#![cfg(not(target_arch = "wasm32"))]
//! The detectors of the library: laws of all of them, then one folder of reference figures each.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]
#![allow(clippy::print_stdout, reason = "rates and differences, for who asks with --nocapture")]

#[path = "library/change.rs"]
mod change;
#[path = "library/change_points.rs"]
mod change_points;
#[path = "library/expectation.rs"]
mod expectation;
#[path = "library/presence.rs"]
mod presence;
#[path = "library/series.rs"]
mod series;

use blip::detect::library::LIBRARY;
use blip::detect::{Detector, Findings};
use blip::model::{Samples, Values};

fn detect(detector: &dyn Detector, values: &Values, series: &[f64]) -> Findings {
    let times: Vec<f64> = (0..series.len()).map(|at| at as f64 * 60.0).collect();
    detector.detect(Samples { times: &times, values: series }, values)
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
