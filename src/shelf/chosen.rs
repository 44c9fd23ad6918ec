//! What judges the sources of a worker: the detector that was chosen, or a fitted model in its place.

use super::Shelf;
use crate::detect::fitted::Fitted;
use crate::detect::{DETECTORS, Detector, Judge};
use crate::model::{Clock, Values};
use std::sync::Arc;

/// Finds a detector by its id.
pub type Find = fn(&str) -> Option<&'static dyn Detector>;

/// What was chosen last, and the model while there is one.
#[derive(Debug)]
pub(super) struct Chosen {
    find: Find,
    detector: Option<String>,
    values: Values,
    // With the knobs that were set since it came.
    model: Option<(Arc<dyn Fitted>, Option<Values>)>,
    brief: bool,
    clock: Clock,
}

impl Chosen {
    /// The default detector of these.
    pub(super) fn from(find: Find) -> Self {
        Self {
            find,
            detector: None,
            values: Values::default(),
            model: None,
            brief: false,
            clock: Clock::default(),
        }
    }

    /// The detector with this id, if this worker has it; the model, if it is one of this detector.
    pub(super) fn other(&self, id: &str, values: &Values) -> Option<Judge> {
        let model = self.model.as_ref().filter(|(model, _)| model.detector().about().id == id);
        match model {
            Some((model, _)) => Some(Judge::fitted_with(Arc::clone(model), values)),
            None => Some(Judge::new((self.find)(id)?, values).by(&self.clock)),
        }
    }

    fn detector(&self) -> &'static dyn Detector {
        self.detector.as_deref().and_then(self.find).unwrap_or(DETECTORS[0])
    }

    // Another detector takes the model away, the same one sets the knobs around it.
    fn changes_model(&mut self, detector: &str, values: &Values) -> bool {
        let Some((model, knobs)) = &mut self.model else { return false };
        if model.detector().about().id != detector {
            self.model = None;
            return true;
        }
        knobs.replace(values.clone()).as_ref() != Some(values)
    }
}

impl Shelf {
    /// Chooses the detector for all that follows and tells whether that changes anything; an
    /// unknown id means the default.
    ///
    /// A fitted model of this detector stays, and has its knobs from these parameters; one of another
    /// goes.
    ///
    /// `brief` is whether what is told of it leaves out what takes long to write: choosing the same
    /// again changes something where that was left out.
    pub fn choose(&mut self, detector: &str, values: Values, brief: bool) -> bool {
        let was_brief = std::mem::replace(&mut self.chosen.brief, brief);
        let told = was_brief && !brief;
        let had_model = self.chosen.model.is_some();
        let changes = self.chosen.changes_model(detector, &values);
        let chosen = &mut self.chosen;
        let same = chosen.detector.as_deref() == Some(detector) && chosen.values == values;
        chosen.detector = Some(detector.to_owned());
        chosen.values = values;
        told || if had_model { changes } else { !same }
    }

    /// Seasons follow this clock from the next scoring on. Sources that are held are not scored anew by
    /// this: choosing another zone is choosing other parameters.
    pub fn follow(&mut self, clock: Clock) {
        self.chosen.clock = clock;
    }

    /// Puts a fitted model in the place of the chosen detector, or takes it away.
    pub fn set_model(&mut self, model: Option<Arc<dyn Fitted>>) {
        self.chosen.model = model.map(|model| (model, None));
    }

    /// What judges; sources that are there whole may be judged otherwise.
    pub fn judge(&self) -> Judge {
        let Chosen { values, model, .. } = &self.chosen;
        match model {
            None => Judge::new(self.chosen.detector(), values).by(&self.chosen.clock),
            Some((model, None)) => Judge::fitted(Arc::clone(model)),
            Some((model, Some(knobs))) => Judge::fitted_with(Arc::clone(model), knobs),
        }
    }
}
