//! One chart: canvas, crosshair, zoom, keyboard, and the same in words.

use super::gestures;
use crate::app::{Event, view};
use crate::charts::{self, Frame, Panel};
use crate::model::{Drawing, SeriesKey, Summary, TimeRange, quantity};
use crate::ui::{area, page};
use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// A chart of one series.
#[component]
pub fn Chart(key: SeriesKey) -> impl IntoView {
    let page = page();
    let canvas = NodeRef::<Canvas>::new();
    let plot = NodeRef::<Div>::new();
    let size = RwSignal::new((0.0_f64, 0.0_f64));
    let frame = RwSignal::new(None::<Frame>);
    let dragged = RwSignal::new(None::<(f64, f64)>);
    let row = page.memo(move |app| app.rows.get(&key).cloned());
    let zone = page.memo(crate::app::App::zone);
    let window = page.memo(crate::app::App::window);
    let drawing = Memo::new_with_compare(
        move |_| page.app.with(|app| app.charts.drawings.get(&key).cloned()),
        |old, new| match (old.and_then(Option::as_ref), new.and_then(Option::as_ref)) {
            (Some(old), Some(new)) => !Arc::ptr_eq(old, new),
            (None, None) => false,
            _ => true,
        },
    );
    observe(plot, size, page);
    Effect::new(move |_| {
        let (Some(canvas), Some(drawing)) = (canvas.get(), drawing.get()) else { return };
        let (width, height) = size.get();
        let scale = window_scale();
        let palette = if page.dark.get() { &charts::DARK } else { &charts::LIGHT };
        let device = ((width * scale) as u32, (height * scale) as u32);
        if device.0 < 80 || device.1 < 40 {
            return;
        }
        let unit =
            row.with_untracked(|row| row.as_ref().map(|row| row.unit.clone())).unwrap_or_default();
        let panel = Panel { drawing: &drawing, zone: &zone.get(), unit: &unit, palette, scale };
        let drawn = area(&canvas, device).map(|area| charts::draw(&area, &panel));
        frame.set(drawn.and_then(Result::ok));
    });

    let in_css = move |part: fn(&Frame) -> i32| {
        frame.with(|frame| frame.as_ref().map(part)).map(|x| f64::from(x) / window_scale())
    };
    let time_at = move |css_x: f64| {
        frame.with_untracked(|frame| {
            frame.as_ref().map(|frame| frame.time_at(css_x * window_scale()))
        })
    };
    let x_of = move |time: f64| {
        frame.with(|frame| frame.as_ref().map(|frame| frame.x_of(time) / window_scale()))
    };
    let moved = move |event: PointerEvent| {
        let x = f64::from(event.offset_x());
        page.hover.set(time_at(x));
        if let Some((from, _)) = dragged.get_untracked() {
            dragged.set(Some((from, x)));
        }
    };
    let pressed = move |event: PointerEvent| {
        if event.button() == 0 {
            let x = f64::from(event.offset_x());
            dragged.set(Some((x, x)));
            if let Some(plot) = plot.get() {
                let _ = plot.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let released = move |_: PointerEvent| {
        let Some((from, to)) = dragged.get_untracked() else { return };
        dragged.set(None);
        if (to - from).abs() < gestures::SHORTEST_DRAG {
            return;
        }
        if let (Some(from), Some(to)) = (time_at(from.min(to)), time_at(from.max(to))) {
            page.send(Event::Zoom(Some(TimeRange { from, to })));
        }
    };
    let wheeled = move |event: WheelEvent| {
        let (Some(window), Some(at)) =
            (window.get_untracked(), time_at(f64::from(event.offset_x())))
        else {
            return;
        };
        event.prevent_default();
        page.send(Event::Zoom(Some(gestures::wheel(window, at, event.delta_y()))));
    };
    let typed = move |event: KeyboardEvent| {
        let Some(window) = window.get_untracked() else { return };
        if let Some(zoom) = gestures::key(window, &event.key()) {
            event.prevent_default();
            page.send(Event::Zoom(zoom));
        }
    };
    let nearest = Memo::new(move |_| {
        let time = page.hover.get()?;
        drawing.with(|drawing| drawing.as_ref().and_then(|drawing| charts::nearest(drawing, time)))
    });
    let cross = move || nearest.get().and_then(|(time, _)| x_of(time)).map(|x| format!("{x:.1}px"));
    let readout = move || {
        let (time, value) = nearest.get()?;
        let unit = row.with(|row| row.as_ref().map(|row| row.unit.clone())).unwrap_or_default();
        let band =
            drawing.with(|drawing| drawing.as_ref().and_then(|drawing| expected(drawing, time)));
        let expected = band.map(|(lower, upper)| {
            format!(", expected {} – {}", quantity(lower, &unit), quantity(upper, &unit))
        });
        Some(format!(
            "{} at {}{}",
            quantity(value, &unit),
            view::moment(time, &zone.get()),
            expected.unwrap_or_default()
        ))
    };
    let description = move || {
        let Some(row) = row.get() else { return String::new() };
        let title = format!("{}{}", row.name, row.labels);
        drawing.with(|drawing| {
            drawing
                .as_ref()
                .map(|drawing| charts::describe(drawing, &title, &row.unit, &zone.get()))
                .unwrap_or_default()
        })
    };
    let left = move || dragged.get().map(|(a, b)| format!("{}px", a.min(b)));
    let width = move || dragged.get().map(|(a, b)| format!("{}px", (a - b).abs()));
    let band_top = move || in_css(|frame| frame.top).map(|y| format!("{y}px"));
    let band_height = move || in_css(|frame| frame.bottom - frame.top).map(|h| format!("{h}px"));
    view! {
        <figure class="chart">
            <Caption row=row readout=Signal::derive(readout)/>
            <div
                class="plot"
                node_ref=plot
                role="group"
                tabindex="0"
                aria-label=move || format!("Chart of {}", row.with(|row| row.as_ref().map(|row| format!("{}{}", row.name, row.labels))).unwrap_or_default())
                on:pointermove=moved
                on:pointerdown=pressed
                on:pointerup=released
                on:pointercancel=move |_| dragged.set(None)
                on:pointerleave=move |_| page.hover.set(None)
                on:wheel=wheeled
                on:dblclick=move |_| page.send(Event::Zoom(None))
                on:keydown=typed
            >
                <canvas node_ref=canvas role="img" aria-label=description></canvas>
                <div class="crosshair" hidden=move || cross().is_none() style:left=cross style:top=band_top style:height=band_height></div>
                <div class="selection" hidden=move || dragged.get().is_none() style:left=left style:width=width style:top=band_top style:height=band_height></div>
            </div>
        </figure>
    }
}

#[component]
fn Caption(row: Memo<Option<Summary>>, readout: Signal<Option<String>>) -> impl IntoView {
    let text = move |part: fn(&Summary) -> String| {
        move || row.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    let severity =
        move || row.with(|row| row.as_ref().map_or(0, |row| view::severity(row.severity)));
    view! {
        <figcaption>
            <span class="score" data-severity=move || severity().to_string()>{text(|row| view::times_alarm(row.severity))}</span>
            <span class="name">{text(|row| row.name.clone())}</span>
            <span class="labels">{text(|row| row.labels.clone())}</span>
            <span class="spring"></span>
            <span class="readout">{move || readout.get().unwrap_or_else(|| text(|row| format!("last {}", quantity(row.last, &row.unit)))())}</span>
        </figcaption>
    }
}

fn expected(drawing: &Drawing, time: f64) -> Option<(f64, f64)> {
    let band = &drawing.band;
    let at =
        band.times.partition_point(|other| *other < time).min(band.times.len().checked_sub(1)?);
    let (lower, upper) = (band.lower[at], band.upper[at]);
    (lower.is_finite() && upper.is_finite()).then_some((lower, upper))
}

fn window_scale() -> f64 {
    window().device_pixel_ratio()
}

// Follows the plot's size; the first chart that is measured tells the application how many pixel
// columns a chart has.
fn observe(plot: NodeRef<Div>, size: RwSignal<(f64, f64)>, page: crate::ui::Page) {
    Effect::new(move |_| {
        let Some(plot) = plot.get() else { return };
        let measured = plot.clone();
        let call = Closure::<dyn FnMut()>::new(move || {
            let now = (f64::from(measured.client_width()), f64::from(measured.client_height()));
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
                let device = (now.0 * window_scale()) as u32;
                page.send(Event::ChartWidth(charts::plot_columns(device, window_scale())));
            }
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(call.as_ref().unchecked_ref()) {
            observer.observe(&plot);
            let keep = StoredValue::new_local((observer, call));
            on_cleanup(move || keep.with_value(|(observer, _)| observer.disconnect()));
        }
    });
}
