//! A button that asks for a file.

use crate::ui::{Page, page};
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::FileList;

/// Hands what was chosen over; `what` the file holds is for those who hear the page.
#[component]
pub fn Import(title: &'static str, what: &'static str, take: fn(Page, &FileList)) -> impl IntoView {
    let page = page();
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get() else { return };
        if let Some(picked) = input.files() {
            take(page, &picked);
        }
        // So that the same file can be chosen again.
        input.set_value("");
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
