//! A column of small numbers: one block of bytes in what this program stores, and in files numbers with nothing for
//! a gap.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const BYTES: usize = size_of::<f32>();

/// Writes the numbers; in files NaN and infinities are nothing.
pub fn serialize<S: Serializer>(column: &[f32], to: S) -> Result<S::Ok, S::Error> {
    if to.is_human_readable() {
        let finite = |value: &f32| value.is_finite().then_some(*value);
        return column.iter().map(finite).collect::<Vec<_>>().serialize(to);
    }
    let mut block = vec![0_u8; column.len() * BYTES];
    for (place, number) in block.as_chunks_mut().0.iter_mut().zip(column) {
        *place = number.to_le_bytes();
    }
    to.serialize_bytes(&block)
}

/// Reads what [`serialize`] wrote; nothing is NaN.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f32>, D::Error> {
    if from.is_human_readable() {
        let column: Vec<Option<f32>> = Deserialize::deserialize(from)?;
        return Ok(column.into_iter().map(|value| value.unwrap_or(f32::NAN)).collect());
    }
    from.deserialize_bytes(Block)
}

struct Block;

impl Visitor<'_> for Block {
    type Value = Vec<f32>;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a block of numbers")
    }

    fn visit_bytes<E: Error>(self, block: &[u8]) -> Result<Vec<f32>, E> {
        match block.as_chunks() {
            (numbers, []) => Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()),
            _ => Err(E::invalid_length(block.len(), &self)),
        }
    }
}
