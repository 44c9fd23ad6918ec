//! Fitted models: made, kept, used, given away and taken in.

use super::*;

// The model that was made, as the store is to keep it.
fn fit(world: &mut World, detector: &str) -> blip::app::Model {
    world.tell(Event::Detector(detector.to_owned()));
    world.effects();
    let source = world.app.sources[0].id;
    world.tell(Event::Fit(source));
    saved(world).expect("a model")
}

fn saved(world: &mut World) -> Option<blip::app::Model> {
    world.effects().into_iter().find_map(|effect| match effect {
        Effect::SaveModel(model) => Some(model),
        _ => None,
    })
}

fn scores(world: &World) -> Vec<u64> {
    world.app.rows.values().map(|row| row.severity.to_bits()).collect()
}

#[test]
fn a_model_judges_until_it_is_left_and_after_a_reload() {
    let mut world = World::started(7);
    let model = fit(&mut world, "hbos");
    assert_eq!((model.card.detector.as_str(), model.card.series), ("hbos", 4));
    world.tell(Event::Demo { scenario: "service".to_owned(), seed: 9 });
    let unfitted = scores(&world);
    world.tell(Event::UseModel(model.id()));
    let fitted = scores(&world);
    assert_ne!(fitted, unfitted);
    let settings = world.app.settings.write();

    world.tell(Event::UseModel(String::new()));
    assert_eq!(scores(&world), unfitted, "the detector judges again");

    // The next visit: the store answers when it has read.
    let mut again = World::new();
    let mut start = world.app.start.clone().expect("a start");
    (start.settings, start.seed) = (Some(settings), 9);
    again.tell(Event::Started(start));
    assert!(again.effects().contains(&Effect::LoadModels));
    again.tell(Event::ModelsLoaded(vec![model.clone()]));
    assert_eq!(again.app.model(), Some(&model));
    assert_eq!(scores(&again), fitted);

    again.tell(Event::Detector("zscore".to_owned()));
    assert_eq!(again.app.model(), None, "another detector takes its place");
    again.tell(Event::Detector("hbos".to_owned()));
    assert_eq!(scores(&again), unfitted);
}

#[test]
fn a_model_is_given_away_and_taken_in_and_a_stranger_is_refused() {
    let mut world = World::started(7);
    let model = fit(&mut world, "pca");
    world.tell(Event::ExportModel(model.id()));
    let file = world.effects().into_iter().find_map(|effect| match effect {
        Effect::Download { text, .. } => Some(text),
        _ => None,
    });
    let file = file.expect("a file");

    let mut other = World::started(8);
    other.effects();
    let before = scores(&other);
    other.tell(Event::ImportModel("{}".to_owned()));
    assert!(other.app.notices.iter().any(|notice| notice.failure));
    assert_eq!((scores(&other), other.app.models.all.len()), (before.clone(), 0));

    other.tell(Event::ImportModel(file));
    assert_eq!(saved(&mut other), Some(model.clone()));
    assert_eq!(other.app.settings.detector, "pca");
    assert_eq!(other.app.model(), Some(&model));
    assert_ne!(scores(&other), before);

    other.tell(Event::DeleteModel(model.id()));
    assert!(other.effects().contains(&Effect::DeleteModel(model.id())));
    assert_eq!(other.app.model(), None);
}

#[test]
fn knobs_turn_around_a_model_and_a_dead_worker_does_not_end_it() {
    let mut world = World::started(7);
    let model = fit(&mut world, "zscore");
    world.tell(Event::UseModel(model.id()));
    let set = |world: &mut World, level: &str| {
        world.tell(Event::Parameter("level".to_owned(), level.to_owned()));
        world.app.rows.values().map(|row| row.anomalies).sum::<u64>()
    };
    let (many, few) = (set(&mut world, "1"), set(&mut world, "4"));
    assert!(few < many, "{few} of {many}");
    let before = scores(&world);
    world.kill(world.app.sources[0].worker);
    assert_eq!(scores(&world), before, "the new worker judges by the model, and by its knobs");
}

#[test]
fn what_cannot_be_fitted_says_why_and_harms_no_source() {
    let mut world = World::started(7);
    world.tell(Event::Detector("threshold".to_owned()));
    let source = world.app.sources[0].id;
    world.tell(Event::Fit(source));
    assert!(world.app.models.all.is_empty());
    assert_eq!(world.app.sources[0].status, Status::Ready);
    assert!(world.app.notices.iter().any(|notice| notice.failure));
}

#[test]
fn a_refused_file_leaves_the_model_in_use_and_it_can_still_be_left() {
    let mut world = World::started(7);
    // A worker that reads files of models judges by one, too.
    if let Some(start) = &mut world.app.start {
        start.workers = 1;
    }
    let model = fit(&mut world, "pca");
    world.tell(Event::Demo { scenario: "service".to_owned(), seed: 9 });
    let unfitted = scores(&world);
    world.tell(Event::UseModel(model.id()));
    let fitted = scores(&world);
    assert_ne!(fitted, unfitted);
    world.tell(Event::ImportModel("{}".to_owned()));
    assert_eq!(scores(&world), fitted);
    world.tell(Event::UseModel(String::new()));
    assert_eq!(scores(&world), unfitted);
}
