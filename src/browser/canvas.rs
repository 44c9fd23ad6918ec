//! Draws charts on a canvas: plotters-canvas for text and shapes, own code for what is hot.
//!
//! A chart is a few long paths and many short ones of one style. A call into the page for every
//! vertex, and a stroke for every short path, cost more than the picture: so a long path crosses in
//! one call, and short ones of one style are gathered into one.

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

#[wasm_bindgen(inline_js = r"
// runs: lengths of the paths; points: x and y in turn; shift: half a pixel for odd widths.
export function trace(context, runs, points, shift) {
  context.beginPath();
  let at = 0;
  for (let run = 0; run < runs.length; run++) {
    const end = at + 2 * runs[run];
    context.moveTo(points[at] + shift, points[at + 1] + shift);
    for (at += 2; at < end; at += 2) context.lineTo(points[at] + shift, points[at + 1] + shift);
  }
}
// circles: x, y and radius in turn.
export function rings(context, circles, shift) {
  context.beginPath();
  for (let at = 0; at < circles.length; at += 3) {
    const x = circles[at] + shift, y = circles[at + 1] + shift, r = circles[at + 2];
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}
")]
extern "C" {
    fn trace(context: &CanvasRenderingContext2d, runs: &[u32], points: &[i32], shift: f64);
    fn rings(context: &CanvasRenderingContext2d, circles: &[i32], shift: f64);
}

type Error = <CanvasBackend as DrawingBackend>::ErrorType;
type Drawn = Result<(), DrawingErrorKind<Error>>;

/// A canvas to draw charts on; coordinates and sizes are device pixels.
///
/// Draws on what the canvas shows: to draw afresh, fill it or set its size first. What was gathered
/// is drawn before anything of another style, on `present` and on drop, so the order of things
/// holds.
pub struct Canvas {
    stock: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    gathered: Gathered,
    widths: RefCell<HashMap<(String, String), u32>>,
}

/// Paths or circles of one style that still wait to be drawn.
#[derive(Debug, Default)]
struct Gathered {
    style: Option<Style>,
    runs: Vec<u32>,
    numbers: Vec<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Style {
    kind: Kind,
    rgb: (u8, u8, u8),
    alpha: f64,
    width: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Path,
    Ring,
    Disc,
}

impl std::fmt::Debug for Canvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Canvas").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Canvas {
    /// Over a canvas element whose size is set; `None` if the browser gives it no 2d context.
    pub fn new(element: HtmlCanvasElement) -> Option<Self> {
        let size = (element.width(), element.height());
        let context = element.get_context("2d").ok()??.dyn_into().ok()?;
        let stock = CanvasBackend::with_canvas_object(element)?;
        let widths = RefCell::default();
        Some(Self { stock, context, size, gathered: Gathered::default(), widths })
    }

    // Makes sure that what is gathered has this style.
    fn gather(&mut self, style: Style) {
        if self.gathered.style != Some(style) {
            self.flush();
            self.gathered.style = Some(style);
        }
    }

    /// Draws what was gathered.
    fn flush(&mut self) {
        let Some(style) = self.gathered.style.take() else { return };
        // A stroke of an odd width lies on whole pixels only if its middle lies between two.
        let shift = if style.width % 2 == 1 { 0.5 } else { 0.0 };
        let color = css(style.rgb, style.alpha);
        match style.kind {
            Kind::Path => trace(&self.context, &self.gathered.runs, &self.gathered.numbers, shift),
            Kind::Ring | Kind::Disc => rings(&self.context, &self.gathered.numbers, shift),
        }
        if style.kind == Kind::Disc {
            self.context.set_fill_style_str(&color);
            self.context.fill();
        } else {
            self.context.set_stroke_style_str(&color);
            self.context.set_line_width(f64::from(style.width));
            self.context.stroke();
        }
        self.gathered.runs.clear();
        self.gathered.numbers.clear();
    }

    // The stock backend, once everything before it is drawn.
    fn stock(&mut self) -> &mut CanvasBackend {
        self.flush();
        &mut self.stock
    }
}

fn css((red, green, blue): (u8, u8, u8), alpha: f64) -> String {
    format!("rgba({red},{green},{blue},{alpha})")
}

impl Drop for Canvas {
    fn drop(&mut self) {
        self.flush();
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.flush();
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.stock().draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.stock().draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let (color, width) = (style.color(), style.stroke_width());
        if color.alpha == 0.0 {
            return Ok(());
        }
        self.gather(Style { kind: Kind::Path, rgb: color.rgb, alpha: color.alpha, width });
        let before = self.gathered.numbers.len();
        self.gathered.numbers.extend(path.into_iter().flat_map(|(x, y)| [x, y]));
        let length = (self.gathered.numbers.len() - before) / 2;
        if length > 0 {
            self.gathered.runs.push(length as u32);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.flush();
        let color = style.color();
        if color.alpha == 0.0 {
            return Ok(());
        }
        // Not gathered: polygons that overlap in one path could cut holes into each other.
        let points: Vec<i32> = path.into_iter().flat_map(|(x, y)| [x, y]).collect();
        if points.is_empty() {
            return Ok(());
        }
        trace(&self.context, &[points.len() as u32 / 2], &points, 0.5);
        self.context.set_fill_style_str(&css(color.rgb, color.alpha));
        self.context.fill();
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let color = style.color();
        if color.alpha == 0.0 {
            return Ok(());
        }
        // A disc is centred on the same half pixel as the line that it sits on.
        let (kind, width) = if fill { (Kind::Disc, 1) } else { (Kind::Ring, style.stroke_width()) };
        self.gather(Style { kind, rgb: color.rgb, alpha: color.alpha, width });
        self.gathered.numbers.extend([center.0, center.1, radius as i32]);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        position: BackendCoord,
    ) -> Drawn {
        self.stock().draw_text(text, style, position)
    }

    // Asked of the canvas, as plotters itself would lay out a piece of page for every text. Figures
    // are tabular, so texts that differ in digits only have one width.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Error>> {
        let font =
            format!("{} {}px {}", style.style().as_str(), style.size(), style.family().as_str());
        let height = style.size().ceil() as u32;
        let pattern: String =
            text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let key = (font, pattern);
        if let Some(width) = self.widths.borrow().get(&key) {
            return Ok((*width, height));
        }
        self.context.set_font(&key.0);
        let width = self.context.measure_text(&key.1).map_or(0.0, |metrics| metrics.width());
        let width = width.ceil() as u32;
        self.widths.borrow_mut().insert(key, width);
        Ok((width, height))
    }
}
