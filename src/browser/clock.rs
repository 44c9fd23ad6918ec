//! The browser's clock, timers and time zone.

use super::Dispatch;
use crate::app::Event;
use crate::model::{CivilTime, Zone};
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// Years before and after the present one whose clock changes are looked up.
const YEARS: i32 = 30;

/// Seconds since 1970-01-01 UTC.
pub fn now() -> f64 {
    Date::now() / 1000.0
}

/// Dispatches an event later.
pub fn later(seconds: f64, event: Event, dispatch: Dispatch) {
    let ring = Closure::once_into_js(move || dispatch(event));
    set_timeout(ring.unchecked_ref(), (seconds * 1000.0) as i32);
}

/// Calls a function later; works on the page and in a worker.
pub fn set_timeout(call: &Function, millis: i32) {
    let global = js_sys::global();
    if let Ok(timer) = Reflect::get(&global, &"setTimeout".into()) {
        let _ = timer.unchecked_into::<Function>().call2(&global, call, &millis.into());
    }
}

/// Resolves after some milliseconds.
pub async fn sleep(millis: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| set_timeout(&resolve, millis));
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Resolves after one turn of the event loop, sooner than any timer.
pub async fn turn() {
    let Ok(channel) = MessageChannel::new() else { return };
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
        let _ = channel.port2().post_message(&JsValue::NULL);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    channel.port1().close();
}

/// The user's own zone, with every clock change of the years around now.
pub fn local_zone() -> Zone {
    let offset = |time: f64| -(Date::new(&time.into()).get_timezone_offset() * 60.0) as i32;
    Zone { name: zone_name(), offsets: offsets(offset) }
}

// From when on which offset holds; times in milliseconds.
fn offsets(offset: impl Fn(f64) -> i32) -> Vec<(f64, i32)> {
    let year = Date::new_0().get_full_year() as i32;
    let month = |at: i32| {
        Date::new_with_year_month((year + at.div_euclid(12)) as u32, at.rem_euclid(12)).get_time()
    };
    let mut before = month(-YEARS * 12);
    let mut offsets = vec![(0.0_f64.min(before / 1000.0), offset(before))];
    for at in -YEARS * 12 + 1..=YEARS * 12 {
        let after = month(at);
        if offset(before) != offset(after) {
            offsets.push((change_between(before, after, &offset), offset(after)));
        }
        before = after;
    }
    offsets
}

// Bisects to the minute; clocks change on whole minutes.
fn change_between(mut before: f64, mut after: f64, offset: &impl Fn(f64) -> i32) -> f64 {
    const MINUTE: f64 = 60_000.0;
    let was = offset(before);
    while MINUTE < after - before {
        let middle = (f64::midpoint(before, after) / MINUTE).round() * MINUTE;
        if offset(middle) == was {
            before = middle;
        } else {
            after = middle;
        }
    }
    (after / MINUTE).round() * 60.0
}

fn zone_name() -> String {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    Reflect::get(&options, &"timeZone".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| "local".to_owned())
}

/// The zone of this name as the browser knows it, such as `Europe/Berlin`; `None` if it does not. Cost:
/// some milliseconds.
pub fn zone_named(name: &str) -> Option<Zone> {
    let options = Object::new();
    for (option, value) in [("timeZone", name), ("dateStyle", "short"), ("timeStyle", "medium")] {
        Reflect::set(&options, &option.into(), &value.into()).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    // Swedes write as ISO 8601 does. A zone that is none throws here.
    let format = Reflect::construct(&class, &Array::of2(&"sv-SE".into(), &options)).ok()?;
    let write: Function = Reflect::get(&format, &"format".into()).ok()?.dyn_into().ok()?;
    let shown = |time: f64| {
        let text = write.call1(&JsValue::UNDEFINED, &time.into()).ok()?.as_string()?;
        CivilTime::parse(&text)?.seconds()
    };
    shown(0.0)?;
    let offset = |time: f64| {
        let whole = (time / 1000.0).floor();
        shown(whole * 1000.0).map_or(0, |local| (local - whole) as i32)
    };
    Some(Zone { name: name.to_owned(), offsets: offsets(offset) })
}
