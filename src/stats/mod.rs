//! Numeric building blocks: each skips gaps (NaN) and infinities, never panics, and says its cost.

pub mod baseline;
pub mod beta;
pub mod eigen;
pub mod elementary;
pub mod order;
pub mod rng;
pub mod robust;
pub mod rolling;
pub mod sorted;
pub(crate) mod sparse;
pub mod tails;
pub mod thinned;
pub mod two_windows;
