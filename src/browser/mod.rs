//! To be written.

pub mod canvas;
