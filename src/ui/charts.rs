//! The charts of the selected series, on one time axis.

use super::page;
use super::parts::chart::Chart;
use super::parts::list::each;
use super::parts::show::Show;
use super::why::{Compare, Why};
use crate::app::{Event, view};
use leptos::prelude::*;

/// Window, back button, one chart a series.
#[component]
pub fn Charts() -> impl IntoView {
    let page = page();
    let keys = page.memo(|app| app.selection.clone());
    // Of a log without times there is no series.
    let unpicked = page.memo(|app| app.selection.is_empty() && !app.rows.is_empty());
    let zoomed = page.memo(|app| app.charts.zoom.is_some());
    let window = page
        .memo(|app| app.window().map(|range| view::span(range, &app.zone())).unwrap_or_default());
    view! {
        <div class="panel-head">
            <h2 class="only-charts">"Charts"</h2>
            <span class="muted when">{move || window.get()}</span>
            <span class="spring"></span>
            <Show when=move || zoomed.get()>
                <button on:click=move |_| page.send(Event::Zoom(None))>"Show all"</button>
            </Show>
        </div>
        <Show when=move || unpicked.get()>
            <p class="empty">"Pick a series to see its chart."</p>
        </Show>
        {each(keys, |key| format!("{} {}", key.source.0, key.index), |key| view! { <Chart key=key/> })}
        <div class="only-charts">
            <Why/>
            <Compare/>
            <p class="hint muted">
                "Drag to zoom, wheel to zoom in and out, double click for everything. With the keyboard: arrows move, + and − zoom, 0 shows everything."
            </p>
        </div>
    }
}
