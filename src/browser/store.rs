//! The incident history in IndexedDB.
//!
//! Version 1 had the store `blocks`, version 2 added `meta`, and since version 3 blocks are bytes,
//! which a program of version 2 would take for nothing: the number keeps it out. Every store that
//! ever existed must stay listed here: one that is left out is deleted with its data when the
//! version rises.

use super::{Dispatch, clock, legacy};
use crate::app::Event;
use crate::app::blocks::{self, BLOCKS, Block};
use crate::app::history::{Change, Stored};
use crate::model::{Incident, Problem};
use js_sys::Uint8Array;
use rexie::{ObjectStore, Rexie, TransactionMode};
use std::cell::RefCell;
use std::rc::Rc;
use std::task::Poll;
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "blip";
const VERSION: u32 = 3;
const STORE: &str = "blocks";
pub(super) const META: &str = "meta";
/// An upgrade that another tab blocks never ends by itself, so it is given this long.
const OPEN_WITHIN_MS: i32 = 4_000;

/// The database, opened when first needed.
#[derive(Clone)]
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
                Err(problem) => Stored::Failed { changes: 0, problem },
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
                let waiting: Vec<Change> = waiting.into_iter().flatten().collect();
                let changes = waiting.len();
                let stored = match write(&open, waiting).await {
                    Ok(()) => Stored::Saved { changes },
                    Err(problem) => Stored::Failed { changes, problem },
                };
                dispatch(Event::Stored(stored));
            }
            busy.replace(false);
        });
    }
}

impl Store {
    // Tells what comes of some work, or why nothing does.
    pub(super) fn spawn(
        &self,
        work: impl Future<Output = Result<Option<Event>, Problem>> + 'static,
    ) {
        let dispatch = self.dispatch.clone();
        wasm_bindgen_futures::spawn_local(async move {
            match work.await {
                Ok(event) => event.into_iter().for_each(|event| dispatch(event)),
                Err(problem) => dispatch(Event::Stored(Stored::Failed { changes: 0, problem })),
            }
        });
    }

    // A transaction of the small records.
    pub(super) async fn transaction(
        &self,
        mode: TransactionMode,
    ) -> Result<rexie::Transaction, Problem> {
        let database = database(&self.open).await?;
        database.transaction(&[META], mode).map_err(|error| forget_closed(&self.open, &error))
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
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}

async fn read_all(open: &RefCell<Option<Rc<Rexie>>>) -> Result<Vec<Incident>, Problem> {
    let database = database(open).await?;
    let store = database
        .transaction(&[STORE], TransactionMode::ReadOnly)
        .and_then(|transaction| transaction.store(STORE))
        .map_err(|error| forget_closed(open, &error))?;
    let mut incidents = Vec::new();
    each_block(&store, 0..BLOCKS, |block| {
        incidents.extend(blocks::read(&block)?);
        Ok(())
    })
    .await?;
    Ok(incidents)
}

// Reads, changes and writes the blocks within one transaction, so that what another tab stored
// meanwhile is kept; any error aborts all of it. How soon it reaches the disk is the browser's own
// choice, since rexie passes no durability: Chromium and Firefox answer once the system has it.
async fn write(open: &RefCell<Option<Rc<Rexie>>>, changes: Vec<Change>) -> Result<(), Problem> {
    let database = database(open).await?;
    let transaction = database
        .transaction(&[STORE], TransactionMode::ReadWrite)
        .map_err(|error| forget_closed(open, &error))?;
    if let Err(problem) = write_blocks(&transaction, blocks::by_block(changes)).await {
        let _ = transaction.abort().await;
        return Err(problem);
    }
    match transaction.done().await {
        Ok(end) if end.is_committed() => Ok(()),
        // A disk that is full may show only now, and then no request has failed.
        Ok(_) => Err(full("")),
        Err(error) => Err(told(&error)),
    }
}

async fn write_blocks(
    transaction: &rexie::Transaction,
    changes: Vec<(u32, Vec<Change>)>,
) -> Result<(), Problem> {
    let store = transaction.store(STORE).map_err(|error| told(&error))?;
    let keys: Vec<u32> = changes.iter().map(|(key, _)| *key).collect();
    let mut after = Vec::with_capacity(changes.len());
    let mut changes = changes.into_iter();
    each_block(&store, keys.into_iter(), |before| {
        let Some((key, of_block)) = changes.next() else { return Ok(()) };
        let bytes = blocks::change(&before, of_block)?;
        after.push((Uint8Array::from(bytes.as_slice()).into(), Some(key.into())));
        Ok(())
    })
    .await?;
    store.put_all(after.into_iter()).await.map_err(|error| told(&error))
}

// Takes block after block, in order. All are asked for at once, and each answer comes in a turn of
// its own: that is the sooner way (asked for together, they come together and late), and the page
// never waits for more than one of them to be read.
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
        Some(text) => legacy::incidents(&text).map_or(Block::Packed(Vec::new()), Block::Old),
        None => Block::Packed(value.dyn_ref().map(Uint8Array::to_vec).unwrap_or_default()),
    }
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

pub(super) fn told(error: &rexie::Error) -> Problem {
    let text = format!("{error:?}");
    // The other requests of a transaction that ran out of room are told that it was aborted.
    if text.contains("QuotaExceeded") || text.contains("AbortError") {
        return full(&text);
    }
    let (what, fix) = if text.contains("VersionError") {
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
            "This browser does not let the page store anything (a private window, or storage is switched off).",
            "Incidents and models are shown but will not survive a reload; use Export to keep them.",
        )
    };
    Problem::new(what, shortened(&text), fix)
}

fn full(text: &str) -> Problem {
    Problem::new(
        "The browser's storage is full, so the last change was not saved.",
        shortened(text),
        "Export the incidents and delete old ones, or fitted models, or free disk space. What was saved before is safe.",
    )
}

fn shortened(text: &str) -> String {
    text.chars().take(160).collect()
}
