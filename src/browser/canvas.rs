//! Draws charts on a canvas: plotters-canvas for shapes, own code for what is hot.
//!
//! A chart is a few long paths, and many short ones and words of one style. A call into the page
//! for every vertex, a stroke for every short path and a style for every word cost more than the
//! picture: so a long path crosses in one call, and what has one style is gathered into one.

use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
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
// places: side (0 starts, 1 ends, 2 is centred there), x and y of each word in turn.
export function write(context, words, places, font) {
  context.font = font;
  context.textBaseline = 'middle';
  words.split('\u001f').forEach((word, at) => {
    context.textAlign = ['start', 'end', 'center'][places[3 * at]];
    context.fillText(word, places[3 * at + 1], places[3 * at + 2]);
  });
}
")]
extern "C" {
    fn write(context: &CanvasRenderingContext2d, words: &str, places: &[i32], font: &str);
    fn trace(context: &CanvasRenderingContext2d, runs: &[u32], points: &[i32], shift: f64);
    fn rings(context: &CanvasRenderingContext2d, circles: &[i32], shift: f64);
}

/// Between gathered words: a character that no text has (ASCII's separator of units).
const SEPARATOR: char = '\u{1f}';

type Error = <CanvasBackend as DrawingBackend>::ErrorType;
type Drawn = Result<(), DrawingErrorKind<Error>>;

/// A canvas to draw charts on; coordinates and sizes are device pixels.
///
/// What was gathered is drawn before anything of another style, on `present` and on drop, so the
/// order of things holds.
pub struct Canvas {
    stock: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    gathered: Gathered,
}

/// Paths, circles or words of one style that still wait to be drawn.
#[derive(Debug, Default)]
struct Gathered {
    style: Option<Style>,
    runs: Vec<u32>,
    numbers: Vec<i32>,
    words: String,
    font: String,
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
    Text,
}

impl std::fmt::Debug for Canvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Canvas").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Canvas {
    /// An empty canvas of this size; `None` if the browser gives the element no 2d context.
    pub fn new(element: HtmlCanvasElement, size: (u32, u32)) -> Option<Self> {
        let context: CanvasRenderingContext2d = element.get_context("2d").ok()??.dyn_into().ok()?;
        // Setting the size, even to what it is, also forgets fonts and styles.
        if (element.width(), element.height()) == size {
            context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        } else {
            element.set_width(size.0);
            element.set_height(size.1);
        }
        // The pixels at both ends of a stroke belong to it.
        context.set_line_cap("square");
        let stock = CanvasBackend::with_canvas_object(element)?;
        Some(Self { stock, context, size, gathered: Gathered::default() })
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
            Kind::Text => {}
        }
        match style.kind {
            Kind::Disc => {
                self.context.set_fill_style_str(&color);
                self.context.fill();
            }
            Kind::Text => {
                let Gathered { words, numbers, font, .. } = &self.gathered;
                self.context.set_fill_style_str(&color);
                write(&self.context, words, numbers, font);
            }
            Kind::Path | Kind::Ring => {
                self.context.set_stroke_style_str(&color);
                self.context.set_line_width(f64::from(style.width));
                self.context.stroke();
            }
        }
        self.gathered.runs.clear();
        self.gathered.numbers.clear();
        self.gathered.words.clear();
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

    // Upright and centred in height: charts have no other text.
    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let color = style.color();
        let (slant, size, family) = (style.style(), style.size(), style.family());
        let font = format!("{} {size}px {}", slant.as_str(), family.as_str());
        if self.gathered.font != font {
            self.flush();
            self.gathered.font = font;
        }
        self.gather(Style { kind: Kind::Text, rgb: color.rgb, alpha: color.alpha, width: 0 });
        if !self.gathered.numbers.is_empty() {
            self.gathered.words.push(SEPARATOR);
        }
        self.gathered.words.push_str(text);
        let side = match style.anchor().h_pos {
            HPos::Left => 0,
            HPos::Right => 1,
            HPos::Center => 2,
        };
        self.gathered.numbers.extend([side, x, y]);
        Ok(())
    }

    // plotters would lay out a piece of page to measure a text; charts do not ask.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Error>> {
        let size = style.size().ceil() as u32;
        Ok((text.chars().count() as u32 * size, size))
    }
}
