//! Why a point got its score, from what the views saw.

use super::stream::{Kind, Sight, VIEWS};
use crate::detect::words::{range, shown};
use crate::detect::{Point, Why};
use crate::model::{Says, quantity};

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
    (
        Kind::Shape,
        "the last eight points are as before",
        "the last eight points are like none before",
    ),
    (
        Kind::Course,
        "the last 32 points are as before",
        "the course of the last 32 points is like none before",
    ),
];

const DAY: f64 = 86_400.0;
const WEEK: f64 = 7.0 * DAY;

/// The views one by one, what the expectation rests on, and the bar that would have kept it silent.
pub(super) fn why(sight: &Sight) -> Why {
    let says = |(kind, low, high): &(Kind, &str, &str)| {
        let distance = sight.distances[*kind as usize];
        let title = if distance < 0.0 { *low } else { *high };
        Says { title: title.to_owned(), distance, agrees: distance.abs() >= AGREES }
    };
    Why {
        basis: basis(sight.season),
        views: SAYS.iter().map(says).collect(),
        silencer: (!sight.is_still() && sight.missed == 0.0).then_some(("bar", sight.evidence)),
    }
}

/// `343 ms: it rises at once, 21 times as far as usual; 4 of 8 views agree. Usual at this time of
/// day: 95 ms to 189 ms. Evidence 18.3, alarm above 3.1.`
pub(super) fn sentence(point: &Point<'_>, sight: &Sight) -> String {
    let value = shown(point);
    if sight.evidence < sight.bar && sight.is_still() {
        return format!(
            "{value}: the series stood still, or nothing came, {:.1} × as long as would be unusual.",
            sight.silence
        );
    }
    if sight.evidence < sight.bar && sight.missed > 0.0 {
        return format!("{value}: what comes every {} did not come.", span(sight.missed));
    }
    let strength = |at: &usize| sight.distances[*at].abs();
    let strongest = (0..VIEWS).max_by(|a, b| strength(a).total_cmp(&strength(b))).unwrap_or(0);
    let (_, low, high) = SAYS[strongest];
    let says = if sight.distances[strongest] < 0.0 { low } else { high };
    let agreeing = (0..VIEWS).filter(|at| strength(at) >= AGREES).count();
    let usual = if point.lower.is_finite() {
        let when = if sight.season == DAY {
            "at this time of day"
        } else if sight.season == WEEK {
            "at this time of the week"
        } else {
            "now"
        };
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

fn basis(season: f64) -> String {
    if season.is_nan() {
        "the points before it; no rhythm is strong enough to be believed".to_owned()
    } else if season == DAY {
        "the same time of day on up to seven days before".to_owned()
    } else if season == WEEK {
        "the same time on the same day of up to three weeks before".to_owned()
    } else {
        format!("its rhythm of {}, as it was the last four times", span(season))
    }
}

// `45 s`, `20 minutes`, `6 hours`.
fn span(seconds: f64) -> String {
    if seconds < 90.0 {
        quantity(seconds, "s")
    } else if seconds < 5_400.0 {
        quantity(seconds / 60.0, "minutes")
    } else {
        quantity(seconds / 3_600.0, "hours")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_is_named() {
        let plain = |season: f64| basis(season).replace('\u{202f}', " ");
        assert_eq!(plain(25_200.0), "its rhythm of 7 hours, as it was the last four times");
        assert!(plain(1_200.0).contains("20 minutes") && plain(40.0).contains("40 s"));
        assert!(plain(DAY).contains("seven days") && plain(WEEK).contains("three weeks"));
    }
}
