//! Alarms on a line: told apart by shape as well as by colour.

use super::panel::{Drawn, Panel};
use super::{Frame, Palette, Severity};
use crate::stats::order::sort_by;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, Polygon};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

// Sizes in CSS pixels.
const APART: f64 = 11.0;
const DOT: f64 = 1.5;
const ROUND: f64 = 3.5;
const DIAMOND: f64 = 5.0;
const HALO: f64 = 1.5;

struct Spot {
    at: (i32, i32),
    score: f64,
}

/// Draws the alarms: low a ring, medium a disc, high a diamond.
///
/// Where alarms stand close, the worst gets the shape and the others a small dot, so that a long
/// stretch of alarms shows its extent and its peak. An alarm on a value outside the limits stands
/// at the edge of the plot.
pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    frame: &Frame,
    panel: &Panel<'_>,
) -> Drawn<DB, ()> {
    let (shaped, dots) = choose(spots(frame, panel), APART * panel.scale);
    let px = |css: f64| (css * panel.scale).round().max(1.0) as i32;
    for spot in dots {
        let color = panel.palette.severity(Severity::of(spot.score));
        area.draw(&Circle::new(spot.at, px(DOT), color.filled()))?;
    }
    // The worst last, so that nothing covers it.
    for spot in shaped.iter().rev() {
        shape(area, spot, panel.palette, &px)?;
    }
    Ok(())
}

fn spots(frame: &Frame, panel: &Panel<'_>) -> Vec<Spot> {
    let marks = &panel.drawing.marks;
    let points = marks.times.iter().zip(&marks.values).zip(&marks.scores);
    points
        .filter(|((time, _), _)| (frame.range.from..=frame.range.to).contains(time))
        .map(|((time, value), score)| Spot { at: frame.translate(&(*time, *value)), score: *score })
        .collect()
}

// Takes the worst first and passes over what lies too close to one taken; both worst first.
fn choose(mut spots: Vec<Spot>, apart: f64) -> (Vec<Spot>, Vec<Spot>) {
    sort_by(&mut spots, |a, b| b.score.total_cmp(&a.score));
    let mut shaped: Vec<Spot> = Vec::new();
    let mut dots = Vec::new();
    for spot in spots {
        let near = |other: &Spot| {
            f64::from((other.at.0 - spot.at.0).abs()) < apart
                && f64::from((other.at.1 - spot.at.1).abs()) < apart
        };
        if shaped.iter().any(near) { dots.push(spot) } else { shaped.push(spot) }
    }
    (shaped, dots)
}

// A halo in the colour of the surface lifts the mark off the line.
fn shape<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    spot: &Spot,
    palette: &Palette,
    px: &impl Fn(f64) -> i32,
) -> Drawn<DB, ()> {
    let severity = Severity::of(spot.score);
    let color = palette.severity(severity);
    let halo = palette.surface.filled();
    match severity {
        Severity::Low => {
            area.draw(&Circle::new(spot.at, px(ROUND + HALO), halo))?;
            let width = px(1.5) as u32;
            area.draw(&Circle::new(spot.at, px(ROUND), color.stroke_width(width)))
        }
        Severity::Medium => {
            area.draw(&Circle::new(spot.at, px(ROUND + HALO), halo))?;
            area.draw(&Circle::new(spot.at, px(ROUND), color.filled()))
        }
        Severity::High => {
            area.draw(&Polygon::new(diamond(spot.at, px(DIAMOND + 2.0 * HALO)), halo))?;
            area.draw(&Polygon::new(diamond(spot.at, px(DIAMOND)), color.filled()))
        }
    }
}

fn diamond((x, y): (i32, i32), r: i32) -> Vec<(i32, i32)> {
    vec![(x - r, y), (x, y - r), (x + r, y), (x, y + r)]
}
