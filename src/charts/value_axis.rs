//! Limits, ticks and labels of the value axis.

use crate::model::quantity;

/// The limits to draw an extent within: a little air on both sides.
///
/// Values that never fall below zero keep zero at the bottom if it is near, as the distance to zero
/// is then part of the picture. A constant series lies in the middle.
pub(super) fn limits((low, high): (f64, f64)) -> (f64, f64) {
    const AIR: f64 = 0.06;
    if !(low.is_finite() && high.is_finite()) {
        return (0.0, 1.0);
    }
    let span = high - low;
    // Below this share of its size, a span is rounding noise and no movement to magnify.
    if span <= low.abs().max(high.abs()) * 1e-12 {
        return match low {
            0.0 => (-1.0, 1.0),
            _ => (low - low.abs() / 2.0, high + low.abs() / 2.0),
        };
    }
    let air = span * AIR;
    let near_zero = low >= 0.0 && low < span / 2.0;
    (if near_zero { 0.0 } else { low - air }, high + air)
}

/// Round values within limits, at most `most` of them: steps of 1, 2 or 5 times a power of ten.
pub(super) fn ticks((low, high): (f64, f64), most: u32) -> Vec<f64> {
    let raw = (high - low) / f64::from(most.max(1));
    if !(raw.is_finite() && raw > 0.0) {
        return Vec::new();
    }
    let power = 10_f64.powi(raw.log10().floor() as i32);
    let step = power * [1.0, 2.0, 5.0].into_iter().find(|m| m * power >= raw).unwrap_or(10.0);
    let (first, last) = ((low / step).ceil(), (high / step).floor());
    if !(step > 0.0 && last - first < 1e3) {
        return Vec::new();
    }
    // Adding zero turns a minus zero into zero.
    (0..=(last - first) as u32).map(|i| (first + f64::from(i)) * step + 0.0).collect()
}

/// Short labels of ticks.
#[derive(Debug, PartialEq)]
pub(super) struct Labels {
    /// One a tick.
    pub(super) texts: Vec<String>,
    /// Stands once above the axis; empty if the labels say all.
    pub(super) unit: String,
}

/// Labels in one scale and with as many digits as the ticks need to differ.
pub(super) fn labels(ticks: &[f64], unit: &str) -> Labels {
    let largest = ticks.iter().fold(0.0_f64, |most, tick| most.max(tick.abs()));
    let (divisor, suffix) = scale(largest, unit);
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).next().unwrap_or(largest) / divisor;
    let places = if step > 0.0 { (-step.log10() - 1e-9).ceil().max(0.0) as usize } else { 0 };
    let scientific = places > 6 || largest / divisor >= 1e7;
    let text = |tick: &f64| {
        let scaled = tick / divisor;
        let number = if scientific && scaled != 0.0 {
            format!("{scaled:.2e}")
        } else {
            format!("{scaled:.*}", if scientific { 0 } else { places })
        };
        let number = number.replace('-', "−");
        // Without a unit, a lone prefix above the axis would be a riddle: it joins the number.
        if unit.is_empty() && scaled != 0.0 { format!("{number}{suffix}") } else { number }
    };
    let texts = ticks.iter().map(text).collect();
    Labels { texts, unit: if unit.is_empty() { String::new() } else { suffix } }
}

// The scale that `quantity` gives the largest tick, so that axis and read-outs speak alike: what to
// divide by, and the unit with its prefix.
fn scale(largest: f64, unit: &str) -> (f64, String) {
    let text = quantity(largest, unit);
    let suffix = text.split_once('\u{202f}').map_or("", |(_, suffix)| suffix);
    if suffix == unit {
        return (1.0, suffix.to_owned());
    }
    let divisor = match suffix.chars().next() {
        Some('µ') => 1e-6,
        Some('m') => 1e-3,
        Some('k') => 1e3,
        Some('M') => 1e6,
        Some('G') => 1e9,
        Some('T') => 1e12,
        _ => 1.0,
    };
    (divisor, suffix.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_leave_air_and_keep_a_near_zero() {
        assert_eq!(limits((0.0, 100.0)), (0.0, 106.0));
        assert_eq!(limits((20.0, 120.0)), (0.0, 126.0));
        assert_eq!(limits((900.0, 1000.0)), (894.0, 1006.0));
        assert_eq!(limits((-50.0, 50.0)), (-56.0, 56.0));
        assert_eq!(limits((0.0, 0.0)), (-1.0, 1.0));
        assert_eq!(limits((-4.0, -4.0)), (-6.0, -2.0));
        assert_eq!(limits((f64::NAN, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn ticks_are_round_and_labels_share_a_scale() {
        let check = |limits, unit: &str, expected: &str, header: &str| {
            let labels = labels(&ticks(limits, 5), unit);
            assert_eq!(labels.texts.join(" "), expected);
            assert_eq!(labels.unit.replace('\u{202f}', " "), header);
        };
        check((0.0, 106.0), "ms", "0 50 100", "ms");
        check((0.0, 0.0042), "s", "0 1 2 3 4", "ms");
        check((-1.0, 1.0), "", "−1.0 −0.5 0.0 0.5 1.0", "");
        check((0.0, 2.4e9), "B", "0.0 0.5 1.0 1.5 2.0", "GB");
        check((0.0, 48_000.0), "", "0 10k 20k 30k 40k", "");
        check((0.0, 48_000.0), "req/s", "0 10 20 30 40", "k req/s");
        check((99.91, 100.01), "%", "99.95 100.00", "%");
        check((1e-9, 9e-9), "", "2.00e−9 4.00e−9 6.00e−9 8.00e−9", "");
        check((0.0, 4e20), "", "0 1.00e8T 2.00e8T 3.00e8T 4.00e8T", "");
        check((5.0, 5.0), "ms", "", "ms");
        check((f64::MIN, f64::MAX), "", "", "");
    }
}
