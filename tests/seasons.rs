#![cfg(not(target_arch = "wasm32"))]
//! Seasons of the default detector: found from the data, by the clock on the wall, and what breaks them
//! is found.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

use blip::detect::auto::{BAR, Design, Stream};
use blip::detect::{Findings, Judge, Pager, find};
use blip::model::{Clock, Samples, Values, Zone};
use blip::stats::elementary::sine_of_turns;
use blip::stats::rng::Stream as Noise;

const HOUR: f64 = 3_600.0;
const DAY: f64 = 24.0 * HOUR;
const STEP: f64 = 300.0;
/// Points of a day.
const POINTS: usize = 288;
/// 1 January 2024, 00:00 UTC, a Monday.
const MONDAY: f64 = 1_704_067_200.0;
/// When clocks are put, on the fifth Sunday.
const CHANGE: f64 = MONDAY + 34.0 * DAY + HOUR;
/// Seeds that the design never saw.
const SEEDS: std::ops::Range<u64> = 8_000..8_008;

fn zone(before: i32, after: i32) -> Clock {
    let offsets = vec![(0.0, before), (CHANGE, after)];
    Clock::of(Zone { name: "Europe".to_owned(), offsets })
}

/// Moments of pages, in days. `value` is told the place, the time and noise of deviation 1.
fn pages_by(
    clock: &Clock,
    seed: u64,
    days: usize,
    value: impl Fn(usize, f64, f64) -> f64,
) -> Vec<f64> {
    let noise = Noise::new(seed, 9);
    let (mut stream, mut pager) =
        (Stream::new(Design::default(), BAR).by(clock.clone()), Pager::new());
    let mut pages = |at: usize| {
        let time = MONDAY + at as f64 * STEP;
        let verdict = stream.push(time, value(at, time, noise.normal(at as i64)));
        pager.pages(time, verdict.score).then_some((time - MONDAY) / DAY)
    };
    let pages = (0..days * POINTS).filter_map(&mut pages).collect();
    assert!(stream.memory() <= 64 * 1_024, "{} bytes", stream.memory());
    pages
}

fn without(part: &str, days: usize, value: impl Fn(usize, f64, f64) -> f64) -> Vec<u64> {
    let (noise, design) = (Noise::new(8_200, 9), Design::without(part).expect("a part"));
    let mut stream = Stream::new(design, BAR);
    let score = |at: usize| {
        let time = MONDAY + at as f64 * STEP;
        stream.push(time, value(at, time, noise.normal(at as i64))).score.to_bits()
    };
    (0..days * POINTS).map(score).collect()
}

fn pages(seed: u64, days: usize, value: impl Fn(usize, f64, f64) -> f64) -> Vec<f64> {
    pages_by(&Clock::default(), seed, days, value)
}

fn within(pages: &[f64], days: std::ops::Range<f64>) -> usize {
    pages.iter().filter(|day| days.contains(day)).count()
}

/// A series by its place.
type Shape = fn(usize) -> f64;

/// Busy from 8 to 18 on weekdays, by a clock on the wall.
fn office(shown: f64) -> f64 {
    let day = ((shown - MONDAY) / DAY).floor();
    let hour = (shown - MONDAY).rem_euclid(DAY) / HOUR;
    let works = day.rem_euclid(7.0) < 5.0 && (8.0..18.0).contains(&hour);
    if works { 20.0 + 80.0 * sine_of_turns((hour - 8.0) / 20.0) } else { 20.0 }
}

#[test]
fn a_week_is_known_from_its_third_weekend_on_and_a_busy_sunday_is_found() {
    for seed in SEEDS {
        let usual = pages(seed, 35, |_, time, noise| office(time) + 3.0 * noise);
        assert_eq!(within(&usual, 14.0..35.0), 0, "{seed}: {usual:?}");
        let busy = pages(seed, 35, |_, time, noise| {
            let sunday = time >= MONDAY + 34.0 * DAY;
            office(if sunday { time - 3.0 * DAY } else { time }) + 3.0 * noise
        });
        assert!(within(&busy, 34.3..34.5) > 0, "{seed}: {busy:?}");
    }
}

#[test]
fn seasons_follow_the_clock_on_the_wall_through_a_change() {
    let (mut before, mut after, mut utc) = (0, 0, 0);
    for clock in [zone(3_600, 7_200), zone(7_200, 3_600)] {
        for seed in SEEDS {
            let value = |_: usize, time: f64, noise: f64| office(clock.shown(time)) + 3.0 * noise;
            let told = pages_by(&clock, seed, 42, value);
            before += within(&told, 27.0..34.0);
            after += within(&told, 34.0..41.0);
            utc += within(&pages(seed, 42, value), 34.0..41.0);
        }
    }
    assert!(after <= before, "{before} pages in the week before, {after} in the week after");
    assert!(utc > after + 8, "{utc} by the clock of UTC, {after} by that of the zone");
}

#[test]
fn periods_of_its_own_are_found_and_what_breaks_them() {
    let shapes: [(&str, usize, Shape); 3] = [
        ("7 hours", 84, |at| 30.0 * sine_of_turns(at as f64 / 84.0)),
        ("a sawtooth of 100 points", 100, |at| (at % 100) as f64),
        ("a job of an hour every six", 72, |at| if at % 72 < 12 { 60.0 } else { 0.0 }),
    ];
    for (name, lap, shape) in shapes {
        for seed in SEEDS {
            let usual = pages(seed, 14, |at, _, noise| 100.0 + shape(at) + 3.0 * noise);
            let known = 5.5 * lap as f64 / POINTS as f64;
            assert_eq!(within(&usual, known..14.0), 0, "{name}, {seed}: {usual:?}");
            // Half a lap is left out.
            let moved = pages(seed, 14, |at, _, noise| {
                let at = if at < 10 * POINTS { at } else { at + lap / 2 };
                100.0 + shape(at) + 3.0 * noise
            });
            assert!(within(&moved, 10.0..10.6) > 0, "{name}, {seed}: {moved:?}");
        }
    }
}

#[test]
fn spikes_are_expected_on_time_and_missed_when_they_do_not_come() {
    for seed in SEEDS {
        for (pause, points) in [(POINTS, 1), (POINTS, 6), (72, 1), (72, 3)] {
            let job = |at: usize| if at % pause < points { 80.0 } else { 0.0 };
            let usual = pages(seed, 14, |at, _, noise| 100.0 + job(at + 200) + 5.0 * noise);
            let unknown = if pause == POINTS { 1 } else { 2 };
            assert!(usual.len() <= unknown, "{pause}, {points}, {seed}: {usual:?}");
            let missed = pages(seed, 14, |at, _, noise| {
                let left_out = (10 * POINTS..10 * POINTS + pause).contains(&at);
                100.0 + if left_out { 0.0 } else { job(at + 200) } + 5.0 * noise
            });
            assert!(within(&missed, 10.0..11.1) > 0, "{pause}, {points}, {seed}: {missed:?}");
        }
    }
}

fn judged(clock: &Clock, times: &[f64], values: &[f64]) -> Findings {
    let auto = find("auto").expect("the default");
    Judge::new(auto, &Values::default()).by(clock).detect(Samples { times, values })
}

#[test]
fn what_comes_later_changes_nothing_and_the_judge_hands_the_clock_in() {
    let (noise, clock) = (Noise::new(8_100, 9), zone(3_600, 7_200));
    let (times, values): (Vec<f64>, Vec<f64>) = (0..38 * POINTS)
        .map(|at| (MONDAY + at as f64 * STEP, at))
        .map(|(time, at)| (time, office(clock.shown(time)) + 3.0 * noise.normal(at as i64)))
        .unzip();
    let whole = judged(&clock, &times, &values);
    let bits = |scores: &[f64]| scores.iter().map(|score| score.to_bits()).collect::<Vec<u64>>();
    for count in [300, 20 * POINTS, 36 * POINTS] {
        let part = judged(&clock, &times[..count], &values[..count]);
        assert!(bits(&part.scores) == bits(&whole.scores[..count]), "{count}");
    }
    let mut stream = Stream::new(Design::default(), BAR).by(clock);
    let streamed: Vec<f64> =
        times.iter().zip(&values).map(|(time, value)| stream.push(*time, *value).score).collect();
    assert!(bits(&streamed) == bits(&whole.scores));
    assert!(bits(&judged(&Clock::default(), &times, &values).scores) != bits(&whole.scores));
}

#[test]
fn week_and_period_are_missed_when_they_are_left_out() {
    let week = |_: usize, time: f64, noise: f64| office(time) + 3.0 * noise;
    assert!(without("week", 28, week) != without("silence", 28, week));
    let wave = |at: usize, _: f64, noise: f64| 30.0 * sine_of_turns(at as f64 / 84.0) + noise;
    assert!(without("period", 6, wave) != without("silence", 6, wave));
}

#[test]
fn the_period_of_a_series_is_found_or_none() {
    use blip::detect::auto::period;
    let times: Vec<f64> = (0..1_000).map(|at| f64::from(at) * 60.0).collect();
    let found = |value: &dyn Fn(f64) -> f64| {
        let noise = Noise::new(8_100, 5);
        let values: Vec<f64> =
            (0..1_000).map(|at| value(f64::from(at)) + 0.2 * noise.normal(at.into())).collect();
        period(Samples { times: &times, values: &values })
    };
    let near = |expected: f64, got: Option<f64>| {
        assert!(got.is_some_and(|got| (got / expected - 1.0).abs() < 0.03), "{expected}: {got:?}");
    };
    near(3_000.0, found(&|at| sine_of_turns(at / 50.0)));
    near(6_000.0, found(&|at| (at % 100.0) / 20.0));
    near(1_200.0, found(&|at| if at % 20.0 < 3.0 { 5.0 } else { 0.0 }));
    assert_eq!(found(&|_| 0.0), None, "noise");
    assert_eq!(found(&|at| at / 10.0), None, "a trend");
}
