//! A column of numbers as one block of bytes in a message: number by number, writing and reading it
//! takes longer than drawing it.

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

const BYTES: usize = size_of::<f64>();

/// Writes the numbers as they are, NaN included, lowest byte first.
pub(super) fn serialize<S: Serializer>(column: &[f64], to: S) -> Result<S::Ok, S::Error> {
    let mut block = vec![0_u8; column.len() * BYTES];
    for (place, number) in block.as_chunks_mut().0.iter_mut().zip(column) {
        *place = number.to_le_bytes();
    }
    to.serialize_bytes(&block)
}

/// Reads what [`serialize`] wrote; an error if the block ends within a number.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    from.deserialize_bytes(Block)
}

struct Block;

impl Visitor<'_> for Block {
    type Value = Vec<f64>;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a block of numbers")
    }

    fn visit_bytes<E: Error>(self, block: &[u8]) -> Result<Vec<f64>, E> {
        match block.as_chunks() {
            (numbers, []) => Ok(numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()),
            _ => Err(E::invalid_length(block.len(), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Polyline;

    #[test]
    fn columns_come_back_as_they_were_and_torn_ones_are_refused() {
        let values = vec![1.5, f64::NAN, f64::NEG_INFINITY, -0.0, f64::MIN_POSITIVE];
        let line = Polyline { times: vec![0.0; 5], values };
        let bytes = postcard::to_allocvec(&line).expect("bytes");
        let back: Polyline = postcard::from_bytes(&bytes).expect("a line");
        let bits = |line: &Polyline| line.values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!((bits(&back), &back.times), (bits(&line), &line.times));
        // A length that is no whole number of numbers.
        assert!(postcard::from_bytes::<Polyline>(&[3, 0, 0, 0, 0]).is_err());
    }
}
