//! One series, point by point.

use super::beats::{Beat, Beats};
use super::contest::Contest;
use super::design::Design;
use super::likeness::Likeness;
use super::seasons::{BELIEVED, DOUBTED, Expectation, Seasons, WORST};
use super::silence::Silence;
use super::surprise::Surprise;
use super::track::Track;
use super::view::{SPAN, View};
use crate::detect::Verdict;
use crate::detect::counter::{Counter, Nature};
use crate::detect::pace::Pace;
use crate::model::{Clock, SeriesKind};
use crate::stats::baseline::{ABSOLUTE_FLOOR, RELATIVE_FLOOR};
use crate::stats::elementary::{larger, ln, smaller};
use crate::stats::robust::{MAD_TO_SIGMA, NINETIETH_TO_SIGMA};
use crate::stats::thinned::ThinnedWindow;

/// The ways to look at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Value against the median of the long past.
    Level,
    /// One point against where the series has been of late, its day taken out.
    Point,
    /// Running mean of ten points against the long past, the day taken out.
    Lean,
    /// The same of sixty points, judged by what was usual a while ago.
    Drift,
    /// Mean of three points against that of the three before.
    Jump,
    /// Value against a forecast from the last ones.
    Surprise,
    /// The last eight points against earlier ones.
    Shape,
    /// Eight means of the last thirty-two against earlier ones.
    Course,
}

/// Number of views.
pub const VIEWS: usize = 8;
/// Beyond this, a view's distance counts with its logarithm only.
const FAR: f64 = 12.0;
/// Larger numbers count as this, so that squares and sums stay finite and fit what is remembered.
const LARGEST: f64 = 1e30;
/// A course is eight means of so many values.
const COURSE: usize = 4;
/// A stretch unlike all before counts as so many scales at most: where nothing else is unusual both of them
/// are no alarm, so that a trouble is over when its points are, not when it has left the stretch.
const MOST_UNLIKE: f64 = 5.5;
/// Values of the long past that are kept.
const KEPT: usize = 352;
/// Fewer values than this say nothing.
const FEWEST: usize = 20;
/// The bar is twice as high at the first point, and sinks to its height at this one.
const YOUTH: f64 = 120.0;
/// Scales are at least these shares of the long past's spread: less than that interests nobody.
const SMOOTH_FLOOR: f64 = 0.05;
const SURPRISE_FLOOR: f64 = 0.01;
/// An excursion that came on time has at most this share of the evidence for an alarm; one that did not
/// come has this score.
const ON_TIME: f64 = 0.6;
const MISSED: f64 = 1.1;
/// The band reaches this many bars from what is expected: an alarm takes more than one view.
const BAND: f64 = 1.5;

/// All that `auto` remembers of one series: at most 64 kB, whatever its length.
#[derive(Debug, Clone)]
pub struct Stream {
    design: Design,
    least: f64,
    counter: Counter,
    kind: Option<SeriesKind>,
    pace: Pace,
    seen: usize,
    level: ThinnedWindow,
    // The last five values, newest last.
    recent: [f64; 5],
    clock: Clock,
    seasons: Option<Seasons>,
    belief: Contest,
    plain: Track,
    seasonal: Track,
    levels: View,
    jump: View,
    surprise: Surprise,
    surprises: View,
    shape: Likeness,
    shapes: View,
    course: Likeness,
    courses: View,
    silence: Silence,
    beats: Beats,
    sight: Sight,
}

/// What a point looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    /// Distance from what is usual for each view, in the order of [`Kind`], in scales, with sign.
    pub distances: [f64; VIEWS],
    /// Root of their weighted mean square, far ones compressed.
    pub evidence: f64,
    /// Evidence that takes an alarm.
    pub bar: f64,
    /// How long it stood still or was missing, over what is unusual.
    pub silence: f64,
    /// Seconds between excursions of which one is missing now; else 0.
    pub missed: f64,
    /// Seconds from lap to lap of the season that was taken out; NaN if none was.
    pub season: f64,
}

impl Sight {
    /// Whether it stood still, or was missing, for longer than is usual.
    pub fn is_still(&self) -> bool {
        self.silence > 1.0
    }
}

impl Stream {
    /// A series of which nothing is known. `bar` is the least evidence for an alarm.
    #[inline(never)]
    pub fn new(design: Design, bar: f64) -> Self {
        Self {
            least: bar,
            counter: Counter::new(None),
            kind: None,
            pace: Pace::new(),
            seen: 0,
            level: ThinnedWindow::new(KEPT, SPAN),
            recent: [f64::NAN; 5],
            clock: Clock::default(),
            seasons: None,
            belief: Contest::new(BELIEVED, DOUBTED),
            plain: Track::new(&design),
            seasonal: Track::new(&design),
            levels: View::new(&design),
            jump: View::new(&design),
            surprise: Surprise::new(),
            surprises: View::new(&design),
            shape: Likeness::of(1),
            shapes: View::new(&design).centred(),
            course: Likeness::of(COURSE),
            courses: View::new(&design).centred(),
            silence: Silence::new(),
            beats: Beats::new(),
            sight: Sight {
                distances: [0.0; VIEWS],
                evidence: 0.0,
                bar,
                silence: 0.0,
                missed: 0.0,
                season: f64::NAN,
            },
            design,
        }
    }

    /// The same by the clock that its days and weeks follow; of UTC otherwise. To be said first.
    pub fn by(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same for a series that claims to be of this kind. To be said first.
    pub fn of_kind(self, kind: Option<SeriesKind>) -> Self {
        Self { kind, counter: Counter::new(kind), ..self }
    }

    /// Judges the next point by those before it, and learns it; a gap is neither judged nor learnt.
    ///
    /// What only rises is judged by its rate, and then has no band. Times in seconds must not fall.
    /// Cost: O(1), about a microsecond.
    pub fn push(&mut self, time: f64, value: f64) -> Verdict {
        if !value.is_finite() {
            return Verdict::UNJUDGED;
        }
        let nature = self.counter.nature();
        let taken = self.counter.take(time, value.clamp(-LARGEST, LARGEST));
        if self.counter.nature() != nature && nature == Nature::Counter
            || self.counter.nature() == Nature::Counter && nature == Nature::Unknown
        {
            self.start_anew();
        }
        if taken.is_nan() {
            return Verdict::UNJUDGED;
        }
        let verdict = self.judge(time, taken);
        match self.counter.nature() {
            Nature::Counter => Verdict { lower: f64::NAN, upper: f64::NAN, ..verdict },
            _ => verdict,
        }
    }

    /// What follows does so after a time that says nothing, and a counter may begin anywhere.
    pub(super) fn interrupt(&mut self) {
        self.pace.interrupt();
        self.counter.interrupt();
    }

    /// What the last point that was judged looks like.
    pub fn sight(&self) -> &Sight {
        &self.sight
    }

    /// Bytes that it takes.
    pub fn memory(&self) -> usize {
        let views = [&self.levels, &self.jump, &self.surprises, &self.shapes, &self.courses];
        size_of::<Self>()
            + self.level.memory()
            + self.seasons.as_ref().map_or(0, Seasons::memory)
            + views.into_iter().map(View::memory).sum::<usize>()
            + self.plain.memory()
            + self.seasonal.memory()
            + self.beats.memory()
            + self.shape.memory()
            + self.course.memory()
    }

    // Values of another nature say nothing about those that follow.
    fn start_anew(&mut self) {
        let fresh = Self::new(self.design.clone(), self.least).by(self.clock.clone());
        let (counter, kind) = (self.counter.clone(), self.kind);
        *self = Self { counter, kind, ..fresh };
    }

    fn judge(&mut self, time: f64, value: f64) -> Verdict {
        let interval = self.pace.tick(time);
        let steps = self.pace.step().map_or(f64::NAN, |step| interval / step);
        let silence = self.silence.judge(value, steps);
        if self.seasons.is_none() && self.design.season {
            let new = |step| Seasons::new(step, self.clock.clone(), &self.design);
            self.seasons = self.pace.step().map(new);
        }
        self.seen += 1;
        let spread = self.spread();
        let known = self.seen > FEWEST;
        let verdict =
            if known { self.weigh(time, value, spread, silence) } else { Verdict::UNJUDGED };
        self.learn(time, value, spread);
        verdict
    }

    fn weigh(&mut self, time: f64, value: f64, spread: Spread, silence: f64) -> Verdict {
        let warm = self.jump.is_warm();
        let seasons = self.seasons.as_mut();
        let expected =
            seasons.map_or(Expectation::NONE, |seasons| seasons.expected(time, spread.median));
        let (distances, band) = self.look(value, expected, spread);
        let evidence = self.evidence(&distances);
        let bar = self.least * self.youth();
        let beat = self.beat(time, value, &band);
        let most = if beat.expected { ON_TIME * bar } else { f64::INFINITY };
        let evidence = smaller(evidence, most);
        let missed = beat.missed;
        let season = if band.seasonal { expected.lap } else { f64::NAN };
        self.sight = Sight { distances, evidence, bar, silence, missed, season };
        if !warm {
            return Verdict::UNJUDGED;
        }
        let of_beat = if missed > 0.0 { MISSED } else { 0.0 };
        let score = larger(larger(evidence / bar, self.of_silence(silence)), of_beat);
        Verdict { score, alarm: score > 1.0, lower: band.lower, upper: band.upper }
    }

    fn look(&mut self, value: f64, expected: Expectation, spread: Spread) -> ([f64; VIEWS], Band) {
        let Spread { median, deviation, floor } = spread;
        let smooth = larger(SMOOTH_FLOOR * deviation, floor);
        let level = value - median;
        let surprise = self.surprise.residual(value, expected.step);
        if expected.first {
            self.seasonal = Track::new(&self.design);
        }
        let seasonal = self.believes(value, expected, spread);
        let expected = expected.value;
        let band = self.band(if seasonal { expected } else { f64::NAN }, median, smooth);
        let mut track = self.plain.judge(level, smooth, &self.pace);
        if expected.is_finite() {
            let of_day = self.seasonal.judge(value - expected, smooth, &self.pace);
            track = if seasonal { of_day } else { track };
        }
        let [a, b, c, d, e] = self.recent;
        let jump = ((value + e + d) - (c + b + a)) / 3.0;
        let (shape, course) = (self.shape.judge(value), self.course.judge(value));
        let shocks = larger(SURPRISE_FLOOR * deviation, floor);
        let distances = [
            self.levels.judge(level, larger(deviation, floor), &self.pace),
            track[0],
            track[1],
            track[2],
            self.jump.judge(jump, smooth, &self.pace),
            self.surprises.judge(surprise, shocks, &self.pace),
            unlike(self.shapes.judge(shape, smooth, &self.pace)),
            unlike(self.courses.judge(course, smooth, &self.pace)),
        ];
        (distances, band)
    }

    // Whether the season is worth taking out: errors with it and without it are compared over about
    // a day, or a week where days differ.
    fn believes(&mut self, value: f64, expected: Expectation, spread: Spread) -> bool {
        let memory = self.pace.points(expected.memory, usize::MAX).max(self.pace.day());
        let weight = 2.0 / (memory as f64 + 1.0);
        let error = |from: f64| smaller((value - from).abs(), WORST * spread.deviation);
        let (with, without) = (error(expected.value), error(spread.median));
        let believed = self.belief.update(with, without, weight) && expected.value.is_finite();
        believed && self.seasonal.seen() > self.pace.day()
    }

    // Of the past alone: before the point is learnt.
    fn band(&self, expected: f64, median: f64, floor: f64) -> Band {
        let seasonal = expected.is_finite();
        let track = if seasonal { &self.seasonal } else { &self.plain };
        let centre = track.level() + if seasonal { expected } else { median };
        let scales = [0, 1].map(|side| track.scale(side, floor));
        let [below, above] = scales.map(|scale| BAND * self.least * scale);
        Band { lower: centre - below, upper: centre + above, centre, scales, seasonal }
    }

    fn beat(&mut self, time: f64, value: f64, band: &Band) -> Beat {
        let distance = value - band.centre;
        let scale = band.scales[usize::from(distance > 0.0)];
        if !self.design.beats || !distance.is_finite() {
            return Beat::default();
        }
        self.beats.judge((time, self.clock.shown(time)), distance, scale, &self.pace)
    }

    fn evidence(&self, distances: &[f64; VIEWS]) -> f64 {
        let weighted = distances.iter().zip(self.design.weights);
        let squares: f64 = weighted.map(|(distance, w)| w * compressed(*distance).powi(2)).sum();
        (squares / self.design.weights.iter().sum::<f64>()).sqrt()
    }

    // Who has seen little is careful.
    fn youth(&self) -> f64 {
        1.0 + larger(1.0 - self.seen as f64 / YOUTH, 0.0)
    }

    // A silence alarms as it becomes unusual, and then grows slowly.
    fn of_silence(&self, silence: f64) -> f64 {
        if silence > 1.0 && self.design.silence { 1.0 + 0.1 * ln(silence) } else { 0.0 }
    }

    // Median and standard deviation of the long past, estimated robustly.
    fn spread(&self) -> Spread {
        let median = self.level.quantile(0.5);
        let deviation = (self.level.deviation_quantile(0.5, median) * MAD_TO_SIGMA)
            .max(self.level.deviation_quantile(0.9, median) * NINETIETH_TO_SIGMA);
        // An alarm takes `least` such floors.
        let dull = self.kind.map_or(0.0, SeriesKind::least) / self.least;
        let floor = larger(larger(median.abs() * RELATIVE_FLOOR, ABSOLUTE_FLOOR), dull);
        Spread { median, deviation, floor }
    }

    fn learn(&mut self, time: f64, value: f64, spread: Spread) {
        self.level.push(value);
        self.recent.rotate_left(1);
        self.recent[4] = value;
        if let Some(seasons) = &mut self.seasons {
            seasons.learn(time, value, (spread.median, spread.deviation), &self.pace);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Spread {
    median: f64,
    deviation: f64,
    floor: f64,
}

#[derive(Debug, Clone, Copy)]
struct Band {
    lower: f64,
    upper: f64,
    centre: f64,
    scales: [f64; 2],
    seasonal: bool,
}

// To be like what was before is never unusual.
fn unlike(distance: f64) -> f64 {
    smaller(larger(distance, 0.0), MOST_UNLIKE)
}

pub(super) fn compressed(distance: f64) -> f64 {
    let distance = distance.abs();
    if distance > FAR { FAR * (1.0 + ln(distance / FAR)) } else { distance }
}
