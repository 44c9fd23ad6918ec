//! Deleting an incident, and taking that back.

use super::*;
use blip::panels::incidents::UNDO;

fn deletes(changes: Vec<Change>) -> Vec<String> {
    let id = |change| if let Change::Delete(id) = change { Some(id) } else { None };
    changes.into_iter().filter_map(id).collect()
}

fn use_at(desk: &mut Desk, what: &str, about: &str, now: f64) {
    let what = format!("incident {what}");
    let said = Said { what, about: about.into(), value: String::new() };
    let mut replies = Vec::new();
    answer(&mut desk.shelf, Job::Use { said, now }, &[], &mut |reply| replies.push(reply));
    desk.take(replies);
}

fn next(desk: &Desk) -> Vec<String> {
    let all = desk.node.find_all(&|node| node.attribute("data-next").is_some());
    all.into_iter().map(Node::words).collect()
}

#[test]
fn a_deleted_incident_is_out_of_sight_and_comes_back_word_for_word() {
    let mut desk = Desk::with(vec![full(), plain("b", START + 9000.0)]);
    desk.click("open", "full");
    desk.say("note", "", "call <ops>");
    desk.click("add note", "full");
    desk.click("judge", "real/full");
    // What is missing of its figures is no number, which equals nothing.
    let told = |desk: &Desk| format!("{:?}", desk.shelf.incidents());
    let (before, stored) = (desk.node.clone(), told(&desk));
    let counts = desk.counts;
    desk.wishes.clear();

    desk.click("discard", "full");
    assert_eq!((desk.cards().len(), desk.counts.0), (1, 1));
    assert_eq!(desk.all("deleted"), ["Deleted “Latency of full”.Undo✕"]);
    assert_eq!(next(&desk), ["Undo"], "there the keyboard goes on");
    assert_eq!(desk.wishes, [], "nothing is stored, and nothing is written down");
    assert_eq!(told(&desk), stored);

    desk.click("undo", "full");
    assert_eq!(next(&desk), ["Latency of full"]);
    // Whatever is used next, it stands there as before.
    desk.say("search", "", "");
    assert!(desk.node == before && desk.counts == counts);
    assert_eq!((desk.wishes.len(), told(&desk)), (0, stored));
    use_at(&mut desk, "delete due", "", NOW + 2.0 * UNDO);
    assert_eq!(desk.wishes, [], "its timer rings for nothing");
}

#[test]
fn it_is_deleted_once_its_time_is_over_or_its_message_is_dismissed() {
    let all = ["a", "b", "c"].map(|id| plain(id, START));
    let mut desk = Desk::with(all.to_vec());
    use_at(&mut desk, "discard", "a", NOW);
    use_at(&mut desk, "discard", "b", NOW + 10.0);
    assert_eq!(desk.all("deleted"), ["Deleted “Latency of a”.Undo✕Deleted “Latency of b”.Undo✕"]);
    use_at(&mut desk, "delete due", "", NOW + UNDO);
    assert_eq!(deletes(desk.changed()), ["a"]);
    desk.click("undo", "b");
    use_at(&mut desk, "discard", "b", NOW + 25.0);
    use_at(&mut desk, "delete due", "", NOW + 10.0 + UNDO);
    assert_eq!(deletes(desk.changed()), [""; 0], "the timer of what was undone");
    desk.click("delete", "b");
    assert_eq!(deletes(desk.changed()), ["b"]);
    assert_eq!(desk.all("deleted"), [""]);
    desk.click("audit", "");
    let listed = desk.all("marks").concat();
    assert_eq!(listed.matches("incident deleted").count(), 2, "{listed}");

    // A clock that was set back.
    use_at(&mut desk, "discard", "c", NOW);
    use_at(&mut desk, "delete due", "", NOW - 3600.0);
    assert_eq!(deletes(desk.changed()), ["c"]);
    assert_eq!(desk.counts, (0, 0));
}

#[test]
fn many_are_undone_together_and_a_file_of_all_has_none_of_them() {
    let all: Vec<Incident> = (0..5).map(|at| plain(&format!("i{at}"), START)).collect();
    let mut desk = Desk::with(all);
    for at in 0..4 {
        desk.click("discard", &format!("i{at}"));
    }
    assert_eq!(desk.all("deleted"), ["Deleted 4 incidents.Undo✕"]);
    assert_eq!(next(&desk), ["Undo"]);
    desk.click("undo", "");
    assert_eq!((desk.cards().len(), next(&desk).len()), (5, 1));

    desk.click("discard", "i1");
    desk.say("export", "", "");
    assert_eq!(deletes(desk.changed()), ["i1"]);
    let file = desk.offers.pop().expect("a file");
    assert_eq!(archive::read(&file.text).expect("a file").incidents.len(), 4);
}
