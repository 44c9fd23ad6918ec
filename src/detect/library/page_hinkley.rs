//! Page-Hinkley test: the mean so far no longer fits.

use crate::detect::{Alarm, Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};
use crate::stats::baseline::{Baseline, FARTHEST};
use crate::stats::robust::midpoint;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "page_hinkley",
    title: "Page-Hinkley test",
    sentence: "Marks where the mean of all points since the last change no longer fits, and starts anew \
               from there.",
    reference: "Page, Continuous Inspection Schemes, 1954; Hinkley, Inference about the Change-Point \
                from Cumulative Sum Tests, 1971",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: PageHinkley = PageHinkley;

/// Cumulative deviation from the running mean, both ways.
#[derive(Debug)]
pub struct PageHinkley;

const FIELDS: &[Field] = &[
    Field {
        name: "mode",
        title: "Mode",
        help: "Robust counts deviations in σ of the past and holds wild points back; classic counts \
               them in the unit of the series.",
        unit: "",
        kind: FieldKind::Choice(&[("robust", "Robust"), ("classic", "Classic")]),
    },
    Field {
        name: "delta",
        title: "Tolerance δ",
        help: "Deviations up to this do not count: in σ, in classic mode in the unit of the series \
               (0.005 is usual there).",
        unit: "",
        kind: FieldKind::Number { default: 0.5, min: 0.0, max: 1e12, step: 0.005 },
    },
    Field {
        name: "lambda",
        title: "Limit λ",
        help: "A cumulative deviation beyond this is an anomaly: in σ, in classic mode in the unit of \
               the series (50 is usual there).",
        unit: "",
        kind: FieldKind::Number { default: 10.0, min: 1e-9, max: 1e12, step: 0.5 },
    },
];

/// A mean of fewer points is not judged by.
const WARM_UP: u32 = 30;
/// Points that tell σ in robust mode.
const WINDOW: usize = 200;
/// In robust mode one point counts for at most so many σ.
const MOST: f64 = 4.0;

impl Detector for PageHinkley {
    fn about(&self) -> About {
        ABOUT
    }

    /// `m(T) = Σ (x − mean so far − δ)`, alarm where `m(T) − min m > λ`, and the same downward; score:
    /// the larger difference over λ. The mean includes the current point. After an alarm everything
    /// begins anew. The first 29 points after each beginning are not judged; gaps and infinite values
    /// are left out. The band is that of a single value: λ away from the mean in classic mode, 4 σ
    /// in robust mode. Cost: O(1) a point, O(log 200) in robust mode.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        walk(samples.values, values, &mut |verdict, _| tell(verdict));
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        words::unjudged(point, "too few points since the beginning or the last change")
            .unwrap_or_else(|| sentence(point, None, values))
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let (mut texts, mut at) = (Vec::with_capacity(alarms.len()), 0);
        let until = alarms.last().map_or(0, |alarm| alarm.at as usize + 1);
        walk(&samples.values[..until], values, &mut |_, seen| {
            if let Some(alarm) = alarms.get(texts.len()).filter(|alarm| alarm.at == at) {
                texts.push(sentence(&alarm.point(samples, unit), Some(seen), values));
            }
            at += 1;
        });
        texts
    }
}

/// What the test had seen when it judged.
#[derive(Clone, Copy)]
struct Seen {
    points: u32,
    upward: bool,
}

/// State since the last beginning. The difference to the minimum is kept instead of both:
/// `m − min m` is `max(0, former difference + x − mean − δ)`.
#[derive(Clone, Copy, Default)]
struct Test {
    points: u32,
    mean: f64,
    up: f64,
    down: f64,
}

impl Test {
    fn add(&mut self, value: f64, sigma: f64, delta: f64) {
        self.points += 1;
        let count = f64::from(self.points);
        // Divided first, here and below, so that huge values do not overflow into NaN.
        self.mean += value / count - self.mean / count;
        let away = value / sigma - self.mean / sigma;
        self.up = (self.up + away - delta).clamp(0.0, f64::MAX);
        self.down = (self.down - away - delta).clamp(0.0, f64::MAX);
    }
}

fn walk(series: &[f64], values: &Values, tell: &mut dyn FnMut(Verdict, Seen)) {
    let (delta, lambda) = (values.number(FIELDS, "delta"), values.number(FIELDS, "lambda"));
    let classic = values.choice(FIELDS, "mode") == "classic";
    let mut test = Test::default();
    let mut past = Baseline::following(WINDOW);
    for value in series {
        let usual = past.expected();
        let unseen = Seen { points: test.points, upward: false };
        if !value.is_finite() {
            tell(Verdict::UNJUDGED, unseen);
            continue;
        }
        let mean = test.mean;
        let (sigma, half) = match usual {
            _ if classic => (1.0, lambda),
            Some(usual) => (usual.sigma, MOST * usual.sigma),
            None => (f64::INFINITY, 0.0),
        };
        let reach = (mean - half).max(f64::MIN)..(mean + half).min(f64::MAX);
        if classic || usual.is_none() {
            test.add(*value, sigma, delta);
        } else {
            test.add(value.clamp(reach.start, reach.end), sigma, delta);
        }
        past.push(*value, false);
        if test.points < WARM_UP {
            tell(Verdict::UNJUDGED, unseen);
            continue;
        }
        let upward = test.up >= test.down;
        let larger = test.up.max(test.down);
        let alarm = larger > lambda;
        let (lower, upper) = (reach.start, reach.end);
        let score = (larger / lambda).min(FARTHEST);
        tell(Verdict { score, alarm, lower, upper }, Seen { points: test.points, upward });
        if alarm {
            test = Test::default();
            past = Baseline::following(WINDOW);
        }
    }
}

fn sentence(point: &Point<'_>, seen: Option<Seen>, values: &Values) -> String {
    let Point { lower, upper, unit, score, .. } = *point;
    let lambda = values.number(FIELDS, "lambda");
    let classic = values.choice(FIELDS, "mode") == "classic";
    let shown = |sum: f64| quantity(sum, if classic { unit } else { "σ" });
    let level = quantity(midpoint(lower, upper), unit);
    let (origin, side) = match seen {
        Some(Seen { points, upward }) => {
            (format!(" of {points} points"), if upward { "above" } else { "below" })
        }
        None => (String::new(), "away from"),
    };
    // A user may ask for points below the limit too.
    let verdict = if score > 1.0 {
        format!("more than the limit of {}: the mean has changed", shown(lambda))
    } else {
        format!("within the limit of {}", shown(lambda))
    };
    let (sum, now) = (shown(score * lambda), words::shown(point));
    format!("Deviations add up to {sum} {side} the mean{origin} of {level}, {verdict}; now {now}.")
}
