//! Incidents as cards, newest first, and what can be done with them.

use super::part::Part;
use super::parts::import::Import;
use super::parts::list::{Views, each};
use super::parts::show::Show;
use super::{page, shell::Tab};
use crate::app::{Event, view};
use crate::model::{Incident, IncidentState, Level, TimeRange, quantity};
use leptos::prelude::*;

/// Cards on the page at once; older ones are asked for.
const SHOWN: usize = 60;

/// Export, import, cards.
#[component]
pub fn Incidents() -> impl IntoView {
    let page = page();
    let shown = RwSignal::new(SHOWN);
    let count = page.memo(|app| app.incidents.len());
    let ids = Part::new(move || {
        let take = shown.get();
        page.app.with(|app| {
            app.incidents.iter().take(take).map(|one| one.id.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="panel-head">
            <h2>"Incidents"</h2>
            <span class="muted" role="status">{move || count.get()}</span>
            <span class="spring"></span>
            <button on:click=move |_| page.send(Event::ExportIncidents)>"Export"</button>
            <Import title="Import" what="incidents" event=Event::ImportIncidents/>
        </div>
        <Show when=move || count.get() == 0>
            <p class="empty">"No incident: no group of series misbehaves together at these settings."</p>
        </Show>
        <ul class="cards" aria-label="Incidents, newest first">
            {each(ids, String::clone, |id| view! { <Card id=id/> })}
        </ul>
        <Show when=move || shown.get() < count.get()>
            <button on:click=move |_| shown.update(|shown| *shown += SHOWN)>"Show older ones"</button>
        </Show>
    }
}

#[component]
fn Card(id: String) -> impl IntoView {
    let page = page();
    let incident = {
        let id = id.clone();
        page.memo(move |app| app.incidents.iter().find(|one| one.id == id).cloned())
    };
    let opened = {
        let id = id.clone();
        page.memo(move |app| app.opened.as_ref() == Some(&id))
    };
    let zone = page.memo(crate::app::App::zone);
    let ids = StoredValue::new(id);
    let show = move |_| {
        page.send(Event::ShowIncident(ids.get_value()));
        page.tab.set(Tab::Charts);
    };
    let body = move |one: Incident| {
        let range = TimeRange { from: one.from, to: one.to };
        let severity = view::severity(one.severity);
        let acknowledged = one.state == IncidentState::Acknowledged;
        view! {
            <article class="card" data-severity=severity.to_string() aria-current=move || opened.get().to_string()>
                <header>
                    <span class="badge" data-severity=severity.to_string()>
                        {view::SEVERITY_WORDS[severity]} " " {view::times_alarm(one.severity)}
                    </span>
                    <span class="muted">{one.source.clone()}</span>
                    {one.ongoing.then(|| view! { <span class="now">"going on"</span> }).views()}
                </header>
                <p class="when">
                    {view::span(range, &zone.get())} " · " {view::duration(range.seconds())}
                </p>
                <p class="sentence">{one.sentence.clone()}</p>
                <Signals incident=one.clone()/>
                <footer>
                    <button on:click=show>"Show charts"</button>
                    <button
                        aria-pressed=acknowledged.to_string()
                        on:click=move |_| page.send(Event::Acknowledge(ids.get_value()))
                    >
                        {if acknowledged { "Acknowledged" } else { "Acknowledge" }}
                    </button>
                    <button class="quiet" on:click=move |_| page.send(Event::DeleteIncident(ids.get_value()))>"Delete"</button>
                </footer>
            </article>
        }
    };
    view! { <li>{move || incident.get().map(body)}</li> }
}

#[component]
fn Signals(incident: Incident) -> impl IntoView {
    let logs: Vec<String> = incident
        .logs
        .iter()
        .filter(|(level, _)| *level != Level::Info)
        .map(|(level, count)| format!("{count} {}", level.word()))
        .collect();
    let signals = incident.signals.into_iter().map(|signal| {
        let severity = view::severity(signal.score);
        view! {
            <li>
                <span class="score" data-severity=severity.to_string()>{view::times_alarm(signal.score)}</span>
                <span class="who">{signal.series}</span>
                <span class="value">
                    {quantity(signal.value.unwrap_or(f64::NAN), &signal.unit)}
                    {signal.expected.map(|expected| format!(", expected {}", quantity(expected, &signal.unit)))}
                </span>
                <span class="why muted">{signal.reason}</span>
            </li>
        }
    });
    view! {
        <details class="signals">
            <summary>"Signals that agree, and why"</summary>
            <ul>{signals.views()}</ul>
            {(!logs.is_empty()).then(|| view! {
                <p class="muted">"Log lines: " {logs.join(", ")} ". “" {incident.sample_log.clone()} "”"</p>
            }).views()}
            <p class="muted">"Raised by " {incident.detector}</p>
        </details>
    }
}
