//! What a phone shows of all that stands above the tabs, while it is folded.

use super::world::start;
use super::*;
use blip::app::summary::summary;
use blip::app::{Control, FileInfo};

#[test]
fn a_line_says_what_is_open_and_set() {
    let mut world = World::started(7);
    let name = world.app.sources[0].name.clone();
    assert_eq!(summary(&world.app), format!("{name} · UTC"));
    world.tell(Event::Replay(Control::Play(false)));
    assert_eq!(summary(&world.app), format!("{name} · replay · UTC"));
    let file = |handle, name: &str| FileInfo { handle, name: name.to_owned(), size: 10 };
    world.tell(Event::FilesArrived(vec![file(1, "a.csv"), file(2, "b.csv")]));
    assert_eq!(summary(&world.app), "a.csv: reading · UTC");
    for source in &mut world.app.sources {
        source.status = Status::Ready;
    }
    assert_eq!(summary(&world.app), "2 sources: a.csv, b.csv · UTC");
    world.app.sources[1].status =
        Status::Failed(Problem::new("It is empty.", "", "Choose another."));
    assert_eq!(summary(&world.app), "b.csv: It is empty. · UTC");
    for id in [world.app.sources[0].id, world.app.sources[1].id] {
        world.tell(Event::Remove(id));
    }
    assert_eq!(summary(&world.app), "Nothing is open · UTC");

    let mut start = start(7);
    start.local.name = "X".to_owned();
    start.local.offsets = vec![(0.0, 3600)];
    world.tell(Event::Started(start));
    assert!(summary(&world.app).ends_with(" · UTC+01:00"), "{}", summary(&world.app));
}

#[test]
fn one_row_is_one_row() {
    let mut world = World::started(7);
    let mut status = |rows: u64| {
        let report = world.app.sources[0].report.as_mut().expect("a report");
        report.rows = rows;
        view::status(&world.app, &world.app.sources[0])
    };
    assert_eq!((status(1), status(2)), ("1 row".to_owned(), "2 rows".to_owned()));
}
