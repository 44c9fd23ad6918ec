//! A web service that suffers a bad deployment and a saturated database: the demo.
//!
//! Figures as in the classic demonstration of this kind (latency 120 ms ± 8, errors 0.2 % ± 0.05,
//! CPU 40 % ± 4, uniform noise; the faults in `faults`), with two repairs. The deployment drifts
//! from the moment of the deployment on, starting at nothing, instead of jumping in at a fraction of
//! its height and dropping before it ends. And faults come rarely, at places and of heights that
//! depend on the seed, instead of filling a third of every eight minutes.

mod faults;
mod lines;

use super::{Scenario, Simulated, ticks};
use crate::model::{About, Labels, Series, TimeRange};
use crate::stats::elementary::sine_of_turns;
use crate::stats::rng::Stream;
use faults::{Effect, Fault, NOISE};
use std::sync::Arc;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "service",
    title: "Checkout service",
    sentence: "A service with a bad deployment and a saturated database: latency, errors, \
                   CPU, requests and logs.",
    reference: "Levels, noise and faults of the classic live-operations demonstration, \
                    with a true ramp after the deployment",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Service = Service;

/// One service: latency, error rate, CPU and requests, with its log.
#[derive(Debug)]
pub struct Service;

const SERVICE: &str = "checkout";
const STEP: f64 = 5.0;
const DAY: f64 = 86_400.0;
const HOUR: f64 = 3_600.0;

// Streams of random numbers; a number names one purpose.
const BASE_STREAM: u64 = 1;
const NOISE_STREAM: u64 = 10;
const FAULT_NOISE_STREAM: u64 = 20;

const NAMES: [(&str, &str); 4] =
    [("latency", "ms"), ("error_rate", "%"), ("cpu", "%"), ("request_rate", "req/s")];

impl Scenario for Service {
    fn about(&self) -> About {
        ABOUT
    }

    fn step(&self) -> f64 {
        STEP
    }

    fn generate(&self, seed: u64, origin: f64, range: TimeRange) -> Simulated {
        let ticks = ticks(STEP, origin, range);
        let faults = faults::within(seed, ticks.clone());
        let base = Base::of(seed);
        let mut times = Vec::new();
        let mut values: [Vec<f64>; 4] = Default::default();
        let mut truth: [Vec<bool>; 4] = Default::default();
        let mut logs = Vec::new();
        for tick in ticks {
            let time = origin + tick as f64 * STEP;
            let fault = faults::at(&faults, tick);
            let normal = base.at(seed, tick, time);
            let effect = effect(seed, tick, fault);
            times.push(time);
            for (at, column) in values.iter_mut().enumerate() {
                column.push((normal[at] + effect[at]).max(0.0));
                // Noise reaches this far in either direction: more than twice of it shows.
                truth[at].push(effect[at] > 2.0 * NOISE[at]);
            }
            lines::write(seed, tick, time, fault, &mut logs);
        }
        Simulated {
            series: series(&Arc::new(times), values),
            logs,
            truth: truth.into(),
            faults: faults.iter().map(|fault| fault.truth(origin, STEP)).collect(),
            marks: faults
                .iter()
                .filter_map(|fault| fault.deployed(origin, STEP))
                .filter(|mark| range.from <= mark.time && mark.time < range.to)
                .collect(),
        }
    }
}

// Levels that differ from seed to seed.
struct Base {
    levels: [f64; 4],
    hour_phase: f64,
}

impl Base {
    fn of(seed: u64) -> Self {
        let vary = Stream::new(seed, BASE_STREAM);
        let level = |tick, middle: f64| vary.between(tick, 0.9 * middle, 1.1 * middle);
        Self {
            levels: [level(0, 120.0), level(1, 0.2), level(2, 40.0), level(3, 80.0)],
            hour_phase: vary.uniform(4),
        }
    }

    // Traffic swells by day and breathes over an hour; latency and CPU follow it a little.
    fn at(&self, seed: u64, tick: i64, time: f64) -> [f64; 4] {
        const SWAY: [f64; 4] = [0.06, 0.0, 0.12, 0.3];
        let day = sine_of_turns(time / DAY - 0.3);
        let hour = sine_of_turns(time / HOUR + self.hour_phase);
        std::array::from_fn(|at| {
            let noise = Stream::new(seed, NOISE_STREAM + at as u64);
            let sway = 1.0 + SWAY[at] * (day + 0.15 * hour);
            self.levels[at] * sway + noise.between(tick, -NOISE[at], NOISE[at])
        })
    }
}

fn effect(seed: u64, tick: i64, fault: Option<&Fault>) -> Effect {
    let random = |at: u64| Stream::new(seed, FAULT_NOISE_STREAM + at).uniform(tick);
    fault.map_or([0.0; 4], |fault| fault.effect(tick, random(0), random(1)))
}

fn series(times: &Arc<Vec<f64>>, values: [Vec<f64>; 4]) -> Vec<Series> {
    let labels = Labels::new([("service".to_owned(), SERVICE.to_owned())]);
    NAMES
        .iter()
        .zip(values)
        .map(|((name, unit), values)| Series {
            name: (*name).to_owned(),
            labels: labels.clone(),
            unit: (*unit).to_owned(),
            times: Arc::clone(times),
            values,
        })
        .collect()
}
