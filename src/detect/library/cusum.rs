//! CUSUM: small deviations to one side that add up.

use crate::detect::{Alarm, Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};
use crate::stats::baseline::{Baseline, Expected, FARTHEST};
use crate::stats::robust::{mean_and_deviation, midpoint};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "cusum",
    title: "CUSUM",
    sentence: "Marks a lasting shift of the level, even one too small to see in a single point, by \
               adding up the deviations to either side.",
    reference: "Page, Continuous Inspection Schemes, 1954; tabular form of Montgomery, Introduction to \
                Statistical Quality Control",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Cusum = Cusum;

/// Two sums of deviations, one upward, one downward.
#[derive(Debug)]
pub struct Cusum;

const FIELDS: &[Field] = &[
    Field {
        name: "mode",
        title: "Mode",
        help: "Robust learns level and spread from the past as it goes, by median and MAD; classic \
               takes mean and standard deviation of the first points for good.",
        unit: "",
        kind: FieldKind::Choice(&[("robust", "Robust"), ("classic", "Classic")]),
    },
    Field {
        name: "k",
        title: "Slack k",
        help: "Deviations up to this do not count: half of the shift to find.",
        unit: "σ",
        kind: FieldKind::Number { default: 0.5, min: 0.0, max: 5.0, step: 0.05 },
    },
    Field {
        name: "h",
        title: "Limit h",
        help: "A sum beyond this is an anomaly, and both sums begin anew; 4 or 5 is usual in classic \
               mode.",
        unit: "σ",
        kind: FieldKind::Number { default: 9.0, min: 1.0, max: 50.0, step: 0.5 },
    },
    Field {
        name: "baseline",
        title: "Baseline",
        help: "How many points tell level and spread: the last ones in robust mode, the first ones in \
               classic mode.",
        unit: "points",
        kind: FieldKind::Number { default: 200.0, min: 20.0, max: 5_000.0, step: 10.0 },
    },
];

/// In robust mode one point counts for at most so many σ, so that it takes several to alarm.
const MOST: f64 = 4.0;
/// Half of the band that is shown, in σ: where single values usually lie.
const SHOWN: f64 = 3.0;

impl Detector for Cusum {
    fn about(&self) -> About {
        ABOUT
    }

    /// `S⁺ = max(0, S⁺ + z − k)`, `S⁻ = max(0, S⁻ − z − k)`; score: the larger over `h`. Gaps and
    /// infinite values leave the sums as they are. Not judged: in classic mode the first points and a
    /// series whose first points do not vary; in robust mode the first 20 points of each level.
    /// After a robust alarm the level is learned anew from where its sum began to grow. The band is
    /// level ± 3 σ. Cost: O(log baseline) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        walk(samples.values, values, &mut |step| tell(step.verdict));
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let cause = "too few points precede it, or they do not vary";
        words::unjudged(point, cause).unwrap_or_else(|| sentence(point, None, values))
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
        walk(&samples.values[..until], values, &mut |step| {
            if let Some(alarm) = alarms.get(texts.len()).filter(|alarm| alarm.at == at) {
                let point = alarm.point(samples, unit);
                texts.push(sentence(&point, Some((step.points, step.upward)), values));
            }
            at += 1;
        });
        texts
    }
}

/// What a point did to the sums.
struct Step {
    verdict: Verdict,
    /// Points over which the larger sum grew.
    points: usize,
    upward: bool,
}

/// One of the two sums, and the points since it was last 0.
#[derive(Clone, Copy, Default)]
struct Sum {
    size: f64,
    points: usize,
}

impl Sum {
    fn add(&mut self, deviation: f64) {
        self.size = (self.size + deviation).clamp(0.0, f64::MAX);
        self.points = if self.size > 0.0 { self.points + 1 } else { 0 };
    }
}

fn walk(series: &[f64], values: &Values, tell: &mut dyn FnMut(Step)) {
    let (k, h) = (values.number(FIELDS, "k"), values.number(FIELDS, "h"));
    let window = values.number(FIELDS, "baseline") as usize;
    let classic = values.choice(FIELDS, "mode") == "classic";
    let mut first = Vec::new();
    let mut fixed = None;
    let mut moving = Baseline::following(window);
    let (mut up, mut down) = (Sum::default(), Sum::default());
    for (at, value) in series.iter().enumerate() {
        let usual = if classic { fixed } else { moving.expected() };
        let (true, Some(usual)) = (value.is_finite(), usual) else {
            if classic && value.is_finite() && first.len() < window {
                first.push(*value);
                fixed = if first.len() == window { fixed_level(&first) } else { None };
            }
            moving.push(*value, false);
            tell(Step { verdict: Verdict::UNJUDGED, points: 0, upward: false });
            continue;
        };
        // Divided first, so that huge values do not overflow into NaN.
        let z = value / usual.sigma - usual.level / usual.sigma;
        let z = if classic { z.clamp(f64::MIN, f64::MAX) } else { z.clamp(-MOST, MOST) };
        up.add(z - k);
        down.add(-z - k);
        let upward = up.size >= down.size;
        let larger = if upward { up } else { down };
        let alarm = larger.size > h;
        let verdict = Verdict {
            score: (larger.size / h).min(FARTHEST),
            alarm,
            lower: (usual.level - SHOWN * usual.sigma).max(f64::MIN),
            upper: (usual.level + SHOWN * usual.sigma).min(f64::MAX),
        };
        tell(Step { verdict, points: larger.points, upward });
        moving.push(*value, alarm);
        if alarm {
            // Page's estimate of when the shift came is where the sum left 0.
            moving = Baseline::following(window);
            let shifted = series[..=at].iter().rev().filter(|value| value.is_finite());
            shifted.take(larger.points).for_each(|value| moving.push(*value, false));
            (up, down) = (Sum::default(), Sum::default());
        }
    }
}

fn fixed_level(first: &[f64]) -> Option<Expected> {
    let (level, sigma) = mean_and_deviation(first);
    // The deviation of equal values need not be exactly 0: their mean is rounded.
    let varies = first.windows(2).any(|pair| pair[0] != pair[1]);
    (varies && level.is_finite() && sigma.is_finite()).then_some(Expected { level, sigma })
}

fn sentence(point: &Point<'_>, grown: Option<(usize, bool)>, values: &Values) -> String {
    let Point { lower, upper, unit, .. } = *point;
    let h = values.number(FIELDS, "h");
    let sum = point.score * h;
    let level = quantity(midpoint(lower, upper), unit);
    let (over, side) = match grown {
        Some((points, true)) => (format!(" over {points} points"), "above"),
        Some((points, false)) => (format!(" over {points} points"), "below"),
        None => (String::new(), "away from"),
    };
    // A user may ask for points below the limit too.
    let verdict = if sum > h {
        format!("more than the limit of {h} σ: the level has shifted")
    } else {
        format!("within the limit of {h} σ")
    };
    let now = words::shown(point);
    format!(
        "Deviations{over} add up to {sum:.1} σ {side} the level of {level}, {verdict}; now {now}."
    )
}
