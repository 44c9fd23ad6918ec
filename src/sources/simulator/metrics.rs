//! CPU, memory and latency with spikes, dips and shifts: the classic benchmark with known truth.

mod injected;

use super::{Scenario, Simulated, ticks};
use crate::model::{About, Labels, Series, TimeRange};
use crate::stats::elementary::sine_of_turns;
use crate::stats::order::sort_by;
use crate::stats::rng::Stream;
use injected::Injection;
use std::ops::Range;
use std::sync::Arc;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "metrics",
    title: "Machine metrics",
    sentence: "CPU, memory and latency over a daily cycle, with spikes, dips and shifts \
                   whose places are known.",
    reference: "Distributions of the classic dashboard simulator, with a period of one \
                    day whatever the range",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Metrics = Metrics;

/// Three metrics of a machine, one point a minute.
#[derive(Debug)]
pub struct Metrics;

const STEP: f64 = 60.0;
const DAY: f64 = 86_400.0;

// Streams of random numbers, 100 for each metric; a number names one purpose.
const NOISE: u64 = 0;
const HABIT: u64 = 1;
const INJECTED: u64 = 2;
const HEIGHT: u64 = 3;

/// One metric: its normal course and the scale of what is injected.
struct Metric {
    name: &'static str,
    unit: &'static str,
    /// Value at a moment without noise.
    course: fn(f64) -> f64,
    /// Standard deviation of the Gaussian noise.
    noise: f64,
    /// Harmless habits: garbage collection, micro-spikes.
    habit: fn(Stream, i64) -> f64,
    /// Unit of height of what is injected: the standard deviation of the series while the classic
    /// simulator injects, one anomaly after the other (mean over 100 seeds of 24 hours).
    deviation: f64,
    /// Largest possible value.
    ceiling: f64,
}

const METRICS: [Metric; 3] = [
    Metric {
        name: "cpu",
        unit: "%",
        course: |time| 50.0 + 15.0 * sine_of_turns(time / DAY),
        noise: 3.0,
        habit: |_, _| 0.0,
        deviation: 15.0,
        ceiling: 100.0,
    },
    Metric {
        name: "memory",
        unit: "%",
        course: |time| 50.0 + 20.0 * filling(time / DAY),
        noise: 2.0,
        habit: garbage_collection,
        deviation: 8.8,
        ceiling: 100.0,
    },
    Metric {
        name: "latency",
        unit: "ms",
        course: |time| 30.0 + 5.0 * sine_of_turns(time / DAY),
        noise: 3.0,
        habit: micro_spike,
        deviation: 7.5,
        ceiling: f64::INFINITY,
    },
];

impl Scenario for Metrics {
    fn about(&self) -> About {
        ABOUT
    }

    fn step(&self) -> f64 {
        STEP
    }

    fn generate(&self, seed: u64, origin: f64, range: TimeRange) -> Simulated {
        let ticks = ticks(STEP, origin, range);
        let times: Arc<Vec<f64>> =
            Arc::new(ticks.clone().map(|tick| origin + tick as f64 * STEP).collect());
        let mut simulated = Simulated::default();
        for (metric, first) in METRICS.iter().zip((100..).step_by(100)) {
            let injected = Injection::all(seed, first + INJECTED, ticks.clone());
            let (heights, truth) = effects(&injected, Stream::new(seed, first + HEIGHT), &ticks);
            let noise = Stream::new(seed, first + NOISE);
            let habit = Stream::new(seed, first + HABIT);
            let moments = ticks.clone().zip(times.iter()).zip(heights);
            let values = moments.map(|((tick, time), height)| {
                let normal = (metric.course)(*time)
                    + metric.noise * noise.normal(tick)
                    + (metric.habit)(habit, tick);
                (normal + height * metric.deviation).clamp(0.0, metric.ceiling)
            });
            let values = values.collect();
            simulated.series.push(Series {
                name: metric.name.to_owned(),
                labels: Labels::new([("host".to_owned(), "web-1".to_owned())]),
                unit: metric.unit.to_owned(),
                times: Arc::clone(&times),
                values,
            });
            simulated.truth.push(truth);
            let named = injected.iter().map(|one| one.truth(metric.name, origin, STEP));
            simulated.faults.extend(named);
        }
        sort_by(&mut simulated.faults, |a, b| a.range.from.total_cmp(&b.range.from));
        simulated
    }
}

// For every tick, the sum of the heights injected there (in deviations), and whether there is any.
fn effects(injected: &[Injection], heights: Stream, ticks: &Range<i64>) -> (Vec<f64>, Vec<bool>) {
    let points = (ticks.end - ticks.start).max(0) as usize;
    let (mut sums, mut truth) = (vec![0.0; points], vec![false; points]);
    for one in injected {
        let height = one.height(heights);
        for tick in one.within(ticks) {
            let at = (tick - ticks.start) as usize;
            sums[at] += height;
            truth[at] = true;
        }
    }
    (sums, truth)
}

// 0 to 1 over twenty hours and back over four, so that it has no jump: only faults may jump.
fn filling(days: f64) -> f64 {
    const RISE: f64 = 20.0 / 24.0;
    let share = days - days.floor();
    if share < RISE { share / RISE } else { (1.0 - share) / (1.0 - RISE) }
}

// One in 200 points begins three to nine points, all lower by one amount of 5 to 15.
fn garbage_collection(random: Stream, tick: i64) -> f64 {
    (0..9)
        .filter(|ago| {
            let start = (tick - ago) * 4;
            random.uniform(start) < 1.0 / 200.0 && *ago < 3 + i64::from(random.below(start + 1, 7))
        })
        .map(|ago| -random.between((tick - ago) * 4 + 2, 5.0, 15.0))
        .sum()
}

// One point in 50 is higher by 10 to 30.
fn micro_spike(random: Stream, tick: i64) -> f64 {
    if random.uniform(tick * 4) < 1.0 / 50.0 {
        random.between(tick * 4 + 1, 10.0, 30.0)
    } else {
        0.0
    }
}
