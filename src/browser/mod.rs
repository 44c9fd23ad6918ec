//! The browser's edge: carries out effects, one file for each kind, and decides nothing.
//!
//! Page and worker both use this folder; only [`fetch`] touches the network, and only on the page.

pub mod canvas;
pub mod clock;
mod database;
mod demo;
pub mod fetch;
pub mod file;
mod models;
mod pieces;
pub mod pool;
mod serve;
pub mod settings;
pub mod store;
mod worker;

pub use demo::serve_demo;
pub use serve::serve;

use crate::app::{Effect, Event};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Tells the application that something happened.
pub type Dispatch = Rc<dyn Fn(Event)>;

/// What a thrown value says.
fn words(thrown: &JsValue) -> String {
    js_sys::Object::from(thrown.clone()).to_string().into()
}

/// Everything that lives as long as the page.
pub struct Edge {
    dispatch: Dispatch,
    pool: Rc<pool::Pool>,
    fetches: Rc<fetch::Fetches>,
    models: models::Models,
    files: Rc<file::Files>,
}

impl std::fmt::Debug for Edge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Edge")
    }
}

impl Edge {
    /// The edge of a page; the demo's program compiles already, and nothing runs.
    pub fn new(dispatch: Dispatch) -> Self {
        let pool = pool::Pool::new(dispatch.clone());
        pool.prepare_demo();
        Self {
            pool,
            fetches: Rc::default(),
            models: models::Models::new(dispatch.clone()),
            files: Rc::default(),
            dispatch,
        }
    }

    /// The files that the user gave.
    pub fn files(&self) -> Rc<file::Files> {
        self.files.clone()
    }

    /// Carries out one effect.
    pub fn run(&self, effect: Effect) {
        match effect {
            Effect::Post { worker, ticket, job, file } => {
                let file = file.and_then(|handle| self.files.get(handle));
                self.pool.post(worker, ticket, &job, file.map(Into::into));
            }
            Effect::Prepare => self.pool.prepare(),
            Effect::Fetch { ticket, request, timeout } => {
                self.fetches.small(ticket, request, timeout, self.dispatch.clone());
            }
            Effect::Stream { ticket, request, timeout, worker, chunk } => {
                let to = (self.pool.clone(), worker, chunk);
                self.fetches.stream(ticket, request, timeout, to, self.dispatch.clone());
            }
            Effect::Abort(tickets) => self.fetches.abort(&tickets),
            Effect::Probe { ticket, probe, request } => {
                self.fetches.probe(ticket, probe, request, self.dispatch.clone());
            }
            Effect::Schedule { after, alarm } => {
                clock::later(after, Event::Rang(alarm), self.dispatch.clone());
            }
            Effect::LoadModels => self.models.load(),
            Effect::SaveModel(model) => self.models.save(&model),
            Effect::DeleteModel(id) => self.models.delete(&id),
            Effect::Download { name, mime, text } => file::download(&name, &mime, &text),
            Effect::SaveSettings(text) => settings::save(settings::SETTINGS, &text),
            Effect::SaveOpen(text) => settings::save_for_session(settings::OPEN, &text),
            Effect::SetTheme(theme) => settings::set_theme(theme),
            Effect::DropFile(handle) => self.files.remove(handle),
            Effect::Persist(said) => settings::persist(said, self.dispatch.clone()),
            Effect::Warn(text) => web_sys::console::warn_1(&text.into()),
        }
    }
}
