//! Worker entry.

fn main() {
    #[cfg(target_arch = "wasm32")]
    blip::browser::serve();
}
