//! Evidence as the browser's storage keeps it: one record for each incident, apart from the blocks, so that a list of
//! ten thousand loads without it.
//!
//! A byte with its version, and then postcard.

use crate::model::Evidence;

const VERSION: u8 = 1;

/// As bytes.
pub fn write(evidence: &Evidence) -> Vec<u8> {
    postcard::to_allocvec(&(VERSION, evidence)).unwrap_or_default()
}

/// From bytes; `None` of what this program did not write.
pub fn read(bytes: &[u8]) -> Option<Evidence> {
    let (&VERSION, rest) = bytes.split_first()? else { return None };
    postcard::from_bytes(rest).ok()
}
