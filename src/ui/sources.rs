//! What to begin with, and the sources that are open.

use super::parts::list::{Views, each};
use super::parts::show::Show;
use super::{page, replay};
use crate::app::{Event, Kind, Status, view};
use crate::model::SourceId;
use leptos::prelude::*;

/// The invitation that stands above the demo until real data are open.
#[component]
pub fn Intro() -> impl IntoView {
    let page = page();
    let only_demo =
        page.memo(|app| app.sources.iter().all(|source| matches!(source.kind, Kind::Demo { .. })));
    let demo = page.memo(|app| !app.sources.is_empty());
    view! {
        <Show when=move || only_demo.get()>
            <section class="intro" aria-label="Begin">
                <p>
                    {move || demo.get().then_some("This is a live demo, computed in your browser just now. ")}
                    "Paste a Prometheus URL above, drop CSV files or logs anywhere on this page, or paste some lines of either."
                </p>
                <p class="samples">
                    "Sample files: "
                    <a href="samples/sample.csv" download="">"wide CSV"</a>
                    <a href="samples/sample_long.csv" download="">"long CSV"</a>
                    <a href="samples/sample.csv.gz" download="">"gzip"</a>
                    <a href="samples/sample.log" download="">"log"</a>
                </p>
                <p class="privacy">
                    "Private: this page has no server; your data and credentials go nowhere but to the address you connect to."
                </p>
            </section>
        </Show>
    }
}

/// One chip for each open source.
#[component]
pub fn Sources() -> impl IntoView {
    let page = page();
    let ids = page.memo(|app| app.sources.iter().map(|source| source.id).collect::<Vec<_>>());
    view! {
        <ul class="sources" aria-label="Open sources">
            {each(ids, |id| id.0.to_string(), |id| view! { <Chip id=id/> })}
            <NaiveZone/>
            <DemoMenu/>
            <replay::Replay/>
        </ul>
    }
}

#[component]
fn Chip(id: SourceId) -> impl IntoView {
    let page = page();
    let source = page.memo(move |app| app.source(id).cloned());
    let name = move || source.get().map(|source| source.name).unwrap_or_default();
    let status = page.memo(move |app| {
        app.source(id).map(|source| view::status(app, source)).unwrap_or_default()
    });
    let loading = move || source.get().is_some_and(|source| source.status.is_loading());
    let failed =
        move || source.get().is_some_and(|source| matches!(source.status, Status::Failed(_)));
    let share = move || match source.get().map(|source| source.status) {
        Some(Status::Loading { bytes, total, .. }) if 0 < total => Some((bytes, total)),
        _ => None,
    };
    let notes = move || {
        source.get().and_then(|source| source.report).map(|report| report.notes).unwrap_or_default()
    };
    let is_demo =
        move || source.get().is_some_and(|source| matches!(source.kind, Kind::Demo { .. }));
    view! {
        <li class="chip" data-failed=move || failed().to_string()>
            <input
                class="name"
                aria-label="Name of this source"
                prop:value=move || name()
                size=move || name().chars().count().clamp(6, 44).to_string()
                on:change=move |event| page.send(Event::Rename(id, event_target_value(&event)))
            />
            <span class="status" role="status">{move || status.get()}</span>
            {move || share().map(|(bytes, total)| view! {
                <progress max=total.to_string() value=bytes.to_string() aria-label="Bytes read"></progress>
            }).views()}
            <Show when=loading>
                <button class="quiet" on:click=move |_| page.send(Event::Stop(id))>"Cancel"</button>
            </Show>
            <Show when=move || !notes().is_empty()>
                <details class="notes">
                    <summary>{move || match notes().len() { 1 => "1 note".to_owned(), many => format!("{many} notes") }}</summary>
                    <ul>{move || notes().into_iter().map(|note| view! { <li>{note}</li> }).views()}</ul>
                </details>
            </Show>
            <Show when=move || failed() || !is_demo() && !loading()>
                <button
                    class="quiet"
                    aria-label=move || format!("Read {} again", name())
                    title="Read again"
                    on:click=move |_| page.send(Event::Reload(id))
                >
                    "⟳"
                </button>
            </Show>
            <button
                class="quiet"
                aria-label=move || format!("Remove {}", name())
                title="Remove"
                on:click=move |_| page.send(Event::Remove(id))
            >
                "✕"
            </button>
        </li>
    }
}

/// What stamps without a zone mean; only where a file could have them.
#[component]
fn NaiveZone() -> impl IntoView {
    let page = page();
    let files =
        page.memo(|app| app.sources.iter().any(|source| matches!(source.kind, Kind::File { .. })));
    let local = page.memo(|app| app.settings.naive_local);
    let name = page.memo(|app| app.start.as_ref().map(|start| start.local.name.clone()));
    view! {
        <Show when=move || files.get()>
            <li>
                <label class="choice">
                    <span>"Stamps without a zone are"</span>
                    <select on:change=move |event| {
                        page.send(Event::NaiveLocal(event_target_value(&event) == "local"));
                    }>
                        <option value="utc" selected=move || !local.get()>"UTC"</option>
                        <option value="local" selected=move || local.get()>{move || name.get()}</option>
                    </select>
                </label>
            </li>
        </Show>
    }
}

/// Opens a scenario with a seed, or deals a new one.
#[component]
fn DemoMenu() -> impl IntoView {
    let page = page();
    let demo = page.memo(|app| {
        app.sources.iter().find_map(|source| match &source.kind {
            Kind::Demo { scenario, seed, .. } => Some((scenario.clone(), *seed)),
            _ => None,
        })
    });
    let scenario =
        move || demo.get().map_or_else(|| "service".to_owned(), |(scenario, _)| scenario);
    let seed = move || demo.get().map_or(1, |(_, seed)| seed);
    let open = move |scenario: String, seed: u64| page.send(Event::Demo { scenario, seed });
    view! {
        <li class="demo">
            <label class="choice">
                <span>"Demo"</span>
                <select
                    aria-label="Demo scenario"
                    on:change=move |event| open(event_target_value(&event), seed())
                >
                    {view::scenarios().iter().map(|about| {
                        view! {
                            <option value=about.id title=about.sentence selected=move || scenario() == about.id>
                                {about.title}
                            </option>
                        }
                    }).views()}
                </select>
            </label>
            <label class="choice">
                <span>"Seed"</span>
                <input
                    class="seed"
                    type="number"
                    min="0"
                    step="1"
                    prop:value=move || seed().to_string()
                    on:change=move |event| {
                        if let Ok(seed) = event_target_value(&event).parse() {
                            open(scenario(), seed);
                        }
                    }
                />
            </label>
        </li>
    }
}
