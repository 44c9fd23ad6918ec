//! What stands before the message of a line: when, how bad, and who says it.

mod item;
mod learned;
mod stamp;

pub use item::is_level;
pub use learned::Learned;
pub use stamp::{Stamp, stamp};
