//! A series in a row of a list: its shape and its alarms at a glance.

use super::{Palette, Severity, panel::Drawn};
use crate::model::Sparkline;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

/// Draws a sparkline over the whole area (sizes are device pixels), without axes or background.
///
/// Every column runs from its smallest to its largest value, so a spike of one point shows. A
/// column with an alarm has the colour of its severity, and a bar at the foot that is higher the
/// worse the alarm, for those who do not see the colour. A gap breaks the line.
pub fn spark<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    sparkline: &Sparkline,
    palette: &Palette,
    scale: f64,
) -> Drawn<DB, ()> {
    let place = Place::new(area.dim_in_pixel(), sparkline.low.len(), scale);
    let width = (1.2 * scale).round().max(1.0) as u32;
    for outline in outlines(sparkline, &place) {
        area.draw(&Polygon::new(outline, palette.line.filled()))?;
    }
    for run in strokes(sparkline, &place) {
        area.draw(&PathElement::new(run, palette.line.stroke_width(width)))?;
    }
    let columns = sparkline.low.iter().zip(&sparkline.high).zip(&sparkline.score);
    for (column, ((low, high), score)) in
        columns.enumerate().filter(|(_, (_, score))| **score > 0.0)
    {
        let severity = Severity::of(f64::from(*score));
        let color = palette.severity(severity);
        let (left, right) = place.sides(column);
        if low.is_finite() && high.is_finite() {
            let reach = (1.5 * scale).round() as i32;
            let (top, bottom) = (place.y(*high) - reach, place.y(*low) + reach);
            area.draw(&Rectangle::new([(left, top), (right, bottom)], color.filled()))?;
        }
        let height = ((2.0 + 1.5 * f64::from(severity as u8)) * scale).round() as i32;
        let foot = [(left, place.height - height), (right, place.height)];
        area.draw(&Rectangle::new(foot, color.filled()))?;
    }
    Ok(())
}

struct Place {
    columns: f64,
    width: f64,
    height: i32,
    top: f64,
    bottom: f64,
    thin: i32,
}

impl Place {
    fn new((width, height): (u32, u32), columns: usize, scale: f64) -> Self {
        const ABOVE: f64 = 2.0;
        const BELOW: f64 = 7.0;
        Self {
            columns: columns.max(1) as f64,
            width: f64::from(width),
            height: height as i32,
            top: ABOVE * scale,
            bottom: (f64::from(height) - BELOW * scale).max(ABOVE * scale),
            thin: (2.0 * scale).round().max(1.0) as i32,
        }
    }

    fn y(&self, share: f32) -> i32 {
        (self.bottom - f64::from(share.clamp(0.0, 1.0)) * (self.bottom - self.top)).round() as i32
    }

    fn middle(&self, column: usize) -> i32 {
        ((column as f64 + 0.5) / self.columns * self.width) as i32
    }

    // Left and right edge of an alarm: its column, but never too thin to be seen.
    fn sides(&self, column: usize) -> (i32, i32) {
        let left = (column as f64 / self.columns * self.width) as i32;
        let right = ((column + 1) as f64 / self.columns * self.width) as i32;
        (left, right.max(left + self.thin))
    }
}

// The surface between the smallest and the largest values of each run between gaps.
fn outlines(sparkline: &Sparkline, place: &Place) -> Vec<Vec<(i32, i32)>> {
    let columns: Vec<_> = sparkline.low.iter().zip(&sparkline.high).enumerate().collect();
    columns
        .split(|(_, (low, high))| !(low.is_finite() && high.is_finite()))
        .filter(|run| run.len() > 1)
        .map(|run| {
            let above =
                run.iter().map(|(column, (_, high))| (place.middle(*column), place.y(**high)));
            let below =
                run.iter().map(|(column, (low, _))| (place.middle(*column), place.y(**low)));
            above.chain(below.rev()).collect()
        })
        .collect()
}

// One path for each run between gaps; each column starts at the end that is nearer to the last.
fn strokes(sparkline: &Sparkline, place: &Place) -> Vec<Vec<(i32, i32)>> {
    let mut runs: Vec<Vec<(i32, i32)>> = vec![Vec::new()];
    for (column, (low, high)) in sparkline.low.iter().zip(&sparkline.high).enumerate() {
        if !(low.is_finite() && high.is_finite()) {
            runs.push(Vec::new());
            continue;
        }
        let Some(run) = runs.last_mut() else { continue };
        let x = place.middle(column);
        let (low, high) = (place.y(*low), place.y(*high));
        let last = run.last().map_or(low, |(_, y)| *y);
        let (near, far) =
            if (last - low).abs() <= (last - high).abs() { (low, high) } else { (high, low) };
        run.push((x, near));
        if far != near {
            run.push((x, far));
        }
    }
    for run in &mut runs {
        // A lone level column would have no length: it gets that of its column.
        if let [(x, y)] = run[..] {
            run.push((x + place.thin, y));
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_strokes_and_gaps_break_them() {
        const GAP: f32 = f32::NAN;
        let place = Place::new((6, 29), 6, 1.0);
        let check = |low: &[f32], high: &[f32], expected: &[&[(i32, i32)]]| {
            let (low, high) = (low.to_vec(), high.to_vec());
            let sparkline = Sparkline { low, high, ..Sparkline::default() };
            assert_eq!(strokes(&sparkline, &place), expected);
        };
        check(
            &[0.0, 0.5, GAP, 1.0, GAP, GAP],
            &[0.0, 1.0, GAP, 1.0, GAP, GAP],
            &[&[(0, 22), (1, 12), (1, 2)], &[(3, 2), (5, 2)]],
        );
        check(&[], &[], &[]);
    }
}
