//! How a detector is fitted, whatever it learns.

use super::Learnt;
use super::document::{Body, parsed};
use super::refusal::Refusal;
use super::series::Identity;
use crate::model::{About, Samples, Values};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use std::sync::Arc;

/// What a detector learns from a series, as it is written.
pub(in crate::detect) trait Learn:
    Learnt + Serialize + DeserializeOwned + 'static
{
    /// Learns; `None` from a series that teaches nothing.
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self>;

    /// Takes what a file held; `None` if it cannot have been learnt with these parameters. What passes
    /// must judge any series without a panic.
    fn checked(self, values: &Values) -> Option<Self>;
}

/// What was learnt, to be written.
pub(super) trait Kept: Learnt {
    fn write(&self, to: &mut Vec<u8>) -> serde_json::Result<()>;
}

impl<L: Learn> Kept for L {
    fn write(&self, to: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(to, self)
    }
}

/// The learnt things of a file, each with its series.
pub(super) type Read = Vec<(Identity, Arc<dyn Kept>)>;

/// A detector that can be fitted.
pub(super) trait Fit: Sync {
    /// Id of the detector.
    fn id(&self) -> &'static str;

    /// Learns from a series.
    fn fit(&self, samples: Samples<'_>, values: &Values) -> Option<Arc<dyn Kept>>;

    /// Reads what was written of what it learnt.
    fn read(&self, text: &[u8], values: &Values) -> Result<Read, Refusal>;
}

/// Fits the detector that says this of itself, which learns `L`.
#[derive(Debug)]
pub(in crate::detect) struct Fittable<L> {
    about: &'static About,
    learnt: PhantomData<fn() -> L>,
}

impl<L> Fittable<L> {
    pub(in crate::detect) const fn of(about: &'static About) -> Self {
        Self { about, learnt: PhantomData }
    }
}

impl<L: Learn> Fit for Fittable<L> {
    fn id(&self) -> &'static str {
        self.about.id
    }

    fn fit(&self, samples: Samples<'_>, values: &Values) -> Option<Arc<dyn Kept>> {
        Some(Arc::new(L::learn(samples, values)?))
    }

    // Read as what it is to be, without a tree in between: a file takes no more memory than a few times
    // its own size, whatever it says of itself.
    fn read(&self, text: &[u8], values: &Values) -> Result<Read, Refusal> {
        let body: Body<L> = parsed(text)?;
        let each = body.series.into_iter().map(|one| {
            let (identity, learnt) = one.parts();
            let wrong = Refusal::Series(identity.name.clone());
            let kept: Arc<dyn Kept> = Arc::new(learnt.checked(values).ok_or(wrong)?);
            Ok((identity, kept))
        });
        each.collect()
    }
}
