//! What became of patterns in a window.

use super::super::spike::{Spike, spikes};
use super::joined::Joined;
use std::ops::Range;

/// What became of all patterns, in their order.
#[derive(Debug)]
pub struct Changes {
    /// Each by itself.
    pub each: Vec<Spike>,
    /// What all did; empty for nothing.
    pub note: String,
}

/// Compares a window with what was before it.
pub fn of(joined: &Joined, window: Range<usize>) -> Changes {
    Changes { each: spikes(&joined.counts, window), note: String::new() }
}
