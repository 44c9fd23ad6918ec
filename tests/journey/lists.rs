//! What the server measures: workers read it, and the first query waits for no more than it must.

use super::*;

const NAMES: &str = "/api/v1/label/__name__/values";

// Connected, with the lists on their way.
fn connecting(world: &mut World) {
    let address = "localhost:9090".to_owned();
    world.tell(Event::Connect { address, auth: Auth::None });
    let ticket = asked(world, "/api/v1/status/buildinfo");
    let outcome = reply(r#"{"status":"success","data":{"version":"2.42.0"}}"#);
    world.tell(Event::Fetched { ticket, outcome });
}

// Ticket, worker and chunk of a list that is streamed.
fn stream(world: &mut World, path: &str) -> (u32, usize, Job) {
    let found = world.effects().into_iter().find_map(|effect| match effect {
        Effect::Stream { ticket, request, worker, chunk, .. } if request.url.contains(path) => {
            Some((ticket, worker, chunk))
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no request for {path}"))
}

#[test]
fn a_worker_reads_what_the_metrics_are() {
    let mut world = World::started(7);
    connecting(&mut world);
    let body = r#"{"status":"success","data":{"up":[{"type":"gauge","help":"Is up.","unit":""}]}}"#;
    listed(&mut world, "/api/v1/metadata", body);
    assert_eq!(world.app.connection.metrics[0].help, "Is up.");
}

#[test]
fn the_first_query_runs_without_names_where_the_server_has_none() {
    let not_found = HttpReply { status: 404, content_type: String::new(), body: Vec::new() };
    for outcome in [Outcome::Unreachable, Outcome::Reply(not_found), reply("<html>")] {
        let mut world = World::started(7);
        connecting(&mut world);
        let (ticket, ..) = stream(&mut world, NAMES);
        world.tell(Event::Fetched { ticket, outcome });
        assert_eq!(streams(&mut world).len(), 1);
        assert_eq!(world.app.settings.query, "up");
    }
}

#[test]
fn the_first_query_runs_although_the_worker_died_over_the_names() {
    let mut world = World::started(7);
    connecting(&mut world);
    let (ticket, worker, chunk) = stream(&mut world, NAMES);
    world.give(worker, chunk, br#"{"status":"#);
    world.kill(worker);
    world.tell(Event::Fetched { ticket, outcome: reply("") });
    assert_eq!(streams(&mut world).len(), 1);
    assert!(world.app.connection.names.is_empty());
}

#[test]
fn names_of_the_former_server_are_not_taken_for_those_of_the_next() {
    let mut world = World::started(7);
    connecting(&mut world);
    let (late, worker, chunk) = stream(&mut world, NAMES);
    connecting(&mut world);
    let (ticket, _, other) = stream(&mut world, NAMES);
    world.give(worker, chunk, br#"{"status":"success","data":["former"]}"#);
    world.tell(Event::Fetched { ticket: late, outcome: reply("") });
    assert_eq!(streams(&mut world).len(), 0);
    world.give(worker, other, br#"{"status":"success","data":["latter"]}"#);
    world.tell(Event::Fetched { ticket, outcome: reply("") });
    assert_eq!(world.app.connection.names, ["latter"]);
}

#[test]
fn names_that_arrive_late_take_no_query_of_the_user_away() {
    let mut world = World::started(7);
    connecting(&mut world);
    let (ticket, worker, chunk) = stream(&mut world, NAMES);
    world.tell(Event::Query("rate(shop_orders[5m])".to_owned()));
    world.give(worker, chunk, br#"{"status":"success","data":["up"]}"#);
    world.tell(Event::Fetched { ticket, outcome: reply("") });
    assert_eq!(world.app.connection.names, ["up"]);
    assert_eq!(streams(&mut world).len(), 1);
    assert_eq!(world.app.settings.query, "rate(shop_orders[5m])");
}
