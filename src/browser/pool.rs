//! Workers as the page sees them: the demo's starts with the page and the others when first needed,
//! each with the module that was compiled once for all of its kind; one that dies is replaced.

use super::{Dispatch, fetch};
use crate::app::{DEMO_WORKER, Event};
use crate::model::Few;
use crate::protocol::{BUILD, Envelope, Job, Reply, decode, encode};
use js_sys::{Array, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// All workers.
pub struct Pool {
    slots: RefCell<Few<usize, Slot>>,
    programs: [Program; 2],
    dispatch: Dispatch,
    own: Weak<Pool>,
}

// Places of the programs.
const DEMO: usize = 0;
const OTHERS: usize = 1;

fn program_of(worker: usize) -> usize {
    if worker == DEMO_WORKER { DEMO } else { OTHERS }
}

// What workers run.
#[derive(Default)]
struct Program {
    name: &'static str,
    module: RefCell<Option<JsValue>>,
    compiling: Cell<bool>,
}

impl Program {
    fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }
}

type Listener<E> = Closure<dyn FnMut(E)>;

struct Slot {
    worker: Worker,
    started: bool,
    ready: bool,
    // Messages for a worker that does not listen yet would be lost.
    waiting: Vec<(Array, Array)>,
    // Kept alive as long as the worker: it calls these.
    _listeners: (Listener<MessageEvent>, Listener<ErrorEvent>),
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("workers", &self.slots.borrow().len()).finish_non_exhaustive()
    }
}

impl Pool {
    /// An empty pool, which compiles nothing yet.
    pub fn new(dispatch: Dispatch) -> Rc<Self> {
        Rc::new_cyclic(|own| Self {
            slots: RefCell::default(),
            programs: [Program::new("demo"), Program::new("worker")],
            dispatch,
            own: own.clone(),
        })
    }

    /// Lets the demo's program compile, before anyone asks for it.
    pub fn prepare_demo(&self) {
        self.compile(DEMO);
    }

    /// Gets the first of the others ready, so that it is warm when it is needed.
    pub fn prepare(&self) {
        self.compile(OTHERS);
        let mut slots = self.slots.borrow_mut();
        if slots.get(&0).is_none()
            && let Ok(slot) = self.spawn(0)
        {
            slots.insert(0, slot);
        }
    }

    // Once, unless it fails: that is told, and the next job tries again.
    fn compile(&self, which: usize) {
        let Some(pool) = self.own.upgrade() else { return };
        let program = &self.programs[which];
        if program.module.borrow().is_some() || program.compiling.replace(true) {
            return;
        }
        wasm_bindgen_futures::spawn_local(async move {
            let program = &pool.programs[which];
            let compiled = fetch::module(&format!("{}_bg.wasm", program.name), BUILD).await;
            program.compiling.set(false);
            match compiled {
                Ok(module) => {
                    for (index, slot) in pool.slots.borrow_mut().iter_mut() {
                        if program_of(*index) == which {
                            start(slot, &module);
                        }
                    }
                    *program.module.borrow_mut() = Some(module);
                }
                Err(error) => {
                    // None has begun, and what waits for them is asked for again.
                    pool.slots.borrow_mut().retain(|index, slot| {
                        let others = program_of(*index) != which;
                        if !others {
                            slot.worker.terminate();
                        }
                        others
                    });
                    (pool.dispatch)(Event::NoWorkers(error));
                }
            }
        });
    }

    /// Gives a job to a worker, with what travels beside it. An `ArrayBuffer` (by its view) is
    /// transferred, a `File` is shared.
    pub fn post(&self, index: usize, ticket: u32, job: &Job, beside: Option<JsValue>) {
        let bytes = Uint8Array::from(encode(&Envelope { ticket, body: job }).as_slice());
        let transfer = Array::of1(&bytes.buffer());
        let message = Array::of1(&bytes);
        if let Some(beside) = beside {
            if let Some(view) = beside.dyn_ref::<Uint8Array>() {
                transfer.push(&view.buffer());
            }
            message.push(&beside);
        }
        self.compile(program_of(index));
        let mut slots = self.slots.borrow_mut();
        if slots.get(&index).is_none() {
            match self.spawn(index) {
                Ok(slot) => slots.insert(index, slot),
                Err(error) => {
                    drop(slots);
                    self.died(index, &super::words(&error));
                    return;
                }
            }
        }
        if let Some(slot) = slots.get_mut(&index) {
            slot.give(message, transfer);
        }
    }

    fn spawn(&self, index: usize) -> Result<Slot, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let base = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.base_uri().ok().flatten())
            .unwrap_or_default();
        let program = &self.programs[program_of(index)];
        let script = format!("{}_boot.js?v={BUILD}", program.name);
        let url = web_sys::Url::new_with_base(&script, &base)?;
        let worker = Worker::new_with_options(&url.href(), &options)?;
        let (own, other) = (self.own.clone(), self.own.clone());
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(pool) = own.upgrade() {
                pool.heard(index, &event.data());
            }
        });
        let error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            if let Some(pool) = other.upgrade() {
                // A program that cannot be loaded is told by an event without a message.
                let message = Reflect::get(&event, &"message".into()).ok();
                let message = message.and_then(|text| text.as_string());
                pool.died(index, message.as_deref().unwrap_or("its program could not be loaded"));
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        let mut slot = Slot {
            worker,
            started: false,
            ready: false,
            waiting: Vec::new(),
            _listeners: (message, error),
        };
        if let Some(module) = &*program.module.borrow() {
            start(&mut slot, module);
        }
        Ok(slot)
    }

    fn heard(&self, index: usize, data: &JsValue) {
        let Some(bytes) = data.dyn_ref::<Uint8Array>() else {
            let why = Reflect::get(data, &"error".into()).ok().and_then(|text| text.as_string());
            self.died(index, &why.unwrap_or_default());
            return;
        };
        let Some(Envelope { ticket, body }) = decode::<Envelope<Reply>>(&bytes.to_vec()) else {
            self.died(index, "It speaks another version; reload the page.");
            return;
        };
        if matches!(body, Reply::Ready { .. }) {
            self.ready(index);
        }
        (self.dispatch)(Event::Replied { worker: index, ticket, reply: body });
    }

    fn ready(&self, index: usize) {
        if let Some(slot) = self.slots.borrow_mut().get_mut(&index) {
            slot.ready = true;
            for (message, transfer) in slot.waiting.drain(..) {
                let _ = slot.worker.post_message_with_transfer(&message, &transfer);
            }
        }
    }

    // The next job starts a new worker in its place. A panic is heard twice (from its own hook and
    // from the browser): the second finds no worker and says nothing.
    fn died(&self, index: usize, why: &str) {
        let Some(slot) = self.slots.borrow_mut().remove(&index) else { return };
        // Events that are already on their way must not reach listeners that are gone.
        slot.worker.set_onmessage(None);
        slot.worker.set_onerror(None);
        slot.worker.terminate();
        // Its listener may be what called us, so it is dropped later.
        super::clock::set_timeout(Closure::once_into_js(move || drop(slot)).unchecked_ref(), 0);
        (self.dispatch)(Event::WorkerDied { worker: index, why: why.to_owned() });
    }
}

impl Slot {
    fn give(&mut self, message: Array, transfer: Array) {
        if self.ready {
            let _ = self.worker.post_message_with_transfer(&message, &transfer);
        } else {
            self.waiting.push((message, transfer));
        }
    }
}

fn start(slot: &mut Slot, module: &JsValue) {
    if slot.started {
        return;
    }
    slot.started = true;
    let first = Object::new();
    let _ = Reflect::set(&first, &"module".into(), module);
    let _ = slot.worker.post_message(&first);
}
