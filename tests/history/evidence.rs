//! What is kept of what incidents looked like, and what is learnt from verdicts: two workers and a store, as values.

use blip::history::retention::Room;
use blip::history::{Change, Stored, beside};
use blip::model::{Incident, IncidentState, Node, Said, SourceId, Verdict, Zone};
use blip::panels::logs::Offer;
use blip::protocol::{self, Format, Job, Reply, Shelf, Wish, answer, csv, decode, encode, find};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

const START: f64 = 1_700_006_400.0;
const NOW: f64 = 1_700_100_000.0;
const SOURCE: SourceId = SourceId(1);

// The browser's store.
#[derive(Default, Clone)]
struct Disk {
    incidents: Vec<Incident>,
    beside: Vec<u8>,
    evidence: BTreeMap<String, Vec<u8>>,
}

impl Disk {
    fn carry_out(&mut self, wish: Wish) -> Option<Stored> {
        match wish {
            Wish::Load => Some(Stored::Loaded(self.incidents.clone(), self.beside.clone())),
            Wish::Change(changes) => {
                let count = changes.len();
                for change in &changes {
                    if let Change::Delete(id) = change {
                        self.evidence.remove(id);
                    }
                }
                blip::history::apply(&mut self.incidents, changes);
                Some(Stored::Saved { changes: count })
            }
            Wish::Keep(bytes) => {
                self.beside = bytes;
                Some(Stored::Kept)
            }
            Wish::Attach(records) => {
                self.evidence.extend(records);
                None
            }
            Wish::Measure => {
                let room = Room { used: Some(5e6), quota: Some(1e9), persisted: Some(false) };
                Some(Stored::Measured(room))
            }
            Wish::Recall(ids) => {
                let record = |id: String| self.evidence.get(&id).map(|bytes| (id, bytes.clone()));
                Some(Stored::Recalled(ids.into_iter().filter_map(record).collect()))
            }
        }
    }
}

struct Page {
    worker: Shelf,
    desk: Shelf,
    disk: Disk,
    node: Node,
    offers: Vec<Offer>,
    letters: usize,
}

impl Page {
    fn with(disk: Disk) -> Self {
        let (worker, desk) = (Shelf::new(find), Shelf::new(find));
        let mut page =
            Self { worker, desk, disk, node: Node::default(), offers: vec![], letters: 0 };
        page.post(false, Job::ReadHistory, &[]);
        page
    }

    // Posts a job to a worker, and carries out all that comes of it.
    fn post(&mut self, to_worker: bool, job: Job, bytes: &[u8]) {
        let mut jobs = VecDeque::from([(to_worker, job, bytes.to_vec())]);
        while let Some((to_worker, job, bytes)) = jobs.pop_front() {
            let job = decode(&encode(&job)).expect("a job");
            let mut replies = Vec::new();
            let shelf = if to_worker { &mut self.worker } else { &mut self.desk };
            answer(shelf, job, &bytes, &mut |reply| replies.push(reply));
            loop {
                let wishes = self.desk.wishes();
                if wishes.is_empty() {
                    break;
                }
                for stored in wishes.into_iter().filter_map(|wish| self.disk.carry_out(wish)) {
                    let tell = &mut |reply| replies.push(reply);
                    protocol::stored(&mut self.desk, stored, NOW, tell);
                }
            }
            for reply in replies {
                match reply {
                    Reply::Sighted { source, bytes } => {
                        let name = "shop.csv".to_owned();
                        let job = Job::Sighted { source, name, bytes, kept: true, now: NOW };
                        jobs.push_back((false, job, Vec::new()));
                    }
                    Reply::Letter { to, bytes } => {
                        self.letters += 1;
                        jobs.push_back((to.is_some(), Job::Letter(bytes), Vec::new()));
                    }
                    Reply::Incidents(panel) => self.node = panel.node,
                    Reply::Offer(offer) => self.offers.push(offer),
                    _ => {}
                }
            }
        }
    }

    fn open(&mut self, text: &str) {
        let options =
            csv::Options { zone: Zone::utc(), name: "shop.csv".to_owned(), size: 0, now: 0.0 };
        let (source, load, part) = (SOURCE, 1, 0);
        let format = Format::Csv(options);
        let name = "shop.csv".to_owned();
        self.post(true, Job::Open { source, name, load, parts: 1, format }, &[]);
        self.post(true, Job::Chunk { source, load, part }, text.as_bytes());
        self.post(true, Job::Close { source, load, part, keep: None }, &[]);
    }

    fn say(&mut self, what: &str, about: &str, value: &str) {
        let (what, about) = (format!("incident {what}"), about.to_owned());
        let said = Said { what, about, value: value.to_owned() };
        self.post(false, Job::Use { said, now: NOW }, &[]);
    }

    fn ids(&self) -> Vec<String> {
        self.desk.incidents().iter().map(|one| one.id.clone()).collect()
    }

    fn incident(&self, id: &str) -> &Incident {
        self.desk.incidents().iter().find(|one| one.id == id).expect("it is there")
    }

    // What stands in the buttons that say this.
    fn saying(&self, what: &str) -> Vec<(String, String)> {
        let what = format!("incident {what}");
        let says = |node: &Node| node.attribute("data-say") == Some(&what);
        let found = self.node.find_all(&says);
        let about = |node: &Node| node.attribute("data-about").unwrap_or_default().to_owned();
        found.into_iter().map(|node| (about(node), node.words())).collect()
    }
}

// Ten hours with two troubles of twenty minutes.
fn table() -> String {
    let mut text = "time,checkout_latency_ms,checkout_errors_percent\n".to_owned();
    for at in 0..900 {
        let noise = |salt: i32| f64::from((at * 7919 + salt) % 101) / 50.0;
        let (slow, failing) = match at {
            300..320 => (60.0, 0.0),
            700..720 => (160.0, 30.0),
            _ => (0.0, 0.0),
        };
        let time = START + 60.0 * f64::from(at);
        let _ = writeln!(
            text,
            "{time},{:.2},{:.2}",
            20.0 + noise(3) + slow,
            1.0 + noise(7) / 10.0 + failing
        );
    }
    text
}

fn opened() -> Page {
    let mut page = Page::with(Disk::default());
    page.open(&table());
    assert_eq!(page.ids().len(), 2, "{:?}", page.ids());
    page
}

#[test]
fn what_was_seen_is_kept_and_read_again_without_the_source() {
    let page = opened();
    assert_eq!(page.disk.evidence.len(), 2);
    for incident in page.disk.incidents.clone() {
        let bytes = &page.disk.evidence[&incident.id];
        assert_eq!(incident.evidence as usize, bytes.len());
        assert!(bytes.len() < 8_000, "{}", bytes.len());
        let evidence = blip::history::evidence::read(bytes).expect("evidence");
        let names: Vec<&str> = evidence.excerpts.iter().map(|one| one.series.as_str()).collect();
        let signals: Vec<&str> = incident.signals.iter().map(|one| one.series.as_str()).collect();
        assert_eq!(names, signals);
        for (excerpt, signal) in evidence.excerpts.iter().zip(&incident.signals) {
            assert!(excerpt.is_whole());
            let peak = excerpt.points().map(|(_, value)| value).fold(f64::MIN, f64::max);
            assert!((peak - signal.figures.max).abs() < 1e-3, "no spike is lost");
            let (first, last) = (excerpt.points().next(), excerpt.points().last());
            assert!(first.is_some_and(|(time, _)| time < incident.from));
            assert!(last.is_some_and(|(time, _)| incident.to < time));
            assert!(!excerpt.alarms.is_empty() && !excerpt.lower.is_empty());
        }
    }
    // Another day, without the file: opening the card reads it.
    let mut later = Page::with(page.disk);
    later.say("limit", "words", "latency");
    later.say("limit", "value", "100");
    later.say("limit", "objective", "99.9");
    later.say("limit", "add", "");
    let newest = later.ids()[0].clone();
    later.say("open", &newest, "");
    let text = later.node.words();
    assert!(text.contains("above 100"), "{text}");
    assert!(text.contains("would have fired"), "{text}");
    assert!(text.contains("of the error budget"), "{text}");
    assert_eq!(later.letters, 0, "nobody to ask");
    // The limit lasts, and goes when it is deleted.
    let mut again = Page::with(later.disk);
    again.say("open", &newest, "");
    assert!(again.node.words().contains("would have fired"));
    again.say("unlimit", "0", "");
    assert!(!again.node.words().contains("would have fired"));
    assert_eq!(beside::read(&again.disk.beside).expect("ours").limits, []);
}

#[test]
fn the_same_data_are_not_looked_at_twice() {
    let mut page = opened();
    let letters = page.letters;
    assert_eq!(letters, 4, "a question and an answer for each");
    page.say("search", "", "latency");
    page.post(false, Job::ReadHistory, &[]);
    assert_eq!(page.letters, letters);
}

#[test]
fn evidence_goes_with_its_incident() {
    let mut page = opened();
    let id = page.ids()[1].clone();
    page.say("delete", &id, "");
    assert_eq!(page.disk.evidence.len(), 1);
    assert!(!page.disk.evidence.contains_key(&id));
}

#[test]
fn a_verdict_is_tried_out_taken_and_taken_back_exactly() {
    let mut page = opened();
    let before = page.disk.incidents.clone();
    let [newer, older] = [&page.ids()[0], &page.ids()[1]].map(Clone::clone);
    page.say("open", &older, "");
    assert_eq!(page.saying("learn"), [], "nobody said what it was");
    page.say("judge", &format!("false alarm/{older}"), "");
    let judged = page.incident(&older);
    assert_eq!(
        (judged.verdict, judged.state),
        (Some(Verdict::FalseAlarm), IncidentState::FalseAlarm)
    );
    let offered = page.saying("learn");
    assert!(!offered.is_empty());
    let text = page.node.words();
    assert!(text.contains("Raise the alarm level of checkout_latency_ms"), "{text}");
    assert!(text.contains("Of 2 incidents in what is open, 1 would not have opened"), "{text}");
    assert_eq!(page.ids().len(), 2, "nothing is taken yet");
    page.say("learn", &offered[0].0, "");
    assert_eq!(
        page.ids(),
        [newer.clone(), older.clone()],
        "what was judged stays, as it was judged"
    );
    assert_eq!(page.saying("learn"), []);
    assert!(page.node.words().contains("Learnt from verdicts: 1"));
    // It holds for what comes: another visit, without what was stored of incidents.
    let mut next = Page::with(Disk { incidents: Vec::new(), ..page.disk.clone() });
    next.open(&table());
    assert_eq!(next.ids(), std::slice::from_ref(&newer));
    let (made, _) = next.saying("unlearn").remove(0);
    next.say("unlearn", &made, "");
    let ids = |incidents: &[Incident]| -> Vec<String> {
        let bare =
            |one: &Incident| format!("{:?}", Incident { saved: 0.0, evidence: 0, ..one.clone() });
        incidents.iter().map(bare).collect()
    };
    assert_eq!(ids(next.desk.incidents()), ids(&before), "exactly");
    // The same verdict once more takes it away, and the state it brought.
    page.say("judge", &format!("false alarm/{older}"), "");
    let judged = page.incident(&older);
    assert_eq!((judged.verdict, judged.state), (None, IncidentState::Open));
}

#[test]
fn what_was_meant_to_be_is_silenced_by_its_shape_and_what_was_real_is_warned_of() {
    let mut page = opened();
    let [newer, older] = [&page.ids()[0], &page.ids()[1]].map(Clone::clone);
    page.say("judge", &format!("real/{newer}"), "");
    page.say("open", &older, "");
    page.say("judge", &format!("expected/{older}"), "");
    assert_eq!(page.incident(&older).state, IncidentState::Open);
    let offered = page.saying("learn");
    let text = page.node.words();
    assert!(text.contains("Let departures of this kind open no incident"), "{text}");
    assert!(!offered.is_empty());
    page.say("learn", "0", "");
    let mut next = Page::with(Disk { incidents: Vec::new(), ..page.disk.clone() });
    next.open(&table());
    assert!(!next.ids().contains(&older), "{:?}", next.ids());
    // What is real is nothing to learn from here.
    page.say("open", &newer, "");
    assert_eq!(page.saying("learn"), []);
}

#[test]
fn what_is_too_much_goes_once_that_is_confirmed_and_all_changes_are_written_down() {
    let mut page = opened();
    let [newer, older] = [&page.ids()[0], &page.ids()[1]].map(Clone::clone);
    page.say("set", &format!("resolved {newer}"), "");
    page.say("storage", "", "");
    assert!(page.node.words().contains("5\u{202f}MB"), "{}", page.node.words());
    page.say("storage", "megabytes", "0");
    assert_eq!(page.ids().len(), 2, "nothing goes while it is typed");
    page.say("storage", "confirm", "");
    assert_eq!(
        page.ids(),
        Vec::<String>::new(),
        "what is touched goes last, and here all is too much"
    );
    assert!(page.disk.evidence.is_empty());
    assert!(page.node.words().contains("none is kept once it is over"), "{}", page.node.words());
    page.say("audit", "", "");
    let text = page.node.words();
    for what in ["state: open → resolved", "none that is over", "2 incidents deleted"] {
        assert!(text.contains(what), "{what} in {text}");
    }
    page.say("audit", "csv", "");
    assert!(page.offers[0].text.contains("retention"), "{}", page.offers[0].text);
    // It lasts.
    let mut later = Page::with(page.disk);
    later.say("audit", "", "");
    assert!(later.node.words().contains("none that is over"));
    assert!(!later.ids().contains(&older));
}
