//! Text of charts: one family, one size, two anchors.
//!
//! Nothing here measures text: in a browser plotters would lay out a piece of page for it, which
//! costs more than drawing the line.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle};

// The first family is the font of the system's own windows; its figures are tabular.
const FAMILY: FontFamily<'static> = FontFamily::Name("system-ui, sans-serif");
const SIZE: f64 = 11.0;

/// Width that a digit takes, in CSS pixels: a bound that holds for the usual system fonts.
pub(super) const DIGIT: f64 = 7.0;

/// Text in a colour, centred in height on its anchor.
pub(super) fn text(color: RGBColor, side: HPos, scale: f64) -> TextStyle<'static> {
    let font = FontDesc::new(FAMILY, (SIZE * scale).round(), FontStyle::Normal);
    TextStyle { font, color: color.to_backend_color(), pos: Pos::new(side, VPos::Center) }
}
