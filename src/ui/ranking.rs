//! The ranked list: only the rows in sight exist, so five thousand series cost what thirty do.

use super::page;
use super::part::Part;
use super::parts::list::each;
use super::parts::show::Show;
use super::parts::spark::Spark;
use crate::app::{Event, view};
use crate::model::{SeriesKey, quantity};
use leptos::ev::KeyboardEvent;
use leptos::html::{Div, Ul};
use leptos::prelude::*;

/// Height of a row in CSS pixels; `parts.css` has the same.
const ROW: f64 = 46.0;
/// Rows drawn above and below what is in sight.
const MARGIN: usize = 6;

/// Filter and list.
#[component]
pub fn Ranking() -> impl IntoView {
    let page = page();
    let count = page.memo(|app| (app.ranking.len(), app.rows.len()));
    let shown = move || {
        let (shown, all) = count.get();
        let all_words = format!("{} series", view::grouped(all as u64));
        if shown == all {
            all_words
        } else {
            format!("{} of {all_words}", view::grouped(shown as u64))
        }
    };
    view! {
        <div class="panel-head">
            <h2>"Most abnormal first"</h2>
            <span class="muted" role="status">{move || shown()}</span>
        </div>
        <input
            class="filter"
            type="search"
            aria-label="Filter series"
            placeholder="Filter by name or label"
            on:input=move |event| page.send(Event::Filter(event_target_value(&event)))
        />
        <List/>
    }
}

#[component]
fn List() -> impl IntoView {
    let page = page();
    let frame = NodeRef::<Div>::new();
    let list = NodeRef::<Ul>::new();
    let top = RwSignal::new(0.0_f64);
    let height = RwSignal::new(600.0_f64);
    let ranking = page.memo(|app| app.ranking.clone());
    let scrolled = move |_| {
        if let Some(frame) = frame.get() {
            top.set(f64::from(frame.scroll_top()));
            height.set(f64::from(frame.client_height()).max(ROW));
        }
    };
    let first = Part::new(move || ((top.get() / ROW) as usize).saturating_sub(MARGIN));
    let count = Part::new(move || (height.get() / ROW).ceil() as usize + 2 * MARGIN);
    let rows = Part::new(move || {
        ranking.with(|keys| {
            keys.iter().copied().enumerate().skip(first.get()).take(count.get()).collect::<Vec<_>>()
        })
    });
    let total = move || format!("{}px", ranking.with(Vec::len) as f64 * ROW);
    let step = move |event: KeyboardEvent| {
        let delta = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        move_focus(list, delta);
    };
    view! {
        <div class="ranking" node_ref=frame on:scroll=scrolled on:keydown=step>
            <Show when=move || ranking.with(Vec::is_empty)>
                <p class="empty">"No series yet. Connect, drop files, or clear the filter."</p>
            </Show>
            <ul node_ref=list style:height=move || total() aria-label="Ranked series">
                {each(
                    rows,
                    |(place, key)| format!("{place} {} {}", key.source.0, key.index),
                    |(place, key)| view! { <Row place=place key=key/> },
                )}
            </ul>
        </div>
    }
}

// Buttons of the list in document order; focus moves among those that exist, and scrolling brings
// the next ones into being.
fn move_focus(list: NodeRef<Ul>, delta: i32) {
    let Some(list) = list.get() else { return };
    let Some(active) =
        document().active_element().and_then(|element| element.closest("li").ok()?)
    else {
        return;
    };
    let place = |element: &web_sys::Element| {
        element.get_attribute("data-place").and_then(|place| place.parse::<i32>().ok())
    };
    let Some(next) = place(&active).map(|place| place + delta) else { return };
    let target = list.query_selector(&format!("li[data-place='{next}'] button")).ok().flatten();
    if let Some(target) = target {
        let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(target).focus();
    }
}

#[component]
fn Row(place: usize, key: SeriesKey) -> impl IntoView {
    let page = page();
    let row = page.memo(move |app| app.rows.get(&key).cloned());
    let chosen = page.memo(move |app| app.selection.contains(&key));
    let severity =
        move || row.with(|row| row.as_ref().map_or(0, |row| view::severity(row.severity)));
    let offset = format!("translateY({}px)", place as f64 * ROW);
    let pick = move |event: web_sys::MouseEvent| {
        let add = event.ctrl_key() || event.meta_key() || event.shift_key();
        page.send(Event::Pick(key, add));
    };
    let spark = Part::new(move || row.with(|row| row.as_ref().map(|row| row.spark.clone())));
    let text = move |part: fn(&crate::model::Summary) -> String| {
        row.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    view! {
        <li data-place=place.to_string() style:transform=offset>
            <button
                class="row"
                aria-pressed=move || chosen.get().to_string()
                data-severity=move || severity().to_string()
                title=move || text(|row| format!("{}{}\n{}Ctrl or Shift and click: add its chart to those shown", row.name, row.labels, view::kind(row, "\n")))
                on:click=pick
            >
                <span class="score">
                    {move || text(|row| view::times_alarm(row.severity))}
                    <span class="visually-hidden">{move || format!("the alarm level, severity {}", view::SEVERITY_WORDS[severity()])}</span>
                </span>
                <span class="who">
                    <span class="name">{move || text(|row| row.name.clone())}</span>
                    <span class="labels">{move || text(|row| row.labels.clone())}</span>
                </span>
                <Spark spark=spark/>
                <span class="last">
                    <span>{move || text(|row| quantity(row.last, &row.unit))}</span>
                    <span class="muted">{move || text(|row| match row.anomalies {
                        0 if row.learning => "learning".to_owned(),
                        0 => "no anomaly".to_owned(),
                        1 => "1 anomaly".to_owned(),
                        many => format!("{} anomalies", view::grouped(many)),
                    })}</span>
                </span>
            </button>
        </li>
    }
}
