//! Where moments and values lie on the pixels of a panel: drawing, crosshair and zoom agree on it.

use crate::model::TimeRange;
use plotters::coord::CoordTranslate;

// Margins in CSS pixels. The left one is the same for every panel of a width, so that the time axes
// of panels below each other line up.
const LEFT: f64 = 54.0;
const LEFT_OF_NARROW: f64 = 46.0;
const NARROW: f64 = 480.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 10.0;
const UNIT_ROW: f64 = 12.0;
const BOTTOM: f64 = 36.0;

/// The plot area of a panel in device pixels, and what its edges stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Column of the start of the window.
    pub left: i32,
    /// Column of the end of the window.
    pub right: i32,
    /// Row of the highest value.
    pub top: i32,
    /// Row of the lowest value, below `top`.
    pub bottom: i32,
    /// The window.
    pub range: TimeRange,
    /// Lowest value shown.
    pub low: f64,
    /// Highest value shown.
    pub high: f64,
}

/// Pixel columns that a panel of this width in device pixels has for its line: what to reduce to.
pub fn plot_columns(width: u32, scale: f64) -> u32 {
    let (left, right) = sides(width, scale);
    (right - left).max(1) as u32
}

fn sides(width: u32, scale: f64) -> (i32, i32) {
    let narrow = f64::from(width) < NARROW * scale;
    let left = (if narrow { LEFT_OF_NARROW } else { LEFT } * scale).round() as i32;
    (left, (width as i32 - (RIGHT * scale).round() as i32).max(left))
}

impl Frame {
    /// The plot area that a panel of a size in device pixels leaves within its margins.
    pub(super) fn new(
        (width, height): (u32, u32),
        scale: f64,
        has_unit_row: bool,
        range: TimeRange,
        (low, high): (f64, f64),
    ) -> Self {
        let (left, right) = sides(width, scale);
        let above = if has_unit_row { TOP + UNIT_ROW } else { TOP };
        let top = (above * scale).round() as i32;
        let bottom = (height as i32 - (BOTTOM * scale).round() as i32).max(top);
        Self { left, right, top, bottom, range, low, high }
    }

    /// The column of a moment in device pixels; outside the plot area for one outside the window.
    pub fn x_of(&self, time: f64) -> f64 {
        let share = share(time, self.range.from, self.range.to);
        f64::from(self.left) + share * f64::from(self.right - self.left)
    }

    /// The row of a value in device pixels; outside the plot area for one outside its limits.
    pub fn y_of(&self, value: f64) -> f64 {
        let share = share(value, self.low, self.high);
        f64::from(self.bottom) - share * f64::from(self.bottom - self.top)
    }

    /// The moment at a column, held within the window.
    pub fn time_at(&self, x: f64) -> f64 {
        let share = share(x, f64::from(self.left), f64::from(self.right)).clamp(0.0, 1.0);
        self.range.from + share * self.range.seconds()
    }

    /// The value at a row, held within the limits.
    pub fn value_at(&self, y: f64) -> f64 {
        let share = share(y, f64::from(self.bottom), f64::from(self.top)).clamp(0.0, 1.0);
        self.low + share * (self.high - self.low)
    }
}

// How far from `start` to `end`; the middle where there is no way between them.
fn share(at: f64, start: f64, end: f64) -> f64 {
    let share = (at - start) / (end - start);
    if share.is_finite() { share } else { 0.5 }
}

impl CoordTranslate for Frame {
    type From = (f64, f64);

    // Rounded down in time, as the reducer cuts its columns: the vertices of one lie on one pixel.
    fn translate(&self, (time, value): &(f64, f64)) -> (i32, i32) {
        let x = (self.x_of(*time).floor() as i32).clamp(self.left, self.right);
        let y = (self.y_of(*value).round() as i32).clamp(self.top, self.bottom);
        (x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: TimeRange = TimeRange { from: 1000.0, to: 2000.0 };

    #[test]
    fn pixels_go_there_and_back() {
        for (size, scale) in [((1200, 320), 1.0), ((720, 440), 2.0), ((375, 200), 1.5)] {
            let frame = Frame::new(size, scale, true, RANGE, (-5.0, 15.0));
            for time in [1000.0, 1250.0, 1999.0, 2000.0] {
                assert!((frame.time_at(frame.x_of(time)) - time).abs() < 1e-9);
            }
            for value in [-5.0, 0.0, 14.5, 15.0] {
                assert!((frame.value_at(frame.y_of(value)) - value).abs() < 1e-9);
            }
            assert_eq!(frame.translate(&(1000.0, -5.0)), (frame.left, frame.bottom));
            assert_eq!(frame.translate(&(2000.0, 15.0)), (frame.right, frame.top));
            assert_eq!(plot_columns(size.0, scale), (frame.right - frame.left) as u32);
        }
    }

    #[test]
    fn what_is_outside_is_held_inside() {
        let frame = Frame::new((600, 200), 1.0, false, RANGE, (0.0, 1.0));
        assert_eq!(frame.time_at(-50.0), 1000.0);
        assert_eq!(frame.time_at(1e6), 2000.0);
        assert_eq!(frame.translate(&(0.0, 9.0)), (frame.left, frame.top));
        let none = Frame::new((10, 10), 1.0, true, TimeRange { from: 1.0, to: 1.0 }, (2.0, 2.0));
        assert_eq!((none.time_at(f64::NAN), none.x_of(1.0)), (1.0, f64::from(none.left)));
    }
}
