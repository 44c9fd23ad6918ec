//! Parts that several screens use.

pub mod chart;
pub mod gestures;
pub mod spark;

use crate::browser::canvas::Canvas;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use web_sys::HtmlCanvasElement;

/// An empty area over a whole canvas of this size in device pixels.
fn area(
    canvas: &HtmlCanvasElement,
    (width, height): (u32, u32),
) -> Option<DrawingArea<Canvas, Shift>> {
    // Setting the size empties the canvas, even if the size stays.
    canvas.set_width(width);
    canvas.set_height(height);
    Canvas::new(canvas.clone()).map(IntoDrawingArea::into_drawing_area)
}
