//! Empirical copula: windows whose values lie in the tails, both sides weighed.

use super::tails::sums;
use super::windows::{OnWindows, SHARE, width};
use crate::model::{About, Field};
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
    score: |rows, _| sums(rows, |tail| tail.skewed.max(midpoint(tail.left, tail.right))),
    measure: |_| "how rare its values are together".to_owned(),
};

const FIELDS: &[Field] = &[width(6.0, 48.0), SHARE];
