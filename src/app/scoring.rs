//! Which detector judges what is loaded, and how it is set.

use super::results::distinct;
use super::{App, DEMO_WORKER, Effect, Source};
use crate::detect::{MENU, described};
use crate::model::{Few, Problem, SourceId};
use crate::protocol::Job;

/// Which workers score by another detector, or another setting of it.
#[derive(Debug, Default)]
pub(super) struct Scoring {
    /// A parameter is being moved.
    pub dragged: bool,
    // What was said of values that were refused.
    refused: Vec<Problem>,
    // Workers that have not answered, and whether there is something newer for them.
    under_way: Few<usize, bool>,
}

impl Scoring {
    /// A worker died, and with it what it was told.
    pub fn lost(&mut self, worker: usize) {
        self.under_way.remove(&worker);
    }

    /// No worker answers.
    pub fn all_lost(&mut self) {
        self.under_way.clear();
    }
}

impl App {
    pub(super) fn choose_detector(&mut self, id: String, out: &mut Vec<Effect>) {
        if self.model().is_some_and(|model| model.card.detector != id) {
            self.settings.model.clear();
        }
        self.settings.detector = id;
        if !self.demo_has_detector() {
            self.free_demo(out);
        }
        self.rescore(out);
    }

    /// Whether the demo's own worker has the chosen detector.
    pub(super) fn demo_has_detector(&self) -> bool {
        MENU.contains(&self.settings.chosen())
    }

    /// A demo whose own worker lacks a detector goes on in one that has all of them.
    pub(super) fn free_demo(&mut self, out: &mut Vec<Effect>) {
        let is_there = |source: &&mut Source| source.worker == DEMO_WORKER;
        let moved: Vec<SourceId> =
            self.sources.iter_mut().filter(is_there).map(|one| one.id).collect();
        for id in moved {
            self.post(DEMO_WORKER, Job::Forget { source: id }, out);
            let worker = self.next_worker(id);
            if let Some(source) = self.source_mut(id) {
                source.worker = worker;
            }
            self.read(id, out);
        }
    }

    /// The user set a parameter.
    pub(super) fn set_parameter(&mut self, name: &str, text: &str, out: &mut Vec<Effect>) {
        // What was moved before stands, even if this is refused.
        if self.set_value(name, text) || self.scoring.dragged {
            self.rescore(out);
        }
    }

    /// The user is moving a parameter.
    pub(super) fn drag_parameter(&mut self, name: &str, text: &str, out: &mut Vec<Effect>) {
        self.scoring.dragged = true;
        if self.set_value(name, text) {
            self.post_detectors(out);
        }
    }

    fn set_value(&mut self, name: &str, text: &str) -> bool {
        let detector = self.settings.chosen();
        let mut values = self.settings.chosen_values();
        if let Err(error) = values.set(described(detector.fields, name), name, text) {
            let (what, place) = (error.to_string(), detector.title);
            let problem = Problem::new(what, place, "The former value stays.");
            self.notice(true, problem.clone());
            self.scoring.refused.push(problem);
            return false;
        }
        // What is accepted now is the answer to what was refused before.
        let refused = std::mem::take(&mut self.scoring.refused);
        self.notices.retain(|notice| !refused.contains(&notice.problem));
        self.settings.values.insert(detector.id.to_owned(), values);
        true
    }

    // What is loaded is scored anew; nothing is fetched or read again.
    pub(super) fn rescore(&mut self, out: &mut Vec<Effect>) {
        self.scoring.dragged = false;
        self.post_detectors(out);
        self.save_settings(out);
    }

    fn post_detectors(&mut self, out: &mut Vec<Effect>) {
        for worker in distinct(self.sources.iter().map(|source| source.worker).collect()) {
            self.post_detector(worker, out);
        }
    }

    /// Tells a worker what to score by; while it still scores by what it was told before, later.
    pub(super) fn post_detector(&mut self, worker: usize, out: &mut Vec<Effect>) {
        if let Some(again) = self.scoring.under_way.get_mut(&worker) {
            *again = true;
            return;
        }
        self.scoring.under_way.insert(worker, false);
        let detector = self.settings.chosen().id.to_owned();
        let values = self.settings.chosen_values();
        let brief = self.scoring.dragged;
        let job = Job::Score { detector, values: values.clone(), brief };
        self.post(worker, job.clone(), out);
        if self.post_model(worker, &values, out) {
            self.post(worker, job, out);
        }
    }

    /// A worker has scored all it holds.
    pub(super) fn chosen(&mut self, worker: usize, out: &mut Vec<Effect>) {
        if self.scoring.under_way.remove(&worker) == Some(true) {
            self.post_detector(worker, out);
        }
    }
}
