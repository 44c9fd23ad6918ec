//! MAD change: the latest few points, taken together, against the many before them.

use crate::detect::{Alarm, Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};
use crate::stats::baseline::Baseline;
use crate::stats::robust::{median, midpoint};
use crate::stats::rolling::SortedWindow;
use std::collections::VecDeque;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "mad_change",
    title: "MAD change",
    sentence: "Marks where the median of the latest points has moved away from that of the points \
               before, which one wild point cannot cause.",
    reference: "|median(last m) − median(n before)| / (1.4826 · MAD(n before)); Hampel 1974",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: MadChange = MadChange;

/// The recent median far from the former one.
#[derive(Debug)]
pub struct MadChange;

const FIELDS: &[Field] = &[
    Field {
        name: "recent",
        title: "Recent points",
        help: "How many of the latest points are taken together, the current one included.",
        unit: "points",
        kind: FieldKind::Number { default: 5.0, min: 1.0, max: 100.0, step: 1.0 },
    },
    Field {
        name: "before",
        title: "Points before",
        help: "How many points before them tell what was usual.",
        unit: "points",
        kind: FieldKind::Number { default: 100.0, min: 10.0, max: 2_000.0, step: 10.0 },
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "A recent median farther than this from the former one is a change.",
        unit: "σ",
        kind: FieldKind::Number { default: 2.5, min: 0.5, max: 10.0, step: 0.1 },
    },
];

impl Detector for MadChange {
    fn about(&self) -> About {
        ABOUT
    }

    /// Score: distance of the two medians in σ over the threshold. Everything becomes evidence when it
    /// leaves the recent points, so that a change is told for a while and is then the new usual. Gaps
    /// and infinite values are left out. σ has the floors of [`Baseline`]. Cost: O(log n) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let count = values.number(FIELDS, "recent") as usize;
        let threshold = values.number(FIELDS, "threshold");
        let mut before = Baseline::following(values.number(FIELDS, "before") as usize);
        let mut recent = SortedWindow::new(count);
        let mut leaving = VecDeque::with_capacity(count);
        for value in samples.values {
            if !value.is_finite() {
                tell(Verdict::UNJUDGED);
                continue;
            }
            if leaving.len() == count
                && let Some(oldest) = leaving.pop_front()
            {
                before.push(oldest, false);
            }
            leaving.push_back(*value);
            recent.push(*value);
            tell(before.expected().map_or(Verdict::UNJUDGED, |usual| {
                let half = threshold * usual.sigma;
                let distance = usual.distance(recent.median());
                Verdict {
                    score: distance / threshold,
                    alarm: distance > threshold,
                    lower: (usual.level - half).max(f64::MIN),
                    upper: (usual.level + half).min(f64::MAX),
                }
            }));
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        words::unjudged(point, "too few points precede it to know what is usual")
            .unwrap_or_else(|| sentence(point, None, values))
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let count = values.number(FIELDS, "recent") as usize;
        let mut last = Vec::with_capacity(count);
        let mut each = |alarm: &Alarm| {
            let past = samples.values[..=alarm.at as usize].iter().rev();
            last.clear();
            last.extend(past.filter(|value| value.is_finite()).take(count));
            sentence(&alarm.point(samples, unit), median(&last), values)
        };
        alarms.iter().map(&mut each).collect()
    }
}

fn sentence(point: &Point<'_>, recent: Option<f64>, values: &Values) -> String {
    let Point { lower, upper, unit, .. } = *point;
    let usual = midpoint(lower, upper);
    let count = values.number(FIELDS, "recent");
    let before = values.number(FIELDS, "before");
    let sigmas = point.score * values.number(FIELDS, "threshold");
    let (own, side) = match recent {
        Some(recent) => {
            let side = if recent < usual { "below" } else { "above" };
            (format!(" ({})", quantity(recent, unit)), side)
        }
        None => (String::new(), "away from"),
    };
    format!(
        "The median of the last {count} points{own} lies {sigmas:.1} σ {side} {}, the median of the \
         {before} points before; expected {}.",
        quantity(usual, unit),
        words::range(lower, upper, unit)
    )
}
