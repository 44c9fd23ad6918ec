//! What remains of a value after its forecast, judged against what remained before.

use crate::detect::Verdict;
use crate::stats::baseline::{Baseline, Expected, FARTHEST, RELATIVE_FLOOR};
use crate::stats::elementary::{larger, smaller};

/// Past residuals (value − forecast) of one series: robust level and spread of a trailing window.
///
/// What lies between the forecast and the forecast plus the usual residual is expected too: a lasting
/// offset is learned as usual, and its end is a return to the forecast, which is no anomaly.
#[derive(Debug)]
pub(super) struct Residuals {
    past: Baseline,
    threshold: f64,
}

impl Residuals {
    /// Of so many points, with the patience of [`Baseline::patient`]; alarm beyond `threshold` σ.
    pub(super) fn new(window: usize, threshold: f64) -> Self {
        Self { past: Baseline::patient(window), threshold }
    }

    /// Judges a value against its forecast, then learns from it. Without a forecast (NaN) or in the
    /// warm-up nothing is judged; what is not finite gets a band only. Cost: O(log window).
    pub(super) fn judge(&mut self, value: f64, forecast: f64) -> Verdict {
        if !forecast.is_finite() {
            return Verdict::UNJUDGED;
        }
        let residual = (value - forecast).clamp(f64::MIN, f64::MAX);
        let Some(usual) = self.past.expected() else {
            self.past.push(if value.is_finite() { residual } else { f64::NAN }, false);
            return Verdict::UNJUDGED;
        };
        let verdict = beside(usual, self.threshold, value, forecast);
        if value.is_finite() {
            self.past.push(residual, verdict.alarm);
        }
        verdict
    }

    /// The usual residual; `None` in the warm-up.
    pub(super) fn usual(&self) -> Option<Expected> {
        self.past.expected()
    }
}

/// Judges a value and its forecast by the usual residual: alarm beyond `threshold` σ of it. What is not
/// finite gets a band only.
pub(super) fn beside(usual: Expected, threshold: f64, value: f64, forecast: f64) -> Verdict {
    let residual = (value - forecast).clamp(f64::MIN, f64::MAX);
    let sigma = larger(usual.sigma, forecast.abs() * RELATIVE_FLOOR);
    let half = threshold * sigma;
    let lower = larger(forecast + smaller(usual.level, 0.0) - half, f64::MIN);
    let upper = smaller(forecast + larger(usual.level, 0.0) + half, f64::MAX);
    if !value.is_finite() {
        return Verdict { lower, upper, ..Verdict::UNJUDGED };
    }
    let nearest = residual.clamp(smaller(usual.level, 0.0), larger(usual.level, 0.0));
    // Divided first, so that numbers near the largest one do not overflow into NaN.
    let distance = smaller((residual / sigma - nearest / sigma).abs(), FARTHEST);
    Verdict { score: distance / threshold, alarm: distance > threshold, lower, upper }
}
