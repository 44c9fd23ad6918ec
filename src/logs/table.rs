//! The table of signatures: exact counts, one row for each signature, and one for what has no place.

use super::header::Level;
use super::mask::Masks;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Rows of the table; records of later signatures count as [`OTHER`].
pub const MOST_SIGNATURES: usize = 1 << 16;
/// The row of records whose signature has no place in the table.
pub const OTHER: u32 = u32::MAX;
/// Types of so many variables are kept for a signature.
const MOST_SLOTS: usize = 64;

/// A signature, and what was seen of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// Literals as they are, each variable as [`super::VARIABLE`].
    pub key: Box<[u8]>,
    /// Records that have it.
    pub count: u64,
    /// What each variable was seen to be, for the first of them.
    pub masks: Box<[Masks]>,
    /// The worst level of its records.
    pub level: Level,
}

impl Signature {
    /// Adds what was seen of it elsewhere.
    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.level = self.level.max(other.level);
        for (seen, mask) in self.masks.iter_mut().zip(&other.masks) {
            *seen |= mask;
        }
    }
}

/// Counts signatures; at most [`MOST_SIGNATURES`], and every record is in exactly one row.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Signature>,
    places: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    other: u64,
}

impl Table {
    /// Counts a record; gives its row. Cost: O(bytes of the key).
    pub fn count(&mut self, key: &[u8], masks: &[Masks], level: Level) -> u32 {
        let mut hash = hash_of(key);
        loop {
            match self.places.get(&hash) {
                Some(place) if *self.rows[*place as usize].key == *key => {
                    let place = *place;
                    self.again(place, masks, level);
                    return place;
                }
                // Another signature with this hash: the next number is as good.
                Some(_) => hash = hash.wrapping_add(1),
                None => return self.insert(hash, key, masks, level),
            }
        }
    }

    fn again(&mut self, place: u32, masks: &[Masks], level: Level) {
        let row = &mut self.rows[place as usize];
        row.count += 1;
        row.level = row.level.max(level);
        for (seen, mask) in row.masks.iter_mut().zip(masks) {
            *seen |= mask;
        }
    }

    fn insert(&mut self, hash: u64, key: &[u8], masks: &[Masks], level: Level) -> u32 {
        if self.rows.len() == MOST_SIGNATURES {
            self.other += 1;
            return OTHER;
        }
        let place = self.rows.len() as u32;
        let masks = masks[..masks.len().min(MOST_SLOTS)].into();
        self.rows.push(Signature { key: key.into(), count: 1, masks, level });
        self.places.insert(hash, place);
        place
    }

    /// Signatures in order of first appearance.
    pub fn signatures(&self) -> &[Signature] {
        &self.rows
    }

    /// Records whose signature has no row.
    pub fn other(&self) -> u64 {
        self.other
    }
}

/// A number that is a hash already.
#[derive(Debug, Default, Clone, Copy)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_of(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Odd numbers with bits in no order, of the golden ratio and of √3.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const ROOT: u64 = 0xBB67_AE85_84CA_A73B;

/// Two hashes made one; order counts.
#[inline]
pub fn mix(hash: u64, word: u64) -> u64 {
    let wide = u128::from(hash ^ word ^ ROOT) * u128::from(GOLDEN);
    (wide as u64) ^ (wide >> 64) as u64 ^ hash.rotate_left(29)
}

/// A hash of bytes, eight at a time: the high and the low half of a product, folded.
pub fn hash_of(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64 ^ GOLDEN;
    let (whole, rest) = bytes.as_chunks::<8>();
    for chunk in whole {
        hash = mix(hash, u64::from_le_bytes(*chunk));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(hash, u64::from_le_bytes(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_in_one_row() {
        let mut table = Table::default();
        for number in 0..MOST_SIGNATURES as u32 + 10 {
            let place = table.count(&number.to_le_bytes(), &[1], Level::Info);
            assert_eq!(place == OTHER, number as usize >= MOST_SIGNATURES);
        }
        assert_eq!(table.count(&3_u32.to_le_bytes(), &[2, 4], Level::Error), 3);
        assert_eq!((table.signatures()[3].count, &*table.signatures()[3].masks), (2, &[3][..]));
        let counted: u64 = table.signatures().iter().map(|row| row.count).sum();
        assert_eq!(counted + table.other(), MOST_SIGNATURES as u64 + 11);
    }

    #[test]
    fn near_keys_have_hashes_far_apart() {
        let hashes: std::collections::HashSet<u64> =
            (0..100_000_u64).map(|number| hash_of(format!("key {number}").as_bytes())).collect();
        assert_eq!(hashes.len(), 100_000);
    }
}
