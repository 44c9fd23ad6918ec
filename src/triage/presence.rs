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
    let points = samples.times.iter().zip(samples.values).filter(|(_, value)| value.is_finite());
    let mut present: Vec<(f64, f64)> = points.map(|(time, value)| (*time, *value)).collect();
    present.push((end + step, f64::NAN));
    let mut longest = 1.0_f64;
    for (at, pair) in present.windows(2).enumerate() {
        let missed = ((pair[1].0 - pair[0].0) / step).round();
        let unusual = (TIMES_LONGEST * longest).max(MISSED);
        if at + 1 >= KNOWN && missed > unusual && missed.is_finite() {
            let over = pair[1].1.is_finite();
            let to = if over { pair[1].0 } else { end };
            let alarmed = pair[0].0 + unusual.min(missed) * step;
            found.push(absence(
                track,
                samples,
                Shape::Stopped,
                (pair[0].0 + step, alarmed, to, over),
                pair[0].1,
            ));
        }
        longest = longest.max(missed.min(2.0 * longest + 1.0));
    }
    found
}

// The chance that a value is that of the point before, learnt from all points until then.
fn standstills(track: u32, samples: Samples<'_>) -> Vec<Departure> {
    let mut found: Vec<Departure> = Vec::new();
    let (mut steps, mut repeats, mut run) = (0.0_f64, 0.0_f64, 0_u32);
    let (mut before, mut least, mut most) = (f64::NAN, f64::INFINITY, f64::NEG_INFINITY);
    let mut open = false;
    let points = samples.times.iter().zip(samples.values).enumerate();
    for (at, (time, value)) in points.filter(|(_, (_, value))| value.is_finite()) {
        if *value == before {
            run += 1;
            let chance = f64::from(run) * ln((repeats + 1.0) / (steps + 2.0));
            // What rests at its bottom or its top is idle or full.
            let rests = *value <= least || *value >= most || *value == 0.0;
            if open {
                if let Some(last) = found.last_mut() {
                    (last.to, last.points) = (*time, last.points + 1);
                }
            } else if run >= FEWEST && chance < CHANCE && steps >= KNOWN as f64 && !rests {
                let from = samples.times[at.saturating_sub(run as usize)];
                found.push(absence(
                    track,
                    samples,
                    Shape::Frozen,
                    (from, *time, *time, false),
                    *value,
                ));
                open = true;
            }
            continue;
        }
        if open && let Some(last) = found.last_mut() {
            last.over = true;
        }
        // A standstill that was no chance does not teach what is.
        if !open {
            (steps, repeats) = (steps + f64::from(run) + 1.0, repeats + f64::from(run));
        }
        (least, most) = (least.min(before), most.max(before));
        (before, run, open) = (*value, 0, false);
    }
    found
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
}
