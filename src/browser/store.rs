//! Incidents in IndexedDB, stored by the worker that knows them.

use super::database::{BLOCKS, Database, EVIDENCE, META, full, told};
use crate::history::blocks::{self, Block};
use crate::history::known::{self, Known};
use crate::history::retention::Room;
use crate::history::{Change, Stored};
use crate::model::{Incident, Problem};
use crate::protocol::Wish;
use js_sys::{Promise, Reflect, Uint8Array};
use rexie::{Transaction, TransactionMode};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::Poll;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DedicatedWorkerGlobalScope;

/// The record of what is kept beside incidents.
const BESIDE: &str = "events";

/// Tells what came of a wish.
type Tell = Rc<dyn Fn(Stored)>;

/// Carries out wishes.
#[derive(Clone)]
pub struct Store {
    tell: Tell,
    database: Database,
    known: Rc<RefCell<Known>>,
    // Changes in order of arrival: each is done before the next begins.
    queue: Rc<RefCell<Vec<Change>>>,
    busy: Rc<Cell<bool>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// A store that is not open yet.
    pub fn new(tell: Tell) -> Self {
        Self {
            tell,
            database: Database::default(),
            known: Rc::default(),
            queue: Rc::default(),
            busy: Rc::default(),
        }
    }

    /// Carries out a wish and tells what came of it.
    pub fn carry_out(&self, wish: Wish) {
        match wish {
            Wish::Load => self.load(),
            Wish::Change(changes) => self.change(changes),
            Wish::Keep(bytes) => self.keep(bytes),
            Wish::Attach(records) => self.attach(records),
            Wish::Measure => self.measure(),
            Wish::Recall(ids) => self.recall(ids),
        }
    }

    fn measure(&self) {
        let store = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            (store.tell)(Stored::Measured(room().await));
        });
    }

    fn recall(&self, ids: Vec<String>) {
        let store = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let stored = match read_evidence(&store.database, ids).await {
                Ok(records) => Stored::Recalled(records),
                Err(problem) => Stored::Failed { changes: 0, problem },
            };
            (store.tell)(stored);
        });
    }

    fn attach(&self, records: Vec<(String, Vec<u8>)>) {
        let store = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(problem) = write_evidence(&store.database, records).await {
                (store.tell)(Stored::Failed { changes: 0, problem });
            }
        });
    }

    fn load(&self) {
        let store = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let stored = match read_all(&store.database).await {
                Ok((incidents, beside)) => {
                    store.known.borrow_mut().loaded(&incidents, &beside);
                    Stored::Loaded(incidents, beside)
                }
                Err(problem) => Stored::Failed { changes: 0, problem },
            };
            (store.tell)(stored);
        });
    }

    fn keep(&self, bytes: Vec<u8>) {
        let store = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let stored = match write_beside(&store.database, bytes, &store.known).await {
                Ok(()) => Stored::Kept,
                Err(problem) => Stored::Failed { changes: 0, problem },
            };
            (store.tell)(stored);
        });
    }

    fn change(&self, changes: Vec<Change>) {
        self.queue.borrow_mut().extend(changes);
        if self.busy.replace(true) {
            return;
        }
        let store = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            loop {
                let waiting = std::mem::take(&mut *store.queue.borrow_mut());
                if waiting.is_empty() {
                    break;
                }
                let changes = waiting.len();
                let stored = match write(&store.database, waiting, &store.known).await {
                    Ok(()) => Stored::Saved { changes },
                    Err(problem) => Stored::Failed { changes, problem },
                };
                (store.tell)(stored);
            }
            store.busy.set(false);
        });
    }
}

// As far as the browser tells: only a page that came over a safe connection is told.
async fn room() -> Room {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let manager = scope.navigator().storage();
    if manager.is_undefined() {
        return Room::default();
    }
    let persisted = settled(manager.persisted()).await.and_then(|told| told.as_bool());
    let estimate = settled(manager.estimate()).await.unwrap_or_default();
    let figure = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Room { used: figure("usage"), quota: figure("quota"), persisted }
}

async fn settled(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}

// Incidents, and what is kept beside them.
async fn read_all(database: &Database) -> Result<(Vec<Incident>, Vec<u8>), Problem> {
    let transaction = database.transaction(&[BLOCKS, META], TransactionMode::ReadOnly).await?;
    let meta = transaction.store(META).map_err(|error| told(&error))?;
    let beside = kept_beside(&meta).await?;
    let store = transaction.store(BLOCKS).map_err(|error| told(&error))?;
    let mut incidents = Vec::new();
    each_block(&store, 0..blocks::BLOCKS, |block| {
        incidents.extend(blocks::read(&block)?);
        Ok(())
    })
    .await?;
    Ok((incidents, beside))
}

async fn read_evidence(
    database: &Database,
    ids: Vec<String>,
) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let transaction = database.transaction(&[EVIDENCE], TransactionMode::ReadOnly).await?;
    let store = transaction.store(EVIDENCE).map_err(|error| told(&error))?;
    let mut records = Vec::new();
    for id in ids {
        let value = store.get(id.as_str().into()).await.map_err(|error| told(&error))?;
        let bytes = value.and_then(|value| value.dyn_ref().map(Uint8Array::to_vec));
        records.extend(bytes.map(|bytes| (id, bytes)));
    }
    Ok(records)
}

async fn write_evidence(
    database: &Database,
    records: Vec<(String, Vec<u8>)>,
) -> Result<(), Problem> {
    let transaction = database.transaction(&[EVIDENCE], TransactionMode::ReadWrite).await?;
    let store = transaction.store(EVIDENCE).map_err(|error| told(&error))?;
    let records = records.into_iter().map(|(id, bytes)| {
        (Uint8Array::from(bytes.as_slice()).into(), Some(JsValue::from(id.as_str())))
    });
    store.put_all(records).await.map_err(|error| told(&error))?;
    committed(transaction).await
}

async fn committed(transaction: Transaction) -> Result<(), Problem> {
    match transaction.done().await {
        Ok(end) if end.is_committed() => Ok(()),
        // A disk that is full may show only now, and then no request has failed.
        Ok(_) => Err(full("")),
        Err(error) => Err(told(&error)),
    }
}

async fn write_beside(
    database: &Database,
    bytes: Vec<u8>,
    known: &RefCell<Known>,
) -> Result<(), Problem> {
    let transaction = database.transaction(&[META], TransactionMode::ReadWrite).await?;
    let meta = transaction.store(META).map_err(|error| told(&error))?;
    let stored = kept_beside(&meta).await?;
    let settled = known.borrow().settle_beside(&stored, &bytes);
    let value = Uint8Array::from(settled.as_slice()).into();
    meta.put(&value, Some(&BESIDE.into())).await.map_err(|error| told(&error))?;
    committed(transaction).await?;
    known.borrow_mut().kept(bytes);
    Ok(())
}

// Nothing where nothing was kept.
async fn kept_beside(meta: &rexie::Store) -> Result<Vec<u8>, Problem> {
    let value = meta.get(BESIDE.into()).await.map_err(|error| told(&error))?;
    let bytes = value.and_then(|value| value.dyn_ref().map(Uint8Array::to_vec));
    Ok(bytes.unwrap_or_default())
}

// Reads, changes and writes the blocks within one transaction, so that what another tab stored
// meanwhile is kept; any error aborts all of it. How soon it reaches the disk is the browser's own
// choice, since rexie passes no durability: Chromium and Firefox answer once the system has it.
async fn write(
    database: &Database,
    changes: Vec<Change>,
    known: &RefCell<Known>,
) -> Result<(), Problem> {
    let transaction = database.transaction(&[BLOCKS, EVIDENCE], TransactionMode::ReadWrite).await?;
    let touches = known::touches(&changes);
    if let Err(problem) = write_blocks(&transaction, blocks::by_block(changes), known).await {
        let _ = transaction.abort().await;
        return Err(problem);
    }
    committed(transaction).await?;
    known.borrow_mut().saved(touches);
    Ok(())
}

async fn write_blocks(
    transaction: &Transaction,
    changes: Vec<(u32, Vec<Change>)>,
    known: &RefCell<Known>,
) -> Result<(), Problem> {
    let store = transaction.store(BLOCKS).map_err(|error| told(&error))?;
    let keys: Vec<u32> = changes.iter().map(|(key, _)| *key).collect();
    let (mut after, mut all_gone) = (Vec::with_capacity(changes.len()), Vec::new());
    let mut changes = changes.into_iter();
    each_block(&store, keys.into_iter(), |before| {
        let Some((key, of_block)) = changes.next() else { return Ok(()) };
        let (bytes, gone) = blocks::change(&before, of_block, &known.borrow())?;
        all_gone.extend(gone);
        after.push((Uint8Array::from(bytes.as_slice()).into(), Some(key.into())));
        Ok(())
    })
    .await?;
    let evidence = transaction.store(EVIDENCE).map_err(|error| told(&error))?;
    for id in all_gone {
        evidence.delete(id.as_str().into()).await.map_err(|error| told(&error))?;
    }
    store.put_all(after.into_iter()).await.map_err(|error| told(&error))
}

// Takes block after block, in order. All are asked for at once, and each answer comes in a turn of
// its own: that is the sooner way (asked for together, they come together and late).
async fn each_block(
    store: &rexie::Store,
    keys: impl Iterator<Item = u32>,
    mut take: impl FnMut(Block) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut asked: Vec<_> = keys.map(|key| (Box::pin(store.get(key.into())), None)).collect();
    std::future::poll_fn(|context| {
        for (request, answer) in &mut asked {
            if let Poll::Ready(early) = request.as_mut().poll(context) {
                *answer = Some(early);
            }
        }
        Poll::Ready(())
    })
    .await;
    let mut taken = Ok(());
    for (request, answer) in asked {
        let answer = match answer {
            Some(answer) => answer,
            None => request.await,
        };
        // After an error, too, since an answer must find somebody who waits for it.
        if taken.is_ok() {
            taken = answer.map_err(|error| told(&error)).and_then(|value| take(block(value)));
        }
    }
    taken
}

fn block(value: Option<JsValue>) -> Block {
    let Some(value) = value else { return Block::Missing };
    match value.as_string() {
        Some(text) => Block::Text(text),
        None => Block::Packed(value.dyn_ref().map(Uint8Array::to_vec).unwrap_or_default()),
    }
}
