//! Why a point got its score, from what the views saw.

use super::stream::{Kind, Sight, VIEWS};
use crate::detect::Point;
use crate::detect::words::{range, shown};

/// A view agrees from this many scales on.
const AGREES: f64 = 3.0;
/// The views with what each says when the value is low, and when it is high.
const SAYS: [(Kind, &str, &str); VIEWS] = [
    (Kind::Level, "below all of the past", "above all of the past"),
    (Kind::Point, "below where it has been of late", "above where it has been of late"),
    (Kind::Lean, "low for ten points", "high for ten points"),
    (Kind::Drift, "low for an hour or so of points", "high for an hour or so of points"),
    (Kind::Jump, "falling at once", "rising at once"),
    (Kind::Surprise, "lower than the last values foretold", "higher than the last values foretold"),
    (Kind::Noise, "calmer than ever", "more restless than ever"),
];

/// `343 ms is 21 × as far as usual above where it has been of late; 4 of 7 views agree. Usual now at
/// this time of day: 95 ms to 189 ms. …`
pub(super) fn sentence(point: &Point<'_>, sight: &Sight) -> String {
    let value = shown(point);
    if sight.evidence < sight.bar && sight.silence > 1.0 {
        return format!(
            "{value}: the series stood still, or nothing came, {:.1} × as long as would be unusual.",
            sight.silence
        );
    }
    let strength = |at: &usize| sight.distances[*at].abs();
    let strongest = (0..VIEWS).max_by(|a, b| strength(a).total_cmp(&strength(b))).unwrap_or(0);
    let (_, low, high) = SAYS[strongest];
    let says = if sight.distances[strongest] < 0.0 { low } else { high };
    let agreeing = (0..VIEWS).filter(|at| strength(at) >= AGREES).count();
    let usual = if point.lower.is_finite() {
        let when = if sight.seasonal { "at this time of day" } else { "now" };
        format!(" Usual {when}: {}.", range(point.lower, point.upper, point.unit))
    } else {
        String::new()
    };
    let (strength, evidence, bar) = (strength(&strongest), sight.evidence, sight.bar);
    format!(
        "{value} is {says}, {strength:.0} × as far as is usual; {agreeing} of {VIEWS} views \
         agree.{usual} Evidence {evidence:.1}, alarm above {bar:.1}."
    )
}
