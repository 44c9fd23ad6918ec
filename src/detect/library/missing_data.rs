//! Missing data: values that come much later than they usually do.

use crate::detect::{Alarm, Detector, Point, Tell, Verdict, words};
use crate::model::{About, CivilTime, Field, FieldKind, Samples, Values, quantity};
use crate::stats::rolling::SortedWindow;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "missing_data",
    title: "Missing data",
    sentence: "Marks the first value after a time without values that is longer than usual.",
    reference: "Time since the last value over the median of the last 20 such times, against a factor",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: MissingData = MissingData;

/// Gaps, whether their rows are absent or empty.
#[derive(Debug)]
pub struct MissingData;

const FIELDS: &[Field] = &[Field {
    name: "factor",
    title: "Factor",
    help: "A time without values longer than this many times the usual one is an anomaly.",
    unit: "×",
    kind: FieldKind::Number { default: 3.0, min: 1.1, max: 1_000.0, step: 0.1 },
}];

/// Times between values that tell the usual one. Few, so that a new rhythm is soon the usual.
const WINDOW: usize = 20;
/// Fewer say too little.
const WARM_UP: usize = 5;

impl Detector for MissingData {
    fn about(&self) -> About {
        ABOUT
    }

    /// Score: time since the last value over `factor` times the usual one. Rows without a finite value
    /// count as absent: they have no score, and the value that ends a gap tells it. A gap that has not
    /// ended yet is therefore not told. Cost: O(log 20) a point.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let factor = values.number(FIELDS, "factor");
        let mut usual = SortedWindow::new(WINDOW);
        let mut last = f64::NAN;
        for (time, value) in samples.times.iter().zip(samples.values) {
            if !value.is_finite() {
                tell(Verdict::UNJUDGED);
                continue;
            }
            let waited = time - last;
            let step = usual.median();
            if usual.len() < WARM_UP || step <= 0.0 {
                tell(Verdict::UNJUDGED);
            } else {
                let score = waited / (factor * step);
                tell(Verdict { score, alarm: score > 1.0, ..Verdict::UNJUDGED });
            }
            usual.push(waited);
            last = *time;
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        words::unjudged(point, "too few values precede it to know how often they come")
            .unwrap_or_else(|| {
                let times = point.score * values.number(FIELDS, "factor");
                format!("{} came after {times:.1} times the usual time.", words::shown(point))
            })
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let each = |alarm: &Alarm| {
            let (at, point) = (alarm.at as usize, alarm.point(samples, unit));
            let Some(last) = (0..at).rev().find(|before| samples.values[*before].is_finite())
            else {
                return self.reason(&point, values);
            };
            let since = samples.times[last];
            let missing = samples.times[at] - since;
            let usual = missing / (point.score * values.number(FIELDS, "factor"));
            format!(
                "No value for {} since {} UTC, where one usually comes every {}; then {}.",
                span(missing),
                CivilTime::from_seconds(since).date_time(),
                span(usual),
                words::shown(&point)
            )
        };
        alarms.iter().map(each).collect()
    }
}

/// `4.2 s`, `8 min`, `2 h 5 min`, `3 d 4 h`.
fn span(seconds: f64) -> String {
    if seconds < 90.0 {
        return quantity(seconds, "s");
    }
    let two = |seconds: f64, (big, big_unit): (f64, &str), (small, small_unit): (f64, &str)| {
        let whole = (seconds / small).round();
        let (bigs, smalls) = ((whole * small / big).floor(), whole % (big / small));
        match (bigs, smalls) {
            (0.0, _) => format!("{smalls} {small_unit}"),
            (_, 0.0) => format!("{bigs} {big_unit}"),
            _ => format!("{bigs} {big_unit} {smalls} {small_unit}"),
        }
    };
    match seconds {
        _ if seconds < 600.0 => two(seconds, (60.0, "min"), (1.0, "s")),
        _ if seconds < 86_400.0 => two(seconds, (3_600.0, "h"), (60.0, "min")),
        _ => two(seconds, (86_400.0, "d"), (3_600.0, "h")),
    }
}
