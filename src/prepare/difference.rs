//! Differences over time.

use super::before::before;
use super::{Step, each, span};
use crate::model::{About, Field, Series, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "difference",
    title: "Difference",
    sentence: "The value minus the value so long before.",
    reference: "Differencing of time series, at a distance in time",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Difference = Difference;

const FIELDS: &[Field] = &[span::field("How far back the other value lies.")];

/// `difference 5m`: the value minus the one nearest to so long before, within half a step.
///
/// A gap where either value is one or no point is that near; so the first points are gaps, and after a
/// pause the difference is not taken across it. Unit: as before. Cost: O(1) a point.
#[derive(Debug)]
pub struct Difference;

impl Step for Difference {
    fn about(&self) -> About {
        ABOUT
    }

    fn run(&self, series: &mut Vec<Series>, settings: &Values) -> Result<(), String> {
        let span = span::given(settings);
        each(series, |samples| {
            let earlier = before(samples, span);
            samples.values.iter().zip(earlier).map(|(value, earlier)| value - earlier).collect()
        });
        Ok(())
    }
}
