//! What a model says of series that it was not fitted on.

use super::*;
use blip::detect::{Alarm, KNOBS};
use blip::model::{SeriesKey, SourceId};

const LATER: f64 = START + 90.0 * 86_400.0;
const KEY: SeriesKey = SeriesKey { source: SourceId(0), index: 0 };

fn alarms(found: &Findings) -> Vec<Alarm> {
    let alarm = |at: usize| Alarm {
        at: at as u32,
        score: found.scores[at],
        lower: found.lower[at],
        upper: found.upper[at],
    };
    found.alarmed().map(alarm).collect()
}

/// How many points from the first on a detector needs for its first score.
fn reach(id: &str) -> usize {
    match id {
        "anomstack" => 8,
        "iforest" => 23,
        // Points of typical shapes have the mean of the windows around them.
        "auto" | "zscore" | "seasonal_median" | "kmeans" => 0,
        _ => 5,
    }
}

#[test]
fn a_trouble_right_at_the_beginning_is_found_without_a_warm_up() {
    let train = clean(1, 10 * DAY);
    let mut test = clean(2, 2 * DAY);
    test[2..12].iter_mut().for_each(|value| *value += 400.0);
    for detector in detectors() {
        let id = detector.about().id;
        for from in [LATER, START - 7.0 * 86_400.0, START] {
            let found = found(&judge(fitted(detector, &train)), from, &test);
            let first = found.scores.iter().position(|score| !score.is_nan());
            assert_eq!(first, Some(reach(id)), "{id}");
            let alarm = found.alarmed().next();
            assert!(alarm.is_some_and(|at| at <= 12.max(reach(id))), "{id}: {alarm:?}");
        }
        let calm = found(&judge(fitted(detector, &train)), LATER, &clean(3, 4 * DAY));
        let share = calm.alarmed().count() as f64 / calm.alarms.len() as f64;
        assert!(share <= 0.05, "{id}: {share}");
    }
}

#[test]
fn nothing_is_learnt_from_what_is_judged_but_by_auto() {
    let train = clean(1, 5 * DAY);
    let mut test = clean(2, DAY);
    test[40..].iter_mut().for_each(|value| *value += 500.0);
    for detector in detectors() {
        let id = detector.about().id;
        let judge = judge(fitted(detector, &train));
        let all = found(&judge, LATER, &test);
        // What comes after a window, or before it, changes nothing.
        let part = found(&judge, LATER + 50.0 * STEP, &test[50..100]);
        let whole = if id == "kmeans" { 11 } else { reach(id) };
        let (all, part) = (&all.scores[50 + whole..100 - whole], &part.scores[whole..50 - whole]);
        assert_eq!(bits(all) == bits(part), id != "auto", "{id}");
        // A level is no change.
        let is_kept = !["auto", "anomstack"].contains(&id);
        assert!(!is_kept || part.iter().all(|score| *score > 1.0), "{id}: still as strange");
    }
}

#[test]
fn auto_goes_on_as_if_the_two_were_one() {
    let auto = find("auto").expect("a detector");
    let all = clean(1, 12 * DAY);
    let (train, test) = all.split_at(10 * DAY);
    let fitted = found(&judge(fitted(auto, train)), START + 10.0 * 86_400.0, test);
    let whole = found(&Judge::new(auto, &Values::default()), START, &all);
    assert_eq!(bits(&fitted.scores), bits(&whole.scores[10 * DAY..]));
    // A gap of weeks is no silence: the same time of day follows.
    let later = found(&judge(super::fitted(auto, train)), LATER, test);
    assert_eq!(bits(&later.scores), bits(&fitted.scores));
}

#[test]
fn a_counter_goes_on_wherever_it_begins() {
    let auto = find("auto").expect("a detector");
    let counter = |from: f64, points: usize| -> Vec<f64> {
        let stream = Stream::new(5, 0);
        let rise = |at: usize| 50.0 + 5.0 * stream.uniform(at as i64);
        (0..points)
            .scan(from, |sum, at| {
                *sum += rise(at);
                Some(*sum)
            })
            .collect()
    };
    let judge = judge(fitted(auto, &counter(1e6, 5 * DAY)));
    for from in [0.0, 9e5, 5e9] {
        let found = found(&judge, LATER, &counter(from, DAY));
        assert!(found.scores[0].is_nan() && !found.scores[1].is_nan());
        assert_eq!(found.alarmed().count(), 0, "from {from}");
    }
}

#[test]
fn a_model_of_one_series_judges_any_and_one_of_several_those_it_knows() {
    let (train, test) = (clean(1, 5 * DAY), clean(2, DAY));
    let (then, now) = (times(START, train.len()), times(LATER, test.len()));
    let pod = |name: &str| Labels::new([("pod".to_owned(), name.to_owned())]);
    let labels = [pod("a"), pod("b"), pod("c")];
    let zscore = find("zscore").expect("a detector");
    let known = |count: usize| {
        let one = |labels| member("latency", labels, Samples { times: &then, values: &train });
        let members: Vec<Member<'_>> = labels[..count].iter().map(one).collect();
        let model = fit(zscore, &Values::default(), "a.csv", 0.0, &members).expect("long enough");
        let samples = Samples { times: &now, values: &test };
        let asked: Vec<Member<'_>> =
            labels.iter().rev().map(|labels| member("latency", labels, samples)).collect();
        let judge = judge(again(&model)).among(&asked);
        let is_known = |place: usize| !judge.at(place).detect(samples).scores[0].is_nan();
        ([0, 1, 2].map(is_known), judge.note())
    };
    assert_eq!(known(1), ([true; 3], None));
    let (judged, note) = known(2);
    assert_eq!(judged, [false, true, true]);
    assert_eq!(
        note.as_deref(),
        Some(
            "The model fitted on a.csv knows nothing of 1 of 3 series: Z-score judges them without it."
        )
    );
}

#[test]
fn knobs_are_around_a_model_and_what_it_was_fitted_with_stays() {
    let train = clean(1, 5 * DAY);
    let mut test = clean(2, DAY);
    (test[60], test[90]) = (900.0, -500.0);
    for detector in detectors() {
        let id = detector.about().id;
        let model = Arc::new(fitted(detector, &train));
        let plain = found(&Judge::fitted(model.clone()), LATER, &test);
        let mut knobs = settings(detector, &[("least", "100000")]);
        let silent = found(&Judge::fitted_with(model.clone(), &knobs), LATER, &test);
        assert!(plain.alarmed().count() > 0 && silent.alarmed().count() == 0, "{id}");
        knobs.set(KNOBS, "least", "").expect("accepted");
        knobs.set(KNOBS, "prepare", "rate").expect("accepted");
        for field in detector.fields().iter().filter(|field| field.name == "window") {
            knobs.set(detector.fields(), field.name, "2").expect("accepted");
        }
        let own = Judge::fitted_with(model, &knobs);
        assert!(own.preparation().is_none(), "{id}");
        assert_eq!(bits(&found(&own, LATER, &test).scores), bits(&plain.scores), "{id}");
    }
}

#[test]
fn what_knobs_make_gaps_of_is_not_learnt() {
    let zscore = find("zscore").expect("a detector");
    let mut train = clean(1, 2 * DAY);
    let plain = fitted(zscore, &train);
    train.extend([9e9; 300]);
    let knobs = settings(zscore, &[("highest", "1000")]);
    let model = model(zscore, &knobs, &train).expect("long enough");
    let test = clean(2, DAY);
    let scores = |model: Model| bits(&found(&judge(model), LATER, &test).scores);
    assert_eq!((scores(model), train.len()), (scores(plain), 2 * DAY + 300));
}

#[test]
fn reasons_and_explanations_speak_of_the_model() {
    let train = clean(1, 10 * DAY);
    let mut test = clean(2, DAY);
    test[30..34].fill(900.0);
    for detector in detectors() {
        let id = detector.about().id;
        let judge = judge(fitted(detector, &train));
        let now = times(LATER, test.len());
        let samples = Samples { times: &now, values: &test };
        let alarms = alarms(&judge.detect(samples));
        let reasons = judge.reasons(samples, &alarms, "ms");
        assert_eq!((reasons.len(), alarms.is_empty()), (alarms.len(), false), "{id}");
        for (reason, alarm) in reasons.iter().zip(&alarms) {
            assert!(reason.contains(" ms") || reason.contains("\u{202f}ms"), "{id}: {reason}");
            let says = if id == "auto" { "Evidence" } else { "what it was fitted on" };
            assert!(reason.contains(says) && !reason.contains("not judged"), "{id}: {reason}");
            if id == "auto" {
                let (_, rest) = reason.split_once("Evidence ").expect("evidence");
                let evidence: f64 =
                    rest.split(',').next().and_then(|t| t.parse().ok()).expect("one");
                let bar = rest.rsplit(' ').next().expect("a bar").trim_end_matches('.');
                let bar: f64 = bar.parse().expect("a number");
                assert!((evidence / bar / alarm.score - 1.0).abs() < 0.05, "{reason}");
            }
        }
        let why = judge.explain(KEY, samples, &alarms[0], &[], "ms");
        assert_eq!(
            (why.sentence, why.views.is_empty()),
            (reasons[0].clone(), id != "auto"),
            "{id}"
        );
        assert!(id == "auto" || why.basis.contains("clean.csv"), "{id}: {}", why.basis);
        let around = |name: &str| ["least", "level"].contains(&name);
        assert!(why.silencer.is_none_or(|silencer| around(&silencer.name)), "{id}");
    }
}

#[test]
fn what_cannot_be_fitted_or_teaches_nothing_is_a_problem() {
    let refused = |id: &str, series: &[f64]| {
        let problem = model(find(id).expect("a detector"), &Values::default(), series);
        problem.expect_err("refused").to_string()
    };
    assert!(refused("cusum", &clean(1, DAY)).contains("cannot be fitted"));
    for id in FITTABLE {
        for series in [&[][..], &[1.0; 5], &[f64::NAN; 400], &[f64::INFINITY; 400]] {
            assert!(refused(id, series).contains("long enough"), "{id}: {series:?}");
        }
    }
}

#[test]
fn no_series_breaks_a_model() {
    let odd: Vec<Vec<f64>> = vec![
        vec![],
        vec![5.0],
        vec![f64::NAN; 90],
        [f64::INFINITY, 1.0, f64::NEG_INFINITY].repeat(30),
        [f64::MAX, f64::MIN, 0.0, f64::MIN_POSITIVE].repeat(30),
        vec![5e-324; 90],
        clean(4, 90).iter().map(|value| value * 1e300).collect(),
    ];
    for detector in detectors() {
        let id = detector.about().id;
        let huge: Vec<f64> = clean(4, 9 * DAY).iter().map(|value| value * 1e300).collect();
        let tiny: Vec<f64> = clean(4, 9 * DAY).iter().map(|value| value * 1e-300).collect();
        for train in [clean(1, 9 * DAY), vec![5.0; 9 * DAY], huge, tiny] {
            // Numbers of this size are too large for some.
            let Ok(model) = model(detector, &Values::default(), &train) else { continue };
            let judge = judge(again(&model));
            for series in &odd {
                let found = found(&judge, LATER, series);
                assert_eq!(found.scores.len(), series.len(), "{id}");
                for (at, value) in series.iter().enumerate() {
                    let (score, alarm) = (found.scores[at], found.alarms[at]);
                    let place = format!("{id}, {} at {at}: {value} scores {score}", train[0]);
                    assert!(value.is_finite() || (score.is_nan() && !alarm), "{place}");
                    assert!(score.is_nan() || (0.0..=1e300).contains(&score), "{place}");
                    assert_eq!(alarm, score > 1.0, "{place}");
                }
            }
        }
    }
}
