//! What does not change incidents: rows that come twice, in another order or late, a few that are missing, and the zone
//! in which times are shown. By the page's own way: files are read by one worker, and told to that of incidents.

use super::quality;
use blip::history::Stored;
use blip::model::{Incident, SourceId, Zone};
use blip::protocol::{self, Format, Job, Reply, Shelf, answer, csv, find};
use blip::sources::simulator;

const STORIES: [&str; 3] = ["database_saturation", "memory_leak", "certificate_expiry"];
const SEED: u64 = 1_003;
const NOW: f64 = 1_705_400_000.0;

type Files = Vec<(String, String)>;

fn files(story: &str) -> Files {
    let (simulated, _) = quality::simulate(story, SEED);
    let all = simulator::files(&simulated);
    all.into_iter().filter(|(path, _)| path.starts_with("metrics/")).collect()
}

/// Every file with its rows, without the header, changed.
fn with_rows(files: &Files, change: impl Fn(Vec<String>) -> Vec<String>) -> Files {
    let changed = |(path, text): &(String, String)| {
        let (header, rows) = text.split_once('\n').expect("a header");
        let rows = change(rows.lines().map(str::to_owned).collect());
        (path.clone(), format!("{header}\n{}\n", rows.join("\n")))
    };
    files.iter().map(changed).collect()
}

fn sight(source: SourceId, name: &str, text: &str) -> Vec<u8> {
    let mut shelf = Shelf::new(find);
    let mut sight = None;
    let mut ask = |job: Job, bytes: &[u8]| {
        answer(&mut shelf, job, bytes, &mut |reply| {
            if let Reply::Sighted { bytes, .. } = reply {
                sight = Some(bytes);
            }
        });
    };
    let options = csv::Options { zone: Zone::utc(), name: name.to_owned(), size: 0, now: 0.0 };
    let format = Format::Csv(options);
    ask(Job::Open { source, name: name.to_owned(), load: 1, parts: 1, format }, &[]);
    ask(Job::Chunk { source, load: 1, part: 0 }, text.as_bytes());
    ask(Job::Close { source, load: 1, part: 0, keep: None }, &[]);
    sight.expect("it tells what it saw")
}

/// The incidents once all of these were told, one after the other.
fn incidents(told: &[&Files], zone: &Zone) -> Vec<Incident> {
    let mut shelf = Shelf::new(find);
    shelf.show_in(zone);
    protocol::stored(&mut shelf, Stored::Loaded(Vec::new(), Vec::new()), NOW, &mut |_| {});
    for files in told {
        for (at, (path, text)) in files.iter().enumerate() {
            let source = SourceId(at as u32);
            shelf.sighted(source, path, &sight(source, path, text), true, NOW);
        }
    }
    shelf.incidents().to_vec()
}

// Without ids, which are those that were given first.
fn words(incidents: &[Incident]) -> Vec<String> {
    incidents
        .iter()
        .map(|one| format!("{:?}", Incident { id: String::new(), ..one.clone() }))
        .collect()
}

#[test]
fn rows_that_come_twice_or_late_or_in_another_zone_change_nothing() {
    for story in STORIES {
        let files = files(story);
        let utc = Zone::utc();
        let base = incidents(&[&files], &utc);
        assert_eq!(base.len(), 1, "{story}");
        let base = words(&base);
        let twice =
            with_rows(&files, |rows| rows.into_iter().flat_map(|row| [row.clone(), row]).collect());
        assert_eq!(words(&incidents(&[&twice], &utc)), base, "{story}: rows that come twice");
        let turned = with_rows(&files, |mut rows| {
            rows.reverse();
            rows
        });
        assert_eq!(words(&incidents(&[&turned], &utc)), base, "{story}: rows in another order");
        let early = with_rows(&files, |mut rows| {
            rows.truncate(rows.len() * 9 / 10);
            rows
        });
        assert_eq!(
            words(&incidents(&[&early, &files], &utc)),
            base,
            "{story}: a part that came late"
        );
        let zone = Zone { name: "Asia/Kolkata".to_owned(), offsets: vec![(0.0, 19_800)] };
        assert_eq!(words(&incidents(&[&files], &zone)), base, "{story}: another zone");
    }
}

#[test]
fn a_few_rows_that_are_missing_change_neither_number_nor_cause() {
    for story in STORIES {
        let files = files(story);
        let base = incidents(&[&files], &Zone::utc());
        for turn in 0..3 {
            let holes = with_rows(&files, |rows| {
                let is_there = |at: &usize| !(at * 7919 + turn * 104_729).is_multiple_of(67);
                rows.into_iter()
                    .enumerate()
                    .filter(|(at, _)| is_there(at))
                    .map(|(_, row)| row)
                    .collect()
            });
            let found = incidents(&[&holes], &Zone::utc());
            assert_eq!(found.len(), base.len(), "{story}");
            let (one, other) = (&base[0], &found[0]);
            assert_eq!(one.causes[0].id, other.causes[0].id, "{story}");
            assert!(
                (one.opened - other.opened).abs() <= 75.0,
                "{story}: {}",
                one.opened - other.opened
            );
        }
    }
}
