//! The demo goes through its own past: at each moment it shows what was to be seen then.

use super::world::start;
use super::*;
use blip::app::{App, Control, FileInfo, replay::STEP};
use blip::model::{Incident, SeriesKey};
use blip::panels::logs::Panel;
use blip::protocol::Reply;
use blip::sources::simulator::{self, Simulated};

const SCENARIO: &str = "deploy_saturation";
// A seed of which, at this moment, nothing alarms before its fault.
const SEED: u64 = 25;
const NOON: f64 = 1_751_371_200.0;
const HISTORY: f64 = 4.0 * 3600.0;

fn control(world: &mut World, control: Control) {
    world.tell(Event::Replay(control));
}

// A story, standing still, and all that is true of it.
fn paused() -> (World, Simulated) {
    let mut world = World::new();
    world.now = NOON;
    world.tell(Event::Started(start(SEED)));
    world.stored(Stored::Loaded(Vec::new(), Vec::new()));
    world.tell(Event::Demo { scenario: SCENARIO.to_owned(), seed: SEED });
    control(&mut world, Control::Play(false));
    let range = TimeRange { from: NOON - HISTORY, to: NOON };
    let truth = simulator::find(SCENARIO).expect("the story").generate(SEED, NOON, range);
    (world, truth)
}

// The first position at which a point of this moment is shown.
fn position(world: &World, time: f64) -> f64 {
    let (begin, _) = world.app.replay.ends(world.now);
    ((time - begin) / STEP).floor() + 1.0
}

fn cursor(world: &World) -> f64 {
    world.app.replay.ends(world.now).1
}

fn newest(world: &World) -> f64 {
    let ends = world.app.rows.values().filter_map(|row| row.range);
    ends.map(|range| range.to).fold(f64::MIN, f64::max)
}

fn seek(world: &mut World, position: f64) -> Vec<Incident> {
    control(world, Control::Seek(position));
    assert!(newest(world) < cursor(world), "nothing of what comes later");
    assert!(cursor(world) - 30.0 < newest(world), "and all that came before");
    for incident in world.incidents() {
        assert!(incident.opened <= cursor(world), "it did not exist yet: {}", incident.title);
    }
    world.incidents()
}

fn says_timeouts(words: &str) -> bool {
    words.contains("database timeout")
}

fn simulations(effects: &[Effect]) -> Vec<(u32, TimeRange)> {
    let range = |effect: &Effect| match effect {
        Effect::Post { ticket, job: Job::Simulate { range, .. }, .. } => Some((*ticket, *range)),
        _ => None,
    };
    effects.iter().filter_map(range).collect()
}

// Without its id, which is the one that it was given first.
fn shown(world: &World) -> Vec<String> {
    let bare = |one: Incident| format!("{:?}", Incident { id: String::new(), ..one });
    world.incidents().into_iter().map(bare).collect()
}

#[test]
fn at_each_moment_it_shows_what_was_to_be_seen_then() {
    let (mut world, truth) = paused();
    let visible = position(&world, truth.faults[0].visible);
    assert!(seek(&mut world, visible - 1.0).is_empty(), "nothing is wrong yet");
    assert!(world.app.rows.values().all(|row| row.anomalies == 0));
    let on_the_way: Vec<Vec<String>> = (0..10)
        .map(|step| {
            seek(&mut world, visible + f64::from(step));
            shown(&world)
        })
        .collect();
    assert!(on_the_way[0].is_empty() && on_the_way[9].len() == 1);
    // The log went with it.
    assert!(says_timeouts(&world.app.logs.node.words()));
    seek(&mut world, visible - 1.0);
    assert!(!says_timeouts(&world.app.logs.node.words()));
    // Whatever was shown before.
    for (step, history) in on_the_way.iter().enumerate().rev() {
        seek(&mut world, visible + step as f64);
        assert_eq!(shown(&world), *history, "{step} steps after it is visible");
    }
    control(&mut world, Control::Live);
    assert_eq!(newest(&world), NOON - 15.0, "the present");
}

#[test]
fn a_series_is_flagged_then_the_log_says_it_and_then_an_incident_opens() {
    let (mut world, truth) = paused();
    let visible = position(&world, truth.faults[0].visible);
    let mut deployed = truth.marks.iter().filter(|mark| mark.time <= truth.faults[0].visible);
    let title = &deployed.next_back().expect("a deployment").title;
    world.say("mark", "");
    let mut first = [None; 4];
    for step in -30..10 {
        seek(&mut world, visible + f64::from(step));
        let flagged = flagged(&world);
        if let Some((key, time)) = flagged {
            world.tell(Event::Explain(key, time));
        }
        let seen = [
            world.app.incidents.node.words().contains(title),
            flagged.is_some(),
            flagged.is_some() && is_said_first(&world),
            !world.incidents().is_empty(),
        ];
        for (first, seen) in first.iter_mut().zip(seen) {
            *first = first.or(seen.then_some(step));
        }
    }
    let [deployed, flagged, logged, opened] = first.map(|step| step.unwrap_or(i32::MAX));
    assert!(deployed < flagged && flagged < logged && logged < opened, "{first:?}");
    let incident = world.incidents().remove(0);
    assert!(incident.title.contains("database saturation after a deployment"), "{incident:?}");
    let is_deployment = |one: &blip::model::Suspect| one.name.contains(title);
    assert!(incident.suspects.iter().any(is_deployment), "{:?}", incident.suspects);
}

// The newest alarm of the most abnormal series.
fn flagged(world: &World) -> Option<(SeriesKey, f64)> {
    let row = world.app.rows.get(world.app.ranking.first()?).filter(|row| row.anomalies > 0)?;
    Some((row.key, row.worst_time))
}

// Whether the first pattern of what changed is that of time-outs, beyond chance.
fn is_said_first(world: &World) -> bool {
    let rows = world.app.logs.node.find_all(&|node| node.attribute("data-pinned").is_some());
    let words = rows.first().map(|row| row.words()).unwrap_or_default();
    ["errornew", "errorrisen"].iter().any(|change| words.starts_with(change))
        && says_timeouts(&words)
}

#[test]
fn early_in_a_replay_it_says_that_it_is_learning() {
    let (mut world, _) = paused();
    seek(&mut world, 8.0);
    assert!(world.app.rows.values().all(|row| row.learning));
    let key = world.app.selection[0];
    let learning = |world: &World| world.app.charts.drawings.get(&key).expect("drawn").learning;
    let whole = world.app.rows[&key].range;
    assert_eq!(learning(&world), whole, "all of it");
    seek(&mut world, 300.0);
    assert!(world.app.rows.values().all(|row| !row.learning));
    world.tell(Event::Pick(key, false));
    let (from, to) = learning(&world).map(|range| (range.from, range.to)).expect("its beginning");
    assert_eq!(Some(from), whole.map(|range| range.from));
    assert!((300.0..3_600.0).contains(&(to - from)), "{} s", to - from);
    // Said once more by the knob, and by nobody where a detector begins at once.
    world.tell(Event::Parameter("warm_up".to_owned(), "250".to_owned()));
    assert_eq!(learning(&world).map(|range| range.to), Some(from + 250.0 * 15.0));
    world.tell(Event::Detector("threshold".to_owned()));
    world.tell(Event::Parameter("upper".to_owned(), "100".to_owned()));
    assert_eq!(learning(&world), None);
    assert!(world.app.rows.values().all(|row| !row.learning));
}

#[test]
fn what_the_user_touched_outlives_a_look_at_the_time_before() {
    let (mut world, truth) = paused();
    let late = position(&world, truth.faults[0].visible) + 20.0;
    let id = seek(&mut world, late).remove(0).id;
    world.say("acknowledge", &id);
    control(&mut world, Control::Seek(late - 30.0));
    assert_eq!(world.ids(), [id.as_str()]);
    seek(&mut world, late);
    let incidents = world.incidents();
    assert_eq!(incidents.len(), 1, "it is found again as the same one");
    assert_eq!((incidents[0].id.as_str(), incidents[0].state), (&*id, IncidentState::Acknowledged));
}

// Rings the newest timer of the replay after so many seconds, if there is one.
fn ring(world: &mut World, seconds: f64) -> bool {
    let timer = world.effects().into_iter().rev().find_map(|effect| match effect {
        Effect::Schedule { alarm: alarm @ Alarm::Replay(_), .. } => Some(alarm),
        _ => None,
    });
    world.now += seconds;
    timer.is_some_and(|alarm| {
        world.tell(Event::Rang(alarm));
        true
    })
}

#[test]
fn it_plays_at_its_speed_until_it_is_live_again() {
    let (mut world, _) = paused();
    control(&mut world, Control::Seek(40.0));
    let begin = cursor(&world);
    assert!(!ring(&mut world, 5.0), "time stands still");
    assert_eq!(cursor(&world), begin);
    control(&mut world, Control::Speed(10.0));
    control(&mut world, Control::Play(true));
    assert!(ring(&mut world, 6.0));
    assert_eq!(cursor(&world), begin + 60.0);
    assert_eq!(newest(&world), begin + 45.0);
    // A change of speed takes nothing back, and its former timer moves nothing twice.
    let stale = world.effects();
    world.now += 1.0;
    control(&mut world, Control::Speed(300.0));
    world.tell(Event::Rang(Alarm::Replay(0)));
    for effect in stale {
        if let Effect::Schedule { alarm, .. } = effect {
            world.tell(Event::Rang(alarm));
        }
    }
    assert_eq!(cursor(&world), begin + 70.0);
    assert!(ring(&mut world, 2.0));
    assert_eq!(cursor(&world), begin + 670.0);
    for _ in 0..100 {
        ring(&mut world, 1.0);
    }
    assert!(world.app.replay.is_live());
    let shown = world.app.replayed().expect("the controls");
    assert!(shown.live && shown.playing && shown.position == shown.last);
}

#[test]
fn the_live_timer_rests_during_a_replay() {
    let (mut world, _) = paused();
    world.effects();
    world.now += 5.0;
    world.tell(Event::Rang(Alarm::Demo));
    assert_eq!(world.effects(), [], "nothing moves");
    control(&mut world, Control::Live);
    let timers = |effect: &Effect| matches!(effect, Effect::Schedule { alarm: Alarm::Demo, .. });
    assert!(world.effects().iter().any(timers));
}

#[test]
fn another_demo_begins_live_and_a_file_takes_the_controls_away() {
    let (mut world, _) = paused();
    control(&mut world, Control::Seek(40.0));
    world.tell(Event::Demo { scenario: "normal".to_owned(), seed: 3 });
    assert!(world.app.replayed().expect("the controls").live);
    assert!(NOON - 20.0 < newest(&world));
    let info = FileInfo { handle: 1, name: "a.csv".to_owned(), size: 10 };
    world.tell(Event::FilesArrived(vec![info]));
    assert_eq!(world.app.replayed(), None);
}

#[test]
fn while_a_moment_is_being_made_only_the_last_one_asked_for_waits() {
    let (mut world, _) = paused();
    let source = world.app.sources[0].id;
    let mut app: App = std::mem::take(&mut world.app);
    let mut tell = |event| app.update(NOON, event);
    let to = |position: f64| NOON - HISTORY + position * STEP;
    let asked = simulations(&tell(Event::Replay(Control::Seek(100.0))));
    let [(ticket, range)] = asked[..] else { panic!("{asked:?}") };
    assert_eq!(range.to, to(100.0));
    for position in [101.0, 150.0, 200.0] {
        assert_eq!(simulations(&tell(Event::Replay(Control::Seek(position)))), []);
    }
    let replied = |ticket, reply| Event::Replied { worker: LOG_WORKER, ticket, reply };
    let log = tell(replied(ticket, Reply::Sighted { source, bytes: Vec::new() }));
    let log = log.iter().find_map(|effect| match effect {
        Effect::Post { ticket, job: Job::SimulateLog { range, .. }, .. } => Some((*ticket, *range)),
        _ => None,
    });
    let (ticket, of_log) = log.expect("the log of the same moment");
    assert_eq!(of_log, range);
    let next = simulations(&tell(replied(ticket, Reply::Panel(Box::<Panel>::default()))));
    assert_eq!(next.iter().map(|(_, range)| range.to).collect::<Vec<_>>(), [to(200.0)]);
}
