//! The database in IndexedDB: the page keeps fitted models in it, a worker incidents.
//!
//! Version 1 had the store `blocks`, version 2 added `meta`, since version 3 blocks are bytes and since
//! versions 4 and 5 they hold more, which a program of a former version would take for nothing: the number keeps
//! it out. Version 5 added `evidence`. Every store that ever existed must stay listed here: one that is left out is deleted with its
//! data when the version rises. Page and worker each have a connection, of one version, so that neither
//! waits for the other.

use super::clock;
use crate::model::Problem;
use rexie::{ObjectStore, Rexie, Transaction, TransactionMode};
use std::cell::RefCell;
use std::rc::Rc;
use std::task::Poll;

const NAME: &str = "blip";
const VERSION: u32 = 5;
/// Blocks of incidents.
pub const BLOCKS: &str = "blocks";
/// What was to be seen of incidents, under their ids.
pub const EVIDENCE: &str = "evidence";
/// Small records under their names.
pub const META: &str = "meta";
/// An upgrade that another tab blocks never ends by itself, so it is given this long.
const OPEN_WITHIN_MS: i32 = 4_000;

/// The database, opened when first needed.
#[derive(Clone, Default)]
pub struct Database {
    open: Rc<RefCell<Option<Rc<Rexie>>>>,
}

impl Database {
    /// A transaction of some stores.
    pub async fn transaction(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction, Problem> {
        let database = database(&self.open).await?;
        database.transaction(stores, mode).map_err(|error| forget_closed(&self.open, &error))
    }
}

async fn database(open: &RefCell<Option<Rc<Rexie>>>) -> Result<Rc<Rexie>, Problem> {
    if let Some(database) = open.borrow().clone() {
        return Ok(database);
    }
    let build = Rexie::builder(NAME)
        .version(VERSION)
        .add_object_store(ObjectStore::new(BLOCKS))
        .add_object_store(ObjectStore::new(META))
        .add_object_store(ObjectStore::new(EVIDENCE))
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

pub fn told(error: &rexie::Error) -> Problem {
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

pub fn full(text: &str) -> Problem {
    Problem::new(
        "The browser's storage is full, so the last change was not saved.",
        shortened(text),
        "Export the incidents and delete old ones, or fitted models, or free disk space. What was saved before is safe.",
    )
}

// What the browser said, without how the library wraps it.
fn shortened(text: &str) -> String {
    let said = text.rsplit_once("JsValue(").map_or(text, |(_, said)| said);
    let line = said.lines().next().unwrap_or_default();
    line.trim_end_matches([')', ' '])
        .trim_end_matches("undefined")
        .trim()
        .chars()
        .take(160)
        .collect()
}
