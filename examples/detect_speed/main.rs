//! How long a detector takes, natively and, as a module of the bench page, in a worker.
//!
//! `detect_speed make SERIES POINTS FILE` writes the series that all contestants of the benches read:
//! 64-bit numbers, little-endian, one series after the other. `detect_speed run FILE POINTS DETECTOR
//! SETTINGS COUNT,COUNT,…` prints, as JSON, milliseconds for so many of them, the figures that every
//! reader of the file must agree on, and those that every program of the same method must.
#![allow(clippy::print_stdout, reason = "the figures are the purpose of this program")]
#![allow(missing_docs, reason = "wasm-bindgen's generated items cannot be documented")]

#[cfg(not(target_arch = "wasm32"))]
mod command;
mod held;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod series;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    command::run(&std::env::args().skip(1).collect::<Vec<_>>())
}

#[cfg(target_arch = "wasm32")]
fn main() {}
