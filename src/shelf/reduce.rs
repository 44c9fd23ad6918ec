//! Reduces a series to what a chart of N pixel columns can show, without ever losing an extreme.

mod columns;
mod extremes;
mod layers;
mod line;
mod sparkline;

pub(super) use extremes::{Extremes, Places, extremes, places, position};
pub use layers::{band, marks};
pub use line::{extent, line};
pub use sparkline::{sparkline, worst};
