//! The page's part in lines of Loki: a worker says what to send, the page sends it.

use super::*;
use blip::app::{Found, Kind, LOG_WORKER, LocalPermission, Probe};
use blip::model::{HttpRequest, Said, SourceId};
use blip::protocol::{Progress, Reply, loki};
use std::fmt::Write;

const SECRET: &str = "s3cret";
const SELECTOR: &str = "{app=\"api\"}";

// A request that is on its way.
pub struct Sent {
    pub ticket: u32,
    pub request: HttpRequest,
    pub chunk: Job,
}

pub fn say(world: &mut World, about: &str, value: &str) {
    let (what, about) = ("loki".to_owned(), about.to_owned());
    world.tell(Event::Say(Said { what, about, value: value.to_owned() }));
}

// Fills the form in and asks; `page` is the address of the page.
pub fn asked_from(page: &str, address: &str) -> World {
    let mut world = World::started(7);
    if let Some(start) = &mut world.app.start {
        page.clone_into(&mut start.page);
    }
    world.tell(Event::Rang(Alarm::Prepare));
    for (about, value) in [
        ("", ""),
        ("address", address),
        ("selector", SELECTOR),
        ("tenant", "team"),
        ("user", "ada"),
        ("secret", SECRET),
        ("look-back", "900"),
    ] {
        say(&mut world, about, value);
    }
    world.effects();
    say(&mut world, "read", "");
    world
}

pub fn lines_asked() -> World {
    asked_from("http://127.0.0.1:8080/blip/", "localhost:3100")
}

pub fn sent(world: &mut World) -> Vec<Sent> {
    let each = world.effects().into_iter().filter_map(|effect| match effect {
        Effect::Stream { ticket, request, worker, chunk, .. } => {
            assert_eq!(worker, LOG_WORKER);
            Some(Sent { ticket, request, chunk })
        }
        _ => None,
    });
    each.collect()
}

// The one request that is on its way.
pub fn one_sent(world: &mut World) -> Sent {
    let mut all = sent(world);
    assert_eq!(all.len(), 1, "one after another");
    all.remove(0)
}

// Ten lines a second, as many as are asked for.
fn body(form: &str) -> String {
    const STEP: u64 = 100_000_000;
    // A number of nanoseconds is more than a float tells.
    let number = |name: &str| -> u64 {
        let mut fields = form.split('&').filter_map(|field| field.split_once('='));
        let value = fields.find(|(known, _)| *known == name).map(|(_, value)| value.parse());
        value.expect("a field").expect("a number")
    };
    let (from, to) = (number("start").div_ceil(STEP), number("end").div_ceil(STEP));
    let mut values = String::new();
    for at in (from..to).take(number("limit") as usize) {
        let comma = if values.is_empty() { "" } else { "," };
        let _ = write!(values, "{comma}[\"{}\",\"served order {at}\"]", at * STEP);
    }
    let streams = format!(r#"{{"stream":{{"app":"api"}},"values":[{values}]}}"#);
    let result = if values.is_empty() { String::new() } else { streams };
    format!(r#"{{"status":"success","data":{{"resultType":"streams","result":[{result}]}}}}"#)
}

// Its answer comes, in two chunks.
pub fn came(world: &mut World, sent: &Sent) {
    let body = body(&sent.request.form);
    let (head, tail) = body.as_bytes().split_at(body.len() / 2);
    world.give(LOG_WORKER, sent.chunk.clone(), head);
    world.give(LOG_WORKER, sent.chunk.clone(), tail);
    world.tell(Event::Fetched { ticket: sent.ticket, outcome: reply("") });
}

// Answers until nothing more is asked; how often that was.
pub fn answer_all(world: &mut World) -> Vec<Sent> {
    let mut done: Vec<Sent> = Vec::new();
    loop {
        let mut next = sent(world);
        assert!(next.len() <= 1 && done.len() < 50, "one after another, and not for ever");
        let Some(next) = next.pop() else { return done };
        came(world, &next);
        done.push(next);
    }
}

pub fn refused(status: u16, body: &str) -> Outcome {
    let (content_type, body) = ("text/plain".to_owned(), body.as_bytes().to_vec());
    Outcome::Reply(HttpReply { status, content_type, body })
}

pub fn source(world: &World) -> &blip::app::Source {
    world.app.sources.last().expect("a source")
}

pub fn id(world: &World) -> SourceId {
    source(world).id
}

pub fn aborted(effects: &[Effect]) -> Vec<u32> {
    let of = |effect: &Effect| match effect {
        Effect::Abort(tickets) => tickets.clone(),
        _ => Vec::new(),
    };
    effects.iter().flat_map(of).collect()
}

// Neither an answer nor a chunk of it changes anything.
fn is_dropped(world: &mut World, late: &Sent) {
    let (node, status) = (world.app.logs.node.clone(), source(world).status.clone());
    world.give(LOG_WORKER, late.chunk.clone(), body(&late.request.form).as_bytes());
    let outcome = reply("");
    let effects = world.app.update(world.now, Event::Fetched { ticket: late.ticket, outcome });
    assert_eq!(effects, []);
    assert_eq!((&world.app.logs.node, &source(world).status), (&node, &status));
}

#[test]
fn what_is_asked_becomes_a_source_and_one_request_after_another() {
    let mut world = lines_asked();
    assert_eq!(world.app.sources.len(), 1, "the demo is gone");
    let asked = source(&world);
    let expected = loki::Ask {
        address: "localhost:3100".to_owned(),
        auth: Auth::Basic("ada".to_owned(), SECRET.to_owned()),
        tenant: "team".to_owned(),
        selector: SELECTOR.to_owned(),
        look_back: 900,
    };
    assert_eq!((asked.name.as_str(), &asked.kind), (SELECTOR, &Kind::Loki(expected.clone())));
    assert!(asked.worker == LOG_WORKER && asked.status.is_loading());
    let source_id = asked.id;
    let all = answer_all(&mut world);
    assert!(1 < all.len(), "slices of the range");
    let tickets: BTreeSet<u32> = all.iter().map(|one| one.ticket).collect();
    assert_eq!(tickets.len(), all.len());
    for one in &all {
        assert_eq!(one.request.url, "http://localhost:3100/loki/api/v1/query_range");
        assert_eq!((&one.request.auth, one.request.tenant.as_str()), (&expected.auth, "team"));
        assert_eq!(one.chunk, Job::Chunk { source: source_id, load: 1, part: 0 });
    }
    assert_eq!(field(&all[0].request.form, "start"), (BEGIN - 900.0) * 1e9);
    assert_eq!(source(&world).status, Status::Ready);
    let words = world.app.logs.node.words();
    assert!(words.contains("Sum of 1 pattern: 9,001 = 9,001 records"), "{words}");
}

#[test]
fn a_pause_is_kept_before_the_next_request() {
    let mut world = lines_asked();
    let first = one_sent(&mut world);
    came(&mut world, &first);
    let cut = one_sent(&mut world);
    world.tell(Event::Fetched { ticket: cut.ticket, outcome: Outcome::Cut });
    let effects = world.effects();
    let alarms: Vec<(f64, u32)> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Schedule { after, alarm: Alarm::Send(ticket) } => Some((*after, *ticket)),
            Effect::Stream { .. } => panic!("it does not wait"),
            _ => None,
        })
        .collect();
    let [(after, ticket)] = alarms[..] else { panic!("{alarms:?}") };
    assert!(after >= 1.0 && ticket != cut.ticket);
    world.tell(Event::Rang(Alarm::Send(ticket)));
    let again = one_sent(&mut world);
    assert_eq!((again.ticket, &again.request.form), (ticket, &cut.request.form));
    world.tell(Event::Rang(Alarm::Send(ticket)));
    assert!(sent(&mut world).is_empty(), "sent once");
    came(&mut world, &again);
    answer_all(&mut world);
    assert!(
        world.app.logs.node.words().contains("9,001 = 9,001 records"),
        "no line is lost or twice"
    );
}

#[test]
fn a_pause_of_a_source_that_is_gone_ends_in_nothing() {
    let mut world = lines_asked();
    let first = one_sent(&mut world);
    came(&mut world, &first);
    let cut = one_sent(&mut world);
    world.tell(Event::Fetched { ticket: cut.ticket, outcome: Outcome::Cut });
    let waiting = world.effects().into_iter().find_map(|effect| match effect {
        Effect::Schedule { alarm: alarm @ Alarm::Send(_), .. } => Some(alarm),
        _ => None,
    });
    world.tell(Event::Remove(id(&world)));
    world.effects();
    world.tell(Event::Rang(waiting.expect("an alarm")));
    assert_eq!(world.effects(), []);
}

#[test]
fn the_answer_of_a_source_that_was_removed_is_dropped() {
    let mut world = lines_asked();
    let (late, removed) = (one_sent(&mut world), id(&world));
    world.tell(Event::Remove(removed));
    assert_eq!(aborted(&world.effects()), [late.ticket]);
    world.give(LOG_WORKER, late.chunk.clone(), body(&late.request.form).as_bytes());
    let outcome = reply("");
    let ticket = late.ticket;
    assert_eq!(world.app.update(world.now, Event::Fetched { ticket, outcome }), []);
    assert!(!world.app.has_logs() && world.app.sources.is_empty());
}

#[test]
fn the_answer_of_a_source_that_is_asked_again_is_dropped() {
    let mut world = lines_asked();
    let late = one_sent(&mut world);
    world.now += 10.0;
    world.tell(Event::Reload(id(&world)));
    let effects = world.effects.clone();
    assert_eq!(aborted(&effects), [late.ticket]);
    let fresh = one_sent(&mut world);
    assert_eq!(fresh.chunk, Job::Chunk { source: id(&world), load: 2, part: 0 });
    assert_eq!(fresh.request.auth, late.request.auth);
    is_dropped(&mut world, &late);
    came(&mut world, &fresh);
    answer_all(&mut world);
    assert!(world.app.logs.node.words().contains("9,001 = 9,001 records"));
}

#[test]
fn what_came_before_a_stop_stays() {
    let mut world = lines_asked();
    let first = one_sent(&mut world);
    came(&mut world, &first);
    let late = one_sent(&mut world);
    world.tell(Event::Stop(id(&world)));
    let effects = world.effects();
    assert_eq!(aborted(&effects), [late.ticket]);
    assert_eq!(source(&world).status, Status::Stopped);
    let count = source(&world).report.as_ref().map_or(0, |report| report.rows);
    assert!(0 < count && count < 9001, "{count}");
    let words = world.app.logs.node.words();
    assert!(words.contains(&format!("= {} records", view::grouped(count))), "{words}");
    is_dropped(&mut world, &late);
    // What the worker wanted sent before it heard of the end is not sent.
    let (source, load, pause) = (id(&world), 1, 0.0);
    let request = late.request.into();
    let reply = Reply::Send { source, load, request, pause };
    world.tell(Event::Replied { worker: LOG_WORKER, ticket: 0, reply });
    assert_eq!(world.effects(), []);
}

#[test]
fn lines_that_do_not_fit_into_memory_end_and_can_be_used() {
    let mut world = lines_asked();
    let first = one_sent(&mut world);
    came(&mut world, &first);
    let late = one_sent(&mut world);
    let reply = Reply::Progress {
        source: id(&world),
        bytes: 0,
        total: 0,
        rows: Progress { rows: 10, bad_rows: 0 },
        memory: 2 * blip::app::MEMORY_LIMIT,
    };
    world.tell(Event::Replied { worker: LOG_WORKER, ticket: 0, reply });
    assert_eq!(aborted(&world.effects()), [late.ticket]);
    assert_eq!(source(&world).status, Status::Full);
    assert!(world.app.has_logs());
}

#[test]
fn what_a_probe_finds_goes_back_to_the_worker() {
    let page = "https://example.org/blip/";
    let probe_of = |world: &mut World| {
        let effects = world.effects();
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Stream { .. })));
        let probe = effects.into_iter().find_map(|effect| match effect {
            Effect::Probe { ticket, probe: Probe::Permission, request } => Some((ticket, request)),
            _ => None,
        });
        probe.expect("a probe")
    };
    let found = |world: &mut World, ticket: u32, state: LocalPermission| {
        let (probe, found) = (Probe::Permission, Found::Permission(state));
        world.tell(Event::Probed { ticket, probe, found });
    };
    let mut world = asked_from(page, "http://192.168.1.5:3100");
    let (ticket, request) = probe_of(&mut world);
    assert_eq!(request.spaces, ["local", "private"]);
    found(&mut world, ticket, LocalPermission::Granted);
    assert_eq!(one_sent(&mut world).request.spaces, ["local", "private"]);

    let mut world = asked_from(page, "http://192.168.1.5:3100");
    let (ticket, _) = probe_of(&mut world);
    found(&mut world, ticket, LocalPermission::Denied);
    assert!(sent(&mut world).is_empty());
    assert!(matches!(source(&world).status, Status::Failed(_)));

    let mut world = asked_from(page, "http://192.168.1.5:3100");
    let (ticket, _) = probe_of(&mut world);
    world.tell(Event::Remove(id(&world)));
    assert_eq!(aborted(&world.effects()), [ticket]);
    found(&mut world, ticket, LocalPermission::Granted);
    assert_eq!(world.effects(), [], "of a source that is gone");
}

fn failures(world: &World) -> Vec<String> {
    let failed = world.app.notices.iter().filter(|notice| notice.failure);
    failed.map(|notice| notice.problem.to_string()).collect()
}

#[test]
fn a_failure_is_said_once_with_its_fix_and_read_again_with_the_same_credentials() {
    let mut world = lines_asked();
    let first = one_sent(&mut world);
    let login = || refused(401, "unauthorized");
    world.tell(Event::Fetched { ticket: first.ticket, outcome: login() });
    let said = failures(&world);
    assert_eq!(said.len(), 1, "{said:?}");
    let Status::Failed(problem) = source(&world).status.clone() else { panic!("it failed") };
    assert_eq!(said[0], problem.to_string());
    assert!(!problem.fix.is_empty());

    world.tell(Event::Reload(id(&world)));
    assert!(failures(&world).is_empty(), "it is tried again");
    let again = one_sent(&mut world);
    assert_eq!(again.request.auth, Auth::Basic("ada".to_owned(), SECRET.to_owned()));
    assert_eq!((&again.request.form, again.request.tenant.as_str()), (&first.request.form, "team"));
    world.tell(Event::Fetched { ticket: again.ticket, outcome: login() });
    assert_eq!(failures(&world).len(), 1);
    world.tell(Event::Reload(id(&world)));
    answer_all(&mut world);
    assert_eq!((failures(&world).len(), &source(&world).status), (0, &Status::Ready));
}

#[test]
fn a_server_that_is_not_there_is_probed_before_that_is_said() {
    let mut world = lines_asked();
    let first = one_sent(&mut world);
    world.tell(Event::Fetched { ticket: first.ticket, outcome: Outcome::Unreachable });
    for _ in 0..5 {
        let probe = world.effects().into_iter().find_map(|effect| match effect {
            Effect::Probe { ticket, probe, request } => Some((ticket, probe, request)),
            _ => None,
        });
        let Some((ticket, probe, request)) = probe else { break };
        assert!(failures(&world).is_empty(), "not yet");
        if probe == Probe::WithoutAuth {
            assert_eq!((request.auth, request.tenant.as_str()), (Auth::None, ""));
        }
        world.tell(Event::Probed { ticket, probe, found: Found::Is(false) });
    }
    assert_eq!(failures(&world).len(), 1, "{:?}", failures(&world));
    assert!(matches!(source(&world).status, Status::Failed(_)));
}

#[test]
fn what_cannot_be_asked_is_refused_before_anything_is_sent() {
    for (about, value) in [("selector", "  "), ("selector", "rate({a=\"b\"}[5m])"), ("address", "")]
    {
        let mut world = lines_asked();
        world.tell(Event::Remove(id(&world)));
        say(&mut world, about, value);
        world.effects();
        say(&mut world, "read", "");
        assert!(sent(&mut world).is_empty(), "{value:?}");
        assert!(matches!(source(&world).status, Status::Failed(_)), "{value:?}");
        assert_eq!(failures(&world).len(), 1, "{value:?}");
    }
}

#[test]
fn a_dead_worker_has_the_lines_asked_for_again() {
    let mut world = lines_asked();
    let late = one_sent(&mut world);
    world.kill(LOG_WORKER);
    let effects = world.effects.clone();
    assert_eq!(aborted(&effects), [late.ticket]);
    let again = one_sent(&mut world);
    assert_eq!(again.request.auth, late.request.auth);
    is_dropped(&mut world, &late);
    came(&mut world, &again);
    answer_all(&mut world);
    assert!(world.app.logs.node.words().contains("9,001 = 9,001 records"));
    assert_eq!(source(&world).status, Status::Ready);
}

#[test]
fn no_secret_is_kept_or_shown() {
    // Typed into the form, and into the address.
    let page = "http://127.0.0.1:8080/blip/";
    for address in ["localhost:3100", "http://eve:s3cret@localhost:3100"] {
        let mut world = asked_from(page, address);
        let mut effects = world.effects();
        let first = effects.iter().find_map(|effect| match effect {
            Effect::Stream { ticket, request, .. } => Some((*ticket, request.clone())),
            _ => None,
        });
        let (ticket, request) = first.expect("a request");
        assert!(!request.url.contains(SECRET) && !request.form.contains(SECRET));
        let outcome = refused(401, "unauthorized");
        world.tell(Event::Fetched { ticket, outcome });
        world.tell(Event::Theme(blip::app::Theme::Dark));
        effects.extend(world.effects());
        let mut kept = Vec::new();
        for effect in effects {
            match effect {
                Effect::SaveSettings(text) | Effect::SaveOpen(text) | Effect::Warn(text) => {
                    kept.push(text);
                }
                _ => {}
            }
        }
        assert!(2 <= kept.len() && kept.iter().any(|text| text.contains(SELECTOR)), "{kept:?}");
        kept.push(format!("{:?}", world.app.ledger));
        kept.push(format!("{:?}", world.app.notices));
        kept.push(format!("{:?}", world.app.logs.node));
        kept.push(view::status(&world.app, source(&world)));
        for text in kept {
            assert!(!text.contains(SECRET), "{text}");
        }
    }
}
