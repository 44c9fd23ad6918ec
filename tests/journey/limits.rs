//! What happens where memory or workers run out.

use super::*;
use blip::app::FileInfo;
use blip::model::{SourceId, Zone};
use blip::protocol::{Format, Reply, csv};
use std::fmt::Write;

/// Two columns of values and one of moments, with the expected bands and the scores of both.
const ROW_BYTES: u64 = 8 + 2 * 32;

fn table(rows: usize, first: usize) -> String {
    (first..first + rows).fold(String::new(), |mut text, row| {
        let _ = writeln!(text, "{},{},{}", 1_700_000_000 + row, row % 7, row % 5);
        text
    })
}

fn progress(world: &mut World, worker: usize, source: SourceId, bytes: u64) {
    let memory = world.memory_of_reading(worker, source);
    let rows = blip::protocol::Progress { rows: memory / ROW_BYTES, bad_rows: 0 };
    let reply = Reply::Progress { source, bytes, total: 100_000, rows, memory };
    world.tell(Event::Replied { worker, ticket: 0, reply });
}

// A file is dropped and read as the edge of a worker does it, ten thousand rows at a time, as long
// as nobody says to stop; returns its source and how many rows were read.
fn read_file(world: &mut World, most: usize) -> (SourceId, usize) {
    let file = FileInfo { handle: 1, name: "long.csv".to_owned(), size: 100_000 };
    world.tell(Event::FilesArrived(vec![file]));
    let source = world.app.sources.last().expect("a source").clone();
    let (id, load, worker) = (source.id, source.load, source.worker);
    let options = csv::Options { zone: Zone::utc(), name: source.name, size: 0, now: 0.0 };
    let name = options.name.clone();
    let format = Format::Csv(options);
    world.give(worker, Job::Open { source: id, name, load, parts: 1, format }, &[]);
    let chunk = Job::Chunk { source: id, load, part: 0 };
    world.give(worker, chunk.clone(), b"time,a,b\n");
    let mut rows = 0;
    while rows < most && !world.app.source(id).is_some_and(|source| source.full) {
        world.give(worker, chunk.clone(), table(10_000, rows).as_bytes());
        rows += 10_000;
        progress(world, worker, id, rows as u64 * 15);
    }
    world.give(worker, Job::Close { source: id, load, part: 0, keep: None }, &[]);
    (id, rows)
}

fn limited(thousands: u64) -> World {
    let mut world = World::started(7);
    if let Some(start) = &mut world.app.start {
        start.memory = thousands * 1000 * ROW_BYTES;
    }
    world
}

#[test]
fn a_file_that_does_not_fit_is_read_up_to_the_limit_and_can_be_used() {
    let mut world = limited(40);
    let (id, rows) = read_file(&mut world, 500_000);
    assert!((40_000..=50_000).contains(&rows), "{rows} rows were read");
    let source = world.app.source(id).expect("the source").clone();
    assert_eq!(source.status, Status::Full);
    assert_eq!(source.report.expect("a report").rows, rows as u64);
    assert_eq!(world.app.rows.len(), 2, "both columns are there");
    let said = world.app.notices.last().expect("a notice").problem.clone();
    assert!(said.what.contains(&format!("first {} rows were kept", view::grouped(rows as u64))));
    assert!(said.fix.contains("remove other sources") && said.place == "long.csv", "{said}");

    // Another detector does not say it again, nor that the file is whole.
    let notices = world.app.notices.len();
    world.tell(Event::Detector("zscore".to_owned()));
    let source = world.app.source(id).expect("the source");
    assert_eq!((&source.status, world.app.notices.len()), (&Status::Full, notices));
}

#[test]
fn what_other_sources_hold_counts_as_well_and_what_fits_is_read_whole() {
    let mut world = limited(60);
    let (first, rows) = read_file(&mut world, 30_000);
    assert_eq!((rows, &world.app.source(first).expect("one").status), (30_000, &Status::Ready));
    let (second, rows) = read_file(&mut world, 500_000);
    assert!((30_000..=40_000).contains(&rows), "{rows} rows beside those of the first");
    assert_eq!(world.app.source(second).expect("one").status, Status::Full);
    world.tell(Event::Remove(first));
    world.tell(Event::Remove(second));
    let (third, rows) = read_file(&mut world, 50_000);
    assert_eq!((rows, &world.app.source(third).expect("one").status), (50_000, &Status::Ready));
}

#[test]
fn an_answer_that_does_not_fit_is_given_up_and_says_what_to_ask_instead() {
    let mut world = limited(40);
    connected(&mut world);
    let (ticket, chunk, worker, _) = streams(&mut world).remove(0);
    let source = world.app.sources[0].id;
    world.give(worker, chunk, br#"{"status":"success","data":{"resultType":"matrix","result":["#);
    let rows = blip::protocol::Progress { rows: 1_000, bad_rows: 0 };
    let progress = |world: &mut World, memory: u64| {
        let reply = Reply::Progress { source, bytes: 0, total: 0, rows, memory };
        world.tell(Event::Replied { worker, ticket: 0, reply });
    };
    progress(&mut world, 1_000 * ROW_BYTES);
    assert!(view::status(&world.app, &world.app.sources[0]).starts_with("1,000 points, "));
    progress(&mut world, 41_000 * ROW_BYTES);
    assert!(
        matches!(&world.app.sources[0].status, Status::Failed(why) if why.place == "scrape_duration_seconds")
    );
    assert!(world.app.notices.last().expect("a notice").problem.fix.contains("fewer series"));
    let aborted = |effect: &Effect| *effect == Effect::Abort(vec![ticket]);
    assert!(world.effects().iter().any(aborted));
    progress(&mut world, 42_000 * ROW_BYTES);
    assert_eq!(world.effects(), [], "said once");
}

#[test]
fn a_failed_demo_goes_on_when_it_is_read_again() {
    let mut world = World::started(7);
    let id = world.app.sources[0].id;
    for _ in 0..3 {
        world.kill(world.app.sources[0].worker);
    }
    world.tell(Event::Rang(Alarm::Demo));
    world.effects();
    world.tell(Event::Reload(id));
    let goes_on = |effect: &Effect| matches!(effect, Effect::Schedule { alarm: Alarm::Demo, .. });
    assert!(world.effects().iter().any(goes_on));
    assert_eq!(world.app.sources[0].status, Status::Ready);
}

#[test]
fn workers_without_their_program_are_told_once_and_tried_again_for_all_sources() {
    let mut world = World::started(7);
    let file = |handle| FileInfo { handle, name: format!("{handle}.csv"), size: 10 };
    world.tell(Event::FilesArrived(vec![file(1), file(2)]));
    world.effects();
    world.tell(Event::NoWorkers("worker_bg.wasm answered 503".to_owned()));
    assert!(world.app.sources.iter().all(|one| matches!(one.status, Status::Failed(_))));
    let says = |world: &World| {
        let told = |notice: &&blip::app::Notice| notice.problem.place.contains("503");
        world.app.notices.iter().filter(told).count()
    };
    assert_eq!(says(&world), 1);
    world.tell(Event::Reload(world.app.sources[0].id));
    let opened = |effect: &&Effect| {
        matches!(effect, Effect::Post { job: Job::OpenFile { .. }, file: Some(_), .. })
    };
    assert_eq!(world.effects().iter().filter(opened).count(), 2, "both files");
    assert_eq!(says(&world), 0);
}
