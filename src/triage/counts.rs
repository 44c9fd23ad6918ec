//! Counts of few: whether so many more lines are no chance.
//!
//! A line now and then is what is usual for a log that fails seldom; a detector of points takes the second of them for
//! news. Roots of counts have nearly one spread, whatever the rate (Anscombe, 1948).

use super::departure::Alarmed;
use crate::model::Samples;
use crate::stats::robust::median;

/// What was usual is learnt from so many buckets …
const KNOWN: usize = 180;
/// … of which the youngest are so old, since a trouble may have begun in them.
const UNSURE: usize = 6;
/// Sums of so many buckets are compared with what is usual for as many.
const SUMS: [usize; 2] = [1, 3];
/// So many deviations of a root are no chance: one in ten million, in hundreds of buckets of dozens of logs.
const BEYOND: f64 = 5.0;
/// How far a count lies above none says no more beyond this score.
const LOUDEST: f64 = 3.0;
/// So many roots more, or less, are more than a few: 3 to 9, 10 to 20, 100 to 127.
const FEW_ROOTS: f64 = 2.5;
/// Counts beyond this are not looked at one by one, and figures are rounded so much at most.
const MANY: f64 = 50.0;
const ROUNDED: f64 = 0.05;
/// Anscombe's shift.
const SHIFT: f64 = 0.375;

/// The alarms at which more was counted than chance explains, and all that follows while it does; those that tell of
/// fewer are left out. Cost: O(alarms · points that are known).
pub fn beyond_chance(samples: Samples<'_>, alarms: &[Alarmed]) -> Vec<Alarmed> {
    let mut kept: Vec<Alarmed> = Vec::new();
    let mut told = alarms.iter().peekable();
    for at in 0..samples.len() as u32 {
        let own = told.next_if(|alarm| alarm.at == at).copied();
        let goes_on =
            kept.last().filter(|last| last.at + 1 == at).map(|last| Alarmed { at, ..*last });
        let alarm = own.or(goes_on).filter(|_| is_beyond(samples.values, at as usize));
        kept.extend(alarm.map(|one| Alarmed { score: one.score.min(LOUDEST), ..one }));
    }
    kept
}

/// Of what is counted, the alarms that are more than one or two of few more, or less; a level, as of a queue, is counted
/// anew at each point, and of what happens, that of three points together may be more than a few as well. Of others all
/// alarms stay. Cost: O(points) and O(alarms · points that are known).
pub fn beyond_few(samples: Samples<'_>, alarms: &[Alarmed], is_level: bool) -> Vec<Alarmed> {
    let Some(one) = unit_of(samples.values) else { return alarms.to_vec() };
    let values = samples.values;
    let root = |sum: f64| 2.0 * ((sum / one).max(0.0) + SHIFT).sqrt();
    let tells = |alarm: &&Alarmed| {
        let (at, end) = (alarm.at as usize, (alarm.at as usize).saturating_sub(UNSURE));
        let known = &values[end.saturating_sub(KNOWN)..end];
        let usual = if is_level { median(known) } else { mean(known) };
        let widths = if is_level { &SUMS[..1] } else { &SUMS };
        let is_more = |width: &usize| {
            let now: f64 = present(&values[(at + 1).saturating_sub(*width)..=at]).sum();
            usual.is_none_or(|usual| FEW_ROOTS <= (root(now) - root(usual * *width as f64)).abs())
        };
        widths.iter().any(is_more)
    };
    alarms.iter().filter(tells).copied().collect()
}

/// Whether all values are whole.
pub fn is_counted(samples: Samples<'_>) -> bool {
    present(samples.values).all(|value| value.fract() == 0.0)
}

fn present(values: &[f64]) -> impl Iterator<Item = f64> {
    values.iter().copied().filter(|value| value.is_finite())
}

fn mean(values: &[f64]) -> Option<f64> {
    let (sum, count) =
        present(values).fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
    (0.0 < count).then(|| sum / count)
}

// What one of what is counted looks like: 1, or a fifteenth where a rate is told every fifteen seconds. All values are
// some of these; `None` if there is no such thing, or they are so many that one is nothing.
fn unit_of(values: &[f64]) -> Option<f64> {
    if present(values).all(|value| value.fract() == 0.0) {
        return Some(1.0);
    }
    let one = present(values).filter(|value| 0.0 < *value).reduce(f64::min)?;
    let is_some = |value: f64| {
        let count = value / one;
        0.0 <= count && (count - count.round()).abs() <= ROUNDED
    };
    let many = present(values).filter(|value| MANY * one < *value).count();
    let whole = present(values).filter(|value| *value <= MANY * one).all(is_some);
    (whole && 2 * many < values.len()).then_some(one)
}

fn is_beyond(values: &[f64], at: usize) -> bool {
    let end = at.saturating_sub(UNSURE);
    let known = &values[end.saturating_sub(KNOWN)..end];
    if known.len() < KNOWN / 20 {
        return false;
    }
    let count = known.len() as f64;
    let mean = known.iter().sum::<f64>() / count;
    let variance = known.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    // What comes in bursts is spread wider than what comes by chance alone.
    let spread = if mean > 0.0 { (variance / mean).max(1.0).sqrt() } else { 1.0 };
    SUMS.iter().any(|width| {
        let sum: f64 = values[(at + 1).saturating_sub(*width)..=at].iter().sum();
        let root = |count: f64| 2.0 * (count + SHIFT).sqrt();
        // Nobody knows a rate below one in all that is known.
        let usual = mean.max(1.0 / count) * *width as f64;
        root(sum) - root(usual) >= BEYOND * spread
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    // Failures by chance, one in so many buckets, and a burst of so many in each of four buckets.
    fn kept(seed: u64, rate: f64, burst: f64) -> usize {
        let stream = Stream::new(seed, 0);
        let of = |at: i64| {
            (0..40).filter(|line| stream.uniform(at * 40 + line) < rate / 40.0).count() as f64
        };
        let mut values: Vec<f64> = (0..340).map(of).collect();
        values[300..304].iter_mut().for_each(|value| *value += burst);
        let times: Vec<f64> = (0..340).map(f64::from).collect();
        let alarm = |at: usize| Alarmed::new(at as u32, values[at], 1.5, (0.0, 1.0));
        let alarms: Vec<Alarmed> = (0..340).filter(|at| values[*at] > 0.0).map(alarm).collect();
        beyond_chance(Samples { times: &times, values: &values }, &alarms).len()
    }

    #[test]
    fn one_or_two_of_few_are_no_news_whatever_a_rate_makes_of_one() {
        let kept = |one: f64, last: &[f64], is_level: bool| {
            let mut values: Vec<f64> = (0..240).map(|at| f64::from(at % 3) * one).collect();
            values.extend(last.iter().map(|count| count * one));
            let times: Vec<f64> = (0..values.len()).map(|at| at as f64).collect();
            let alarms: Vec<Alarmed> = (240..values.len())
                .map(|at| Alarmed::new(at as u32, values[at], 3.0, (0.0, one)))
                .collect();
            beyond_few(Samples { times: &times, values: &values }, &alarms, is_level).len()
        };
        for one in [1.0, 1.0 / 15.0] {
            assert_eq!(kept(one, &[3.0], false), 0, "{one}");
            assert_eq!(kept(one, &[9.0], false), 1, "{one}");
            assert_eq!(kept(one, &[4.0, 4.0, 4.0], false), 2, "{one}: together");
            assert_eq!(kept(one, &[4.0, 4.0, 4.0], true), 0, "{one}: the same ones again");
        }
        // A level that never was low is counted in ones as well.
        let values: Vec<f64> =
            (0..241).map(|at| if at < 240 { 5.0 + f64::from(at % 3) } else { 8.0 }).collect();
        let times: Vec<f64> = (0..241).map(f64::from).collect();
        let alarm = [Alarmed::new(240, 8.0, 3.0, (5.0, 7.0))];
        assert!(beyond_few(Samples { times: &times, values: &values }, &alarm, true).is_empty());
    }

    #[test]
    fn a_line_now_and_then_is_no_news_and_a_burst_is() {
        for rate in [0.05, 0.5, 3.0] {
            let quiet: usize = (0..30).map(|seed| kept(seed, rate, 0.0)).sum();
            assert_eq!(quiet, 0, "{rate}");
            let loud = (0..30).filter(|seed| kept(*seed, rate, 8.0 + 3.0 * rate) > 1).count();
            assert!(loud >= 28, "{rate}: {loud}");
        }
    }
}
