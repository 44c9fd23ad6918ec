//! Prometheus and what speaks its HTTP API: requests and answers as values, nothing is sent here.
//!
//! A pasted text becomes an [`Address`]; a [`RangeQuery`] becomes requests, which a [`Queue`] lets
//! out; each answer goes through a [`MatrixReader`]; [`join`] makes one of them; and when nothing
//! usable comes back, [`diagnose`] says why.

pub(super) mod address;
mod advice;
pub mod answers;
mod collect;
pub(super) mod doctor;
mod events;
mod export;
mod exposition;
mod float;
mod grammar;
mod host;
mod join;
pub mod lists;
pub(super) mod percent;
mod points;
pub mod query;
mod queue;
mod refusal;
pub(super) mod remedies;
mod scan;
mod stamps;
pub(super) mod tokens;

pub use address::Address;
pub use advice::{Advice, Relief, advise};
pub use answers::{Server, is_top_queries};
pub use doctor::{
    Circumstances, Found, LocalPermission, Outcome, Probe, Probes, Request, address_spaces,
    diagnose, next_probe, refuse_early,
};
pub use events::events;
pub use export::{ExportReader, is_export};
pub use exposition::{ExpositionReader, is_exposition};
pub use join::{fill_gaps, join};
pub use lists::Metric;
pub use query::RangeQuery;
pub use queue::{MAX_RUNNING, Queue, Ticket, Verdict};
pub use scan::{MatrixReader, is_answer};
