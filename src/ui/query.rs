//! The query row of a connected server.

use super::page;
use super::part::Part;
use super::parts::list::each;
use super::parts::show::Show;
use crate::app::{Event, Link};
use leptos::html::Input;
use leptos::prelude::*;

/// No more names than this are offered at once.
const MOST_OFFERED: usize = 40;

/// Server, query box with completion, examples.
#[component]
pub fn Query() -> impl IntoView {
    let page = page();
    let server = page.memo(|app| match &app.connection.link {
        Link::Connected(server) => {
            Some(format!("{} {} at {}", server.flavour, server.version, app.connection.base))
        }
        _ => None,
    });
    view! {
        <Show when=move || server.get().is_some()>
            <section class="query" aria-label="Query">
                <span class="server" role="status">{move || server.get()}</span>
                <QueryBox/>
            </section>
        </Show>
    }
}

#[component]
fn QueryBox() -> impl IntoView {
    let page = page();
    let input = NodeRef::<Input>::new();
    let saved = page.memo(|app| app.settings.query.clone());
    let examples = page.memo(|app| app.connection.examples());
    let typed = RwSignal::new(String::new());
    let offered = Part::new(move || {
        let typed = typed.get();
        page.app.with(|app| app.connection.complete(&typed, MOST_OFFERED))
    });
    // What is being typed is not taken away by the query that runs by itself.
    let shown = move || {
        let saved = saved.get();
        Some(typed.get_untracked()).filter(|typed| !typed.is_empty()).unwrap_or(saved)
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        typed.set(String::new());
        if let Some(input) = input.get() {
            page.send(Event::Query(input.value()));
        }
    };
    view! {
        <form on:submit=submit>
            <input
                node_ref=input
                class="promql"
                type="text"
                list="metric-names"
                autocomplete="off"
                spellcheck="false"
                aria-label="PromQL query"
                placeholder="A PromQL query; every series of the answer is scored"
                prop:value=shown
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <datalist id="metric-names">
                {each(
                    offered,
                    |(whole, _)| whole.clone(),
                    |(whole, about)| view! { <option value=whole>{about}</option> },
                )}
            </datalist>
            <button class="primary" type="submit">"Run query"</button>
        </form>
        <ul class="examples" aria-label="Example queries">
            {each(examples, String::clone, move |example| {
                let text = example.clone();
                let run = move |_| {
                    typed.set(String::new());
                    page.send(Event::Query(example.clone()));
                };
                view! { <li><button class="quiet mono" on:click=run>{text}</button></li> }
            })}
        </ul>
    }
}
