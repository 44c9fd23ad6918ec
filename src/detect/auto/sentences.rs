//! Why a point got its score, from what the views saw.

use super::stream::{Kind, Sight, VIEWS};
use crate::detect::words::{range, shown};
use crate::detect::{Point, Why};
use crate::model::Says;

/// A view agrees from this many scales on.
const AGREES: f64 = 3.0;
/// The views with what each says when the value is low, and when it is high.
const SAYS: [(Kind, &str, &str); VIEWS] = [
    (Kind::Level, "it lies below the long past", "it lies above the long past"),
    (
        Kind::Point,
        "it lies below where the series has been of late",
        "it lies above where the series has been of late",
    ),
    (Kind::Lean, "the last ten points are low", "the last ten points are high"),
    (Kind::Drift, "the last sixty points are low", "the last sixty points are high"),
    (Kind::Jump, "it falls at once", "it rises at once"),
    (Kind::Surprise, "the last values foretold more", "the last values foretold less"),
    (Kind::Noise, "the series is calmer than usual", "the series is more restless than usual"),
];

/// The views one by one, what the expectation rests on, and the bar that would have kept it silent.
pub(super) fn why(sight: &Sight) -> Why {
    let says = |(kind, low, high): &(Kind, &str, &str)| {
        let distance = sight.distances[*kind as usize];
        let title = if distance < 0.0 { *low } else { *high };
        Says { title: title.to_owned(), distance, agrees: distance.abs() >= AGREES }
    };
    let basis = if sight.seasonal {
        "the same time of day on up to seven days before"
    } else {
        "the points before it; no daily rhythm is strong enough to be believed"
    };
    Why {
        basis: basis.to_owned(),
        views: SAYS.iter().map(says).collect(),
        silencer: (sight.silence <= 1.0).then_some(("bar", sight.evidence)),
    }
}

/// `343 ms: it rises at once, 21 times as far as usual; 4 of 7 views agree. Usual at this time of
/// day: 95 ms to 189 ms. Evidence 18.3, alarm above 3.6.`
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
        "{value}: {says}, {strength:.0} times as far as usual; {agreeing} of {VIEWS} views \
         agree.{usual} Evidence {evidence:.1}, alarm above {bar:.1}."
    )
}
