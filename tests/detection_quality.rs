#![cfg(not(target_arch = "wasm32"))]
//! How well the detectors tell faults from noise where the truth is known.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

use blip::detect::truth::{Truth, compare, runs};
use blip::detect::{Detector, Findings, Pager, find};
use blip::model::{Samples, TimeRange, Values};
use blip::sources::simulator;
use blip::stats::elementary::sine_of_turns;
use blip::stats::rng::Stream;
use std::ops::Range;

fn detector(id: &str) -> &'static dyn Detector {
    find(id).expect("a detector")
}

fn detect(id: &str, pairs: &[(&str, &str)], series: &[f64]) -> Findings {
    let mut values = Values::default();
    for (name, text) in pairs {
        values.set(detector(id).fields(), name, text).expect("a valid setting");
    }
    let times: Vec<f64> = (0..series.len()).map(|at| at as f64).collect();
    detector(id).detect(Samples { times: &times, values: series }, &values)
}

fn averaged(series: &[f64]) -> Findings {
    detect("moving_average", &[], series)
}

/// Where the default detector would call somebody.
fn pages(times: &[f64], series: &[f64]) -> Vec<usize> {
    let found = detector("auto").detect(Samples { times, values: series }, &Values::default());
    let mut pager = Pager::new();
    let mut pages = |at: &usize| pager.pages(times[*at], found.scores[*at]);
    (0..series.len()).filter(|at| pages(at)).collect()
}

/// False-alarm episodes per 1,000 points over many seeds.
fn false_alarms(id: &str, points: i64, series: impl Fn(Stream, i64) -> f64) -> f64 {
    const SEEDS: u64 = 40;
    let episodes: usize = (0..SEEDS)
        .map(|seed| {
            let stream = Stream::new(seed, 99);
            let values: Vec<f64> = (0..points).map(|tick| series(stream, tick)).collect();
            runs(detect(id, &[], &values).alarmed(), 3).len()
        })
        .sum();
    episodes as f64 * 1_000.0 / (SEEDS as f64 * points as f64)
}

#[test]
fn normal_series_stay_quiet() {
    let check = |name: &str, most: f64, series: &dyn Fn(Stream, i64) -> f64| {
        let got = false_alarms("moving_average", 5_000, series);
        assert!(got <= most, "{name}: {got} episodes per 1,000 points");
    };
    check("Gaussian noise", 0.1, &|s, t| 100.0 + s.normal(t));
    check("uniform noise", 0.0, &|s, t| 120.0 + s.between(t, -8.0, 8.0));
    check("slow sine", 0.0, &|_, t| 50.0 + 15.0 * sine_of_turns(t as f64 / 1_440.0));
    check("noisy sine", 0.1, &|s, t| {
        50.0 + 15.0 * sine_of_turns(t as f64 / 1_440.0) + 3.0 * s.normal(t)
    });
    check("trend", 0.0, &|_, t| 1_000.0 + t as f64);
    check("noisy trend", 0.1, &|s, t| 0.2 * t as f64 + s.normal(t));
    check("counter", 0.0, &|s, t| 1e6 + 10.0 * t as f64 + s.between(t, 0.0, 10.0));
    check("two values", 0.5, &|s, t| f64::from(u8::from(s.uniform(t) < 0.3)));
    let z = false_alarms("zscore", 5_000, |s, t| 100.0 + s.normal(t));
    assert!(z <= 0.1, "z-score: {z}");
}

// The classic demonstration, second by second: normal, drift, normal, saturation, normal.
const DRIFT: Range<usize> = 180..260;
const SATURATION: Range<usize> = 340..420;
const CYCLE: usize = 480;

fn classic_cycle(seed: u64) -> Vec<f64> {
    let (noise, more) = (Stream::new(seed, 1), Stream::new(seed, 2));
    let latency = |tick: usize| {
        let base = 120.0 + noise.between(tick as i64, -8.0, 8.0);
        let added = match tick {
            tick if DRIFT.contains(&tick) => ((tick % 80) as f64 * 1.8).min(120.0),
            tick if SATURATION.contains(&tick) => 220.0 + more.between(tick as i64, 0.0, 60.0),
            _ => 0.0,
        };
        base + added
    };
    (0..CYCLE).map(latency).collect()
}

#[test]
fn the_classic_demonstration_alarms_in_every_fault_and_nowhere_else() {
    for seed in 0..100 {
        let alarms = averaged(&classic_cycle(seed)).alarms;
        let first = |fault: Range<usize>| {
            alarms[fault.clone()].iter().position(|alarm| *alarm).unwrap_or(usize::MAX)
        };
        assert!(first(DRIFT) <= 20, "seed {seed}: drift after {}", first(DRIFT));
        assert!(first(SATURATION) <= 1, "seed {seed}: saturation after {}", first(SATURATION));
        let elsewhere = (0..CYCLE).filter(|at| !DRIFT.contains(at) && !SATURATION.contains(at));
        assert_eq!(elsewhere.filter(|at| alarms[*at]).count(), 0, "seed {seed}");
    }
}

#[test]
fn auto_pages_in_every_fault_of_the_classic_demonstration_and_nowhere_else() {
    let times: Vec<f64> = (0..CYCLE).map(|tick| tick as f64).collect();
    for seed in 0..100 {
        let pages = pages(&times, &classic_cycle(seed));
        let delay = |fault: &Range<usize>| {
            pages.iter().find(|at| fault.contains(at)).map_or(usize::MAX, |at| at - fault.start)
        };
        assert!(delay(&DRIFT) <= 20, "seed {seed}: drift after {}", delay(&DRIFT));
        assert!(delay(&SATURATION) <= 1, "seed {seed}: saturation after {}", delay(&SATURATION));
        // The step back to normal is part of the fault.
        let of = |fault: &Range<usize>, at: &usize| (fault.start..fault.end + 3).contains(at);
        let wrong = pages.iter().filter(|at| !of(&DRIFT, at) && !of(&SATURATION, at));
        assert_eq!(wrong.count(), 0, "seed {seed}: {pages:?}");
    }
}

#[test]
fn a_level_shift_alarms_and_then_becomes_normal() {
    let stream = Stream::new(4, 0);
    let series: Vec<f64> =
        (0..600).map(|t| if t < 300 { 100.0 } else { 200.0 } + 5.0 * stream.normal(t)).collect();
    let episodes = runs(averaged(&series).alarmed(), 3);
    assert_eq!((episodes.len(), &episodes[0]), (1, &(300..400)));
}

fn simulated(id: &str, seed: u64, hours: f64) -> simulator::Simulated {
    const ORIGIN: f64 = 1_705_312_800.0;
    let range = TimeRange { from: ORIGIN - hours * 3_600.0, to: ORIGIN };
    simulator::find(id).expect("a scenario").generate(seed, ORIGIN, range)
}

#[test]
fn the_demo_finds_both_faults_for_every_seed() {
    for seed in 0..100 {
        let data = simulated("service", seed, 6.0);
        for (at, series) in data.series.iter().enumerate() {
            let truth = compare(averaged(&series.values).alarmed(), &data.truth[at]);
            let name = format!("seed {seed} {}", series.name);
            if at < 2 {
                assert_eq!((truth.recall(), truth.precision()), (1.0, 1.0), "{name}");
            }
            assert_eq!(truth.false_alarms, 0, "{name}");
        }
    }
}

#[test]
fn auto_pages_for_both_faults_of_the_demo_for_every_seed_and_hardly_else() {
    let (mut calm, mut wrong) = (0, 0);
    for seed in 0..100 {
        let data = simulated("service", seed, 6.0);
        for (at, series) in data.series.iter().enumerate() {
            let pages = pages(&series.times, &series.values);
            // A drift is a fault from its beginning on, also before it is twice the noise.
            let of = |page: &usize, fault: &simulator::Fault| {
                let late = 5.0 * (series.times[1] - series.times[0]);
                (fault.range.from..=fault.range.to + late).contains(&series.times[*page])
            };
            for fault in data.faults.iter().filter(|_| at < 2) {
                let found = pages.iter().any(|page| of(page, fault));
                assert!(found, "seed {seed} {}: {pages:?}", series.name);
            }
            let is_wrong = |page: &&usize| !data.faults.iter().any(|fault| of(page, fault));
            wrong += pages.iter().filter(is_wrong).count();
            calm += series.times.len();
        }
    }
    let rate = wrong as f64 * 1_000.0 / calm as f64;
    assert!(rate <= 0.02, "{rate} pages per 1,000 points");
}

// Harmonic mean of recall by event and precision by episode, over all series of a kind.
fn f1(id: &str, pairs: &[(&str, &str)], days: &[simulator::Simulated], at: usize) -> f64 {
    let mean = |of: &dyn Fn(&Truth) -> f64| {
        let truths = days.iter().map(|day| {
            compare(detect(id, pairs, &day.series[at].values).alarmed(), &day.truth[at])
        });
        truths.map(|truth| of(&truth)).filter(|share| !share.is_nan()).sum::<f64>()
            / days.len() as f64
    };
    let (recall, precision) = (mean(&|truth| truth.recall()), mean(&|truth| truth.precision()));
    2.0 * recall * precision / (recall + precision)
}

#[test]
fn the_moving_average_beats_both_classics_on_the_labelled_metrics() {
    let days: Vec<simulator::Simulated> =
        (0..50).map(|seed| simulated("metrics", seed, 24.0)).collect();
    for at in 0..3 {
        let own = f1("moving_average", &[], &days, at);
        let classic_z = f1("zscore", &[("mode", "classic"), ("threshold", "3")], &days, at);
        let pairs = [("mode", "classic"), ("window", "20"), ("threshold", "2")];
        let classic_average = f1("moving_average", &pairs, &days, at);
        let best = classic_z.max(classic_average);
        assert!(own > best + 0.05, "{}: {own}, classic {best}", days[0].series[at].name);
    }
}
