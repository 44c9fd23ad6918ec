//! Lines that incidents quote: of plain logs and packed ones, each once.

use super::*;
use crate::logs::merge;
use crate::model::SourceId;
use crate::sources::checkpoints::tests::packed;
use crate::sources::file::{FileReader, Options};
use crate::sources::{Loaded, Reader, unzip::Unzip};
use crate::triage::Lines;
use std::fmt::Write;
use std::sync::Arc;

const LOG: SourceId = SourceId(7);
// 2024-03-01 12:00 UTC.
const START: f64 = 1_709_294_400.0;

// A line a second; from the 600th on for a minute, each second also one of these.
fn log(failures: &[&str]) -> String {
    let mut text = String::new();
    for at in 0..1200_usize {
        let stamp = format!("2024-03-01T12:{:02}:{:02}Z", at / 60, at % 60);
        let _ = writeln!(
            text,
            "{stamp} INFO served /cart to user{} in {} ms",
            at * 7919 % 1000,
            at % 50
        );
        if (600..660).contains(&at) && !failures.is_empty() {
            let _ = writeln!(text, "{stamp} ERROR {}", failures[(at - 600) % failures.len()]);
        }
    }
    text
}

fn read(file: &[u8]) -> Loaded {
    let mut reader = Unzip::new(Box::new(FileReader::new(Options::default())));
    for piece in file.chunks(50_000) {
        reader.push(piece).expect("a log");
    }
    Box::new(reader).finish().expect("a log")
}

struct Desk {
    shelf: Shelf,
    file: Vec<u8>,
    asked: usize,
}

impl Desk {
    // One whose log was read from a file, and in which one incident was found.
    fn of(file: Vec<u8>, word: &str, came: f64) -> Self {
        let mut shelf = Shelf::new(crate::detect::find);
        shelf.begin(LOG, "app.log", 0, 1);
        if let Some(held) = shelf.wanted(LOG, 0) {
            held.replace(read(&file));
        }
        let mut desk = Self { shelf, file, asked: 0 };
        desk.finds(word, came);
        desk
    }

    fn index(&self) -> Arc<crate::logs::Indexed> {
        self.shelf.sources[&LOG].loaded.log.as_ref().expect("a log").index.clone()
    }

    // Of a pattern that has this word, if there is one.
    fn finds(&mut self, word: &str, came: f64) {
        let index = self.index();
        let patterns = merge(index.reader.signatures()).list;
        let template = patterns.into_iter().map(|one| one.template).find(|one| one.contains(word));
        let change = format!(
            r#"{{"source":"app.log","template":"","level":"error","change":"new","came":{came},"expected":0,"first":null,
            "sentence":"","samples":[]}}"#
        );
        let mut change: PatternChange = serde_json::from_str(&change).expect("a change");
        change.template = template.unwrap_or_else(|| word.to_owned());
        let (from, to) = (START + 600.0, START + 660.0);
        let found = Incident { from, to, patterns: vec![change], ..Incident::sample() };
        let desk = &mut self.shelf.desk;
        desk.stands = vec![(LOG, index.reader.records(), START)];
        desk.lines = vec![Lines::of("app.log", &index)];
        desk.found = vec![found];
        desk.quotes.fill(&mut desk.found);
    }

    // Reads as the browser would, as long as anything is wanted.
    fn reread(&mut self) -> &[String] {
        while self.shelf.is_rereading() {
            if let Some(Wanted { from, to, .. }) = self.shelf.wanted_of_file() {
                self.asked += 1;
                let place = |at: u64| (at as usize).min(self.file.len());
                let bytes = self.file[place(from)..place(to)].to_vec();
                self.shelf.give_of_file(LOG, &bytes);
            }
        }
        &self.shelf.desk.found[0].patterns[0].samples
    }
}

#[test]
fn the_first_the_last_and_one_between_are_quoted_as_they_stand() {
    let mut desk = Desk::of(log(&["timeout after 5 ms on db-1"]).into(), "timeout", 60.0);
    let quoted = |at: &str| format!("2024-03-01T12:10:{at}Z ERROR timeout after 5 ms on db-1");
    assert_eq!(desk.reread(), [quoted("00"), quoted("30"), quoted("59")]);
    let asked = desk.asked;
    assert!(0 < asked);
    desk.finds("timeout", 119.0);
    assert_eq!(desk.reread().len(), 3, "it is remembered");
    assert_eq!(desk.asked, asked, "and not read again");
    desk.finds("timeout", 121.0);
    desk.reread();
    assert!(asked < desk.asked, "it came twice as often since");
}

#[test]
fn long_lines_are_cut_and_equal_ones_quoted_once() {
    let long = format!("timeout {}", "é".repeat(500));
    let mut desk = Desk::of(log(&[&long]).into(), "timeout", 60.0);
    for line in desk.reread() {
        assert_eq!(line.chars().count(), 300, "{line}");
    }
    let mut same = String::new();
    for at in 0..1200 {
        let _ = writeln!(same, "2024-03-01T12:{:02}:00Z INFO served", at / 60);
        if (600..660).contains(&at) {
            same += "2024-03-01T12:10:00Z ERROR timeout on db-1\n";
        }
    }
    let mut desk = Desk::of(same.into(), "timeout", 60.0);
    assert_eq!(desk.reread(), ["2024-03-01T12:10:00Z ERROR timeout on db-1"]);
}

#[test]
fn of_nothing_nothing_is_quoted_and_reading_ends() {
    let mut desk = Desk::of(log(&[]).into(), "no such pattern", 60.0);
    assert!(desk.reread().is_empty());
    // Its file is gone.
    let mut desk = Desk::of(log(&["timeout on db-1"]).into(), "timeout", 60.0);
    assert!(desk.shelf.wanted_of_file().is_some());
    desk.shelf.refuse_file();
    assert!(desk.reread().is_empty() && desk.asked == 0);
    // It is no more what it was.
    let mut desk = Desk::of(packed(log(&["timeout on db-1"]).as_bytes()), "timeout", 60.0);
    desk.file = vec![0; 1_000_000];
    assert!(desk.reread().is_empty());
}

#[test]
fn a_packed_log_is_quoted_like_a_plain_one() {
    let text = log(&["timeout after 5 ms on db-1", "connection to db-2 refused"]);
    for word in ["timeout", "refused"] {
        let mut plain = Desk::of(text.clone().into(), word, 30.0);
        let mut zipped = Desk::of(packed(text.as_bytes()), word, 30.0);
        assert_eq!(plain.reread().len(), 3);
        assert_eq!(plain.reread(), zipped.reread());
        let wide: Vec<u8> =
            format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for file in [packed(&wide), wide] {
            assert_eq!(plain.reread(), Desk::of(file, word, 30.0).reread(), "UTF-16");
        }
    }
}

#[test]
fn a_log_that_is_still_being_read_is_waited_for() {
    let text = log(&["timeout on db-1"]);
    let mut desk = Desk::of(text.into(), "timeout", 60.0);
    let whole = std::mem::take(&mut desk.shelf.sources.get_mut(&LOG).expect("a log").loaded);
    assert!(desk.reread().is_empty());
    desk.shelf.wanted(LOG, 0).expect("a log").replace(whole);
    assert_eq!(desk.reread().len(), 3);
}
