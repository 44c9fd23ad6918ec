//! What can be set of every detector, whatever it does: applied around it, not in it.

use super::{Tell, Verdict};
use crate::model::{Check, Field, FieldKind, Samples, TimeRange, Values};
use crate::prepare::{self, Preparation};
use crate::stats::baseline::Baseline;
use crate::stats::order::sort_by;
use std::borrow::Cow;

/// Where a detector expects no band, a point is above or below the median of so many before it.
const RECENT: usize = 60;

/// The knob that is turned before judging and not around it.
pub(super) const PREPARE: &str = "prepare";
/// The knob that needs no judging anew: scores are divided by it.
pub const LEVEL: &str = "level";

/// The knobs, in the order of the form.
pub static KNOBS: &[Field] = &[
    Field {
        name: LEVEL,
        title: "Alarm level",
        help: "How far above the detector's own level a point must be: at 2, only what is twice as \
               abnormal alarms.",
        unit: "×",
        kind: FieldKind::Number { default: 1.0, min: 0.2, max: 10.0, step: 0.05 },
    },
    Field {
        name: PREPARE,
        title: "Preparation",
        help: "What is done to the series before they are judged, as resample 1h max | difference 1d: \
               difference 5m, smooth 15m, lag 24h, resample 1h mean, rate, ratio errors / requests.",
        unit: "",
        kind: FieldKind::Text { check: Check(prepare::check) },
    },
    Field {
        name: "sensitivity",
        title: "Sensitivity",
        help: "Which of a series' points alarm: as the detector is set, or its highest twentieth (p95, \
               permissive), hundredth (p99) or thousandth (p99.9, strict).",
        unit: "",
        kind: FieldKind::Choice(&[
            ("own", "As the detector is set"),
            ("p95", "p95"),
            ("p99", "p99"),
            ("p99.9", "p99.9"),
        ]),
    },
    Field {
        name: "direction",
        title: "Direction",
        help: "Which side of what is expected alarms.",
        unit: "",
        kind: FieldKind::Choice(&[
            ("both", "Above and below"),
            ("above", "Above"),
            ("below", "Below"),
        ]),
    },
    optional(
        "least",
        "Least deviation",
        "Nearer to what is expected than this, nothing alarms.",
        "",
        0.0,
    ),
    optional(
        "least_share",
        "Least relative deviation",
        "The same as a share of what is expected.",
        "%",
        0.0,
    ),
    optional(
        "lowest",
        "Lowest valid value",
        "What lies below is a false reading: a gap.",
        "",
        f64::NEG_INFINITY,
    ),
    optional(
        "highest",
        "Highest valid value",
        "What lies above is a false reading: a gap.",
        "",
        f64::NEG_INFINITY,
    ),
    optional(
        "lasting",
        "Least duration",
        "How long it must be abnormal before it alarms.",
        "s",
        0.0,
    ),
    optional("warm_up", "Warm-up", "So many points of each series do not alarm.", "points", 0.0),
    Field {
        name: "excluded",
        title: "Excluded times",
        help: "Past outages that shall not be learnt from, in UTC: \
               2026-01-31T10:00/2026-01-31T11:30, more after commas.",
        unit: "",
        kind: FieldKind::Ranges,
    },
];

/// Where a parameter of this name is described: among the knobs, or among a detector's own fields.
pub fn described(fields: &'static [Field], name: &str) -> &'static [Field] {
    if KNOBS.iter().any(|knob| knob.name == name) { KNOBS } else { fields }
}

/// What is to be done to series before they are judged; `None` where nothing is.
pub(super) fn preparation(values: &Values) -> Option<Preparation> {
    // A text that another version of the page accepted may say nothing to this one.
    Preparation::parse(&values.text(PREPARE)?).ok().filter(|steps| !steps.is_empty())
}

/// What scores are divided by, where no other knob is set that is turned around judging.
pub(super) fn level_alone(values: &Values) -> Option<f64> {
    let is_other = |field: &&Field| field.name != PREPARE && field.name != LEVEL;
    let other = KNOBS.iter().filter(is_other).any(|field| values.text(field.name).is_some());
    (!other).then(|| values.number(KNOBS, LEVEL))
}

const fn optional(
    name: &'static str,
    title: &'static str,
    help: &'static str,
    unit: &'static str,
    min: f64,
) -> Field {
    Field { name, title, help, unit, kind: FieldKind::Optional { min } }
}

/// The knobs as they are set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Knobs {
    level: f64,
    // The share of points below the alarm level.
    quantile: Option<f64>,
    sides: [bool; 2],
    least: f64,
    least_share: f64,
    valid: [f64; 2],
    lasting: f64,
    warm_up: usize,
    excluded: Vec<TimeRange>,
}

impl Knobs {
    /// `None` where nothing is set.
    pub(super) fn read(values: &Values) -> Option<Self> {
        let is_set = |field: &Field| field.name != PREPARE && values.text(field.name).is_some();
        if !KNOBS.iter().any(is_set) {
            return None;
        }
        // NaN where a limit is not set; `max` takes it for 0.
        let number = |name: &str| values.number(KNOBS, name);
        let quantile = match values.choice(KNOBS, "sensitivity") {
            "p95" => Some(0.95),
            "p99" => Some(0.99),
            "p99.9" => Some(0.999),
            _ => None,
        };
        let direction = values.choice(KNOBS, "direction");
        Some(Self {
            level: values.number(KNOBS, LEVEL),
            quantile,
            sides: [direction != "above", direction != "below"],
            least: number("least").max(0.0),
            least_share: number("least_share").max(0.0) / 100.0,
            valid: [number("lowest"), number("highest")],
            lasting: number("lasting").max(0.0),
            warm_up: number("warm_up").max(0.0) as usize,
            excluded: values.ranges("excluded"),
        })
    }

    /// So many points do not alarm.
    pub(super) fn warm_up(&self) -> usize {
        self.warm_up
    }

    /// The values with gaps where they are invalid or excluded.
    pub(super) fn cleaned<'a>(&self, samples: Samples<'a>) -> Cow<'a, [f64]> {
        let [lowest, highest] = self.valid;
        let is_out = |time: f64, value: f64| {
            let excluded = |range: &TimeRange| range.from <= time && time <= range.to;
            value < lowest || value > highest || self.excluded.iter().any(excluded)
        };
        if lowest.is_nan() && highest.is_nan() && self.excluded.is_empty() {
            return Cow::Borrowed(samples.values);
        }
        let each = samples.times.iter().zip(samples.values);
        let keep = |(time, value): (&f64, &f64)| {
            if is_out(*time, *value) { f64::NAN } else { *value }
        };
        Cow::Owned(each.map(keep).collect())
    }

    /// Tells the verdicts of a detector as the knobs want them: what they hold back has the alarm level
    /// at most. `samples` are cleaned.
    pub(super) fn pass(&self, samples: Samples<'_>, verdicts: &[Verdict], tell: Tell<'_>) {
        let level = self.level * self.quantile.map_or(1.0, |share| level(verdicts, share));
        let mut recent = Baseline::following(RECENT);
        let mut since = f64::NAN;
        for (at, verdict) in verdicts.iter().enumerate() {
            let (time, value) = (samples.times[at], samples.values[at]);
            let score = verdict.score / level;
            let expected = expected(verdict, &recent);
            recent.push(value, false);
            let abnormal = score > 1.0 && self.wants(at, value, expected);
            if !score.is_nan() {
                since = if abnormal { since.min(time) } else { f64::NAN };
            }
            let alarm = abnormal && time - since >= self.lasting;
            let score = if alarm || score.is_nan() { score } else { score.min(1.0) };
            tell(Verdict { score, alarm, ..*verdict });
        }
    }

    fn wants(&self, at: usize, value: f64, expected: f64) -> bool {
        if expected.is_nan() {
            return at >= self.warm_up;
        }
        let distance = (value - expected).abs();
        at >= self.warm_up
            && self.sides[usize::from(value > expected)]
            && distance >= self.least
            && distance >= self.least_share * expected.abs()
    }
}

// Above it lies what is left of the share.
fn level(verdicts: &[Verdict], share: f64) -> f64 {
    let known = verdicts.iter().map(|verdict| verdict.score).filter(|score| !score.is_nan());
    let mut scores: Vec<f64> = known.collect();
    sort_by(&mut scores, f64::total_cmp);
    let at = (scores.len() as f64 * share) as usize;
    scores
        .get(at.min(scores.len().saturating_sub(1)))
        .copied()
        .unwrap_or(1.0)
        .max(f64::MIN_POSITIVE)
}

fn expected(verdict: &Verdict, recent: &Baseline) -> f64 {
    let centre = f64::midpoint(verdict.lower, verdict.upper);
    if centre.is_finite() {
        return centre;
    }
    recent.expected().map_or(f64::NAN, |expected| expected.level)
}
