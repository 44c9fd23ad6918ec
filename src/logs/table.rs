//! The table of signatures: exact counts, one row for each signature, and one for what has no place.

use super::header::Level;
use super::mask::Masks;
use std::hash::Hasher;

/// Rows of the table; records of later signatures count as [`OTHER`].
pub const MOST_SIGNATURES: usize = 1 << 16;
/// The row of records whose signature has no place in the table.
pub const OTHER: u32 = u32::MAX;
/// Bytes that all signatures have together, at most: what a log has with lines that are never the same.
pub const MOST_BYTES: usize = 16 << 20;
/// Of them, what keeping a signature takes beside its bytes.
const ALLOCATED: usize = 32;
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

/// Counts signatures; at most [`MOST_SIGNATURES`] that have at most 16 MB together, and every record is
/// in exactly one row.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Signature>,
    // A power of two of places, at least twice as many as rows; a row is at the first free place from that of its
    // hash on (linear probing: Knuth, The Art of Computer Programming, section 6.4).
    slots: Vec<Slot>,
    bytes: usize,
    other: u64,
}

// The high half of a hash, and the number of its row; none in a free place.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    row: u32,
}

const FREE: Slot = Slot { hash: 0, row: OTHER };
const FIRST_SLOTS: usize = 256;

impl Table {
    /// Counts a record; gives its row. Cost: O(bytes of the key).
    pub fn count(&mut self, key: &[u8], masks: &[Masks], level: Level) -> u32 {
        let hash = hash_of(key);
        let high = (hash >> 32) as u32;
        let last = self.slots.len().wrapping_sub(1);
        let mut place = hash as usize & last;
        while let Some(slot) = self.slots.get(place) {
            if slot.row == OTHER {
                break;
            }
            if slot.hash == high
                && let Some(row) = self.rows.get_mut(slot.row as usize)
                && same(&row.key, key)
            {
                row.count += 1;
                row.level = row.level.max(level);
                for (seen, mask) in row.masks.iter_mut().zip(masks) {
                    *seen |= mask;
                }
                return slot.row;
            }
            place = (place + 1) & last;
        }
        self.insert(hash, key, masks, level)
    }

    fn insert(&mut self, hash: u64, key: &[u8], masks: &[Masks], level: Level) -> u32 {
        let masks = &masks[..masks.len().min(MOST_SLOTS)];
        let bytes = self.bytes + key.len() + size_of_val(masks) + ALLOCATED;
        if self.rows.len() == MOST_SIGNATURES || bytes > MOST_BYTES {
            self.other += 1;
            return OTHER;
        }
        self.bytes = bytes;
        if 2 * (self.rows.len() + 1) > self.slots.len() {
            self.widen();
        }
        let row = self.rows.len() as u32;
        self.rows.push(Signature { key: key.into(), count: 1, masks: masks.into(), level });
        self.place(hash, row);
        row
    }

    fn widen(&mut self) {
        self.slots = vec![FREE; (2 * self.slots.len()).max(FIRST_SLOTS)];
        for row in 0..self.rows.len() {
            self.place(hash_of(&self.rows[row].key), row as u32);
        }
    }

    // Puts a row at a free place.
    fn place(&mut self, hash: u64, row: u32) {
        let last = self.slots.len() - 1;
        let mut place = hash as usize & last;
        while self.slots[place].row != OTHER {
            place = (place + 1) & last;
        }
        self.slots[place] = Slot { hash: (hash >> 32) as u32, row };
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
/// A multiplier of `SplitMix64`: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
const STEELE: u64 = 0x94D0_49BB_1331_11EB;

/// Two hashes made one; order counts. Multiplied twice with a shift between, as in the finaliser of `SplitMix64`:
/// the high half of one product is dear where there is no instruction for it.
#[inline]
pub fn mix(hash: u64, word: u64) -> u64 {
    let mixed = (hash.rotate_left(29) ^ word ^ ROOT).wrapping_mul(GOLDEN);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(STEELE);
    mixed ^ mixed >> 29
}

/// A hash of bytes, eight at a time.
pub fn hash_of(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64 ^ GOLDEN;
    let (whole, rest) = bytes.as_chunks::<8>();
    for chunk in whole {
        hash = step(hash, u64::from_le_bytes(*chunk));
    }
    let last = rest.iter().rev().fold(0, |last, byte| last << 8 | u64::from(*byte));
    mix(hash, last)
}

// Adds a word to a hash that is mixed in the end.
#[inline]
fn step(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(GOLDEN);
    mixed.rotate_left(29) ^ mixed >> 32
}

// Whether two texts are the same, eight bytes at a time: most are short, and this is less than a call.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let ((ones, one), (others, other)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let mut words = ones.iter().zip(others);
    let differ =
        |(one, other): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*one) != u64::from_le_bytes(*other);
    !words.any(differ) && one.iter().zip(other).all(|(one, other)| one == other)
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
        let long = |number: u32| [number.to_le_bytes(); 512].concat();
        let mut full = Table::default();
        let kept = (0..20_000)
            .filter(|number| full.count(&long(*number), &[], Level::Info) != OTHER)
            .count();
        assert_eq!((kept, full.other()), (MOST_BYTES / (2048 + ALLOCATED), 20_000 - kept as u64));
        assert_eq!(full.count(&long(0), &[], Level::Info), 0);
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
