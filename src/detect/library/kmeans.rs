//! Typical shapes: points in windows that no typical window resembles.

use super::beside::{is_factor, tell_beside};
use super::rows::{Rows, factor, square, tamed, tamed_by};
use super::windows::{ALL, FEWEST, FITTED, SEED, SHARE, Scale, sentence, share, tell_all, width};
use crate::detect::fitted::{Learn, Learnt, Plan, within};
use crate::detect::{Detector, Point, Tell, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::rng::Stream;
use crate::stats::robust::{MAD_TO_SIGMA, mad, mean_and_deviation, median};
use serde::{Deserialize, Serialize};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "kmeans",
    title: "Typical shapes",
    sentence: "Marks points around which the series takes none of its typical courses.",
    reference: "k-means (Lloyd 1982) with k-means++ (Arthur, Vassilvitskii, 2007) on windows, as in \
                Yairi, Kato, Hori, Fault Detection by Mining Association Rules, 2001; details are \
                Blip's own",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: KMeans = KMeans;

/// Far from the nearest of a few typical windows.
#[derive(Debug)]
pub struct KMeans;

const FIELDS: &[Field] = &[
    width(12.0, 100.0),
    Field {
        name: "shapes",
        title: "Typical shapes",
        help: "How many courses of the series count as typical.",
        unit: "",
        kind: FieldKind::Number { default: 10.0, min: 1.0, max: 50.0, step: 1.0 },
    },
    SHARE,
    SEED,
];

/// Rounds after which the centres stay where they are.
const ROUNDS: usize = 12;
/// Windows that the centres are learned from; more are thinned evenly.
const LEARNED: usize = 3_000;
/// Farther from the median, in σ, than this counts as this.
const FARTHEST: f64 = 1e6;

impl Detector for KMeans {
    fn about(&self) -> About {
        ABOUT
    }

    /// Values count in σ from the median of the series (σ by MAD; the standard deviation if more than
    /// half are equal), so that height and amplitude matter. A window's score is its distance to the
    /// nearest centre, a point's the mean over all windows that hold it: each point that has a window
    /// without gap is judged, unless there are fewer than `w` windows. Cost: O(n·k·w) for the scores,
    /// and up to twelve times as much of at most 3,000 windows for the centres.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        tell_all(&learnt(samples, values).1, share(&ABOUT, values), tell);
    }

    fn looks_ahead(&self, _values: &Values) -> bool {
        true
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        reason(point, values, ALL)
    }
}

fn reason(point: &Point<'_>, values: &Values, among: &str) -> String {
    let (width, shapes) = (values.number(FIELDS, "window"), values.number(FIELDS, "shapes"));
    let measure = format!("the distance to the nearest of {shapes:.0} typical shapes");
    let stretch =
        format!("the course around {} (stretches of {width:.0} points)", words::shown(point));
    sentence(point, &measure, &stretch, share(&ABOUT, values), among)
}

/// How it is fitted: it keeps the typical shapes.
pub(in crate::detect) static FIT: Plan<Fitted> = Plan::of(&ABOUT);

/// Typical shapes, and the scale of the points that they were learnt from.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Fitted {
    factor: f64,
    scale: Scale,
    shapes: Shapes,
}

impl Learnt for Fitted {
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let width = values.number(FIELDS, "window") as usize;
        let tamed = tamed_by(self.factor, samples.values);
        let rows = Rows::of(&self.shapes.in_sigmas(&tamed), width);
        tell_beside(&self.shapes.scores(&rows), self.scale, tell);
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        reason(point, values, FITTED)
    }
}

impl Learn for Fitted {
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self> {
        let (shapes, raw) = learnt(samples, values);
        let judged: Vec<f64> = raw.into_iter().filter(|score| score.is_finite()).collect();
        let scale = Scale::of(&judged, share(&ABOUT, values)).filter(|_| judged.len() >= FEWEST)?;
        Some(Self { factor: factor(samples.values), scale, shapes })
    }

    fn checked(self, values: &Values) -> Option<Self> {
        let width = values.number(FIELDS, "window") as usize;
        let Shapes { middle, sigma, centres } = &self.shapes;
        let is_sound = is_factor(self.factor)
            && self.scale.is_sound()
            && within([middle, sigma])
            && *sigma >= 0.0
            && !centres.is_empty()
            && centres.iter().all(|centre| centre.len() == width && within(centre));
        is_sound.then_some(self)
    }
}

/// Typical windows of values in σ from the median.
#[derive(Debug, Serialize, Deserialize)]
struct Shapes {
    middle: f64,
    sigma: f64,
    centres: Vec<Vec<f64>>,
}

/// What a series teaches, and its own raw scores.
fn learnt(samples: Samples<'_>, values: &Values) -> (Shapes, Vec<f64>) {
    let tamed = tamed(samples.values);
    let mut shapes = Shapes::of(&tamed);
    let width = values.number(FIELDS, "window") as usize;
    let rows = Rows::of(&shapes.in_sigmas(&tamed), width);
    let count = values.number(FIELDS, "shapes") as usize;
    shapes.centres = centres(&rows, count, values.number(FIELDS, "seed") as u64);
    // Fewer windows than overlap at one point are all of one kind.
    let few = rows.len() < width;
    let raw = if few { vec![f64::NAN; tamed.len()] } else { shapes.scores(&rows) };
    (shapes, raw)
}

impl Shapes {
    /// None yet, of a series with this median and σ; σ is 0 for a constant one.
    fn of(tamed: &[f64]) -> Self {
        let middle = median(tamed).unwrap_or(0.0);
        let finite: Vec<f64> = tamed.iter().copied().filter(|value| value.is_finite()).collect();
        let robust = mad(tamed).unwrap_or(0.0) * MAD_TO_SIGMA;
        let sigma = if robust > 0.0 { robust } else { mean_and_deviation(&finite).1 };
        // None of no values.
        let sigma = if sigma.is_finite() { sigma } else { 0.0 };
        Self { middle, sigma, centres: Vec::new() }
    }

    /// Distances from the median in robust standard deviations; all 0 for a constant series.
    fn in_sigmas(&self, tamed: &[f64]) -> Vec<f64> {
        let scaled = |value: &f64| match (value - self.middle) / self.sigma {
            // Also where σ is 0, or too small to divide by.
            _ if *value == self.middle => 0.0,
            far if value.is_finite() => far.clamp(-FARTHEST, FARTHEST),
            _ => f64::NAN,
        };
        tamed.iter().map(scaled).collect()
    }

    /// Of every point the mean over its windows; NaN where it has none.
    fn scores(&self, rows: &Rows) -> Vec<f64> {
        let width = rows.width();
        let mut sums = vec![(0.0, 0.0); rows.values().len()];
        for (end, row) in rows.ends().iter().zip(rows.iter()) {
            let score = nearest(&self.centres, row).1.sqrt();
            for (sum, count) in &mut sums[*end as usize + 1 - width..=*end as usize] {
                *sum += score;
                *count += 1.0;
            }
        }
        // A point without a window has 0 of 0, which is no number.
        sums.into_iter().map(|(sum, count): (f64, f64)| sum / count).collect()
    }
}

/// At most so many typical rows: drawn far from each other, then each moved to the mean of the rows
/// nearest to it.
fn centres(rows: &Rows, count: usize, seed: u64) -> Vec<Vec<f64>> {
    let learned: Vec<&[f64]> = (0..rows.len())
        .step_by(rows.len().div_ceil(LEARNED).max(1))
        .map(|at| rows.row(at))
        .collect();
    let mut centres = drawn(&learned, count, Stream::new(seed, 0));
    let mut former = Vec::new();
    for _ in 0..ROUNDS {
        let chosen: Vec<usize> = learned.iter().map(|row| nearest(&centres, row).0).collect();
        if chosen == former {
            break;
        }
        let mut sums = vec![(vec![0.0; rows.width()], 0.0); centres.len()];
        for (row, centre) in learned.iter().zip(&chosen) {
            let (sum, members) = &mut sums[*centre];
            *members += 1.0;
            for (sum, value) in sum.iter_mut().zip(*row) {
                *sum += value;
            }
        }
        for (centre, (sum, members)) in centres.iter_mut().zip(sums) {
            if members > 0.0 {
                *centre = sum.into_iter().map(|sum| sum / members).collect();
            }
        }
        former = chosen;
    }
    centres
}

/// k-means++: each further row is drawn with a chance that grows with the square of its distance to
/// those drawn before; fewer where all rows are drawn or equal to such.
fn drawn(rows: &[&[f64]], count: usize, stream: Stream) -> Vec<Vec<f64>> {
    let Some(first) = rows.get(stream.below(0, rows.len() as u32) as usize) else {
        return Vec::new();
    };
    let mut centres = vec![first.to_vec()];
    let mut squares = vec![f64::INFINITY; rows.len()];
    while centres.len() < count {
        let last = centres.len() - 1;
        for (known, row) in squares.iter_mut().zip(rows) {
            *known = known.min(square(&centres[last], row, *known));
        }
        let total: f64 = squares.iter().sum();
        let mut left = stream.uniform(centres.len() as i64) * total;
        let hit = squares.iter().position(|square| {
            left -= square;
            left < 0.0
        });
        let Some(hit) = hit else { break };
        centres.push(rows[hit].to_vec());
    }
    centres
}

/// The nearest centre and the square of its distance.
fn nearest(centres: &[Vec<f64>], row: &[f64]) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (at, centre) in centres.iter().enumerate() {
        let square = square(centre, row, best.1);
        if square < best.1 {
            best = (at, square);
        }
    }
    best
}
