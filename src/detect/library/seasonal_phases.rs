//! Seasonal median, fitted: what each phase of the period usually brings.

use super::residuals::beside;
use super::seasonal_median::{FIELDS, MOST, median, pass};
use crate::detect::fitted::{Learn, Learnt, gaps, within};
use crate::detect::{Point, Tell, Verdict, words};
use crate::model::{Samples, Values};
use crate::stats::baseline::Expected;
use serde::{Deserialize, Serialize};

/// The median of each phase over the last periods fitted on, and the usual distance from it.
///
/// Phases are parts of the period as long as a step, counted from 1970 in UTC.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Phases {
    // NaN where too few periods have a value.
    #[serde(deserialize_with = "gaps")]
    medians: Vec<f64>,
    level: f64,
    sigma: f64,
}

impl Learnt for Phases {
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let (period, _) = periods(values);
        let threshold = values.number(FIELDS, "threshold");
        let usual = Expected { level: self.level, sigma: self.sigma };
        for (time, value) in samples.times.iter().zip(samples.values) {
            let forecast = self.medians[phase(*time, period, self.medians.len())];
            let is_known = !forecast.is_nan();
            tell(if is_known {
                beside(usual, threshold, *value, forecast)
            } else {
                Verdict::UNJUDGED
            });
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let cause = "too few periods that it was fitted on have a value at this phase";
        words::unjudged(point, cause).unwrap_or_else(|| {
            let hours = values.number(FIELDS, "period");
            let origin = format!("median of this moment of {hours} h in what it was fitted on");
            words::distance(point, point.score * values.number(FIELDS, "threshold"), &origin)
        })
    }
}

impl Learn for Phases {
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self> {
        let (period, most) = periods(values);
        let Expected { level, sigma } = pass(samples, values, &mut |_| {})?.usual()?;
        let count = (period / samples.step()).round();
        // More phases than points would not be known twice.
        if !(1.0..=samples.len() as f64).contains(&count) {
            return None;
        }
        let mut known = vec![([0.0; MOST], 0); count as usize];
        for (time, value) in samples.times.iter().zip(samples.values).rev() {
            let (seen, seen_count) = &mut known[phase(*time, period, count as usize)];
            if value.is_finite() && *seen_count < most {
                seen[*seen_count] = *value;
                *seen_count += 1;
            }
        }
        let each = known.iter_mut().map(|(seen, count)| {
            if *count < most.min(2) { f64::NAN } else { median(&mut seen[..*count]) }
        });
        Self { medians: each.collect(), level, sigma }.checked(values)
    }

    fn checked(self, _values: &Values) -> Option<Self> {
        let mut known = self.medians.iter().filter(|median| !median.is_nan()).peekable();
        let is_sound = within([&self.level, &self.sigma]) && self.sigma > 0.0;
        (is_sound && known.peek().is_some() && within(known)).then_some(self)
    }
}

fn periods(values: &Values) -> (f64, usize) {
    let count = values.number(FIELDS, "periods") as usize;
    (values.number(FIELDS, "period") * 3_600.0, count.clamp(1, MOST))
}

/// The nearest of so many phases.
fn phase(time: f64, period: f64, count: usize) -> usize {
    let part = time.rem_euclid(period) / period * count as f64;
    part.round() as usize % count
}
