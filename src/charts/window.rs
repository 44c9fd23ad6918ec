//! What wheels and keys mean on a chart: a window in, a window out.

use crate::model::TimeRange;

/// One notch of the wheel, one press of + or −.
const ZOOM: f64 = 1.25;
/// One press of an arrow moves by this share of the window.
const MOVE: f64 = 0.1;
/// No window is narrower than this many seconds.
const NARROWEST: f64 = 0.001;

/// Which window a key asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Asked {
    /// This one.
    Window(TimeRange),
    /// All there is.
    Everything,
}

/// The window after a turn of the wheel at a moment, which stays where it is.
pub fn wheel(window: TimeRange, at: f64, delta: f64) -> TimeRange {
    scaled(window, at, if delta < 0.0 { 1.0 / ZOOM } else { ZOOM })
}

/// The window that a key asks for, by the browser's name of the key; `None` if it means nothing.
pub fn key(window: TimeRange, name: &str) -> Option<Asked> {
    let middle = f64::midpoint(window.from, window.to);
    let shifted = |share: f64| {
        let by = window.seconds() * share;
        TimeRange { from: window.from + by, to: window.to + by }
    };
    Some(match name {
        "ArrowLeft" => Asked::Window(shifted(-MOVE)),
        "ArrowRight" => Asked::Window(shifted(MOVE)),
        "+" | "=" | "ArrowUp" => Asked::Window(scaled(window, middle, 1.0 / ZOOM)),
        "-" | "ArrowDown" => Asked::Window(scaled(window, middle, ZOOM)),
        "0" | "Home" | "Escape" => Asked::Everything,
        _ => return None,
    })
}

fn scaled(window: TimeRange, at: f64, factor: f64) -> TimeRange {
    let to =
        TimeRange { from: at - (at - window.from) * factor, to: at + (window.to - at) * factor };
    if to.seconds() < NARROWEST { window } else { to }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: TimeRange = TimeRange { from: 100.0, to: 200.0 };

    #[test]
    fn the_wheel_keeps_the_moment_under_the_pointer() {
        let nearer = wheel(WINDOW, 120.0, -1.0);
        assert_eq!(nearer, TimeRange { from: 104.0, to: 184.0 });
        assert_eq!(wheel(nearer, 120.0, 1.0), WINDOW);
        let narrow = TimeRange { from: 1.0, to: 1.001 };
        assert_eq!(wheel(narrow, 1.0, -1.0), narrow);
    }

    #[test]
    fn keys_move_zoom_and_show_everything() {
        let check = |name: &str, from: f64, to: f64| {
            assert_eq!(key(WINDOW, name), Some(Asked::Window(TimeRange { from, to })), "{name}");
        };
        check("ArrowLeft", 90.0, 190.0);
        check("ArrowRight", 110.0, 210.0);
        check("+", 110.0, 190.0);
        check("-", 87.5, 212.5);
        assert_eq!(key(WINDOW, "0"), Some(Asked::Everything));
        assert_eq!(key(WINDOW, "a"), None);
    }
}
