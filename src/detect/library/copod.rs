//! Empirical copula: windows whose values lie in the tails, both sides weighed.

use super::beside::{Beside, Compare, OfWindows, Past};
use super::tails::{Tail, sums, sums_beside};
use super::windows::{OnWindows, SHARE, width};
use crate::detect::fitted::Fittable;
use crate::model::{About, Field, Values};
use crate::stats::robust::midpoint;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "copod",
    title: "Copula",
    sentence: "Marks stretches of points whose values together are rare on the side where the series \
               has its outliers.",
    reference: "Li, Zhao, Botta, Ionescu, Hu, COPOD: Copula-Based Outlier Detection, 2020; score as \
                PyOD 3.6.7 defines it",
    fields: FIELDS,
};

/// Entry of the catalogue: the raw score is the sum over the window of the larger of two minus
/// logarithms: of the tail to which the column is skewed, and the mean of both tails.
/// Cost: O(n log n + n·w).
pub static ENTRY: OnWindows = OnWindows {
    about: &ABOUT,
    score: |rows, _| sums(rows, rarity),
    measure: |_| "how rare its values are together".to_owned(),
};

/// How it is fitted: it remembers the values. Each window is judged as if it alone had come to those
/// fitted on, so that neighbours change nothing.
pub(in crate::detect) static FIT: Fittable<OfWindows<Past<Copula>>> = Fittable::of(&ABOUT);

/// The tails of the columns fitted on.
#[derive(Debug)]
pub(in crate::detect) struct Copula;

impl Compare for Copula {
    const ENTRY: &'static OnWindows = &ENTRY;

    fn scores(Beside { past, rows }: Beside<'_>, _values: &Values) -> Vec<f64> {
        sums_beside(past, rows, rarity)
    }
}

fn rarity(tail: &Tail) -> f64 {
    tail.skewed.max(midpoint(tail.left, tail.right))
}

const FIELDS: &[Field] = &[width(6.0, 48.0), SHARE];
