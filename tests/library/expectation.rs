//! Detectors that expect a value: EWMA, seasonal median, lag comparison.

use crate::series::{Line, eventful, false_alarms, keeps_the_laws, noise, recall};
use std::f64::consts::TAU;

const HOUR: f64 = 3_600.0;
const HOURLY: usize = 24;

/// Hourly points of so many days with a daily swing of ±40 around 120, noise of 2.
fn daily(days: usize) -> Line {
    let swing = |at: usize| 40.0 * (TAU * at as f64 / HOURLY as f64).sin();
    let noise = noise(5, days * HOURLY);
    Line::new(HOUR, (0..noise.len()).map(|at| 90.0 + noise[at] / 4.0 + swing(at)).collect())
}

#[test]
fn laws_hold() {
    keeps_the_laws("ewma", &[], &eventful(60.0, 600));
    keeps_the_laws("ewma", &[("mode", "classic")], &eventful(60.0, 600));
    keeps_the_laws("seasonal_median", &[], &eventful(HOUR, 900));
    keeps_the_laws("seasonal_median", &[("periods", "1"), ("period", "6")], &eventful(HOUR, 600));
    keeps_the_laws("lag_comparison", &[], &eventful(HOUR, 600));
    keeps_the_laws("lag_comparison", &[("lag", "72")], &eventful(HOUR, 600));
}

#[test]
fn noise_is_quiet() {
    assert!(false_alarms("ewma", &[], 60.0, 10_000) <= 0.1);
    assert!(false_alarms("seasonal_median", &[], HOUR, 5_000) <= 0.1);
    assert!(false_alarms("lag_comparison", &[], HOUR, 5_000) <= 0.1);
}

#[test]
fn ewma_finds_spikes_and_steps() {
    assert!(recall("ewma", &[], (300, 0), |values| values[300] += 56.0) >= 0.95);
    let step = |values: &mut [f64]| values[300..].iter_mut().for_each(|value| *value += 48.0);
    assert!(recall("ewma", &[], (300, 5), step) >= 0.95);
    let reasons = Line::new(60.0, [noise(1, 300), vec![220.0]].concat()).reasons("ewma", &[]);
    assert!(
        reasons[0].starts_with("220 ms is 1") && reasons[0].contains("span of 20"),
        "{reasons:?}"
    );
}

#[test]
fn a_value_normal_at_another_time_of_day_is_found() {
    let mut line = daily(15);
    // In the evening a value as at noon.
    let at = 14 * HOURLY + 18;
    line.values[at] = 120.0;
    for id in ["seasonal_median", "lag_comparison"] {
        assert_eq!(line.alarms(id, &[]), [at], "{id}");
        assert_eq!(line.alarms("moving_average", &[]), [0_usize; 0]);
    }
    let reason = line.reasons("seasonal_median", &[]).remove(0);
    assert!(reason.contains("σ above") && reason.contains("last 7 periods of 24 h"), "{reason}");
    let reason = line.reasons("lag_comparison", &[]).remove(0);
    assert!(reason.contains("the value 24 h before"), "{reason}");
}

#[test]
fn one_trouble_is_not_told_again_a_day_later() {
    let mut line = daily(20);
    let at = 10 * HOURLY + 3;
    line.values[at..at + 4].iter_mut().for_each(|value| *value -= 60.0);
    for id in ["seasonal_median", "lag_comparison"] {
        assert_eq!(line.alarms(id, &[]), [at, at + 1, at + 2, at + 3], "{id}");
    }
}

#[test]
fn missing_rows_and_late_points_do_not_shift_the_phase() {
    let whole = daily(20);
    let mut holes = Line::default();
    for at in (0..whole.values.len()).filter(|at| at % 11 != 5 && !(100..109).contains(at)) {
        // Up to a quarter of an hour late.
        holes.times.push(whole.times[at] + (at % 16) as f64 * 60.0);
        holes.values.push(whole.values[at]);
    }
    for id in ["seasonal_median", "lag_comparison"] {
        let found = holes.judged(id, &[]);
        let judged: Vec<usize> =
            (0..found.scores.len()).filter(|at| !found.scores[*at].is_nan()).collect();
        assert!(judged.len() * 2 > holes.values.len(), "{id}: {} judged", judged.len());
        let last = *judged.last().expect("some");
        let mut strange = holes.clone();
        strange.values[last] += 60.0;
        assert_eq!(strange.alarms(id, &[]), [last], "{id}");
    }
}
