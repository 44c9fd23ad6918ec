//! Empirical cumulative distributions: windows whose values lie in the tails.

use super::tails::sums;
use super::windows::{OnWindows, SHARE, width};
use crate::model::{About, Field};

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
    score: |rows, _| sums(rows, |tail| tail.left.max(tail.right).max(tail.skewed)),
    measure: |_| "how far in the tails it lies".to_owned(),
};

const FIELDS: &[Field] = &[width(6.0, 48.0), SHARE];
