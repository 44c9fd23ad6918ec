//! Jobs about fitted models.

use super::Reply;
use crate::detect::fitted::{Model, fit};
use crate::model::{Problem, SourceId};
use crate::shelf::Shelf;
use std::sync::Arc;

/// Fits the chosen detector on a source.
pub(super) fn fitted(shelf: &Shelf, source: SourceId, now: f64) -> Reply {
    match written(shelf, source, now) {
        Ok((model, json)) => Reply::Fitted { card: Box::new(model.card().clone()), json },
        // The source is as well as before.
        Err(problem) => Reply::Failed { source: None, problem },
    }
}

fn written(shelf: &Shelf, source: SourceId, now: f64) -> Result<(Model, String), Problem> {
    let held = shelf.source(source).filter(|held| !held.is_first_reading()).ok_or_else(unread)?;
    let chosen = shelf.judge();
    let model = fit(chosen.detector(), chosen.values(), &held.name, now, &held.members())?;
    let json = model.to_json()?;
    Ok((model, json))
}

/// Puts a model on the shelf, or takes it off; says what is there now. What cannot be read changes
/// nothing.
pub(super) fn chosen(shelf: &mut Shelf, json: Option<&str>) -> Result<Reply, Problem> {
    let model = json.map(|json| Model::from_json(json.as_bytes())).transpose()?;
    let card = model.as_ref().map(|model| Box::new(model.card().clone()));
    shelf.set_model(model.map(|model| Arc::new(model) as Arc<_>));
    Ok(Reply::Model(card))
}

fn unread() -> Problem {
    Problem::new(
        "This source has not been read yet, so nothing can be learnt from it.",
        "",
        "Wait until it is read, then fit again.",
    )
}
