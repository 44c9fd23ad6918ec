//! The page's part in log patterns: which worker has a log, what its panel is told, what is kept.

use super::*;
use blip::app::{DEMO_WORKER, FileInfo, LOG_WORKER, Settings};
use blip::model::{Evidence, Node, Said, SourceId, Zone};
use blip::panels::incidents::html::html;
use blip::panels::logs::Surroundings;
use blip::protocol::{Format, Reply, file};

// Six hundred lines, one a second, that end when journeys begin.
fn lines() -> String {
    let line = |at: u32| {
        let stamp = format!("2024-01-15 09:{:02}:{:02}", 50 + at / 60, at % 60);
        let said = if at.is_multiple_of(50) {
            format!("ERROR timeout on db-{}", at % 7)
        } else {
            format!("INFO served /orders/{at}")
        };
        format!("{stamp} {said}\n")
    };
    (0..600).map(line).collect()
}

fn said(what: &str, about: &str, value: &str) -> Event {
    Event::Say(Said { what: what.into(), about: about.into(), value: value.into() })
}

fn dropped(world: &mut World, name: &str) -> SourceId {
    let file = FileInfo { handle: 1, name: name.to_owned(), size: 30_000 };
    world.tell(Event::FilesArrived(vec![file]));
    world.app.sources.last().expect("a source").id
}

// Whether a file travels to the worker of logs; if so, it is read there as the edge does it.
fn read_dropped(world: &mut World) -> Vec<file::Options> {
    let effects = world.effects();
    let opened = effects.into_iter().filter_map(|effect| match effect {
        Effect::Post { worker, job: Job::OpenFile { source, load, options }, file, .. } => {
            assert!(worker == LOG_WORKER && file == Some(1));
            Some((source, load, options))
        }
        _ => None,
    });
    let opened: Vec<_> = opened.collect();
    for (source, load, options) in &opened {
        let (source, load, name) = (*source, *load, options.table.name.clone());
        let format = Format::File(options.clone());
        world.give(LOG_WORKER, Job::Open { source, name, load, parts: 1, format }, &[]);
        for chunk in lines().as_bytes().chunks(9_999) {
            world.give(LOG_WORKER, Job::Chunk { source, load, part: 0 }, chunk);
        }
        world.give(LOG_WORKER, Job::Close { source, load, part: 0, keep: None }, &[]);
    }
    opened.into_iter().map(|(.., options)| options).collect()
}

// A dropped file is read in the worker of logs, as the edge does it.
fn read_as(world: &mut World, text: &str) {
    let opened = world.effects().into_iter().find_map(|effect| match effect {
        Effect::Post {
            worker: LOG_WORKER, job: Job::OpenFile { source, load, options }, ..
        } => Some((source, load, options)),
        _ => None,
    });
    let (source, load, options) = opened.expect("a file");
    let (name, format) = (options.table.name.clone(), Format::File(options));
    world.give(LOG_WORKER, Job::Open { source, name, load, parts: 1, format }, &[]);
    for chunk in text.as_bytes().chunks(50) {
        world.give(LOG_WORKER, Job::Chunk { source, load, part: 0 }, chunk);
    }
    world.give(LOG_WORKER, Job::Close { source, load, part: 0, keep: None }, &[]);
}

#[test]
fn a_dropped_file_of_incidents_opens_them_and_is_no_source() {
    let one = r#"{"id":"a","source":"s","from":1,"to":2,"ongoing":false,"severity":3,"sentence":"x <b>rose","signals":[],"logs":[],"sample_log":"","detector":"","state":"Open","saved":4}"#;
    let json = format!(r#"{{"kind":"blip incidents","version":3,"incidents":[{one}]}}"#);
    let incident = serde_json::from_str(one).expect("an incident");
    let page = html(&incident, &Evidence::default(), &Zone::utc());
    let records = r#"[{"machine":"n1","aggregator":"A.b","timestamp":"2024-01-15T09:00:00","max_value":2},
        {"machine":"n2","aggregator":"A.b","timestamp":"2024-01-15T09:00:00","max_value":2}]"#;
    for (name, text, expected, said) in [
        ("incidents.json", json.as_str(), 1, "1 incident was imported."),
        ("incident.html", page.as_str(), 1, "1 incident was imported."),
        ("hydrated_anomalies.json", records, 2, "2 incidents were imported."),
        ("renamed.txt", json.as_str(), 1, "1 incident was imported."),
    ] {
        let mut world = World::started(7);
        dropped(&mut world, name);
        world.sent_to_store();
        read_as(&mut world, text);
        assert_eq!(world.incidents().len(), expected, "{name}");
        assert_eq!(world.app.sources.len(), 0, "{name}");
        let told = |notice: &blip::app::Notice| notice.problem.what == said;
        assert!(world.app.notices.iter().any(told), "{name}: {:?}", world.app.notices);
        assert!(expected <= world.sent_to_store());
        let dropped = |effect: &Effect| matches!(effect, Effect::DropFile(1));
        assert!(world.effects().iter().any(dropped), "the file itself is let go");
    }
    // What looks like one and is torn is refused, with the place.
    let mut world = World::started(7);
    let source = dropped(&mut world, "torn.json");
    read_as(&mut world, &json[..json.len() - 5]);
    let status = &world.app.source(source).expect("a source").status;
    let blip::app::Status::Failed(problem) = status else { panic!("{status:?}") };
    assert!(problem.place.starts_with("line 1"), "{problem}");
    assert_eq!(world.incidents().len(), 0);
}

fn opened() -> World {
    let mut world = World::started(7);
    dropped(&mut world, "app.log");
    assert_eq!(read_dropped(&mut world).len(), 1);
    world
}

// The demo with its log, as soon as the program of the workers is there.
fn with_demo_log() -> World {
    let mut world = World::started(7);
    world.tell(Event::Rang(Alarm::Prepare));
    world
}

fn panel(world: &World) -> &Node {
    &world.app.logs.node
}

fn says(world: &World, text: &str) -> bool {
    panel(world).words().contains(text)
}

fn patterns(world: &World) -> Vec<String> {
    let rows = panel(world).find_all(&|node| node.attribute("data-pinned").is_some());
    rows.iter().map(|row| row.children[1].words()).collect()
}

// What an event has the page tell the worker of logs, which does not answer yet; with its ticket.
fn told(world: &mut World, event: Event) -> Vec<(u32, Surroundings)> {
    let effects = world.app.update(world.now, event);
    let told = effects.into_iter().filter_map(|effect| match effect {
        Effect::Post { worker: LOG_WORKER, ticket, job: Job::Surround(around), .. } => {
            Some((ticket, *around))
        }
        _ => None,
    });
    told.collect()
}

// The worker answers the question with this ticket.
fn answered(world: &mut World, ticket: u32) -> Vec<(u32, Surroundings)> {
    let logs = &world.app.logs;
    let (logs, patterns, node) = (logs.count, logs.patterns, (*logs.node).clone());
    let panel = Box::new(blip::panels::logs::Panel { logs, patterns, node });
    told(world, Event::Replied { worker: LOG_WORKER, ticket, reply: Reply::Panel(panel) })
}

fn window(from: f64, to: f64) -> TimeRange {
    TimeRange { from: BEGIN + from, to: BEGIN + to }
}

#[test]
fn a_log_goes_to_the_worker_of_logs_and_a_table_to_another() {
    for (name, is_log) in [
        ("app.log", true),
        ("app.log.gz", true),
        ("notes", true),
        ("points.csv", false),
        ("points.TSV", false),
        ("points.csv.gz", false),
    ] {
        let mut world = World::started(7);
        let id = dropped(&mut world, name);
        let worker = world.app.source(id).expect("the source").worker;
        assert_eq!(worker == LOG_WORKER, is_log, "{name}");
        assert_ne!(worker, DEMO_WORKER, "{name}");
    }
    let world = opened();
    assert_eq!((world.app.logs.count, world.app.logs.patterns), (1, 2));
    assert!(says(&world, "600 records in 2 patterns"));
    assert_eq!(world.app.sources[0].status, Status::Ready);
}

#[test]
fn the_log_of_the_demo_comes_follows_and_goes_with_it() {
    let mut world = World::started(7);
    assert_eq!(world.app.logs.count, 1, "its incidents need it at once");
    world.tell(Event::Rang(Alarm::Demo));
    world.tell(Event::Rang(Alarm::Prepare));
    assert_eq!(world.app.logs.count, 1);
    let before = panel(&world).clone();
    for _ in 0..24 {
        world.now += 5.0;
        world.tell(Event::Rang(Alarm::Demo));
    }
    assert_ne!(*panel(&world), before, "it follows the live demo");
    assert_eq!(world.app.logs.count, 1);
    dropped(&mut world, "points.csv");
    assert!(!world.app.has_logs());
    assert!(patterns(&world).is_empty());
    world.effects();
    world.tell(Event::Rang(Alarm::Demo));
    assert!(!world.app.has_logs(), "a demo that is gone does not come back");
}

#[test]
fn the_log_of_a_demo_that_goes_before_it_was_answered_does_not_stay() {
    let mut world = World::started(7);
    let demo = world.app.sources[0].id;
    let why = "asked to".to_owned();
    let effects = world.app.update(world.now, Event::WorkerDied { worker: LOG_WORKER, why });
    let made = |effect: &Effect| {
        matches!(effect, Effect::Post { worker: LOG_WORKER, job: Job::SimulateLog { .. }, .. })
    };
    assert!(effects.iter().any(made));
    let file = FileInfo { handle: 1, name: "app.log".to_owned(), size: 10 };
    let effects = world.app.update(world.now, Event::FilesArrived(vec![file]));
    let forgets = |effect: &Effect| matches!(effect, Effect::Post { worker: LOG_WORKER, job: Job::Forget { source }, .. } if *source == demo);
    assert_eq!(effects.iter().filter(|effect| forgets(effect)).count(), 1);
}

#[test]
fn another_demo_takes_its_log_along() {
    let mut world = with_demo_log();
    let before = panel(&world).words();
    world.tell(Event::Demo { scenario: "service".to_owned(), seed: 8 });
    assert_eq!(world.app.logs.count, 1);
    assert_ne!(panel(&world).words(), before);
    assert!(says(&world, "seed 8") && !says(&world, "seed 7"));
}

#[test]
fn without_a_demo_the_form_for_servers_comes_all_the_same() {
    let mut world = World::started(7);
    dropped(&mut world, "points.csv");
    world.tell(Event::Rang(Alarm::Prepare));
    assert!(!world.app.has_logs() && says(&world, "Lines from Loki"));
}

#[test]
fn the_panel_is_told_what_is_around_it() {
    let mut world = with_demo_log();
    if let Some(start) = &mut world.app.start {
        start.local = Zone { name: "X".to_owned(), offsets: vec![(0.0, 3600)] };
    }
    world.app.settings.edits = "mask\tfour\n".to_owned();
    let zoomed = window(-600.0, -300.0);
    let (ticket, around) = told(&mut world, Event::Zoom(Some(zoomed))).remove(0);
    assert_eq!((around.view, around.window), (Some(zoomed), Some(zoomed)));
    let metric: Vec<(f64, f64)> =
        world.app.anomalies.iter().map(|point| (point.time, point.score)).collect();
    assert!(!metric.is_empty() && around.metric == metric);
    assert_eq!((around.zone, around.edits.as_str()), (world.app.zone(), "mask\tfour\n"));
    assert!(answered(&mut world, ticket).is_empty(), "told once");
    assert!(told(&mut world, Event::Zoom(Some(zoomed))).is_empty(), "it knows that");

    let (ticket, around) = told(&mut world, Event::LocalTime(false)).remove(0);
    assert_eq!(around.zone, Zone::utc());
    answered(&mut world, ticket);
    // What is picked is compared: its anomalies come, and are told.
    let key = *world.app.ranking.last().expect("a series");
    world.tell(Event::Pick(key, false));
    let expected: Vec<f64> = world.app.anomalies.iter().map(|point| point.time).collect();
    let (_, around) = told(&mut world, Event::Zoom(None)).remove(0);
    assert_eq!(around.metric.iter().map(|(time, _)| *time).collect::<Vec<_>>(), expected);
    assert_eq!(around.view, world.app.window(), "all that is there");
}

#[test]
fn anomalies_that_come_are_told() {
    let mut world = with_demo_log();
    let key = *world.app.ranking.last().expect("a series");
    let effects = world.app.update(world.now, Event::Pick(key, false));
    let asked = effects.into_iter().find_map(|effect| match effect {
        Effect::Post { worker, ticket, job: Job::Anomalies { .. }, .. } => Some((worker, ticket)),
        _ => None,
    });
    let (worker, ticket) = asked.expect("a question");
    let reply = Reply::Anomalies(Vec::new());
    let around = told(&mut world, Event::Replied { worker, ticket, reply });
    assert!(around.len() == 1 && around[0].1.metric.is_empty());
}

#[test]
fn while_an_answer_is_under_way_only_the_newest_is_kept_to_be_told() {
    let mut world = with_demo_log();
    let zoom = |to: f64| Event::Zoom(Some(window(-600.0, to)));
    let (first, _) = told(&mut world, zoom(-500.0)).remove(0);
    for to in [-400.0, -300.0, -200.0] {
        assert!(told(&mut world, zoom(to)).is_empty());
    }
    assert!(answered(&mut world, first + 1000).is_empty(), "that answered something else");
    let next = answered(&mut world, first);
    assert_eq!(next.len(), 1);
    assert_eq!(next[0].1.window, Some(window(-600.0, -200.0)));
    assert!(answered(&mut world, next[0].0).is_empty());
    assert_eq!(told(&mut world, zoom(-100.0)).len(), 1);
}

#[test]
fn nothing_is_told_without_a_log() {
    let mut world = World::started(7);
    dropped(&mut world, "points.csv");
    assert!(told(&mut world, Event::Zoom(Some(window(-600.0, 0.0)))).is_empty());
    // Incidents have times as well.
    assert_eq!(told(&mut world, Event::LocalTime(false)).len(), 1);
}

#[test]
fn a_window_chosen_in_the_panel_stays_until_that_of_the_page_changes() {
    let mut world = with_demo_log();
    let incident = world.incidents()[0].clone();
    world.say("chart", &incident.id);
    let of_incident = Some(TimeRange { from: incident.from, to: incident.to });
    assert_eq!(world.app.logs.window, of_incident);
    // What the panel says of the window that it compares.
    let compared = |world: &World| {
        let note = panel(world).words();
        let at = note.find(" changed in 20").map(|at| at + " changed in ".len());
        at.map(|at| note[at..].chars().take(30).collect::<String>())
    };
    let by_incident = compared(&world).expect("a window");
    world.tell(said("drag", "", "0.0 0.1"));
    let by_hand = compared(&world).expect("a window");
    assert_ne!(by_incident, by_hand);
    world.tell(Event::LocalTime(false));
    world.now += 5.0;
    world.tell(Event::Rang(Alarm::Demo));
    assert_eq!(compared(&world).as_ref(), Some(&by_hand), "it stays");
    world.tell(Event::Zoom(Some(window(-1800.0, -1200.0))));
    let by_zoom = compared(&world).expect("a window");
    assert!(by_zoom != by_hand && by_zoom != by_incident);
    world.tell(Event::Zoom(None));
    assert_eq!((compared(&world), world.app.logs.window), (None, None));
}

#[test]
fn the_window_of_charts_that_are_gone_is_gone() {
    let mut world = with_demo_log();
    let id = world.ids().remove(0);
    world.say("chart", &id);
    dropped(&mut world, "app.log");
    assert_eq!((world.app.logs.window, world.app.charts.zoom), (None, None));
}

const TIMEOUT: &str = "timeout on <*>";

fn renamed() -> World {
    let mut world = opened();
    world.tell(said("rename", TIMEOUT, " lost\tdatabase"));
    world
}

#[test]
fn edits_are_kept_over_a_reload_and_come_back_to_the_worker() {
    let mut world = renamed();
    assert!(says(&world, "lost database"), "{:?}", patterns(&world));
    world.tell(said("pin", TIMEOUT, ""));
    let saved = world.effects().into_iter().rev().find_map(|effect| match effect {
        Effect::SaveSettings(text) => Some(text),
        _ => None,
    });
    let settings = Settings::read(&saved.expect("settings are saved"));
    assert_eq!(settings.edits, world.app.settings.edits);

    let mut again = World::new();
    let mut start = world.app.start.clone().expect("a start");
    start.settings = Some(settings.write());
    again.tell(Event::Started(start));
    dropped(&mut again, "app.log");
    read_dropped(&mut again);
    assert!(patterns(&again)[0].contains("lost database"), "{:?}", patterns(&again));
    assert_eq!(patterns(&again), patterns(&world));
}

#[test]
fn an_edit_that_has_not_come_back_yet_is_not_undone() {
    let mut world = opened();
    let before = world.app.settings.edits.clone();
    world.tell(said("rename", TIMEOUT, "lost database"));
    // The page tells what it knew before the answer came.
    let around = Surroundings { edits: before, ..Surroundings::default() };
    world.give(LOG_WORKER, Job::Surround(Box::new(around)), &[]);
    assert!(says(&world, "lost database"));
}

#[test]
fn a_table_of_messages_is_read_again_where_logs_are() {
    let mut world = World::started(7);
    dropped(&mut world, "export.csv");
    let opened = world.effects().into_iter().find_map(|effect| match effect {
        Effect::Post { worker, job: Job::OpenFile { source, load, options }, .. } => {
            Some((worker, source, load, options))
        }
        _ => None,
    });
    let (worker, source, load, options) = opened.expect("a file");
    assert_ne!(worker, LOG_WORKER, "its name says that it is a table");
    let rows = |at: usize| format!("2024-03-01 12:00:{at:02},ERROR,lost database {at}\n");
    let text: String = (0..60).map(rows).collect();
    let text = format!("time,level,message\n{text}");
    let (name, format) = (options.table.name.clone(), Format::File(options));
    world.give(worker, Job::Open { source, name, load, parts: 1, format }, &[]);
    world.give(worker, Job::Chunk { source, load, part: 0 }, text.as_bytes());
    world.give(worker, Job::Close { source, load, part: 0, keep: None }, &[]);
    assert_eq!(world.app.sources[0].worker, LOG_WORKER);
    read_as(&mut world, &text);
    assert_eq!(world.app.logs.count, 1);
    assert!(says(&world, "lost database"), "{}", panel(&world).words());
    assert!(!world.app.sources[0].status.is_loading());
}

#[test]
fn another_format_reads_the_file_again() {
    let mut world = opened();
    let id = world.app.sources[0].id;
    let load = world.app.sources[0].load;
    world.tell(said("format", &id.0.to_string(), "plain"));
    assert_eq!(world.app.sources[0].load, load + 1);
    let options = read_dropped(&mut world);
    assert_eq!(options.iter().map(|one| one.format.as_str()).collect::<Vec<_>>(), ["plain"]);
    assert!(says(&world, "plain text"), "{}", panel(&world).words());
    world.kill(LOG_WORKER);
    assert_eq!(read_dropped(&mut world)[0].format, "plain", "it is still wanted");
    for about in ["99", "app.log", ""] {
        world.tell(said("format", about, "plain"));
    }
    assert!(read_dropped(&mut world).is_empty(), "of nobody's file");
}

#[test]
fn a_dead_worker_of_logs_costs_time_and_nothing_else() {
    let mut world = renamed();
    let (before, status) = (patterns(&world), world.app.sources[0].status.clone());
    world.kill(LOG_WORKER);
    assert!(!world.app.has_logs() && patterns(&world).is_empty());
    assert!(says(&world, "Lines from Loki"), "the form for servers stays");
    assert!(world.app.sources[0].status.is_loading());
    assert_eq!(read_dropped(&mut world).len(), 1, "the file is read again");
    assert_eq!(patterns(&world), before, "with what was changed by hand");
    assert_eq!((world.app.logs.count, &world.app.sources[0].status), (1, &status));

    let mut world = with_demo_log();
    let before = patterns(&world);
    world.tell(Event::Zoom(Some(window(-600.0, 0.0))));
    world.kill(LOG_WORKER);
    assert_eq!(world.app.logs.count, 1, "the demo's log is made again");
    assert_eq!(world.app.logs.window, Some(window(-600.0, 0.0)));
    world.tell(Event::Zoom(None));
    assert_eq!(patterns(&world), before);
}

#[test]
fn what_is_asked_of_a_dead_worker_is_not_waited_for() {
    for event in [
        Event::WorkerDied { worker: LOG_WORKER, why: "asked to".to_owned() },
        Event::NoWorkers("worker_bg.wasm answered 503".to_owned()),
    ] {
        let mut world = with_demo_log();
        assert_eq!(told(&mut world, Event::Zoom(Some(window(-600.0, 0.0)))).len(), 1);
        world.tell(event);
        assert_eq!(told(&mut world, Event::Zoom(Some(window(-600.0, -60.0)))).len(), 1);
    }
}

#[test]
fn a_demo_log_that_kills_every_worker_is_given_up() {
    let mut world = with_demo_log();
    let mut made = 0;
    for _ in 0..6 {
        let why = "out of memory".to_owned();
        let effects = world.app.update(world.now, Event::WorkerDied { worker: LOG_WORKER, why });
        let is_made =
            |effect: &&Effect| matches!(effect, Effect::Post { job: Job::SimulateLog { .. }, .. });
        made += effects.iter().filter(is_made).count();
    }
    assert_eq!(made, 2);
}

#[test]
fn without_logs_the_panel_is_empty_but_for_the_form() {
    let mut world = opened();
    world.tell(Event::Remove(world.app.sources[0].id));
    assert_eq!((world.app.logs.count, world.app.logs.patterns), (0, 0));
    assert_eq!(panel(&world).words(), "▸ Lines from Loki");
    world.tell(said("loki", "", ""));
    assert!(says(&world, "Read lines"));
}
