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

// What completion offers for what stands in the query box.
fn offered(world: &World) -> Vec<String> {
    let options = world.app.logs.node.find_all(&|node| node.tag == "datalist");
    let options = options.into_iter().flat_map(|list| &list.children);
    options.filter_map(|option| option.attribute("value")).map(str::to_owned).collect()
}

// A form with an address, a tenant and a login, and nothing asked.
fn form() -> World {
    let mut world = World::started(7);
    world.tell(Event::Rang(Alarm::Prepare));
    for (about, value) in
        [("", ""), ("address", "localhost:3100"), ("tenant", "team"), ("secret", "s3cret")]
    {
        say(&mut world, about, value);
    }
    world.effects();
    world
}

#[test]
fn a_selector_is_completed_from_what_the_server_knows() {
    let mut world = form();
    for typed in ["a", "{app=\"api\"}"] {
        say(&mut world, "selector", typed);
        assert!(asides(&mut world).is_empty(), "nothing is due after {typed}");
    }
    say(&mut world, "selector", "{");
    let names = asides(&mut world).remove(0);
    assert_eq!(names.1.url, "http://localhost:3100/loki/api/v1/labels?since=3600s");
    let auth = Auth::Bearer("s3cret".to_owned());
    assert_eq!((names.1.auth, names.1.tenant.as_str()), (auth, "team"));
    say(&mut world, "selector", "{a");
    assert!(asides(&mut world).is_empty(), "asked once");
    told(&mut world, names.0, reply(r#"{"status":"success","data":["app","pod"]}"#));
    assert_eq!(offered(&world), ["{app=\""]);
    say(&mut world, "selector", "{app=\"");
    let values = asides(&mut world).remove(0);
    assert!(values.1.url.ends_with("/label/app/values?since=3600s"), "{}", values.1.url);
    told(&mut world, values.0, reply(r#"{"status":"success","data":["a\"><b>","api"]}"#));
    assert_eq!(offered(&world), [r#"{app="a\"><b>"}"#, r#"{app="api"}"#]);
    say(&mut world, "selector", "{app=\"api\", ");
    assert_eq!(offered(&world), ["{app=\"api\", app=\"", "{app=\"api\", pod=\""]);
    assert!(asides(&mut world).is_empty(), "names are known");
    assert!(!format!("{:?}", world.app.logs.node).contains("s3cret"));
}

#[test]
fn a_server_that_tells_no_names_is_not_asked_again_and_not_spoken_of() {
    for outcome in
        [refused(401, "no org id"), refused(404, ""), reply("<html>"), Outcome::Unreachable]
    {
        let mut world = form();
        say(&mut world, "selector", "{");
        let names = asides(&mut world).remove(0);
        told(&mut world, names.0, outcome);
        say(&mut world, "selector", "{a");
        assert!(asides(&mut world).is_empty() && offered(&world).is_empty());
        assert!(world.app.notices.iter().all(|notice| !notice.failure));
        assert!(world.app.sources.iter().all(|source| source.name.contains("Demo")));
    }
}

#[test]
fn without_an_address_nobody_is_asked() {
    let mut world = form();
    say(&mut world, "address", " ");
    say(&mut world, "selector", "{");
    assert!(asides(&mut world).is_empty());
}
