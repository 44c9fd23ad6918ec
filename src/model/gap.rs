//! Numbers that may be missing, in files: JSON has no NaN.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// NaN and infinities are written as nothing.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "this is how serde calls it; not said of wasm32"
)]
pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    value.is_finite().then_some(*value).serialize(serializer)
}

/// Nothing is read as NaN.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}
