//! Incidents, which their worker words, and what is done with all of them.

use super::parts::import::Import;
use super::parts::told::Told;
use super::{Page, page};
use crate::app::Event;
use crate::model::Said;
use leptos::prelude::*;

/// Export, import, cards.
#[component]
pub fn Incidents() -> impl IntoView {
    let page = page();
    let count = page.memo(|app| app.incidents.count);
    let node = page.memo(|app| app.incidents.node.clone());
    let export = move |_| {
        let what = "incident export".to_owned();
        page.send(Event::Say(Said { what, ..Said::default() }));
    };
    view! {
        <div class="panel-head">
            <h2>"Incidents"</h2>
            <span class="muted" role="status">{move || count.get()}</span>
            <span class="spring"></span>
            <button on:click=export>"Export"</button>
            <Import title="Import" what="incidents" take=Page::import/>
        </div>
        <Told node=node/>
    }
}
