//! A detector that the page does not bring along is fetched when it is chosen.

use super::*;
use blip::app::Library;

// The ids of the detectors that workers were told to judge by.
fn chosen(world: &mut World) -> Vec<String> {
    let of = |effect: &Effect| match effect {
        Effect::LoadLibrary => Some("load".to_owned()),
        _ => None,
    };
    world.effects().iter().filter_map(of).collect()
}

#[test]
fn a_detector_of_the_library_is_loaded_once_and_then_judges() {
    let mut world = World::started(7);
    let auto = world.app.rows.values().map(|row| row.anomalies).sum::<u64>();
    world.tell(Event::Detector("flat_line".to_owned()));
    assert_eq!(world.app.library, Library::Coming);
    assert_eq!(chosen(&mut world), ["load"]);
    let so_far = world.app.rows.values().map(|row| row.anomalies).sum::<u64>();
    assert_eq!(so_far, auto, "the default judges until it is there");
    world.tell(Event::Parameter("points".to_owned(), "50".to_owned()));
    assert_eq!(chosen(&mut world).len(), 0, "one is on its way");

    world.tell(Event::Library(None));
    assert_eq!(world.app.library, Library::Here);
    assert_ne!(world.app.rows.values().map(|row| row.anomalies).sum::<u64>(), auto);
    world.tell(Event::Detector("auto".to_owned()));
    assert_eq!(world.app.rows.values().map(|row| row.anomalies).sum::<u64>(), auto);
    world.tell(Event::Detector("flat_line".to_owned()));
    assert_eq!(chosen(&mut world).len(), 0, "it is kept");
}

#[test]
fn a_library_that_cannot_be_loaded_is_told_and_can_be_asked_for_again() {
    let mut world = World::started(7);
    world.tell(Event::Detector("flat_line".to_owned()));
    world.tell(Event::Library(Some("library_bg.wasm answered 404".to_owned())));
    let said = world.app.notices.last().expect("a notice").problem.to_string();
    assert!(said.contains("Flat line could not be loaded: library_bg.wasm answered 404"), "{said}");
    assert_eq!(world.app.settings.detector, "auto");
    world.effects();
    world.tell(Event::Detector("flat_line".to_owned()));
    assert_eq!(chosen(&mut world), ["load"]);
}
