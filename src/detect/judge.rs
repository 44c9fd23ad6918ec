//! A detector as the user set it.

use super::knobs::{Knobs, preparation};
use super::{Alarm, Among, Detector, Findings, Member, Shared, Tell, Verdict, Why, for_whole};
use crate::model::{Clock, Samples, Values};
use crate::prepare::Preparation;
use std::borrow::Cow;
use std::sync::Arc;

/// A detector, its parameters and the knobs of all detectors: what judges a series.
#[derive(Clone)]
pub struct Judge {
    detector: &'static dyn Detector,
    values: Values,
    knobs: Option<Knobs>,
    shared: Option<Arc<Shared>>,
    place: usize,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Judge").field(&self.detector.about().id).field(&self.values).finish()
    }
}

impl Judge {
    /// The detector with these parameters and knobs; what is not set has its default.
    pub fn new(detector: &'static dyn Detector, values: &Values) -> Self {
        Self {
            detector,
            values: values.clone(),
            knobs: Knobs::read(values),
            shared: None,
            place: 0,
        }
    }

    /// The same for the series of one source, in their order: what the detector has to know of all of
    /// them is computed here, once.
    pub fn among(&self, members: &[Member<'_>]) -> Self {
        // Who judges alone wants nothing cleaned.
        let knobs =
            self.knobs.as_ref().filter(|_| self.detector.shared(&[], &self.values).is_some());
        let shared = match knobs {
            None => self.detector.shared(members, &self.values),
            // What is no evidence in one series is none beside the others.
            Some(knobs) => {
                let clean = |one: &Member<'_>| knobs.cleaned(one.samples).into_owned();
                let cleaned: Vec<Vec<f64>> = members.iter().map(clean).collect();
                let each = members.iter().zip(&cleaned);
                let members: Vec<Member<'_>> =
                    each.map(|(one, values)| one.with_values(values)).collect();
                self.detector.shared(&members, &self.values)
            }
        };
        Self { shared: shared.map(Arc::new), ..self.clone() }
    }

    /// The same for the series at this place of its source; no difference to those that judge alone.
    pub fn at(&self, place: usize) -> Self {
        Self { place, ..self.clone() }
    }

    /// The same with seasons that follow this clock.
    pub fn by(&self, clock: &Clock) -> Self {
        Self { values: self.values.clone().by(clock.clone()), ..self.clone() }
    }

    /// Bytes that it keeps of all series together.
    pub fn memory(&self) -> usize {
        self.shared.as_ref().map_or(0, |shared| shared.memory())
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

    /// As [`Detector::judge`]. Knobs that are set take 32 bytes a point while it judges.
    pub fn judge(&self, samples: Samples<'_>, tell: Tell<'_>) {
        let Some(knobs) = &self.knobs else {
            return self.judge_plainly(samples, tell);
        };
        let values = knobs.cleaned(samples);
        let samples = Samples { values: &values, ..samples };
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(samples.len());
        self.judge_plainly(samples, &mut |verdict| verdicts.push(verdict));
        knobs.pass(samples, &verdicts, tell);
    }

    fn judge_plainly(&self, samples: Samples<'_>, tell: Tell<'_>) {
        match self.own() {
            Some(among) => self.detector.judge_among(samples, among, &self.values, tell),
            None => self.detector.judge(samples, &self.values, tell),
        }
    }

    fn own(&self) -> Option<Among<'_>> {
        Some(Among { shared: self.shared.as_deref()?, place: self.place })
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
        let values = self
            .knobs
            .as_ref()
            .map_or(Cow::Borrowed(samples.values), |knobs| knobs.cleaned(samples));
        let samples = Samples { values: &values, ..samples };
        match self.own() {
            Some(among) => self.detector.reasons_among(samples, among, alarms, unit, &self.values),
            None => self.detector.reasons(samples, alarms, unit, &self.values),
        }
    }
}
