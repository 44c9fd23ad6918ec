//! How the page gets through to a server that the browser or the server itself hides.

use super::*;
use blip::app::{Found, LocalPermission, Probe};
use blip::model::HttpRequest;

const LAN: &str = "http://192.168.1.5:9090";

fn encrypted() -> World {
    let mut world = World::started(7);
    if let Some(start) = &mut world.app.start {
        "https://example.org/blip/".clone_into(&mut start.page);
    }
    world.effects();
    world
}

// The probe that is asked for, and the requests that are sent.
fn probes_and_requests(world: &mut World) -> (Option<u32>, Vec<HttpRequest>) {
    let (mut probe, mut sent) = (None, Vec::new());
    for effect in world.effects() {
        match effect {
            Effect::Probe { ticket, probe: Probe::Permission, .. } => probe = Some(ticket),
            Effect::Fetch { request, .. } | Effect::Stream { request, .. } => sent.push(request),
            _ => {}
        }
    }
    (probe, sent)
}

// Connects to a private address and tells how the permission stands.
fn permitted(state: LocalPermission) -> World {
    let mut world = encrypted();
    world.tell(Event::Connect { address: LAN.to_owned(), auth: Auth::None });
    let (probe, sent) = probes_and_requests(&mut world);
    assert!(sent.is_empty(), "nothing is sent before the permission is known");
    let (ticket, found) = (probe.expect("a probe"), Found::Permission(state));
    world.tell(Event::Probed { ticket, probe: Probe::Permission, found });
    world
}

#[test]
fn an_encrypted_page_names_the_network_of_a_private_host_in_every_request() {
    for state in [LocalPermission::Prompt, LocalPermission::Granted, LocalPermission::Unsupported] {
        let mut world = permitted(state);
        let ticket = {
            let effects = world.effects();
            let sent = effects.iter().find_map(|effect| match effect {
                Effect::Fetch { ticket, request, .. } => Some((*ticket, request.spaces)),
                _ => None,
            });
            let (ticket, spaces) = sent.expect("a request");
            assert_eq!(spaces, ["local", "private"], "{state:?}");
            ticket
        };
        let outcome = reply(r#"{"status":"success","data":{"version":"2.42.0"}}"#);
        world.tell(Event::Fetched { ticket, outcome });
        let (_, lists) = probes_and_requests(&mut world);
        assert!(lists.len() == 2 && lists.iter().all(|one| one.spaces == ["local", "private"]));
        world.tell(Event::Query("up".to_owned()));
        let (_, sent) = probes_and_requests(&mut world);
        assert!(!sent.is_empty() && sent.iter().all(|one| one.spaces == ["local", "private"]));
    }
}

#[test]
fn a_denied_permission_is_said_and_nothing_is_sent() {
    let mut world = permitted(LocalPermission::Denied);
    assert!(probes_and_requests(&mut world).1.is_empty());
    let said = world.app.notices.last().expect("a notice").problem.to_string();
    assert!(said.contains("Site settings"), "{said}");
    assert!(matches!(world.app.connection.link, Link::Failed(_)));
}

#[test]
fn a_page_that_is_not_encrypted_asks_as_ever() {
    let mut world = World::started(7);
    world.effects();
    world.tell(Event::Connect { address: LAN.to_owned(), auth: Auth::None });
    let (probe, sent) = probes_and_requests(&mut world);
    assert_eq!(probe, None);
    assert!(sent.len() == 1 && sent[0].spaces.is_empty());
}

#[test]
fn a_server_that_hides_what_it_is_is_known_by_what_only_it_answers() {
    let check = |answer: Outcome, flavour: &str| {
        let mut world = World::started(7);
        world.tell(Event::Connect { address: "localhost:8428".to_owned(), auth: Auth::None });
        let ticket = asked(&mut world, "/api/v1/status/buildinfo");
        world.tell(Event::Fetched { ticket, outcome: Outcome::Unreachable });
        let ticket = asked(&mut world, "/api/v1/label/__name__/values");
        world.tell(Event::Fetched { ticket, outcome: reply(r#"{"status":"success","data":[]}"#) });
        let ticket = asked(&mut world, "/api/v1/status/top_queries");
        world.tell(Event::Fetched { ticket, outcome: answer });
        let Link::Connected(server) = &world.app.connection.link else { panic!("no connection") };
        assert_eq!(server.flavour, flavour);
    };
    check(reply(r#"{"topN":"1","topByAvgDuration":[]}"#), "VictoriaMetrics");
    check(reply(r#"{"status":"success"}"#), "Prometheus-compatible server");
    check(Outcome::Unreachable, "Prometheus-compatible server");
}

#[test]
fn a_worker_hears_no_secret_and_its_death_leaves_nobody_waiting() {
    let mut world = World::started(7);
    let auth = Auth::Basic("me".to_owned(), "s3cret".to_owned());
    let address = "https://p.example.com".to_owned();
    let effects = world.app.update(world.now, Event::Connect { address, auth });
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Post { worker, job, .. } => Some((*worker, blip::protocol::encode(job))),
        _ => None,
    });
    let (worker, job) = asked.expect("a job");
    assert!(!job.windows(6).any(|part| part == b"s3cret"));
    assert_eq!(world.app.connection.link, Link::Connecting);
    world.kill(worker);
    assert!(matches!(world.app.connection.link, Link::Failed(_)));
}
