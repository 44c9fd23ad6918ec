//! One series in its window: expected range, grid, line and alarms, with both axes.

use super::clip::cut;
use super::strokes::Strokes;
use super::text::{DIGIT, text};
use super::{Frame, Palette, band, marks, time_axis, value_axis};
use crate::model::{Drawing, Zone};
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor, ShapeStyle};

/// What to draw, and how.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// The reduced series, its window and its alarms.
    pub drawing: &'a Drawing,
    /// Unit of the values; may be empty.
    pub unit: &'a str,
    /// Zone of the times.
    pub zone: &'a Zone,
    /// Colours.
    pub palette: &'a Palette,
    /// Device pixels per CSS pixel.
    pub scale: f64,
}

/// Stands in the stretch in which nothing was judged yet.
const LEARNING: &str = "learning";

pub(super) type Drawn<DB, T> = Result<T, DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Draws a panel over the whole area (sizes are device pixels) and says where things lie on it.
///
/// Gaps break the line, and a lone value between two gaps is a dot. A window without a value gets
/// its time axis and a word in place of the line. Errors are those of the backend. Cost: the
/// vertices of the drawing; no text is measured.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    panel: &Panel<'_>,
) -> Drawn<DB, Frame> {
    let size = area.dim_in_pixel();
    let limits = value_axis::limits(panel.drawing.extent);
    let frame = Frame::new(size, panel.scale, false, panel.drawing.range, limits);
    let has_values = panel.drawing.line.values.iter().any(|value| value.is_finite());
    let ticks = if has_values { value_ticks(&frame, panel.scale) } else { Vec::new() };
    let labels = value_axis::labels(&ticks, panel.unit);
    let frame = Frame::new(size, panel.scale, !labels.unit.is_empty(), frame.range, limits);
    let pen =
        Pen { area: area.use_screen_coord(), plot: area.apply_coord_spec(frame), frame, panel };
    area.fill(&panel.palette.surface)?;
    let learning = pen.learning()?;
    pen.band()?;
    // All rules and then all words: what has one style is drawn at once.
    let times = pen.times();
    pen.rules(&ticks, &times)?;
    pen.value_axis(&ticks, &labels)?;
    pen.time_axis(&times)?;
    if !has_values {
        pen.nothing()?;
    }
    pen.line()?;
    if let Some((left, right)) = learning {
        pen.learning_label(left, right)?;
    }
    marks::draw(&pen.area, &frame, panel)?;
    Ok(frame)
}

fn value_ticks(frame: &Frame, scale: f64) -> Vec<f64> {
    const ROW: f64 = 34.0;
    let most = f64::from(frame.bottom - frame.top) / (ROW * scale);
    value_axis::ticks((frame.low, frame.high), most.clamp(2.0, 12.0) as u32)
}

struct Pen<'a, DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    plot: DrawingArea<DB, Frame>,
    frame: Frame,
    panel: &'a Panel<'a>,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    fn px(&self, css: f64) -> i32 {
        (css * self.panel.scale).round() as i32
    }

    fn stroke(&self, color: RGBColor, css: f64) -> ShapeStyle {
        color.stroke_width(self.px(css).max(1) as u32)
    }

    fn write(&self, words: &str, at: (i32, i32), side: HPos, color: RGBColor) -> Drawn<DB, ()> {
        self.area.draw_text(words, &text(color, side, self.panel.scale), at)
    }

    fn rule(&self, from: (i32, i32), to: (i32, i32)) -> Drawn<DB, ()> {
        let style = self.stroke(self.panel.palette.grid, 1.0);
        self.area.draw(&PathElement::new(vec![from, to], style))
    }

    // The stretch in which the detector had not seen enough to judge; where it is on the screen.
    fn learning(&self) -> Drawn<DB, Option<(i32, i32)>> {
        let frame = &self.frame;
        let Some(range) = self.panel.drawing.learning.filter(|range| range.touches(frame.range))
        else {
            return Ok(None);
        };
        let column = |time: f64| (frame.x_of(time).round() as i32).clamp(frame.left, frame.right);
        let (left, right) = (column(range.from), column(range.to));
        let corners = [(left, frame.top), (right, frame.bottom)];
        self.area.draw(&Rectangle::new(corners, self.panel.palette.band.filled()))?;
        Ok(Some((left, right)))
    }

    // In a corner of it, if it fits there.
    fn learning_label(&self, left: i32, right: i32) -> Drawn<DB, ()> {
        let at = (left + self.px(4.0), self.frame.top + self.px(8.0));
        if at.0 + 2 * self.half_width(LEARNING) > right {
            return Ok(());
        }
        self.write(LEARNING, at, HPos::Left, self.panel.palette.muted)
    }

    fn band(&self) -> Drawn<DB, ()> {
        for outline in band::outlines(&self.panel.drawing.band, &self.frame) {
            self.plot.draw(&Polygon::new(outline, self.panel.palette.band.filled()))?;
        }
        Ok(())
    }

    fn times(&self) -> Vec<time_axis::Tick> {
        let width = f64::from(self.frame.right - self.frame.left);
        time_axis::ticks(self.frame.range, self.panel.zone, width / (DIGIT * self.panel.scale))
    }

    fn rules(&self, values: &[f64], times: &[time_axis::Tick]) -> Drawn<DB, ()> {
        let frame = &self.frame;
        for value in values {
            let y = frame.y_of(*value).round() as i32;
            self.rule((frame.left, y), (frame.right, y))?;
        }
        self.rule((frame.left, frame.bottom), (frame.right, frame.bottom))?;
        for tick in times {
            let x = frame.x_of(tick.time).floor() as i32;
            self.rule((x, frame.bottom), (x, frame.bottom + self.px(4.0)))?;
        }
        Ok(())
    }

    fn value_axis(&self, ticks: &[f64], labels: &value_axis::Labels) -> Drawn<DB, ()> {
        let (frame, muted) = (&self.frame, self.panel.palette.muted);
        let right = frame.left - self.px(8.0);
        for (tick, label) in ticks.iter().zip(&labels.texts) {
            self.write(label, (right, frame.y_of(*tick).round() as i32), HPos::Right, muted)?;
        }
        if labels.unit.is_empty() {
            return Ok(());
        }
        // Above the labels, where they are aligned, if it fits there; else from the edge on.
        let row = self.px(9.0);
        if labels.unit.chars().count() as f64 * DIGIT * self.panel.scale < f64::from(right) {
            self.write(&labels.unit, (right, row), HPos::Right, muted)
        } else {
            self.write(&labels.unit, (self.px(6.0), row), HPos::Left, muted)
        }
    }

    fn time_axis(&self, ticks: &[time_axis::Tick]) -> Drawn<DB, ()> {
        let (frame, muted) = (&self.frame, self.panel.palette.muted);
        let (clock_row, date_row) = (frame.bottom + self.px(14.0), frame.bottom + self.px(28.0));
        for tick in ticks {
            let x = frame.x_of(tick.time).floor() as i32;
            let x = x.min(self.end() - self.half_width(&tick.text));
            self.write(&tick.text, (x, clock_row), HPos::Center, muted)?;
        }
        let zone = self.zone();
        self.write(&zone, (self.px(6.0), date_row), HPos::Left, muted)?;
        self.contexts(ticks, date_row, self.px(10.0) + 2 * self.half_width(&zone))
    }

    // The zone of the labels; both where the clock changes within the window.
    fn zone(&self) -> String {
        let zone = self.panel.zone;
        let (first, last) =
            (zone.suffix_at(self.frame.range.from), zone.suffix_at(self.frame.range.to));
        if first == last { first } else { format!("{first}, then {last}") }
    }

    // Where text must end.
    fn end(&self) -> i32 {
        self.frame.right + self.px(10.0)
    }

    fn half_width(&self, words: &str) -> i32 {
        self.px(DIGIT * words.chars().count() as f64 / 2.0)
    }

    // The dates below the clock times; where two would touch, the later one stands, as it marks the
    // change.
    fn contexts(&self, ticks: &[time_axis::Tick], row: i32, start: i32) -> Drawn<DB, ()> {
        let mut end = self.end();
        for tick in ticks.iter().rev().filter(|tick| !tick.context.is_empty()) {
            let half = self.half_width(&tick.context);
            let x = self.frame.x_of(tick.time).floor() as i32;
            // Pushed inwards at the ends of the axis rather than left out.
            let x = x.max(start + half).min(self.end() - half);
            if x + half <= end {
                self.write(&tick.context, (x, row), HPos::Center, self.panel.palette.ink)?;
                end = x - half - self.px(8.0);
            }
        }
        Ok(())
    }

    fn line(&self) -> Drawn<DB, ()> {
        const APART: f64 = 14.0;
        let color = self.panel.palette.line;
        let cuts = cut(&self.panel.drawing.line, &self.frame);
        let strokes = Strokes::new(&cuts, &self.frame, self.stroke(color, 1.4));
        self.area.draw(&strokes)?;
        let room = f64::from(self.frame.right - self.frame.left) / (APART * self.panel.scale);
        // A few points far apart are shown as what they are: measurements, with a line as a guide.
        if (cuts.len() as f64) < room {
            let measured = cuts.iter().filter(|cut| cut.measured);
            self.dots(measured.map(|cut| self.frame.translate(&cut.at)), 2.5)
        } else {
            self.dots(strokes.dots.into_iter(), 1.5)
        }
    }

    fn dots(&self, places: impl Iterator<Item = (i32, i32)>, radius: f64) -> Drawn<DB, ()> {
        let style = self.panel.palette.line.filled();
        for place in places {
            self.area.draw(&Circle::new(place, self.px(radius), style))?;
        }
        Ok(())
    }

    fn nothing(&self) -> Drawn<DB, ()> {
        let frame = &self.frame;
        let middle = (frame.left.midpoint(frame.right), frame.top.midpoint(frame.bottom));
        self.write("No values in this window", middle, HPos::Center, self.panel.palette.muted)
    }
}
