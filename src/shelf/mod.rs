//! To be written.

pub mod pyramid;
pub mod reduce;
