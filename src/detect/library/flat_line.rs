//! Flat line: a series that stands still longer than it ever does.

use crate::detect::{Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "flat_line",
    title: "Flat line",
    sentence: "Marks a series that keeps exactly one value for too long, as a stuck sensor does.",
    reference: "Length of the current run of equal values against a limit",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: FlatLine = FlatLine;

/// A run of equal values, in points.
#[derive(Debug)]
pub struct FlatLine;

const FIELDS: &[Field] = &[Field {
    name: "points",
    title: "Longest run",
    help: "More equal values in a row than this are an anomaly; a series that never changes is none.",
    unit: "points",
    kind: FieldKind::Number { default: 30.0, min: 2.0, max: 1_000.0, step: 1.0 },
}];

impl Detector for FlatLine {
    fn about(&self) -> About {
        ABOUT
    }

    /// Score: length of the run up to here over the limit. Gaps neither end nor lengthen a run. Before
    /// the first change nothing has a score: a constant is no failure. Cost: O(1) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let limit = values.number(FIELDS, "points");
        let (mut last, mut run, mut changed) = (f64::NAN, 0_u64, false);
        for value in samples.values {
            if !value.is_finite() {
                tell(Verdict::UNJUDGED);
                continue;
            }
            changed |= !last.is_nan() && *value != last;
            run = if *value == last { run + 1 } else { 1 };
            last = *value;
            let score = if changed { run as f64 / limit } else { 0.0 };
            tell(Verdict { score, alarm: score > 1.0, ..Verdict::UNJUDGED });
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        words::unjudged(point, "").unwrap_or_else(|| {
            let limit = values.number(FIELDS, "points");
            format!(
                "{} for {:.0} points in a row; at most {limit:.0} are allowed.",
                quantity(point.value, point.unit),
                point.score * limit
            )
        })
    }
}
