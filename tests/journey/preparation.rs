//! What is done to series before they are judged is a parameter like any other.

use super::*;
use blip::detect::KNOBS;
use blip::model::{SeriesKey, SourceId, Summary, Values, Zone};
use blip::protocol::{Format, Reply, Shelf, answer, csv, find, report_so_far};
use std::fmt::Write;

fn prepare(world: &mut World, text: &str) {
    world.tell(Event::Parameter("prepare".to_owned(), text.to_owned()));
}

fn rows(world: &World) -> Vec<Summary> {
    world.app.rows.values().cloned().collect()
}

fn truth_is_told(world: &World) -> bool {
    world.app.sources[0].report.as_ref().is_some_and(|report| report.truth.is_some())
}

// NaN equals nothing, and the last value of a row may be one.
fn told(rows: &[Summary]) -> String {
    format!("{rows:?}")
}

fn names(rows: &[Summary]) -> Vec<String> {
    rows.iter().map(|row| format!("{}{}", row.name, row.labels)).collect()
}

#[test]
fn another_preparation_changes_what_is_judged_and_none_brings_it_back() {
    let mut world = World::started(7);
    let before = rows(&world);
    let drawn = |world: &World| {
        let key = world.app.selection[0];
        world.app.charts.drawings.get(&key).expect("a drawing").line.values.clone()
    };
    let line = drawn(&world);
    world.effects();

    prepare(&mut world, "resample 10m max");
    let after = rows(&world);
    assert_eq!(names(&after), names(&before), "names say nothing of it");
    for (after, before) in after.iter().zip(&before) {
        assert!(after.points < before.points / 2, "{} of {}", after.points, before.points);
    }
    assert_ne!(drawn(&world), line);
    assert!(!truth_is_told(&world), "its moments are no longer those of the faults");

    prepare(&mut world, "rate");
    assert!(rows(&world).iter().all(|row| row.unit.ends_with("/s")));
    assert!(world.app.anomalies.iter().all(|point| !point.reason.is_empty()));
    assert!(truth_is_told(&world), "the points are the same");

    prepare(&mut world, "");
    assert_eq!(told(&rows(&world)), told(&before));
    assert_eq!(drawn(&world), line);
    assert!(truth_is_told(&world));
    let reads = |effect: &Effect| matches!(effect, Effect::Fetch { .. } | Effect::Stream { .. });
    assert!(!world.effects().iter().any(reads), "nothing is read again");
}

#[test]
fn a_wrong_text_is_refused_with_the_reason_and_the_former_stays() {
    let mut world = World::started(7);
    prepare(&mut world, "smooth 10m");
    let before = rows(&world);
    prepare(&mut world, "rate | smoth 15m");
    let notice = world.app.notices.last().expect("a refusal").problem.clone();
    assert_eq!(
        notice.what,
        "Preparation: Step 2, `smoth 15m`: there is no such step; there are difference, smooth, \
         lag, resample, rate, ratio."
    );
    assert!(notice.fix.contains("former value stays"));
    let values = world.app.settings.chosen_values();
    assert_eq!(values.text("prepare").as_deref(), Some("smooth 10m"));
    assert_eq!(told(&rows(&world)), told(&before));
    assert_eq!(view::knobs_set(&world.app), 1);
    prepare(&mut world, "rate | smooth 15m");
    assert!(world.app.notices.iter().all(|other| other.problem != notice), "it was answered");
}

#[test]
fn a_ratio_is_one_more_row_for_as_long_as_it_is_wanted() {
    let mut world = World::started(7);
    let before = rows(&world);
    let [upper, lower] = [names(&before)[0].clone(), names(&before)[1].clone()];
    prepare(&mut world, &format!("ratio {upper} / {lower}"));
    let after = rows(&world);
    assert_eq!(told(&after[..before.len()]), told(&before), "the others stay as they were");
    let ratio = after.last().expect("a row").clone();
    assert_eq!((after.len(), ratio.unit.as_str()), (before.len() + 1, ""));
    assert_eq!(names(std::slice::from_ref(&ratio)), [format!("{upper} / {lower}")]);
    assert!(!truth_is_told(&world));

    world.tell(Event::Pick(ratio.key, false));
    assert!(world.app.charts.drawings.get(&ratio.key).is_some(), "it is drawn");
    prepare(&mut world, "");
    assert_eq!(told(&rows(&world)), told(&before), "its row is gone");
    let gone = |key: &SeriesKey| *key != ratio.key;
    assert!(world.app.ranking.iter().chain(&world.app.selection).all(gone));
    assert!(world.app.anomalies.iter().all(|point| gone(&point.key)));
    assert!(world.app.charts.drawings.get(&ratio.key).is_none());
    assert!(!world.app.selection.is_empty(), "others are shown in its place");

    prepare(&mut world, "ratio nothing / none");
    let notes = world.app.sources[0].report.as_ref().map(|report| report.notes.clone());
    assert!(notes.expect("a report")[0].contains("there is no series `nothing`"));
}

#[test]
fn what_a_server_answers_is_prepared_anew_with_every_refresh() {
    let mut world = World::started(7);
    prepare(&mut world, "smooth 1m | resample 1m");
    connected(&mut world);
    assert_eq!(answer_streams(&mut world), 1);
    let before = rows(&world);
    assert_eq!(before.len(), 2);
    world.now += 60.0;
    world.tell(Event::Refresh);
    assert_eq!(answer_streams(&mut world), 1);
    let after = rows(&world);
    assert_eq!((after[0].key, after[0].points), (before[0].key, before[0].points));
    assert!(before[0].range.expect("a range").to < after[0].range.expect("a range").to);
    prepare(&mut world, "");
    assert!(after[0].points * 2 < rows(&world)[0].points, "all that was read is there");
}

// A file that is still read shows what was made of its first rows.
#[test]
fn half_a_file_is_prepared_as_far_as_it_was_read() {
    const HOURS: usize = 400;
    let (mut shelf, mut replies) = (Shelf::new(find), Vec::new());
    let mut ask = |shelf: &mut Shelf, job: Job, bytes: &[u8]| {
        answer(shelf, job, bytes, &mut |reply| replies.push(reply));
    };
    let mut values = Values::default();
    values.set(KNOBS, "prepare", "resample 1h count").expect("a valid one");
    ask(&mut shelf, Job::Score { detector: "auto".to_owned(), values, brief: false }, &[]);
    let source = SourceId(1);
    let options =
        csv::Options { zone: Zone::utc(), name: "long.csv".to_owned(), size: 0, now: 0.0 };
    let (name, format) = (options.name.clone(), Format::Csv(options));
    ask(&mut shelf, Job::Open { source, name, load: 1, parts: 1, format }, &[]);
    let mut text = "time,a,b\n".to_owned();
    for minute in 0..60 * HOURS {
        let _ = writeln!(text, "{},{},{minute}", 1_700_006_400 + 60 * minute, minute % 7);
    }
    let (first, rest) = text.as_bytes().split_at(text.len() / 2);
    let chunk = Job::Chunk { source, load: 1, part: 0 };
    ask(&mut shelf, chunk.clone(), first);
    let mut so_far = Vec::new();
    report_so_far(&mut shelf, source, &mut |reply| so_far.push(reply));
    let shown = match so_far.as_slice() {
        // Nothing else: of half a file nothing is told to incidents.
        [Reply::Ranked { summaries, .. }, Reply::Scored(_)] => summaries,
        other => panic!("{other:?}"),
    };
    assert_eq!(names(shown), ["a", "b"]);
    assert!((1..HOURS as u64).contains(&shown[0].points) && shown[0].last <= 60.0);
    ask(&mut shelf, chunk, rest);
    ask(&mut shelf, Job::Close { source, load: 1, part: 0, keep: None }, &[]);
    let held = shelf.source(source).expect("held");
    assert_eq!(held.series()[1].values, [60.0; HOURS]);
    assert_eq!(held.loaded.series[1].len(), 60 * HOURS, "what was read is there as well");
}
