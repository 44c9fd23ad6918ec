//! The page: Leptos components that place what `app` has worded, and send events back.
//!
//! Only this file knows the edge; every other component sees [`Page`] alone.
#![allow(
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    reason = "components are called by the view macro, which passes by value and uses the result"
)]
#![allow(
    clippy::redundant_closure,
    reason = "the view macro erases the type of a closure that it sees, and not of one that has a name"
)]

mod anomalies;
mod bar;
mod charts;
mod detector;
mod incidents;
mod ledger;
mod logs;
mod models;
mod part;
mod parts;
mod query;
mod ranking;
mod replay;
mod shell;
mod sources;
mod tiles;
mod why;

use crate::app::{App, Event, FileInfo, MEMORY_LIMIT, Start};
use crate::browser::canvas::Canvas;
use crate::browser::{Dispatch, Edge, clock, file, settings};
use leptos::prelude::*;
use part::Part;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use std::cell::OnceCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{ClipboardEvent, FileList, HtmlCanvasElement, HtmlElement};

/// Pixel columns before the first chart has been measured.
const FIRST_WIDTH: u32 = 900;
/// More workers than this compete for memory rather than help.
const MOST_WORKERS: usize = 8;

#[expect(missing_debug_implementations, reason = "signals say nothing worth printing")]
/// What every component gets by context: the application's state and the way to tell it things.
#[derive(Clone, Copy)]
pub struct Page {
    app: RwSignal<App>,
    hooks: StoredValue<Hooks, LocalStorage>,
    /// Moment under the pointer, shared by all charts.
    hover: RwSignal<Option<f64>>,
    /// Tab shown where there is room for one only.
    tab: RwSignal<shell::Tab>,
    /// Whether the page is dark.
    dark: Signal<bool>,
}

type TakeFiles = dyn Fn(&FileList) -> Vec<FileInfo>;
type TakeText = dyn Fn(&str) -> Vec<FileInfo>;

struct Hooks {
    dispatch: Dispatch,
    take_files: Rc<TakeFiles>,
    take_text: Rc<TakeText>,
}

impl Page {
    /// Tells the application that something happened.
    fn send(self, event: Event) {
        let dispatch = self.hooks.with_value(|hooks| hooks.dispatch.clone());
        dispatch(event);
    }

    /// Hands dropped or chosen files to the application.
    fn send_files(self, files: &FileList) {
        let take = self.hooks.with_value(|hooks| hooks.take_files.clone());
        self.send(Event::FilesArrived(take(files)));
    }

    /// Takes lines that were pasted as a file; what was pasted into a field stays there.
    fn paste(self, event: &ClipboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let is_field = target.is_some_and(|target| {
            matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        });
        if is_field {
            return;
        }
        let Some(data) = event.clipboard_data() else { return };
        if let Some(files) = data.files().filter(|files| files.length() > 0) {
            return self.send_files(&files);
        }
        let text = data.get_data("text").unwrap_or_default();
        if text.trim().contains('\n') {
            let take = self.hooks.with_value(|hooks| hooks.take_text.clone());
            self.send(Event::FilesArrived(take(&text)));
        }
    }

    /// Hands chosen files of incidents to the application.
    fn import(self, files: &FileList) {
        let take = self.hooks.with_value(|hooks| hooks.take_files.clone());
        self.send(Event::ImportIncidents(take(files)));
    }

    /// Hands the text of a chosen model to the application.
    fn import_model(self, files: &FileList) {
        let Some(picked) = files.item(0) else { return };
        leptos::task::spawn_local(async move {
            let text = file::read_text(&picked).await.unwrap_or_default();
            self.send(Event::ImportModel(text));
        });
    }
}

/// The page of the component that asks.
fn page() -> Page {
    expect_context::<Page>()
}

/// Puts the page into the document's body and starts it.
pub fn mount() {
    // A panic says what and where in the console, which adds the stack.
    std::panic::set_hook(Box::new(|info| web_sys::console::error_1(&info.to_string().into())));
    leptos::mount::mount_to_body(|| {
        let page = wire();
        provide_context(page);
        view! { <shell::Shell/> }
    });
}

fn wire() -> Page {
    let app = RwSignal::new(App::default());
    let edge: Rc<OnceCell<Edge>> = Rc::default();
    let inner = edge.clone();
    let dispatch: Dispatch = Rc::new(move |event| {
        let effects = app.try_update(|app| app.update(clock::now(), event)).unwrap_or_default();
        for effect in effects {
            if let Some(edge) = inner.get() {
                edge.run(effect);
            }
        }
    });
    let _ = edge.set(Edge::new(dispatch.clone()));
    let files = edge.get().map(Edge::files).unwrap_or_default();
    let theme = Part::new(move || app.with(|app| app.settings.theme));
    let page = Page {
        app,
        hooks: StoredValue::new_local(Hooks {
            dispatch: dispatch.clone(),
            take_text: Rc::new({
                let files = files.clone();
                move |text| files.take_text(text).into_iter().collect()
            }),
            take_files: Rc::new(move |list| files.take(list)),
        }),
        hover: RwSignal::new(None),
        tab: RwSignal::new(shell::Tab::Charts),
        dark: Signal::derive(move || settings::is_dark(theme.get())),
    };
    on_document("visibilitychange", {
        let dispatch = dispatch.clone();
        move || dispatch(Event::Shown)
    });
    dispatch(Event::Started(start()));
    page
}

fn start() -> Start {
    let window = window();
    let cores = window.navigator().hardware_concurrency() as usize;
    let page = window.location().href().unwrap_or_default();
    Start {
        local: clock::local_zone(),
        memory: MEMORY_LIMIT,
        workers: cores.clamp(1, MOST_WORKERS),
        page: page.split('#').next().unwrap_or_default().to_owned(),
        secure: window.is_secure_context(),
        seed: asked_seed().unwrap_or_else(|| (clock::now() * 1000.0) as u64 % 10_000),
        settings: settings::load(settings::SETTINGS),
        lost: settings::load_for_session(settings::OPEN),
        chart_width: FIRST_WIDTH,
    }
}

// `#seed=7` makes the demo of a link the same for everybody who opens it.
fn asked_seed() -> Option<u64> {
    let hash = window().location().hash().ok()?;
    hash.trim_start_matches('#')
        .split('&')
        .find_map(|pair| pair.strip_prefix("seed="))?
        .parse()
        .ok()
}

fn on_document(event: &str, call: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn()>::new(call);
    let _ = document().add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Device pixels per CSS pixel.
fn scale() -> f64 {
    window().device_pixel_ratio()
}

/// An empty area over a whole canvas of this size in device pixels.
fn area(canvas: &HtmlCanvasElement, size: (u32, u32)) -> Option<DrawingArea<Canvas, Shift>> {
    Canvas::new(canvas.clone(), size).map(IntoDrawingArea::into_drawing_area)
}
