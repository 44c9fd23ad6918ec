//! Counters become rates.

use super::{Step, each};
use crate::model::{About, Samples, Series, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "rate",
    title: "Rate",
    sentence: "What a counter rises by per second; a fall is a restart that counts from zero.",
    reference: "Rates of counters as in PromQL",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Rate = Rate;

/// `rate`: the rise since the last value before, per second of the time between.
///
/// A value below the former one is what was counted since a restart. A gap stays one; the value after
/// it is spread over the time since the last one before it. The first value is a gap. Unit: `/s` is
/// added. Cost: O(1) a point.
#[derive(Debug)]
pub struct Rate;

impl Step for Rate {
    fn about(&self) -> About {
        ABOUT
    }

    fn run(&self, series: &mut Vec<Series>, _settings: &Values) -> Result<(), String> {
        for one in series.iter_mut() {
            one.unit.push_str("/s");
        }
        each(series, rates);
        Ok(())
    }
}

/// The rate at each point.
pub(super) fn rates(samples: Samples<'_>) -> Vec<f64> {
    let (mut last, mut since) = (f64::NAN, f64::NAN);
    let each = samples.times.iter().zip(samples.values);
    let rate = |(time, value): (&f64, &f64)| {
        if value.is_nan() {
            return f64::NAN;
        }
        let rise = if *value < last { *value } else { value - last };
        let seconds = time - since;
        (last, since) = (*value, *time);
        rise / seconds
    };
    each.map(rate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_counts_from_zero_and_a_gap_is_spread() {
        let times = [0.0, 10.0, 20.0, 25.0, 40.0, 50.0];
        let values = [100.0, 150.0, 20.0, f64::NAN, 120.0, 120.0];
        let expected = [f64::NAN, 5.0, 2.0, f64::NAN, 5.0, 0.0];
        let got = rates(Samples { times: &times, values: &values });
        assert_eq!(format!("{got:?}"), format!("{expected:?}"));
    }
}
