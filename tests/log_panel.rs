//! The panel of log patterns, as a worker words it: what a user sees, and what comes of using it.
#![cfg(not(target_arch = "wasm32"))]

use blip::model::{Node, Said, SourceId, TimeRange};
use blip::panels::logs::{Offer, Panel, Surroundings};
use blip::protocol::{Format, Job, Reply, Shelf, answer, file, find};

const SOURCE: SourceId = SourceId(0);
const START: f64 = 1_709_294_400.0;

/// An hour of a service, one line a second; in ten minutes of it one host loses its database.
fn text() -> String {
    let line = |at: u32| {
        let stamp = format!("2024-03-01 12:{:02}:{:02}", at / 60, at % 60);
        let said = match at {
            2400..3000 if at.is_multiple_of(4) => {
                format!("ERROR timeout after {} ms on db-3", 1000 + at)
            }
            _ if at % 100 == 7 => {
                format!("ERROR timeout after {} ms on db-{}", 1000 + at, at / 100 % 9)
            }
            _ if at % 10 == 1 => format!("WARN slow query took {at} ms"),
            _ => format!("INFO served /orders/{at} to 10.0.0.{}", at % 250),
        };
        format!("{stamp} {said}\n")
    };
    (0..3600).map(line).collect()
}

struct Worker {
    shelf: Shelf,
    panel: Panel,
    kept: Vec<String>,
    offers: Vec<Offer>,
    others: Vec<Reply>,
}

impl Worker {
    fn new() -> Self {
        let (kept, offers, others) = (Vec::new(), Vec::new(), Vec::new());
        Self { shelf: Shelf::new(find), panel: Panel::default(), kept, offers, others }
    }

    fn ask(&mut self, job: Job, bytes: &[u8]) {
        let Self { shelf, panel, kept, offers, others } = self;
        answer(shelf, job, bytes, &mut |reply| match reply {
            Reply::Panel(told) => *panel = *told,
            Reply::Keep(edits) => kept.push(edits),
            Reply::Offer(offer) => offers.push(offer),
            other => others.push(other),
        });
    }

    fn read(&mut self, source: SourceId, name: &str, text: &[u8]) {
        let mut options = file::Options::default();
        name.clone_into(&mut options.table.name);
        let format = Format::File(options);
        self.ask(Job::Open { source, name: name.to_owned(), load: 1, parts: 1, format }, &[]);
        for piece in text.chunks(9_999) {
            self.ask(Job::Chunk { source, load: 1, part: 0 }, piece);
        }
        self.ask(Job::Close { source, load: 1, part: 0, keep: None }, &[]);
    }

    fn say(&mut self, what: &str, about: &str, value: &str) {
        let said = Said { what: what.into(), about: about.into(), value: value.into() };
        self.ask(Job::Say(said), &[]);
    }

    fn rows(&self) -> Vec<&Node> {
        self.panel.node.find_all(&|node| node.attribute("data-pinned").is_some())
    }

    fn words(&self) -> Vec<String> {
        self.rows().iter().map(|row| row.children[1].words()).collect()
    }

    fn says(&self, text: &str) -> bool {
        self.panel.node.words().contains(text)
    }

    /// Reads again what is wanted, as the browser would.
    fn reread(&mut self, text: &[u8]) {
        while let Some(wanted) = self.shelf.wanted_of_file() {
            let place = |at: u64| (at as usize).min(text.len());
            self.shelf.give_of_file(wanted.source, &text[place(wanted.from)..place(wanted.to)]);
        }
        self.panel = self.shelf.panel();
    }
}

fn window() -> TimeRange {
    TimeRange { from: START + 2400.0, to: START + 3000.0 }
}

fn opened() -> Worker {
    let mut worker = Worker::new();
    worker.read(SOURCE, "app.log", text().as_bytes());
    worker
}

#[test]
fn a_dropped_log_is_shown_with_counts_that_add_up() {
    let worker = opened();
    assert_eq!((worker.panel.logs, worker.panel.patterns), (1, 3));
    assert!(worker.says("Sum of 3 patterns: 3,600 = 3,600 records"));
    assert!(worker.says("3,600 records in 3 patterns"));
    assert!(worker.says("learned header, 100.0"));
    assert_eq!(worker.words()[0], "served ∗ to ∗");
    let series = worker.others.iter().find_map(|reply| match reply {
        Reply::Ranked { summaries, .. } => Some(summaries.len()),
        _ => None,
    });
    assert_eq!(series, Some(3), "its levels are series");
}

#[test]
fn a_log_without_times_has_no_picture_over_time_and_says_so() {
    let mut worker = Worker::new();
    let text: String = text().lines().map(|line| [&line[20..], "\n"].concat()).collect();
    worker.read(SOURCE, "bare.log", text.as_bytes());
    assert!(worker.says("No record has a time"));
    let is_picture = |node: &Node| node.attribute("data-drag").is_some();
    assert!(worker.panel.node.find_all(&is_picture).is_empty());
    assert!(!opened().panel.node.find_all(&is_picture).is_empty());
}

#[test]
fn a_window_says_what_changed_in_it() {
    let mut worker = opened();
    let around = Surroundings { window: Some(window()), ..Surroundings::default() };
    worker.ask(Job::Surround(Box::new(around)), &[]);
    let first = &worker.words()[0];
    assert!(first.starts_with("risentimeout after ∗ on ∗"), "{first}");
    assert!(first.contains("Rose "), "{first}");
    assert!(worker.says("1 pattern changed in 2024-03-01 12:"));
    worker.say("window", "", "");
    assert!(worker.says("Drag over the picture"));
    // Half of the picture to its end: the same minutes are in it.
    worker.say("drag", "", "0.6600 0.8300");
    assert!(worker.words()[0].starts_with("risentimeout"));
    worker.say("drag", "", "nonsense");
    assert!(worker.words()[0].starts_with("risentimeout"), "what is no window changes nothing");
}

#[test]
fn a_pattern_shows_the_value_that_carries_the_change_and_its_lines() {
    let text = text();
    let mut worker = opened();
    let around = Surroundings { window: Some(window()), ..Surroundings::default() };
    worker.ask(Job::Surround(Box::new(around)), &[]);
    worker.say("open", "timeout after <*> on <*>", "");
    assert!(worker.says("0 records so far"));
    worker.reread(text.as_bytes());
    assert!(worker.says("All 186 records were read again."), "{}", worker.panel.node.words());
    let guilty = worker.panel.node.find_all(&|node| node.attribute("class") == Some("guilty"));
    let words = guilty[0].words();
    assert!(words.contains("db-3 is") && words.contains("of them"), "{words}");
    assert!(worker.says("2024-03-01 12:40:00 ERROR timeout after 3400 ms on db-3"));
    assert!(worker.says("1 to 25 of 15"));
    worker.say("lines", "", "");
    worker.say("lines", "later", "");
    assert!(worker.says("26 to 50 of 15"));
    worker.say("near", "0 2400", "");
    worker.reread(text.as_bytes());
    assert!(worker.says("Around line 2401"));
    assert!(worker.says("2024-03-01 12:39:55 INFO served"), "a neighbour is of another pattern");
    worker.say("open", "timeout after <*> on <*>", "");
    assert!(!worker.says("Around line"), "what is opened again is closed");
    worker.say("open", "no such pattern", "");
    assert_eq!(worker.rows().len(), 3);
}

#[test]
fn what_is_changed_by_hand_is_kept_and_taken_back() {
    let mut worker = opened();
    let (slow, timeout) = ("slow query took <*>", "timeout after <*> on <*>");
    worker.say("pin", slow, "");
    assert_eq!(worker.words()[0], "slow query took ∗");
    worker.say("rename", slow, "lazy database");
    assert_eq!(worker.words()[0], "lazy database slow query took ∗");
    worker.say("join", timeout, slow);
    assert_eq!((worker.rows().len(), worker.panel.patterns), (2, 2));
    worker.say("mask", "", "served");
    assert!(worker.words()[1].starts_with('∗'), "{:?}", worker.words());
    assert!(worker.says("Sum of 2 patterns: 3,600 = 3,600 records"));

    // After a reload the page hands over what it kept.
    let mut again = opened();
    let edits = worker.kept.last().cloned().expect("edits are kept");
    again.ask(Job::Surround(Box::new(Surroundings { edits, ..Surroundings::default() })), &[]);
    assert_eq!(again.words(), worker.words());
    again.say("reset", "", "");
    assert_eq!(again.rows().len(), 3);
    assert_eq!(again.kept.last().map(String::as_str), Some(""));
}

#[test]
fn the_slider_filter_order_and_themes_change_the_table_and_never_the_sum() {
    let mut worker = opened();
    for step in 0..=4 {
        worker.say("precision", "", &step.to_string());
        assert!(worker.says("3,600 = 3,600 records"), "{step}");
    }
    worker.say("precision", "", "2");
    worker.say("filter", "", "SLOW took");
    assert_eq!(worker.words(), ["slow query took ∗"]);
    assert!(worker.says("Sum of 3 patterns: 3,600 = 3,600 records"));
    worker.say("filter", "", "");
    for (order, first) in
        [("rare", "timeout"), ("count", "served"), ("level", "timeout"), ("new", "timeout")]
    {
        worker.say("sort", "", order);
        assert!(worker.words()[0].starts_with(first), "{order}: {:?}", worker.words());
    }
    worker.say("themes", "", "");
    let labels = worker.panel.node.find_all(&|node| node.attribute("data-say") == Some("theme"));
    assert!(!labels.is_empty());
    let (label, words) = (labels[0].attribute("data-about"), labels[0].words());
    let label = label.unwrap_or_default().to_owned();
    worker.say("theme", &label, "");
    let count = worker.rows().len();
    assert!(words.contains(&format!(" {count} pattern")), "{count}: {words}");
    assert!(worker.says("3,600 = 3,600 records"));
    worker.say("theme", &label, "");
    assert_eq!(worker.rows().len(), 3);
}

#[test]
fn the_table_leaves_as_a_file() {
    let mut worker = opened();
    for format in ["CSV", "JSON", "Markdown", "nonsense"] {
        worker.say("export", format, "");
    }
    assert_eq!(worker.offers.len(), 3);
    assert!(
        worker.offers[0].text.contains("timeout after <*> on <*>,,error,186,"),
        "{}",
        worker.offers[0].text
    );
    let patterns: serde_json::Value =
        serde_json::from_str(&worker.offers[1].text).expect("it is JSON");
    assert_eq!(patterns.as_array().map(Vec::len), Some(3));
    assert!(worker.offers[2].text.contains("| `served <*> to <*>` |"));
}

#[test]
fn several_logs_are_one_table() {
    let mut worker = opened();
    worker.read(SourceId(1), "other.log", text().as_bytes());
    assert!(worker.says("Sum of 3 patterns: 7,200 = 7,200 records"));
    let files = worker.panel.node.find_all(&|node| node.attribute("class") == Some("log-files"));
    assert_eq!(files[0].children.len(), 2);
    worker.ask(Job::Forget { source: SOURCE }, &[]);
    assert!(worker.says("Sum of 3 patterns: 3,600 = 3,600 records"));
    worker.ask(Job::Forget { source: SourceId(1) }, &[]);
    assert_eq!((worker.panel.logs, worker.panel.patterns), (0, 0));
    assert_eq!(worker.panel.node.words(), "▸ Lines from Loki", "nothing but the form is left");
}

#[test]
fn the_log_of_the_simulator_goes_through_the_same_engine() {
    let mut worker = Worker::new();
    let range = TimeRange { from: START - 14_400.0, to: START };
    let (name, scenario) = ("Demo".to_owned(), "service".to_owned());
    worker.ask(
        Job::SimulateLog { source: SOURCE, name, scenario, seed: 7, origin: START, range },
        &[],
    );
    assert!(worker.says("14,400 = 14,400 records"), "{}", worker.panel.node.words());
    let template = worker.rows()[0].key.clone();
    worker.say("open", &template, "");
    worker.reread(&[]);
    assert!(worker.says("were read again"), "its text is held");
}

#[test]
fn a_table_is_no_log_and_a_refused_file_says_why() {
    let mut worker = Worker::new();
    worker.read(SOURCE, "table.txt", b"time,load\n1709294400,1\n1709294460,2\n1709294520,3\n");
    assert_eq!(worker.panel, Panel::default());
    worker.read(SourceId(1), "program", b"\x7FELF\x00\x00\x01\x02");
    let failed = worker.others.iter().any(|reply| {
        matches!(reply, Reply::Failed { source: Some(SourceId(1)), problem } if problem.what.contains("binary"))
    });
    assert!(failed, "{:?}", worker.others);
}
