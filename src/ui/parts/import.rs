//! A button that asks for a JSON file.

use crate::app::Event;
use crate::ui::page;
use leptos::html::Input;
use leptos::prelude::*;

/// Hands the text of the chosen file to the application, as this event; `what` the file holds is for
/// those who hear the page.
#[component]
pub fn Import(
    title: &'static str,
    what: &'static str,
    event: fn(String) -> Event,
) -> impl IntoView {
    let page = page();
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get() else { return };
        let picked = input.files().and_then(|files| files.item(0));
        input.set_value("");
        if let Some(picked) = picked {
            page.read(picked, event);
        }
    };
    view! {
        <input
            node_ref=input
            class="visually-hidden"
            type="file"
            accept=".json,.html,application/json,text/html"
            aria-label=format!("Choose a file of {what}")
            on:change=chosen
        />
        <button on:click=move |_| if let Some(input) = input.get() { input.click() }>{title}</button>
    }
}
