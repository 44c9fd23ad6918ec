//! The columns that a worker holds: it reads them in, scores them, and answers with small values.
//!
//! Raw columns never leave: the page asks for a window and gets a few thousand reduced points.

mod edges;
mod held;
mod listing;
pub mod pyramid;
pub mod reduce;
mod scored;

pub use held::{Find, Held, Load, Shelf};
pub use listing::Listing;
pub use pyramid::Pyramid;
pub use scored::Scored;
