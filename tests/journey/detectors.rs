//! The demo has a small worker of its own, which has only the detectors that everybody needs.

use super::*;
use blip::app::DEMO_WORKER;

fn anomalies(world: &World) -> u64 {
    world.app.rows.values().map(|row| row.anomalies).sum()
}

#[test]
fn the_others_are_prepared_once_the_first_look_is_there() {
    let mut world = World::started(7);
    assert_eq!(world.app.sources[0].worker, DEMO_WORKER);
    let later = |effect: &Effect| matches!(effect, Effect::Schedule { alarm: Alarm::Prepare, .. });
    assert_eq!(world.effects().into_iter().filter(later).count(), 1);
    world.tell(Event::Rang(Alarm::Demo));
    assert_eq!(world.effects().into_iter().filter(later).count(), 0, "once");
    world.tell(Event::Rang(Alarm::Prepare));
    assert_eq!(world.effects(), [Effect::Prepare]);
}

#[test]
fn a_demo_moves_to_a_worker_that_has_the_chosen_detector() {
    let mut world = World::started(7);
    let auto = anomalies(&world);
    world.tell(Event::Detector("moving_average".to_owned()));
    assert_eq!(world.app.sources[0].worker, DEMO_WORKER);
    world.tell(Event::Detector("auto".to_owned()));
    world.tell(Event::Detector("flat_line".to_owned()));
    assert_ne!(world.app.sources[0].worker, DEMO_WORKER);
    assert_eq!((world.app.rows.len(), anomalies(&world)), (4, 0), "nothing stands still in it");
    world.tell(Event::Detector("auto".to_owned()));
    assert_eq!(anomalies(&world), auto);
    // A demo opened with such a detector chosen starts there.
    world.tell(Event::Detector("flat_line".to_owned()));
    world.tell(Event::Demo { scenario: "service".to_owned(), seed: 8 });
    assert_ne!(world.app.sources[0].worker, DEMO_WORKER);
    assert_eq!(world.app.rows.len(), 4);
}

fn set(world: &mut World, text: &str) {
    world.tell(Event::Parameter("level".to_owned(), text.to_owned()));
}

#[test]
fn a_dragged_alarm_level_is_shown_at_once_and_kept_when_it_is_let_go() {
    let mut world = World::started(7);
    let (before, incidents) = (anomalies(&world), world.history());
    world.effects();
    world.wishes.clear();
    for text in ["1.5", "2", "8"] {
        world.tell(Event::Drag("level".to_owned(), text.to_owned()));
    }
    assert!(anomalies(&world) < before / 2);
    assert!(world.app.rows.values().all(|row| !row.spark.low.is_empty()), "shapes stay");
    assert_eq!(world.history(), incidents, "nothing is kept while it moves");
    let saved = |effect: &Effect| matches!(effect, Effect::SaveSettings(_));
    assert!(!world.effects().iter().any(saved) && world.wishes.is_empty());
    set(&mut world, "8");
    assert_ne!(world.history(), incidents);
    let high = anomalies(&world);
    set(&mut world, "1");
    assert_eq!(anomalies(&world), before);
    assert!(high < before);
}

#[test]
fn a_worker_is_not_told_more_while_it_scores() {
    let mut world = World::started(7);
    let drag = |text: &str| Event::Drag("level".to_owned(), text.to_owned());
    let posts = |effects: Vec<Effect>| {
        effects
            .iter()
            .filter(|one| matches!(one, Effect::Post { job: Job::Score { .. }, .. }))
            .count()
    };
    let mut told = 0;
    for text in ["2", "3", "4"] {
        told += posts(world.app.update(world.now, drag(text)));
    }
    assert_eq!(told, 1, "the first; the last follows when it is done");
    let worker = world.app.sources[0].worker;
    let chosen = Event::Replied { worker, ticket: 0, reply: blip::protocol::Reply::Chosen };
    assert_eq!(posts(world.app.update(world.now, chosen.clone())), 1);
    assert_eq!(posts(world.app.update(world.now, chosen)), 0);
}

#[test]
fn every_shape_stays_while_the_alarm_level_moves() {
    let mut world = World::started(7);
    let columns: Vec<String> = (0..600).map(|at| format!("s{at}")).collect();
    let row = |at: i32| {
        let values = (0..600).map(|one| if (at + one) % 50 == 0 { "9" } else { "1" });
        format!("{},{}\n", 1_705_312_800 + at * 60, values.collect::<Vec<_>>().join(","))
    };
    let text: String =
        std::iter::once(format!("time,{}\n", columns.join(","))).chain((0..100).map(row)).collect();
    let file = blip::app::FileInfo { handle: 1, name: "many.csv".to_owned(), size: 1_000 };
    world.tell(Event::FilesArrived(vec![file]));
    let source = world.app.sources[0].clone();
    let format = blip::protocol::Format::Csv(blip::sources::csv::Options::default());
    let (id, load, name) = (source.id, source.load, source.name.clone());
    world.give(source.worker, Job::Open { source: id, name, load, parts: 1, format }, &[]);
    world.give(source.worker, Job::Chunk { source: id, load, part: 0 }, text.as_bytes());
    world.give(source.worker, Job::Close { source: id, load, part: 0, keep: None }, &[]);
    assert_eq!(world.app.rows.len(), 600);
    world.tell(Event::Drag("level".to_owned(), "2".to_owned()));
    let shaped = world.app.rows.values().filter(|row| !row.spark.low.is_empty()).count();
    assert_eq!((world.app.rows.len(), shaped), (600, 600));
}
