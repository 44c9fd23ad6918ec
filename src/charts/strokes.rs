//! A line as strokes on pixels: the same picture with a fraction of the vertices.
//!
//! Where many values share a pixel column, the line there is a bar from the smallest to the largest.
//! What joins two such bars mostly lies within them, so that each is one stroke by itself.

use super::Frame;
use super::clip::Cut;
use plotters::coord::CoordTranslate;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::DrawingBackend;
use plotters::style::ShapeStyle;
use plotters_backend::{BackendCoord, DrawingErrorKind};

/// Paths in one style.
#[derive(Debug, PartialEq)]
pub(super) struct Strokes {
    points: Vec<BackendCoord>,
    // Number of points of each path, two at least.
    lengths: Vec<usize>,
    /// Parts of the line that are a single pixel, which no stroke would show.
    pub(super) dots: Vec<BackendCoord>,
    style: ShapeStyle,
}

impl Strokes {
    /// Of the visible parts of a line; cost O(vertices).
    pub(super) fn new(cuts: &[Cut], frame: &Frame, style: ShapeStyle) -> Self {
        let (points, lengths, dots) = (Vec::new(), Vec::new(), Vec::new());
        let mut pen =
            Pen { strokes: Self { points, lengths, dots, style }, start: 0, before: None };
        let mut here: Option<Column> = None;
        for cut in cuts {
            let (x, y) = frame.translate(&cut.at);
            match &mut here {
                Some(column) if column.x == x && !cut.starts => column.take(y),
                _ => {
                    let next =
                        Column { x, enter: y, exit: y, top: y, bottom: y, joined: !cut.starts };
                    here.replace(next).inspect(|column| pen.column(*column));
                }
            }
        }
        here.inspect(|column| pen.column(*column));
        pen.lift();
        pen.strokes
    }
}

// What a line does in one pixel column: rows grow downwards.
#[derive(Clone, Copy)]
struct Column {
    x: i32,
    enter: i32,
    exit: i32,
    top: i32,
    bottom: i32,
    // Whether the line comes here from the column before.
    joined: bool,
}

impl Column {
    fn take(&mut self, y: i32) {
        self.exit = y;
        self.top = self.top.min(y);
        self.bottom = self.bottom.max(y);
    }

    // Whether the way from this column to the next shows nothing that the two bars do not show,
    // softened edges included: it runs within both.
    fn covers_way_to(&self, next: &Self) -> bool {
        let holds =
            |bar: &Self, y: i32| bar.top < bar.bottom && (bar.top..=bar.bottom).contains(&y);
        self.x + 1 == next.x && holds(self, next.enter) && holds(next, self.exit)
    }
}

struct Pen {
    strokes: Strokes,
    // Where the present path starts.
    start: usize,
    before: Option<Column>,
}

impl Pen {
    fn column(&mut self, column: Column) {
        match self.before.filter(|before| column.joined && !before.covers_way_to(&column)) {
            Some(before) => {
                self.go(before.x, before.exit);
                self.go(column.x, column.enter);
            }
            None => self.lift(),
        }
        // The end that is nearer to where the line leaves comes last.
        let ends = [column.top, column.bottom];
        let upwards = column.exit - column.top < column.bottom - column.exit;
        self.go(column.x, ends[usize::from(upwards)]);
        self.go(column.x, ends[usize::from(!upwards)]);
        self.before = Some(column);
    }

    fn go(&mut self, x: i32, y: i32) {
        let points = &mut self.strokes.points;
        if points[self.start..].last() != Some(&(x, y)) {
            points.push((x, y));
        }
    }

    fn lift(&mut self) {
        let Strokes { points, lengths, dots, .. } = &mut self.strokes;
        match points.len() - self.start {
            0 => {}
            1 => dots.extend(points.pop()),
            length => lengths.push(length),
        }
        self.start = points.len();
    }
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Strokes {
    type Point = &'a BackendCoord;
    type IntoIter = std::slice::Iter<'a, BackendCoord>;

    fn point_iter(self) -> Self::IntoIter {
        self.points.iter()
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Strokes {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        let mut paths = self.lengths.iter();
        paths.try_for_each(|length| backend.draw_path(points.by_ref().take(*length), &self.style))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TimeRange;
    use plotters::style::{BLACK, Color};

    type Path<'a> = &'a [BackendCoord];

    // One pixel a second and a unit: a value of 0 lies on row 100.
    fn check(line: &[(f64, f64)], paths: &[Path<'_>], dots: Path<'_>) {
        let range = TimeRange { from: 0.0, to: 100.0 };
        let (left, right, top, bottom) = (0, 100, 0, 100);
        let frame = Frame { left, right, top, bottom, range, low: 0.0, high: 100.0 };
        let mut starts = true;
        let mut cuts = Vec::new();
        for at in line {
            if at.1.is_finite() {
                cuts.push(Cut { at: *at, starts, measured: true });
            }
            starts = !at.1.is_finite();
        }
        let strokes = Strokes::new(&cuts, &frame, BLACK.stroke_width(1));
        let mut rest = strokes.points.as_slice();
        let found: Vec<Path<'_>> = strokes
            .lengths
            .iter()
            .map(|length| {
                let (path, after) = rest.split_at(*length);
                rest = after;
                path
            })
            .collect();
        assert_eq!((found.as_slice(), strokes.dots.as_slice()), (paths, dots), "{line:?}");
    }

    #[test]
    fn bars_that_hold_the_way_between_them_are_strokes_by_themselves() {
        // From 20 to 40 and from 30 to 60: the line crosses at 30, which is in both.
        check(
            &[(1.1, 20.0), (1.2, 40.0), (1.9, 30.0), (2.1, 30.0), (2.5, 60.0), (2.9, 50.0)],
            &[&[(1, 60), (1, 80)], &[(2, 70), (2, 40)]],
            &[],
        );
        check(
            &[(1.1, 20.0), (1.9, 40.0), (2.1, 60.0), (2.9, 90.0)],
            &[&[(1, 80), (1, 60), (2, 40), (2, 10)]],
            &[],
        );
    }

    #[test]
    fn a_spike_is_reached_and_left_again() {
        check(
            &[(1.0, 10.0), (2.1, 10.0), (2.3, 90.0), (2.5, 5.0), (2.9, 10.0), (3.0, 10.0)],
            &[&[(1, 90), (2, 90), (2, 10), (2, 95), (2, 90), (3, 90)]],
            &[],
        );
    }

    #[test]
    fn gaps_stay_open_and_a_lone_pixel_is_a_dot() {
        const GAP: f64 = f64::NAN;
        check(
            &[(1.0, 5.0), (2.0, 5.0), (3.0, GAP), (4.0, 7.0), (4.2, 7.0), (5.0, GAP), (6.0, 1.0)],
            &[&[(1, 95), (2, 95)]],
            &[(4, 93), (6, 99)],
        );
        check(&[], &[], &[]);
    }
}
