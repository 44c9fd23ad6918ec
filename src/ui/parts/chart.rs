//! One chart: canvas, crosshair, zoom, and the same in words.

use super::gestures::Gestures;
use super::overlays::{Explained, Flags, Limits, Overlay};
use crate::app::{Event, view};
use crate::charts::{self, Panel};
use crate::model::{Drawing, Flag, SeriesKey, Summary, quantity};
use crate::ui::part::Part;
use crate::ui::{area, page, scale};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// Smaller than this (device pixels), nothing legible fits.
const SMALLEST: (u32, u32) = (80, 40);
/// An event as close to the pointer as this share of the window is told.
const CLOSE: f64 = 0.01;

pub(super) type Shown = Part<Latest>;
pub(super) type Row = Part<Option<Summary>>;

// The drawing that was made last: its lines are not compared, since a new one is never the same.
#[derive(Clone)]
pub(super) struct Latest(pub(super) Option<Arc<Drawing>>);

impl PartialEq for Latest {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

/// A chart of one series.
#[component]
pub fn Chart(key: SeriesKey) -> impl IntoView {
    let page = page();
    let canvas = NodeRef::<Canvas>::new();
    let plot = NodeRef::<Div>::new();
    let size = RwSignal::new((0.0_f64, 0.0_f64));
    let row: Row = page.memo(move |app| app.rows.get(&key).cloned());
    let zone = page.memo(crate::app::App::zone);
    let drawing: Shown = page.memo(move |app| Latest(app.charts.drawings.get(&key).cloned()));
    let hands = Gestures::new(page, plot);
    observe(plot, size, hands);
    Effect::new(move |_| {
        let (Some(canvas), Some(drawing)) = (canvas.get(), drawing.get().0) else { return };
        let scale = scale();
        let device = size.get();
        let device = ((device.0 * scale) as u32, (device.1 * scale) as u32);
        if device.0 < SMALLEST.0 || device.1 < SMALLEST.1 {
            return;
        }
        let palette = if page.dark.get() { &charts::DARK } else { &charts::LIGHT };
        let unit = row.with_untracked(|row| unit_of(row.as_ref()));
        let panel = Panel { drawing: &drawing, zone: &zone.get(), unit: &unit, palette, scale };
        let drawn = area(&canvas, device).map(|area| charts::draw(&area, &panel));
        hands.frame.set(drawn.and_then(Result::ok));
    });
    let description = move || {
        let zone = zone.get();
        drawing.with(|drawing| {
            let drawing = drawing.0.as_ref()?;
            let (title, unit) = row.with(|row| (title_of(row.as_ref()), unit_of(row.as_ref())));
            Some(charts::describe(drawing, &title, &unit, &zone))
        })
    };
    let name = move || format!("Chart of {}", row.with(|row| title_of(row.as_ref())));
    view! {
        <figure class="chart">
            <Caption row=row drawing=drawing/>
            <div
                class="plot"
                node_ref=plot
                role="group"
                tabindex="0"
                aria-label=move || name()
                on:pointermove=move |event| hands.moved(&event)
                on:pointerdown=move |event| hands.pressed(&event)
                on:pointerup=move |_| hands.released()
                on:pointercancel=move |_| hands.dragged.set(None)
                on:pointerleave=move |_| page.hover.set(None)
                on:wheel=move |event| hands.wheeled(&event)
                on:dblclick=move |_| page.send(Event::Zoom(None))
                on:keydown=move |event| hands.typed(&event)
            >
                <canvas node_ref=canvas role="img" aria-label=move || description()></canvas>
                <Explained key=key hands=hands/>
                <Limits key=key row=row hands=hands/>
                <Flags hands=hands/>
                <Overlay drawing=drawing hands=hands/>
            </div>
        </figure>
    }
}

#[component]
fn Caption(row: Row, drawing: Shown) -> impl IntoView {
    let page = page();
    let zone = page.memo(crate::app::App::zone);
    let flags = page.memo(crate::app::App::flags);
    let text = move |part: fn(&Summary) -> String| {
        row.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    let severity =
        move || row.with(|row| row.as_ref().map_or(0, |row| view::severity(row.severity)));
    let hovered = move || {
        let time = page.hover.get()?;
        let unit = row.with(|row| unit_of(row.as_ref()));
        drawing.with(|drawing| {
            let drawing = drawing.0.as_ref()?;
            let (time, value) = charts::nearest(drawing, time)?;
            let expected = expected(drawing, time).map_or_else(String::new, |(lower, upper)| {
                format!(", expected {} – {}", quantity(lower, &unit), quantity(upper, &unit))
            });
            let moment = view::moment(time, &zone.get());
            let flag = flags.with(|flags| told(flags, time, drawing.range.seconds() * CLOSE));
            Some(format!("{} at {moment}{expected}{flag}", quantity(value, &unit)))
        })
    };
    let last = move || {
        text(|row| format!("{}last {}", view::kind(row, " · "), quantity(row.last, &row.unit)))
    };
    view! {
        <figcaption>
            <span class="score" data-severity=move || severity().to_string()>
                {move || text(|row| view::times_alarm(row.severity))}
            </span>
            <span class="name">{move || text(|row| row.name.clone())}</span>
            <span class="labels">{move || text(|row| row.labels.clone())}</span>
            <span class="spring"></span>
            <span class="readout">{move || hovered().unwrap_or_else(last)}</span>
        </figcaption>
    }
}

// The event that is closest, if one is close.
fn told(flags: &[(Flag, f64)], time: f64, close: f64) -> String {
    let far = |flag: &Flag| (flag.time - time).abs();
    let near = flags.iter().map(|(flag, _)| flag).filter(|flag| far(flag) < close);
    let nearest = near.min_by(|a, b| far(a).total_cmp(&far(b)));
    nearest.map_or_else(String::new, |flag| [" · ", &flag.words].concat())
}

fn title_of(row: Option<&Summary>) -> String {
    row.map(|row| format!("{}{}", row.name, row.labels)).unwrap_or_default()
}

pub(super) fn unit_of(row: Option<&Summary>) -> String {
    row.map(|row| row.unit.clone()).unwrap_or_default()
}

fn expected(drawing: &Drawing, time: f64) -> Option<(f64, f64)> {
    let band = &drawing.band;
    let last = band.times.len().checked_sub(1)?;
    let at = band.times.partition_point(|other| *other < time).min(last);
    let (lower, upper) = (band.lower[at], band.upper[at]);
    (lower.is_finite() && upper.is_finite()).then_some((lower, upper))
}

// Follows the plot's size.
fn observe(plot: NodeRef<Div>, size: RwSignal<(f64, f64)>, hands: Gestures) {
    Effect::new(move |_| {
        let Some(plot) = plot.get() else { return };
        let measured = plot.clone();
        let call = Closure::<dyn FnMut()>::new(move || {
            let now = (f64::from(measured.client_width()), f64::from(measured.client_height()));
            // One that is hidden has no width.
            if now.0 > 0.0 && size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
                hands.measured(now.0);
            }
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(call.as_ref().unchecked_ref()) {
            observer.observe(&plot);
            let keep = StoredValue::new_local((observer, call));
            on_cleanup(move || keep.with_value(|(observer, _)| observer.disconnect()));
        }
    });
}
