//! How often each template comes: rates that drift, and two bursts.

use blip::stats::elementary::{exp2, ln};
use blip::stats::rng::Stream;

/// Of the logarithm of a rate, what is left from one slice to the next.
const KEPT: f64 = 0.95;
/// What comes to it: with the above, rates scatter by a factor of about three.
const NOISE: f64 = 0.3;
/// Parts of the time in which the first template bursts.
const BURSTS: [std::ops::Range<f64>; 2] = [0.6..0.61, 0.8..0.81];
/// Its rate there, beside that of the most frequent.
const BURST: f64 = 1.0;
/// Its usual rate.
const ERROR: f64 = 0.02;
/// Places in the table that is drawn from.
const PLACES: usize = 1 << 12;

/// Rates of all templates of a log.
#[derive(Debug)]
pub struct Rates {
    stream: Stream,
    slice: i64,
    logs: Vec<f64>,
    places: Vec<u8>,
}

impl Rates {
    /// Of so many templates, at most 256.
    pub fn new(stream: Stream, templates: usize) -> Self {
        Self { stream, slice: 0, logs: vec![0.0; templates], places: Vec::new() }
    }

    /// The next slice begins, at a share of the time. An autoregression of first order each (Box and
    /// Jenkins), around a base that falls as one over the place: few templates make most of a log.
    pub fn change(&mut self, share: f64) {
        let count = self.logs.len() as i64;
        self.slice += 1;
        let burst = BURSTS.iter().any(|burst| burst.contains(&share));
        for (at, log) in self.logs.iter_mut().enumerate() {
            *log = KEPT * *log + NOISE * self.stream.normal(self.slice * count + at as i64);
        }
        let weight = |(at, log): (usize, &f64)| match at {
            0 if burst => BURST,
            // An error, which is rare but in its bursts.
            0 => ERROR * exp2(*log / ln(2.0)),
            _ => exp2(*log / ln(2.0)) / at as f64,
        };
        let weights: Vec<f64> = self.logs.iter().enumerate().map(weight).collect();
        let sum: f64 = weights.iter().sum();
        self.places.clear();
        let mut until = 0.0;
        for (at, weight) in weights.iter().enumerate() {
            until += weight / sum * PLACES as f64;
            // What is rarest still comes at times.
            let end = (until.round() as usize).max(self.places.len() + 1);
            self.places.resize(end, at as u8);
        }
    }

    /// The template that random bits choose.
    pub fn pick(&self, bits: u64) -> usize {
        let place = ((bits >> 32) * self.places.len() as u64) >> 32;
        self.places[place as usize].into()
    }
}
