//! The incident history in IndexedDB.
//!
//! Version 1 had the store `blocks`; version 2 adds `meta`. Every store that ever existed must stay
//! listed here: one that is left out is deleted with its data when the version rises.

use super::{Dispatch, clock};
use crate::app::Event;
use crate::app::history::{Change, Stored, block_of, change_block, read_block};
use crate::model::{Few, Incident, Problem};
use rexie::{ObjectStore, Rexie, TransactionMode};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

const NAME: &str = "blip";
const VERSION: u32 = 2;
const STORE: &str = "blocks";
const META: &str = "meta";
/// Up to so many blocks are read one by one.
const FEW_BLOCKS: usize = 8;
/// An upgrade that another tab blocks never ends by itself, so it is given this long.
const OPEN_WITHIN_MS: i32 = 4_000;

/// The database, opened when first needed.
pub struct Store {
    dispatch: Dispatch,
    open: Rc<RefCell<Option<Rc<Rexie>>>>,
    // Changes in order of arrival: each is done before the next begins.
    queue: Rc<RefCell<Vec<Vec<Change>>>>,
    busy: Rc<RefCell<bool>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// A store that is not open yet.
    pub fn new(dispatch: Dispatch) -> Self {
        Self { dispatch, open: Rc::default(), queue: Rc::default(), busy: Rc::default() }
    }

    /// Reads all incidents and tells them.
    pub fn load(&self) {
        let (open, dispatch) = (self.open.clone(), self.dispatch.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let stored = match read_all(&open).await {
                Ok(incidents) => Stored::Loaded(incidents),
                Err(problem) => Stored::Failed(problem),
            };
            dispatch(Event::Stored(stored));
        });
    }

    /// Stores changes, after those that came before.
    pub fn change(&self, changes: Vec<Change>) {
        self.queue.borrow_mut().push(changes);
        if self.busy.replace(true) {
            return;
        }
        let (open, queue) = (self.open.clone(), self.queue.clone());
        let (busy, dispatch) = (self.busy.clone(), self.dispatch.clone());
        wasm_bindgen_futures::spawn_local(async move {
            loop {
                let waiting = std::mem::take(&mut *queue.borrow_mut());
                if waiting.is_empty() {
                    break;
                }
                let stored = match write(&open, waiting.into_iter().flatten().collect()).await {
                    Ok(()) => Stored::Saved,
                    Err(problem) => Stored::Failed(problem),
                };
                dispatch(Event::Stored(stored));
            }
            busy.replace(false);
        });
    }
}

async fn database(open: &RefCell<Option<Rc<Rexie>>>) -> Result<Rc<Rexie>, Problem> {
    if let Some(database) = open.borrow().clone() {
        return Ok(database);
    }
    let build = Rexie::builder(NAME)
        .version(VERSION)
        .add_object_store(ObjectStore::new(STORE))
        .add_object_store(ObjectStore::new(META))
        .build();
    let database = match within(build, OPEN_WITHIN_MS).await {
        Some(Ok(database)) => Rc::new(database),
        Some(Err(error)) => return Err(told(&error)),
        None => return Err(blocked()),
    };
    *open.borrow_mut() = Some(database.clone());
    Ok(database)
}

// The first of the two to end; `None` is the timer.
async fn within<T>(work: impl Future<Output = T>, millis: i32) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut timer = std::pin::pin!(clock::sleep(millis));
    std::future::poll_fn(|context| {
        if let std::task::Poll::Ready(done) = work.as_mut().poll(context) {
            return std::task::Poll::Ready(Some(done));
        }
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}

async fn read_all(open: &RefCell<Option<Rc<Rexie>>>) -> Result<Vec<Incident>, Problem> {
    let database = database(open).await?;
    let blocks = async {
        let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
        let blocks = transaction.store(STORE)?.get_all(None, None).await?;
        transaction.done().await?;
        Ok(blocks)
    };
    let blocks = blocks.await.map_err(|error| forget_closed(open, &error))?;
    let mut incidents = Vec::new();
    for block in blocks {
        incidents.extend(read_block(&block.as_string().unwrap_or_default())?);
    }
    Ok(incidents)
}

// Reads, changes and writes the blocks within one transaction, so that what another tab stored
// meanwhile is kept; any error aborts all of it.
async fn write(open: &RefCell<Option<Rc<Rexie>>>, changes: Vec<Change>) -> Result<(), Problem> {
    let mut of_blocks: Few<u32, Vec<Change>> = Few::default();
    for change in changes {
        let block = match &change {
            Change::Put(incident) => block_of(&incident.id),
            Change::Delete(id) => block_of(id),
        };
        match of_blocks.get_mut(&block) {
            Some(of_block) => of_block.push(change),
            None => of_blocks.insert(block, vec![change]),
        }
    }
    let database = database(open).await?;
    let transaction = database
        .transaction(&[STORE], TransactionMode::ReadWrite)
        .map_err(|error| forget_closed(open, &error))?;
    if let Err(problem) = write_blocks(&transaction, &of_blocks).await {
        let _ = transaction.abort().await;
        return Err(problem);
    }
    transaction.done().await.map(drop).map_err(|error| told(&error))
}

async fn write_blocks(
    transaction: &rexie::Transaction,
    of_blocks: &Few<u32, Vec<Change>>,
) -> Result<(), Problem> {
    let store = transaction.store(STORE).map_err(|error| told(&error))?;
    let before = read_blocks(&store, of_blocks).await.map_err(|error| told(&error))?;
    let mut after = Vec::with_capacity(of_blocks.len());
    for (block, changes) in of_blocks.iter() {
        let text = before.get(block).map_or("", String::as_str);
        let text = change_block(text, *block, changes)?;
        after.push((JsValue::from(text), Some(JsValue::from(*block))));
    }
    store.put_all(after.into_iter()).await.map_err(|error| told(&error))
}

// The blocks that are there. Waiting for a request costs more than a small block, so that many
// blocks are asked for at once.
async fn read_blocks(
    store: &rexie::Store,
    wanted: &Few<u32, Vec<Change>>,
) -> rexie::Result<Few<u32, String>> {
    let mut found = Few::default();
    if FEW_BLOCKS < wanted.len() {
        let keys = store.get_all_keys(None, None).await?;
        let texts = store.get_all(None, None).await?;
        for (key, text) in keys.iter().zip(&texts) {
            if let (Some(key), Some(text)) = (key.as_f64(), text.as_string()) {
                found.insert(key as u32, text);
            }
        }
        return Ok(found);
    }
    for (block, _) in wanted.iter() {
        let text = store.get(JsValue::from(*block)).await?;
        if let Some(text) = text.and_then(|text| text.as_string()) {
            found.insert(*block, text);
        }
    }
    Ok(found)
}

// A newer tab closed our connection: the next use opens it anew, or says what is wrong.
fn forget_closed(open: &RefCell<Option<Rc<Rexie>>>, error: &rexie::Error) -> Problem {
    open.borrow_mut().take();
    told(error)
}

fn blocked() -> Problem {
    Problem::new(
        "The incident history is locked by another tab with an older Blip.",
        "",
        "Close the other tabs of Blip and reload this one. Until then incidents are shown but not saved; nothing stored is lost.",
    )
}

fn told(error: &rexie::Error) -> Problem {
    let text = format!("{error:?}");
    let (what, fix) = if text.contains("QuotaExceeded") {
        (
            "The browser's storage is full, so an incident was not saved.",
            "Export the incidents and delete old ones, or free disk space. What was saved before is safe.",
        )
    } else if text.contains("VersionError") {
        (
            "A newer Blip has stored the incident history.",
            "Reload the page to get the newer Blip. Nothing stored is lost.",
        )
    } else if text.contains("closing") || text.contains("InvalidState") {
        (
            "Another tab with a newer Blip took over the incident history.",
            "Reload this tab. Nothing stored is lost.",
        )
    } else {
        (
            "This browser does not let the page store incidents (a private window, or storage is switched off).",
            "Incidents are shown but will not survive a reload; use Export to keep them.",
        )
    };
    Problem::new(what, shortened(&text), fix)
}

fn shortened(text: &str) -> String {
    text.chars().take(160).collect()
}
