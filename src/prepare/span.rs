//! Lengths of time as people write them.

use crate::model::{Check, Field, FieldKind, Values, number};

const SHORTEST: f64 = 1e-3;
const HOW: &str = "give one as 30s, 5m, 1h, 2d or 1w";

/// The length of time that a step takes first.
pub(super) const fn field(help: &'static str) -> Field {
    Field {
        name: "span",
        title: "Length of time",
        help,
        unit: "",
        kind: FieldKind::Text { check: Check(check) },
    }
}

/// The length that was given for it, in seconds; NaN where none was.
pub(super) fn given(settings: &Values) -> f64 {
    settings.text("span").and_then(|text| seconds(&text)).unwrap_or(f64::NAN)
}

fn check(text: &str) -> Result<(), String> {
    match seconds(text) {
        Some(_) => Ok(()),
        None if text.is_empty() => Err(format!("a length of time is missing: {HOW}.")),
        None => Err(format!("`{text}` is no length of time: {HOW}.")),
    }
}

// A millisecond or more: bins that are narrower could not be told apart by their starts.
fn seconds(text: &str) -> Option<f64> {
    let unit = match text.chars().last()? {
        's' => 1.0,
        'm' => 60.0,
        'h' => 3_600.0,
        'd' => 86_400.0,
        'w' => 7.0 * 86_400.0,
        _ => return None,
    };
    let count = &text[..text.len() - 1];
    // A space before the unit would make two words of one.
    let count = number(count).filter(|_| count.trim() == count)?;
    Some(count * unit).filter(|seconds| (SHORTEST..f64::INFINITY).contains(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_number_and_a_unit() {
        let read: Vec<Option<f64>> =
            ["30s", "1.5h", "2d", "1w", "1", "s", "", "5µ"].map(seconds).into();
        let none = None;
        let expected = [Some(30.0), Some(5_400.0), Some(172_800.0), Some(604_800.0)];
        assert_eq!(read, [expected.as_slice(), &[none; 4]].concat());
    }
}
