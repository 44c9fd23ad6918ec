//! Incidents over time: how they change, and that whatever was stored or exported is read for ever.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is how a test fails"
)]

#[path = "history/desk.rs"]
mod desk;
#[path = "history/evidence.rs"]
mod evidence;
#[path = "history/files.rs"]
mod files;
#[path = "history/stored.rs"]
mod stored;

use blip::history::archive::{self, Archive};
use blip::history::{Change, History, Scope, apply, reconcile};
use blip::model::{Incident, IncidentState, Note, Signal, Verdict};

fn signal(series: &str) -> Signal {
    let text = format!(
        r#"{{"series":"{series}","unit":"s","from":1,"to":2,"score":3,"value":-0.5,"expected":null,"reason":"high"}}"#
    );
    serde_json::from_str(&text).unwrap()
}

/// An incident as a former version knew it.
fn incident(id: &str, source: &str, from: f64) -> Incident {
    let text = format!(
        r#"{{"id":"{id}","source":"{source}","from":{from},"to":{},"ongoing":false,"severity":2,"sentence":"x rose","signals":[],"logs":[],"sample_log":"","detector":"","state":"Open","saved":0}}"#,
        from + 60.0
    );
    serde_json::from_str(&text).unwrap()
}

fn ids(incidents: &[Incident]) -> Vec<&str> {
    incidents.iter().map(|one| one.id.as_str()).collect()
}

#[test]
fn the_last_change_of_an_incident_counts() {
    let put = |id: &str, from| Change::put(incident(id, "s", from));
    let delete = |id: &str| Change::Delete(id.to_owned());
    let check = |changes: Vec<Change>, expected: &[(&str, f64)]| {
        let mut all = vec![incident("a", "s", 1.0), incident("b", "s", 2.0)];
        apply(&mut all, changes);
        let found: Vec<_> = all.iter().map(|one| (one.id.as_str(), one.from)).collect();
        assert_eq!(found, expected);
    };
    check(vec![], &[("b", 2.0), ("a", 1.0)]);
    check(vec![put("a", 7.0), put("a", 5.0)], &[("a", 5.0), ("b", 2.0)]);
    check(vec![put("c", 7.0), delete("c"), delete("b")], &[("a", 1.0)]);
    check(vec![delete("b"), put("b", 9.0)], &[("b", 9.0), ("a", 1.0)]);
    check(vec![delete("none"), put("aa", 3.0)], &[("aa", 3.0), ("b", 2.0), ("a", 1.0)]);
}

fn scope(source: &str) -> Scope<'_> {
    Scope { source, from: 0.0, to: 1000.0 }
}

#[test]
fn rescoring_replaces_what_nobody_touched_and_keeps_the_rest() {
    let mut touched = incident("b", "s", 200.0);
    touched.state = IncidentState::Resolved;
    let mut noted = incident("n", "s", 500.0);
    noted.notes.push(Note { time: 1.0, text: "mine".to_owned() });
    let elsewhere = incident("c", "other", 100.0);
    let before = incident("e", "s", 2000.0);
    let stored = [incident("a", "s", 100.0), touched, noted, elsewhere, before];
    let found = [incident("d", "s", 300.0)];
    let changes = reconcile(&stored, &[scope("s")], &found, 9.0);
    let mut after = stored.to_vec();
    apply(&mut after, changes);
    assert_eq!(ids(&after), ["e", "n", "d", "b", "c"]);
    assert!(reconcile(&after, &[scope("s")], &found, 10.0).is_empty(), "nothing new");
}

#[test]
fn a_judgement_of_another_tab_moves_to_what_was_stored_beside_it() {
    let judged = || Incident { verdict: Some(Verdict::Real), ..incident("theirs", "s", 100.0) };
    let mut all = vec![incident("ours", "s", 101.0), judged()];
    let found = [incident("ours", "s", 101.0)];
    let changes = reconcile(&all, &[scope("s")], &found, 9.0);
    apply(&mut all, changes);
    let one = &all[0];
    assert_eq!((ids(&all), one.from, one.verdict), (vec!["theirs"], 101.0, Some(Verdict::Real)));
    assert!(reconcile(&all, &[scope("s")], &found, 10.0).is_empty(), "nothing new");

    // Two at once stay two.
    let mut all = vec![incident("ours", "s", 101.0), judged()];
    let found = [incident("ours", "s", 101.0), incident("theirs", "s", 100.0)];
    let changes = reconcile(&all, &[scope("s")], &found, 9.0);
    apply(&mut all, changes);
    assert_eq!(ids(&all), ["ours", "theirs"]);
}

#[test]
fn what_overlaps_is_the_same_incident_and_keeps_what_the_user_did() {
    let mut old = incident("a", "s", 100.0);
    old.state = IncidentState::Acknowledged;
    old.notes.push(Note { time: 1.0, text: "mine".to_owned() });
    // Of another source, which shares a series: a worse signal came in there.
    let mut joint = incident("t@110", "t", 110.0);
    old.signals.push(signal("latency"));
    joint.signals.extend([signal("queue"), signal("latency")]);
    for (found, scopes) in
        [(incident("s@110", "s", 110.0), vec![scope("s")]), (joint, vec![scope("s"), scope("t")])]
    {
        let changes =
            reconcile(std::slice::from_ref(&old), &scopes, std::slice::from_ref(&found), 9.0);
        let [Change::Put(one)] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!((one.id.as_str(), one.state), ("a", IncidentState::Acknowledged));
        assert_eq!((&one.notes, one.saved, one.from), (&old.notes, 9.0, found.from));
    }
    // Of another source without a common series it is another one.
    let other = incident("t@110", "t", 110.0);
    let changes = reconcile(&[old], &[scope("s"), scope("t")], &[other], 9.0);
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].id(), "t@110");
}

#[test]
fn figures_that_are_missing_are_no_change() {
    let mut found = incident("a", "s", 100.0);
    found.signals.push(signal("latency"));
    assert!(found.signals[0].figures.mean.is_nan());
    let stored = [found.clone()];
    assert_eq!(reconcile(&stored, &[scope("s")], &[found], 9.0), []);
}

#[test]
fn what_the_store_was_not_given_or_refused_is_shown_whatever_it_says() {
    let mut history = History::default();
    let sent = history.change(vec![Change::put(incident("a", "s", 1.0))]);
    assert_eq!((sent.len(), history.is_read()), (1, false));
    assert_eq!(history.loaded(Vec::new()), [], "it is on its way");
    assert_eq!(ids(history.incidents()), ["a"]);
    history.answered(1, true);
    assert_eq!(history.loaded(Vec::new()).len(), 1, "offered again");
    assert_eq!(history.loaded(Vec::new()), [], "once");
    history.answered(1, false);
    history.loaded(Vec::new());
    assert_eq!(ids(history.incidents()), Vec::<&str>::new());
}

#[test]
fn files_of_all_versions_are_read_and_strangers_are_refused_with_the_place() {
    let mut full = incident("a", "s", 0.1 + 0.2);
    full.title = "Anomaly".to_owned();
    full.opened = 1.0;
    full.signals.push(signal("up"));
    let all = Archive { incidents: vec![full], ..Archive::default() };
    let written = archive::write(&all);
    assert_eq!(format!("{:?}", archive::read(&written).unwrap()), format!("{all:?}"));
    for version in [1, 2, 3] {
        let one = r#"{"id":"a","source":"s","from":1,"to":2,"ongoing":true,"severity":null,"sentence":"x rose","signals":[{"series":"up","unit":"","from":1,"to":2,"score":3,"value":null,"expected":1,"reason":""}],"logs":[["Warn",2]],"sample_log":"m","detector":"d","state":"Acknowledged","saved":4}"#;
        let one = one.replace("null,\"sentence", "3,\"sentence");
        let file =
            format!(r#"{{"kind":"blip incidents","version":{version},"incidents":[{one}]}}"#);
        let read = archive::read(&file).unwrap();
        let read = &read.incidents[0];
        assert_eq!(read.title, "Anomaly of up");
        assert_eq!((read.opened, read.state), (1.0, IncidentState::Acknowledged));
    }
    for (text, reason) in [
        ("{\"version\":", "line 1"),
        ("[]", "line 1"),
        ("\0binary", "line 1"),
        ("", "line 1"),
        (r#"{"kind":"x","version":1,"incidents":[]}"#, "x"),
        (r#"{"kind":"blip incidents","version":99,"incidents":[]}"#, "version 99"),
        (r#"{"kind":"blip incidents","version":3,"incidents":[{"id":7}]}"#, "line 1"),
    ] {
        let refusal = archive::read(text).unwrap_err();
        assert!(refusal.place.contains(reason), "{text}: {refusal}");
    }
    assert!(archive::read(&"[".repeat(200_000)).is_err());
}
