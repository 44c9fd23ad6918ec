//! Finds a period from the data.

use std::collections::VecDeque;

/// The longest period, in seconds, and how many of the longest are looked at.
const LONGEST: f64 = 3.0 * 86_400.0;
const LAPS: f64 = 3.0;
/// Bins of a stretch that is looked at, and the fewest that say anything.
const BINS: usize = 512;
const FEWEST: usize = 48;
/// Between two looks the number of bins grows by half, by at most so many.
const MOST_BETWEEN: usize = 512;
/// A shorter period than this many bins is none.
const SHORTEST: usize = 4;
/// A period's correlation must be so high, and rise so far from the lowest before it.
const CORRELATED: f32 = 0.25;
const RISES: f32 = 0.3;
/// Of all peaks, the first that is nearly as high as the highest: others are its multiples.
const NEARLY: f32 = 0.85;

/// Looks now and then at two recent stretches, of the series' own steps and of longer ones, for the
/// lag at which they resemble themselves best. 4 kB.
#[derive(Debug, Clone)]
pub(super) struct Finder {
    step: f64,
    fine: Lane,
    coarse: Option<Lane>,
    // Which of them found the last period.
    by_coarse: bool,
}

impl Finder {
    /// Nothing seen; `step` in seconds.
    pub(super) fn new(step: f64) -> Self {
        let wide = LONGEST * LAPS / BINS as f64;
        let coarse = (wide > 1.5 * step).then(|| Lane::new(wide));
        Self { step, fine: Lane::new(step), coarse, by_coarse: false }
    }

    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// Takes the next point, and says the period in seconds if it looked and found one. Cost: O(1),
    /// and now and then a comparison of 512 values with themselves at 170 lags.
    pub(super) fn learn(&mut self, time: f64, value: f64) -> Option<f64> {
        let fine = self.fine.learn(time, value);
        let coarse = self.coarse.as_mut().and_then(|lane| lane.learn(time, value));
        self.by_coarse = fine.is_none() && coarse.is_some();
        fine.or(coarse)
    }

    /// Takes a point and does not look.
    pub(super) fn take(&mut self, time: f64, value: f64) {
        self.fine.take(time, value);
        if let Some(lane) = &mut self.coarse {
            lane.take(time, value);
        }
    }

    /// The period in seconds of what it remembers, if one shows.
    pub(super) fn look(&self) -> Option<f64> {
        self.fine.period().or_else(|| self.coarse.as_ref()?.period())
    }

    /// Tells what it remembers of the stretch in which the last period was found, every so many seconds.
    pub(super) fn replay(&self, every: f64, mut tell: impl FnMut(f64, f64)) {
        let lane = self.coarse.as_ref().filter(|_| self.by_coarse).unwrap_or(&self.fine);
        let steps = (lane.width / every).ceil().max(1.0);
        for (at, value) in lane.bins.iter().enumerate() {
            let mut within = 0.0;
            while within < steps && value.is_finite() {
                let share = (within + 0.5) / steps - 0.5;
                tell(lane.moment(at) + share * lane.width, f64::from(*value));
                within += 1.0;
            }
        }
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        let lanes = [Some(&self.fine), self.coarse.as_ref()];
        lanes.into_iter().flatten().map(|lane| lane.bins.capacity() * size_of::<f32>()).sum()
    }
}

// Means of equal spans of time; NaN where there was no point.
#[derive(Debug, Clone)]
struct Lane {
    width: f64,
    origin: f64,
    bins: VecDeque<f32>,
    // Number of the span under way, and the sum of its points.
    open: i64,
    sum: f64,
    points: f64,
    seen: usize,
    next: usize,
}

impl Lane {
    fn new(width: f64) -> Self {
        let bins = VecDeque::with_capacity(BINS);
        let (origin, open, sum, points) = (f64::NAN, 0, 0.0, 0.0);
        Self { width, origin, bins, open, sum, points, seen: 0, next: FEWEST }
    }

    // The middle of a kept span.
    fn moment(&self, at: usize) -> f64 {
        self.origin + (self.open - (self.bins.len() - at) as i64) as f64 * self.width
    }

    fn learn(&mut self, time: f64, value: f64) -> Option<f64> {
        if !self.take(time, value) || self.seen < self.next {
            return None;
        }
        self.next = self.seen + (self.seen / 2).min(MOST_BETWEEN);
        self.period()
    }

    // Whether a span has ended.
    fn take(&mut self, time: f64, value: f64) -> bool {
        if self.origin.is_nan() {
            self.origin = time;
        }
        let span = ((time - self.origin) / self.width).round() as i64;
        let ended = span > self.open;
        if ended {
            self.close(span);
        }
        self.sum += value;
        self.points += 1.0;
        ended
    }

    fn close(&mut self, span: i64) {
        let missing = (span - self.open - 1).clamp(0, BINS as i64) as usize;
        self.keep((self.sum / self.points) as f32);
        (0..missing).for_each(|_| self.keep(f32::NAN));
        (self.open, self.sum, self.points) = (span, 0.0, 0.0);
    }

    fn keep(&mut self, value: f32) {
        if self.bins.len() == BINS {
            self.bins.pop_front();
        }
        self.bins.push_back(value);
        self.seen += 1;
    }

    fn period(&self) -> Option<f64> {
        let values = tamed(self.bins.iter().copied())?;
        let correlations = correlations(&values, values.len() / 2);
        let lag = peak(&correlations, values.len() / LAPS as usize)?;
        Some(refined(&correlations, lag) * self.width).filter(|period| *period <= LONGEST)
    }
}

// Deviations from the median, none beyond three usual ones; a gap is the median. `None` of a constant.
fn tamed(values: impl Iterator<Item = f32> + Clone) -> Option<Vec<f32>> {
    let mut known: Vec<f32> = values.clone().filter(|value| value.is_finite()).collect();
    if known.len() < FEWEST {
        return None;
    }
    let median = middle(&mut known, 0.5);
    for value in &mut known {
        *value = (*value - median).abs();
    }
    let most = 3.0 * middle(&mut known, 0.9);
    let tame = |value: f32| {
        if value.is_finite() { (value - median).clamp(-most, most) / most } else { 0.0 }
    };
    (most > 0.0 && most.is_finite()).then(|| values.map(tame).collect())
}

fn middle(values: &mut [f32], share: f32) -> f32 {
    let at = (values.len() as f32 * share) as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

// Of each lag up to the longest, 0 included; no mean is taken out but the median.
fn correlations(values: &[f32], longest: usize) -> Vec<f32> {
    let at = |lag: usize| {
        let sum = product(&values[..values.len() - lag], &values[lag..]);
        sum / (values.len() - lag) as f32
    };
    let whole = at(0).max(f32::MIN_POSITIVE);
    (0..=longest).map(|lag| at(lag) / whole).collect()
}

// In eight sums, so that a processor can do them side by side.
fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

// The first of the highest peaks that rise from something low.
fn peak(correlations: &[f32], longest: usize) -> Option<usize> {
    let mut lowest = f32::INFINITY;
    let mut peaks = Vec::new();
    for lag in 1..=longest {
        let [before, here, after] = [lag - 1, lag, lag + 1].map(|lag| correlations[lag]);
        lowest = lowest.min(here);
        let is_peak = here >= before && here > after && here >= CORRELATED;
        if is_peak && here - lowest >= RISES && lag >= SHORTEST {
            peaks.push(lag);
        }
    }
    let highest = peaks.iter().map(|lag| correlations[*lag]).fold(0.0, f32::max);
    peaks.into_iter().find(|lag| correlations[*lag] >= NEARLY * highest)
}

// The lag to a part of a bin, from the peaks at its multiples.
fn refined(correlations: &[f32], lag: usize) -> f64 {
    let (mut period, mut times) = (lag as f64, 1.0);
    loop {
        let next = (period * (times + 1.0)).round() as usize;
        if next + 1 >= correlations.len() {
            return period;
        }
        let best = (next - 1..=next + 1)
            .max_by(|a, b| correlations[*a].total_cmp(&correlations[*b]))
            .unwrap_or(next);
        if correlations[best] < CORRELATED / 2.0 {
            return period;
        }
        times += 1.0;
        period = best as f64 / times;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    fn found(points: i64, value: impl Fn(i64) -> f64) -> Option<f64> {
        let mut finder = Finder::new(60.0);
        (0..points).filter_map(|at| finder.learn(at as f64 * 60.0, value(at))).last()
    }

    #[test]
    fn short_and_long_periods_are_found() {
        let noise = Stream::new(5, 1);
        for lap in [15, 100, 420, 1_000] {
            let saw = |at: i64| (at % lap) as f64 / lap as f64 + 0.1 * noise.normal(at);
            let period = found(12 * 1_440, saw).expect("a period") / 60.0;
            assert!((period / lap as f64 - 1.0).abs() < 0.02, "{lap}: {period}");
        }
    }

    #[test]
    fn where_nothing_recurs_nothing_is_found() {
        let noise = Stream::new(6, 1);
        assert_eq!(found(10_000, |at| noise.normal(at)), None);
        assert_eq!(found(10_000, |at| at as f64), None);
        assert_eq!(found(10_000, |_| 5.0), None);
    }

    #[test]
    fn what_it_remembers_is_told_again() {
        let mut finder = Finder::new(60.0);
        for at in 0..100 {
            finder.learn(f64::from(at) * 60.0, f64::from(at));
        }
        let mut told = Vec::new();
        finder.replay(60.0, |time, value| told.push((time, value)));
        assert_eq!((told.len(), told[0], told[98]), (99, (0.0, 0.0), (5_880.0, 98.0)));
    }
}
