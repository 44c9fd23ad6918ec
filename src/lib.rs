//! Blip: the anomaly radar that lives in a browser tab.
//!
//! # Where to start
//! Follow a number on its way to the screen:
//! [`sources`] read bytes into columns ([`model::Series`]), [`shelf`] keeps the columns in the
//! worker, [`prepare`] makes of them what is to be judged, [`detect`] scores that, [`triage`] joins alarms into incidents, [`protocol`] carries
//! questions and answers between page and worker, [`app`] decides what the page shows and does,
//! [`charts`] draws, and (in the browser only) `browser` executes effects and `ui` renders.
//!
//! # Invariants
//! - Everything but `browser` and `ui` is pure: no clock, no random source, no input or output.
//! - NaN is a gap everywhere; see [`model::Samples`].
//! - The same bytes, parameters and seed give the same result, natively and in wasm.
//!
//! `ARCHITECTURE.md` has the whole picture; `tests/architecture.rs` holds the code to it.

mod catalogue;
pub mod model;
pub mod stats;

pub mod detect;
pub mod history;
pub mod logs;
pub mod panels;
pub mod prepare;
pub mod shelf;
pub mod sources;
pub mod triage;

pub mod charts;

pub mod app;
pub mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod ui;
