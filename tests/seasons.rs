#![cfg(not(target_arch = "wasm32"))]
//! Seasons of the default detector: found from the data, by the clock on the wall, and what breaks them
//! is found.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

use blip::detect::auto::{BAR, Design, Stream};
use blip::detect::{Judge, Pager, find};
use blip::model::{Clock, Samples, Values, Zone};
use blip::stats::elementary::sine_of_turns;
use blip::stats::rng::Stream as Noise;

const HOUR: f64 = 3_600.0;
const DAY: f64 = 24.0 * HOUR;
const STEP: f64 = 300.0;
/// A Monday, midnight UTC: 2024-01-01.
const MONDAY: f64 = 1_704_067_200.0;

fn pages_by(clock: &Clock, step: f64, points: usize, value: impl Fn(usize, f64) -> f64) -> Vec<f64> {
    let mut stream = Stream::new(Design::default(), BAR).by(clock.clone());
    let mut pager = Pager::new();
    let mut pages = Vec::new();
    for at in 0..points {
        let time = MONDAY + at as f64 * step;
        let verdict = stream.push(time, value(at, time));
        if pager.pages(time, verdict.score) {
            pages.push((time - MONDAY) / DAY);
        }
    }
    pages
}

fn pages(step: f64, points: usize, value: impl Fn(usize, f64) -> f64) -> Vec<f64> {
    pages_by(&Clock::default(), step, points, value)
}

fn office(local: f64) -> f64 {
    let day = ((local - MONDAY) / DAY).floor();
    let hour = (local - MONDAY).rem_euclid(DAY) / HOUR;
    let weekend = day.rem_euclid(7.0) >= 5.0;
    if weekend || !(8.0..18.0).contains(&hour) { 20.0 } else { 20.0 + 80.0 * sine_of_turns((hour - 8.0) / 20.0) }
}

#[test]
fn look() {
    let show = |name: &str, pages: &[f64]| {
        let text: Vec<String> = pages.iter().map(|day| format!("{day:.2}")).collect();
        println!("{name:<28} {:>3} {}", pages.len(), text.join(" "));
    };
    for seed in 0..3 {
        let n = Noise::new(seed, 9);
        let noise = |at: usize| n.normal(at as i64);
        show("week", &pages(STEP, 35 * 288, |at, t| office(t) + 3.0 * noise(at)));
        show("week, Sunday 34 busy", &pages(STEP, 35 * 288, |at, t| office(if t > MONDAY + 34.0 * DAY { t - 5.0 * DAY } else { t }) + 3.0 * noise(at)));
        let berlin = Clock::of(Zone { name: String::new(), offsets: vec![(0.0, 3_600), (MONDAY + 34.0 * DAY + HOUR, 7_200)] });
        let back = Clock::of(Zone { name: String::new(), offsets: vec![(0.0, 7_200), (MONDAY + 34.0 * DAY + HOUR, 3_600)] });
        for (name, clock) in [("spring", &berlin), ("autumn", &back)] {
            show(name, &pages_by(clock, STEP, 49 * 288, |at, t| office(clock.shown(t)) + 3.0 * noise(at)));
            show("  by UTC", &pages(STEP, 49 * 288, |at, t| office(clock.shown(t)) + 3.0 * noise(at)));
        }
        show("7 h sine", &pages(STEP, 14 * 288, |at, _| 100.0 + 30.0 * sine_of_turns(at as f64 / 84.0) + 3.0 * noise(at)));
        show("saw 100", &pages(STEP, 14 * 288, |at, _| 100.0 + (at % 100) as f64 + 3.0 * noise(at)));
        show("saw 100, 60 s", &pages(60.0, 7 * 1440, |at, _| 100.0 + (at % 100) as f64 + 3.0 * noise(at)));
        show("saw 100, short beat at 10", &pages(STEP, 14 * 288, |at, _| { let at2 = if at > 2880 { at + 40 } else { at }; 100.0 + (at2 % 100) as f64 + 3.0 * noise(at) }));
        for (width, name) in [(1, "6 h job, 1 point"), (3, "6 h job, 3 points"), (12, "6 h job, 12 points")] {
            show(name, &pages(STEP, 14 * 288, |at, _| 50.0 + if at % 72 < width { 60.0 } else { 0.0 } + 3.0 * noise(at)));
            show("  missed on day 10", &pages(STEP, 14 * 288, |at, _| 50.0 + if at % 72 < width && at != 2880 && !(2880..2880 + 72).contains(&at) { 60.0 } else { 0.0 } + 3.0 * noise(at)));
            show("  moved by 2 h on day 10", &pages(STEP, 14 * 288, |at, _| { let p = if (2880..2952).contains(&at) { at + 72 - 24 } else { at }; 50.0 + if p % 72 < width { 60.0 } else { 0.0 } + 3.0 * noise(at) }));
        }
        show("daily spike 1 point", &pages(STEP, 14 * 288, |at, _| 100.0 + if at % 288 == 40 { 80.0 } else { 0.0 } + 5.0 * noise(at)));
        show("daily job 6 points", &pages(STEP, 14 * 288, |at, _| 100.0 + if (40..46).contains(&(at % 288)) { 80.0 } else { 0.0 } + 5.0 * noise(at)));
        show("daily spike 60 s", &pages(60.0, 14 * 1440, |at, _| 100.0 + if at % 1440 == 640 { 80.0 } else { 0.0 } + 5.0 * noise(at)));
        show("lognormal", &pages(STEP, 14 * 288, |at, _| (0.8 * noise(at)).exp()));
        let chi = |at: usize| (n.normal(at as i64 * 4 + 1_000_001).powi(2) + n.normal(at as i64 * 4 + 1_000_002).powi(2) + n.normal(at as i64 * 4 + 1_000_003).powi(2)) / 3.0;
        show("student 3", &pages(STEP, 14 * 288, |at, _| 100.0 + noise(at) / chi(at).sqrt()));
    }
}
