//! Random numbers without a state: a pure function of seed, stream and tick.
//!
//! A counter-based generator needs no history, so that a simulated series can be extended, cut or
//! asked for one point in the middle, and always answers alike.

use super::elementary::{ln, sine_of_turns};

// Increment and multipliers of SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number
// generators", 2014.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
const MIX_1: u64 = 0xbf58_476d_1ce4_e5b9;
const MIX_2: u64 = 0x94d0_49bb_1331_11eb;
// 2^-53: the distance of neighbouring results of `uniform`.
const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// One independent stream of random numbers, indexed by tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The stream of this number under this seed; neighbouring numbers give unrelated streams.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self { key: mix(mix(seed.wrapping_add(GOLDEN_GAMMA)).wrapping_add(stream)) }
    }

    /// 64 random bits of a tick. Cost: three multiply-and-shift rounds, a few ns.
    pub fn bits(self, tick: i64) -> u64 {
        mix(self.key.wrapping_add((tick as u64).wrapping_mul(GOLDEN_GAMMA)))
    }

    /// Uniform in `[0, 1)`.
    pub fn uniform(self, tick: i64) -> f64 {
        (self.bits(tick) >> 11) as f64 * UNIT
    }

    /// Uniform in `[low, high)`.
    pub fn between(self, tick: i64, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform(tick)
    }

    /// A whole number in `0..count`; 0 if `count` is 0.
    pub fn below(self, tick: i64, count: u32) -> u32 {
        (self.uniform(tick) * f64::from(count)) as u32
    }

    /// Standard normal (mean 0, standard deviation 1).
    ///
    /// Box and Muller 1958: `√(−2 ln u)·sin(2πv)` with `u` in `(0, 1]`, so that it is always finite.
    pub fn normal(self, tick: i64) -> f64 {
        let bits = self.bits(tick);
        let radius = ((bits >> 11) + 1) as f64 * UNIT;
        let turns = (mix(bits.wrapping_add(GOLDEN_GAMMA)) >> 11) as f64 * UNIT;
        (-2.0 * ln(radius)).max(0.0).sqrt() * sine_of_turns(turns)
    }
}

// Finaliser of SplitMix64: every input bit changes about half of the output bits.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(MIX_1);
    z = (z ^ (z >> 27)).wrapping_mul(MIX_2);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKS: i64 = 100_000;

    fn mean(of: impl Fn(i64) -> f64) -> f64 {
        (-TICKS / 2..TICKS / 2).map(of).sum::<f64>() / TICKS as f64
    }

    #[test]
    fn the_first_numbers_are_pinned() {
        // SplitMix64 itself, checked against the published generator: seed 0 gives this first.
        assert_eq!(mix(GOLDEN_GAMMA), 0xe220_a839_7b1d_cdaf);
        let stream = Stream::new(42, 7);
        assert_eq!(stream.uniform(3), Stream::new(42, 7).uniform(3));
        assert_ne!(stream.bits(3), stream.bits(4));
        assert_ne!(stream.bits(3), Stream::new(43, 7).bits(3));
        assert_ne!(stream.bits(3), Stream::new(42, 8).bits(3));
    }

    #[test]
    fn uniform_fills_its_interval_evenly() {
        let stream = Stream::new(1, 0);
        assert!((mean(|t| stream.uniform(t)) - 0.5).abs() < 0.005);
        assert!((mean(|t| stream.uniform(t).powi(2)) - 1.0 / 3.0).abs() < 0.005);
        assert!((mean(|t| f64::from(stream.below(t, 4))) - 1.5).abs() < 0.02);
        assert_eq!(stream.below(0, 0), 0);
    }

    #[test]
    fn normal_has_the_moments_and_tails_of_a_gaussian() {
        let stream = Stream::new(1, 0);
        assert!(mean(|t| stream.normal(t)).abs() < 0.01);
        assert!((mean(|t| stream.normal(t).powi(2)) - 1.0).abs() < 0.02);
        assert!((mean(|t| stream.normal(t).powi(4)) - 3.0).abs() < 0.15);
        let beyond = mean(|t| f64::from(u8::from(stream.normal(t).abs() > 3.0)));
        assert!((0.0020..0.0034).contains(&beyond), "{beyond}");
    }

    #[test]
    fn neighbouring_ticks_and_streams_are_unrelated() {
        let (a, b) = (Stream::new(5, 0), Stream::new(5, 1));
        assert!(mean(|t| a.normal(t) * a.normal(t + 1)).abs() < 0.015);
        assert!(mean(|t| a.normal(t) * b.normal(t)).abs() < 0.015);
    }
}
