//! How much evidence an alarm takes.

use crate::detect::pace::Pace;
use crate::stats::elementary::{larger, smaller};
use crate::stats::thinned::ThinnedWindow;

/// Days that are remembered.
const DAYS: usize = 60;
/// Before days are known, each series is taken to peak daily at this much evidence; it counts as
/// this many days.
const USUAL_PEAK: f64 = 2.0;
const USUAL_DAYS: f64 = 4.0;
/// An alarm takes this many times the evidence of a usual day's peak.
const ABOVE_PEAK: f64 = 1.4;
/// A day's peak counts as at most this many times the bar, so that one bad day does not lift it far.
const MOST: f64 = 1.2;

/// The bar: a fixed one, or above the median of the highest evidence of each day if that is higher.
/// So a series that is wild every day pages no more often than a calm one.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    least: f64,
    follows: bool,
    peaks: ThinnedWindow,
    peak: f64,
    points: usize,
    height: f64,
}

impl Bar {
    /// A bar that is never lower than this, and always this if it does not follow the days.
    pub(super) fn new(least: f64, follows: bool) -> Self {
        let peaks = ThinnedWindow::new(DAYS, DAYS);
        let mut bar = Self { least, follows, peaks, peak: 0.0, points: 0, height: 0.0 };
        bar.rise();
        bar
    }

    /// Evidence that takes an alarm now.
    pub(super) fn height(&self) -> f64 {
        self.height
    }

    /// Takes the evidence of a point.
    pub(super) fn learn(&mut self, evidence: f64, pace: &Pace) {
        self.peak = larger(smaller(evidence, self.height * MOST), self.peak);
        self.points += 1;
        if self.points >= pace.day() {
            self.peaks.push(self.peak);
            (self.peak, self.points) = (0.0, 0);
            self.rise();
        }
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.peaks.memory()
    }

    fn rise(&mut self) {
        let days = self.peaks.len() as f64;
        // Too few days have no median worth the name.
        let known = if days >= USUAL_DAYS { self.peaks.quantile(0.5) } else { USUAL_PEAK };
        let trust = days / (days + USUAL_DAYS);
        let peak = trust * known + (1.0 - trust) * USUAL_PEAK;
        self.height = if self.follows { larger(ABOVE_PEAK * peak, self.least) } else { self.least };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_with_what_happens_daily_and_not_with_one_bad_day() {
        let mut pace = Pace::new();
        for hour in 0..10 {
            pace.tick(f64::from(hour) * 3_600.0);
        }
        let after = |peaks: &[f64]| {
            let mut bar = Bar::new(3.0, true);
            for peak in peaks {
                (0..23).for_each(|_| bar.learn(0.5, &pace));
                bar.learn(*peak, &pace);
            }
            bar.height()
        };
        assert_eq!(after(&[]), 3.0);
        assert_eq!(after(&[1.0; 30]), 3.0);
        assert_eq!(after(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 90.0]), 3.0);
        let wild = after(&[8.0; 60]);
        assert!(wild > 6.0 && wild < 12.0, "{wild}");
    }
}
