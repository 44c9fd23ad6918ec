//! Histograms: windows with values where the series has few.

use super::beside::{ByRows, OfWindows};
use super::rows::Rows;
use super::windows::{OnWindows, SHARE, width};
use crate::detect::fitted::{Fittable, within};
use crate::model::{About, Field, Values};
use crate::stats::elementary::ln;
use serde::{Deserialize, Serialize};
use std::f64::consts::LN_2;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "hbos",
    title: "Histogram",
    sentence: "Marks stretches of points whose values fall where the series has few values.",
    reference: "Goldstein, Dengel, Histogram-based Outlier Score (HBOS), 2012; score as PyOD 3.6.7 \
                defines it (10 bins, alpha 0.1)",
    fields: FIELDS,
};

/// Entry of the catalogue: the raw score is `−Σ log2(density + 0.1)` over the window, the density
/// being that of the value's bin in a histogram of its column, in parts per unit of the values: so
/// it does depend on the unit. Cost: O(n·w·bins).
pub static ENTRY: OnWindows = OnWindows {
    about: &ABOUT,
    score: |rows, values| Histograms::learn(rows, values).scores(rows, values),
    measure: |_| "how empty the histogram is there".to_owned(),
};

const FIELDS: &[Field] = &[width(6.0, 48.0), SHARE];

const BINS: usize = 10;
const ALPHA: f64 = 0.1;
/// What lies outside by less than this part of a bin is of the outermost one: the definition's `tol`.
const NEAR: f64 = 0.5;

/// How it is fitted: it keeps the histograms.
pub(in crate::detect) static FIT: Fittable<OfWindows<Histograms>> = Fittable::of(&ABOUT);

/// A histogram for each column; none where numbers are too coarse for one.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Histograms {
    columns: Vec<Option<Histogram>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Histogram {
    edges: [f64; BINS + 1],
    rarity: [f64; BINS],
}

impl ByRows for Histograms {
    const ENTRY: &'static OnWindows = &ENTRY;

    fn learn(rows: &Rows, _values: &Values) -> Self {
        Self { columns: (0..rows.width()).map(|column| Histogram::of(rows, column)).collect() }
    }

    fn scores(&self, rows: &Rows, _values: &Values) -> Vec<f64> {
        let mut scores = vec![0.0; rows.len()];
        for (column, histogram) in self.columns.iter().enumerate() {
            let Some(histogram) = histogram else { continue };
            for (score, value) in scores.iter_mut().zip(rows.column(column)) {
                *score += histogram.rarity(value);
            }
        }
        scores
    }

    fn is_sound(&self, values: &Values) -> bool {
        let is_sound = |one: &Histogram| {
            within(&one.edges) && within(&one.rarity) && one.edges.is_sorted_by(|a, b| a < b)
        };
        self.columns.len() == values.number(FIELDS, "window") as usize
            && self.columns.iter().flatten().all(is_sound)
    }
}

impl Histogram {
    fn of(rows: &Rows, column: usize) -> Option<Self> {
        let edges = edges(rows, column)?;
        let mut counts = [0.0; BINS];
        for value in rows.column(column) {
            // A bin holds its lower edge, the last one both.
            counts[edges[1..BINS].iter().filter(|edge| **edge <= value).count()] += 1.0;
        }
        let mut rarity = [0.0; BINS];
        for (bin, count) in counts.into_iter().enumerate() {
            let density = count / (edges[bin + 1] - edges[bin]) / rows.len() as f64;
            rarity[bin] = -ln(density + ALPHA) / LN_2;
        }
        Some(Self { edges, rarity })
    }

    /// Of the bin of a value; far outside that of the emptiest bin.
    fn rarity(&self, value: f64) -> f64 {
        let edges = &self.edges;
        let far = (edges[0] - value) > NEAR * (edges[1] - edges[0])
            || (value - edges[BINS]) > NEAR * (edges[BINS] - edges[BINS - 1]);
        if far {
            return self.rarity.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
        // When they are looked up, a bin holds its upper edge, the first one both: so the definition
        // has it.
        self.rarity[edges[1..BINS].iter().filter(|edge| **edge < value).count()]
    }
}

/// Edges of equal bins from the smallest to the largest value of a column; half a unit to both sides
/// of a constant one. `None` where numbers are too coarse for so many bins: all values are alike.
fn edges(rows: &Rows, column: usize) -> Option<[f64; BINS + 1]> {
    let (low, high) = match rows.range(column)? {
        (low, high) if low == high => (low - 0.5, high + 0.5),
        range => range,
    };
    let step = (high - low) / BINS as f64;
    let mut edges: [f64; BINS + 1] = std::array::from_fn(|at| at as f64 * step + low);
    edges[BINS] = high;
    edges.is_sorted_by(|a, b| a < b).then_some(edges)
}
