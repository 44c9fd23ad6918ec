//! A detector as the user set it.

use super::knobs::{Knobs, preparation};
use super::{Alarm, Detector, Findings, Tell, Verdict, Why, for_whole};
use crate::model::{Samples, Values};
use crate::prepare::Preparation;

/// A detector, its parameters and the knobs of all detectors: what judges a series.
#[derive(Clone)]
pub struct Judge {
    detector: &'static dyn Detector,
    values: Values,
    knobs: Option<Knobs>,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Judge").field(&self.detector.about().id).field(&self.values).finish()
    }
}

impl Judge {
    /// The detector with these parameters and knobs; what is not set has its default.
    pub fn new(detector: &'static dyn Detector, values: &Values) -> Self {
        Self { detector, values: values.clone(), knobs: Knobs::read(values) }
    }

    /// The same for series that are there whole; see [`for_whole`].
    pub fn of_whole(&self) -> Self {
        Self { values: for_whole(self.detector, &self.values), ..self.clone() }
    }

    /// The detector.
    pub fn detector(&self) -> &'static dyn Detector {
        self.detector
    }

    /// What is to be done to the series first, all of a source together; `None` where nothing is. What
    /// it makes of them is what the judge is to be given.
    pub fn preparation(&self) -> Option<Preparation> {
        preparation(&self.values)
    }

    /// Whether later points change what it says of earlier ones.
    pub fn looks_ahead(&self) -> bool {
        self.detector.looks_ahead(&self.values)
            || self.knobs.as_ref().is_some_and(Knobs::look_ahead)
    }

    /// As [`Detector::judge`]. Knobs that are set take 32 bytes a point while it judges.
    pub fn judge(&self, samples: Samples<'_>, tell: Tell<'_>) {
        let Some(knobs) = &self.knobs else {
            return self.detector.judge(samples, &self.values, tell);
        };
        let values = knobs.cleaned(samples);
        let samples = Samples { values: &values, ..samples };
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(samples.len());
        self.detector.judge(samples, &self.values, &mut |verdict| verdicts.push(verdict));
        knobs.pass(samples, &verdicts, tell);
    }

    /// As [`Detector::detect`].
    pub fn detect(&self, samples: Samples<'_>) -> Findings {
        let mut findings = Findings::with_capacity(samples.len());
        self.judge(samples, &mut |verdict| findings.push(verdict));
        findings
    }

    /// As [`Detector::explain`].
    pub(super) fn why(&self, samples: Samples<'_>, alarm: &Alarm) -> Why {
        let Some(knobs) = &self.knobs else {
            return self.detector.explain(samples, alarm, &self.values);
        };
        let values = knobs.cleaned(samples);
        self.detector.explain(Samples { values: &values, ..samples }, alarm, &self.values)
    }

    /// Whether anything is set that all detectors have.
    pub(super) fn has_knobs(&self) -> bool {
        self.knobs.is_some()
    }

    /// As [`Detector::reasons`].
    pub fn reasons(&self, samples: Samples<'_>, alarms: &[Alarm], unit: &str) -> Vec<String> {
        let Some(knobs) = &self.knobs else {
            return self.detector.reasons(samples, alarms, unit, &self.values);
        };
        let values = knobs.cleaned(samples);
        self.detector.reasons(Samples { values: &values, ..samples }, alarms, unit, &self.values)
    }
}
