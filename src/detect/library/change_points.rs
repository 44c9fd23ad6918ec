//! Change points: where a series becomes another one, and in what.

use crate::detect::{Alarm, Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values, quantity};
use crate::stats::baseline::{Baseline, Expected, FARTHEST};
use crate::stats::elementary::{exp2, ln};
use crate::stats::order::sort_by;
use crate::stats::robust::midpoint;
use crate::stats::tails::{ln_two_sided, student_as_normal};
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

/// Half of |Z| of a standard normal Z lies below this: `Φ⁻¹(3/4)`.
const NORMAL_MEDIAN: f64 = 0.674_489_750_196_081_7;

impl Detector for ChangePoints {
    fn about(&self) -> About {
        ABOUT
    }

    /// Score: logarithm of the corrected p-value over that of the significance. A spike is judged
    /// against median and MAD of the points around it, and does not count in the other tests; those
    /// compare the windows on both sides ([`TwoWindows`]). Gaps are skipped: a window is so many values.
    /// The first and last window can only have spikes; a series shorter than two windows is not judged.
    /// The band is that of single values. Cost: O(window) a point, 30 bytes of memory a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let study = Study::of(samples.values, values);
        let mut next = 0;
        for at in 0..samples.len() {
            if study.places.get(next) == Some(&(at as u32)) {
                tell(study.verdicts[next]);
                next += 1;
            } else {
                tell(Verdict::UNJUDGED);
            }
        }
    }

    fn looks_ahead(&self, _values: &Values) -> bool {
        true
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let cause = "the series is shorter than two windows";
        words::unjudged(point, cause).unwrap_or_else(|| {
            let ln_p = point.score * ln(values.number(FIELDS, "significance"));
            format!("The series changes at {}, p = {}.", words::shown(point), p_value(ln_p))
        })
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let study = Study::of(samples.values, values);
        let hours = samples.step() / 3_600.0;
        let each = |alarm: &Alarm| {
            let point = alarm.point(samples, unit);
            let found = study.places.binary_search(&alarm.at).ok().filter(|at| study.is_alarm(*at));
            let Some(at) = found else { return self.reason(&point, values) };
            let what = match &study.found[at] {
                Some(evidence) => told(evidence, study.window, unit, hours),
                None => spike(&point, study.window),
            };
            let ln_p = study.verdicts[at].score * study.ln_level;
            let tests = study.tests;
            format!("{what}; p = {} after correction for {tests:.0} tests.", p_value(ln_p))
        };
        alarms.iter().map(each).collect()
    }
}

/// All that is known of a series; its columns have one item for each finite value.
struct Study {
    places: Vec<u32>,
    verdicts: Vec<Verdict>,
    /// What changed there; `None` where nothing or only the one value did.
    found: Vec<Option<Box<Evidence>>>,
    window: usize,
    tests: f64,
    ln_level: f64,
}

impl Study {
    fn of(series: &[f64], values: &Values) -> Self {
        let test = TwoWindows::new(values.number(FIELDS, "window") as usize);
        let finite = (0..series.len()).filter(|at| series[*at].is_finite());
        let places: Vec<u32> = finite.map(|at| at as u32).collect();
        let count = places.len();
        let mut own = Self {
            verdicts: vec![Verdict::UNJUDGED; count],
            found: vec![None; count],
            window: test.width(),
            tests: TESTS * count as f64,
            ln_level: ln(values.number(FIELDS, "significance")),
            places,
        };
        if count > 2 * own.window {
            let mut clean: Vec<f64> = own.places.iter().map(|at| series[*at as usize]).collect();
            own.spikes(&mut clean);
            own.changes(&mut clean, &test);
        }
        own
    }

    fn is_alarm(&self, at: usize) -> bool {
        self.verdicts[at].alarm
    }

    fn score(&self, z: f64) -> f64 {
        ((ln_two_sided(z) + ln(self.tests)) / self.ln_level).clamp(0.0, FARTHEST)
    }

    /// Judges single values, and replaces those that alarm by the level around them.
    fn spikes(&mut self, clean: &mut [f64]) {
        let freedom = MAD_EFFICIENCY * 2.0 * self.window as f64;
        let score = |study: &Self, distance| study.score(student_as_normal(distance, freedom));
        // Where the score is 1: halving, as the score rises with the distance.
        let (mut near, mut far) = (0.0, FARTHEST);
        for _ in 0..60 {
            let middle = f64::midpoint(near, far);
            if score(self, middle) > 1.0 { far = middle } else { near = middle }
        }
        let around = 2 * self.window + 1;
        let mut usual = Baseline::following(around);
        let mut level = |end: usize, from: &[f64]| {
            usual.push(from[end], false);
            usual.expected().unwrap_or(Expected { level: 0.0, sigma: f64::MAX })
        };
        let levels: Vec<Expected> = (0..clean.len()).map(|end| level(end, clean)).collect();
        for (at, value) in clean.iter_mut().enumerate() {
            let expected = levels[(at + self.window).clamp(around - 1, levels.len() - 1)];
            let score = score(self, expected.distance(*value));
            self.verdicts[at] = Verdict {
                score,
                alarm: score > 1.0,
                lower: (expected.level - near * expected.sigma).max(f64::MIN),
                upper: (expected.level + near * expected.sigma).min(f64::MAX),
            };
            if score > 1.0 {
                *value = expected.level;
            }
        }
    }

    /// Tests every place, and keeps the clearest within each window.
    fn changes(&mut self, clean: &mut [f64], test: &TwoWindows) {
        // Squares of huge values overflow: the tests see the series in units of its largest value where
        // that is huge.
        let largest = clean.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
        let unit = if largest > 1e100 { largest } else { 1.0 };
        for value in clean.iter_mut() {
            *value /= unit;
        }
        let mut fitting: Vec<(usize, Evidence)> = Vec::new();
        let mut sizes: [Vec<f32>; 3] = Default::default();
        for (start, both) in clean.windows(2 * self.window).enumerate() {
            for (size, evidence) in sizes.iter_mut().zip(test.compare(both)) {
                size.push(evidence.map_or(0.0, |evidence| evidence.z as f32));
                let fits = evidence.filter(|evidence| evidence.fits);
                fitting.extend(fits.map(|evidence| (start + self.window, evidence)));
            }
        }
        let nulls = sizes.map(empirical_null);
        let mut clear = Vec::new();
        for (at, mut evidence) in fitting {
            evidence.z /= nulls[evidence.change as usize];
            let score = self.score(evidence.z);
            if score > 1.0 {
                clear.push((at, score, evidence));
            } else if !self.is_alarm(at) {
                self.verdicts[at].score = self.verdicts[at].score.max(score);
            }
        }
        // The furthest z decides, as scores end at the largest one.
        sort_by(&mut clear, |a, b| b.2.z.total_cmp(&a.2.z));
        let mut taken = vec![false; clean.len()];
        for (at, score, mut evidence) in clear {
            if taken[at] {
                if !self.is_alarm(at) {
                    self.verdicts[at].score = 1.0;
                }
                continue;
            }
            let near = at - self.window..(at + self.window).min(clean.len());
            taken[near].fill(true);
            (evidence.before, evidence.after) = (evidence.before * unit, evidence.after * unit);
            self.verdicts[at].score = score;
            self.verdicts[at].alarm = true;
            self.found[at] = Some(Box::new(evidence));
        }
    }
}

/// How many times wider the figures of this series are spread than those of noise, at least 1: the
/// median of |z| over that of a standard normal.
///
/// A season whose period is near the window bends or jumps at every turn, and no single window tells
/// that from a change; that it does so nearly everywhere tells it.
fn empirical_null(mut sizes: Vec<f32>) -> f64 {
    let place = sizes.len() / 2;
    let (_, median, _) = sizes.select_nth_unstable_by(place, f32::total_cmp);
    (f64::from(*median) / NORMAL_MEDIAN).max(1.0)
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
