//! Isolation forest: windows that random cuts separate soon from all others.

use super::beside::{ByRows, OfWindows};
use super::forest::Forest;
use super::rows::Rows;
use super::windows::{OnWindows, SEED, SHARE, width};
use crate::detect::fitted::Fittable;
use crate::model::{About, Field, FieldKind, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "iforest",
    title: "Isolation forest",
    sentence: "Marks stretches of points that a few random cuts separate from all others.",
    reference: "Liu, Ting, Zhou, Isolation Forest, 2008; score and trees as scikit-learn defines them",
    fields: FIELDS,
};

/// Entry of the catalogue: the raw score is that of [`Forest::scores`]. Cost: O(trees·n·8); the trees
/// themselves do not depend on n.
pub static ENTRY: OnWindows = OnWindows {
    about: &ABOUT,
    score: scores,
    measure: |_| "how soon random cuts isolate it".into(),
};

/// How it is fitted: it keeps the trees.
pub(in crate::detect) static FIT: Fittable<OfWindows<Forest>> = Fittable::of(&ABOUT);

impl ByRows for Forest {
    const ENTRY: &'static OnWindows = &ENTRY;

    fn learn(rows: &Rows, values: &Values) -> Self {
        grown(rows, values)
    }

    fn scores(&self, rows: &Rows, _values: &Values) -> Vec<f64> {
        self.scores(&rows.iter().collect::<Vec<_>>())
    }

    fn is_sound(&self, values: &Values) -> bool {
        self.is_sound(values.number(FIELDS, "trees") as usize)
    }
}

const FIELDS: &[Field] = &[
    Field {
        name: "trees",
        title: "Trees",
        help: "More trees make the scores depend less on the seed, and take longer.",
        unit: "",
        kind: FieldKind::Number { default: 100.0, min: 10.0, max: 1_000.0, step: 10.0 },
    },
    width(24.0, 48.0),
    SHARE,
    SEED,
];

fn scores(rows: &Rows, values: &Values) -> Vec<f64> {
    grown(rows, values).scores(&rows.iter().collect::<Vec<_>>())
}

fn grown(rows: &Rows, values: &Values) -> Forest {
    let trees = values.number(FIELDS, "trees") as usize;
    let seed = values.number(FIELDS, "seed") as u64;
    Forest::grow(rows, trees, seed)
}
