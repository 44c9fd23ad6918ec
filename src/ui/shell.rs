//! The page's frame: bar, sources, tiles, three columns; tabs on a phone.

use super::parts::list::{Views, each};
use super::parts::show::Show;
use super::{
    anomalies, bar, charts, detector, incidents, ledger, logs, page, query, ranking, sources, tiles,
};
use crate::app::{Event, Notice};
use crate::model::Problem;
use leptos::prelude::*;
use web_sys::DragEvent;

/// What a phone shows; a wide screen shows all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The ranked list and the detector.
    Series,
    /// Charts and the table.
    Charts,
    /// Patterns of logs.
    Logs,
    /// Incidents.
    Incidents,
}

const TABS: [(Tab, &str, &str); 4] = [
    (Tab::Series, "Series", "panel-series"),
    (Tab::Charts, "Charts", "panel-charts"),
    (Tab::Logs, "Logs", "panel-charts"),
    (Tab::Incidents, "Incidents", "panel-incidents"),
];

/// The whole page.
#[component]
pub fn Shell() -> impl IntoView {
    let page = page();
    let dragging = RwSignal::new(false);
    let unfolded = RwSignal::new(false);
    let over = move |event: DragEvent| {
        event.prevent_default();
        dragging.set(true);
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        dragging.set(false);
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
            page.send_files(&files);
        }
    };
    let tab = move || match page.tab.get() {
        Tab::Series => "series",
        Tab::Charts => "charts",
        Tab::Logs => "logs",
        Tab::Incidents => "incidents",
    };
    view! {
        <div
            class="page"
            data-tab=move || tab()
            data-unfolded=move || unfolded.get().to_string()
            on:dragover=over
            on:dragleave=move |event| if event.related_target().is_none() { dragging.set(false) }
            on:drop=drop
            on:paste=move |event| page.paste(&event)
        >
            <bar::Bar unfolded=unfolded/>
            <Notices/>
            <sources::Intro/>
            <query::Query/>
            <sources::Sources/>
            <tiles::Tiles/>
            <Tabs/>
            <main class="columns">
                <section class="column series" id="panel-series" aria-label="Series by severity">
                    <ranking::Ranking/>
                    <detector::Detector/>
                </section>
                <section class="column charts" id="panel-charts" aria-label="Charts">
                    <logs::Switch/>
                    <charts::Charts/>
                    <logs::Logs/>
                    <div class="only-charts"><anomalies::Anomalies/></div>
                </section>
                <section class="column incidents" id="panel-incidents" aria-label="Incidents">
                    <incidents::Incidents/>
                </section>
            </main>
            <ledger::Ledger/>
            <Show when=move || dragging.get()>
                <div class="drop-here" role="status">"Drop CSV files or logs anywhere, plain or gzip"</div>
            </Show>
        </div>
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let page = page();
    view! {
        <div class="tabs" role="tablist" aria-label="Parts of the page">
            {TABS
                .map(|(tab, title, panel)| {
                    view! {
                        <button
                            role="tab"
                            aria-controls=panel
                            aria-selected=move || (page.tab.get() == tab).to_string()
                            on:click=move |_| page.tab.set(tab)
                        >
                            {title}
                        </button>
                    }
                })
                .views()}
        </div>
    }
}

/// Messages to the user, each until it is dismissed.
#[component]
fn Notices() -> impl IntoView {
    let page = page();
    let notices = page.memo(|app| app.notices.clone());
    view! {
        <div class="notices" aria-live="polite">
            {each(notices, |notice| notice.id.to_string(), |notice| view! { <Message notice=notice/> })}
        </div>
    }
}

#[component]
fn Message(notice: Notice) -> impl IntoView {
    let page = page();
    let Problem { what, place, fix, snippet } = notice.problem;
    let role = if notice.failure { "alert" } else { "status" };
    view! {
            <div class="notice" role=role data-failure=notice.failure.to_string()>
                <div>
                    <strong>{what}</strong>
                    " "
                    <span class="place">{place}</span>
                    <p>{fix}</p>
                    {(!snippet.is_empty())
                        .then(|| view! { <pre class="snippet" tabindex="0">{snippet}</pre> })
    .views()}
                </div>
                <button
                    class="quiet"
                    aria-label="Dismiss this message"
                    on:click=move |_| page.send(Event::Dismiss(notice.id))
                >
                    "✕"
                </button>
            </div>
        }
}
