//! What numbers of a file may be.

use serde::{Deserialize, Deserializer};

/// Larger numbers are no use to any detector, and their products overflow.
const FARTHEST: f64 = 1e150;

/// Whether all of these are finite, and small enough to be squared and summed.
pub(in crate::detect) fn within<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> bool {
    numbers.into_iter().all(|number| number.abs() <= FARTHEST)
}

/// Numbers with gaps: NaN, which JSON lacks, is `null`.
pub(in crate::detect) fn gaps<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let numbers: Vec<Option<f64>> = Vec::deserialize(from)?;
    Ok(numbers.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect())
}
