//! What every worker does: it listens, answers, and says its last words.

use crate::protocol::{BUILD, Envelope, Job, Reply, decode, encode};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Installs the listener and says that it listens. `take` gets each job and what came beside it.
pub fn listen(take: impl Fn(Envelope<Job>, &JsValue) + 'static) {
    std::panic::set_hook(Box::new(|info| {
        let last_words = Object::new();
        let _ = Reflect::set(&last_words, &"error".into(), &info.to_string().into());
        let _ = scope().post_message(&last_words);
    }));
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().unchecked_into();
        let job = message.get(0).dyn_into::<Uint8Array>().ok();
        if let Some(job) = job.and_then(|bytes| decode::<Envelope<Job>>(&bytes.to_vec())) {
            take(job, &message.get(1));
        }
    });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    tell(0, &Reply::Ready { build: BUILD.to_owned() });
}

/// Answers the question with this number.
pub fn tell(ticket: u32, reply: &Reply) {
    let bytes = Uint8Array::from(encode(&Envelope { ticket, body: reply }).as_slice());
    let _ = scope().post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
