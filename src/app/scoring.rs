//! Which detector judges what is loaded, and how it is set.

use super::results::distinct;
use super::{App, Effect};
use crate::detect::{MENU, described};
use crate::model::{About, Problem, Values};
use crate::protocol::Job;

/// The detectors that the page does not bring along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Library {
    /// Nobody asked for one.
    #[default]
    Away,
    /// On its way.
    Coming,
    /// Every worker has it.
    Here,
}

impl App {
    pub(super) fn choose_detector(&mut self, id: String, out: &mut Vec<Effect>) {
        self.settings.detector = id;
        self.rescore(out);
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
        let (about, values) = self.judging(out);
        self.post(worker, Job::Score { detector: about.id.to_owned(), values }, out);
    }

    // The default stands in for a detector of the library until that is there.
    fn judging(&mut self, out: &mut Vec<Effect>) -> (&'static About, Values) {
        let chosen = self.settings.chosen();
        if self.library == Library::Here || MENU.contains(&chosen) {
            return (chosen, self.settings.chosen_values());
        }
        if self.library == Library::Away {
            self.library = Library::Coming;
            out.push(Effect::LoadLibrary);
        }
        (MENU[0], Values::default())
    }

    pub(super) fn library_loaded(&mut self, failed: Option<String>, out: &mut Vec<Effect>) {
        let Some(why) = failed else {
            self.library = Library::Here;
            return self.rescore(out);
        };
        self.library = Library::Away;
        let chosen = self.settings.chosen().title;
        MENU[0].id.clone_into(&mut self.settings.detector);
        self.save_settings(out);
        let what = format!("{chosen} could not be loaded: {why}");
        let fix = format!("Choose it again to try again; {} judges until then.", MENU[0].title);
        self.notice(true, Problem::new(what, "Detector", fix));
    }
}
