//! How alike two departures went, and which was earlier.

use super::departure::Departure;
use crate::model::Samples;

/// Steps of a course before its departure began, and of all of it.
const BEFORE: usize = 12;
const MOST: usize = 48;
/// Courses are shifted by so many steps at most.
const LAGS: i64 = 24;
/// Of fewer moments that both have, nothing is said.
const LEAST: usize = 16;
/// Both must move by this share of their height in these moments: two stretches of noise are alike at some lag.
const SHARE: f64 = 0.7;

/// Deviations from the usual in units of its spread, point by point: the way of a series into a departure.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Course {
    /// Moment of the first.
    pub from: f64,
    /// Seconds between them; 0 where nothing is known.
    pub step: f64,
    /// The deviations, away from the usual above 0; NaN is a gap.
    #[serde(with = "crate::model::column")]
    pub away: Vec<f32>,
}

impl Course {
    /// Around the place at which a departure began. `away` says how far a value is from the usual.
    pub fn of(samples: Samples<'_>, began: usize, spread: f64, away: impl Fn(f64) -> f64) -> Self {
        let first = began.saturating_sub(BEFORE);
        let last = (first + MOST).min(samples.len());
        let unit = if spread > 0.0 { spread } else { 1.0 };
        Self {
            from: samples.times.get(first).copied().unwrap_or(0.0),
            step: samples.step(),
            away: samples.values[first..last]
                .iter()
                .map(|value| (away(*value) / unit) as f32)
                .collect(),
        }
    }
}

impl Course {
    /// How far it had been away, at most, by a moment, in units of its spread; `None` where it is not known so long.
    pub fn farthest_by(&self, time: f64) -> Option<f64> {
        let points = ((time - self.from) / self.step).floor() + 1.0;
        let known = 0.0 < self.step && points <= self.away.len() as f64;
        let by = self.away.iter().take(if known { points.max(0.0) as usize } else { 0 });
        known.then(|| by.map(|away| f64::from(*away)).fold(0.0, f64::max))
    }
}

/// How alike two courses are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Correlation at the lag at which it is largest, −1 to 1.
    pub correlation: f64,
    /// Seconds by which the first was earlier.
    pub earlier: f64,
}

/// The largest correlation of two courses over lags of two dozen steps, of equal ones the smallest lag. `None` where
/// they have other steps, or too few moments together in which both move. Cost: O(lags · points).
pub fn likeness(one: &Departure, other: &Departure) -> Option<Likeness> {
    let (a, b) = (&one.course, &other.course);
    if a.step <= 0.0 || (a.step - b.step).abs() > 0.01 * a.step {
        return None;
    }
    let apart = ((a.from - b.from) / a.step).round() as i64;
    let mut lags: Vec<i64> = (-LAGS..=LAGS).collect();
    crate::stats::order::sort_by(&mut lags, |a, b| a.abs().cmp(&b.abs()));
    let mut best: Option<Likeness> = None;
    for lag in lags {
        let Some(correlation) = correlation(&a.away, &b.away, apart + lag) else { continue };
        if best.is_none_or(|best| correlation > best.correlation + 1e-9) {
            best = Some(Likeness { correlation, earlier: lag as f64 * a.step });
        }
    }
    best
}

// Of the points that both have if the second is shifted.
fn correlation(a: &[f32], b: &[f32], shift: i64) -> Option<f64> {
    let partner = |at: usize| usize::try_from(at as i64 + shift).ok().and_then(|at| b.get(at));
    let pairs: Vec<(f64, f64)> = a
        .iter()
        .enumerate()
        .filter_map(|(at, value)| Some((f64::from(*value), f64::from(*partner(at)?))))
        .filter(|(one, other)| one.is_finite() && other.is_finite())
        .collect();
    let height =
        |values: &[f32]| values.iter().fold(0.0_f64, |most, one| most.max(f64::from(*one)));
    let reached = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).fold(0.0_f64, f64::max);
    let moves =
        reached(|pair| pair.0) >= SHARE * height(a) && reached(|pair| pair.1) >= SHARE * height(b);
    if pairs.len() < LEAST || !moves {
        return None;
    }
    let count = pairs.len() as f64;
    let sums = pairs.iter().fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1));
    let (mean_a, mean_b) = (sums.0 / count, sums.1 / count);
    let (mut both, mut own, mut others) = (0.0, 0.0, 0.0);
    for (one, other) in &pairs {
        let (one, other) = (one - mean_a, other - mean_b);
        both += one * other;
        own += one * one;
        others += other * other;
    }
    Some(both / (own * others).sqrt()).filter(|found| found.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;
    use crate::triage::Alarmed;
    use crate::triage::departure::departures;

    // A series of two hours that rises at a minute for another while, seen every 15 s.
    fn rising(seed: u64, at: usize, lasts: usize, height: f64) -> Departure {
        let noise = Stream::new(seed, 0);
        let times: Vec<f64> = (0..480).map(|at| f64::from(at) * 15.0).collect();
        let value = |point: usize| {
            let up = if (at..at + lasts).contains(&point) { height } else { 0.0 };
            100.0 + noise.normal(point as i64) + up
        };
        let values: Vec<f64> = (0..480).map(value).collect();
        let alarms: Vec<Alarmed> = (at..at + 4)
            .map(|at| Alarmed::new(at as u32, values[at], 3.0, (97.0, 103.0)))
            .collect();
        let samples = Samples { times: &times, values: &values };
        departures(0, samples, &alarms, false).remove(0)
    }

    #[test]
    fn the_earlier_of_two_that_are_alike_is_told_with_its_lead() {
        for seed in 0..20 {
            let (first, second) = (rising(seed, 300, 20, 30.0), rising(seed + 99, 310, 20, 60.0));
            let found = likeness(&first, &second).expect("they overlap");
            assert!(found.correlation > 0.9, "{found:?}");
            assert!((found.earlier - 150.0).abs() < 1.0, "{found:?}");
            let back = likeness(&second, &first).expect("they overlap");
            assert!((back.earlier + 150.0).abs() < 1.0, "{back:?}");
        }
    }

    #[test]
    fn another_course_is_not_alike_and_a_distant_one_is_not_compared() {
        let (short, long) = (rising(1, 300, 4, 30.0), rising(2, 300, 30, 30.0));
        assert!(likeness(&short, &long).is_none_or(|found| found.correlation < 0.7));
        assert_eq!(likeness(&rising(1, 200, 20, 30.0), &rising(2, 400, 20, 30.0)), None);
        let slow =
            Departure { course: Course { step: 60.0, ..long.course.clone() }, ..long.clone() };
        assert_eq!(likeness(&long, &slow), None);
    }
}
