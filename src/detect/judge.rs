//! A detector as the user set it.

use super::fitted::{Fitted, Learnt};
use super::knobs::{Knobs, LEVEL, level_alone, preparation};
use super::{Alarm, Among, Detector, Findings, Member, Shared, Tell, Verdict, Why, for_whole};
use crate::model::{Clock, Samples, SeriesKind, Values};
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
    model: Option<Fitting>,
    kinds: Arc<[Option<SeriesKind>]>,
}

// A model, and what it knows of the series of a source, in their order, or of any.
#[derive(Clone)]
struct Fitting {
    model: Arc<dyn Fitted>,
    any: Option<Arc<dyn Learnt>>,
    each: Arc<[Option<Arc<dyn Learnt>>]>,
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
            model: None,
            kinds: Arc::default(),
        }
    }

    /// What judges by a fitted model, as it was fitted.
    ///
    /// Of a model of several series each is known only by [`Judge::among`] and [`Judge::at`].
    pub fn fitted(model: Arc<dyn Fitted>) -> Self {
        let values = model.values().clone();
        Self::fitted_with(model, &values)
    }

    /// The same with these knobs: parameters of the detector and the preparation stay the model's.
    pub fn fitted_with(model: Arc<dyn Fitted>, values: &Values) -> Self {
        let own = Self::new(model.detector(), &model.with_knobs(values));
        let any = model.learnt(None);
        Self { model: Some(Fitting { model, any, each: Arc::default() }), ..own }
    }

    /// What the model, if there is one, does not know; `None` if that is nothing.
    pub fn note(&self) -> Option<String> {
        let Fitting { model, each, .. } = self.model.as_ref()?;
        let unknown = each.iter().filter(|learnt| learnt.is_none()).count();
        (unknown > 0).then(|| model.note(unknown, each.len()))
    }

    fn learnt(&self) -> Option<&dyn Learnt> {
        let Fitting { any, each, .. } = self.model.as_ref()?;
        each.get(self.place).unwrap_or(any).as_deref()
    }

    /// The same for the series of one source, in their order: what the detector has to know of all of
    /// them is computed here, once.
    pub fn among(&self, members: &[Member<'_>]) -> Self {
        if let Some(fitting) = &self.model {
            let each = members.iter().map(|member| fitting.model.learnt(Some(member))).collect();
            let model = Some(Fitting { each, ..fitting.clone() });
            return Self { model, ..self.clone() };
        }
        let kinds = members.iter().map(|member| member.kind).collect();
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
        Self { shared: shared.map(Arc::new), kinds, ..self.clone() }
    }

    /// The same for the series at this place of its source; no difference to those that judge alone.
    pub fn at(&self, place: usize) -> Self {
        let kind = self.kinds.get(place).copied().flatten();
        Self { place, values: self.values.clone().of_kind(kind), ..self.clone() }
    }

    /// The same with seasons that follow this clock.
    pub fn by(&self, clock: &Clock) -> Self {
        Self { values: self.values.clone().by(clock.clone()), ..self.clone() }
    }

    /// Whether what is not judged yet may be once more points have come: not where nothing is asked of the
    /// detector, or a series lacks others to be judged among.
    pub fn learns(&self) -> bool {
        self.shared.is_none() && self.detector.is_set(&self.values)
    }

    /// So many points of each series do not alarm.
    pub fn warm_up(&self) -> usize {
        self.knobs.as_ref().map_or(0, Knobs::warm_up)
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

    /// Its parameters and knobs.
    pub fn values(&self) -> &Values {
        &self.values
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

    /// What the scores of [`Judge::judge_plainly`] are divided by, where that is all that the knobs do.
    pub fn level_alone(&self) -> Option<f64> {
        level_alone(&self.values)
    }

    /// The other one with what this one has computed of all series, if they differ in the alarm level
    /// at most.
    pub fn relevelled(&self, other: &Self) -> Option<Self> {
        let model =
            |judge: &Self| judge.model.as_ref().map(|one| Arc::as_ptr(&one.model).cast::<()>());
        let same = std::ptr::addr_eq(self.detector, other.detector)
            && model(self) == model(other)
            && self.values.without(LEVEL) == other.values.without(LEVEL);
        let (shared, model, kinds) = (self.shared.clone(), self.model.clone(), self.kinds.clone());
        same.then(|| Self { shared, model, kinds, place: self.place, ..other.clone() })
    }

    /// As [`Detector::judge`], whatever the knobs say.
    pub fn judge_plainly(&self, samples: Samples<'_>, tell: Tell<'_>) {
        if let Some(learnt) = self.learnt() {
            return learnt.judge(samples, &self.values, tell);
        }
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
        let values = self.cleaned(samples);
        let samples = Samples { values: &values, ..samples };
        let Some((learnt, fitting)) = self.learnt().zip(self.model.as_ref()) else {
            return self.detector.explain(samples, alarm, &self.values);
        };
        let why = learnt.explain(samples, alarm, &self.values);
        if why.basis.is_empty() { Why { basis: fitting.model.basis(), ..why } } else { why }
    }

    /// The values with gaps where the knobs want them.
    pub(super) fn cleaned<'a>(&self, samples: Samples<'a>) -> Cow<'a, [f64]> {
        self.knobs.as_ref().map_or(Cow::Borrowed(samples.values), |knobs| knobs.cleaned(samples))
    }

    /// Whether anything is set that all detectors have.
    pub(super) fn has_knobs(&self) -> bool {
        self.knobs.is_some()
    }

    /// As [`Detector::reasons`].
    pub fn reasons(&self, samples: Samples<'_>, alarms: &[Alarm], unit: &str) -> Vec<String> {
        let values = self.cleaned(samples);
        let samples = Samples { values: &values, ..samples };
        if let Some(learnt) = self.learnt() {
            return learnt.reasons(samples, alarms, unit, &self.values);
        }
        match self.own() {
            Some(among) => self.detector.reasons_among(samples, among, alarms, unit, &self.values),
            None => self.detector.reasons(samples, alarms, unit, &self.values),
        }
    }
}
