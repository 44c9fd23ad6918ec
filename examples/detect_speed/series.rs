//! Series that look like the gauges of many servers of one kind: a day of 24 points, noise, and faults.

use blip::stats::elementary::sine_of_turns;
use blip::stats::rng::Stream;

const DAY: usize = 24;
const SEED: u64 = 20_240_115;
/// All are alike, so that methods which compare series with each other have their work, too.
const LEVEL: f64 = 50.0;
const SWING: f64 = 2.0;
/// Faults in units of the noise.
const SPIKE: f64 = 12.0;
const SHIFT: f64 = 5.0;

// Streams of random numbers of one series: its noise is stream 0.
const TRAITS: u64 = 1;
const STREAMS: u64 = 2;

/// One series: half of them have a spike somewhere, and one of five shifts for good.
pub fn values(series: usize, points: usize) -> Vec<f64> {
    let noise = Stream::new(SEED, series as u64 * STREAMS);
    let traits = Stream::new(SEED, series as u64 * STREAMS + TRAITS);
    let sigma = traits.between(0, 0.5, 2.0);
    let spike = (traits.uniform(1) < 0.5).then(|| traits.below(2, points as u32) as usize);
    let shift = (traits.uniform(3) < 0.2).then(|| traits.below(4, points as u32) as usize);
    let value = |at: usize| {
        let season = SWING * sine_of_turns((at % DAY) as f64 / DAY as f64);
        let spiked = if spike == Some(at) { SPIKE } else { 0.0 };
        let shifted = if shift.is_some_and(|from| from <= at) { SHIFT } else { 0.0 };
        LEVEL + season + sigma * (noise.normal(at as i64) + spiked + shifted)
    };
    (0..points).map(value).collect()
}
