//! Fitted models: made by a worker, kept by the store, and put in the place of the chosen detector.

use super::{App, Effect};
use crate::detect::fitted::FITTABLE;
use crate::model::{Few, ModelCard, Problem, SourceId, Values};
use crate::protocol::Job;
use crate::stats::order::sort_by;
use serde::{Deserialize, Serialize};

/// A model as the page keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// What it is.
    pub card: ModelCard,
    /// All of it, as a file holds it.
    pub json: String,
}

impl Model {
    /// Tells it from others: of one detector only one is made in a moment.
    pub fn id(&self) -> String {
        format!("{} {}", self.card.made, self.card.detector)
    }
}

/// The models that are there, and the one that judges.
#[derive(Debug, Default)]
pub struct Models {
    /// Newest first.
    pub all: Vec<Model>,
    // Which worker judges by which.
    told: Few<usize, String>,
    // A file that a worker was asked to take.
    importing: Option<String>,
    asked: bool,
}

impl Models {
    /// The model with this id.
    pub fn get(&self, id: &str) -> Option<&Model> {
        self.all.iter().find(|model| model.id() == id)
    }

    fn add(&mut self, model: Model) {
        let id = model.id();
        self.all.retain(|other| other.id() != id);
        self.all.insert(0, model);
    }

    /// A worker died, and with it what it was told.
    pub fn lost(&mut self, worker: usize) {
        self.told.remove(&worker);
    }

    /// No worker is there.
    pub fn all_lost(&mut self) {
        self.told.clear();
        self.importing = None;
    }
}

impl App {
    /// Whether the chosen detector can be fitted.
    pub fn is_fittable(&self) -> bool {
        FITTABLE.contains(&self.settings.chosen().id)
    }

    /// The model that judges in the place of the chosen detector.
    pub fn model(&self) -> Option<&Model> {
        self.models.get(&self.settings.model)
    }

    pub(super) fn fit(&mut self, source: SourceId, out: &mut Vec<Effect>) {
        self.free_demo(out);
        let now = self.now;
        if let Some(worker) = self.source(source).map(|source| source.worker) {
            self.post(worker, Job::Fit { source, now }, out);
        }
    }

    pub(super) fn fitted(&mut self, card: ModelCard, json: String, out: &mut Vec<Effect>) {
        let said =
            format!("{} was fitted on {} series of {}.", card.title, card.series, card.source);
        self.keep_model(Model { card, json }, out);
        let fix =
            "It stands in the list of fitted models: Use puts it in the place of the detector.";
        self.notice(false, Problem::new(said, "", fix));
    }

    fn keep_model(&mut self, model: Model, out: &mut Vec<Effect>) {
        out.push(Effect::SaveModel(model.clone()));
        self.models.add(model);
    }

    pub(super) fn import_model(&mut self, json: String, out: &mut Vec<Effect>) {
        self.models.importing = Some(json.clone());
        let worker = self.listing_worker();
        self.post(worker, Job::Model { json: Some(json) }, out);
    }

    /// A worker refused a file, which may have been that of a model.
    pub(super) fn nothing_imported(&mut self) {
        self.models.importing = None;
    }

    pub(super) fn model_taken(
        &mut self,
        worker: usize,
        card: Option<ModelCard>,
        out: &mut Vec<Effect>,
    ) {
        let Some((card, json)) = card.zip(self.models.importing.take()) else { return };
        let model = Model { card, json };
        let id = model.id();
        self.models.told.insert(worker, id.clone());
        self.keep_model(model, out);
        self.use_model(id, out);
    }

    /// Judges by a model from now on, or with the empty id by the detector itself.
    pub(super) fn use_model(&mut self, id: String, out: &mut Vec<Effect>) {
        let set = self.models.get(&id).map(|model| {
            let ModelCard { detector, values, .. } = &model.card;
            (detector.clone(), values.clone())
        });
        self.settings.model = id;
        if let Some((detector, values)) = set {
            self.free_demo(out);
            self.settings.values.insert(detector.clone(), values);
            self.settings.detector = detector;
        }
        self.rescore(out);
    }

    pub(super) fn delete_model(&mut self, id: &str, out: &mut Vec<Effect>) {
        self.models.all.retain(|model| model.id() != id);
        out.push(Effect::DeleteModel(id.to_owned()));
        if self.settings.model == id {
            self.use_model(String::new(), out);
        }
    }

    pub(super) fn export_model(&self, id: &str, out: &mut Vec<Effect>) {
        let Some(model) = self.models.get(id) else { return };
        let name = format!("blip-model-{}.json", model.card.detector);
        out.push(Effect::Download {
            name,
            mime: "application/json".to_owned(),
            text: model.json.clone(),
        });
    }

    /// The list of models is looked at, or one of them judges: they are read once.
    pub(super) fn load_models(&mut self, out: &mut Vec<Effect>) {
        if !std::mem::replace(&mut self.models.asked, true) {
            out.push(Effect::LoadModels);
        }
    }

    /// The store has read all models.
    pub(super) fn models_loaded(&mut self, models: Vec<Model>, out: &mut Vec<Effect>) {
        let shown = std::mem::take(&mut self.models.all);
        for model in models.into_iter().chain(shown) {
            self.models.add(model);
        }
        sort_by(&mut self.models.all, |a, b| b.card.made.total_cmp(&a.card.made));
        if self.model().is_some() {
            self.use_model(self.settings.model.clone(), out);
        }
    }

    /// Tells a worker that was just told the detector which model judges in its place, if it does not
    /// know; whether it was told anything.
    pub(super) fn post_model(
        &mut self,
        worker: usize,
        values: &Values,
        out: &mut Vec<Effect>,
    ) -> bool {
        let used = self.model().filter(|model| model.card.detector == self.settings.chosen().id);
        let Some(model) = used else {
            // One of another detector went when that was chosen.
            let chosen = self.settings.chosen().id;
            let told = self.models.told.remove(&worker);
            let stays =
                |id: String| self.models.get(&id).is_none_or(|model| model.card.detector == chosen);
            if told.is_some_and(stays) {
                self.post(worker, Job::Model { json: None }, out);
            }
            return false;
        };
        let id = model.id();
        if self.models.told.get(&worker) == Some(&id) {
            return false;
        }
        let (json, differs) = (Some(model.json.clone()), model.card.values != *values);
        self.models.told.insert(worker, id);
        self.post(worker, Job::Model { json }, out);
        differs
    }
}
