//! Fitted models in IndexedDB: each is one record of the store `meta`, under its id.

use super::Dispatch;
use super::database::{Database, META, told};
use crate::app::{Event, Model};
use crate::model::Problem;
use js_sys::Uint8Array;
use rexie::TransactionMode;
use wasm_bindgen::{JsCast, JsValue};

/// What their keys begin with.
const PREFIX: &str = "model ";
/// A record is this byte and then postcard of a [`Model`].
const VERSION: u8 = 1;

/// The store of fitted models.
#[derive(Clone)]
pub struct Models {
    dispatch: Dispatch,
    database: Database,
}

impl Models {
    /// A store that is not open yet.
    pub fn new(dispatch: Dispatch) -> Self {
        Self { dispatch, database: Database::default() }
    }

    // Tells what comes of some work, or why nothing does.
    fn spawn(&self, work: impl Future<Output = Result<Option<Event>, Problem>> + 'static) {
        let dispatch = self.dispatch.clone();
        wasm_bindgen_futures::spawn_local(async move {
            match work.await {
                Ok(event) => event.into_iter().for_each(|event| dispatch(event)),
                Err(problem) => dispatch(Event::StoreFailed(problem)),
            }
        });
    }

    /// Reads all models and tells them.
    pub fn load(&self) {
        let database = self.database.clone();
        self.spawn(async move {
            let models = read_all(&database).await?;
            Ok(Some(Event::ModelsLoaded(models)))
        });
    }

    /// Keeps a model.
    pub fn save(&self, model: &Model) {
        let key = [PREFIX, &model.id()].concat();
        let bytes = postcard::to_allocvec(&(VERSION, model)).unwrap_or_default();
        let database = self.database.clone();
        self.spawn(async move {
            change(&database, key, Some(Uint8Array::from(bytes.as_slice()).into())).await
        });
    }

    /// Keeps the model with this id no longer.
    pub fn delete(&self, id: &str) {
        let key = [PREFIX, id].concat();
        let database = self.database.clone();
        self.spawn(async move { change(&database, key, None).await });
    }
}

async fn read_all(database: &Database) -> Result<Vec<Model>, Problem> {
    let transaction = database.transaction(&[META], TransactionMode::ReadOnly).await?;
    let records = transaction.store(META).map_err(|error| told(&error))?;
    let pairs = records.scan(None, None, None, None).await.map_err(|error| told(&error))?;
    let is_model = |key: &JsValue| key.as_string().is_some_and(|key| key.starts_with(PREFIX));
    let each = pairs.into_iter().filter(|(key, _)| is_model(key));
    Ok(each
        .filter_map(|(_, value)| model(&value.dyn_into::<Uint8Array>().ok()?.to_vec()))
        .collect())
}

// `None` of what another version wrote: it stays where it is.
fn model(bytes: &[u8]) -> Option<Model> {
    let (version, rest) = bytes.split_first()?;
    (*version == VERSION).then(|| postcard::from_bytes(rest).ok())?
}

// Writes or removes a record.
async fn change(
    database: &Database,
    key: String,
    value: Option<JsValue>,
) -> Result<Option<Event>, Problem> {
    let transaction = database.transaction(&[META], TransactionMode::ReadWrite).await?;
    let records = transaction.store(META).map_err(|error| told(&error))?;
    let key = JsValue::from(key);
    let done = match value {
        Some(value) => records.put(&value, Some(&key)).await.map(drop),
        None => records.delete(key).await,
    };
    done.map_err(|error| told(&error))?;
    transaction.done().await.map_err(|error| told(&error))?;
    Ok(None)
}
