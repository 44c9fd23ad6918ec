//! What stands before the message of a line: when, how bad, and who says it.

mod columns;
mod item;
mod learned;
mod level;
mod lines;
mod stamp;
mod zone_name;

pub use learned::Learned;
pub use level::{Level, level_of, level_of_severity};
pub use stamp::{Stamp, Time, Written, stamp};
