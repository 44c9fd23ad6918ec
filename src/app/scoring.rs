//! Which detector judges what is loaded, and how it is set.

use super::results::distinct;
use super::{App, DEMO_WORKER, Effect, Source};
use crate::detect::{MENU, described};
use crate::model::{Problem, SourceId};
use crate::protocol::Job;

impl App {
    pub(super) fn choose_detector(&mut self, id: String, out: &mut Vec<Effect>) {
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

    pub(super) fn set_parameter(&mut self, name: &str, text: &str, out: &mut Vec<Effect>) {
        let detector = self.settings.chosen();
        let mut values = self.settings.chosen_values();
        if let Err(error) = values.set(described(detector.fields, name), name, text) {
            let (what, place) = (error.to_string(), detector.title);
            return self.notice(true, Problem::new(what, place, "The former value stays."));
        }
        self.settings.values.insert(detector.id.to_owned(), values);
        self.rescore(out);
    }

    // What is loaded is scored anew; nothing is fetched or read again.
    fn rescore(&mut self, out: &mut Vec<Effect>) {
        for worker in distinct(self.sources.iter().map(|source| source.worker).collect()) {
            self.post_detector(worker, out);
        }
        self.save_settings(out);
    }

    pub(super) fn post_detector(&mut self, worker: usize, out: &mut Vec<Effect>) {
        let detector = self.settings.chosen().id.to_owned();
        let values = self.settings.chosen_values();
        self.post(worker, Job::Score { detector, values }, out);
    }
}
