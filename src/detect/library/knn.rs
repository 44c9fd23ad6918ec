//! Nearest neighbours: windows that have no like.

use super::beside::{Beside, Compare, OfWindows, Past};
use super::neighbours::{kth_distances, kth_distances_to};
use super::windows::{OnWindows, SHARE, width};
use crate::detect::fitted::Fittable;
use crate::model::{About, Field, FieldKind, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "knn",
    title: "Nearest neighbours",
    sentence: "Marks stretches of points to which few others of the series are similar.",
    reference: "Ramaswamy, Rastogi, Shim, Efficient Algorithms for Mining Outliers from Large Data \
                Sets, 2000; score as PyOD 3.6.7 defines it (largest, Euclidean)",
    fields: FIELDS,
};

/// Entry of the catalogue: the raw score is the Euclidean distance to the k-th nearest other window,
/// in the unit of the values. Cost: see `kth_distances`.
pub static ENTRY: OnWindows = OnWindows {
    about: &ABOUT,
    score: |rows, values| kth_distances(rows, neighbours(values)),
    measure: |values| {
        format!("the distance to the farthest of its {} nearest neighbours", neighbours(values))
    },
};

/// How it is fitted: it remembers the values.
pub(in crate::detect) static FIT: Fittable<OfWindows<Past<Neighbours>>> = Fittable::of(&ABOUT);

/// The distance to the k-th nearest of the windows fitted on.
#[derive(Debug)]
pub(in crate::detect) struct Neighbours;

impl Compare for Neighbours {
    const ENTRY: &'static OnWindows = &ENTRY;

    fn scores(Beside { past, rows }: Beside<'_>, values: &Values) -> Vec<f64> {
        kth_distances_to(past, rows, neighbours(values))
    }
}

const FIELDS: &[Field] = &[
    width(6.0, 24.0),
    Field {
        name: "neighbours",
        title: "Neighbours",
        help: "The distance to the nearest stretch but so many tells how lonely one is.",
        unit: "",
        kind: FieldKind::Number { default: 5.0, min: 1.0, max: 25.0, step: 1.0 },
    },
    SHARE,
];

fn neighbours(values: &Values) -> usize {
    values.number(FIELDS, "neighbours") as usize
}
