#![cfg(not(target_arch = "wasm32"))]
//! What is made of series before they are judged: against pandas where there are no gaps, and by its
//! own rules where there are.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

use blip::detect::{Judge, KNOBS, find};
use blip::model::{Labels, Series, Values};
use blip::prepare::{MENU, Preparation, Prepared};
use proptest::prelude::*;
use std::sync::Arc;

const START: f64 = 1_767_225_600.0; // 2026-01-01T00:00 UTC

fn series(times: Vec<f64>, values: Vec<f64>) -> Series {
    Series {
        name: "load".to_owned(),
        unit: "ms".to_owned(),
        times: Arc::new(times),
        values,
        ..Series::default()
    }
}

fn run(text: &str, series: &[Series]) -> Prepared {
    Preparation::parse(text).expect("a preparation").run(series.to_vec())
}

fn minutes(values: &[f64]) -> Series {
    series((0..values.len()).map(|at| START + 60.0 * at as f64).collect(), values.to_vec())
}

fn made(text: &str, values: &[f64]) -> Vec<f64> {
    run(text, &[minutes(values)]).series.remove(0).values
}

// Columns of a file by their names.
fn table(name: &str) -> Vec<(String, Vec<f64>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/prepare");
    let text = std::fs::read_to_string(format!("{folder}/{name}.csv")).expect("a fixture");
    let mut lines = text.lines();
    let head = lines.next().expect("a head").split(',');
    let mut columns: Vec<(String, Vec<f64>)> =
        head.map(|name| (name.to_owned(), Vec::new())).collect();
    for line in lines {
        for (cell, (_, column)) in line.split(',').zip(&mut columns) {
            column.push(cell.parse().expect("a number"));
        }
    }
    columns
}

#[track_caller]
fn assert_near(got: &[f64], expected: &[f64], what: &str) {
    assert_eq!(got.len(), expected.len(), "{what}");
    for (at, (got, expected)) in got.iter().zip(expected).enumerate() {
        let near = (got - expected).abs() <= 1e-9 * expected.abs().max(1.0);
        assert!(near || got.is_nan() && expected.is_nan(), "{what} at {at}: {got}, not {expected}");
    }
}

#[test]
fn points_are_those_of_pandas() {
    let columns = table("points");
    let raw = series(columns[0].1.clone(), columns[1].1.clone());
    for (text, expected) in &columns[2..] {
        let made = run(text, std::slice::from_ref(&raw)).series.remove(0);
        assert!(Arc::ptr_eq(&made.times, &raw.times) && made.unit == "ms", "{text}");
        assert_near(&made.values, expected, text);
    }
}

#[test]
fn bins_are_those_of_pandas() {
    let points = table("points");
    let raw = series(points[0].1.clone(), points[1].1.clone());
    for width in ["15m", "1h", "1d"] {
        let columns = table(&format!("bins-{width}"));
        for (figure, expected) in &columns[1..] {
            let text = format!("resample {width} {figure}");
            let made = run(&text, std::slice::from_ref(&raw)).series.remove(0);
            assert_eq!(*made.times, columns[0].1, "{text}");
            assert_near(&made.values, expected, &text);
            assert_eq!(made.unit.is_empty(), figure == "count");
        }
    }
}

#[test]
fn what_anomstack_makes_of_rows_comes_of_times_as_well() {
    let columns = table("anomstack");
    let raw = series(columns[0].1.clone(), columns[1].1.clone());
    let made = run("difference 1m | smooth 3m", &[raw]).series.remove(0).values;
    // It drops the rows that its five lags leave incomplete: its first one has 7, after 6, 5, 4, 3, 2.
    assert_eq!(made[3..=8], [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    assert_near(&made[3..], &columns[2].1[3..], "difference and mean");
    for (at, minutes) in (1..=5).enumerate() {
        let raw = series(columns[0].1.clone(), columns[1].1.clone());
        let lagged = run(&format!("difference 1m | smooth 3m | lag {minutes}m"), &[raw]);
        assert_eq!(lagged.series[0].values[8], 6.0 - at as f64);
    }
}

#[test]
fn a_large_value_leaves_no_trace_in_later_means() {
    let mut values = vec![0.1; 100];
    values[40] = 1e15;
    let smooth = made("smooth 10m", &values);
    assert!(smooth[50..].iter().all(|value| *value == 0.1));
}

#[test]
fn gaps_and_infinities_never_become_spikes() {
    // A day of a slow wave with a pause, gaps, infinities, and two points that came late.
    let wave = |at: usize| 100.0 + (at as f64 / 200.0).sin();
    let mut times: Vec<f64> = (0..1_440).map(|at| START + 60.0 * f64::from(at)).collect();
    let mut values: Vec<f64> = (0..1_440).map(wave).collect();
    values[500..520].fill(f64::NAN);
    (values[600], values[601], values[602]) = (f64::INFINITY, f64::NEG_INFINITY, f64::NAN);
    (times[700], times[701]) = (times[700] + 20.0, times[701] + 25.0);
    times.drain(900..960);
    values.drain(900..960);
    let raw = series(times, values);
    let counter = {
        let mut sum = 0.0;
        let counted = raw.values.iter().zip(raw.times.iter()).map(|(value, time)| {
            sum = 2.0 * (time - START);
            if value.is_finite() { sum } else { *value }
        });
        Series { values: counted.collect(), ..raw.clone() }
    };
    let steps = [
        ("difference 5m", -0.1..0.1),
        ("difference 1h", -0.7..0.7),
        ("smooth 15m", 99.0..101.0),
        ("smooth 15m median", 99.0..101.0),
        ("lag 2h", 99.0..101.0),
        ("resample 10m mean", 99.0..101.0),
        ("resample 10m min", 99.0..101.0),
        ("resample 10m last", 99.0..101.0),
        ("resample 10m | difference 10m", -0.2..0.2),
        ("smooth 15m | difference 15m | resample 1h max", -0.2..0.2),
    ];
    for (text, range) in steps {
        let made = run(text, std::slice::from_ref(&raw)).series.remove(0).values;
        let there: Vec<f64> = made.into_iter().filter(|value| !value.is_nan()).collect();
        assert!(there.len() > 20, "{text}");
        assert!(there.iter().all(|value| range.contains(value)), "{text}: {there:?}");
    }
    let rates = run("rate", &[counter]).series.remove(0);
    assert!(rates.values.iter().all(|rate| rate.is_nan() || (rate - 2.0).abs() < 1e-9));
    assert_eq!(rates.unit, "ms/s");
}

#[test]
fn what_comes_later_changes_nothing_before() {
    let values: Vec<f64> = (0..300).map(|at| f64::from((at * at) % 37)).collect();
    let mut times: Vec<f64> = (0..300).map(|at| START + 7.0 * f64::from(at)).collect();
    times[5..].iter_mut().for_each(|time| *time += 13.0);
    times[150..].iter_mut().for_each(|time| *time += 400.0);
    let whole = series(times, values);
    let other = Series { name: "b".to_owned(), ..whole.clone() };
    let cut = |count: usize| {
        let cut = |one: &Series| Series {
            times: Arc::new(one.times[..count].to_vec()),
            values: one.values[..count].to_vec(),
            ..one.clone()
        };
        [cut(&whole), cut(&other)]
    };
    for text in
        ["difference 21s", "smooth 1m", "smooth 1m median", "lag 1m", "rate", "ratio load / b"]
    {
        let all = run(text, &cut(300)).series;
        for count in [3, 8, 100, 151, 160] {
            for (some, all) in run(text, &cut(count)).series.iter().zip(&all) {
                assert_eq!(
                    format!("{:?}", some.values),
                    format!("{:?}", &all.values[..count]),
                    "{text}"
                );
            }
        }
    }
    let all = run("resample 1m sum", &cut(300)).series.remove(0);
    let some = run("resample 1m sum", &cut(100)).series.remove(0);
    let complete = some.len() - 1;
    assert_eq!(
        (&some.times[..complete], &some.values[..complete]),
        (&all.times[..complete], &all.values[..complete])
    );
}

#[test]
fn series_of_one_grid_share_their_moments_before_and_after() {
    let one = minutes(&[1.0; 600]);
    let two = Series { name: "two".to_owned(), ..one.clone() };
    let made = run("resample 5m", &[one, two]).series;
    assert!(Arc::ptr_eq(&made[0].times, &made[1].times));
}

#[test]
fn what_cannot_be_done_is_told_and_the_rest_is_done() {
    let labels = Labels::new([("pod".to_owned(), "a".to_owned())]);
    let one = Series { labels, ..minutes(&[1.0, 2.0, 3.0]) };
    let told = run("ratio load / total | difference 1m", std::slice::from_ref(&one));
    let notes = ["Preparation, step 1, `ratio load / total`: there is no series `total`."];
    assert_eq!(
        (told.notes.as_slice(), told.series.len()),
        (notes.map(str::to_owned).as_slice(), 1)
    );
    assert_eq!(told.series[0].values[1..], [1.0, 1.0]);
    let told = run("difference 1s", &[one]);
    let notes = ["Preparation, step 1, `difference 1s`: no value is left of 1 series."];
    assert_eq!(told.notes, notes);
    assert_eq!(
        run("smooth 5m | lag 1h", &[Series::default()]),
        Prepared { series: vec![Series::default()], notes: Vec::new() }
    );
}

#[test]
fn it_is_a_knob_of_every_detector_and_changes_nothing_unless_it_is_set() {
    let knob = KNOBS.iter().find(|knob| knob.name == "prepare").expect("the knob");
    for about in MENU {
        assert!(knob.help.contains(about.id), "the form names {}", about.id);
    }
    let detector = find("moving_average").expect("a detector");
    let mut values = Values::default();
    assert_eq!(Judge::new(detector, &values).preparation(), None);
    values.set(KNOBS, "prepare", "rate | smooth 15m").expect("a valid one");
    let read = Preparation::parse("rate | smooth 15m").ok();
    assert_eq!(Judge::new(detector, &values).of_whole().preparation(), read);
    let refused = values.set(KNOBS, "prepare", "rate | smoth 15m").expect_err("refused");
    assert!(refused.to_string().starts_with("Preparation: Step 2, `smoth 15m`: there is no such"));
    assert_eq!(values.text("prepare").as_deref(), Some("rate | smooth 15m"));
    values.set(KNOBS, "prepare", "").expect("nothing");
    assert_eq!(values, Values::default());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_series_becomes_series(
        points in prop::collection::vec((1e-3..1e5_f64, any::<f64>()), 0..60),
        begin in -1e10..1e10_f64,
        picks in prop::collection::vec(0..10_usize, 1..4),
    ) {
        const STEPS: [&str; 10] = [
            "difference 1h", "difference 0.01s", "smooth 10m", "smooth 1d median", "lag 1m",
            "resample 1s sum", "resample 1w std", "resample 0.001s", "rate", "ratio load / b",
        ];
        let mut time = begin;
        let times: Vec<f64> = points.iter().map(|(step, _)| { time += step; time }).collect();
        let one = series(times, points.iter().map(|(_, value)| *value).collect());
        let other = Series { name: "b".to_owned(), ..one.clone() };
        let text = picks.iter().map(|pick| STEPS[*pick]).collect::<Vec<_>>().join(" | ");
        for made in run(&text, &[one, other]).series {
            prop_assert_eq!(made.times.len(), made.values.len());
            prop_assert!(made.times.windows(2).all(|pair| pair[0] < pair[1]), "{}", text);
            prop_assert!(made.values.iter().all(|value| !value.is_infinite()));
        }
    }
}
