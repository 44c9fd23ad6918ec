//! What was learnt from one series, and which series it is for.

use super::Model;
use crate::detect::{Alarm, Detector, KNOBS, Member, Point, Tell, Why};
use crate::model::{Labels, Samples, Values};
use std::fmt::Debug;
use std::sync::Arc;

/// What a detector learnt from one series.
pub trait Learnt: Debug + Send + Sync {
    /// As [`Detector::judge`], by what was learnt.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>);

    /// As [`Detector::reason`], of what [`Learnt::judge`] told.
    fn reason(&self, point: &Point<'_>, values: &Values) -> String;

    /// As [`Detector::reasons`], of what [`Learnt::judge`] told.
    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        alarms.iter().map(|alarm| self.reason(&alarm.point(samples, unit), values)).collect()
    }

    /// As [`Detector::explain`], without a parameter of the detector: those are the model's.
    fn explain(&self, _samples: Samples<'_>, _alarm: &Alarm, _values: &Values) -> Why {
        Why::default()
    }
}

/// A model as a judge sees it: nothing of how it is made, read or written.
pub trait Fitted: Debug + Send + Sync {
    /// Its detector.
    fn detector(&self) -> &'static dyn Detector;

    /// Its own parameters, knobs among them.
    fn values(&self) -> &Values;

    /// These parameters, but for those that it was fitted with: the detector's own and the preparation.
    fn with_knobs(&self, values: &Values) -> Values;

    /// What was learnt for a series; without one, what was learnt for any.
    fn learnt(&self, member: Option<&Member<'_>>) -> Option<Arc<dyn Learnt>>;

    /// What an expectation rests on, for people.
    fn basis(&self) -> String;

    /// A sentence about so many of so many series that it knows nothing of.
    fn note(&self, unknown: usize, all: usize) -> String;
}

/// What tells one series of a source from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) labels: Labels,
}

impl Identity {
    pub(super) fn of(member: &Member<'_>) -> Self {
        Self { name: member.name.to_owned(), labels: member.labels.clone() }
    }

    fn is(&self, member: &Member<'_>) -> bool {
        self.name == member.name && self.labels == *member.labels
    }
}

impl Fitted for Model {
    fn detector(&self) -> &'static dyn Detector {
        self.detector
    }

    fn values(&self) -> &Values {
        &self.card.values
    }

    fn with_knobs(&self, values: &Values) -> Values {
        let mut values = values.clone();
        let own = self.detector.fields().iter().map(|field| (self.detector.fields(), field.name));
        for (fields, name) in own.chain([(KNOBS, crate::detect::PREPARE)]) {
            let text = self.card.values.text(name).unwrap_or_default();
            // It was accepted before.
            let _ = values.set(fields, name, &text);
        }
        values
    }

    fn learnt(&self, member: Option<&Member<'_>>) -> Option<Arc<dyn Learnt>> {
        let one = match (&self.series[..], member) {
            ([one], _) => one,
            (all, Some(member)) => all.iter().find(|(identity, _)| identity.is(member))?,
            (_, None) => return None,
        };
        Some(Arc::clone(&one.1) as Arc<dyn Learnt>)
    }

    fn basis(&self) -> String {
        let points = self.card.points;
        format!("what it learnt from {}, {points} points; nothing since", self.card.source)
    }

    fn note(&self, unknown: usize, all: usize) -> String {
        let (title, source) = (&self.card.title, &self.card.source);
        format!(
            "The model fitted on {source} knows nothing of {unknown} of {all} series: {title} judges \
             them without it."
        )
    }
}
