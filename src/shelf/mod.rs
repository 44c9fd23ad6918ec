//! The columns that a worker holds: it reads them in, scores them, and answers with small values.
//!
//! Raw columns never leave: the page asks for a window and gets a few thousand reduced points.

mod again;
mod chosen;
mod desk;
mod edges;
mod held;
pub mod letter;
mod listing;
mod patterns;
pub mod pyramid;
pub mod reduce;
mod scored;
mod sight;
mod sources;

pub use chosen::Find;
pub use desk::{Heard, Imported, Sight, Used, Wish, alarms, counted, last};
pub use held::{Held, Load};
pub use listing::Listing;
pub use patterns::Wanted;
pub use pyramid::Pyramid;
pub use scored::Scored;
pub use sight::sight;
pub use sources::Shelf;
