//! The log engine for a script that holds the clock: in the bench page's worker, or under node.
#![allow(missing_docs, reason = "wasm-bindgen's generated items cannot be documented")]

#[cfg(target_arch = "wasm32")]
#[path = "../log_lines/mod.rs"]
mod log_lines;
#[cfg(target_arch = "wasm32")]
mod page;

fn main() {}
