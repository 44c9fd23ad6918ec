//! What pointers, wheels and keys mean on a chart, in times rather than pixels.

use crate::model::TimeRange;

/// A drag shorter than this many CSS pixels is a click.
pub const SHORTEST_DRAG: f64 = 4.0;
/// One notch of the wheel, one press of + or −.
const ZOOM: f64 = 1.25;
/// One press of an arrow moves by this share of the window.
const MOVE: f64 = 0.1;
/// No window is narrower than this many seconds.
const NARROWEST: f64 = 0.001;

/// The window after a turn of the wheel at a moment, which stays where it is.
pub fn wheel(window: TimeRange, at: f64, delta: f64) -> TimeRange {
    scaled(window, at, if delta < 0.0 { 1.0 / ZOOM } else { ZOOM })
}

/// The window after a key; `None` is everything; nothing for a key without a meaning here.
pub fn key(window: TimeRange, name: &str) -> Option<Option<TimeRange>> {
    let middle = f64::midpoint(window.from, window.to);
    let shifted = |share: f64| {
        let by = window.seconds() * share;
        TimeRange { from: window.from + by, to: window.to + by }
    };
    match name {
        "ArrowLeft" => Some(Some(shifted(-MOVE))),
        "ArrowRight" => Some(Some(shifted(MOVE))),
        "+" | "=" | "ArrowUp" => Some(Some(scaled(window, middle, 1.0 / ZOOM))),
        "-" | "−" | "ArrowDown" => Some(Some(scaled(window, middle, ZOOM))),
        "0" | "Home" | "Escape" => Some(None),
        _ => None,
    }
}

fn scaled(window: TimeRange, at: f64, factor: f64) -> TimeRange {
    let to =
        TimeRange { from: at - (at - window.from) * factor, to: at + (window.to - at) * factor };
    if to.seconds() < NARROWEST { window } else { to }
}
