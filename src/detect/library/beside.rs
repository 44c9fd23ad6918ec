//! Windows of a series beside those that a model was fitted on.

use super::rows::{Rows, factor, tamed_by};
use super::windows::{FEWEST, FITTED, OnWindows, Scale, share};
use crate::detect::fitted::{Learn, Learnt, gaps, within};
use crate::detect::{Point, Tell, Verdict};
use crate::model::{Samples, Values};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use std::marker::PhantomData;

/// What a detector on windows learns, and how it then scores any window.
pub(in crate::detect) trait ByRows:
    Debug + Send + Sync + Serialize + DeserializeOwned + 'static
{
    /// The detector.
    const ENTRY: &'static OnWindows;

    /// Learns from rows, of which there are at least 30.
    fn learn(rows: &Rows, values: &Values) -> Self;

    /// One raw score for every row, each as if there were no other.
    fn scores(&self, rows: &Rows, values: &Values) -> Vec<f64>;

    /// Whether it can have been learnt with these parameters.
    fn is_sound(&self, values: &Values) -> bool;
}

/// A detector on windows, fitted: as `decision_function` after `fit` of `PyOD`, on the scale that the
/// windows fitted on have among themselves.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub(in crate::detect) struct OfWindows<R: ByRows> {
    // What values are multiplied by: see `rows.rs`.
    factor: f64,
    scale: Scale,
    rows: R,
}

impl<R: ByRows> Learnt for OfWindows<R> {
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let rows = Rows::of_tamed(tamed_by(self.factor, samples.values), width(R::ENTRY, values));
        let raw = self.rows.scores(&rows, values);
        tell_beside(&rows.at_points(&raw), self.scale, tell);
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        R::ENTRY.sentence(point, values, FITTED)
    }
}

impl<R: ByRows> Learn for OfWindows<R> {
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self> {
        let rows = Rows::of(samples.values, width(R::ENTRY, values));
        if rows.len() < FEWEST {
            return None;
        }
        let raw = (R::ENTRY.score)(&rows, values);
        let scale = Scale::of(&raw, share(R::ENTRY.about, values))?;
        Some(Self { factor: factor(samples.values), scale, rows: R::learn(&rows, values) })
    }

    fn checked(self, values: &Values) -> Option<Self> {
        let is_sound = is_factor(self.factor) && self.scale.is_sound();
        (is_sound && self.rows.is_sound(values)).then_some(self)
    }
}

fn width(entry: &OnWindows, values: &Values) -> usize {
    values.number(entry.about.fields, "window") as usize
}

/// Whether values may have been multiplied by this.
pub(super) fn is_factor(factor: f64) -> bool {
    factor.is_finite() && factor > 0.0
}

/// Tells the verdict on every point from its raw score (NaN: not judged) on a given scale.
pub(super) fn tell_beside(raw: &[f64], scale: Scale, tell: Tell<'_>) {
    for raw in raw {
        tell(if raw.is_nan() { Verdict::UNJUDGED } else { scale.verdict(*raw) });
    }
}

/// Rows to be judged, and those of the past that they are compared with.
#[derive(Debug, Clone, Copy)]
pub(in crate::detect) struct Beside<'a> {
    pub(in crate::detect) past: &'a Rows,
    pub(in crate::detect) rows: &'a Rows,
}

/// How a detector compares windows with all that it was fitted on.
pub(in crate::detect) trait Compare: Debug + Send + Sync + 'static {
    /// The detector.
    const ENTRY: &'static OnWindows;

    /// One raw score for every row.
    fn scores(beside: Beside<'_>, values: &Values) -> Vec<f64>;
}

/// All the values fitted on.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub(in crate::detect) struct Past<C> {
    #[serde(deserialize_with = "gaps")]
    values: Vec<f64>,
    #[serde(skip)]
    compare: PhantomData<fn() -> C>,
}

impl<C: Compare> ByRows for Past<C> {
    const ENTRY: &'static OnWindows = C::ENTRY;

    fn learn(rows: &Rows, _values: &Values) -> Self {
        Self { values: rows.values().to_vec(), compare: PhantomData }
    }

    fn scores(&self, rows: &Rows, values: &Values) -> Vec<f64> {
        let past = Rows::of_tamed(self.values.clone(), rows.width());
        C::scores(Beside { past: &past, rows }, values)
    }

    fn is_sound(&self, values: &Values) -> bool {
        let width = width(C::ENTRY, values);
        within(self.values.iter().filter(|value| !value.is_nan()))
            && Rows::of_tamed(self.values.clone(), width).len() >= FEWEST
    }
}
