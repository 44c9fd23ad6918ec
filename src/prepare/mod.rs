//! What can be done to series before they are judged: steps from series to series, in time and not
//! in rows.
//!
//! Gap rule of every step: NaN and infinities are gaps on the way in, and what is no finite number on
//! the way out is a gap. A gap is never counted as 0 and never bridged by the next row, so that it
//! cannot become a spike.
//!
//! Every step is causal: what comes later changes nothing that was made of earlier points, but for
//! the last bin of [`resample`], which holds what has come so far.

mod before;
pub mod counters;
mod pace;
mod span;
mod text;
mod window;

use crate::catalogue;
use crate::model::{About, Samples, Series, Values};

/// One kind of step.
pub trait Step: Sync {
    /// Identity, help and what it takes after its name, in order.
    fn about(&self) -> About;

    /// Does it to all series of a source, which have no infinities. Names, labels and units stay
    /// unless the step says otherwise; series keep their places, new ones follow them.
    ///
    /// An error is a clause that says what could not be done; then the series are as they were.
    fn run(&self, series: &mut Vec<Series>, settings: &Values) -> Result<(), String>;
}

catalogue! {
    /// All steps, in the order in which messages name them.
    pub static STEPS: [&dyn Step], MENU = { difference, smooth, lag, resample, rate, ratio }
}

/// Steps to be done one after the other, as a user wrote them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preparation(Vec<Planned>);

/// A step with what it was given.
#[derive(Debug, Clone, PartialEq)]
struct Planned {
    // Place in the catalogue: who only checks a text does without the code of the steps.
    at: usize,
    text: String,
    settings: Values,
}

/// Series as they are to be judged.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prepared {
    /// Those that were given, in their order, and after them those that steps added.
    pub series: Vec<Series>,
    /// What could not be done, in sentences.
    pub notes: Vec<String>,
}

impl Preparation {
    /// Reads steps that are apart by `|`, as `rate | smooth 15m | difference 1h`. An error says which
    /// step is wrong, why, and what is accepted. Empty text: nothing is to be done.
    pub fn parse(text: &str) -> Result<Self, String> {
        text::parse(text).map(Self)
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Does all steps. Cost: O(points) a step; a running median O(points · log window).
    pub fn run(&self, mut series: Vec<Series>) -> Prepared {
        let mut notes = Vec::new();
        finite(&mut series);
        for (number, Planned { at, text, settings }) in self.0.iter().enumerate() {
            let Some(step) = STEPS.get(*at) else { continue };
            let before: Vec<bool> = series.iter().map(has_values).collect();
            let mut tell = |why: &str| {
                notes.push(format!("Preparation, step {}, `{text}`: {why}.", number + 1));
            };
            if let Err(why) = step.run(&mut series, settings) {
                tell(&why);
            }
            finite(&mut series);
            let emptied = |(had, one): &(bool, &Series)| *had && !has_values(one);
            let count = before.into_iter().zip(&series).filter(emptied).count();
            if count > 0 {
                tell(&format!("no value is left of {count} series"));
            }
        }
        Prepared { series, notes }
    }
}

/// Whether a text says a preparation, and if not, why.
pub fn check(text: &str) -> Result<(), String> {
    Preparation::parse(text).map(drop)
}

fn finite(series: &mut [Series]) {
    for value in series.iter_mut().flat_map(|one| &mut one.values) {
        if !value.is_finite() {
            *value = f64::NAN;
        }
    }
}

fn has_values(series: &Series) -> bool {
    series.values.iter().any(|value| !value.is_nan())
}

/// New values at the same moments, for every series.
fn each(series: &mut [Series], make: impl Fn(Samples<'_>) -> Vec<f64>) {
    for one in series {
        one.values = make(one.samples());
    }
}
