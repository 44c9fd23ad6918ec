//! Where all sources meet: the order in which they arrive makes no difference.

use blip::history::{Change, Stored};
use blip::model::{Incident, Problem, Said, SourceId, Zone};
use blip::protocol::{self, Format, Job, Reply, Shelf, Wish, answer, csv, decode, encode, find};
use blip::shelf::Sight;
use std::fmt::Write;

const START: f64 = 1_700_006_400.0;
const NOW: f64 = 1_700_100_000.0;

fn read(source: u32, name: &str, text: &str) -> Vec<u8> {
    let mut shelf = Shelf::new(find);
    let mut sight = None;
    let mut ask = |job: Job, bytes: &[u8]| {
        answer(&mut shelf, job, bytes, &mut |reply| {
            if let Reply::Sighted { bytes, .. } = reply {
                sight = Some(bytes);
            }
        });
    };
    let source = SourceId(source);
    let options = csv::Options { zone: Zone::utc(), name: name.to_owned(), size: 0, now: 0.0 };
    let format = Format::Csv(options);
    ask(Job::Open { source, name: name.to_owned(), load: 1, parts: 1, format }, &[]);
    ask(Job::Chunk { source, load: 1, part: 0 }, text.as_bytes());
    ask(Job::Close { source, load: 1, part: 0, keep: None }, &[]);
    sight.expect("it tells what it saw")
}

// Ten hours, in which all columns misbehave for twenty minutes.
fn table(columns: &str, fault: f64) -> String {
    let count = columns.split(',').count();
    let mut text = format!("time,{columns}\n");
    for at in 0..600 {
        let _ = write!(text, "{}", START + 60.0 * f64::from(at));
        for column in 0..count {
            let noise = f64::from((at * 7919 + column as i32 * 31) % 101) / 50.0;
            let fault = if (400..420).contains(&at) { fault } else { 0.0 };
            let _ = write!(text, ",{:.2}", 20.0 + noise + fault);
        }
        text.push('\n');
    }
    text
}

struct Desk {
    shelf: Shelf,
    replies: Vec<Reply>,
}

impl Desk {
    fn new() -> Self {
        let mut desk = Self::unread();
        desk.stored(Stored::Loaded(Vec::new(), Vec::new()));
        desk
    }

    fn unread() -> Self {
        Self { shelf: Shelf::new(find), replies: Vec::new() }
    }

    fn stored(&mut self, stored: Stored) {
        let Self { shelf, replies } = self;
        protocol::stored(shelf, stored, NOW, &mut |reply| replies.push(reply));
    }

    #[allow(clippy::needless_pass_by_value, reason = "a job is told once")]
    fn ask(&mut self, job: Job) {
        let Self { shelf, replies } = self;
        // Through its bytes, as between page and worker.
        let job = decode(&encode(&job)).expect("a job");
        answer(shelf, job, &[], &mut |reply| replies.push(reply));
    }

    fn import(&mut self, file: &[u8]) {
        let Self { shelf, replies } = self;
        answer(shelf, Job::ReadIncidents, file, &mut |reply| replies.push(reply));
    }

    fn sighted(&mut self, source: u32, name: &str, bytes: &[u8], kept: bool) {
        let (source, name, bytes) = (SourceId(source), name.to_owned(), bytes.to_vec());
        self.ask(Job::Sighted { source, name, bytes, kept, now: NOW });
    }

    fn say(&mut self, what: &str, about: &str) {
        let what = format!("incident {what}");
        let said = Said { what, about: about.to_owned(), value: String::new() };
        self.ask(Job::Use { said, now: NOW });
    }

    fn incidents(&self) -> &[Incident] {
        self.shelf.incidents()
    }

    // What the panel says.
    fn words(&self) -> String {
        let panel = |reply: &Reply| match reply {
            Reply::Incidents(panel) => Some(panel.node.words()),
            _ => None,
        };
        self.replies.iter().rev().find_map(panel).expect("a panel")
    }

    // Without ids, which are those that were given first.
    fn told(&self) -> Vec<String> {
        let each = self.incidents().iter();
        each.map(|one| format!("{:?}", Incident { id: String::new(), ..one.clone() })).collect()
    }

    fn changes(&mut self) -> Vec<Change> {
        let of = |wish| if let Wish::Change(changes) = wish { changes } else { Vec::new() };
        self.shelf.wishes().into_iter().flat_map(of).collect()
    }
}

fn both() -> [(u32, &'static str, Vec<u8>); 2] {
    [
        (1, "shop.csv", read(1, "shop.csv", &table("latency_ms,queue_length", 90.0))),
        (2, "db.csv", read(2, "db.csv", &table("db_cpu_percent,db_errors_total", 60.0))),
    ]
}

#[test]
fn sources_may_come_in_any_order() {
    let [a, b] = both();
    let arrive = |order: &[&(u32, &str, Vec<u8>)]| {
        let mut desk = Desk::new();
        for (source, name, bytes) in order {
            desk.sighted(*source, name, bytes, true);
        }
        desk.told()
    };
    let told = arrive(&[&a, &b]);
    assert!(!told.is_empty());
    assert_eq!(told, arrive(&[&b, &a]));
    assert_eq!(told, arrive(&[&a, &b, &a, &a, &b]), "and again");
}

#[test]
fn signals_of_several_sources_make_one_incident_whose_charts_are_found() {
    let [a, b] = both();
    let mut desk = Desk::new();
    desk.sighted(a.0, a.1, &a.2, true);
    desk.sighted(b.0, b.1, &b.2, true);
    let [one] = desk.incidents() else { panic!("{:?}", desk.incidents()) };
    assert_eq!(one.signals.len(), 4);
    let (id, count) = (one.id.clone(), one.signals.len());
    desk.say("chart", &id);
    let shown = desk.replies.iter().find_map(|reply| match reply {
        Reply::Show { keys, range } => Some((keys.clone(), *range)),
        _ => None,
    });
    let (keys, range) = shown.expect("series to be shown");
    assert_eq!(keys.len(), count);
    assert!(keys.iter().any(|key| key.source == SourceId(1)));
    assert!(keys.iter().any(|key| key.source == SourceId(2)));
    assert_eq!(range.from, desk.incidents()[0].from);
}

#[test]
fn what_was_found_waits_for_the_store_and_a_touched_one_stays_touched() {
    let [a, _] = both();
    let mut first = Desk::new();
    first.sighted(a.0, a.1, &a.2, true);
    let mut known = first.incidents()[0].clone();
    known.state = blip::model::IncidentState::Acknowledged;
    known.saved = 3.0;

    let mut desk = Desk::unread();
    desk.sighted(a.0, a.1, &a.2, true);
    assert_eq!(desk.incidents().len(), 0, "the store may know it");
    assert_eq!(desk.shelf.wishes(), [Wish::Load]);
    desk.stored(Stored::Loaded(vec![known.clone()], Vec::new()));
    assert_eq!(format!("{:?}", desk.incidents()), format!("{:?}", [known]));
    assert_eq!(desk.changes(), [], "nothing is new");

    let mut without = Desk::unread();
    without.sighted(a.0, a.1, &a.2, true);
    let problem = Problem::new("It is locked.", "", "");
    without.stored(Stored::Failed { changes: 0, problem });
    assert_eq!(without.incidents().len(), 1, "without a store it is shown");
    assert!(without.replies.iter().any(|reply| matches!(reply, Reply::Note { failure: true, .. })));
    without.say("storage", "");
    let words = without.words();
    assert!(words.contains("Nothing is kept. It is locked."), "{words}");
    assert!(!words.contains("MB at most") && !words.contains("in use"), "{words}");
}

#[test]
fn what_the_store_refuses_is_said_until_it_takes_something() {
    let mut desk = Desk::new();
    let problem = Problem::new("It is full.", "", "Make room.");
    desk.say("storage", "");
    desk.stored(Stored::Failed { changes: 0, problem });
    let words = desk.words();
    assert!(words.contains("Not everything is kept. It is full. Make room."), "{words}");
    assert!(words.contains("200\u{202f}MB at most"), "what is stored is still there: {words}");
    desk.stored(Stored::Kept);
    assert!(!desk.words().contains("kept. It is full."), "{}", desk.words());
}

#[test]
fn an_import_says_what_it_left_out() {
    let excerpt = |points: usize| {
        let many = "1,".repeat(points - 1) + "1";
        format!(
            r#"{{"series":"x","unit":"","origin":0,"times":[{many}],"values":[{many}],"band_times":[],"lower":[],"upper":[],"alarms":[]}}"#
        )
    };
    let one = r#"{"id":"a","source":"s","from":0,"to":1,"ongoing":false,"severity":3,"sentence":"","signals":[],"logs":[],
        "sample_log":"","detector":"","state":"Open","saved":0}"#;
    let says = |excerpts: &[String], expected: &str| {
        let excerpts = excerpts.join(",");
        let file = format!(
            r#"{{"kind":"blip incidents","version":4,"incidents":[{one}],"evidence":[["a",{{"excerpts":[{excerpts}],"counts":[]}}]]}}"#
        );
        let mut desk = Desk::new();
        desk.import(file.as_bytes());
        let note = desk.replies.iter().find_map(|reply| match reply {
            Reply::Note { failure: false, problem } => Some(problem.what.as_str()),
            _ => None,
        });
        assert_eq!(note, Some(expected));
    };
    says(&[excerpt(20_000)], "1 incident was imported.");
    says(
        &[excerpt(3), excerpt(20_001)],
        "1 incident was imported, without 1 picture that was torn or too long.",
    );
    says(
        &[excerpt(20_001), excerpt(30_000)],
        "1 incident was imported, without 2 pictures that were torn or too long.",
    );
}

#[test]
fn what_a_demo_tells_takes_no_room_and_is_not_deleted_for_want_of_it() {
    let [a, _] = both();
    let mut desk = Desk::new();
    desk.sighted(a.0, "Demo", &a.2, false);
    assert_eq!(desk.incidents().len(), 1);
    desk.say("storage", "");
    let said = |value: &str, about: &str| {
        let [what, about, value] = ["incident storage", about, value].map(str::to_owned);
        Job::Use { said: Said { what, about, value }, now: NOW }
    };
    desk.ask(said("0", "megabytes"));
    let words = desk.words();
    assert!(words.contains("No incident is stored"), "{words}");
    assert!(words.contains("Nothing goes at these limits."), "{words}");
    desk.ask(said("", "confirm"));
    assert_eq!(desk.incidents().len(), 1, "it goes with the demo");
}

#[test]
fn a_demo_leaves_nothing_behind_but_what_was_touched() {
    let [a, b] = both();
    let mut desk = Desk::new();
    desk.sighted(a.0, "Demo", &a.2, false);
    assert_eq!((desk.incidents().len(), desk.changes().len()), (1, 0), "nothing is stored");
    desk.ask(Job::Forget { source: SourceId(a.0) });
    assert_eq!(desk.incidents().len(), 0);

    desk.sighted(a.0, "Demo", &a.2, false);
    let id = desk.incidents()[0].id.clone();
    desk.say("acknowledge", &id);
    assert_eq!(desk.changes().len(), 2, "gone, and then put");
    desk.ask(Job::Forget { source: SourceId(a.0) });
    assert_eq!(desk.incidents().len(), 1);
    desk.sighted(b.0, b.1, &b.2, true);
    desk.ask(Job::Forget { source: SourceId(b.0) });
    assert_eq!(desk.incidents().len(), 2, "what a file left is kept");
}

#[test]
fn a_deleted_incident_stays_away_until_its_source_is_opened_anew() {
    let [a, _] = both();
    let mut desk = Desk::new();
    desk.sighted(a.0, a.1, &a.2, true);
    let id = desk.incidents()[0].id.clone();
    desk.say("delete", &id);
    desk.sighted(a.0, a.1, &a.2, true);
    assert_eq!(desk.incidents().len(), 0, "the same data find it again");
    desk.ask(Job::Forget { source: SourceId(a.0) });
    desk.sighted(9, a.1, &a.2, true);
    assert_eq!(desk.incidents().len(), 1);
}

#[test]
fn a_renamed_source_takes_its_incidents_along() {
    let [a, _] = both();
    let mut desk = Desk::new();
    desk.sighted(a.0, a.1, &a.2, true);
    desk.ask(Job::Renamed { source: SourceId(a.0), name: "Shop".to_owned(), now: NOW });
    let sources: Vec<&str> = desk.incidents().iter().map(|one| one.source.as_str()).collect();
    assert_eq!(sources, ["Shop"]);
    desk.sighted(a.0, "Shop", &a.2, true);
    assert_eq!(desk.incidents().len(), 1, "once");
}

#[test]
fn hostile_bytes_are_no_sighting() {
    let [a, _] = both();
    let mut desk = Desk::new();
    for bytes in [&[][..], &[0xff; 64], &a.2[..a.2.len() / 2]] {
        desk.sighted(1, "x", bytes, true);
    }
    assert_eq!(desk.incidents().len(), 0);
    let sight: Sight = decode(&a.2).expect("a sight");
    assert_eq!(sight.among.len(), sight.sighting.tracks.len());
}

#[test]
fn an_import_is_told_and_stored() {
    let [a, _] = both();
    let mut desk = Desk::new();
    desk.sighted(a.0, a.1, &a.2, true);
    desk.say("export", "");
    let text = desk.replies.iter().find_map(|reply| match reply {
        Reply::Offer(offer) => Some(offer.text.clone()),
        _ => None,
    });
    let mut other = Desk::new();
    other.import(text.expect("a file").as_bytes());
    assert_eq!(other.told(), desk.told());
    assert_eq!(other.changes().len(), 1);
    other.import(b"{}");
    let notes: Vec<bool> = other
        .replies
        .iter()
        .filter_map(|reply| match reply {
            Reply::Note { failure, .. } => Some(*failure),
            _ => None,
        })
        .collect();
    assert_eq!(notes, [false, true]);
}

#[test]
fn of_a_counter_the_rate_is_told_not_its_height() {
    let mut text = "time,checkout_errors_total\n".to_owned();
    let mut total = 0;
    for at in 0..600 {
        let noise = (at * 7919) % 101 / 5;
        total += if (400..420).contains(&at) { 600 } else { 100 } + noise;
        let _ = writeln!(text, "{},{total}", START + 60.0 * f64::from(at));
    }
    let mut desk = Desk::new();
    desk.sighted(1, "shop.csv", &read(1, "shop.csv", &text), true);
    let [one] = desk.incidents() else { panic!("{:?}", desk.told()) };
    let signal = &one.signals[0];
    assert_eq!(signal.series, "checkout_errors_total");
    let value = signal.value.expect("a value");
    assert!((10.0..11.0).contains(&value), "620 a minute, not {value}");
    assert!(one.sentence.contains("rose to 10"), "{}", one.sentence);
}
