//! The thin bar: connect, open files, window, refresh, zone, theme.

use super::page;
use super::part::Part;
use super::parts::list::Views;
use super::parts::show::Show;
use crate::app::{Event, Link, Theme, summary, view};
use crate::model::{Auth, number};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

const LOOK_BACKS: &[(&str, &str)] = &[
    ("900", "15 min"),
    ("3600", "1 h"),
    ("21600", "6 h"),
    ("86400", "24 h"),
    ("259200", "3 d"),
    ("604800", "7 d"),
];
const RESOLUTIONS: &[(&str, &str)] = &[
    ("", "automatic"),
    ("5", "5 s"),
    ("15", "15 s"),
    ("30", "30 s"),
    ("60", "1 min"),
    ("300", "5 min"),
    ("3600", "1 h"),
];
const REFRESHES: &[(&str, &str)] =
    &[("", "by hand"), ("15", "15 s"), ("30", "30 s"), ("60", "1 min"), ("300", "5 min")];

/// The bar; a phone shows what is in it, and below it, once that is unfolded.
#[component]
pub fn Bar(unfolded: RwSignal<bool>) -> impl IntoView {
    let page = page();
    let summary = page.memo(summary::summary);
    view! {
        <header class="bar">
            <h1 class="brand"><span aria-hidden="true" class="mark"></span>"Blip"</h1>
            <button
                class="fold"
                aria-expanded=move || unfolded.get().to_string()
                on:click=move |_| unfolded.set(!unfolded.get_untracked())
            >
                <span>"Data and settings"</span>
                <span class="muted">{move || summary.get()}</span>
            </button>
            <Connect/>
            <OpenFiles/>
            <span class="spring"></span>
            <Windows/>
            <Look/>
        </header>
    }
}

#[component]
fn Connect() -> impl IntoView {
    let page = page();
    let address = NodeRef::<Input>::new();
    let user = NodeRef::<Input>::new();
    let secret = NodeRef::<Input>::new();
    let way = RwSignal::new(String::new());
    let saved = page.memo(|app| app.settings.address.clone());
    let connecting = page.memo(|app| app.connection.link == Link::Connecting);
    let connected = page.memo(|app| matches!(app.connection.link, Link::Connected(_)));
    // A login that was pasted with the address leaves the screen once it has worked; the property
    // below would not see to that, since the saved address may be the same as before.
    Effect::new(move |_| {
        if let (true, Some(input)) = (connected.get(), address.get_untracked()) {
            input.set_value(&saved.get_untracked());
        }
    });
    let text =
        move |input: NodeRef<Input>| input.get().map(|input| input.value()).unwrap_or_default();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let auth = match way.get_untracked().as_str() {
            "bearer" => Auth::Bearer(text(secret)),
            "basic" => Auth::Basic(text(user), text(secret)),
            _ => Auth::None,
        };
        page.send(Event::Connect { address: text(address), auth });
    };
    view! {
        <form class="connect" on:submit=submit aria-label="Connect to Prometheus">
            <input
                node_ref=address
                class="address"
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                aria-label="Prometheus URL"
                placeholder="Paste a Prometheus URL, for instance http://localhost:9090"
                prop:value=move || saved.get()
            />
            <select
                aria-label="Log in with"
                on:change=move |event| way.set(event_target_value(&event))
            >
                <option value="">"no login"</option>
                <option value="bearer">"Bearer token"</option>
                <option value="basic">"user and password"</option>
            </select>
            <Show when=move || way.get() == "basic">
                <input node_ref=user type="text" autocomplete="off" aria-label="User" placeholder="user"/>
            </Show>
            <Show when=move || !way.get().is_empty()>
                <input
                    node_ref=secret
                    type="password"
                    autocomplete="off"
                    aria-label=move || if way.get() == "bearer" { "Token" } else { "Password" }
                    placeholder=move || if way.get() == "bearer" { "token" } else { "password" }
                />
            </Show>
            <button class="primary" type="submit" disabled=move || connecting.get()>
                {move || if connecting.get() { "Connecting…" } else { "Connect" }}
            </button>
        </form>
    }
}

#[component]
fn OpenFiles() -> impl IntoView {
    let page = page();
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        if let Some(input) = input.get() {
            if let Some(files) = input.files() {
                page.send_files(&files);
            }
            input.set_value("");
        }
    };
    view! {
        <input
            node_ref=input
            id="files"
            class="visually-hidden"
            type="file"
            multiple
            aria-label="Choose files"
            on:change=chosen
        />
        <button on:click=move |_| if let Some(input) = input.get() { input.click() }>"Open files…"</button>
    }
}

#[component]
fn Windows() -> impl IntoView {
    let page = page();
    let connected = page.memo(|app| matches!(app.connection.link, Link::Connected(_)));
    let look_back = page.memo(|app| match app.settings.fixed {
        Some(_) => "fixed".to_owned(),
        None => app.settings.look_back.to_string(),
    });
    let paused = page.memo(|app| app.settings.fixed.is_some() && app.settings.refresh.is_some());
    let resolution =
        page.memo(|app| app.settings.resolution.map(|step| step.to_string()).unwrap_or_default());
    let refresh =
        page.memo(|app| app.settings.refresh.map(|every| every.to_string()).unwrap_or_default());
    view! {
        <Show when=move || connected.get()>
            <Choice
                title="Look back"
                options=LOOK_BACKS
                value=look_back
                custom=true
                chosen=Callback::new(move |text: String| if let Some(seconds) = number(&text) { page.send(Event::LookBack(seconds)) })
            />
            <Choice
                title="Resolution"
                options=RESOLUTIONS
                value=resolution
                custom=false
                chosen=Callback::new(move |text: String| page.send(Event::Resolution(number(&text))))
            />
            <Choice
                title="Refresh"
                options=REFRESHES
                value=refresh
                custom=false
                chosen=Callback::new(move |text: String| page.send(Event::RefreshEvery(number(&text))))
            />
            <span class="muted" role="status">{move || paused.get().then_some("paused: the range is fixed")}</span>
            <button aria-label="Refresh now" title="Refresh now" on:click=move |_| page.send(Event::Refresh)>"⟳"</button>
        </Show>
    }
}

/// A labelled menu; `custom` adds an entry that asks for a number of minutes or a fixed range.
#[component]
fn Choice(
    title: &'static str,
    options: &'static [(&'static str, &'static str)],
    value: Part<String>,
    custom: bool,
    chosen: Callback<String>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let known = move |value: &str| options.iter().any(|(id, _)| *id == value);
    let pick = move |event: leptos::ev::Event| {
        let picked = event_target_value(&event);
        asking.set(picked == "custom");
        if picked != "custom" {
            chosen.run(picked);
        }
    };
    let minutes = move |event: leptos::ev::Event| {
        let minutes = number(&event_target_value(&event)).filter(|minutes| 0.0 < *minutes);
        if let Some(minutes) = minutes {
            chosen.run((minutes * 60.0).to_string());
        }
    };
    let in_minutes = move || {
        let seconds = number(&value.get());
        seconds.map(|seconds| (seconds / 60.0).to_string()).unwrap_or_default()
    };
    view! {
        <label class="choice">
            <span>{title}</span>
            <select
                prop:value=move || { let value = value.get(); if known(&value) { value } else { "custom".to_owned() } }
                on:change=pick
            >
                {options.iter().map(|(id, name)| {
                    let id = *id;
                    view! { <option value=id selected=move || value.get() == id>{*name}</option> }
                }).views()}
                {custom.then(|| view! {
                    <option value="custom" selected=move || asking.get() || !known(&value.get())>"custom…"</option>
                }).views()}
            </select>
        </label>
        {custom.then(|| view! {
            <Show when=move || asking.get() || !known(&value.get())>
                <label class="choice">
                    <input
                        class="minutes"
                        type="number"
                        min="1"
                        step="1"
                        aria-label="Look back, in minutes"
                        prop:value=move || in_minutes()
                        on:change=minutes
                    />
                    <span>"min"</span>
                </label>
                <Fixed/>
            </Show>
        })}
    }
}

/// A fixed range in the zone that is shown.
#[component]
fn Fixed() -> impl IntoView {
    let page = page();
    let range = page.memo(view::fixed_range);
    let (from, to) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    // The browser reads the clock's figures; which zone they are of is known to the application.
    let clock = move |input: NodeRef<Input>| {
        input.get().map_or(f64::NAN, |input| input.value_as_number() / 1000.0)
    };
    let show = move |_| page.send(Event::Fixed { from: clock(from), to: clock(to) });
    view! {
        <span class="choice">
            <span>"or"</span>
            <input node_ref=from type="datetime-local" step="1" aria-label="From" prop:value=move || range.get().0/>
            <span>"to"</span>
            <input node_ref=to type="datetime-local" step="1" aria-label="To" prop:value=move || range.get().1/>
            <button on:click=show>"Show"</button>
        </span>
    }
}

#[component]
fn Look() -> impl IntoView {
    let page = page();
    let local = page.memo(|app| app.settings.local_time);
    let theme = page.memo(|app| app.settings.theme);
    let next = move || match theme.get() {
        Theme::System => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::System,
    };
    let name = move || match theme.get() {
        Theme::System => "Theme: system",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <button
            role="switch"
            aria-checked=move || local.get().to_string()
            aria-label="Show times in local time"
            title="Local time or UTC"
            on:click=move |_| page.send(Event::LocalTime(!local.get_untracked()))
        >
            {move || if local.get() { "Local" } else { "UTC" }}
        </button>
        <button aria-label=move || name() title=move || name() on:click=move |_| page.send(Event::Theme(next()))>
            {move || match theme.get() {
                Theme::System => "◐",
                Theme::Light => "○",
                Theme::Dark => "●",
            }}
        </button>
    }
}
