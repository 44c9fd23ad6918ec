//! The sentences that detectors with an expected level share.

use super::Point;
use crate::model::quantity;
use crate::stats::baseline::FARTHEST;

/// `212 ms is 5.1 σ above the expected 121 ms (…); expected 98 ms – 145 ms.`
///
/// `sigmas` is the distance in standard deviations; `origin` says where the expectation comes from.
pub(super) fn distance(point: &Point<'_>, sigmas: f64, origin: &str) -> String {
    let Point { value, lower, upper, unit, .. } = *point;
    let expected = lower / 2.0 + upper / 2.0;
    let got = quantity(value, unit);
    let level = quantity(expected, unit);
    let band = range(lower, upper, unit);
    if value == expected {
        return format!("{got} is exactly as expected ({origin}); expected {band}.");
    }
    let side = if value > expected { "above" } else { "below" };
    let far = if sigmas >= FARTHEST { "more than 1,000".to_owned() } else { sigmas_text(sigmas) };
    format!("{got} is {far} σ {side} the expected {level} ({origin}); expected {band}.")
}

/// What to say where there is no score.
pub(super) fn unjudged(point: &Point<'_>, cause: &str) -> Option<String> {
    if point.value.is_nan() {
        return Some("There is no value here (a gap), so there is nothing to judge.".to_owned());
    }
    if point.value.is_infinite() {
        return Some("The value is infinite: it counts as a gap and is not judged.".to_owned());
    }
    point.score.is_nan().then(|| format!("{} is not judged: {cause}.", shown(point)))
}

/// The value with its unit.
pub(super) fn shown(point: &Point<'_>) -> String {
    quantity(point.value, point.unit)
}

fn sigmas_text(sigmas: f64) -> String {
    let places = usize::from(sigmas < 100.0);
    format!("{sigmas:.places$}")
}

/// `98 ms to 144 ms`.
pub(super) fn range(lower: f64, upper: f64, unit: &str) -> String {
    format!("{} to {}", quantity(lower, unit), quantity(upper, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(point: Point<'_>, sigmas: f64, expected: &str) {
        let got = distance(&point, sigmas, "median of the last 60 points");
        assert_eq!(got.replace('\u{202f}', " "), expected);
    }

    #[test]
    fn a_sentence_has_value_distance_expectation_and_band() {
        let point = Point { value: 212.0, score: 1.3, lower: 98.0, upper: 144.0, unit: "ms" };
        check(
            point,
            5.12,
            "212 ms is 5.1 σ above the expected 121 ms (median of the last 60 points); \
             expected 98 ms to 144 ms.",
        );
        check(
            Point { value: 12.0, ..point },
            1000.0,
            "12 ms is more than 1,000 σ below the expected 121 ms (median of the last 60 points); \
             expected 98 ms to 144 ms.",
        );
    }

    #[test]
    fn what_has_no_score_says_why() {
        let point = Point { value: 1.0, score: f64::NAN, lower: 0.0, upper: 0.0, unit: "" };
        let check = |point: Point<'_>, part: &str| {
            let text = unjudged(&point, "too few points").expect("not judged");
            assert!(text.contains(part), "{text}");
        };
        check(point, "1 is not judged: too few points.");
        check(Point { value: f64::NAN, ..point }, "gap");
        check(Point { value: f64::INFINITY, ..point }, "infinite");
        assert_eq!(unjudged(&Point { score: 0.5, ..point }, ""), None);
    }
}
