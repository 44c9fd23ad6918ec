#![cfg(not(target_arch = "wasm32"))]
//! Whole journeys through the application, told as events and read off as state and effects.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

#[path = "journey/asides.rs"]
mod asides;
#[path = "journey/deleted.rs"]
mod deleted;
#[path = "journey/detectors.rs"]
mod detectors;
#[path = "journey/doors.rs"]
mod doors;
#[path = "journey/explaining.rs"]
mod explaining;
#[path = "journey/limits.rs"]
mod limits;
#[path = "journey/lines.rs"]
mod lines;
#[path = "journey/lists.rs"]
mod lists;
#[path = "journey/logs.rs"]
mod logs;
#[path = "journey/models.rs"]
mod models;
#[path = "journey/preparation.rs"]
mod preparation;
#[path = "journey/queries.rs"]
mod queries;
#[path = "journey/ranges.rs"]
mod ranges;
#[path = "journey/replay.rs"]
mod replay;
#[path = "journey/summary.rs"]
mod summary;
#[path = "journey/world.rs"]
mod world;

use blip::app::{Alarm, Effect, Event, LOG_WORKER, Link, Status, view};
use blip::history::Stored;
use blip::model::{Auth, HttpReply, Incident, IncidentState, Problem, Said, SeriesKey, TimeRange};
use blip::protocol::{Job, Wish};
use blip::sources::prometheus::Outcome;
use std::collections::BTreeSet;
use world::{BEGIN, World};

#[test]
fn the_demo_is_there_at_once_and_differs_by_seed() {
    let mut sentences = BTreeSet::new();
    for seed in [1, 7, 42, 1234, 9999] {
        let world = World::started(seed);
        let app = &world.app;
        assert!(!app.ranking.is_empty() && !app.charts.drawings.is_empty(), "seed {seed}");
        let incidents = world.incidents();
        assert!(2 <= incidents.len(), "seed {seed}: {} incidents", incidents.len());
        let words = app.incidents.node.words();
        let truth = app.sources[0].report.as_ref().and_then(|report| report.truth).expect("truth");
        assert!(0.8 <= truth.recall() && truth.false_alarms == 0, "seed {seed}: {truth:?}");
        for incident in incidents {
            assert!(incident.sentence.len() > 40, "{}", incident.sentence);
            assert!(words.contains(&incident.sentence), "{words}");
            sentences.insert(incident.sentence);
        }
    }
    assert!(10 <= sentences.len(), "every seed writes its own sentences: {sentences:#?}");
}

#[test]
fn the_live_demo_goes_on_and_does_not_pile_up_incidents() {
    let mut world = World::started(7);
    let before = world.ids();
    let last = world.app.rows.values().next().expect("a row").range.expect("a range").to;
    for _ in 0..12 {
        world.now += 5.0;
        world.tell(Event::Rang(Alarm::Demo));
    }
    let now = world.app.rows.values().next().expect("a row").range.expect("a range").to;
    assert!(last < now);
    assert_eq!(before, world.ids());
    world.effects();
    world.tell(Event::Demo { scenario: "service".to_owned(), seed: 7 });
    world.tell(Event::Demo { scenario: "service".to_owned(), seed: 7 });
    let timers = |effect: &Effect| matches!(effect, Effect::Schedule { alarm: Alarm::Demo, .. });
    assert!(!world.effects().iter().any(timers), "the timer that is set is enough");
}

#[test]
fn the_incidents_of_a_demo_go_with_it_unless_they_were_touched() {
    let mut world = World::started(7);
    let kept = world.incidents()[0].id.clone();
    world.say("acknowledge", &kept);
    world.tell(Event::Demo { scenario: "service".to_owned(), seed: 8 });
    let stored = world.incidents();
    let former: Vec<&str> = stored
        .iter()
        .filter(|one| one.source.contains("seed 7"))
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(former, [kept.as_str()]);
    assert!(stored.iter().any(|one| one.source.contains("seed 8")));
    let changes = world.sent_to_store();
    world.stored(Stored::Saved { changes });
    world.stored(Stored::Loaded(Vec::new(), Vec::new()));
    let shown: BTreeSet<_> = world.ids().into_iter().collect();
    let open = stored.iter().filter(|one| one.id != kept).map(|one| one.id.clone()).collect();
    assert_eq!(shown, open, "a store without them does not hide what the open demo shows");
}

#[test]
fn another_parameter_scores_anew_without_reading_again() {
    let mut world = World::started(7);
    let before = view::tiles(&world.app)[1].figure.clone();
    world.effects();
    world.tell(Event::Detector("zscore".to_owned()));
    world.tell(Event::Parameter("threshold".to_owned(), "2".to_owned()));
    assert_ne!(view::tiles(&world.app)[1].figure, before);
    let read = world
        .effects()
        .into_iter()
        .find(|effect| matches!(effect, Effect::Fetch { .. } | Effect::Stream { .. }));
    assert_eq!(read, None);
    world.tell(Event::Parameter("threshold".to_owned(), "99".to_owned()));
    let notice = world.app.notices.last().expect("a refusal");
    assert!(notice.problem.what.contains("from"), "{notice:?}");
}

#[test]
fn a_demo_without_a_fault_says_that_there_is_nothing_to_find() {
    let mut world = World::started(7);
    let truth = |world: &World| {
        let tiles = view::tiles(&world.app);
        tiles.into_iter().find(|one| one.title == "Against the truth").expect("a demo")
    };
    assert!(truth(&world).figure.ends_with("% found") && truth(&world).detail.contains("right"));
    world.tell(Event::Demo { scenario: "normal".to_owned(), seed: 7 });
    let tile = truth(&world);
    assert_eq!(tile.figure, "nothing to find");
    assert!(tile.detail.ends_with("false alarm") || tile.detail.ends_with("false alarms"));
}

#[test]
fn an_opened_incident_shows_its_series_in_its_time() {
    let mut world = World::started(7);
    let incident = world.incidents()[0].clone();
    world.say("chart", &incident.id);
    let window = world.app.window().expect("a window");
    assert!(window.from < incident.from && incident.to < window.to);
    // What a log counts is no series of the page.
    let measured = incident.signals.iter().filter(|signal| !signal.series.ends_with(" lines"));
    assert_eq!(world.app.selection.len(), measured.count());
    for key in &world.app.selection {
        let drawing = world.app.charts.drawings.get(key).expect("a drawing");
        assert_eq!(drawing.range, window);
        assert!(!drawing.marks.times.is_empty());
    }
}

#[test]
fn charts_show_the_events_of_their_window() {
    let mut world = World::started(7);
    let flags = world.app.flags();
    assert!(
        !flags.is_empty() && flags.iter().all(|(flag, _)| flag.words.starts_with("deployment: "))
    );
    let window = world.app.window().expect("a window");
    assert_eq!(flags.last().map(|(_, end)| *end), Some(window.to), "its words end with the chart");
    let at = flags[0].0.time;
    world.tell(Event::Zoom(Some(TimeRange { from: at - 60.0, to: at + 60.0 })));
    assert_eq!(world.app.flags()[0].0, flags[0].0);
    world.tell(Event::Zoom(Some(TimeRange { from: window.from, to: at - 1.0 })));
    assert!(world.app.flags().is_empty());
}

#[test]
fn a_limit_is_shown_on_the_charts_of_its_series_alone() {
    let mut world = World::started(7);
    let say = |about: &str, value: &str| {
        let what = "incident limit".to_owned();
        Event::Say(Said { what, about: about.to_owned(), value: value.to_owned() })
    };
    for said in [say("words", "latency"), say("value", "300"), say("add", "")] {
        world.tell(said);
    }
    let held = |key: &SeriesKey| world.app.limits_of(*key).iter().map(|one| one.value).collect();
    let each: Vec<Vec<f64>> = world.app.ranking.iter().map(held).collect();
    let names = world.app.ranking.iter().map(|key| world.app.rows[key].name.as_str());
    for (name, values) in names.zip(each) {
        assert_eq!(values.first(), (name == "latency").then_some(&300.0), "{name}");
    }
}

#[test]
fn a_touched_incident_outlives_its_source_and_an_untouched_one_is_replaced() {
    let mut world = World::started(7);
    let id = world.incidents()[0].id.clone();
    world.say("acknowledge", &id);
    assert_eq!(world.incidents()[0].state, IncidentState::Acknowledged);
    world.tell(Event::Detector("threshold".to_owned()));
    assert_eq!(world.ids(), [id], "no limit is set, so nothing else remains");
}

#[test]
fn what_is_stored_comes_back_the_same() {
    let mut world = World::started(7);
    world.say("export", "");
    let text = world
        .effects()
        .into_iter()
        .find_map(|effect| match effect {
            Effect::Download { text, .. } => Some(text),
            _ => None,
        })
        .expect("a file");
    // With its evidence, which is not stored of a demo.
    let shown = |world: &World| -> Vec<String> {
        let bare = |one: Incident| format!("{:?}", Incident { evidence: 0, ..one });
        world.incidents().into_iter().map(bare).collect()
    };
    let before = shown(&world);
    for id in world.ids() {
        world.say("delete", &id);
    }
    assert_eq!(world.ids().len(), 0);
    world.import(&text);
    assert_eq!(shown(&world), before);
    assert!(world.incidents().iter().all(|one| 1000 < one.evidence));
    world.import("{}");
    assert_eq!(shown(&world), before, "a refused file changes nothing");
    assert!(world.app.notices.iter().any(|notice| notice.failure));
}

#[test]
fn a_dead_worker_costs_time_and_nothing_else() {
    let mut world = World::started(7);
    let before = world.history();
    world.kill(world.app.sources[0].worker);
    assert_eq!(world.history(), before);
    assert!(!world.app.rows.is_empty());
    assert!(world.app.notices.iter().any(|notice| notice.problem.what.contains("worker")));
    world.tell(Event::Zoom(Some(TimeRange { from: BEGIN - 600.0, to: BEGIN })));
    let key = world.app.selection[0];
    assert_eq!(
        world.app.charts.drawings.get(&key).expect("a drawing").range.to,
        BEGIN,
        "it draws again"
    );
}

#[test]
fn a_dead_worker_of_incidents_is_told_again_what_there_is() {
    let mut world = World::started(7);
    let (before, words) = (world.history(), world.app.incidents.node.words());
    assert!(!before.is_empty());
    world.wishes.clear();
    world.kill(LOG_WORKER);
    assert_eq!(world.wishes, [Wish::Load], "it reads the store once");
    world.stored(Stored::Loaded(Vec::new(), Vec::new()));
    assert_eq!(world.history(), before);
    assert_eq!(world.app.incidents.node.words(), words);
    for _ in 0..5 {
        world.kill(LOG_WORKER);
    }
    assert!(!world.app.incidents.node.words().is_empty(), "what was told last stays");
}

fn reply(body: &str) -> Outcome {
    let content_type = "application/json".to_owned();
    Outcome::Reply(HttpReply { status: 200, content_type, body: body.as_bytes().to_vec() })
}

// The small requests that are waiting for an answer, by their path.
fn asked(world: &mut World, path: &str) -> u32 {
    let effects = world.effects();
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Fetch { ticket, request, .. } if request.url.contains(path) => Some(*ticket),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no request for {path} in {effects:?}"))
}

fn connected(world: &mut World) {
    let address = "localhost:9090/graph".to_owned();
    world.tell(Event::Connect { address, auth: Auth::None });
    let ticket = asked(world, "/api/v1/status/buildinfo");
    let outcome = reply(r#"{"status":"success","data":{"version":"2.42.0"}}"#);
    world.tell(Event::Fetched { ticket, outcome });
    let names = r#"{"status":"success","data":["up","scrape_duration_seconds"]}"#;
    listed(world, "/api/v1/label/__name__/values", names);
}

// The server sends a list, which a worker reads.
fn listed(world: &mut World, path: &str, body: &str) {
    let stream = world.effects().into_iter().find_map(|effect| match effect {
        Effect::Stream { ticket, request, worker, chunk, .. } if request.url.contains(path) => {
            Some((ticket, worker, chunk))
        }
        _ => None,
    });
    let (ticket, worker, chunk) = stream.unwrap_or_else(|| panic!("no request for {path}"));
    let (head, tail) = body.as_bytes().split_at(body.len() / 2);
    world.give(worker, chunk.clone(), head);
    world.give(worker, chunk, tail);
    world.tell(Event::Fetched { ticket, outcome: reply("") });
}

fn streams(world: &mut World) -> Vec<(u32, Job, usize, String)> {
    world
        .effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Stream {
                ticket, chunk: chunk @ Job::Chunk { .. }, worker, request, ..
            } => Some((ticket, chunk, worker, request.form)),
            _ => None,
        })
        .collect()
}

// A wave with a spike, as `query_range` answers it.
fn matrix(from: f64, to: f64, step: f64) -> String {
    let series = |pod: &str, factor: f64| {
        let mut values = Vec::new();
        let mut time = (from / step).ceil() * step;
        while time <= to {
            let spike = if (BEGIN - 300.0..BEGIN - 200.0).contains(&time) { 50.0 } else { 0.0 };
            let wave = 10.0 + (time / step * 1.7).sin() + spike * factor;
            values.push(format!("[{time},\"{wave}\"]"));
            time += step;
        }
        let labels = format!(r#"{{"__name__":"latency","pod":"{pod}"}}"#);
        format!(r#"{{"metric":{labels},"values":[{}]}}"#, values.join(","))
    };
    let both = [series("a", 1.0), series("b", 1.5)].join(",");
    format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{both}]}}}}"#)
}

fn field(form: &str, name: &str) -> f64 {
    let pair = form.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} in {form}"))
}

fn answer_streams(world: &mut World) -> usize {
    let streams = streams(world);
    for (ticket, chunk, worker, form) in &streams {
        let (from, to, step) = (field(form, "start"), field(form, "end"), field(form, "step"));
        let body = matrix(from, to, step);
        let (head, tail) = body.as_bytes().split_at(body.len() / 3);
        world.give(*worker, chunk.clone(), head);
        world.give(*worker, chunk.clone(), tail);
        let outcome = reply("");
        world.tell(Event::Fetched { ticket: *ticket, outcome });
    }
    streams.len()
}

#[test]
fn a_server_is_connected_queried_and_refreshed_by_its_tail() {
    let mut world = World::started(7);
    connected(&mut world);
    assert!(
        matches!(&world.app.connection.link, Link::Connected(server) if server.version == "2.42.0")
    );
    assert_eq!(world.app.settings.query, "scrape_duration_seconds", "an example runs unasked");
    assert_eq!(answer_streams(&mut world), 1);
    assert_eq!(world.app.rows.len(), 2, "every series, and the demo is gone");
    assert_eq!(world.incidents()[0].signals.len(), 2);
    let before = world.app.rows.values().next().expect("a row").clone();

    world.now += 60.0;
    world.tell(Event::Refresh);
    let asked = streams(&mut world);
    let (ticket, chunk, worker, form) = asked[0].clone();
    assert!(BEGIN - 60.0 < field(&form, "start"), "only the tail is fetched: {form}");
    let body = matrix(field(&form, "start"), field(&form, "end"), field(&form, "step"));
    world.give(worker, chunk, body.as_bytes());
    world.tell(Event::Fetched { ticket, outcome: reply("") });
    let after = world.app.rows.values().next().expect("a row");
    assert_eq!(after.key, before.key);
    assert!(before.range.expect("a range").to < after.range.expect("a range").to);
    assert!(before.range.expect("a range").from < after.range.expect("a range").from);
}

#[test]
fn a_server_that_does_not_say_what_it_is_connects_all_the_same() {
    let mut world = World::started(7);
    let first = |world: &mut World, outcome: Outcome| {
        world.tell(Event::Connect { address: "localhost:8428".to_owned(), auth: Auth::None });
        let ticket = asked(world, "/api/v1/status/buildinfo");
        world.tell(Event::Fetched { ticket, outcome });
        asked(world, "/api/v1/label/__name__/values")
    };
    let ticket = first(&mut world, Outcome::Unreachable);
    world.tell(Event::Fetched { ticket, outcome: Outcome::Unreachable });
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::Probe { .. })));

    let html = HttpReply { status: 404, content_type: String::new(), body: Vec::new() };
    for outcome in [Outcome::Unreachable, Outcome::Reply(html)] {
        let ticket = first(&mut world, outcome);
        world.tell(Event::Fetched { ticket, outcome: reply(r#"{"status":"success","data":[]}"#) });
        assert!(matches!(world.app.connection.link, Link::Connected(_)));
    }
}

#[test]
fn a_newer_query_drops_the_answers_of_the_older_one() {
    let mut world = World::started(7);
    connected(&mut world);
    let old = streams(&mut world);
    world.tell(Event::Query("up".to_owned()));
    let effects = world.effects();
    let aborted = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Abort(tickets) if tickets.contains(&old[0].0)));
    assert!(aborted, "{effects:?}");
    let (ticket, chunk, worker, _) = old[0].clone();
    world.give(worker, chunk, matrix(BEGIN - 3600.0, BEGIN, 5.0).as_bytes());
    world.tell(Event::Fetched { ticket, outcome: reply("") });
    assert!(world.app.rows.is_empty(), "the late answer is nobody's");
}

#[test]
fn a_refused_query_says_why_and_keeps_what_was_there() {
    let mut world = World::started(7);
    connected(&mut world);
    answer_streams(&mut world);
    world.tell(Event::Refresh);
    let (ticket, ..) = streams(&mut world)[0].clone();
    let body = r#"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:3: parse error: unexpected end of input"}"#;
    let refused = HttpReply {
        status: 400,
        content_type: "application/json".to_owned(),
        body: body.as_bytes().to_vec(),
    };
    world.tell(Event::Fetched { ticket, outcome: Outcome::Reply(refused) });
    assert!(matches!(world.app.sources[0].status, Status::Failed(_)));
    assert_eq!(world.app.rows.len(), 2);
    assert!(
        world.app.notices.last().expect("a notice").problem.to_string().contains("parse error")
    );
    world.tell(Event::Query("up".to_owned()));
    let says = |world: &World| {
        world.app.notices.iter().any(|notice| notice.problem.to_string().contains("parse error"))
    };
    assert!(!says(&world), "a corrected query takes the complaint back");
}

#[test]
fn a_mixed_content_address_is_refused_before_anything_is_sent() {
    let mut world = World::started(7);
    if let Some(start) = &mut world.app.start {
        start.page = "https://example.org/blip/".to_owned();
    }
    world.effects();
    let address = "http://metrics.example.org:9090".to_owned();
    world.tell(Event::Connect { address, auth: Auth::None });
    assert!(world.effects().iter().all(|effect| !matches!(effect, Effect::Fetch { .. })));
    assert!(world.app.notices.last().expect("a notice").failure);
}

#[test]
fn what_is_not_stored_yet_or_was_refused_is_shown_whatever_the_store_says() {
    let mut world = World::started(7);
    world.sent_to_store();
    connected(&mut world);
    answer_streams(&mut world);
    let changes = world.sent_to_store();
    let before = world.history();
    assert!(!before.is_empty() && 0 < changes);
    let empty = || Stored::Loaded(Vec::new(), Vec::new());

    world.stored(empty());
    assert_eq!(world.history(), before, "read before they were written");
    assert_eq!(world.sent_to_store(), 0, "they are on their way");

    let refused =
        |changes| Stored::Failed { changes, problem: Problem::new("It is full.", "", "") };
    world.stored(refused(changes));
    for _ in 0..2 {
        world.stored(empty());
        assert_eq!(world.history(), before);
    }
    // One that changed twice is offered once, as it is now.
    let again = world.sent_to_store();
    assert!(0 < again && again <= changes, "the store may have room by now; asked once");
    world.stored(refused(again));
    world.stored(empty());
    assert_eq!(world.sent_to_store(), again, "and again after the next refusal");

    world.stored(Stored::Saved { changes: again });
    world.stored(empty());
    assert_eq!(world.ids().len(), 0, "a store that refused nothing is right");
}

#[test]
fn a_renamed_source_keeps_its_incidents_and_its_query() {
    let mut world = World::started(7);
    connected(&mut world);
    answer_streams(&mut world);
    let (id, count) = (world.app.sources[0].id, world.incidents().len());
    world.tell(Event::Rename(id, "Latency".to_owned()));
    world.tell(Event::Detector("zscore".to_owned()));
    world.tell(Event::Refresh);
    let asked = streams(&mut world);
    assert!(asked[0].3.contains("query=scrape_duration_seconds"), "{}", asked[0].3);
    assert!(world.incidents().iter().all(|one| one.source != "scrape_duration_seconds"));
    world.tell(Event::Detector("moving_average".to_owned()));
    let incidents = world.incidents();
    assert_eq!(incidents.len(), count, "none twice");
    let incident = incidents.iter().find(|one| one.source == "Latency").expect("one");
    world.say("chart", &incident.id);
    assert!(world.app.charts.zoom.is_some(), "its charts are found by the new name");
}

#[test]
fn a_source_that_kills_every_worker_is_given_up_until_the_user_asks() {
    let mut world = World::started(7);
    let id = world.app.sources[0].id;
    for _ in 0..3 {
        world.kill(world.app.sources[0].worker);
    }
    assert!(matches!(world.app.sources[0].status, Status::Failed(_)));
    world.tell(Event::Rang(Alarm::Demo));
    assert!(matches!(world.app.sources[0].status, Status::Failed(_)), "the demo rests too");
    world.tell(Event::Reload(id));
    assert_eq!(world.app.sources[0].status, Status::Ready);
}
