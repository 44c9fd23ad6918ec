//! Figures and times as people read them.

use super::{TimeRange, Zone};

/// `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at != 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 pattern`, `2 patterns`.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// `2024-01-15 10:00:00 UTC`.
pub fn moment(time: f64, zone: &Zone) -> String {
    format!("{} {}", zone.civil(time).date_time(), zone.suffix_at(time))
}

/// `2024-01-15 10:00:00 – 12:30:00 UTC`, with the second date only where it differs.
pub fn span(range: TimeRange, zone: &Zone) -> String {
    let (from, to) = (zone.civil(range.from), zone.civil(range.to));
    let end = if from.date() == to.date() { to.clock() } else { to.date_time() };
    format!("{} – {end} {}", from.date_time(), zone.suffix_at(range.to))
}

/// `2024-01-15T10:00:00.000Z`, for files.
pub fn iso(time: f64) -> String {
    let civil = Zone::utc().civil((time * 1000.0).round() / 1000.0);
    format!("{}T{:02}:{:02}:{:06.3}Z", civil.date(), civil.hour, civil.minute, civil.second)
}

/// `45 s`, `8 min`, `2 h 5 min`, `3 d 4 h`: never more than two units.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    let two = |big: u64, big_unit: &str, small: u64, small_unit: &str| match small {
        0 => format!("{big} {big_unit}"),
        _ => format!("{big} {big_unit} {small} {small_unit}"),
    };
    match whole {
        0 => "a moment".to_owned(),
        1..60 => format!("{whole} s"),
        60..600 => two(whole / 60, "min", whole % 60, "s"),
        600..3600 => format!("{} min", whole / 60),
        3600..86_400 => two(whole / 3600, "h", whole % 3600 / 60, "min"),
        _ => two(whole / 86_400, "d", whole % 86_400 / 3600, "h"),
    }
}

/// A cell of CSV, quoted as RFC 4180 has it.
///
/// Spreadsheets run a cell that begins like a formula; text from outside
/// must stay text. The csv crate would do the quoting, at 3 kB of page for these few lines.
pub fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    let text = text.replace('"', "\"\"");
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{guard}{text}\"")
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_and_times_have_their_zone() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(moment(1_705_312_800.0, &Zone::utc()), "2024-01-15 10:00:00 UTC");
        let range = TimeRange { from: 1_705_312_800.0, to: 1_705_316_400.0 };
        assert_eq!(span(range, &Zone::utc()), "2024-01-15 10:00:00 – 11:00:00 UTC");
        assert_eq!(iso(1_705_312_800.25), "2024-01-15T10:00:00.250Z");
    }

    #[test]
    fn durations_use_two_units_at_most() {
        for (seconds, text) in [
            (0.0, "a moment"),
            (f64::NAN, "a moment"),
            (59.0, "59 s"),
            (59.7, "1 min"),
            (61.0, "1 min 1 s"),
            (1500.0, "25 min"),
            (3599.9, "1 h"),
            (5400.0, "1 h 30 min"),
            (7500.0, "2 h 5 min"),
            (90_000.0, "1 d 1 h"),
            (259_200.0, "3 d"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn a_cell_is_quoted_and_guarded_where_it_must_be() {
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(cell("cpu"), "cpu");
        assert_eq!(cell(r#"latency{pod="a"}, slow"#), r#""latency{pod=""a""}, slow""#);
    }
}
