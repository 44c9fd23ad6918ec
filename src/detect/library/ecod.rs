//! Empirical cumulative distributions: windows whose values lie in the tails.

use super::beside::{Beside, Compare, OfWindows, Past};
use super::tails::{Tail, sums, sums_beside};
use super::windows::{OnWindows, SHARE, width};
use crate::detect::fitted::Fittable;
use crate::model::{About, Field, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "ecod",
    title: "Tails of the distribution",
    sentence: "Marks stretches of points whose values are among the smallest or largest of the series.",
    reference: "Li, Zhao, Hu, Botta, Ionescu, Chen, ECOD: Unsupervised Outlier Detection Using \
                Empirical Cumulative Distribution Functions, 2022; score as PyOD 3.6.7 defines it",
    fields: FIELDS,
};

/// Entry of the catalogue: the raw score is the sum over the window of the largest of three minus
/// logarithms: of the left tail, of the right tail, and of the one to which the column is skewed.
/// Cost: O(n log n + n·w).
pub static ENTRY: OnWindows = OnWindows {
    about: &ABOUT,
    score: |rows, _| sums(rows, rarity),
    measure: |_| "how far in the tails it lies".to_owned(),
};

/// How it is fitted: it remembers the values. Each window is judged as if it alone had come to those
/// fitted on, so that neighbours change nothing.
pub(in crate::detect) static FIT: Fittable<OfWindows<Past<Tails>>> = Fittable::of(&ABOUT);

/// The tails of the columns fitted on.
#[derive(Debug)]
pub(in crate::detect) struct Tails;

impl Compare for Tails {
    const ENTRY: &'static OnWindows = &ENTRY;

    fn scores(Beside { past, rows }: Beside<'_>, _values: &Values) -> Vec<f64> {
        sums_beside(past, rows, rarity)
    }
}

fn rarity(tail: &Tail) -> f64 {
    tail.left.max(tail.right).max(tail.skewed)
}

const FIELDS: &[Field] = &[width(6.0, 48.0), SHARE];
