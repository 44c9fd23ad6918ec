//! Change points: where a series becomes another one, and in what.

use crate::detect::{Alarm, Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};
use crate::stats::baseline::{Baseline, Expected, FARTHEST};
use crate::stats::elementary::{exp2, ln};
use crate::stats::order::sort_by;
use crate::stats::robust::midpoint;
use crate::stats::tails::{empirical_null, ln_two_sided, student_as_normal};
use crate::stats::two_windows::{Change, Evidence, TwoWindows};
use std::f64::consts::{LN_10, LOG2_10};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "change_points",
    title: "Change points",
    sentence: "Marks spikes, dips, steps, changes of trend and of spread, and says for each how \
               unlikely it is by chance.",
    reference: "Welch, The Generalization of Student's Problem, 1947 (steps); t test of the bend in a \
                bent line (trends), with Efron's empirical null, 2004; ratio of mean absolute deviations (spread); Bonferroni's correction \
                for the number of tests",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: ChangePoints = ChangePoints;

/// Typed changes with a p-value each; looks ahead by one window.
#[derive(Debug)]
pub struct ChangePoints;

const FIELDS: &[Field] = &[
    Field {
        name: "significance",
        title: "Significance",
        help: "How likely pure noise may raise any alarm in the whole series: a smaller number asks for \
               clearer changes.",
        unit: "",
        kind: FieldKind::Number { default: 0.001, min: 1e-12, max: 0.1, step: 0.001 },
    },
    Field {
        name: "window",
        title: "Window",
        help: "How many points before and after a place are compared; of two changes closer than this \
               the clearer one is told.",
        unit: "points",
        kind: FieldKind::Number { default: 50.0, min: 10.0, max: 500.0, step: 5.0 },
    },
];

/// Tests at each point: spike, step, trend, spread.
const TESTS: f64 = 4.0;
/// Share of its points that a median absolute deviation is worth, compared with a standard deviation.
const MAD_EFFICIENCY: f64 = 0.37;

impl Detector for ChangePoints {
    fn about(&self) -> About {
        ABOUT
    }

    /// Score: logarithm of the corrected p-value over that of the significance. A spike is judged
    /// against median and MAD of the points around it, and does not count in the other tests; those
    /// compare the windows on both sides ([`TwoWindows`]). Gaps are skipped: a window is so many values.
    /// The first and last window can only have spikes; a series shorter than two windows is not judged.
    /// The band is that of single values. Cost: O(window) a point, some 100 bytes of memory a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let finite = (0..samples.len()).filter(|at| samples.values[*at].is_finite());
        let mut clean: Vec<f64> = finite.map(|at| samples.values[at]).collect();
        let study = Study::new(clean.len(), values);
        let mut verdicts = vec![Verdict::UNJUDGED; clean.len()];
        if clean.len() > 2 * study.window() {
            study.spikes(&mut clean, &mut verdicts);
            study.changes(&mut clean, &mut verdicts);
        }
        let mut verdicts = verdicts.into_iter();
        for value in samples.values {
            let own = if value.is_finite() { verdicts.next() } else { None };
            tell(own.unwrap_or(Verdict::UNJUDGED));
        }
    }

    fn looks_ahead(&self, _values: &Values) -> bool {
        true
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        words::unjudged(point, "the series is too short for two windows").unwrap_or_else(|| {
            let ln_p = point.score * ln(values.number(FIELDS, "significance"));
            format!("The series may change at {}: p = {}.", words::shown(point), p_value(ln_p))
        })
    }

    /// Cost: O(window·log window) for each alarm, and one look at each point.
    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let finite = samples.values.iter().filter(|value| value.is_finite());
        let study = Study::new(finite.count(), values);
        let hours = samples.step() / 3_600.0;
        let each = |alarm: &Alarm| {
            let point = alarm.point(samples, unit);
            let what = if point.value < point.lower || point.upper < point.value {
                Some(spike(&point, study.window()))
            } else {
                let evidence = study.told_by(samples.values, alarm);
                evidence.map(|evidence| told(&evidence, study.window(), unit, hours))
            };
            let Some(what) = what else { return self.reason(&point, values) };
            let p = p_value(alarm.score * study.ln_level);
            format!("{what}; p = {p} after correction for {:.0} tests.", study.tests)
        };
        alarms.iter().map(each).collect()
    }
}

/// How a series of so many values is judged.
struct Study {
    test: TwoWindows,
    tests: f64,
    ln_level: f64,
}

impl Study {
    fn new(count: usize, values: &Values) -> Self {
        Self {
            test: TwoWindows::new(values.number(FIELDS, "window") as usize),
            tests: TESTS * count as f64,
            ln_level: ln(values.number(FIELDS, "significance")),
        }
    }

    fn window(&self) -> usize {
        self.test.width()
    }

    fn score(&self, z: f64) -> f64 {
        ((ln_two_sided(z) + ln(self.tests)) / self.ln_level).clamp(0.0, FARTHEST)
    }

    fn spike_score(&self, distance: f64) -> f64 {
        let freedom = MAD_EFFICIENCY * 2.0 * self.window() as f64;
        self.score(student_as_normal(distance, freedom))
    }

    /// The distance whose score is 1: by halving, as the score rises with the distance.
    fn reach(&self) -> f64 {
        let (mut near, mut far) = (0.0, FARTHEST);
        for _ in 0..60 {
            let middle = f64::midpoint(near, far);
            if self.spike_score(middle) > 1.0 {
                far = middle;
            } else {
                near = middle;
            }
        }
        near
    }

    /// Judges single values, and replaces those that alarm by the level around them. There must be more
    /// values than two windows have.
    fn spikes(&self, clean: &mut [f64], verdicts: &mut [Verdict]) {
        let reach = self.reach();
        let around = 2 * self.window() + 1;
        let mut trailing = Baseline::following(around);
        let expected = |value: &f64| {
            trailing.push(*value, false);
            trailing.expected().unwrap_or(Expected { level: 0.0, sigma: f64::MAX })
        };
        let levels: Vec<Expected> = clean.iter().map(expected).collect();
        for (at, value) in clean.iter_mut().enumerate() {
            let usual = levels[(at + self.window()).clamp(around - 1, levels.len() - 1)];
            let distance = usual.distance(*value);
            // By distance and not by score, so that alarm and band agree to the last bit.
            let alarm = distance > reach;
            let score = self.spike_score(distance);
            verdicts[at] = Verdict {
                score: if alarm { score.max(1.0 + f64::EPSILON) } else { score.min(1.0) },
                alarm,
                lower: (usual.level - reach * usual.sigma).max(f64::MIN),
                upper: (usual.level + reach * usual.sigma).min(f64::MAX),
            };
            if alarm {
                *value = usual.level;
            }
        }
    }

    /// Tests every place, and keeps the clearest within each window.
    fn changes(&self, clean: &mut [f64], verdicts: &mut [Verdict]) {
        scale(clean);
        let window = self.window();
        let mut fitting: Vec<(usize, Evidence)> = Vec::new();
        let mut sizes: [Vec<f64>; 3] = Default::default();
        for (start, both) in clean.windows(2 * window).enumerate() {
            for (size, evidence) in sizes.iter_mut().zip(self.test.compare(both)) {
                size.push(evidence.map_or(0.0, |evidence| evidence.z));
                let fits = evidence.filter(|evidence| evidence.fits);
                fitting.extend(fits.map(|evidence| (start + window, evidence)));
            }
        }
        let nulls = sizes.map(|sizes| empirical_null(&sizes));
        let z_of = |evidence: &Evidence| evidence.z / nulls[evidence.change as usize];
        // The furthest z decides, as scores end at the largest one.
        sort_by(&mut fitting, |(_, a), (_, b)| z_of(b).total_cmp(&z_of(a)));
        let mut taken = vec![false; clean.len()];
        for (at, evidence) in fitting {
            let score = self.score(z_of(&evidence));
            let own = &mut verdicts[at];
            if own.alarm {
                continue;
            }
            own.score = own.score.max(score.min(1.0));
            if score > 1.0 && !taken[at] {
                (own.score, own.alarm) = (score, true);
                taken[at - window..(at + window).min(clean.len())].fill(true);
            }
        }
    }

    /// The evidence that an alarm told, from the values around it.
    fn told_by(&self, series: &[f64], alarm: &Alarm) -> Option<Evidence> {
        let (at, window) = (alarm.at as usize, self.window());
        let finite = |value: &&f64| value.is_finite();
        let mut near: Vec<f64> =
            series[..at].iter().rev().filter(finite).take(2 * window).copied().collect();
        let before = near.len();
        near.reverse();
        near.extend(series[at..].iter().filter(finite).take(2 * window));
        let count = near.len();
        if before < window || count < before + window || count <= 2 * window {
            return None;
        }
        self.spikes(&mut near, &mut vec![Verdict::UNJUDGED; count]);
        let unit = scale(&mut near);
        // The empirical null is not known here, but near 1 wherever something stands out.
        let off = |evidence: &Evidence| (self.score(evidence.z) - alarm.score).abs();
        let all = self.test.compare(&near[before - window..before + window]).into_iter();
        let fitting = all.flatten().filter(|evidence| evidence.fits);
        let mut best = fitting.min_by(|a, b| off(a).total_cmp(&off(b)))?;
        (best.before, best.after) = (best.before * unit, best.after * unit);
        Some(best)
    }
}

/// Squares of huge values overflow: such a series is seen in units of its largest value, which it says.
fn scale(values: &mut [f64]) -> f64 {
    let largest = values.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
    let unit = if largest > 1e100 { largest } else { 1.0 };
    for value in values {
        *value /= unit;
    }
    unit
}

fn spike(point: &Point<'_>, window: usize) -> String {
    let level = midpoint(point.lower, point.upper);
    let kind = if point.value < level { "Dip" } else { "Spike" };
    let level = quantity(level, point.unit);
    let around = 2 * window;
    format!(
        "{kind}: {}, where the {around} points around have a median of {level}",
        words::shown(point)
    )
}

fn told(evidence: &Evidence, window: usize, unit: &str, hours: f64) -> String {
    let Evidence { change, before, after, .. } = *evidence;
    let shown = |value: f64| quantity(value, unit);
    match change {
        Change::Step => {
            let way = if after < before { "down" } else { "up" };
            let (before, after) = (shown(before), shown(after));
            format!(
                "Step {way}: a mean of {before} in the {window} points before, {after} from here on"
            )
        }
        Change::Trend => {
            let rate = |slope: f64| {
                let sign = if slope > 0.0 { "+" } else { "" };
                format!("{sign}{} an hour", shown(slope / hours))
            };
            format!("Trend change: {} before, {} from here on", rate(before), rate(after))
        }
        Change::Spread => {
            let way = if after < before { "falls" } else { "rises" };
            let (before, after) = (shown(before), shown(after));
            format!("Variance {way}: a mean deviation of {before} before, {after} from here on")
        }
    }
}

/// `0.0002`, `3.1e−12`, `below 1e−300`.
fn p_value(ln_p: f64) -> String {
    let tens = ln_p / LN_10;
    if tens < -300.0 { "below 1e−300".to_owned() } else { quantity(exp2(tens * LOG2_10), "") }
}
