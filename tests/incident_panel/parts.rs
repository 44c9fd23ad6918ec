//! Parts of the panel: what is looked for by time, label and verdict, what is similar, storage, and what was changed.

use super::*;
use blip::history::Beside;
use blip::history::audit::{Audit, Entry};
use blip::history::retention::Room;
use blip::history::retention::{MEGABYTE, Retention};
use blip::model::{Note, Verdict, Zone};
use blip::panels::incidents::View;
use blip::panels::incidents::storage::{StorageForm, storage};
use blip::panels::incidents::trail::{file, trail};

fn buttons<'a>(node: &'a Node, what: &str) -> Vec<&'a Node> {
    let says = format!("incident {what}");
    node.find_all(&|node| node.attribute("data-say") == Some(&says))
}

#[test]
fn incidents_are_looked_for_by_time_label_and_verdict() {
    let mut judged = plain("judged", START + 86_400.0);
    judged.verdict = Some(Verdict::FalseAlarm);
    judged.entities = vec!["Checkout-EU".to_owned()];
    let mut desk = Desk::with(vec![full(), judged, plain("late", START + 2.0 * 86_400.0)]);
    let mut check = |what: &str, value: &str, expected: &[&str]| {
        desk.say(what, "", value);
        let cards = desk.cards();
        let ids: Vec<&str> = cards
            .iter()
            .map(|card| buttons(card, "open")[0].attribute("data-about").unwrap())
            .collect();
        assert_eq!(ids, expected, "{what} {value}");
        desk.say(what, "", "");
        assert_eq!(desk.cards().len(), 3);
    };
    check("judged", "false alarm", &["judged"]);
    check("judged", "not judged", &["late", "full"]);
    check("judged", "real", &[]);
    // The first lasts from 10:00 to 11:00.
    check("from", "2024-01-15T11:00", &["late", "judged", "full"]);
    check("from", "2024-01-15T11:00:01", &["late", "judged"]);
    check("to", "2024-01-15T10:00:00", &["full"]);
    check("to", "2024-01-15T09:59:59", &[]);
    check("to", "no time", &["late", "judged", "full"]);
    check("search", "service=checkout", &["judged", "full"]);
    check("search", "{service=\"checkout\"}", &["full"]);
    check("search", "service=check latency", &["judged", "full"]);
    check("search", "SERVICE=Checkout db=db-1", &["full"]);
    check("search", "ice=checkout db=db-1", &[]);
    check("search", "db=checkout service=db", &[]);
}

#[test]
fn times_are_those_of_the_zone_that_is_shown() {
    let mut desk = Desk::with(vec![full()]);
    desk.shelf.show_in(&Zone { name: "X".to_owned(), offsets: vec![(0.0, 3600)] });
    desk.say("to", "", "2024-01-15T11:00:00");
    assert_eq!(desk.cards().len(), 1);
    desk.say("to", "", "2024-01-15T10:59:59");
    assert_eq!(desk.cards().len(), 0);
}

#[test]
fn an_opened_card_leads_to_similar_ones_and_to_what_was_learnt() {
    let mut past = Incident { id: "past".to_owned(), from: START - 1e6, ..full() };
    past.state = IncidentState::Resolved;
    past.verdict = Some(Verdict::Real);
    past.notes.push(Note { time: START, text: "raise <max> connections".to_owned() });
    let far = Incident { id: "far".to_owned(), from: START - 2e6, ..full() };
    let mut all: Vec<Incident> =
        (0..50).map(|at| plain(&format!("p{at}"), START - f64::from(at))).collect();
    all.extend([full(), past, far]);
    let mut desk = Desk::with(all);
    desk.click("open", "full");
    let lists = desk.node.find_all(&|node| node.attribute("class") == Some("similar-incidents"));
    let lines: Vec<String> = lists[0].children.iter().map(Node::words).collect();
    assert_eq!(lines.len(), 2, "not itself");
    for text in [
        "Latency of full 2024-01-03 20:13:20 UTC · resolved · real",
        "100\u{202f}% alike: same cause (database saturation), the same pattern “timeout on <*>”",
        "both at checkout, db-1.",
        "Noted then: raise <max> connections",
    ] {
        assert!(lines[0].contains(text), "{text} in {}", lines[0]);
    }
    desk.click("open", "far");
    assert_eq!(desk.cards().len(), 41, "in sight although it is older than those that are shown");
    assert_eq!(desk.all("full").len(), 1);
    desk.say("search", "", "p7");
    assert_eq!(desk.cards().len(), 1, "what does not pass is closed");
}

#[test]
fn storage_says_what_is_taken_and_what_would_go_before_it_goes() {
    let kept = Retention { days: Some(365), megabytes: Some(200) };
    let mut old = plain("old", START - 400.0 * 86_400.0);
    old.evidence = 2 * MEGABYTE as u32;
    let mut mine = plain("mine", START - 300.0 * 86_400.0);
    mine.notes.push(Note { time: 1.0, text: "keep".to_owned() });
    mine.evidence = 3 * MEGABYTE as u32;
    let all = [plain("new", START), mine, old];
    let all: Vec<&Incident> = all.iter().collect();
    let room = Room { used: Some(1e7), quota: Some(1e9), persisted: Some(false) };
    let zone = Zone::utc();
    let mut form = StorageForm::default();
    let beside = |retention: Retention| Beside { retention, ..Beside::default() };
    let (mine, unlimited) = (beside(kept), beside(Retention { days: None, megabytes: None }));
    let panel = View {
        incidents: &[],
        beside: &mine,
        evidence: None,
        proposals: &[],
        told: &[],
        unkept: &[],
        room,
        refusal: None,
        now: NOW,
        zone: &zone,
    };
    let show = |form: &StorageForm, room: Room| storage(form, &all, View { room, ..panel });
    assert_eq!(show(&form, room).words(), "▸ Storage");
    assert_eq!(form.said("", "", kept), None);
    let open = show(&form, room);
    let words = open.words().replace('\u{202f}', " ");
    for text in ["and 5 MB of evidence", "of 200 MB at most", "10 MB of 1 GB in use"] {
        assert!(words.contains(text), "{text} in {words}");
    }
    assert!(words.contains("At these limits 1 incident goes now:2022-12-11"), "{words}");
    assert!(
        buttons(&open, "persist").len() == 1 && open.find_all(&|one| one.tag == "meter").len() == 2
    );
    let safe = show(&form, Room { persisted: Some(true), ..Room::default() });
    assert!(buttons(&safe, "persist").is_empty() && safe.words().contains("promised to keep"));

    for (field, value) in
        [("days", ""), ("megabytes", "x"), ("megabytes", "-1"), ("megabytes", "1")]
    {
        assert_eq!(form.said(field, value, kept), None, "nothing goes while it is typed");
    }
    let words = show(&form, room).words();
    assert!(words.contains("3 incidents go now, 1 of them changed by you"), "{words}");
    let confirm = |form: &StorageForm| {
        let node = show(form, room);
        let is_it = |one: &&&Node| one.attribute("data-about") == Some("confirm");
        buttons(&node, "storage").iter().find(is_it).map(|one| one.words())
    };
    let mut says = |days: &str, megabytes: &str, expected: Option<&str>| {
        form.said("days", days, kept);
        form.said("megabytes", megabytes, kept);
        assert_eq!(confirm(&form).as_deref(), expected, "{days} {megabytes}");
    };
    says("365", "200", None);
    says("90", "200", Some("Delete 1 incident older than 90 days"));
    says("90", "1", Some("Delete 3 incidents older than 90 days or beyond 1 MB"));
    says("1000", "", Some("From now on, delete incidents older than 1,000 days"));
    says("1000", "9", Some("From now on, delete incidents older than 1,000 days or beyond 9 MB"));
    says("", "", Some("Keep all incidents, however old and many"));
    says("", "0", Some("Delete 3 incidents, and keep none that is over"));
    says("0", "200", Some("Delete 2 incidents that are over"));
    says("0", "1", Some("Delete 3 incidents that are over or beyond 1 MB"));
    says("", "1", Some("Delete 3 incidents beyond 1 MB"));
    let confirmed = form.said("confirm", "", kept);
    assert_eq!(confirmed, Some(Retention { days: None, megabytes: Some(1) }));
    assert_eq!(form.said("confirm", "", kept), None, "once");
    let room = Room::default();
    let words = storage(&form, &all, View { beside: &unlimited, room, ..panel }).words();
    assert!(
        words.contains("Nothing goes: there is no limit.") && words.contains("does not say"),
        "{words}"
    );
    let none = beside(Retention { days: Some(0), megabytes: Some(0) });
    let room = Room { used: Some(0.0), quota: Some(0.0), persisted: None };
    let words = storage(&form, &all, View { beside: &none, room, ..panel }).words();
    for text in ["None is kept once it is over.", "This browser gives no room."] {
        assert!(words.contains(text) && !words.contains("0\u{202f}B of"), "{text} in {words}");
    }
}

#[test]
fn what_was_changed_is_listed_and_goes_into_a_file() {
    let zone = Zone::utc();
    let mut audit = Audit::default();
    assert!(trail(&audit, true, &zone).words().contains("Nothing yet"));
    for at in 0..150 {
        audit.add(Entry::new(START + f64::from(at), format!("state {at}"), "=<b>x"));
    }
    assert_eq!(trail(&audit, false, &zone).words(), "▸ What you changed");
    let open = trail(&audit, true, &zone);
    let lines = open.find_all(&|node| node.tag == "li");
    assert_eq!(
        (lines.len(), lines[0].words()),
        (100, "2024-01-15 10:02:29 UTCstate 149=<b>x".to_owned())
    );
    assert!(open.words().contains("and 50 older ones in the file"));
    assert_eq!(buttons(&open, "audit").len(), 2);
    let offer = file(&audit);
    assert_eq!(offer.text.lines().count(), 151);
    assert_eq!(offer.text.lines().nth(1), Some("2024-01-15T10:02:29.000Z,state 149,'=<b>x"));
}
