#![cfg(not(target_arch = "wasm32"))]
//! Explanations hold: what they say would have kept an alarm silent does.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

use blip::detect::{Alarm, Judge, all, described, episodes, find};
use blip::model::{Explanation, Samples, SeriesKey, SourceId, Values};
use blip::stats::rng::Stream;

const KEY: SeriesKey = SeriesKey { source: SourceId(0), index: 0 };

/// A day of minutes with a small daily swing, two spikes and a stretch of trouble.
fn eventful() -> (Vec<f64>, Vec<f64>) {
    let stream = Stream::new(3, 0);
    let times: Vec<f64> = (0..1_440).map(|at| 1_767_225_600.0 + f64::from(at) * 60.0).collect();
    let mut values: Vec<f64> = (0..1_440).map(|at| 100.0 + 3.0 * stream.normal(at)).collect();
    values[600] = 190.0;
    values[900] = 20.0;
    values[1_200..1_230].iter_mut().for_each(|value| *value += 60.0);
    (times, values)
}

fn explained(judge: &Judge, samples: Samples<'_>) -> Vec<Explanation> {
    let found = judge.detect(samples);
    let alarm = |at: usize| Alarm {
        at: at as u32,
        score: found.scores[at],
        lower: found.lower[at],
        upper: found.upper[at],
    };
    let alarms: Vec<Alarm> = found.alarmed().map(alarm).collect();
    let episodes = episodes(KEY, samples, &alarms);
    alarms.iter().map(|one| judge.explain(KEY, samples, one, &episodes, "ms")).collect()
}

#[test]
fn the_setting_that_an_explanation_names_would_have_kept_the_alarm_silent() {
    let (times, values) = eventful();
    let samples = Samples { times: &times, values: &values };
    let mut named = 0;
    for detector in all() {
        let (id, fields) = (detector.about().id, detector.fields());
        let judge = Judge::new(detector, &Values::default());
        for why in explained(&judge, samples).iter().take(8) {
            // Beyond the highest alarm level nothing but the least deviation is left.
            assert!(why.silencer.is_some() || 9.9 < why.score, "{id}: {why:?}");
            let Some(silencer) = &why.silencer else { continue };
            named += 1;
            let mut set = Values::default();
            let text = silencer.value.to_string();
            set.set(described(fields, &silencer.name), &silencer.name, &text).expect("accepted");
            let silent = Judge::new(detector, &set).detect(samples);
            let at = times.iter().position(|time| *time == why.time).expect("a point");
            assert!(!silent.alarms[at], "{id}: {} = {text} at {at}", silencer.name);
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn an_explanation_knows_since_when_and_how_often_before() {
    let (times, values) = eventful();
    let samples = Samples { times: &times, values: &values };
    for id in ["auto", "moving_average", "zscore"] {
        let judge = Judge::new(find(id).expect("a detector"), &Values::default());
        let all = explained(&judge, samples);
        let at = |at: usize| {
            all.iter().find(|why| why.time == times[at]).unwrap_or_else(|| panic!("{id} at {at}"))
        };
        let (first, last) = (at(600), at(1_202));
        assert!(first.before == 0 && first.last_before.is_nan(), "{id}: {first:?}");
        assert!(last.before >= 2, "{id}: {last:?}");
        assert!(last.last_before < last.episode.from && last.episode.from <= last.time);
        assert!(last.episode.from >= times[1_199] && last.points == 1_202);
        assert!(first.sentence.contains("190") && first.sentence.contains("ms"), "{first:?}");
    }
}

#[test]
fn auto_names_its_views_and_what_it_expects_from() {
    let (times, values) = eventful();
    let samples = Samples { times: &times, values: &values };
    let judge = Judge::new(find("auto").expect("auto"), &Values::default());
    let all = explained(&judge, samples);
    let spike = all.iter().find(|why| why.time == times[600]).expect("the spike");
    assert_eq!(spike.views.len(), 8);
    let agree = spike.views.iter().filter(|view| view.agrees).count();
    assert!(agree >= 3, "{:?}", spike.views);
    assert!(spike.views.iter().all(|view| !view.title.is_empty() && view.distance.is_finite()));
    assert!(spike.basis.contains("no rhythm"), "{}", spike.basis);
}

#[test]
fn detectors_are_compared_by_what_they_told() {
    let (times, values) = eventful();
    let samples = Samples { times: &times, values: &values };
    for detector in all() {
        let judge = Judge::new(detector, &Values::default());
        let row = judge.compared(KEY, samples);
        assert_eq!(row.detector, detector.about().id);
        assert_eq!(row.alarms as usize, judge.detect(samples).alarmed().count());
        assert!(
            row.pages as usize <= row.episodes.len().max(1)
                && row.episodes.len() as u64 <= row.alarms
        );
    }
    let auto = Judge::new(find("auto").expect("auto"), &Values::default()).compared(KEY, samples);
    assert_eq!(auto.pages, 3, "{auto:?}");
}
