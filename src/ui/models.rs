//! Fitted models: fit one, use one, take it along.

use super::parts::import::Import;
use super::parts::list::{Views, each};
use super::parts::show::Show;
use super::{Page, page};
use crate::app::{Event, view};
use leptos::prelude::*;

/// A list that opens, and what makes it longer.
#[component]
pub fn Models() -> impl IntoView {
    let page = page();
    let rows = page.memo(view::models);
    let fittable = page.memo(crate::app::App::is_fittable);
    let sources = page.memo(|app| {
        app.sources.iter().map(|source| (source.id, source.name.clone())).collect::<Vec<_>>()
    });
    let title = move || match rows.with(Vec::len) {
        0 => "Fitted models".to_owned(),
        many => format!("Fitted models ({many})"),
    };
    view! {
        <details class="knobs" on:toggle=move |_| page.send(Event::LookAtModels)>
            <summary>{title}</summary>
            <p class="help">
                "A detector learns from what is loaded, as it is set and prepared; its model then judges other data from their first point on. Some models hold the values they learnt from: who gets such a file gets these."
            </p>
            <Show when=move || !fittable.get()>
                <p class="help">"This detector learns nothing that could be taken along."</p>
            </Show>
            <Show when=move || fittable.get()>
                {move || sources.get().into_iter().map(|(id, name)| view! {
                    <button on:click=move |_| page.send(Event::Fit(id))>{format!("Fit on {name}")}</button>
                }).views()}
            </Show>
            <ul class="models" aria-label="Fitted models">
                {each(rows, |row| format!("{}{}", row.id, row.used), |row| view! { <Row row=row/> })}
            </ul>
            <Import title="Import a model" what="a fitted model" take=Page::import_model/>
        </details>
    }
}

#[component]
fn Row(row: view::ModelRow) -> impl IntoView {
    let page = page();
    let view::ModelRow { id, title, detail, used } = row;
    let send = move |event: fn(String) -> Event| {
        let id = id.clone();
        move |_| page.send(event(id.clone()))
    };
    let other = if used { send(|_| Event::UseModel(String::new())) } else { send(Event::UseModel) };
    view! {
        <li>
            <span class="name">{title}</span>
            <span class="muted">{detail}</span>
            <span>
                <button aria-pressed=used.to_string() on:click=other>{if used { "Stop using" } else { "Use" }}</button>
                <button class="quiet" on:click=send(Event::ExportModel)>"Export"</button>
                <button class="quiet" on:click=send(Event::DeleteModel)>"Delete"</button>
            </span>
        </li>
    }
}
