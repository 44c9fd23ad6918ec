//! Typical shapes: points in windows that no typical window resembles.

use super::beside::{is_factor, tell_beside};
use super::rows::{Rows, factor, tamed, tamed_by};
use super::shapes::Shapes;
use super::windows::{ALL, FEWEST, FITTED, SEED, SHARE, Scale, sentence, share, tell_all, width};
use crate::detect::fitted::{Fittable, Learn, Learnt};
use crate::detect::{Detector, Point, Tell, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
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
pub(in crate::detect) static FIT: Fittable<Typical> = Fittable::of(&ABOUT);

/// Typical shapes, and the scale of the points that they were learnt from.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Typical {
    factor: f64,
    scale: Scale,
    shapes: Shapes,
}

impl Learnt for Typical {
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

impl Learn for Typical {
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self> {
        let (shapes, raw) = learnt(samples, values);
        let judged: Vec<f64> = raw.into_iter().filter(|score| score.is_finite()).collect();
        let scale = Scale::of(&judged, share(&ABOUT, values)).filter(|_| judged.len() >= FEWEST)?;
        Some(Self { factor: factor(samples.values), scale, shapes })
    }

    fn checked(self, values: &Values) -> Option<Self> {
        let width = values.number(FIELDS, "window") as usize;
        let is_sound =
            is_factor(self.factor) && self.scale.is_sound() && self.shapes.are_sound(width);
        is_sound.then_some(self)
    }
}

/// What a series teaches, and its own raw scores.
fn learnt(samples: Samples<'_>, values: &Values) -> (Shapes, Vec<f64>) {
    let tamed = tamed(samples.values);
    let mut shapes = Shapes::of(&tamed);
    let width = values.number(FIELDS, "window") as usize;
    let rows = Rows::of(&shapes.in_sigmas(&tamed), width);
    let count = values.number(FIELDS, "shapes") as usize;
    shapes.learn(&rows, count, values.number(FIELDS, "seed") as u64);
    // Fewer windows than overlap at one point are all of one kind.
    let few = rows.len() < width;
    let raw = if few { vec![f64::NAN; tamed.len()] } else { shapes.scores(&rows) };
    (shapes, raw)
}
