//! Charts, generic over the backend: the browser draws them on a canvas, tests as SVG.
//!
//! Names, legends and read-outs stand in the page around a chart, where screen readers find them;
//! [`describe`] is the text in place of the picture. Colour means severity and nothing else.

mod band;
mod clip;
mod describe;
mod frame;
mod marks;
mod nearest;
mod palette;
mod panel;
mod spark;
mod strokes;
mod text;
mod time_axis;
mod value_axis;
pub mod window;

pub use crate::model::Severity;
pub use describe::describe;
pub use frame::{Frame, plot_columns};
pub use nearest::nearest;
pub use palette::{DARK, LIGHT, Palette};
pub use panel::{Panel, draw};
pub use spark::spark;
