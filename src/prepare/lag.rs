//! What was there before, seen now.

use super::before::before;
use super::{Step, each, span};
use crate::model::{About, Field, Series, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "lag",
    title: "Lag",
    sentence: "The value so long before, in place of the value.",
    reference: "Lag operator, at a distance in time",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Lag = Lag;

const FIELDS: &[Field] = &[span::field("How far back the value lies.")];

/// `lag 24h`: the value nearest to so long before, within half a step.
///
/// A gap where that value is one or no point is that near; whether there is a value now does not
/// matter. Unit: as before. Cost: O(1) a point.
#[derive(Debug)]
pub struct Lag;

impl Step for Lag {
    fn about(&self) -> About {
        ABOUT
    }

    fn run(&self, series: &mut Vec<Series>, settings: &Values) -> Result<(), String> {
        let span = span::given(settings);
        each(series, |samples| before(samples, span));
        Ok(())
    }
}
