//! Detectors of what is not there: missing data, flat lines.

use crate::series::{Line, eventful, false_alarms, keeps_the_laws, noise};

#[test]
fn laws_hold() {
    keeps_the_laws("missing_data", &[], &eventful(60.0, 600));
    keeps_the_laws("flat_line", &[], &eventful(60.0, 600));
    keeps_the_laws("flat_line", &[("tolerance", "10"), ("points", "5")], &eventful(60.0, 600));
}

#[test]
fn noise_without_gaps_is_quiet() {
    assert_eq!(false_alarms("missing_data", &[], 60.0, 2_000), 0.0);
    assert_eq!(false_alarms("flat_line", &[], 60.0, 2_000), 0.0);
}

/// Points by the minute without those of the ranges.
fn without(points: usize, missing: &[std::ops::Range<usize>]) -> Line {
    let whole = Line::new(60.0, noise(4, points));
    let kept = |at: &usize| !missing.iter().any(|range| range.contains(at));
    let places: Vec<usize> = (0..points).filter(kept).collect();
    let of = |column: &[f64]| places.iter().map(|at| column[*at]).collect();
    Line { times: of(&whole.times), values: of(&whole.values) }
}

#[test]
fn the_first_value_after_a_gap_tells_it() {
    let line = without(400, &[100..102, 200..203, 300..425]);
    assert_eq!(line.alarms("missing_data", &[]), [198]);
    let line = without(600, &[100..102, 300..425]);
    assert_eq!(line.alarms("missing_data", &[]), [298]);
    assert_eq!(line.alarms("missing_data", &[("factor", "2.5")]), [100, 298]);
    let reasons = line.reasons("missing_data", &[]);
    // Minute 299 after 2023-11-14 22:13:20.
    let expected = "No value for 2 h 6 min since 2023-11-15 03:12:20 UTC, where one usually comes \
                    every 60 s; then 1";
    assert!(reasons[0].starts_with(expected), "{reasons:?}");
}

#[test]
fn empty_rows_are_a_gap_like_absent_ones() {
    let mut line = Line::new(60.0, noise(4, 600));
    line.values[300..425].fill(f64::NAN);
    line.values[310] = f64::INFINITY;
    let found = line.judged("missing_data", &[]);
    assert_eq!(found.alarmed().collect::<Vec<_>>(), [425]);
    assert_eq!(found.scores[425], 42.0);
}

#[test]
fn a_new_rhythm_is_soon_the_usual_and_a_sparse_series_is_no_gap() {
    let times: Vec<f64> =
        (0..300).map(|at| f64::from(at.min(150)) + 10.0 * f64::from((at - 150).max(0))).collect();
    let line = Line { values: noise(1, times.len()), times };
    let alarms = line.alarms("missing_data", &[]);
    assert!(alarms.first() == Some(&151) && alarms.len() <= 11, "{alarms:?}");
    let mut sparse = Line::new(60.0, noise(2, 600));
    (0..600).filter(|at| at % 8 != 0).for_each(|at| sparse.values[at] = f64::NAN);
    assert_eq!(sparse.alarms("missing_data", &[]), [0_usize; 0]);
}

#[test]
fn a_stuck_sensor_is_told_from_a_series_that_rests() {
    let mut stuck = noise(6, 500);
    stuck[200..260].fill(118.0);
    let line = Line::new(60.0, stuck.clone());
    assert_eq!(line.alarms("flat_line", &[]), (230..260).collect::<Vec<_>>());
    let reason = line.reasons("flat_line", &[]).pop().expect("a sentence");
    assert_eq!(reason, "118 ms for 60 points in a row; at most 30 are usual.");
    // A second failure is told as the first was.
    stuck[400..460].fill(121.0);
    assert_eq!(Line::new(60.0, stuck).alarms("flat_line", &[]).len(), 60);
    // Errors once in 50 points: after two rests, resting is usual.
    let rests: Vec<f64> = (0..800).map(|at| f64::from(u8::from(at % 50 == 49))).collect();
    let alarms = Line::new(60.0, rests).alarms("flat_line", &[]);
    assert!(alarms.iter().all(|at| *at < 150), "{alarms:?}");
}

#[test]
fn a_sensor_that_trembles_is_stuck_within_the_tolerance() {
    let mut values = noise(6, 300);
    (100..180).for_each(|at| values[at] = 118.0 + 0.01 * (at % 3) as f64);
    let line = Line::new(60.0, values);
    assert_eq!(line.alarms("flat_line", &[]), [0_usize; 0]);
    assert_eq!(line.alarms("flat_line", &[("tolerance", "0.05")]).first(), Some(&130));
}
