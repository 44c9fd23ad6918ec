//! The store of incidents for a script that holds the clock, in the bench page's worker.
#![allow(missing_docs, reason = "wasm-bindgen's generated items cannot be documented")]

#[cfg(target_arch = "wasm32")]
mod page;

fn main() {}
