//! The detector and its parameters; the form is made from the detector's own description.

use super::models::Models;
use super::page;
use super::parts::list::Views;
use super::parts::show::Show;
use crate::app::{Event, view};
use crate::model::{Field, FieldKind};
use leptos::prelude::*;

/// Menu, sentence, form.
#[component]
pub fn Detector() -> impl IntoView {
    let page = page();
    let chosen = page.memo(|app| *app.settings.chosen());
    let knobs_set = page.memo(view::knobs_set);
    let fitted = page.memo(|app| app.model().is_some());
    view! {
        <form class="detector" aria-label="Detector" on:submit=|event| event.prevent_default()>
            <div class="panel-head">
                <h2>"Detector"</h2>
                <select
                    aria-label="Detector"
                    on:change=move |event| page.send(Event::Detector(event_target_value(&event)))
                >
                    {view::detectors().map(|about| {
                        view! { <option value=about.id selected=move || chosen.get().id == about.id>{about.title}</option> }
                    }).views()}
                </select>
            </div>
            <p class="muted">{move || chosen.get().sentence}</p>
            {view::knobs()[..1].iter().map(|field| view! { <Control field=field/> }).views()}
            <fieldset disabled=move || fitted.get()>
                <Show when=move || fitted.get()>
                    <p class="help">"A fitted model judges: these were set when it was fitted."</p>
                </Show>
                {move || chosen.get().fields.iter().map(|field| view! { <Control field=field/> }).views()}
            </fieldset>
            <details class="knobs">
                <summary>{move || knobs_title(knobs_set.get())}</summary>
                <fieldset disabled=move || fitted.get()>
                    {view::knobs()[1..2].iter().map(|field| view! { <Control field=field/> }).views()}
                </fieldset>
                {view::knobs()[2..].iter().map(|field| view! { <Control field=field/> }).views()}
            </details>
            <Models/>
            <p class="reference muted">{move || chosen.get().reference}</p>
        </form>
    }
}

fn knobs_title(set: usize) -> String {
    match set {
        0 => "More: what every detector has".to_owned(),
        set => format!("More: what every detector has ({set} set)"),
    }
}

#[component]
fn Control(field: &'static Field) -> impl IntoView {
    let page = page();
    let value = page.memo(move |app| {
        app.settings.chosen_values().text(field.name).unwrap_or_else(|| field.default_text())
    });
    let set = move |event: leptos::ev::Event| {
        page.send(Event::Parameter(field.name.to_owned(), event_target_value(&event)));
    };
    let drag = move |event: leptos::ev::Event| {
        page.send(Event::Drag(field.name.to_owned(), event_target_value(&event)));
    };
    let id = format!("parameter-{}", field.name);
    let help = format!("{id}-help");
    let control = match field.kind {
        FieldKind::Choice(options) => view! {
            <select id=id.clone() aria-describedby=help.clone() on:change=set>
                {options.iter().map(|(option, title)| {
                    let option = *option;
                    view! { <option value=option selected=move || value.get() == option>{*title}</option> }
                }).views()}
            </select>
        }
        .into_any(),
        FieldKind::Number { min, max, step, .. } => view! {
            <input
                id=id.clone()
                aria-describedby=help.clone()
                type="range"
                min=min.to_string()
                max=max.to_string()
                step=step.to_string()
                prop:value=move || value.get()
                on:input=drag
                on:change=set
            />
            <input
                class="exact"
                type="number"
                aria-label=format!("{}, exact", field.title)
                min=min.to_string()
                max=max.to_string()
                step="any"
                prop:value=move || value.get()
                on:change=set
            />
        }
        .into_any(),
        FieldKind::Ranges | FieldKind::Text { .. } => view! {
            <input id=id.clone() aria-describedby=help.clone() class="text" type="text" placeholder="none" prop:value=move || value.get() on:change=set/>
        }
        .into_any(),
        FieldKind::Optional { .. } => view! {
            <input id=id.clone() aria-describedby=help.clone() class="exact" type="number" step="any" placeholder="none" prop:value=move || value.get() on:change=set/>
        }
        .into_any(),
    };
    let range = match field.kind {
        FieldKind::Number { min, max, default, .. } => {
            format!(" From {min} to {max}; {default} unless set.")
        }
        _ => String::new(),
    };
    view! {
        <div class="field">
            <label for=id>{field.title}</label>
            <span class="control">{control}<span class="unit">{field.unit}</span></span>
            <p class="help" id=help>{field.help}{range}</p>
        </div>
    }
}
