//! Panels that workers word and the page places: see [`crate::model::Node`].

pub mod incidents;
pub mod logs;
pub mod markup;
