//! One query after another: what was loaded stays until something whole takes its place.

use super::*;
use blip::model::{SeriesKey, SeriesKind};
use blip::sources::prometheus::Metric;

fn refusal(message: &str) -> Outcome {
    let body = format!(r#"{{"status":"error","errorType":"bad_data","error":"{message}"}}"#);
    let content_type = "application/json".to_owned();
    Outcome::Reply(HttpReply { status: 400, content_type, body: body.into_bytes() })
}

// The first query is answered, one of its series is picked and a part of it is zoomed.
fn answered() -> World {
    let mut world = World::started(7);
    connected(&mut world);
    answer_streams(&mut world);
    let key = *world.app.rows.keys().last().expect("a row");
    world.tell(Event::Pick(key, false));
    world.tell(Event::Zoom(Some(TimeRange { from: BEGIN - 600.0, to: BEGIN })));
    world.effects();
    world
}

fn keys(world: &World) -> Vec<SeriesKey> {
    world.app.rows.keys().copied().collect()
}

fn refuse_streams(world: &mut World) {
    for (ticket, ..) in streams(world) {
        world.tell(Event::Fetched { ticket, outcome: refusal("1:4: parse error: no") });
    }
}

fn complaint(world: &World) -> Option<String> {
    let said = world.app.notices.iter().map(|notice| notice.problem.to_string());
    said.into_iter().find(|text| text.contains("parse error"))
}

#[test]
fn a_wrong_query_leaves_the_former_answer_in_place_and_says_so() {
    let mut world = answered();
    let (rows, selection) = (keys(&world), world.app.selection.clone());
    let incidents = world.history();
    world.tell(Event::Query("rate(up[5m".to_owned()));
    assert_eq!(keys(&world), rows, "while it is asked");
    let shown = &world.app.sources[0];
    assert_eq!(shown.name, "scrape_duration_seconds");
    assert!(view::status(&world.app, shown).contains("until the next"));
    refuse_streams(&mut world);

    assert_eq!(keys(&world), rows, "and after it failed");
    assert_eq!((&world.app.selection, world.history()), (&selection, incidents));
    assert!(world.app.charts.drawings.get(&selection[0]).is_some() && world.app.picked);
    let names: Vec<&str> = world.app.sources.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["scrape_duration_seconds"]);
    assert_eq!(world.app.sources[0].status, Status::Ready);
    let said = complaint(&world).expect("a complaint");
    assert!(said.contains("still the answer to `scrape_duration_seconds`"), "{said}");
    assert_eq!(world.app.settings.query, "rate(up[5m", "it stays in its box, to be corrected");

    // What is shown goes on by itself, and the complaint stands until another query.
    world.now += 60.0;
    world.tell(Event::Refresh);
    let form = streams(&mut world)[0].3.clone();
    assert!(form.contains("query=scrape_duration_seconds"), "{form}");
    assert!(complaint(&world).is_some());
    world.tell(Event::Query("up".to_owned()));
    assert_eq!(complaint(&world), None);
}

#[test]
fn the_answer_to_another_query_replaces_the_former_one_without_a_trace() {
    let mut world = answered();
    let (before, incidents) = (keys(&world), world.history());
    world.tell(Event::Query("up".to_owned()));
    answer_streams(&mut world);
    let after = keys(&world);
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|key| !before.contains(key)), "{after:?}");
    assert_eq!(world.app.sources.len(), 1);
    assert_eq!(world.app.sources[0].name, "up");
    assert_eq!((world.app.picked, world.app.charts.zoom), (false, None));
    assert!(world.app.selection.iter().all(|key| after.contains(key)));
    assert!(!world.app.charts.drawings.is_empty());
    for incident in incidents {
        assert!(world.history().contains(&incident), "what was found stays stored");
    }
}

#[test]
fn an_answer_that_is_no_numbers_or_is_given_up_leaves_the_former_one() {
    let mut world = answered();
    let rows = keys(&world);
    world.tell(Event::Query(r#""text""#.to_owned()));
    let (ticket, chunk, worker, _) = streams(&mut world)[0].clone();
    let body = r#"{"status":"success","data":{"resultType":"string","result":[1,"text"]}}"#;
    world.give(worker, chunk, body.as_bytes());
    world.tell(Event::Fetched { ticket, outcome: reply("") });
    let said = world.app.notices.last().expect("a notice").problem.to_string();
    assert!(said.contains("a text, not numbers") && said.contains("still the answer"), "{said}");
    assert_eq!((keys(&world), world.app.sources.len()), (rows.clone(), 1));

    world.tell(Event::Query("heavy".to_owned()));
    let id = world.app.sources[1].id;
    world.tell(Event::Stop(id));
    let aborted = world.effects().iter().any(|effect| matches!(effect, Effect::Abort(_)));
    assert!(aborted && world.app.sources.len() == 1);
    assert_eq!(keys(&world), rows);
}

#[test]
fn half_an_answer_is_not_taken_for_the_whole_when_the_detector_changes() {
    let mut world = answered();
    let rows = keys(&world);
    world.tell(Event::Query("up".to_owned()));
    let asked = streams(&mut world);
    let (ticket, chunk, worker, form) = asked[0].clone();
    let body = matrix(field(&form, "start"), field(&form, "end"), field(&form, "step"));
    let (head, tail) = body.as_bytes().split_at(body.len() / 2);
    world.give(worker, chunk.clone(), head);
    world.tell(Event::Detector("zscore".to_owned()));
    assert_eq!(keys(&world), rows);
    world.give(worker, chunk, tail);
    world.tell(Event::Fetched { ticket, outcome: reply("") });
    assert_eq!((world.app.sources.len(), world.app.sources[0].name.as_str()), (1, "up"));
    assert!(world.app.rows.keys().all(|key| !rows.contains(key)));
}

#[test]
fn a_refresh_that_a_wrong_query_interrupts_is_made_up_for() {
    let mut world = answered();
    world.now += 60.0;
    world.tell(Event::Refresh);
    world.tell(Event::Query("rate(up[5m".to_owned()));
    assert!(world.app.sources.iter().filter(|source| source.status.is_loading()).count() == 1);
    refuse_streams(&mut world);
    let again = streams(&mut world);
    assert!(again[0].3.contains("query=scrape_duration_seconds"));
    assert!(field(&again[0].3, "start") < BEGIN - 3000.0, "the whole of it");
}

#[test]
fn a_server_that_takes_the_place_of_another_is_asked_for_everything() {
    let mut world = answered();
    world.now += 60.0;
    world.tell(Event::Connect { address: "localhost:9091".to_owned(), auth: Auth::None });
    world.tell(Event::Refresh);
    assert!(streams(&mut world).is_empty(), "nothing while it is not connected");
    world.tell(Event::Connect { address: "localhost:9091".to_owned(), auth: Auth::None });
    let ticket = asked(&mut world, "/api/v1/status/buildinfo");
    let outcome = reply(r#"{"status":"success","data":{"version":"2.42.0"}}"#);
    world.tell(Event::Fetched { ticket, outcome });
    world.tell(Event::Refresh);
    assert!(
        field(&streams(&mut world)[0].3, "start") < BEGIN - 3000.0,
        "no tail of another's data"
    );
}

#[test]
fn a_series_is_of_the_kind_that_the_server_says() {
    let rising = |form: &str| {
        let (from, to) = (field(form, "start"), field(form, "end"));
        let values: Vec<String> = (0..40)
            .map(|at| format!("[{},\"{}\"]", from + (to - from) * f64::from(at) / 40.0, at * 3))
            .collect();
        let series =
            format!(r#"{{"metric":{{"__name__":"load"}},"values":[{}]}}"#, values.join(","));
        format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{series}]}}}}"#)
    };
    for (declared, expected) in [("counter", SeriesKind::Counter), ("gauge", SeriesKind::Count)] {
        let mut world = World::started(7);
        connected(&mut world);
        let (name, kind) = ("load".to_owned(), declared.to_owned());
        let (help, unit) = (String::new(), String::new());
        world.app.connection.metrics = vec![Metric { name, kind, help, unit }];
        world.tell(Event::Query("load".to_owned()));
        for (ticket, chunk, worker, form) in streams(&mut world) {
            world.give(worker, chunk, rising(&form).as_bytes());
            world.tell(Event::Fetched { ticket, outcome: reply("") });
        }
        let kinds: Vec<SeriesKind> = world.app.rows.values().filter_map(|row| row.kind).collect();
        assert_eq!(kinds, [expected], "{declared}");
    }
}
