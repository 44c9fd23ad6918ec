//! The demo's time: it goes on, stands still, and can be gone through.

use super::page;
use super::part::Part;
use super::parts::list::Views;
use super::parts::show::Show;
use crate::app::replay::{SPEEDS, Shown};
use crate::app::{App, Control, Event};
use crate::model::number;
use leptos::prelude::*;

/// Play, speed, position and the way back to the present; only while a demo is open.
#[component]
pub fn Replay() -> impl IntoView {
    let page = page();
    let shown = page.memo(App::replayed);
    let is = move |part: fn(&Shown) -> bool| shown.with(|shown| shown.as_ref().is_some_and(part));
    let text = move |part: fn(&Shown) -> String| {
        shown.with(|shown| shown.as_ref().map(part).unwrap_or_default())
    };
    let playing = Part::new(move || is(|one| one.playing));
    let now = Part::new(move || shown.with(|shown| shown.as_ref().map(|one| one.speed)));
    let tell = move |control| page.send(Event::Replay(control));
    let there = move || shown.with(Option::is_some);
    view! {
        <Show when=there>
            <li class="replay"><div role="group" aria-label="Replay" aria-busy=move || is(|one| one.busy).to_string()>
                <button on:click=move |_| tell(Control::Play(!playing.get_untracked()))>
                    {move || if playing.get() { "Pause" } else { "Play" }}
                </button>
                <select
                    aria-label="Speed"
                    title="Seconds of the demo per second"
                    on:change=move |event| {
                        if let Some(speed) = number(&event_target_value(&event)) {
                            tell(Control::Speed(speed));
                        }
                    }
                >
                    {SPEEDS.map(|speed| {
                        view! {
                            <option value=speed.to_string() selected=move || now.get() == Some(speed)>
                                {format!("{speed}×")}
                            </option>
                        }
                    }).views()}
                </select>
                <input
                    type="range"
                    aria-label="Position"
                    min="0"
                    step="1"
                    max=move || text(|one| one.last.to_string())
                    prop:value=move || text(|one| one.position.to_string())
                    aria-valuetext=move || text(|one| one.moment.clone())
                    on:input=move |event| {
                        if let Some(position) = number(&event_target_value(&event)) {
                            tell(Control::Seek(position));
                        }
                    }
                />
                <span class="moment">{move || text(|one| one.moment.clone())}</span>
                <button aria-pressed=move || is(|one| one.live).to_string() on:click=move |_| tell(Control::Live)>
                    "Live"
                </button>
            </div></li>
        </Show>
    }
}
