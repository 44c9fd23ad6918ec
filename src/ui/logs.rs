//! Log patterns, which their worker words.

use super::parts::list::Views;
use super::parts::show::Show;
use super::parts::told::Told;
use super::{page, shell::Tab};
use leptos::prelude::*;

/// Charts or patterns, where there is room for both tabs of a phone.
#[component]
pub fn Switch() -> impl IntoView {
    let page = page();
    let count = page.memo(|app| app.logs.patterns);
    let choice = |(tab, title): (Tab, &'static str)| {
        let chosen = move || (page.tab.get() == Tab::Logs) == (tab == Tab::Logs);
        let count =
            move || (tab == Tab::Logs && count.get() > 0).then(|| format!(" {}", count.get()));
        view! {
            <button aria-pressed=move || chosen().to_string() on:click=move |_| page.tab.set(tab)>
                {title}
                <span class="muted">{move || count()}</span>
            </button>
        }
    };
    view! {
        <div class="switch" role="toolbar" aria-label="Charts or log patterns">
            {[(Tab::Charts, "Charts"), (Tab::Logs, "Log patterns")].map(choice).views()}
        </div>
    }
}

/// The panel.
#[component]
pub fn Logs() -> impl IntoView {
    let page = page();
    let there = page.memo(crate::app::App::has_logs);
    let node = page.memo(|app| app.logs.node.clone());
    view! {
        <section class="logs" aria-label="Log patterns">
            <Show when=move || !there.get()>
                <p class="empty">
                    "No log is open. Drop log files anywhere on this page, plain or gzip, or paste some lines: every pattern with its exact count, and what changed when a metric broke."
                </p>
            </Show>
            <Told node=node/>
        </section>
    }
}
