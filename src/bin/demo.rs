//! Entry of the demo's worker.

fn main() {
    #[cfg(target_arch = "wasm32")]
    blip::browser::serve_demo();
}
