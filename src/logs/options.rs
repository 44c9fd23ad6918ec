//! What a reader of logs is told of a file beforehand.

use crate::model::Zone;

/// What is known of a log before it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Lines are messages, without any header: nothing is looked for in them.
    pub content: bool,
    /// The id of the format to take whatever the lines look like; `plain` for no header, `learned` for one
    /// that is learned. What names no format is as `None`: it is told from the lines.
    pub format: Option<String>,
    /// The zone of stamps that say none.
    pub zone: Zone,
    /// The moment (seconds UTC) before which stamps without a year or a date lie; NaN where nobody knows:
    /// such stamps then are in 1972 or on the first day of 1970.
    pub now: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { content: false, format: None, zone: Zone::utc(), now: f64::NAN }
    }
}
