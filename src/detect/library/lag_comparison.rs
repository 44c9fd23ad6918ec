//! Lag comparison: a value against the one a day, or another time, before.

use super::lookback::Lookback;
use super::residuals::Residuals;
use crate::detect::pace::Pace;
use crate::detect::{Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::robust::midpoint;
use std::collections::VecDeque;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "lag_comparison",
    title: "Lag comparison",
    sentence: "Marks points that differ from the value some hours before by more than they usually do.",
    reference: "x(t) − x(t − lag) against the median and MAD of past differences (Hampel 1974)",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: LagComparison = LagComparison;

/// Unlike the value one lag before.
#[derive(Debug)]
pub struct LagComparison;

const FIELDS: &[Field] = &[
    Field {
        name: "lag",
        title: "Lag",
        help: "How long before the value to compare with lies: 24 is the day before, 72 three days, \
               168 the week before.",
        unit: "h",
        kind: FieldKind::Number { default: 24.0, min: 0.05, max: 8_784.0, step: 0.05 },
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "A difference farther than this from the usual one is an anomaly.",
        unit: "σ",
        kind: FieldKind::Number { default: 4.5, min: 1.0, max: 10.0, step: 0.1 },
    },
];

/// Differences that tell the spread: those of one lag, within these limits.
const FEWEST_RESIDUALS: usize = 100;
const MOST_RESIDUALS: usize = 2_000;

impl Detector for LagComparison {
    fn about(&self) -> About {
        ABOUT
    }

    /// The earlier value is found by time, not by rows: the nearest point within half a step; where it
    /// is a gap or missing, nothing is judged. Where it was itself an anomaly, what was expected there
    /// stands in for it, so that one trouble is not told again a lag later. Cost: O(log 2,000) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let lag = values.number(FIELDS, "lag") * 3_600.0;
        let threshold = values.number(FIELDS, "threshold");
        let mut pace = Pace::new();
        let mut residuals = None;
        let mut look = Lookback::new(lag);
        // Alarms of the last lag: where, and what was expected.
        let mut mended: VecDeque<(usize, f64)> = VecDeque::new();
        for (at, value) in samples.values.iter().enumerate() {
            pace.tick(samples.times[at]);
            let Some(step) = pace.step() else {
                tell(Verdict::UNJUDGED);
                continue;
            };
            let residuals = residuals.get_or_insert_with(|| {
                let window = pace.points(lag, 0).clamp(FEWEST_RESIDUALS, MOST_RESIDUALS);
                Residuals::new(window, threshold)
            });
            let earlier = look.find(samples.times, at, step);
            if let Some(place) = earlier {
                while mended.front().is_some_and(|(alarm, _)| *alarm < place) {
                    mended.pop_front();
                }
            }
            let forecast = match (earlier, mended.front()) {
                (Some(place), Some((alarm, expected))) if *alarm == place => *expected,
                (Some(place), _) => samples.values[place],
                (None, _) => f64::NAN,
            };
            let verdict = residuals.judge(*value, forecast);
            if verdict.alarm {
                mended.push_back((at, midpoint(verdict.lower, verdict.upper)));
            }
            tell(verdict);
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let lag = values.number(FIELDS, "lag");
        let cause = format!("too little is known of the values {lag} h before");
        words::unjudged(point, &cause).unwrap_or_else(|| {
            let origin = format!("the value {lag} h before and its usual difference");
            words::distance(point, point.score * values.number(FIELDS, "threshold"), &origin)
        })
    }
}
