#![cfg(not(target_arch = "wasm32"))]
//! Laws of every scenario, and what the demo promises of its faults.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

#[path = "simulator/files.rs"]
mod files;
#[path = "simulator/stories.rs"]
mod stories;

use blip::model::{Level, TimeRange};
use blip::sources::simulator::{Fault, SCENARIOS, Scenario, Simulated, find};

const ORIGIN: f64 = 1_705_312_800.0;
const HOUR: f64 = 3_600.0;

fn hours(from: f64, to: f64) -> TimeRange {
    TimeRange { from: ORIGIN + from * HOUR, to: ORIGIN + to * HOUR }
}

fn generate(id: &str, seed: u64, from: f64, to: f64) -> Simulated {
    find(id).expect("a scenario").generate(seed, ORIGIN, hours(from, to))
}

fn for_each_scenario(law: impl Fn(&dyn Scenario)) {
    for scenario in SCENARIOS {
        law(*scenario);
    }
}

#[test]
fn ids_are_unique_and_stable() {
    let ids: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.about().id).collect();
    let stories = stories::STORIES.iter().map(|(id, _)| *id);
    assert_eq!(ids, ["service", "metrics"].into_iter().chain(stories).collect::<Vec<_>>());
    assert!(find("nothing").is_none());
}

#[test]
fn columns_have_one_length_and_the_grid_is_regular() {
    for_each_scenario(|scenario| {
        let simulated = scenario.generate(42, ORIGIN, hours(-2.0, 1.0));
        let points = (3.0 * HOUR / scenario.step()) as usize;
        assert_eq!(simulated.series.len(), simulated.truth.len());
        for (series, truth) in simulated.series.iter().zip(&simulated.truth) {
            assert_eq!((series.times.len(), series.len(), truth.len()), (points, points, points));
            assert!(series.times.windows(2).all(|pair| pair[1] - pair[0] == scenario.step()));
            let gaps_allowed = scenario.about().id == "data_loss";
            let possible = |value: &f64| {
                (value.is_finite() && *value >= 0.0) || (gaps_allowed && value.is_nan())
            };
            assert!(series.values.iter().all(possible));
            let is_count = ["connections", "queue_depth"].contains(&series.name.as_str());
            assert!(series.unit.is_empty() == is_count && !series.labels.is_empty());
        }
        assert!(simulated.logs.windows(2).all(|pair| pair[0].time <= pair[1].time));
    });
}

#[test]
fn the_same_seed_gives_the_same_data_and_another_seed_gives_others() {
    for_each_scenario(|scenario| {
        let of = |seed| scenario.generate(seed, ORIGIN, hours(-2.0, 0.0));
        // As text, since a gap does not equal itself.
        assert_eq!(format!("{:?}", of(42)), format!("{:?}", of(42)));
        assert_ne!(of(42).series, of(43).series);
        assert_ne!(of(42).faults, of(43).faults);
    });
}

#[test]
fn two_halves_make_the_whole() {
    for_each_scenario(|scenario| {
        let whole = scenario.generate(7, ORIGIN, hours(-2.0, 2.0));
        for cut in [-1.5, -0.5, 0.0, 0.731] {
            let early = scenario.generate(7, ORIGIN, hours(-2.0, cut));
            let late = scenario.generate(7, ORIGIN, hours(cut, 2.0));
            for (at, series) in whole.series.iter().enumerate() {
                let joined = [&early.series[at].values[..], &late.series[at].values].concat();
                let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&joined), bits(&series.values));
                assert_eq!([&early.truth[at][..], &late.truth[at]].concat(), whole.truth[at]);
            }
            assert_eq!([early.logs, late.logs].concat(), whole.logs);
            assert_eq!([early.marks, late.marks].concat(), whole.marks);
            // A fault that lasts through the cut is in both halves.
            let mut faults = early.faults;
            faults.extend(late.faults);
            faults.dedup();
            assert!(whole.faults.iter().all(|fault| faults.contains(fault)));
            assert!(faults.iter().all(|fault| whole.faults.contains(fault)));
        }
    });
}

#[test]
fn odd_ranges_are_empty_or_bounded() {
    for_each_scenario(|scenario| {
        let points = |from: f64, to: f64| {
            scenario.generate(1, ORIGIN, TimeRange { from, to }).series[0].len()
        };
        assert_eq!(points(ORIGIN, ORIGIN), 0);
        assert_eq!(points(ORIGIN, ORIGIN - HOUR), 0);
        assert_eq!(points(f64::NAN, ORIGIN), 0);
        assert_eq!(points(f64::NEG_INFINITY, f64::INFINITY), 0);
        assert!(points(1e299, 1e300) <= 1_000_000);
    });
}

#[test]
fn the_service_fails_twice_in_its_history_where_it_was_said() {
    for seed in 0..100 {
        let history = generate("service", seed, -6.0, 0.0);
        let names: Vec<&str> = history.faults.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(names, ["Latency drift after a deployment", "Saturated database"]);
        let begins = |at: usize| (ORIGIN - history.faults[at].range.from) / 60.0;
        assert!((60.0..=100.0).contains(&begins(0)), "{}", begins(0));
        assert!((20.0..=40.0).contains(&begins(1)), "{}", begins(1));
    }
}

#[test]
fn faults_have_the_published_heights() {
    for seed in 0..100 {
        let history = generate("service", seed, -2.0, 0.0);
        let (latency, errors) = (&history.series[0], &history.series[1]);
        let mean = |truth: bool, values: &[f64]| {
            let chosen: Vec<f64> = values
                .iter()
                .zip(&history.truth[0])
                .filter(|(_, is_fault)| **is_fault == truth)
                .map(|(value, _)| *value)
                .collect();
            chosen.iter().sum::<f64>() / chosen.len() as f64
        };
        let normal = mean(false, &latency.values);
        assert!((100.0..140.0).contains(&normal), "{seed}: {normal}");
        for (at, series, low, high) in
            [(0, latency, 112.0, 160.0), (1, latency, 212.0, 300.0), (1, errors, 2.4, 3.7)]
        {
            let Fault { range, name, .. } = &history.faults[at];
            let worst = series
                .times
                .iter()
                .zip(&series.values)
                .filter(|(time, _)| range.from <= **time && **time <= range.to)
                .fold(0.0, |worst: f64, (_, value)| worst.max(*value));
            let normal = mean(false, &series.values);
            let height = worst - normal;
            assert!((low..high).contains(&height), "{seed} {name} {}: {height}", series.name);
        }
    }
}

#[test]
fn the_log_complains_while_the_service_suffers_and_only_then() {
    for seed in 0..20 {
        let history = generate("service", seed, -2.0, 0.0);
        assert_eq!(history.logs.len(), 7_200);
        let share = |level: Level, range: TimeRange| {
            let within = history.logs.iter().filter(|line| {
                // A line belongs to the tick that follows it.
                range.from < line.time + 4.9 && line.time < range.to
            });
            let (count, of_level) = within.fold((0.0, 0.0), |(count, of_level), line| {
                (count + 1.0, of_level + f64::from(u8::from(line.level == level)))
            });
            of_level / count
        };
        let (drift, saturation) = (history.faults[0].range, history.faults[1].range);
        assert!((0.25..0.45).contains(&share(Level::Warn, drift)));
        assert!((0.5..0.7).contains(&share(Level::Error, saturation)));
        assert_eq!(share(Level::Error, drift), 0.0);
        let after = TimeRange { from: saturation.to + 5.0, to: ORIGIN };
        assert_eq!(share(Level::Info, after), 1.0);
    }
}

#[test]
fn the_live_service_keeps_failing() {
    for seed in 0..20 {
        let live = generate("service", seed, 0.0, 6.0);
        assert!((7..=9).contains(&live.faults.len()), "{}", live.faults.len());
        assert!(live.faults[0].range.from - ORIGIN < 52.0 * 60.0);
    }
}

#[test]
fn the_metrics_have_the_moments_and_the_share_of_faults_of_the_classic_simulator() {
    let days: Vec<Simulated> = (0..50).map(|seed| generate("metrics", seed, -24.0, 0.0)).collect();
    // Mean and standard deviation after injection, clipped, and labelled points, over many seeds.
    let check = |at: usize, mean: f64, deviation: f64| {
        let values: Vec<f64> =
            days.iter().flat_map(|day| day.series[at].values.iter().copied()).collect();
        let (got_mean, got_deviation) = blip::stats::robust::mean_and_deviation(&values);
        assert!((got_mean / mean - 1.0).abs() < 0.06, "{at}: mean {got_mean}");
        assert!((got_deviation / deviation - 1.0).abs() < 0.15, "{at}: deviation {got_deviation}");
        let labelled: usize =
            days.iter().map(|day| day.truth[at].iter().filter(|fault| **fault).count()).sum();
        let a_day = labelled as f64 / days.len() as f64;
        assert!((135.0..175.0).contains(&a_day), "{at}: {a_day}");
    };
    check(0, MEAN[0], DEVIATION[0]);
    check(1, MEAN[1], DEVIATION[1]);
    check(2, MEAN[2], DEVIATION[2]);
}

// Of 100 runs of the classic simulator with NumPy.
const MEAN: [f64; 3] = [53.7, 62.1, 32.5];
const DEVIATION: [f64; 3] = [17.3, 11.2, 9.9];
