//! The panel of incidents, as a worker words it: what a user sees, and what comes of using it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is how a test fails"
)]

#[path = "incident_panel/deleted.rs"]
mod deleted;
#[path = "incident_panel/parts.rs"]
mod parts;

use blip::history::{Change, Stored, archive};
use blip::model::{Flag, Incident, IncidentState, Labels, Mark, MarkKind, Node, Said};
use blip::panels::logs::Offer;
use blip::protocol::{Job, Reply, Shelf, Wish, answer, find, stored};

const START: f64 = 1_705_312_800.0;
const NOW: f64 = START + 7200.0;

fn plain(id: &str, from: f64) -> Incident {
    let text = format!(
        r#"{{"id":"{id}","source":"shop.csv","from":{from},"opened":{},"to":{},"ongoing":false,"severity":4.2,
        "title":"Latency of {id}","sentence":"latency rose to 3 s.","signals":[],"logs":[],"sample_log":"",
        "detector":"auto","state":"Open","saved":0}}"#,
        from + 120.0,
        from + 3600.0
    );
    serde_json::from_str(&text).unwrap()
}

// All that can be said of one; text from outside is hostile.
fn full() -> Incident {
    let more: Incident = serde_json::from_str(
        r#"{"id":"full","source":"s","from":0,"to":1,"ongoing":false,"severity":1,"sentence":"x","state":"Open","saved":0,
        "logs":[["Error",12]],"sample_log":"no connection","detector":"auto",
        "causes":[{"id":"database_saturation","title":"database saturation","chance":0.62,"confidence":"Likely",
          "evidence":["connections are at their limit"],"against":["no query is slow"],"disproof":"free connections"}],
        "suspects":[{"name":"db_connections","entity":"db-1","moved":1705312740,"evidence":["it moved 60 s before all others"]}],
        "entities":["checkout","db-1"],
        "signals":[{"series":"latency{service=\"checkout\"}","unit":"s","from":1705312800,"to":1705316400,"score":4.2,
          "value":3,"expected":0.2,"reason":"far above","figures":{"max":3.1,"min":0.1,"mean":1.5,"p95":2.9,"valid":0.99,"day_before":0.21}},
          {"series":"connections{db=\"db-1\"}","unit":"","from":1705312740,"to":1705316000,"score":1.5,
          "value":null,"expected":null,"reason":"high"}],
        "patterns":[{"source":"app.log","template":"timeout on <*>","level":"error","change":"new","came":40,"expected":0,
          "first":1705312860,"sentence":"It came 40 times.","samples":["timeout on db-1"]}],
        "marks":[{"time":1705312500,"kind":"Deployment","title":"[v7](http://evil.example)","labels":[]}]}"#,
    )
    .unwrap();
    let times = plain("full", START);
    Incident {
        from: times.from,
        opened: times.opened,
        to: times.to,
        severity: 4.2,
        title: times.title,
        ..more
    }
}

struct Desk {
    shelf: Shelf,
    node: Node,
    counts: (u32, u32),
    flags: Vec<Flag>,
    offers: Vec<Offer>,
    wishes: Vec<Wish>,
}

impl Desk {
    fn with(incidents: Vec<Incident>) -> Self {
        let mut desk = Self::empty();
        desk.stored(Stored::Loaded(incidents, Vec::new()));
        desk
    }

    fn empty() -> Self {
        let (offers, wishes) = (Vec::new(), Vec::new());
        let (shelf, node, flags) = (Shelf::new(find), Node::default(), Vec::new());
        Self { shelf, node, counts: (0, 0), flags, offers, wishes }
    }

    fn take(&mut self, replies: Vec<Reply>) {
        for reply in replies {
            match reply {
                Reply::Incidents(panel) => {
                    self.counts = (panel.count, panel.open);
                    (self.node, self.flags) = (panel.node, panel.flags);
                }
                Reply::Offer(offer) => self.offers.push(offer),
                _ => {}
            }
        }
        self.wishes.extend(self.shelf.wishes());
    }

    fn stored(&mut self, what: Stored) {
        let mut replies = Vec::new();
        stored(&mut self.shelf, what, NOW, &mut |reply| replies.push(reply));
        self.take(replies);
    }

    fn say(&mut self, what: &str, about: &str, value: &str) {
        let what = format!("incident {what}");
        let said = Said { what, about: about.into(), value: value.into() };
        let mut replies = Vec::new();
        answer(&mut self.shelf, Job::Use { said, now: NOW }, &[], &mut |reply| replies.push(reply));
        self.take(replies);
    }

    fn cards(&self) -> Vec<&Node> {
        self.node.find_all(&|node| node.tag == "article")
    }

    fn says(&self, text: &str) -> bool {
        self.node.words().contains(text)
    }

    // The words of everything with this class.
    fn all(&self, class: &str) -> Vec<String> {
        let has = |node: &Node| {
            node.attribute("class").is_some_and(|of| of.split(' ').any(|one| one == class))
        };
        self.node.find_all(&has).into_iter().map(Node::words).collect()
    }

    fn changed(&mut self) -> Vec<Change> {
        let of = |wish| if let Wish::Change(changes) = wish { changes } else { Vec::new() };
        std::mem::take(&mut self.wishes).into_iter().flat_map(of).collect()
    }

    // The user uses the only element that says this about that.
    fn click(&mut self, what: &str, about: &str) {
        let says = format!("incident {what}");
        let is_it = |node: &Node| {
            node.attribute("data-say") == Some(&says) && node.attribute("data-about") == Some(about)
        };
        assert_eq!(self.node.find_all(&is_it).len(), 1, "one {what} {about}");
        self.say(what, about, "");
    }
}

#[test]
fn cards_are_short_and_one_at_a_time_is_opened() {
    let mut desk = Desk::with(vec![full(), plain("b", START + 9000.0)]);
    assert_eq!((desk.cards().len(), desk.counts), (2, (2, 2)));
    assert!(desk.says("Latency of b"), "newest first");
    assert_eq!(
        desk.all("when")[1],
        "2024-01-15 10:00:00 – 11:00:00 UTC · 1 h · opened 10:02:00 UTC"
    );
    assert_eq!(desk.all("badge")[1], "high 4.2\u{202f}×");
    assert_eq!(desk.all("full").len(), 0);
    for id in ["full", "b"] {
        desk.click("open", id);
        assert_eq!(desk.all("full").len(), 1, "{id}");
    }
    desk.click("open", "b");
    assert_eq!(desk.all("full").len(), 0, "closed again");
    let titles = desk.node.find_all(&|node| node.attribute("aria-expanded") == Some("false"));
    assert!(titles.iter().all(|node| node.tag == "button"), "by keyboard as well");
}

#[test]
fn an_opened_card_says_all_that_is_known() {
    let mut desk = Desk::with(vec![full()]);
    desk.click("open", "full");
    for text in [
        "likely database saturation 62\u{202f}%",
        "connections are at their limit",
        "no query is slow",
        "Disproved by free connections",
        "db_connections of db-1 09:59:00 UTC",
        "it moved 60 s before all others",
        "checkout, db-1",
        "error new in app.log",
        "It came 40 times.",
        "Log lines: 12 ERROR. “no connection”",
        "[v7](http://evil.example)",
        "Raised by auto",
    ] {
        assert!(desk.says(text), "{text}");
    }
    let figures: Vec<String> =
        desk.all("figure").iter().map(|text| text.replace('\u{202f}', " ")).collect();
    let known = [
        "score 4.2 ×",
        "value 3 s",
        "expected 200 ms",
        "max 3.1 s",
        "mean 1.5 s",
        "p95 2.9 s",
        "valid 99 %",
        "24 h before 210 ms",
    ];
    assert_eq!(figures[..8], known);
    assert!(figures[9..].iter().all(|text| text.ends_with(" –")), "what is missing is a dash");
}

#[test]
fn the_timeline_is_in_order_of_time() {
    let mut desk = Desk::with(vec![full()]);
    desk.click("open", "full");
    let list = desk.node.find_all(&|node| node.attribute("class") == Some("timeline"));
    let steps: Vec<String> = list[0].children.iter().map(|step| step.children[1].words()).collect();
    assert_eq!(steps, ["deployment", "signal", "signal", "log", "opened", "over"]);
    let stamps: Vec<String> =
        list[0].children.iter().map(|step| step.children[0].words()).collect();
    assert!(stamps.is_sorted() && stamps[0] == "09:55:00 UTC", "{stamps:?}");
    assert!(list[0].children[1].words().contains("db-1: connections"));
}

#[test]
fn states_and_notes_are_changed_and_stored() {
    let mut desk = Desk::with(vec![full()]);
    desk.click("open", "full");
    for state in [IncidentState::Resolved, IncidentState::FalseAlarm, IncidentState::Open] {
        desk.click("set", &format!("{} full", state.word()));
        assert_eq!(desk.shelf.incidents()[0].state, state);
        assert_eq!(desk.changed().len(), 1);
        assert_eq!(desk.all("state"), [state.word()]);
    }
    desk.click("add note", "full");
    assert_eq!(desk.changed(), [], "an empty note is none");
    for text in ["alpha", " <b>second</b> "] {
        desk.say("note", "", text);
        desk.click("add note", "full");
    }
    let notes = |desk: &Desk| -> Vec<(f64, String)> {
        let notes = &desk.shelf.incidents()[0].notes;
        notes.iter().map(|note| (note.time, note.text.clone())).collect()
    };
    assert_eq!(notes(&desk), [(NOW, "alpha".to_owned()), (NOW, "<b>second</b>".to_owned())]);
    desk.click("unnote", "0 full");
    assert_eq!(notes(&desk).len(), 1);
    assert!(desk.says("<b>second</b>") && !desk.says("alpha"));
    for hostile in ["", "x full", "9 full", "-1 full", "0 none"] {
        desk.say("unnote", hostile, "");
        desk.say("set", hostile, "");
    }
    assert_eq!(notes(&desk).len(), 1);
    assert_eq!(desk.changed().len(), 3);
}

#[test]
fn incidents_are_searched_filtered_and_counted() {
    let mut calm = plain("calm", START + 1.0);
    (calm.severity, calm.source) = (1.2, "other.csv".to_owned());
    calm.state = IncidentState::Resolved;
    calm.notes.push(blip::model::Note { time: 1.0, text: "The Router".to_owned() });
    let mut desk = Desk::with(vec![full(), plain("b", START), calm]);
    assert_eq!(desk.all("found"), ["2 open, 1 resolved"]);
    let mut check = |what: &str, value: &str, expected: usize| {
        desk.say(what, "", value);
        assert_eq!(desk.cards().len(), expected, "{what} {value}");
        desk.say(what, "", "");
    };
    check("search", "LATENCY checkout", 1);
    check("search", "router", 1);
    check("search", "db-1", 1);
    check("search", "latency nowhere", 0);
    check("search", " ", 3);
    check("state", "resolved", 1);
    check("state", "acknowledged", 0);
    check("severity", "3", 2);
    check("severity", "1", 1);
    check("source", "other.csv", 1);
    desk.say("source", "", "other.csv");
    assert_eq!(desk.all("found"), ["1 of 3 incidents found; 2 open, 1 resolved"]);
    assert_eq!(desk.counts, (3, 2), "those that are hidden count");
}

#[test]
fn of_ten_thousand_forty_are_worded() {
    let many: Vec<Incident> =
        (0..10_000).map(|at| plain(&format!("i{at}"), START + f64::from(at) * 60.0)).collect();
    let mut desk = Desk::with(many);
    assert_eq!(desk.cards().len(), 40);
    assert!(desk.says("Latency of i9999") && desk.says("Show older ones: 9,960 more"));
    desk.click("older", "");
    assert_eq!(desk.cards().len(), 80);
    desk.say("search", "", "i77");
    assert_eq!(desk.cards().len(), 40, "from the beginning again");
    assert!(desk.says("111 of 10,000 incidents found"));
    assert_eq!(desk.counts.0, 10_000);
}

#[test]
fn an_event_is_marked_listed_stored_and_deleted() {
    let mut desk = Desk::with(Vec::new());
    desk.click("mark", "");
    desk.click("mark", "add");
    assert_eq!(desk.wishes, [], "without a title it is none");
    for (field, value) in [
        ("title", " v42 "),
        ("kind", "change"),
        ("time", "2024-01-15T09:00:00"),
        ("whom", "{service=\"checkout\", host=h1}"),
    ] {
        desk.say("mark", field, value);
    }
    desk.click("mark", "add");
    desk.say("mark", "title", "later");
    desk.say("mark", "whom", "checkout");
    desk.click("mark", "add");
    let lists = desk.node.find_all(&|node| node.attribute("class") == Some("marks"));
    let lines: Vec<String> = lists[0].children.iter().map(Node::words).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("deploymentlaterservice=checkout"), "{lines:?}");
    assert_eq!(lines[1], "2024-01-15 09:00:00 UTCchangev42host=h1, service=checkout✕");
    let flags: Vec<&str> = desk.flags.iter().map(|flag| flag.words.as_str()).collect();
    let first = "change: v42 (host=h1, service=checkout)";
    assert_eq!(
        flags,
        [first, "deployment: later (service=checkout)"],
        "charts have them in order of time"
    );
    assert_eq!((desk.flags[0].time, desk.flags[1].time), (1_705_309_200.0, NOW));

    let kept = desk.wishes.iter().rev().find_map(|wish| match wish {
        Wish::Keep(bytes) => Some(bytes.clone()),
        _ => None,
    });
    let kept = kept.expect("it is kept");
    let mut other = Desk::empty();
    other.stored(Stored::Loaded(Vec::new(), kept.clone()));
    assert!(other.says("2 events marked"));
    other.stored(Stored::Loaded(Vec::new(), [&[99][..], &kept].concat()));
    assert!(other.says("2 events marked"), "what a newer program wrote changes nothing");

    desk.say("mark", "time", "no time");
    desk.say("mark", "title", "x");
    desk.click("mark", "add");
    assert!(desk.says("2 events marked"), "at no moment it is none");
    let about = desk
        .node
        .find_all(&|node| node.attribute("data-say") == Some("incident unmark"))
        .iter()
        .find_map(|node| node.attribute("data-about").map(str::to_owned))
        .expect("a button");
    desk.click("unmark", &about);
    assert!(desk.says("1 event marked") && desk.says("v42"));
    desk.stored(Stored::Loaded(Vec::new(), Vec::new()));
    assert!(desk.says("1 event marked"), "what is not stored yet stays");
}

#[test]
fn one_incident_is_exported_as_a_draft_and_as_json() {
    let mut desk = Desk::with(vec![full(), plain("b", START)]);
    desk.click("open", "full");
    desk.say("note", "", "# call | the `database` team\nnow");
    desk.click("add note", "full");
    desk.click("markdown", "full");
    desk.click("json", "full");
    let [draft, json] = desk.offers.as_slice() else { panic!("{:?}", desk.offers) };
    assert_eq!(
        (draft.name.as_str(), draft.mime.as_str()),
        ("blip-incident-full.md", "text/markdown")
    );
    let titles: Vec<&str> = draft.text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        titles,
        [
            "# Latency of full",
            "## Summary",
            "## Impact",
            "## Timeline",
            "## Causes",
            "## Suspects",
            "## Signals",
            "## Log patterns",
            "## Notes",
            "## Open questions",
        ]
    );
    for text in [
        "- 2024-01-15 09:55:00 UTC (deployment): \\[v7\\](http:\\//evil.example)",
        "- likely database saturation (62",
        "  - Against it: no query is slow",
        "- error new: timeout on &lt;\\*&gt;. It came 40 times.",
        "\\# call \\| the \\`database\\` team now",
        "Is it true that the cause was database saturation?",
    ] {
        assert!(draft.text.contains(text), "{text} in {}", draft.text);
    }
    let rows: Vec<&str> = draft.text.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.replace("\\|", "").matches('|').count() == 10), "{rows:?}");
    let back = archive::read(&json.text).unwrap();
    let [one] = back.incidents.as_slice() else { panic!("{back:?}") };
    assert_eq!((one.id.as_str(), one.notes.len()), ("full", 1));
    desk.click("html", "full");
    let page = &desk.offers[2];
    assert_eq!((page.name.as_str(), page.mime.as_str()), ("blip-incident-full.html", "text/html"));
    assert_eq!(archive::read(&page.text).unwrap().incidents[0].id, "full");
}

#[test]
fn a_deployment_from_a_file_of_events_is_known_at_once() {
    use blip::model::SourceId;
    use blip::protocol::{Format, file};
    let text = "time,kind,title,service\n2024-01-15T09:55:00Z,deployment,v7,shop\n2024-01-15T10:00:00Z,change,<b>,shop\n";
    for (name, text) in [
        ("deploys.csv", text.to_owned()),
        ("deploys.json", r#"[{"time":"2024-01-15T09:55:00Z","type":"deploy","title":"v7","service":"shop"},{"time":1705312800,"type":"config","title":"<b>","service":"shop"}]"#.to_owned()),
    ] {
        let mut shelf = Shelf::new(find);
        let mut sight = None;
        let mut ask = |job: Job, bytes: &[u8]| {
            answer(&mut shelf, job, bytes, &mut |reply| match reply {
                Reply::Sighted { bytes, .. } => sight = Some(bytes),
                Reply::Failed { problem, .. } => panic!("{problem}"),
                _ => {}
            });
        };
        let source = SourceId(3);
        let mut options = file::Options::default();
        name.clone_into(&mut options.table.name);
        let format = Format::File(options);
        ask(Job::Open { source, name: name.to_owned(), load: 1, parts: 1, format }, &[]);
        for piece in text.as_bytes().chunks(7) {
            ask(Job::Chunk { source, load: 1, part: 0 }, piece);
        }
        ask(Job::Close { source, load: 1, part: 0, keep: None }, &[]);

        let mut desk = Desk::with(Vec::new());
        let mut replies = Vec::new();
        let bytes = sight.expect("events");
        let job = Job::Sighted { source, name: name.to_owned(), bytes, kept: true, now: NOW };
        answer(&mut desk.shelf, job, &[], &mut |reply| replies.push(reply));
        desk.take(replies);
        assert!(desk.says("2 events marked"), "{name}");
        desk.click("mark", "");
        let expected = Mark {
            time: START - 300.0,
            kind: MarkKind::Deployment,
            title: "v7".to_owned(),
            labels: Labels::new([("service".to_owned(), "shop".to_owned())]),
        };
        assert!(desk.says("deploymentv7service=shop"), "{name}: {expected:?}");
        let tags = desk.node.find_all(&|node| node.tag == "b");
        assert!(tags.is_empty() && desk.says("<b>"), "text stays text");
    }
}
