//! What the page asks of Loki beside lines: patterns as Loki counts them.

use super::lines::{aborted, answer_all, came, id, lines_asked, one_sent, refused, say};
use super::*;
use blip::app::LOG_WORKER;
use blip::model::{Auth, HttpRequest};
use blip::protocol::loki;

const TITLE: &str = "Patterns as Loki counts them";
const COUNTED: &str = r#"{"status":"success","data":[
    {"pattern":"lost <_>","level":"error","samples":[[1705312000,3]]},
    {"pattern":"<img src=x onerror=alert(1)> <_>","level":"info","samples":[[1705312000,12000],[1705312020,345]]}]}"#;

// Small requests since the last look.
fn asides(world: &mut World) -> Vec<(u32, HttpRequest)> {
    let each = world.effects().into_iter().filter_map(|effect| match effect {
        Effect::Fetch { ticket, request, .. } => Some((ticket, request)),
        _ => None,
    });
    each.collect()
}

// The first slice was answered, and patterns were asked for; the next request for lines was sent.
fn patterns_asked() -> (World, u32, HttpRequest) {
    let mut world = lines_asked();
    let first = one_sent(&mut world);
    came(&mut world, &first);
    let mut all = asides(&mut world);
    assert_eq!(all.len(), 1);
    let (ticket, request) = all.remove(0);
    (world, ticket, request)
}

fn told(world: &mut World, ticket: u32, outcome: Outcome) {
    world.tell(Event::Fetched { ticket, outcome });
}

fn words(world: &World) -> String {
    world.app.logs.node.words()
}

#[test]
fn patterns_as_loki_counts_them_are_folded_below_the_others() {
    let (mut world, ticket, request) = patterns_asked();
    assert_eq!(request.url, "http://localhost:3100/loki/api/v1/patterns");
    let auth = Auth::Basic("ada".to_owned(), "s3cret".to_owned());
    assert_eq!((request.auth, request.tenant.as_str()), (auth, "team"));
    assert!(!words(&world).contains(TITLE), "not before they come");
    told(&mut world, ticket, reply(COUNTED));
    assert!(words(&world).contains(TITLE) && !words(&world).contains("lost"), "folded");
    let fold = |world: &mut World| {
        let said = blip::model::Said { what: "counted".to_owned(), ..Default::default() };
        world.tell(Event::Say(said));
    };
    fold(&mut world);
    let said = words(&world);
    let expected = "12,348 lines in 2 patterns, 2024-01-15 09:46:40 – 09:47:20 UTC. Loki counts them as lines come in";
    assert!(said.contains(expected), "{said}");
    // The most frequent first, and text is only text.
    assert!(said.contains("info<img src=x onerror=alert(1)> <_>12,345errorlost <_>3"), "{said}");
    assert!(world.app.logs.node.find_all(&|node| node.tag == "img").is_empty());
    fold(&mut world);
    assert!(!words(&world).contains("12,345"));
}

#[test]
fn once_for_a_run_however_many_slices_it_has() {
    let (mut world, ticket, _) = patterns_asked();
    told(&mut world, ticket, reply(COUNTED));
    world.tell(Event::Reload(id(&world)));
    assert!(!words(&world).contains(TITLE), "what was counted before is void");
    let mut counted = 0;
    loop {
        let effects = world.effects();
        let of = |effect: &&Effect| matches!(effect, Effect::Fetch { .. });
        counted += effects.iter().filter(of).count();
        let Some(next) = effects.into_iter().find(|one| matches!(one, Effect::Stream { .. }))
        else {
            break;
        };
        world.effects.push(next);
        let next = one_sent(&mut world);
        came(&mut world, &next);
    }
    assert_eq!(counted, 1);
}

#[test]
fn where_loki_counts_none_nothing_is_said() {
    for outcome in [
        refused(404, ""),
        refused(404, "404 page not found"),
        refused(400, "parse error at line 1, col 1"),
        refused(401, "no org id"),
        refused(500, "rpc error"),
        reply(r#"{"status":"success","data":[]}"#),
        reply("<html>"),
        Outcome::Unreachable,
        Outcome::Timeout,
        Outcome::Cut,
    ] {
        let mut world = lines_asked();
        let first = one_sent(&mut world);
        came(&mut world, &first);
        let effects = world.effects();
        let ticket = effects.iter().find_map(|effect| match effect {
            Effect::Fetch { ticket, .. } => Some(*ticket),
            _ => None,
        });
        world.effects = effects;
        told(&mut world, ticket.expect("a request"), outcome);
        answer_all(&mut world);
        let said = words(&world);
        assert!(said.contains("9,001 = 9,001 records") && !said.contains(TITLE), "{said}");
        assert!(world.app.notices.iter().all(|notice| !notice.failure));
    }
}

#[test]
fn a_stop_keeps_what_loki_counts_of_the_lines_that_were_not_read() {
    let (mut world, ticket, _) = patterns_asked();
    world.tell(Event::Stop(id(&world)));
    assert!(!aborted(&world.effects()).contains(&ticket));
    told(&mut world, ticket, reply(COUNTED));
    assert!(words(&world).contains(TITLE));
}

#[test]
fn what_is_counted_for_a_source_that_is_gone_is_dropped() {
    let (mut world, ticket, _) = patterns_asked();
    let source = id(&world);
    world.tell(Event::Remove(source));
    assert!(aborted(&world.effects()).contains(&ticket));
    assert_eq!(world.app.update(world.now, Event::Fetched { ticket, outcome: reply("") }), []);
    // What the page had handed on already.
    let aside = loki::Aside::Patterns(source, 1);
    let job = Job::Aside { aside, outcome: reply(COUNTED) };
    let node = world.app.logs.node.clone();
    world.give(LOG_WORKER, job, &[]);
    assert_eq!(world.app.logs.node, node);
    say(&mut world, "", "");
    assert!(!words(&world).contains(TITLE));
}
