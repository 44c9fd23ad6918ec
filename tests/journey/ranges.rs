//! Fixed ranges and the way back to live data.

use super::*;
use blip::app::Settings;

// The range that the latest query asks for, rounded to its step.
fn asked_for(world: &mut World) -> Option<(f64, f64)> {
    let form = streams(world).last()?.3.clone();
    Some((field(&form, "start"), field(&form, "end")))
}

// A range that ends and begins so many seconds before the clock that is shown, an hour ahead of UTC.
fn fix(world: &mut World, from: f64, to: f64) {
    if let Some(start) = &mut world.app.start {
        start.local.offsets = vec![(0.0, 3600)];
    }
    let clock = BEGIN + 3600.0;
    world.tell(Event::Fixed { from: clock - from, to: clock - to });
}

fn timers(world: &mut World) -> usize {
    let rings =
        |effect: &&Effect| matches!(effect, Effect::Schedule { alarm: Alarm::Refresh(_), .. });
    world.effects().iter().filter(rings).count()
}

#[test]
fn a_fixed_range_is_asked_for_without_refreshes_until_a_look_back_is_chosen() {
    let mut world = World::started(7);
    connected(&mut world);
    answer_streams(&mut world);
    world.tell(Event::RefreshEvery(Some(15.0)));
    assert_eq!(timers(&mut world), 1);
    fix(&mut world, 7200.0, 3600.0);
    let range = (BEGIN - 7200.0, BEGIN - 3600.0);
    assert_eq!(asked_for(&mut world), Some(range));
    let fixed = Settings::read(&world.app.settings.write()).fixed.expect("it is remembered");
    assert_eq!((fixed.from, fixed.to), range);
    assert_eq!(view::fixed_range(&world.app).0, "2024-01-15T09:00:00");

    world.now += 30.0;
    world.tell(Event::Query("up".to_owned()));
    let effects = world.effects();
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Schedule { .. })), "paused");
    let again = effects.iter().find_map(|effect| match effect {
        Effect::Stream { request, .. } => Some(field(&request.form, "end")),
        _ => None,
    });
    assert_eq!(again, Some(range.1), "another query asks for it as well");

    world.tell(Event::LookBack(3600.0));
    let (from, to) = asked_for(&mut world).expect("a query");
    assert!(BEGIN < to && to - from == 3600.0, "{from} to {to}");
    world.tell(Event::RefreshEvery(Some(15.0)));
    assert_eq!(timers(&mut world), 1);
}

#[test]
fn a_range_that_is_none_is_refused_and_the_former_one_stays() {
    let mut world = World::started(7);
    connected(&mut world);
    answer_streams(&mut world);
    for (from, to) in [(3600.0, 7200.0), (3600.0, -1.0), (f64::NAN, 3600.0)] {
        fix(&mut world, from, to);
        assert!(world.app.notices.pop().is_some_and(|notice| notice.failure), "{from} – {to}");
        assert_eq!((world.app.settings.fixed, asked_for(&mut world)), (None, None));
    }
}
