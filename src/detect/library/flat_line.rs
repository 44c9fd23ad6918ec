//! Flat line: a series that stands still longer than it ever does.

use crate::detect::{Alarm, Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "flat_line",
    title: "Flat line",
    sentence: "Marks a series that keeps one value for much longer than it does otherwise, as a stuck \
               sensor does.",
    reference: "Length of the current run of equal values against a limit and the earlier runs",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: FlatLine = FlatLine;

/// A run of equal values, in points.
#[derive(Debug)]
pub struct FlatLine;

const FIELDS: &[Field] = &[
    Field {
        name: "points",
        title: "Longest run",
        help: "More equal values in a row than this are an anomaly, unless twice the second longest run \
               before is longer; a series that never changes is none.",
        unit: "points",
        kind: FieldKind::Number { default: 30.0, min: 2.0, max: 1_000.0, step: 1.0 },
    },
    Field {
        name: "tolerance",
        title: "Tolerance",
        help: "Values at most this far from the first of a run, in the unit of the series, count as \
               equal to it.",
        unit: "",
        kind: FieldKind::Number { default: 0.0, min: 0.0, max: 1e12, step: 0.01 },
    },
];

/// How many times longer than its earlier runs a series that rests at times may rest.
const LONGER: f64 = 2.0;

impl Detector for FlatLine {
    fn about(&self) -> About {
        ABOUT
    }

    /// Score: length of the run up to here over what is allowed: `points`, or twice the second longest
    /// run before, as a series that often rests, such as a count of errors, is not stuck; not the
    /// longest, so that one failure hides no second one. Gaps neither end nor lengthen a run. Before
    /// the first change every score is 0: a constant is no failure. Cost: O(1) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        walk(samples.values, values, &mut |verdict, _| tell(verdict));
    }

    fn reason(&self, point: &Point<'_>, _values: &Values) -> String {
        words::unjudged(point, "").unwrap_or_else(|| {
            let times = format!("{:.1} times", point.score);
            format!("{} for {times} the allowed number of points.", words::shown(point))
        })
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let (mut texts, mut at) = (Vec::with_capacity(alarms.len()), 0);
        let until = alarms.last().map_or(0, |alarm| alarm.at as usize + 1);
        walk(&samples.values[..until], values, &mut |_, run| {
            if alarms.get(texts.len()).is_some_and(|alarm| alarm.at == at) {
                texts.push(format!(
                    "{} for {} points in a row; at most {:.0} are usual.",
                    quantity(run.value, unit),
                    run.points,
                    run.allowed
                ));
            }
            at += 1;
        });
        texts
    }
}

/// Equal values up to a point.
#[derive(Clone, Copy)]
struct Run {
    value: f64,
    points: u64,
    allowed: f64,
}

fn walk(series: &[f64], values: &Values, tell: &mut dyn FnMut(Verdict, Run)) {
    let limit = values.number(FIELDS, "points");
    let tolerance = values.number(FIELDS, "tolerance");
    let mut run = Run { value: f64::NAN, points: 0, allowed: limit };
    let (mut longest, mut second, mut changed) = (0, 0, false);
    for value in series {
        if !value.is_finite() {
            tell(Verdict::UNJUDGED, run);
            continue;
        }
        if (value - run.value).abs() <= tolerance {
            run.points += 1;
        } else {
            changed |= !run.value.is_nan();
            second = second.max(run.points.min(longest));
            longest = longest.max(run.points);
            let allowed = limit.max(LONGER * second as f64);
            run = Run { value: *value, points: 1, allowed };
        }
        let score = if changed { run.points as f64 / run.allowed } else { 0.0 };
        tell(Verdict { score, alarm: score > 1.0, ..Verdict::UNJUDGED }, run);
    }
}
