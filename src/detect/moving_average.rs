//! Moving average: distance from the level of the neighbouring points.

use super::{Detector, Point, Tell, Verdict, judge_by, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::baseline::Baseline;
use crate::stats::robust::mean_and_deviation;
use crate::stats::rolling::{Moments, moments};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "moving_average",
    title: "Moving average",
    sentence: "Marks points that lie far from the level of the points just before them, \
                   and follows slow changes.",
    reference: "Hampel, The Influence Curve and Its Role in Robust Estimation, 1974 \
                    (robust); rolling mean ± multiplier · rolling standard deviation (classic)",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: MovingAverage = MovingAverage;

/// Far from the recent level: of the points just before (robust) or all around (classic).
#[derive(Debug)]
pub struct MovingAverage;

/// The defaults are those of the robust mode; the classic ones are window 20 and multiplier 2.
const FIELDS: &[Field] = &[
    Field {
        name: "mode",
        title: "Mode",
        help: "Robust compares with the points before, by median and MAD; classic with the points \
               on both sides, by mean and standard deviation.",
        unit: "",
        kind: FieldKind::Choice(&[("robust", "Robust"), ("classic", "Classic")]),
    },
    Field {
        name: "window",
        title: "Window",
        help: "How many points make the expected level; 20 is usual in classic mode.",
        unit: "points",
        kind: FieldKind::Number { default: 100.0, min: 5.0, max: 100.0, step: 5.0 },
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "A point farther than this from the expected level is an anomaly; 2 is usual in \
               classic mode.",
        unit: "σ",
        kind: FieldKind::Number { default: 4.5, min: 1.0, max: 5.0, step: 0.1 },
    },
];

impl Detector for MovingAverage {
    fn about(&self) -> About {
        ABOUT
    }

    /// Robust: a patient [`Baseline`] of the last `window` points, the current one excluded.
    /// Classic: see `classic_band`.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let threshold = values.number(FIELDS, "threshold");
        let window = values.number(FIELDS, "window") as usize;
        if values.choice(FIELDS, "mode") == "classic" {
            return classic(samples.values, window, threshold, tell);
        }
        judge_by(Baseline::patient(window), samples.values, threshold, tell);
    }

    fn looks_ahead(&self, values: &Values) -> bool {
        values.choice(FIELDS, "mode") == "classic"
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let classic = values.choice(FIELDS, "mode") == "classic";
        let cause = if classic {
            "the data have no usable standard deviation"
        } else {
            "too few points precede it to know what is usual"
        };
        if let Some(text) = words::unjudged(point, cause) {
            return text;
        }
        let window = values.number(FIELDS, "window");
        let origin = if classic {
            format!("mean of the {window} points around it")
        } else {
            format!("median of the last {window} points")
        };
        words::distance(point, point.score * values.number(FIELDS, "threshold"), &origin)
    }
}

fn classic(values: &[f64], window: usize, threshold: f64, tell: Tell<'_>) {
    for (value, Moments { mean, deviation }) in values.iter().zip(classic_band(values, window)) {
        let half = threshold * deviation;
        let (lower, upper) = (mean - half, mean + half);
        let score = (value - mean).abs() / half;
        tell(Verdict { score, alarm: *value > upper || *value < lower, lower, upper });
    }
}

/// Mean and deviation around every point, by the rules of the classic moving average: the window
/// is centred (one point more before than after if its length is even); where it is incomplete or
/// holds a gap, mean and deviation of all points stand in; a deviation of 0 becomes that of all
/// points, or 1 if that is 0 too. Cost: O(1) a point.
fn classic_band(values: &[f64], window: usize) -> impl Iterator<Item = Moments> {
    let (mean, deviation) = mean_and_deviation(values);
    let all = moments(values, window);
    let before = window / 2;
    (0..values.len()).map(move |at| {
        let own = at.checked_sub(before).and_then(|start| all.get(start)).copied();
        let own = own.unwrap_or(Moments { mean: f64::NAN, deviation: f64::NAN });
        let filled = if own.deviation.is_nan() { deviation } else { own.deviation };
        let flat = if deviation > 0.0 { deviation } else { 1.0 };
        Moments {
            mean: if own.mean.is_nan() { mean } else { own.mean },
            deviation: if filled == 0.0 { flat } else { filled },
        }
    })
}
