//! Seasonal median: distance from the usual value at the same phase of earlier periods.

use super::lookback::Lookback;
use super::residuals::Residuals;
use super::seasonal_phases::Phases;
use crate::detect::fitted::Fittable;
use crate::detect::pace::Pace;
use crate::detect::{Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::order::sort_few;
use crate::stats::robust::midpoint;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "seasonal_median",
    title: "Seasonal median",
    sentence: "Marks points that lie far from the median of the same moment in earlier periods, such \
               as the same time on earlier days.",
    reference: "x(t) against the median of x(t − k·period), k = 1 to 7; spread by MAD of past \
                differences (Hampel 1974)",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: SeasonalMedian = SeasonalMedian;

/// How it is fitted: see `seasonal_phases.rs`.
pub(in crate::detect) static FIT: Fittable<Phases> = Fittable::of(&ABOUT);

/// Far from the same phase of earlier periods.
#[derive(Debug)]
pub struct SeasonalMedian;

pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "period",
        title: "Period",
        help: "After how long the pattern repeats; 24 is a day, 168 a week.",
        unit: "h",
        kind: FieldKind::Number { default: 24.0, min: 0.05, max: 744.0, step: 0.05 },
    },
    Field {
        name: "periods",
        title: "Periods",
        help: "How many earlier periods make the expected value; at least two, or one if it is one, \
               must be known.",
        unit: "periods",
        kind: FieldKind::Number { default: 7.0, min: 1.0, max: MOST as f64, step: 1.0 },
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "A point farther than this from the expected value is an anomaly.",
        unit: "σ",
        kind: FieldKind::Number { default: 4.5, min: 1.0, max: 10.0, step: 0.1 },
    },
];

pub(super) const MOST: usize = 7;
/// Differences that tell the spread: those of one period, within these limits.
const FEWEST_RESIDUALS: usize = 100;
const MOST_RESIDUALS: usize = 2_000;

impl Detector for SeasonalMedian {
    fn about(&self) -> About {
        ABOUT
    }

    /// Earlier periods are found by time, not by rows: the nearest point within half a step of
    /// `t − k·period`. A gap there is left out of the median; where fewer than two periods are known,
    /// nothing is judged. Looked up relative to each point, so that no clock or time zone matters.
    /// Cost: O(periods + log 2,000) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        pass(samples, values, tell);
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let cause = "too few earlier periods have a value at this phase";
        words::unjudged(point, cause).unwrap_or_else(|| {
            let hours = values.number(FIELDS, "period");
            let periods = values.number(FIELDS, "periods");
            let origin =
                format!("median of this moment in the last {periods} periods of {hours} h");
            words::distance(point, point.score * values.number(FIELDS, "threshold"), &origin)
        })
    }
}

/// Judges a series; what remained of its values in the end.
pub(super) fn pass(samples: Samples<'_>, values: &Values, tell: Tell<'_>) -> Option<Residuals> {
    let period = values.number(FIELDS, "period") * 3_600.0;
    let periods = (values.number(FIELDS, "periods") as usize).clamp(1, MOST);
    let threshold = values.number(FIELDS, "threshold");
    let mut pace = Pace::new();
    let mut residuals = None;
    let mut looks: Vec<Lookback> =
        (1..=periods).map(|k| Lookback::new(period * k as f64)).collect();
    for (at, value) in samples.values.iter().enumerate() {
        pace.tick(samples.times[at]);
        let Some(step) = pace.step() else {
            tell(Verdict::UNJUDGED);
            continue;
        };
        let residuals = residuals.get_or_insert_with(|| {
            let window = pace.points(period, 0).clamp(FEWEST_RESIDUALS, MOST_RESIDUALS);
            Residuals::new(window, threshold)
        });
        let mut known = [0.0; MOST];
        let mut count = 0;
        for look in &mut looks {
            let Some(place) = look.find(samples.times, at, step) else { continue };
            if samples.values[place].is_finite() {
                known[count] = samples.values[place];
                count += 1;
            }
        }
        let enough = count >= periods.min(2);
        let forecast = if enough { median(&mut known[..count]) } else { f64::NAN };
        tell(residuals.judge(*value, forecast));
    }
    residuals
}

pub(super) fn median(values: &mut [f64]) -> f64 {
    sort_few(values);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { midpoint(values[half - 1], values[half]) }
}
