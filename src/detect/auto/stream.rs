//! One series, point by point.

use super::bar::Bar;
use super::season::Season;
use super::silence::Silence;
use super::surprise::Surprise;
use super::view::{SPAN, View};
use crate::detect::Verdict;
use crate::detect::pace::Pace;
use crate::stats::baseline::{ABSOLUTE_FLOOR, RELATIVE_FLOOR};
use crate::stats::robust::{MAD_TO_SIGMA, NINETIETH_TO_SIGMA};
use crate::stats::thinned::ThinnedWindow;

/// The views, in the order in which they are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Value against the median of a week.
    Level,
    /// Mean of three points against the three before.
    Jump,
    /// Level, or season, leaned on for ten points.
    Lean,
    /// The same for thirty points.
    Drift,
    /// Value against a forecast from the last ones.
    Surprise,
    /// Three points against the time of day, or the recent level while no season is known.
    Phase,
    /// Size of the surprises against their usual size.
    Noise,
}

/// Number of views.
pub const VIEWS: usize = 7;
/// What each view weighs: lean and drift, surprise and noise look at nearly the same.
const WEIGHTS: [f64; VIEWS] = [1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 0.5];
/// Beyond this, a view's distance counts with its logarithm only.
const FAR: f64 = 12.0;
/// Larger numbers count as this, so that squares and sums stay finite and fit what is remembered.
const LARGEST: f64 = 1e30;
/// Values of the week that are kept.
const KEPT: usize = 512;
/// Fewer values than this say nothing.
const FEWEST: usize = 20;
/// Weights of the newest point in the running means of lean, drift and phase.
const LEAN: f64 = 0.1;
const DRIFT: f64 = 0.03;
/// Running mean of the noise: sixteen points or so.
const NOISE: f64 = 2.0 / 17.0;
/// Scales are at least these shares of the week's spread: less than that interests nobody.
const SMOOTH_FLOOR: f64 = 0.15;
const SURPRISE_FLOOR: f64 = 0.01;
/// The band is drawn this many bars wide, since phase, which it shows, looks at means of three.
const BAND: f64 = 2.0;

/// All that `auto` remembers of one series: at most 64 kB, whatever its length.
#[derive(Debug, Clone)]
pub struct Stream {
    pace: Pace,
    seen: usize,
    level: ThinnedWindow,
    // The last five values, newest last.
    recent: [f64; 5],
    season: Option<Season>,
    surprise: Surprise,
    silence: Silence,
    lean: f64,
    drift: f64,
    noise: f64,
    phase: Phase,
    views: [View; VIEWS],
    bar: Bar,
}

/// What a point looks like.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// Distance from what is usual for each view, in scales, with sign.
    pub views: [f64; VIEWS],
    /// Root of their weighted mean square.
    pub evidence: f64,
    /// Evidence that takes an alarm.
    pub bar: f64,
}

impl Stream {
    /// A series of which nothing is known. `bar` is the least evidence for an alarm.
    pub fn new(bar: f64) -> Self {
        Self {
            pace: Pace::new(),
            seen: 0,
            level: ThinnedWindow::new(KEPT, SPAN),
            recent: [f64::NAN; 5],
            season: None,
            surprise: Surprise::new(),
            silence: Silence::new(),
            lean: f64::NAN,
            drift: f64::NAN,
            noise: f64::NAN,
            phase: Phase::new(),
            views: std::array::from_fn(|at| View::new(at == Kind::Noise as usize)),
            bar: Bar::new(bar),
        }
    }

    /// Judges the next point by those before it, and learns it; a gap is neither judged nor learnt.
    ///
    /// Times in seconds must not fall. Cost: O(1), some hundred nanoseconds.
    pub fn push(&mut self, time: f64, value: f64) -> Verdict {
        if !value.is_finite() {
            return Verdict::UNJUDGED;
        }
        let value = value.clamp(-LARGEST, LARGEST);
        let interval = self.pace.tick(time);
        let steps = self.pace.step().map_or(f64::NAN, |step| interval / step);
        let silence = self.silence.judge(value, steps);
        if self.season.is_none() {
            self.season = self.pace.step().map(Season::new);
        }
        self.seen += 1;
        let verdict =
            if self.seen > FEWEST { self.judge(time, value, silence) } else { Verdict::UNJUDGED };
        self.learn(time, value);
        verdict
    }

    /// Bytes that it takes.
    pub fn memory(&self) -> usize {
        let views: usize = self.views.iter().map(|view| view.memory() - size_of::<View>()).sum();
        let season = self.season.as_ref().map_or(0, Season::memory);
        size_of::<Self>() + self.level.memory() + views + season + self.bar.memory()
    }

    fn judge(&mut self, time: f64, value: f64, silence: f64) -> Verdict {
        let spread = self.spread();
        let warm = self.views[Kind::Level as usize].is_warm();
        let seasonal = self.season.as_ref().map_or(f64::NAN, |season| season.expected(time));
        let residuals = self.residuals(value, seasonal, spread);
        let floors = floors(spread);
        // Of the past alone: judging the point below teaches the view.
        let expected = self.phase.expected;
        let phase = &self.views[Kind::Phase as usize];
        let reach =
            |side| BAND * self.bar.height() * phase.scale(side, floors[Kind::Phase as usize]);
        let (below, above) = (reach(0), reach(1));
        let mut squares = 0.0;
        for at in 0..VIEWS {
            if residuals[at].is_finite() {
                let distance = self.views[at].judge(residuals[at], floors[at], &self.pace);
                squares += WEIGHTS[at] * compressed(distance).powi(2);
            }
        }
        let evidence = (squares / WEIGHTS.iter().sum::<f64>()).sqrt();
        let score = (evidence / self.bar.height()).max(if silence > 1.0 {
            1.0 + 0.1 * silence.ln()
        } else {
            0.0
        });
        self.bar.learn(evidence, &self.pace);
        if !warm {
            return Verdict::UNJUDGED;
        }
        Verdict { score, alarm: score > 1.0, lower: expected - below, upper: expected + above }
    }

    // Median and standard deviation of the week, estimated robustly.
    fn spread(&self) -> Spread {
        let median = self.level.quantile(0.5);
        let deviation = (self.level.deviation_quantile(0.5, median) * MAD_TO_SIGMA)
            .max(self.level.deviation_quantile(0.9, median) * NINETIETH_TO_SIGMA);
        Spread { median, deviation, floor: (median.abs() * RELATIVE_FLOOR).max(ABSOLUTE_FLOOR) }
    }

    fn residuals(&mut self, value: f64, seasonal: f64, spread: Spread) -> [f64; VIEWS] {
        let level = value - spread.median;
        let [a, b, c, d, e] = self.recent;
        let jump = ((value + e + d) - (c + b + a)) / 3.0;
        let deseasonalised = if seasonal.is_finite() { value - seasonal } else { level };
        self.lean = running(self.lean, deseasonalised, LEAN);
        self.drift = running(self.drift, deseasonalised, DRIFT);
        let surprise = self.surprise.residual(value, seasonal);
        let quartiles = self.views[Kind::Surprise as usize].quartiles();
        let usual = quartiles.max(spread.deviation * 0.002).max(f64::MIN_POSITIVE);
        let size = if usual.is_finite() { (surprise.abs() / usual).min(6.0) } else { 1.0 };
        self.noise = running(self.noise, size, NOISE);
        let phase = self.phase.residual(value, seasonal);
        [level, jump, self.lean, self.drift, surprise, phase, (self.noise + 0.05).ln()]
    }

    fn learn(&mut self, time: f64, value: f64) {
        self.level.push(value);
        self.recent.rotate_left(1);
        self.recent[4] = value;
        if let Some(season) = &mut self.season {
            season.learn(time, value);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Spread {
    median: f64,
    deviation: f64,
    floor: f64,
}

fn floors(spread: Spread) -> [f64; VIEWS] {
    let Spread { deviation, floor, .. } = spread;
    let smooth = floor.max(SMOOTH_FLOOR * deviation);
    let surprise = floor.max(SURPRISE_FLOOR * deviation);
    [floor.max(deviation), smooth, smooth, smooth, surprise, smooth, 0.15]
}

fn running(mean: f64, new: f64, weight: f64) -> f64 {
    if mean.is_nan() { new } else { mean + weight * (new - mean) }
}

fn compressed(distance: f64) -> f64 {
    let distance = distance.abs();
    if distance > FAR { FAR * (1.0 + (distance / FAR).ln()) } else { distance }
}

/// The last three values against season and recent level.
#[derive(Debug, Clone)]
struct Phase {
    seasonal: bool,
    last: [f64; 2],
    level: f64,
    expected: f64,
}

impl Phase {
    fn new() -> Self {
        Self { seasonal: false, last: [f64::NAN; 2], level: f64::NAN, expected: f64::NAN }
    }

    // NaN for the first point, and where a season begins or ends.
    fn residual(&mut self, value: f64, seasonal: f64) -> f64 {
        if seasonal.is_finite() != self.seasonal {
            *self = Self { seasonal: seasonal.is_finite(), ..Self::new() };
        }
        let season = if self.seasonal { seasonal } else { 0.0 };
        let new = value - season;
        let [a, b] = self.last;
        let smooth = if a.is_nan() { new } else { (new + a + b) / 3.0 };
        let residual = smooth - self.level;
        self.expected = season + self.level;
        self.level = running(self.level, new, DRIFT);
        self.last = [b, new];
        residual
    }
}
