//! z-score: distance from the usual level in standard deviations.

use super::fitted::{Fittable, Learn, Learnt, within};
use super::{Detector, Point, Tell, Verdict, judge_by, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::baseline::{ABSOLUTE_FLOOR, Baseline, Expected, RELATIVE_FLOOR};
use crate::stats::robust::mean_and_deviation;
use serde::{Deserialize, Serialize};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "zscore",
    title: "Z-score",
    sentence: "Marks points that lie far from the level of a long stretch of the series, \
                   measured in standard deviations.",
    reference: "Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993 (robust); \
                    z = (x − mean) / standard deviation, ddof 1 (classic)",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: ZScore = ZScore;

/// Far from the level of a long stretch: the trailing one (robust) or all of the data (classic).
#[derive(Debug)]
pub struct ZScore;

/// The classic default is 3; the robust mode needs 4 for less than one false alarm in ten thousand
/// Gaussian points, because its spread is itself an estimate.
const FIELDS: &[Field] = &[
    Field {
        name: "mode",
        title: "Mode",
        help: "Robust uses median and MAD of the past only; classic uses mean and standard \
               deviation of all points, later ones included.",
        unit: "",
        kind: FieldKind::Choice(&[("robust", "Robust"), ("classic", "Classic")]),
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "A point farther than this from the expected level is an anomaly; 3 is usual in \
               classic mode.",
        unit: "σ",
        kind: FieldKind::Number { default: 4.0, min: 1.0, max: 5.0, step: 0.1 },
    },
    Field {
        name: "history",
        title: "History",
        help: "How many past points the robust mode learns from; classic mode ignores it.",
        unit: "points",
        kind: FieldKind::Number { default: 1000.0, min: 100.0, max: 5000.0, step: 100.0 },
    },
];

impl Detector for ZScore {
    fn about(&self) -> About {
        ABOUT
    }

    /// Robust: the last `history` points, the current one excluded, and everything counts as
    /// evidence. Classic: mean and standard deviation (ddof 1, gaps skipped) of all points; zero
    /// deviation scores 0; one infinite value leaves everything unjudged, as it does in pandas.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let threshold = values.number(FIELDS, "threshold");
        if values.choice(FIELDS, "mode") == "classic" {
            return classic(samples.values, threshold, tell);
        }
        let history = values.number(FIELDS, "history") as usize;
        judge_by(Baseline::following(history), samples.values, threshold, tell);
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
        let origin = if classic {
            "mean of all points".to_owned()
        } else {
            format!("median of the last {} points", values.number(FIELDS, "history"))
        };
        words::distance(point, point.score * values.number(FIELDS, "threshold"), &origin)
    }
}

/// How it is fitted: it keeps level and spread.
pub(in crate::detect) static FIT: Fittable<Level> = Fittable::of(&ABOUT);

/// Level and spread of the points fitted on, the last `history` of them in robust mode.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Level {
    level: f64,
    sigma: f64,
}

impl Learnt for Level {
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let threshold = values.number(FIELDS, "threshold");
        let expected = Expected { level: self.level, sigma: self.sigma };
        let half = threshold * self.sigma;
        let (lower, upper) = (self.level - half, self.level + half);
        for value in samples.values {
            if !value.is_finite() {
                tell(Verdict { lower, upper, ..Verdict::UNJUDGED });
                continue;
            }
            let distance = expected.distance(*value);
            let (score, alarm) = (distance / threshold, distance > threshold);
            tell(Verdict { score, alarm, lower, upper });
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let cause = "it is no number";
        words::unjudged(point, cause).unwrap_or_else(|| {
            let classic = values.choice(FIELDS, "mode") == "classic";
            let origin = if classic { "mean" } else { "median" };
            let origin = format!("{origin} of what it was fitted on");
            words::distance(point, point.score * values.number(FIELDS, "threshold"), &origin)
        })
    }
}

impl Learn for Level {
    // What does not vary varies by the least that counts: else every other value would be infinitely far.
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self> {
        let learnt = if values.choice(FIELDS, "mode") == "classic" {
            let (level, sigma) = mean_and_deviation(samples.values);
            let floor = (level.abs() * RELATIVE_FLOOR).max(ABSOLUTE_FLOOR);
            Self { level, sigma: if sigma == 0.0 { floor } else { sigma } }
        } else {
            let mut past = Baseline::following(values.number(FIELDS, "history") as usize);
            samples.values.iter().for_each(|value| past.push(*value, false));
            let Expected { level, sigma } = past.expected()?;
            Self { level, sigma }
        };
        learnt.checked(values)
    }

    fn checked(self, _values: &Values) -> Option<Self> {
        (within([&self.level, &self.sigma]) && self.sigma > 0.0).then_some(self)
    }
}

fn classic(values: &[f64], threshold: f64, tell: Tell<'_>) {
    let (mean, deviation) = mean_and_deviation(values);
    let half = threshold * deviation;
    for value in values {
        let distance = match deviation {
            0.0 if !value.is_nan() => 0.0,
            _ => (value - mean).abs() / deviation,
        };
        tell(Verdict {
            score: distance / threshold,
            // Strictly beyond: a point exactly at the threshold is still normal.
            alarm: distance > threshold,
            lower: mean - half,
            upper: mean + half,
        });
    }
}
