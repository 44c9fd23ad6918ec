//! What lies over the canvas of a chart: it moves or comes and goes without anything being drawn anew.

use super::chart::{Row, Shown, unit_of};
use super::gestures::Gestures;
use super::list::each;
use crate::app::why;
use crate::charts;
use crate::model::{Limit, SeriesKey, quantity};
use crate::ui::page;
use leptos::prelude::*;

/// The words of an event take so many CSS pixels at most, and end so many before the next event.
const FLAG_WIDTH: f64 = 140.0;
const FLAG_GAP: f64 = 8.0;
/// Height of a limit's words.
const LIMIT_HEIGHT: f64 = 14.0;

/// The stretch of alarms that is explained, and its moment.
#[component]
pub fn Explained(key: SeriesKey, hands: Gestures) -> impl IntoView {
    let page = page();
    let stretch = page.memo(move |app| why::explained(app, key));
    let px = |length: f64| format!("{length:.1}px");
    let edges = move || {
        let (range, time) = stretch.get()?;
        let inside = hands.window.get().is_some_and(|window| window.touches(range));
        let ends = (hands.x_of(range.from)?, hands.x_of(range.to)?, hands.x_of(time)?);
        inside.then_some(ends)
    };
    let top = move || hands.rows().map(|(top, _)| px(top));
    let height = move || hands.rows().map(|(_, height)| px(height));
    view! {
        <div
            class="explained"
            hidden=move || edges().is_none()
            style:left=move || edges().map(|(from, ..)| px(from))
            style:width=move || edges().map(|(from, to, _)| px(to - from))
            style:top=move || top()
            style:height=move || height()
        ></div>
    }
}

/// Events, such as deployments: a line each, and what it was as far as there is room.
#[component]
pub fn Flags(hands: Gestures) -> impl IntoView {
    let page = page();
    let flags = page.memo(crate::app::App::flags);
    let px = |length: f64| format!("{length:.1}px");
    let height = move || hands.rows().map(|(top, height)| px(top + height));
    each(
        flags,
        |(flag, next)| format!("{} {next} {}", flag.time, flag.words),
        move |(flag, next)| {
            let left = move || hands.x_of(flag.time);
            let room = move || Some((hands.x_of(next)? - left()? - FLAG_GAP).min(FLAG_WIDTH));
            view! {
                <div
                    class="flag"
                    role="note"
                    aria-label=flag.words
                    hidden=move || left().is_none()
                    style:left=move || left().map(px)
                    style:height=move || height()
                    style:max-width=move || room().map(|room| px(room.max(0.0)))
                >
                    {flag.title}
                </div>
            }
        },
    )
}

/// Limits that the user holds the series to: a line each, at the edge where it lies beyond what is drawn.
#[component]
pub fn Limits(key: SeriesKey, row: Row, hands: Gestures) -> impl IntoView {
    let page = page();
    let limits = page.memo(move |app| app.limits_of(key));
    let px = |length: f64| format!("{length:.1}px");
    let left = move || hands.columns().map(|(left, _)| px(left));
    let width = move || hands.columns().map(|(_, width)| px(width));
    let name = |limit: &Limit| format!("{} {} {}", limit.words, limit.below, limit.value);
    each(limits, name, move |limit| {
        let Limit { below, value, .. } = limit;
        let side = if below { "below" } else { "above" };
        let said = move || quantity(value, &row.with(|row| unit_of(row.as_ref())));
        // Its words are on the side that keeps it.
        let top = move || hands.y_of(value).map(|y| px(if below { y - LIMIT_HEIGHT } else { y }));
        view! {
            <div
                class="limit"
                role="note"
                aria-label=move || format!("limit: not {side} {}", said())
                data-side=side
                hidden=move || top().is_none()
                style:top=move || top()
                style:left=move || left()
                style:width=move || width()
                style:height=px(LIMIT_HEIGHT)
            >
                {move || format!("limit {}", said())}
            </div>
        }
    })
}

/// Crosshair and selection: they move over the canvas, so that nothing is drawn anew for them.
#[component]
pub fn Overlay(drawing: Shown, hands: Gestures) -> impl IntoView {
    let page = page();
    let px = |length: f64| format!("{length:.1}px");
    let cross = move || {
        let time = page.hover.get()?;
        let (time, _) = drawing.with(|drawing| charts::nearest(drawing.0.as_ref()?, time))?;
        hands.x_of(time).map(px)
    };
    let top = move || hands.rows().map(|(top, _)| px(top));
    let height = move || hands.rows().map(|(_, height)| px(height));
    let left = move || hands.dragged.get().map(|(a, b)| px(a.min(b)));
    let width = move || hands.dragged.get().map(|(a, b)| px((a - b).abs()));
    view! {
        <div
            class="crosshair"
            hidden=move || cross().is_none()
            style:left=move || cross()
            style:top=move || top()
            style:height=move || height()
        ></div>
        <div
            class="selection"
            hidden=move || hands.dragged.get().is_none()
            style:left=move || left()
            style:width=move || width()
            style:top=move || top()
            style:height=move || height()
        ></div>
    }
}
