//! Logs as consoles and databases export them: JSON documents and tables of messages.

use super::counted;
use blip::logs::Indexed;
use blip::logs::header::Level;
use blip::model::{SourceId, Zone};
use blip::sources::file::{FileReader, Options};
use blip::sources::{Loaded, Reader, csv};
use std::fmt::Write as _;
use std::sync::Arc;

fn read(name: &str, text: &str, cut: usize) -> Loaded {
    let table = csv::Options { name: name.to_owned(), zone: Zone::utc(), ..Default::default() };
    let options = Options { table, format: String::new(), now: 1_709_300_000.0 };
    let mut reader = Box::new(FileReader::new(options));
    for piece in text.as_bytes().chunks(cut) {
        reader.push(piece).expect("it is text");
    }
    reader.finish().expect("it is a log")
}

// A minute of records: saved, saved, slow, and so on.
struct Wanted<'a> {
    title: &'a str,
    patterns: &'a [(&'a str, u64)],
    errors: f64,
}

fn check(name: &str, text: &str, wanted: &Wanted) -> Arc<Indexed> {
    let index = read(name, text, 1 << 16).log.expect("it is a log").index;
    let again = read(name, text, 7).log.expect("it is a log").index;
    let patterns = index.reader.patterns();
    assert_eq!(counted(&again.reader.patterns()), counted(&patterns), "{name}: chunks change it");
    assert_eq!(index.reader.title(), wanted.title, "{name}");
    let expected: Vec<(String, u64)> =
        wanted.patterns.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect();
    assert_eq!(counted(&patterns), expected, "{name}");
    assert_eq!(index.reader.parsed(), index.reader.records(), "{name}: all are read");
    let levels = index.reader.levels();
    let place = Level::ALL.iter().position(|level| *level == Level::Error).expect("it is one");
    let mut errors = vec![0.0; levels.len()];
    levels.add_to(place, &mut errors);
    assert_eq!(errors.iter().sum::<f64>(), wanted.errors, "{name}: errors in time");
    assert!((levels.start() - 1_709_294_400.0).abs() < 61.0, "{name}: from noon on");
    index
}

const SAVED: [(&str, u64); 2] = [("cart <*> saved", 40), ("order <*> failed", 20)];

fn message(at: usize) -> (String, &'static str) {
    match at % 3 {
        2 => (format!("order {at} failed"), "ERROR"),
        _ => (format!("cart {at} saved"), "INFO"),
    }
}

fn stamp(at: usize) -> String {
    format!("2024-03-01T12:00:{at:02}Z")
}

fn joined(each: &dyn Fn(usize) -> String, between: &str) -> String {
    (0..60).map(each).collect::<Vec<_>>().join(between)
}

#[test]
fn documents_of_objects_are_logs() {
    let wanted = Wanted { title: "JSON lines", patterns: &SAVED, errors: 20.0 };
    // As a cloud's command line prints them: a list, keys in order, what is said one level down.
    let listed = |at: usize| {
        let (said, level) = message(at);
        format!(
            "  {{\n    \"insertId\": \"a{at}\",\n    \"jsonPayload\": {{\n      \"message\": \"{said}\"\n    }},\n    \"severity\": \"{level}\",\n    \"timestamp\": \"{}\"\n  }}",
            stamp(at)
        )
    };
    check("list.json", &format!("[\n{}\n]\n", joined(&listed, ",\n")), &wanted);
    // On one line.
    let brief = |at: usize| {
        let (said, level) = message(at);
        format!("{{\"line\":\"{said}\",\"level\":\"{level}\",\"date\":\"{}\"}}", stamp(at))
    };
    check("line.json", &format!("[{}]", joined(&brief, ",")), &wanted);
    // A list within an object, with more behind it.
    let within = format!(
        "{{\n\"events\": [\n{}\n],\n\"searched\": [{{\"a\": 1}}]\n}}\n",
        joined(&brief, ",\n")
    );
    check("within.txt", &within, &wanted);
    // Hits of a search, as deep as they lie.
    let hit = |at: usize| format!("{{\"_index\":\"x\",\"_source\":{}}}", brief(at));
    let hits =
        format!("{{\"hits\":{{\"total\":{{\"value\":60}},\n\"hits\":[{}]}}}}", joined(&hit, ","));
    check("hits.json", &hits, &wanted);
    // One object after the other, each over several lines.
    let apart = |at: usize| brief(at).replace(',', ",\n  ").replace('{', "{\n  ");
    check("apart.json", &joined(&apart, "\n"), &wanted);
}

#[test]
fn tables_of_messages_are_logs() {
    let wanted = Wanted { title: "table", patterns: &SAVED, errors: 20.0 };
    let full = |at: usize| {
        let (said, level) = message(at);
        format!("{},web-{},\"shop\",{level},\"{said}\"", stamp(at), at % 2)
    };
    let named = format!("Date,Host,Service,Level,Content\r\n{}\r\n", joined(&full, "\r\n"));
    check("named.csv", &named, &wanted);
    check("unknown.txt", &named, &wanted);
    // Without names, as databases write them.
    let bare = |at: usize| {
        let (said, level) = message(at);
        let stamp = stamp(at).replace('T', " ").replace('Z', ".250 UTC");
        format!("{stamp},\"app\",{at},{level},00000,\"the {said}\",,,\"\"")
    };
    let patterns = SAVED.map(|(text, count)| (format!("the {text}"), count));
    let patterns = patterns.each_ref().map(|(text, count)| (&**text, *count));
    let wanted = Wanted { title: "table", patterns: &patterns, errors: 20.0 };
    check("bare.csv", &joined(&bare, "\n"), &wanted);
}

#[test]
fn cells_have_headers_and_stacks_of_their_own() {
    let line = |at: usize| {
        let (said, level) = message(at);
        let moment = 1_709_294_400_000_u64 + at as u64 * 1000;
        format!("{moment},\"{} {level} [shop] {said}\"", stamp(at))
    };
    let wanted = Wanted { title: "table with learned header", patterns: &SAVED, errors: 20.0 };
    check("cloud.csv", &format!("timestamp,message\n{}\n", joined(&line, "\n")), &wanted);
    let stack = |at: usize| {
        let (said, level) = message(at);
        let trace = "\njava.lang.IllegalStateException: \"\"no\"\"\n\tat com.x.App.run(App.java:7)";
        let trace = if level == "ERROR" { trace } else { "" };
        format!("\"{}\",{level},\"{said}{trace}\"", stamp(at))
    };
    let patterns = [
        ("cart <*> saved", 40),
        ("order <*> failed ⏎ java.lang.IllegalStateException at com.x.App.run", 20),
    ];
    let wanted = Wanted { title: "table", patterns: &patterns, errors: 20.0 };
    let index =
        check("stack.csv", &format!("Time,Level,Message\n{}\n", joined(&stack, "\n")), &wanted);
    assert_eq!(index.blocks.lines(), 61, "a row is a line");
}

#[test]
fn records_are_found_again_in_the_file() {
    use blip::logs::scan::Scan;
    let brief = |at: usize| {
        let (said, level) = message(at);
        format!(
            "{{\"message\":\"{said}\",\n \"level\":\"{level}\", \"time\":\"{}\"}}",
            stamp(at % 60)
        )
    };
    let objects = (0..3000).map(brief).collect::<Vec<_>>().join(",\n");
    let text = format!("[{objects}]");
    let index = read("x.json", &text, 4096).log.expect("it is a log").index;
    let patterns = index.reader.patterns();
    let failed = patterns.list.iter().position(|one| one.template == "order <*> failed");
    let failed = failed.expect("it is there") as u32;
    let rows: Vec<u32> = (0..patterns.of_signature.len() as u32)
        .filter(|row| patterns.of_signature[*row as usize] == failed)
        .collect();
    let signatures = index.reader.signatures();
    let keys = rows.iter().map(|row| signatures[*row as usize].key.clone()).collect();
    let logs = [(SourceId(1), &*index, rows)];
    let mut scan = Scan::new("order <*> failed", keys, &logs, None);
    while let Some((_, part)) = scan.wanted() {
        scan.give(&index, &text.as_bytes()[part.start as usize..part.end as usize]);
    }
    assert_eq!(scan.found, 1000);
    let (first, last) = (&scan.lines[0], &scan.lines[999]);
    assert!(first.text.ends_with(b"}") && first.text.starts_with(b"{\"message\":"));
    assert!(String::from_utf8_lossy(&last.text).contains("order 2999 failed"));
}

#[test]
fn tables_of_numbers_and_other_documents_stay_what_they_are() {
    let mut numbers = String::from("time,event,latency_ms\n");
    for at in 0..60 {
        let _ = writeln!(numbers, "{},{},{}.5", stamp(at), at % 3, at);
    }
    let loaded = read("numbers.csv", &numbers, 100);
    assert!(loaded.log.is_none() && !loaded.series.is_empty(), "{:?}", loaded.notes);
    let events = "[\n{\"time\":1709294400,\n\"kind\":\"deployment\",\"title\":\"v7\"}\n]";
    assert_eq!(read("events.json", events, 100).marks.len(), 1);
}

#[test]
fn saved_answers_of_servers_are_read_as_such() {
    let matrix = "{\n \"status\": \"success\",\n \"data\": {\"resultType\": \"matrix\", \"result\": [{\"metric\": {\"__name__\": \"up\"}, \"values\": [[1714557600, \"1\"], [1714557660, \"0\"]]}]}}";
    let loaded = read("answer.json", matrix, 7);
    assert_eq!((loaded.series.len(), loaded.rows, loaded.log.is_none()), (1, 2, true));
    let lines = "{\"metric\":{\"__name__\":\"up\"},\"values\":[1,0],\"timestamps\":[1714557600000,1714557660000]}\n";
    assert_eq!(read("export.jsonl", lines, 7).series, loaded.series);
    let streams = "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\"1709294400000000000\",\"cart 7 saved\"],[\"1709294401000000000\",\"cart 8 saved\"]]}]}}";
    let log = read("loki.json", streams, 9).log.expect("it is a log");
    assert_eq!(counted(&log.index.reader.patterns()), [("cart <*> saved".to_owned(), 2)]);
    assert!(!log.text.is_empty(), "its lines are none of the file");
}
