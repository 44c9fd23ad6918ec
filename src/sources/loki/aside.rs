//! What is asked of Loki beside lines: whatever becomes of it, nothing else waits for it.

use crate::model::SourceId;
use serde::{Deserialize, Serialize};

/// A question beside the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aside {
    /// The patterns that Loki counts by itself, for a reading of a source.
    Patterns(SourceId, u32),
    /// The names of labels that a server knows; the number tells it from others that were asked.
    Names(u32),
    /// The values of one of them.
    Values(u32, String),
}
