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
