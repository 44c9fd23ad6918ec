//! The bench page's own program: drives the released worker and the charts as the page does, so that
//! `make bench` measures what is shipped and no copy of it.
//!
//! It runs in the browser only; `scripts/bench.sh` builds it.
#![allow(missing_docs, reason = "wasm-bindgen's generated items cannot be documented")]

#[cfg(target_arch = "wasm32")]
mod told;
#[cfg(target_arch = "wasm32")]
mod workers;

fn main() {}
