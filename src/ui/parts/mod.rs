//! Parts that several screens use.

pub mod chart;
pub mod gestures;
pub mod import;
pub mod list;
mod overlays;
pub mod show;
pub mod spark;
pub mod told;
