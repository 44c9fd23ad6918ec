//! Static thresholds: limits that the user knows.

use super::{Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "threshold",
    title: "Threshold",
    sentence: "Marks points above an upper or below a lower limit that you set.",
    reference: "Comparison with fixed limits, as in alerting rules",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Threshold = Threshold;

/// Strictly above an upper limit or below a lower one.
#[derive(Debug)]
pub struct Threshold;

const FIELDS: &[Field] = &[
    Field {
        name: "upper",
        title: "Upper limit",
        help: "A value above it is an anomaly; leave it empty for no upper limit.",
        unit: "",
        kind: FieldKind::Optional { min: f64::NEG_INFINITY },
    },
    Field {
        name: "lower",
        title: "Lower limit",
        help: "A value below it is an anomaly; leave it empty for no lower limit.",
        unit: "",
        kind: FieldKind::Optional { min: f64::NEG_INFINITY },
    },
];

impl Detector for Threshold {
    fn about(&self) -> About {
        ABOUT
    }

    /// Alarms strictly beyond a limit; without any limit nothing has a score. Limits given the
    /// wrong way round are exchanged. Cost: O(1) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let (lower, upper) = limits(values);
        for value in samples.values {
            let alarm = value.is_finite() && (*value > upper || *value < lower);
            let score = if value.is_finite() { score(*value, lower, upper) } else { f64::NAN };
            tell(Verdict { score, alarm, lower, upper });
        }
    }

    fn is_set(&self, values: &Values) -> bool {
        let (lower, upper) = limits(values);
        !(lower.is_nan() && upper.is_nan())
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        if let Some(text) = words::unjudged(point, "no limit is set") {
            return text;
        }
        let (lower, upper) = limits(values);
        let got = words::shown(point);
        let shown = |limit: f64| quantity(limit, point.unit);
        if point.value > upper {
            format!("{got} is above the upper limit of {}.", shown(upper))
        } else if point.value < lower {
            format!("{got} is below the lower limit of {}.", shown(lower))
        } else if lower.is_nan() {
            format!("{got} is within the upper limit of {}.", shown(upper))
        } else if upper.is_nan() {
            format!("{got} is within the lower limit of {}.", shown(lower))
        } else {
            format!("{got} is within the limits of {} to {}.", shown(lower), shown(upper))
        }
    }
}

// Lower and upper limit; NaN where there is none.
fn limits(values: &Values) -> (f64, f64) {
    let lower = values.number(FIELDS, "lower");
    let upper = values.number(FIELDS, "upper");
    if lower > upper { (upper, lower) } else { (lower, upper) }
}

// 1 at a limit. With two limits, the distance from their middle in halves of their distance; with
// one, 1 plus the excess as a share of the limit, never below 0.
fn score(value: f64, lower: f64, upper: f64) -> f64 {
    let half = upper / 2.0 - lower / 2.0;
    if half > 0.0 {
        return (value / half - (lower / 2.0 + upper / 2.0) / half).abs();
    }
    let above = excess(value - upper, upper);
    let below = excess(lower - value, lower);
    // `max` ignores the NaN of a limit that is not set.
    above.max(below)
}

fn excess(distance: f64, limit: f64) -> f64 {
    if limit.is_nan() {
        return f64::NAN;
    }
    let unit = if limit == 0.0 { 1.0 } else { limit.abs() };
    (1.0 + distance / unit).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_the_limit() {
        const NONE: f64 = f64::NAN;
        let check = |value: f64, lower: f64, upper: f64, expected: f64| {
            let got = score(value, lower, upper);
            assert!((got - expected).abs() < 1e-12, "{value} in {lower}..{upper}: {got}");
        };
        check(200.0, NONE, 200.0, 1.0);
        check(300.0, NONE, 200.0, 1.5);
        check(-500.0, NONE, 200.0, 0.0);
        check(99.0, 99.9, NONE, 1.0 + 0.9 / 99.9);
        check(-5.0, NONE, -5.0, 1.0);
        check(2.0, NONE, 0.0, 3.0);
        check(50.0, 40.0, 60.0, 0.0);
        check(65.0, 40.0, 60.0, 1.5);
        check(35.0, 40.0, 60.0, 1.5);
        check(5.0, 5.0, 5.0, 1.0);
        check(4.0, 5.0, 5.0, 1.2);
        assert!(score(1.0, NONE, NONE).is_nan());
    }
}
