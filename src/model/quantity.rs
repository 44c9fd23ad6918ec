//! Numbers as people read them: a few significant digits, scaled, always with the unit.

const NARROW_SPACE: char = '\u{202f}';

/// Writes a value with its unit: `180 ms`, `1.24 GB`, `0.62 %`, `12.3 k`; a gap is `–`.
///
/// Seconds below one turn to ms or µs; bytes scale by 1,000; other units scale by k, M, G only
/// from 10,000 on.
pub fn quantity(value: f64, unit: &str) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+∞".to_owned() } else { "−∞".to_owned() };
    }
    let (scaled, prefix) = scale(value, unit);
    let number = digits(scaled);
    let suffix = if unit == "B" || unit == "B/s" || unit.is_empty() {
        format!("{prefix}{unit}")
    } else if unit == "s" {
        format!("{prefix}s")
    } else if prefix.is_empty() {
        unit.to_owned()
    } else {
        format!("{prefix}{NARROW_SPACE}{unit}")
    };
    if suffix.is_empty() { number } else { format!("{number}{NARROW_SPACE}{suffix}") }
}

fn scale(value: f64, unit: &str) -> (f64, &'static str) {
    let size = value.abs();
    let from = match unit {
        "s" if size == 0.0 => return (value, ""),
        "s" if size < 1e-3 => return (value * 1e6, "µ"),
        "s" if size < 1.0 => return (value * 1e3, "m"),
        "s" | "ms" | "%" => return (value, ""),
        "B" | "B/s" => 1e3,
        _ => 1e4,
    };
    match size {
        size if size < from => (value, ""),
        size if size < 1e6 => (value / 1e3, "k"),
        size if size < 1e9 => (value / 1e6, "M"),
        size if size < 1e12 => (value / 1e9, "G"),
        _ => (value / 1e12, "T"),
    }
}

// Three to four significant digits, no trailing zeros after the point, a real minus sign.
fn digits(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e7).contains(&size) {
        return format!("{value:.2e}").replace('-', "−");
    }
    let places = match size {
        _ if size >= 1000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 1.0 => 2,
        _ if size >= 0.1 => 3,
        _ if size >= 0.01 => 4,
        _ => 6,
    };
    let text = format!("{value:.places$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('-', "−")
}

/// The unit that a metric's name states, by the naming rules of Prometheus; empty if none.
pub fn unit_of(name: &str) -> &'static str {
    const ENDINGS: &[(&str, &str)] = &[
        ("_seconds", "s"),
        ("_seconds_total", "s"),
        ("_milliseconds", "ms"),
        ("_ms", "ms"),
        ("_bytes", "B"),
        ("_bytes_total", "B"),
        ("_percent", "%"),
        ("_pct", "%"),
        ("_celsius", "°C"),
        ("_volts", "V"),
        ("_amperes", "A"),
        ("_hertz", "Hz"),
        ("_joules", "J"),
        ("_meters", "m"),
        ("_grams", "g"),
    ];
    ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map_or("", |(_, unit)| unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_scaled_and_have_their_unit() {
        let check = |value: f64, unit: &str, expected: &str| {
            assert_eq!(quantity(value, unit).replace(NARROW_SPACE, " "), expected);
        };
        check(180.0, "ms", "180 ms");
        check(0.0042, "s", "4.2 ms");
        check(1.24e9, "B", "1.24 GB");
        check(0.62, "%", "0.62 %");
        check(12_345.0, "", "12.35 k");
        check(-3.5, "", "−3.5");
        check(0.0, "s", "0 s");
        check(f64::NAN, "ms", "–");
        check(f64::INFINITY, "ms", "+∞");
        check(25_000.0, "req/s", "25 k req/s");
    }
}
