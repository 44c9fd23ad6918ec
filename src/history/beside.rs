//! What is stored beside incidents: events that people or systems know of.
//!
//! A byte with its version, and then postcard of them. What a newer program wrote is none of this one's, and is not
//! overwritten unless an event is marked here.

use crate::model::Mark;

const VERSION: u8 = 1;

/// Events as bytes.
pub fn write(marks: &[Mark]) -> Vec<u8> {
    postcard::to_allocvec(&(VERSION, marks)).unwrap_or_default()
}

/// Events from bytes, none from no bytes; `None` of what this program did not write.
pub fn read(bytes: &[u8]) -> Option<Vec<Mark>> {
    match bytes.split_first() {
        None => Some(Vec::new()),
        Some((&VERSION, rest)) => postcard::from_bytes(rest).ok(),
        Some(_) => None,
    }
}
