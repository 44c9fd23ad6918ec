//! Library entry: detectors as a module that a worker loads when one of them is chosen.
//!
//! It imports nothing, so that a worker can start it at once: the worker asks for room, writes a
//! series and a question there, calls `answer` and reads the verdicts.

fn main() {}

#[cfg(target_arch = "wasm32")]
mod exports {
    use blip::protocol::library::Exchange;
    use std::cell::RefCell;
    use wasm_bindgen::prelude::wasm_bindgen;

    thread_local! {
        static EXCHANGE: RefCell<Exchange> = RefCell::default();
    }

    /// Makes room for so many points and bytes; the address of the columns.
    #[wasm_bindgen]
    pub fn columns(points: u32, bytes: u32) -> u32 {
        EXCHANGE.with_borrow_mut(|exchange| {
            exchange.room(points as usize, bytes as usize);
            exchange.columns.as_ptr() as u32
        })
    }

    /// The address of the question, and of the answer.
    #[wasm_bindgen]
    pub fn message() -> u32 {
        EXCHANGE.with_borrow(|exchange| exchange.message.as_ptr() as u32)
    }

    /// Answers; the bytes of the answer's message.
    #[wasm_bindgen]
    pub fn answer() -> u32 {
        EXCHANGE.with_borrow_mut(|exchange| {
            if exchange.answer() { exchange.message.len() as u32 } else { u32::MAX }
        })
    }
}
