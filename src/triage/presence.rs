//! Series that stop, and series that stand still although they never do.

use super::departure::{Departure, Shape, Told};
use super::figures::figures;
use super::likeness::Course;
use crate::model::Samples;
use crate::stats::elementary::ln;

/// Points before a stop, at least.
const KNOWN: usize = 20;
/// Missing steps that are a stop, at least; where gaps are usual, three times the longest.
const MISSED: f64 = 4.0;
const TIMES_LONGEST: f64 = 3.0;
/// A standstill is no chance if as long a one were less likely than this (its logarithm: 1e-9).
const CHANCE: f64 = -20.723;
/// Fewer equal values in a row are none.
const FEWEST: u32 = 4;
/// So many points are looked at together.
const RUN: usize = 256;

/// Where a series stopped or stood still. `end` is the last moment of the source: a series that ends before it has
/// stopped. Cost: O(points).
pub fn absences(track: u32, samples: Samples<'_>, end: f64) -> Vec<Departure> {
    let mut found = stops(track, samples, end);
    found.extend(standstills(track, samples));
    found
}

fn stops(track: u32, samples: Samples<'_>, end: f64) -> Vec<Departure> {
    let step = samples.step();
    let mut found = Vec::new();
    if step <= 0.0 {
        return found;
    }
    let Samples { times, values } = samples;
    let (mut longest, mut known, mut before) = (1.0_f64, 0, None::<(f64, f64)>);
    let mut look = |known: usize, (time, value): (f64, f64), now: (f64, f64)| {
        let missed = ((now.0 - time) / step).round();
        let unusual = (TIMES_LONGEST * longest).max(MISSED);
        if known >= KNOWN && missed > unusual && missed.is_finite() {
            let over = now.1.is_finite();
            let to = if over { now.0 } else { end };
            let moments = (time + step, time + unusual.min(missed) * step, to, over);
            found.push(absence(track, samples, Shape::Stopped, moments, value));
        }
        longest = longest.max(missed.min(2.0 * longest + 1.0));
    };
    for (from, to) in runs(values.len()) {
        let follows = before.is_some_and(|(time, _)| from > 0 && time == times[from - 1]);
        if follows && is_close(&times[from - 1..to], step) && is_finite(&values[from..to]) {
            known += to - from;
            before = Some((times[to - 1], values[to - 1]));
            continue;
        }
        for now in (from..to).map(|at| (times[at], values[at])).filter(|(_, one)| one.is_finite()) {
            if let Some(last) = before.replace(now) {
                known += 1;
                look(known, last, now);
            }
        }
    }
    if let Some(last) = before {
        look(known + 1, last, (end + step, f64::NAN));
    }
    found
}

// Browsers translate a function well once it was called often, however long its loops are: what nearly all points are
// is asked of some hundreds of them at once.
fn runs(points: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..points).step_by(RUN).map(move |from| (from, points.min(from + RUN)))
}

// Whether nothing is missing between these moments.
#[inline(never)]
fn is_close(times: &[f64], step: f64) -> bool {
    times.windows(2).all(|pair| pair[1] - pair[0] < 1.5 * step)
}

#[inline(never)]
fn is_finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

// Whether no value is that of the one before.
#[inline(never)]
fn is_lively(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] != pair[1])
}

#[inline(never)]
fn extremes(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
        (if *value < least { *value } else { least }, if *value > most { *value } else { most })
    })
}

// The chance that a value is that of the point before, learnt from all points until then.
fn standstills(track: u32, samples: Samples<'_>) -> Vec<Departure> {
    let values = samples.values;
    let mut still = Still::default();
    for (from, to) in runs(values.len()) {
        if from > 0
            && still.is_calm(values[from - 1])
            && is_lively(&values[from - 1..to])
            && is_finite(&values[from..to])
        {
            still.skip(&values[from - 1..to]);
            continue;
        }
        for at in (from..to).filter(|at| values[*at].is_finite()) {
            still.push(track, samples, at);
        }
    }
    still.found
}

struct Still {
    found: Vec<Departure>,
    steps: f64,
    repeats: f64,
    // How many points have been as the one before by now.
    run: u32,
    before: f64,
    least: f64,
    most: f64,
    open: bool,
}

impl Default for Still {
    fn default() -> Self {
        let (least, most) = (f64::INFINITY, f64::NEG_INFINITY);
        let (steps, repeats, before) = (0.0, 0.0, f64::NAN);
        Self { found: Vec::new(), steps, repeats, run: 0, before, least, most, open: false }
    }
}

impl Still {
    // Whether this was the last value, and nothing stands still.
    fn is_calm(&self, last: f64) -> bool {
        self.run == 0 && !self.open && self.before == last
    }

    // The last value, and others that follow it and differ.
    fn skip(&mut self, values: &[f64]) {
        let Some((last, before)) = values.split_last() else { return };
        let (least, most) = extremes(before);
        (self.least, self.most) = (self.least.min(least), self.most.max(most));
        self.steps += before.len() as f64;
        self.before = *last;
    }

    fn push(&mut self, track: u32, samples: Samples<'_>, at: usize) {
        let (time, value) = (samples.times[at], samples.values[at]);
        if value == self.before {
            self.repeat(track, samples, at, (time, value));
            return;
        }
        if self.open
            && let Some(last) = self.found.last_mut()
        {
            last.over = true;
        }
        // A standstill that was no chance does not teach what is.
        if !self.open {
            self.steps += f64::from(self.run) + 1.0;
            self.repeats += f64::from(self.run);
        }
        (self.least, self.most) = (self.least.min(self.before), self.most.max(self.before));
        (self.before, self.run, self.open) = (value, 0, false);
    }

    fn repeat(&mut self, track: u32, samples: Samples<'_>, at: usize, (time, value): (f64, f64)) {
        self.run += 1;
        if self.open {
            if let Some(last) = self.found.last_mut() {
                (last.to, last.points) = (time, last.points + 1);
            }
            return;
        }
        let chance = f64::from(self.run) * ln((self.repeats + 1.0) / (self.steps + 2.0));
        // What rests at its bottom or its top is idle or full.
        let rests = value <= self.least || value >= self.most || value == 0.0;
        let known = self.steps >= KNOWN as f64;
        if self.run >= FEWEST && chance < CHANCE && known && !rests {
            let from = samples.times[at.saturating_sub(self.run as usize)];
            let moments = (from, time, time, false);
            self.found.push(absence(track, samples, Shape::Frozen, moments, value));
            self.open = true;
        }
    }
}

fn absence(
    track: u32,
    samples: Samples<'_>,
    shape: Shape,
    (from, alarmed, to, over): (f64, f64, f64, bool),
    value: f64,
) -> Departure {
    Departure {
        track,
        from,
        alarmed,
        to,
        over,
        shape,
        up: false,
        score: 2.0,
        trail: vec![Told { time: alarmed, score: 2.0, away: 3, height: f64::NAN }],
        points: 1,
        peak_time: alarmed,
        peak: value,
        expected: f64::NAN,
        usual: value,
        spread: 0.0,
        slope: 0.0,
        figures: figures(samples, from, to),
        course: Course::default(),
        reason: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    fn noise(count: usize) -> (Vec<f64>, Vec<f64>) {
        let stream = Stream::new(3, 0);
        let times = (0..count).map(|at| at as f64 * 10.0).collect();
        (times, (0..count as i64).map(|at| 50.0 + stream.normal(at)).collect())
    }

    #[test]
    fn a_stop_and_a_standstill_are_found_within_five_steps() {
        let (times, mut values) = noise(400);
        values[200..230].fill(f64::NAN);
        let frozen = values[300];
        values[300..340].fill(frozen);
        let found = absences(0, Samples { times: &times, values: &values }, times[399]);
        let told: Vec<_> =
            found.iter().map(|one| (one.shape, one.from, one.to, one.over)).collect();
        assert_eq!(
            told,
            [(Shape::Stopped, 2000.0, 2300.0, true), (Shape::Frozen, 3000.0, 3390.0, true)]
        );
        assert!(found.iter().all(|one| one.alarmed - one.from <= 50.0));
    }

    #[test]
    fn what_ends_before_its_source_has_stopped_and_what_rests_has_not() {
        let (times, values) = noise(100);
        let found = absences(0, Samples { times: &times, values: &values }, 2000.0);
        assert_eq!((found.len(), found[0].over), (1, false));
        let counts: Vec<f64> = (0..400).map(|at| f64::from(u8::from(at % 37 == 0))).collect();
        let times: Vec<f64> = (0..400).map(f64::from).collect();
        assert!(absences(0, Samples { times: &times, values: &counts }, 399.0).is_empty());
        assert!(absences(0, Samples { times: &[], values: &[] }, 399.0).is_empty());
    }

    #[test]
    fn points_that_are_looked_at_together_say_what_each_says() {
        let (times, mut values) = noise(4_000);
        for (from, to) in [(254, 262), (500, 531), (1024, 1060), (2300, 2301), (3500, 3900)] {
            values[from..to].fill(f64::NAN);
        }
        for (from, to) in [(300, 330), (760, 790), (1279, 1300), (2047, 2049), (3000, 3100)] {
            let frozen = values[from];
            values[from..to].fill(frozen);
        }
        let told = |before: usize| {
            // Points without values fall into other runs, and say nothing.
            let early = (0..before).rev().map(|at| -10.0 * (at + 1) as f64);
            let all: Vec<f64> = early.chain(times.iter().copied()).collect();
            let mut shifted = vec![f64::NAN; before];
            shifted.extend(&values);
            let found = absences(0, Samples { times: &all, values: &shifted }, times[3_999] + 90.0);
            let told = found.iter().map(|one| (one.shape, one.from, one.alarmed, one.to, one.over));
            told.collect::<Vec<_>>()
        };
        let alone = told(0);
        assert_eq!(alone.len(), 8, "{alone:?}");
        for before in [1, 100, 255, 256, 400] {
            assert_eq!(told(before), alone, "{before}");
        }
    }
}
