#![cfg(not(target_arch = "wasm32"))]
//! What can be set of every detector does what it says, for every detector.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

use blip::detect::{Detector, Findings, Judge, all, described, find};
use blip::model::{CivilTime, Samples, Values};
use blip::stats::rng::Stream;

const START: f64 = 1_767_225_600.0; // 2026-01-01T00:00 UTC

fn values(detector: &dyn Detector, pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, text) in pairs {
        values.set(described(detector.fields(), name), name, text).expect("a valid setting");
    }
    values
}

fn judged(id: &str, pairs: &[(&str, &str)], series: &[f64]) -> Findings {
    let detector = find(id).expect("a detector");
    let times: Vec<f64> = (0..series.len()).map(|at| START + at as f64 * 60.0).collect();
    let judge = Judge::new(detector, &values(detector, pairs));
    judge.detect(Samples { times: &times, values: series })
}

fn flagged(pairs: &[(&str, &str)], series: &[f64]) -> Vec<usize> {
    judged("moving_average", pairs, series).alarmed().collect()
}

/// Noise around 100 with two spikes up, one down, and a stretch of trouble.
fn eventful() -> Vec<f64> {
    let stream = Stream::new(11, 0);
    let mut series: Vec<f64> = (0..1_000).map(|at| 100.0 + stream.normal(at)).collect();
    series[300] = 160.0;
    series[400] = 40.0;
    series[500] = 110.0;
    series[700..720].iter_mut().for_each(|value| *value += 30.0);
    series
}

#[test]
fn without_a_knob_nothing_changes() {
    let series = eventful();
    for detector in all() {
        let id = detector.about().id;
        let times: Vec<f64> = (0..series.len()).map(|at| START + at as f64 * 60.0).collect();
        let samples = Samples { times: &times, values: &series };
        let plain = detector.detect(samples, &Values::default());
        assert_eq!(format!("{plain:?}"), format!("{:?}", judged(id, &[], &series)), "{id}");
    }
}

#[test]
fn a_direction_keeps_its_side() {
    let series = eventful();
    let above = flagged(&[("direction", "above")], &series);
    let below = flagged(&[("direction", "below")], &series);
    assert!(above.contains(&300) && above.contains(&500) && !above.contains(&400));
    assert_eq!(below, [400]);
    let findings = judged("moving_average", &[("direction", "below")], &series);
    assert_eq!(findings.scores[300], 1.0, "held back: at the alarm level, not above");
}

#[test]
fn small_deviations_are_let_go() {
    let series = eventful();
    let all = flagged(&[], &series);
    assert!(all.contains(&500));
    for knob in [("least", "20"), ("least_share", "20")] {
        let large = flagged(&[knob], &series);
        assert!(!large.contains(&500), "10 from the expected 100");
        assert!(large.contains(&300) && large.contains(&400) && large.contains(&705));
    }
}

#[test]
fn what_is_invalid_is_a_gap() {
    let series = eventful();
    let found = judged("moving_average", &[("highest", "150"), ("lowest", "50")], &series);
    assert!(found.scores[300].is_nan() && found.scores[400].is_nan());
    assert!(!found.alarms[300] && !found.alarms[400] && found.alarms[705]);
}

#[test]
fn only_what_lasts_alarms() {
    let found = flagged(&[("lasting", "300")], &eventful());
    assert_eq!(found.first(), Some(&705), "five minutes after it began");
    assert_eq!(found.last(), Some(&719));
}

#[test]
fn warm_up_holds_back_and_excluded_times_are_not_learnt_from() {
    let series = eventful();
    assert!(!flagged(&[("warm_up", "450")], &series).iter().any(|at| *at < 450));
    let moment = |at: usize| {
        let civil = CivilTime::from_seconds(START + at as f64 * 60.0);
        civil.date_time().replace(' ', "T")
    };
    let range = format!("{}/{}", moment(695), moment(725));
    let found = judged("moving_average", &[("excluded", &range)], &series);
    assert!((700..720).all(|at| !found.alarms[at] && found.scores[at].is_nan()));
    assert!(found.alarms[300]);
}

#[test]
fn sensitivity_is_a_share_of_the_points() {
    let stream = Stream::new(5, 0);
    let noise: Vec<f64> = (0..2_000).map(|at| 50.0 + stream.normal(at)).collect();
    for detector in all() {
        let id = detector.about().id;
        for (knob, share) in [("p95", 0.05), ("p99", 0.01), ("p99.9", 0.001)] {
            let found = judged(id, &[("sensitivity", knob)], &noise);
            let judged = found.scores.iter().filter(|score| !score.is_nan()).count();
            let alarms = found.alarmed().count() as f64;
            let most = (judged as f64 * share).ceil();
            assert!(alarms <= most, "{id} at {knob}: {alarms} of at most {most}");
            if ["auto", "moving_average", "zscore"].contains(&id) {
                assert!(alarms >= 0.9 * most - 1.0, "{id} at {knob}: {alarms} of {most}");
            }
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_the_reason() {
    let fields = find("auto").expect("auto").fields();
    let mut values = Values::default();
    let mut refusal = |name: &str, text: &str| {
        let set = values.set(described(fields, name), name, text);
        set.expect_err("refused").to_string()
    };
    assert!(refusal("lasting", "-5").contains("a number from 0 up (s) or nothing"));
    assert!(refusal("sensitivity", "p50").contains("own, p95, p99, p99.9"));
    assert!(refusal("excluded", "last week").contains("2026-01-31T10:00/2026-01-31T11:30"));
    assert_eq!(values, Values::default());
}

#[test]
fn another_alarm_level_is_what_scoring_anew_would_say() {
    use blip::protocol::{Job, Reply, Shelf, answer, find};
    let text: String = std::iter::once("time,a,b\n".to_owned())
        .chain((0..400).map(|at| {
            let spike = if at % 97 == 50 { 9.0 + f64::from(at) / 50.0 } else { 0.0 };
            let wave = (f64::from(at) * 0.7).sin();
            format!("{},{},{}\n", 1_700_000_000 + at * 60, wave + spike, wave * 2.0 - spike)
        }))
        .collect();
    for id in ["auto", "zscore", "moving_average", "knn", "peer_outlier"] {
        let told = |levels: &[&str]| {
            let mut shelf = Shelf::new(find);
            let mut last = Vec::new();
            let source = blip::model::SourceId(1);
            let mut ask = |job: Job, bytes: &[u8]| {
                let mut replies = Vec::new();
                answer(&mut shelf, job, bytes, &mut |reply| replies.push(reply));
                replies
            };
            let mut loaded = false;
            for level in levels {
                let mut values = Values::default();
                values.set(blip::detect::KNOBS, "level", level).unwrap();
                last = ask(Job::Score { detector: id.to_owned(), values, brief: false }, &[]);
                if !loaded {
                    loaded = true;
                    let format =
                        blip::protocol::Format::Csv(blip::sources::csv::Options::default());
                    let (name, load, parts) = ("x".to_owned(), 1, 1);
                    ask(Job::Open { source, name, load, parts, format }, &[]);
                    ask(Job::Chunk { source, load, part: 0 }, text.as_bytes());
                    last = ask(Job::Close { source, load, part: 0, keep: None }, &[]);
                }
            }
            last.retain(|reply| matches!(reply, Reply::Ranked { .. } | Reply::Scored(_)));
            assert!(!last.is_empty());
            format!("{last:?}")
        };
        for level in ["0.3", "1", "2.5", "10"] {
            assert_eq!(told(&["1.7", level]), told(&[level]), "{id} {level}");
        }
    }
}
