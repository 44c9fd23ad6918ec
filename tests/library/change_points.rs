//! Change points: every type is found and named, and healthy series stay quiet.

use crate::series::{
    Line, Pairs, episodes_per_thousand, eventful, false_alarms, keeps_the_general_laws, noise,
};
use std::f64::consts::TAU;

const ID: &str = "change_points";
/// The series changes here in every test.
const AT: usize = 400;

#[test]
fn laws_hold() {
    keeps_the_general_laws(ID, &[], &eventful(60.0, 600));
    keeps_the_general_laws(ID, &[("window", "10")], &eventful(60.0, 600));
    assert!(Line::new(60.0, noise(1, 100)).judged(ID, &[]).scores.iter().all(|s| s.is_nan()));
}

#[test]
fn noise_is_quiet() {
    assert!(false_alarms(ID, &[], 60.0, 5_000) <= 0.01);
    assert!(false_alarms(ID, &[("window", "20"), ("significance", "0.01")], 60.0, 2_000) <= 0.02);
}

/// Episodes per 1,000 points of 20 series.
fn episodes(name: &str, make: impl Fn(u64) -> Vec<f64>) -> f64 {
    let each = (0..20).map(|seed| {
        let values = make(seed);
        let points = values.len();
        episodes_per_thousand(&Line::new(60.0, values).alarms(ID, &[]), points)
    });
    let rate = each.sum::<f64>() / 20.0;
    println!("{ID}: {rate:.3} false alarms in 1,000 points of {name}");
    rate
}

#[test]
fn what_is_healthy_but_no_white_noise_is_quiet_too() {
    let added = |seed: u64, shape: &dyn Fn(usize) -> f64| -> Vec<f64> {
        noise(seed, 3_000).iter().enumerate().map(|(at, value)| value + shape(at)).collect()
    };
    assert!(episodes("a steady rise", |seed| added(seed, &|at| at as f64 * 0.3)) <= 0.1);
    for period in [24.0, 96.0, 288.0, 1_440.0] {
        let daily = |at: usize| 50.0 * (TAU * at as f64 / period).sin();
        assert!(episodes("a daily swing", |seed| added(seed, &daily)) <= 0.2, "{period}");
    }
    let wandering = |seed: u64| {
        let mut last = 0.0;
        let step = |value: &f64| {
            last = 0.8 * last + value - 120.0;
            last
        };
        noise(seed, 3_000).iter().map(step).collect()
    };
    assert!(episodes("autocorrelated noise", wandering) <= 0.2);
}

/// Share of 50 series in which an alarm with this word stands within `near` points of the change, and
/// how many other alarm episodes they have in all; printed for the curious.
fn recall(word: &str, near: usize, spoil: impl Fn(&mut [f64])) -> (f64, usize) {
    let (mut found, mut others) = (0, 0);
    for seed in 0..50 {
        let mut values = noise(500 + seed, 800);
        spoil(&mut values);
        let line = Line::new(60.0, values);
        let alarms = line.alarms(ID, &[]);
        let reasons = line.reasons(ID, &[]);
        let right = |at: usize, reason: &str| at.abs_diff(AT) <= near && reason.starts_with(word);
        found += usize::from(alarms.iter().zip(&reasons).any(|(at, reason)| right(*at, reason)));
        others += alarms.iter().zip(&reasons).filter(|(at, reason)| !right(**at, reason)).count();
    }
    println!("{ID} {word}: recall {}, {others} other alarms", f64::from(found as u32) / 50.0);
    (f64::from(found as u32) / 50.0, others)
}

#[test]
fn every_type_is_found_and_named() {
    let check = |word: &str, near: usize, least: f64, spoil: &dyn Fn(&mut [f64])| {
        let (share, others) = recall(word, near, spoil);
        assert!(share >= least && others <= 2, "{word}: {share}, {others} others");
    };
    // The noise has a standard deviation of 8.
    check("Spike: ", 0, 0.95, &|values| values[AT] += 80.0);
    check("Dip: ", 0, 0.95, &|values| values[AT] -= 80.0);
    let step = |size: f64| {
        move |values: &mut [f64]| values[AT..].iter_mut().for_each(|value| *value += size)
    };
    check("Step up: ", 5, 0.9, &step(20.0));
    check("Step down: ", 3, 0.9, &step(-24.0));
    check("Step up: ", 0, 1.0, &step(500.0));
    let climbing = |values: &mut [f64]| {
        (0..values.len()).for_each(|at| values[at] += 0.3 * at as f64);
        values[AT..].iter_mut().for_each(|value| *value += 40.0);
    };
    check("Step up: ", 3, 0.9, &climbing);
    let ramp = |values: &mut [f64]| {
        (AT..values.len()).for_each(|at| values[at] += 0.9 * (at - AT) as f64);
    };
    check("Trend change: ", 10, 0.9, &ramp);
    let wild = |values: &mut [f64]| {
        values[AT..].iter_mut().for_each(|value| *value = 120.0 + 4.0 * (*value - 120.0));
    };
    check("Variance rises: ", 10, 0.9, &wild);
    let calm = |values: &mut [f64]| {
        values[AT..].iter_mut().for_each(|value| *value = 120.0 + (*value - 120.0) / 4.0);
    };
    check("Variance falls: ", 10, 0.9, &calm);
}

#[test]
fn reasons_have_type_figures_and_p_value() {
    let told = |spoil: &dyn Fn(&mut [f64]), pairs: Pairs<'_>| {
        let mut values = noise(2, 800);
        spoil(&mut values);
        Line::new(60.0, values).reasons(ID, pairs).remove(0)
    };
    let step = told(&|values| values[AT..].iter_mut().for_each(|value| *value += 60.0), &[]);
    assert!(
        step.starts_with("Step up: a mean of 12") && step.contains("in the 50 points"),
        "{step}"
    );
    assert!(step.contains("; p = ") && step.ends_with("for 3200 tests."), "{step}");
    let spike = told(&|values| values[AT] = 300.0, &[("window", "30")]);
    assert!(
        spike.starts_with("Spike: 300 ms, where the 60 points around have a median"),
        "{spike}"
    );
    let ramp = |values: &mut [f64]| (AT..800).for_each(|at| values[at] += 2.0 * (at - AT) as f64);
    let trend = told(&ramp, &[]);
    assert!(
        trend.starts_with("Trend change: ") && trend.contains("ms an hour from here"),
        "{trend}"
    );
}

#[test]
fn steps_between_exact_levels_are_found_where_they_are() {
    let levels = [10.0, 50.0, 0.1, 0.1, 10.0].map(|level| vec![level; 100]).concat();
    for unit in [1.0, 1e-3, 1e200] {
        let values = levels.iter().map(|value| value * unit).collect();
        assert_eq!(Line::new(60.0, values).alarms(ID, &[]), [100, 200, 400], "{unit}");
    }
}
