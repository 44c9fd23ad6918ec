//! Why a point alarmed, and how others see it.

use super::*;
use blip::app::why;

#[test]
fn the_worst_point_of_the_first_chart_is_explained_and_another_one_when_it_is_asked_for() {
    let mut world = World::started(7);
    let why = why::why(&world.app).expect("an explanation");
    let row = &world.app.rows[&world.app.selection[0]];
    let is_worst =
        |point: &&blip::model::Anomaly| (point.key, point.time) == (row.key, row.worst_time);
    let worst = world.app.anomalies.iter().find(is_worst).expect("an anomaly").clone();
    assert_eq!(world.app.explained.as_ref().map(|why| why.time), Some(worst.time));
    assert_eq!(why.sentence, worst.reason);
    let facts: Vec<&str> = why.facts.iter().map(|(label, _)| *label).collect();
    assert_eq!(facts, ["Expected", "Off by", "Abnormal", "Before"]);
    assert_eq!(why.views.len(), 8);

    let other = world.app.anomalies.iter().find(|point| point.time != worst.time).expect("another");
    let (key, time) = (other.key, other.time);
    world.tell(Event::Explain(key, time));
    assert_eq!(world.app.explained.as_ref().map(|why| (why.key, why.time)), Some((key, time)));
    let (_, moment) = why::explained(&world.app, key).expect("a mark on its chart");
    assert_eq!(moment, time);
}

#[test]
fn the_setting_that_keeps_it_silent_can_be_taken() {
    let mut world = World::started(7);
    let explained = world.app.explained.clone().expect("an explanation");
    world.tell(Event::Silence);
    let silent =
        |point: &blip::model::Anomaly| (point.key, point.time) != (explained.key, explained.time);
    assert!(world.app.anomalies.iter().all(silent));
    let after = world.app.explained.as_ref();
    assert!(after.is_none_or(|why| (why.key, why.time) != (explained.key, explained.time)));
}

#[test]
fn all_detectors_are_compared_on_the_first_chart_and_follow_the_selection() {
    let mut world = World::started(7);
    assert_eq!(why::comparison(&world.app), None);
    world.tell(Event::Compare(true));
    let rows = why::comparison(&world.app).expect("rows");
    assert!(rows.len() > 15, "{}", rows.len());
    assert_eq!(
        rows.iter().filter(|row| row.chosen).map(|row| row.id.as_str()).collect::<Vec<_>>(),
        ["auto"]
    );
    let auto = rows.iter().find(|row| row.id == "auto").expect("auto");
    assert!(!auto.marks.is_empty() && auto.text.contains("call"), "{auto:?}");
    let inside =
        |(left, width): &(f64, f64)| (0.0..=100.0).contains(left) && left + width <= 100.001;
    assert!(rows.iter().flat_map(|row| &row.marks).all(inside));

    let other =
        *world.app.rows.keys().find(|key| **key != world.app.selection[0]).expect("another");
    world.tell(Event::Pick(other, false));
    assert_ne!(why::comparison(&world.app).expect("rows"), rows);
    world.tell(Event::Compare(false));
    assert_eq!(why::comparison(&world.app), None);
}
