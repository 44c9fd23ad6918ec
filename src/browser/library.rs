//! The library of detectors, running inside a worker with a memory of its own.

use crate::model::Samples;
use crate::protocol::library::{self, Detector};
use js_sys::{Float64Array, Function, Object, Reflect, Uint8Array, WebAssembly};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

struct Library {
    memory: WebAssembly::Memory,
    columns: Function,
    message: Function,
    answer: Function,
}

thread_local! {
    static LIBRARY: RefCell<Option<Library>> = RefCell::default();
}

/// Starts the module that the page compiled.
pub fn start(module: &WebAssembly::Module) -> Result<(), JsValue> {
    let imports = Object::new();
    // It brings along what its crates import, and calls none of it: anything callable will do.
    let callable = Reflect::get(&js_sys::global(), &"Object".into())?;
    for import in WebAssembly::Module::imports(module).iter() {
        let from = Reflect::get(&import, &"module".into())?;
        if Reflect::get(&imports, &from)?.is_undefined() {
            Reflect::set(&imports, &from, &Object::new())?;
        }
        let name = Reflect::get(&import, &"name".into())?;
        Reflect::set(&Reflect::get(&imports, &from)?, &name, &callable)?;
    }
    let exports = WebAssembly::Instance::new(module, &imports)?.exports();
    let export = |name: &str| Reflect::get(&exports, &name.into());
    let library = Library {
        memory: export("memory")?.dyn_into()?,
        columns: export("columns")?.dyn_into()?,
        message: export("message")?.dyn_into()?,
        answer: export("answer")?.dyn_into()?,
    };
    LIBRARY.set(Some(library));
    Ok(())
}

/// A detector that is here, or in the library.
pub fn find(id: &str) -> Option<&'static dyn Detector> {
    library::find(id, ask)
}

fn ask(question: &[u8], samples: Samples<'_>) -> Option<(Vec<f64>, Vec<u8>)> {
    LIBRARY.with_borrow(|library| {
        let library = library.as_ref()?;
        let points = samples.len() as u32;
        let room =
            library.columns.call2(&JsValue::NULL, &points.into(), &(question.len() as u32).into());
        let columns = address(room)?;
        let message = address(library.message.call0(&JsValue::NULL))?;
        // A view of its memory ends with every growth: each is taken anew.
        let numbers = |column: u32, count: u32| {
            let from = columns + column * points * 8;
            Float64Array::new_with_byte_offset_and_length(&library.memory.buffer(), from, count)
        };
        let bytes = |from: u32, count: u32| {
            Uint8Array::new_with_byte_offset_and_length(&library.memory.buffer(), from, count)
        };
        numbers(0, points).copy_from(samples.times);
        numbers(1, points).copy_from(samples.values);
        bytes(message, question.len() as u32).copy_from(question);
        let length =
            address(library.answer.call0(&JsValue::NULL)).filter(|length| *length != u32::MAX)?;
        let message = address(library.message.call0(&JsValue::NULL))?;
        Some((numbers(2, 4 * points).to_vec(), bytes(message, length).to_vec()))
    })
}

// A number of 32 bits; addresses beyond 2 GB come back as negative ones.
fn address(returned: Result<JsValue, JsValue>) -> Option<u32> {
    let number = returned.ok()?.as_f64()?;
    Some(if number < 0.0 { number as i32 as u32 } else { number as u32 })
}
