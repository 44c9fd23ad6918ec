//! Deleting an incident can be undone for a while; then it is done.

use super::*;
use blip::app::FileInfo;
use blip::history::Change;
use blip::panels::incidents::UNDO;

fn timers(world: &mut World) -> Vec<f64> {
    let of = |effect: &Effect| match effect {
        Effect::Schedule { after, alarm: Alarm::Deleted } => Some(*after),
        _ => None,
    };
    world.effects().iter().filter_map(of).collect()
}

#[test]
fn a_timer_deletes_what_was_not_undone() {
    let mut world = World::started(7);
    let ids = world.ids();
    timers(&mut world);
    world.say("discard", &ids[0]);
    world.say("discard", &ids[1]);
    assert_eq!(timers(&mut world), [UNDO, UNDO]);
    assert_eq!(world.app.incidents.count as usize, ids.len() - 2);
    world.say("undo", &ids[0]);
    assert_eq!((world.ids().len(), world.sent_to_store()), (ids.len(), 0), "all are there still");
    world.now += UNDO;
    world.tell(Event::Rang(Alarm::Deleted));
    assert_eq!((world.ids().len(), world.sent_to_store()), (ids.len() - 1, 1));
    world.tell(Event::Rang(Alarm::Deleted));
    world.tell(Event::Rang(Alarm::Deleted));
    assert_eq!(world.sent_to_store(), 0);
    assert!(world.ids().contains(&ids[0]) && !world.ids().contains(&ids[1]));
}

#[test]
fn a_file_finds_nothing_that_is_about_to_go() {
    let mut world = World::started(7);
    world.say("export", "");
    let file = world.effects().into_iter().find_map(|effect| match effect {
        Effect::Download { text, .. } => Some(text),
        _ => None,
    });
    let ids = world.ids();
    world.say("discard", &ids[0]);
    world.import(&file.expect("a file"));
    world.now += UNDO;
    world.tell(Event::Rang(Alarm::Deleted));
    assert!(world.ids().contains(&ids[0]), "it came again, and stays");
    assert_eq!(world.app.incidents.count as usize, world.ids().len());

    world.say("discard", &ids[0]);
    world.wishes.clear();
    let name = "shop.csv".to_owned();
    world.tell(Event::FilesArrived(vec![FileInfo { handle: 1, name, size: 1 }]));
    let first = world.wishes.iter().find(|wish| matches!(wish, Wish::Change(_)));
    assert_eq!(first, Some(&Wish::Change(vec![Change::Delete(ids[0].clone())])));
}
