//! Why a point alarmed, and how other detectors see its series.

use super::page;
use super::parts::list::Views;
use super::parts::show::Show;
use crate::app::{Event, why};
use leptos::prelude::*;

/// The explained alarm in words: what was expected, since when, which views agree, what would have
/// kept it silent.
#[component]
pub fn Why() -> impl IntoView {
    let page = page();
    let shown = page.memo(why::why);
    view! {
        <Show when=move || shown.with(Option::is_some)>
            <section class="explanation" aria-label="Why">
                {move || shown.get().map(|why| view! {
                    <h3>"Why " <span class="muted">{why.title}</span></h3>
                    <p>{why.sentence}</p>
                    <dl>
                        {why.facts.into_iter().map(|(label, text)| view! { <dt>{label}</dt><dd>{text}</dd> }).views()}
                        {why.silencer.map(|setting| view! {
                            <dt>"Silent with"</dt>
                            <dd>
                                {setting} " "
                                <button class="quiet" on:click=move |_| page.send(Event::Silence)>"Use it"</button>
                            </dd>
                        })}
                    </dl>
                    <ul class="views" aria-label="Views">
                        {why.views.into_iter().map(|(title, distance, share, agrees)| view! {
                            <li data-agrees=agrees.to_string()>
                                <span class="strength"><span style:width=format!("{share:.0}%")></span></span>
                                <span class="number">{distance}</span>
                                <span>{title}</span>
                            </li>
                        }).views()}
                    </ul>
                })}
            </section>
        </Show>
    }
}

/// All detectors over the first series of the selection, as rows of its time axis.
#[component]
pub fn Compare() -> impl IntoView {
    let page = page();
    let rows = page.memo(why::comparison);
    let open = page.memo(|app| app.comparison.is_some());
    view! {
        <div class="compare">
            <button
                class="quiet"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| page.send(Event::Compare(!open.get_untracked()))
            >
                "Compare all detectors on the first chart"
            </button>
            <Show when=move || open.get()>
                <ul aria-label="Detectors compared">
                    {move || rows.get().unwrap_or_default().into_iter().map(|row| {
                        let id = row.id.clone();
                        view! {
                            <li aria-current=row.chosen.to_string()>
                                <button class="quiet" on:click=move |_| page.send(Event::Detector(id.clone()))>{row.title}</button>
                                <span class="strip" aria-hidden="true">
                                    {row.marks.into_iter().map(|(left, width)| view! {
                                        <span style:left=format!("{left:.2}%") style:width=format!("{width:.2}%")></span>
                                    }).views()}
                                </span>
                                <span class="muted number">{row.text}</span>
                            </li>
                        }
                    }).views()}
                </ul>
            </Show>
        </div>
    }
}
