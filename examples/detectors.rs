//! What every detector says of itself, as the page `docs/detectors.md`:
//! `cargo run --example detectors > docs/detectors.md`.
#![allow(clippy::print_stdout, reason = "the page is the purpose of this program")]

use blip::detect::page;

fn main() {
    print!("{}", page());
}
