//! A period found in the data: the shape that it adds to what is expected anyway.

use super::contest::Contest;
use super::finder::Finder;
use super::season::Season;
use super::seasons::{BACK, BELIEVED, DOUBTED, FEWEST, TAKES_OVER};
use crate::detect::pace::Pace;

/// Laps that are looked back on, and most bins of each.
const LAPS: usize = 4;
const BINS: f64 = 256.0;
/// Periods closer together than this share are one, and so are a period and up to so many of it.
const SAME: f64 = 0.03;
const MULTIPLES: f64 = 12.0;

/// The last laps of a period by phase, against the median of them: so that a period of minutes does
/// not follow the level of the series.
#[derive(Debug, Clone)]
pub(super) struct Period {
    season: Season,
    level: f64,
    // What it adds now.
    shape: f64,
    // Whether it foretells more than the laps' median does, and more than what is expected anyway.
    rhythm: Contest,
    more: Contest,
}

impl Period {
    /// A period of so many seconds, with what the finder remembers of it.
    pub(super) fn new(lap: f64, finder: &Finder) -> Self {
        let bin = finder.step().max(lap / BINS);
        let mut season = Season::new(lap, LAPS, bin);
        finder.replay(bin, |time, value| season.learn(time, value));
        Self {
            level: season.middle(),
            season,
            shape: f64::NAN,
            rhythm: Contest::new(BELIEVED, DOUBTED),
            more: Contest::new(TAKES_OVER, BACK),
        }
    }

    /// Seconds from lap to lap.
    pub(super) fn lap(&self) -> f64 {
        self.season.lap()
    }

    /// Whether a period of so many seconds is the same, or laps of this one.
    pub(super) fn is_like(&self, lap: f64) -> bool {
        let times = (lap / self.lap()).round().clamp(1.0, MULTIPLES);
        (lap / (times * self.lap()) - 1.0).abs() < SAME
    }

    /// By how much the value is expected to differ from the usual; NaN before two laps.
    pub(super) fn shape(&mut self, time: f64) -> f64 {
        let (value, laps) = self.season.expected(time);
        self.shape = if laps < FEWEST { f64::NAN } else { value - self.level };
        self.shape
    }

    /// Whether it tells more than is known without it.
    pub(super) fn is_believed(&self) -> bool {
        self.rhythm.won() && self.more.won()
    }

    /// Compares the errors of what was expected of this point with and without it.
    pub(super) fn compare(&mut self, anchor: f64, error: impl Fn(f64) -> f64, pace: &Pace) {
        let shape = std::mem::replace(&mut self.shape, f64::NAN);
        let lap = 1.0 / pace.points(self.lap(), 1).max(1) as f64;
        self.rhythm.update(error(self.level + shape), error(self.level), lap);
        self.more.update(error(anchor + shape), error(anchor), lap);
    }

    /// Remembers a value.
    pub(super) fn learn(&mut self, time: f64, value: f64) {
        if self.season.is_new_lap(time) {
            self.level = self.season.middle();
        }
        self.season.learn(time, value);
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.season.memory()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f64 = 60.0;

    #[test]
    fn its_shape_is_known_at_once_and_follows_no_level() {
        let (mut finder, mut pace) = (Finder::new(STEP), Pace::new());
        let saw = |at: i64| (at % 20) as f64 + if at < 200 { 0.0 } else { 1_000.0 };
        for at in 0..100 {
            pace.tick(at as f64 * STEP);
            finder.learn(at as f64 * STEP, saw(at));
        }
        let mut period = Period::new(20.0 * STEP, &finder);
        assert!(period.is_like(20.0 * STEP) && period.is_like(60.4 * STEP));
        assert!(!period.is_like(30.0 * STEP) && !period.is_believed());
        for at in 100..400 {
            let shape = period.shape(at as f64 * STEP);
            if !(200..300).contains(&at) {
                // Of three bins the middle one: where the saw falls, its neighbours count.
                assert!((shape - (at % 20 - 10) as f64).abs() <= 4.0, "{at}: {shape}");
            }
            let anchor = if at < 200 { 10.0 } else { 1_010.0 };
            period.compare(anchor, |expected| (saw(at) - expected).abs(), &pace);
            period.learn(at as f64 * STEP, saw(at));
        }
        assert!(period.is_believed());
    }
}
