//! Page entry.

fn main() {
    #[cfg(target_arch = "wasm32")]
    blip::ui::mount();
}
