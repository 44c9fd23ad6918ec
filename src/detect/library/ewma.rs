//! EWMA chart: distance from an exponentially weighted average of the past.

use super::residuals::Residuals;
use crate::detect::{Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::baseline::FARTHEST;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "ewma",
    title: "EWMA chart",
    sentence: "Marks points that lie far from an average of the past in which recent points weigh \
               most.",
    reference: "Roberts, Control Chart Tests Based on Geometric Moving Averages, 1959; Gelper, Fried \
                and Croux, Robust Forecasting with Exponential and Holt-Winters Smoothing, 2010 \
                (robust)",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Ewma = Ewma;

/// Far from the exponentially weighted past.
#[derive(Debug)]
pub struct Ewma;

const FIELDS: &[Field] = &[
    Field {
        name: "mode",
        title: "Mode",
        help: "Robust lets no single point move the average far and measures spread by MAD; classic \
               uses the weighted mean and standard deviation.",
        unit: "",
        kind: FieldKind::Choice(&[("robust", "Robust"), ("classic", "Classic")]),
    },
    Field {
        name: "span",
        title: "Span",
        help: "A point weighs 2 / (span + 1) when it is new, and less with each further one.",
        unit: "points",
        kind: FieldKind::Number { default: 20.0, min: 2.0, max: 1_000.0, step: 1.0 },
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "A point farther than this from the average is an anomaly; 3 is usual in classic mode.",
        unit: "σ",
        kind: FieldKind::Number { default: 4.5, min: 1.0, max: 10.0, step: 0.1 },
    },
];

/// Points whose residuals tell the spread in robust mode.
const WINDOW: usize = 200;

impl Detector for Ewma {
    fn about(&self) -> About {
        ABOUT
    }

    /// Robust: forecast by an average that each point moves by at most its weight times the threshold,
    /// spread from past residuals. Classic: see `Weighted`. The current point is excluded. Gaps
    /// and infinite values get a band, no score. Cost: O(log 200) and O(1) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let threshold = values.number(FIELDS, "threshold");
        let alpha = 2.0 / (values.number(FIELDS, "span") + 1.0);
        if values.choice(FIELDS, "mode") == "classic" {
            return classic(samples.values, alpha, threshold, tell);
        }
        let (mut level, mut residuals) = (f64::NAN, Residuals::new(WINDOW, threshold));
        for value in samples.values {
            let verdict = residuals.judge(*value, level);
            tell(verdict);
            if level.is_nan() && value.is_finite() {
                level = *value;
            } else if value.is_finite() {
                let known = verdict.has_band();
                let held = if known { value.clamp(verdict.lower, verdict.upper) } else { *value };
                // Not `level + alpha * (held - level)`: the difference of huge values overflows, and
                // a constant must stay exactly itself.
                level = if held == level { held } else { (1.0 - alpha) * level + alpha * held };
            }
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        if let Some(text) = words::unjudged(point, "too few points precede it") {
            return text;
        }
        let span = values.number(FIELDS, "span");
        let origin = format!("average of the points before, weighted with a span of {span} points");
        words::distance(point, point.score * values.number(FIELDS, "threshold"), &origin)
    }
}

/// Exponentially weighted mean and variance, where weights are those of the recursion
/// `m ← (1 − α)·m + α·x`, and a gap ages what lies before it.
///
/// By West, Updating Mean and Variance Estimates, 1979. The variance is corrected for bias by one less
/// the sum of the squared weights (reliability weights). Equal to pandas' `ewm(span, adjust=False)`.
struct Weighted {
    alpha: f64,
    mean: f64,
    variance: f64,
    squared_weights: f64,
    age: f64,
}

impl Weighted {
    fn new(alpha: f64) -> Self {
        Self { alpha, mean: f64::NAN, variance: 0.0, squared_weights: 1.0, age: 1.0 }
    }

    fn push(&mut self, value: f64) {
        if self.mean.is_nan() {
            self.mean = if value.is_finite() { value } else { f64::NAN };
            return;
        }
        self.age *= 1.0 - self.alpha;
        if !value.is_finite() {
            return;
        }
        let share = self.alpha / (self.age + self.alpha);
        let rest = 1.0 - share;
        let step = value - self.mean;
        self.mean += share * step;
        self.variance = rest * (self.variance + share * step * step);
        self.squared_weights = rest * rest * self.squared_weights + share * share;
        self.age = 1.0;
    }

    /// NaN for fewer than two values.
    fn deviation(&self) -> f64 {
        (self.variance / (1.0 - self.squared_weights)).sqrt()
    }
}

/// A value so large that its square overflows leaves nothing to judge by after it, as it does in
/// pandas; the robust mode has no such limit.
fn classic(values: &[f64], alpha: f64, threshold: f64, tell: Tell<'_>) {
    let mut past = Weighted::new(alpha);
    for value in values {
        let (mean, deviation) = (past.mean, past.deviation());
        past.push(*value);
        let half = threshold * deviation;
        if !half.is_finite() {
            tell(Verdict::UNJUDGED);
            continue;
        }
        let (lower, upper) = (mean - half, mean + half);
        if !value.is_finite() {
            tell(Verdict { lower, upper, ..Verdict::UNJUDGED });
            continue;
        }
        let away = (value - mean).abs();
        // Without spread, what equals the mean is 0 away and all else is as far as can be.
        let distance = if away == 0.0 { 0.0 } else { (away / deviation).min(FARTHEST) };
        tell(Verdict { score: distance / threshold, alarm: distance > threshold, lower, upper });
    }
}
