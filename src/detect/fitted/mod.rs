//! Fitted models: what a detector learnt from some series, to judge others by.
//!
//! A model is frozen: it judges, and learns nothing from what it judges. Only `auto`, which learns from
//! every point it sees, goes on with that from where the model ends. A series is judged by what was
//! learnt from the one of the same name and labels; a model of a single series judges any. What has
//! no such series is judged by the detector as if there were no model, and a note says so.
//!
//! Nothing here is within reach of the detectors themselves, so that programs that fit nothing do not
//! carry it: a detector that can be fitted has a `FIT` beside its `ENTRY`, and a place in `FITS`.

mod document;
mod fittable;
mod numbers;
mod refusal;
mod series;

pub use document::LARGEST;
pub(super) use fittable::{Fittable, Learn};
pub(super) use numbers::{gaps, within};

pub use series::{Fitted, Learnt};

use super::{Detector, Judge, Member, auto, library, zscore};
use crate::model::{ModelCard, Problem, TimeRange, Values};
use fittable::{Fit, Kept};
use series::Identity;
use std::sync::Arc;

/// The detectors that can be fitted, in menu order.
static FITS: &[&dyn Fit] = &[
    &auto::FIT,
    &zscore::FIT,
    &library::seasonal_median::FIT,
    &library::kmeans::FIT,
    &library::knn::FIT,
    &library::pca::FIT,
    &library::anomstack::FIT,
    &library::iforest::FIT,
    &library::hbos::FIT,
    &library::ecod::FIT,
    &library::copod::FIT,
];

/// Ids of the detectors that can be fitted, in menu order: apart from their code, so that a page that
/// only offers it does not carry it.
pub static FITTABLE: &[&str] = &[
    "auto",
    "zscore",
    "seasonal_median",
    "kmeans",
    "knn",
    "pca",
    "anomstack",
    "iforest",
    "hbos",
    "ecod",
    "copod",
];

/// A detector with its parameters and what it learnt from each of some series.
///
/// ```
/// use blip::detect::{Judge, Member, find, fitted};
/// use blip::model::{Labels, Samples, Values};
/// use std::sync::Arc;
///
/// let labels = Labels::default();
/// let times: Vec<f64> = (0..200).map(|at| f64::from(at) * 60.0).collect();
/// let calm: Vec<f64> = (0..200).map(|at| f64::from(at % 7)).collect();
/// let member = |values| Member {
///     name: "load",
///     labels: &labels,
///     unit: "",
///     kind: None,
///     samples: Samples { times: &times[..], values },
/// };
/// let detector = find("zscore").expect("a detector");
/// let model = fitted::fit(detector, &Values::default(), "calm.csv", 0.0, &[member(&calm)])
///     .expect("long enough");
///
/// let again = fitted::Model::from_json(model.to_json().expect("small").as_bytes())
///     .expect("what was just written");
/// let judge = Judge::fitted(Arc::new(again));
/// let found = judge.detect(Samples { times: &times[..2], values: &[40.0, 3.0] });
/// assert_eq!(found.alarms, [true, false]);
/// ```
pub struct Model {
    detector: &'static dyn Detector,
    card: ModelCard,
    series: Vec<(Identity, Arc<dyn Kept>)>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Model").field(&self.card).finish()
    }
}

impl Model {
    /// What it is.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }
}

/// Lets a detector learn from the series of a source, prepared as the parameters say.
///
/// What the knobs make gaps of is not learnt from. `made` is the time now, in seconds since 1970.
/// Errors: the detector cannot be fitted, or no series is long enough. Cost: that of judging them, once
/// or twice.
pub fn fit(
    detector: &'static dyn Detector,
    values: &Values,
    source: &str,
    made: f64,
    members: &[Member<'_>],
) -> Result<Model, Problem> {
    let about = detector.about();
    let fit = find(about.id).ok_or_else(|| unfit(about.title))?;
    let judge = Judge::new(detector, values);
    let (mut series, mut points, mut range) = (Vec::new(), 0, None);
    for member in members {
        let cleaned = judge.cleaned(member.samples);
        let samples = member.with_values(&cleaned).samples;
        let Some(learnt) = fit.fit(samples, values) else { continue };
        series.push((Identity::of(member), learnt));
        points += samples.values.iter().filter(|value| !value.is_nan()).count() as u64;
        let ends = samples.times.first().zip(samples.times.last());
        let own = ends.map(|(from, to)| TimeRange { from: *from, to: *to });
        range = own.into_iter().chain(range).reduce(TimeRange::union);
    }
    let range = range.ok_or_else(|| too_short(about.title))?;
    let card = ModelCard {
        source: source.to_owned(),
        made,
        detector: about.id.to_owned(),
        title: about.title.to_owned(),
        values: document::settled(detector, values),
        series: series.len() as u32,
        points,
        range,
    };
    Ok(Model { detector, card, series })
}

fn find(id: &str) -> Option<&'static dyn Fit> {
    FITS.iter().copied().find(|fit| fit.id() == id)
}

fn unfit(title: &str) -> Problem {
    Problem::new(
        format!("{title} cannot be fitted: it learns nothing that could be kept."),
        "",
        "Choose another detector, such as Auto or Principal components, and fit that.",
    )
}

fn too_short(title: &str) -> Problem {
    Problem::new(
        format!("No series of this source is long enough for {title} to learn from."),
        "",
        "Fit it on a longer stretch, or choose Z-score, which needs 20 points only.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_said_to_be_fitted_is_and_in_the_order_of_the_menu() {
        let ids: Vec<&str> = FITS.iter().map(|fit| fit.id()).collect();
        assert_eq!(ids, FITTABLE);
        let menu = super::super::all().map(|detector| detector.about().id);
        assert_eq!(menu.filter(|id| ids.contains(id)).collect::<Vec<_>>(), FITTABLE);
    }
}
