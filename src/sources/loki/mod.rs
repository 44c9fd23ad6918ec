//! Loki: requests and answers as values, nothing is sent here.
//!
//! A pasted text becomes an address ([`address`]); a [`Query`] over a range becomes the requests of a
//! [`Tail`], one after another, because an answer has so many entries at most; all answers go through one
//! [`StreamsReader`]; and when nothing usable comes back, [`diagnose`] says why.

mod address;
mod answer;
mod aside;
mod doctor;
mod edge;
mod grammar;
mod json;
mod lines;
pub mod lists;
mod live;
pub mod nanos;
pub mod patterns;
mod query;
mod refusal;
mod remedies;
mod scan;
pub mod selector;
mod slices;
mod tail;

pub use address::address;
pub use aside::Aside;
pub use doctor::{diagnose, next_probe, refuse_early};
pub use live::{Ask, From, Live, Next};
pub use query::{Order, Query, Server, build_info, label_values, labels};
pub use refusal::{Refusal, refusal_of};
pub use scan::StreamsReader;
pub use tail::{Answered, Report, Step, Tail};
