//! What the detectors share that score every window of a whole series at once.

use super::rows::Rows;
use crate::detect::fitted::within;
use crate::detect::{Detector, Point, Tell, Verdict, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::baseline::FARTHEST;
use crate::stats::order::places;
use serde::{Deserialize, Serialize};

/// Of fewer windows than this none can be called strange.
pub(super) const FEWEST: usize = 30;
/// Raw scores that differ by less than this part of the largest differ by rounding.
const ROUNDING: f64 = 1e-12;

/// How many of the windows are alarms.
pub(super) const SHARE: Field = Field {
    name: "contamination",
    title: "Share of anomalies",
    help: "So large a part of the windows, the strangest ones, are anomalies: 0.01 is one in a hundred.",
    unit: "",
    kind: FieldKind::Number { default: 0.01, min: 0.001, max: 0.5, step: 0.001 },
};

/// Start of the random numbers.
pub(super) const SEED: Field = Field {
    name: "seed",
    title: "Seed",
    help: "Start of the random numbers: the same seed gives the same scores.",
    unit: "",
    kind: FieldKind::Number { default: 42.0, min: 0.0, max: 1_000_000.0, step: 1.0 },
};

/// Length of the windows.
pub(super) const fn width(default: f64, max: f64) -> Field {
    Field {
        name: "window",
        title: "Window",
        help: "How many neighbouring points are judged together; 1 judges each value alone.",
        unit: "points",
        kind: FieldKind::Number { default, min: 1.0, max, step: 1.0 },
    }
}

/// A detector that says how strange each window of the series is beside all others.
///
/// Alarm level: the quantile of the raw scores that the field `contamination` leaves above it; see
/// [`tell_all`]. A window that holds a gap is not judged, nor is anything where there are fewer than
/// 30 windows.
#[derive(Debug)]
pub struct OnWindows {
    pub(super) about: &'static About,
    /// One raw score for every row, never NaN; higher is stranger.
    pub(super) score: fn(&Rows, &Values) -> Vec<f64>,
    /// What the raw score measures, for `By …,`.
    pub(super) measure: fn(&Values) -> String,
}

impl Detector for OnWindows {
    fn about(&self) -> About {
        *self.about
    }

    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let width = values.number(self.about.fields, "window") as usize;
        let rows = Rows::of(samples.values, width);
        let raw = if rows.len() < FEWEST { Vec::new() } else { (self.score)(&rows, values) };
        tell_all(&rows.at_points(&raw), share(self.about, values), tell);
    }

    fn looks_ahead(&self, _values: &Values) -> bool {
        true
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        self.sentence(point, values, ALL)
    }
}

impl OnWindows {
    pub(super) fn sentence(&self, point: &Point<'_>, values: &Values, among: &str) -> String {
        let width = values.number(self.about.fields, "window");
        let stretch = match words::shown(point) {
            alone if width == 1.0 => alone,
            last => format!("the stretch of {width:.0} points up to {last}"),
        };
        sentence(point, &(self.measure)(values), &stretch, share(self.about, values), among)
    }
}

/// Beside what a window is strange: see [`sentence`].
pub(super) const ALL: &str = "all";
/// The same where a model judges.
pub(super) const FITTED: &str = "what it was fitted on";

/// The part of the windows that alarms.
pub(super) fn share(about: &About, values: &Values) -> f64 {
    values.number(about.fields, "contamination")
}

/// `By how rare its values are, the stretch of 6 points up to 9 ms scores 1.30; …`
pub(super) fn sentence(
    point: &Point<'_>,
    measure: &str,
    stretch: &str,
    share: f64,
    among: &str,
) -> String {
    let cause = "the points before it hold a gap, or there are too few of them";
    words::unjudged(point, cause).unwrap_or_else(|| {
        format!(
            "By {measure}, {stretch} scores {:.2}; the alarm level is 1, above which {:.3} % of {among} \
             score.",
            point.score,
            Trimmed(share * 100.0)
        )
    })
}

/// Tells the verdict on every point from its raw score (NaN: not judged).
///
/// With `level` the `1 − share` quantile of the raw scores (linear between neighbours, as in numpy
/// and as `threshold_` of `PyOD`) and `lowest` the smallest of them, the score is
/// `(raw − lowest) / (level − lowest)`, at most 1,000: never negative, 1 at the level, rising with
/// the raw score, and the same whatever unit or sign the raw score has. Where the level is the lowest
/// score (most windows are alike), the others share the scores from 1 to 2 in proportion, and where
/// all are alike, all score 0. Cost: O(n log n).
pub(super) fn tell_all(raw: &[f64], share: f64, tell: Tell<'_>) {
    let judged: Vec<f64> = raw.iter().copied().filter(|score| score.is_finite()).collect();
    let scale = if judged.len() < FEWEST { None } else { Scale::of(&judged, share) };
    for raw in raw {
        tell(
            scale
                .filter(|_| raw.is_finite())
                .map_or(Verdict::UNJUDGED, |scale| scale.verdict(*raw)),
        );
    }
}

/// What turns raw scores into scores, as [`tell_all`] says.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(from = "[f64; 3]", into = "[f64; 3]")]
pub(super) struct Scale {
    lowest: f64,
    level: f64,
    highest: f64,
    rounding: f64,
}

impl Scale {
    pub(super) fn of(raw: &[f64], share: f64) -> Option<Self> {
        let places = places(raw.len(), &mut |a, b| raw[a].total_cmp(&raw[b]));
        let sorted = |at: usize| places.get(at).map(|place| raw[*place as usize]);
        let (lowest, highest) = (sorted(0)?, sorted(raw.len() - 1)?);
        let place = (raw.len() - 1) as f64 * (1.0 - share);
        let below = sorted(place as usize)?;
        let above = sorted(place as usize + 1).unwrap_or(below);
        let level = below + (above - below) * place.fract();
        Some(Self::from([lowest, level, highest]))
    }

    /// Whether it can be that of some raw scores.
    pub(super) fn is_sound(&self) -> bool {
        within([&self.lowest, &self.level, &self.highest])
            && self.lowest <= self.level
            && self.level <= self.highest
    }

    pub(super) fn verdict(self, raw: f64) -> Verdict {
        let score = if self.level - self.lowest > self.rounding {
            // Below the lowest is only what was not among those that the scale is of.
            ((raw - self.lowest) / (self.level - self.lowest)).clamp(0.0, FARTHEST)
        } else if raw - self.level > self.rounding {
            (1.0 + (raw - self.level) / (self.highest - self.level)).min(FARTHEST)
        } else {
            0.0
        };
        Verdict { score, alarm: score > 1.0, ..Verdict::UNJUDGED }
    }
}

impl From<[f64; 3]> for Scale {
    fn from([lowest, level, highest]: [f64; 3]) -> Self {
        let rounding = ROUNDING * lowest.abs().max(highest.abs());
        Self { lowest, level, highest, rounding }
    }
}

impl From<Scale> for [f64; 3] {
    fn from(scale: Scale) -> Self {
        [scale.lowest, scale.level, scale.highest]
    }
}

/// A number without trailing zeros.
pub(super) struct Trimmed(pub(super) f64);

impl std::fmt::Display for Trimmed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.*}", f.precision().unwrap_or(0), self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(raw: &[f64], share: f64) -> Vec<f64> {
        let mut scores = Vec::new();
        tell_all(raw, share, &mut |verdict| {
            assert_eq!(verdict.alarm, verdict.score > 1.0);
            scores.push(verdict.score);
        });
        scores
    }

    #[test]
    fn the_level_is_the_quantile_and_scores_ignore_unit_and_sign() {
        let raw: Vec<f64> = (0..101).map(f64::from).collect();
        let got = scores(&raw, 0.01);
        assert!((got[99] - 1.0).abs() < 1e-12 && got[100] > 1.0 && got[0] == 0.0);
        let moved: Vec<f64> = raw.iter().map(|raw| raw * 3.0 - 1_000.0).collect();
        for (got, moved) in got.iter().zip(scores(&moved, 0.01)) {
            assert!((got - moved).abs() < 1e-12);
        }
    }

    #[test]
    fn few_alike_and_missing_scores_are_handled() {
        assert!(scores(&[1.0; 29], 0.01).iter().all(|score| score.is_nan()));
        assert!(scores(&[-4.0; 200], 0.01).iter().all(|score| *score == 0.0));
        let mut raw = vec![0.1; 1_000];
        (raw[3], raw[4], raw[5]) = (5.1, 10.1, f64::NAN);
        let got = scores(&raw, 0.01);
        assert!((got[3] - 1.5).abs() < 1e-12 && (got[4] - 2.0).abs() < 1e-12 && got[5].is_nan());
        assert_eq!(got[6], 0.0);
    }

    #[test]
    fn a_share_is_written_without_zeros() {
        assert_eq!(
            format!("{:.3} {:.3} {:.3}", Trimmed(1.0), Trimmed(0.5), Trimmed(20.0)),
            "1 0.5 20"
        );
    }
}
