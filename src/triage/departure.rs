//! Departures of a series from what was usual: from its episodes of alarms, with where each began and when it was over.

use super::figures::figures;
use super::likeness::Course;
use crate::model::{Figures, Samples};
use crate::stats::robust::{MAD_TO_SIGMA, mad, median};
use serde::{Deserialize, Serialize};

/// Points before the first alarm that say what was usual …
const BEFORE: usize = 180;
/// … but for the last of them, in which a slow change may have begun.
const UNSURE: usize = 12;
/// A point within so many deviations of the usual is usual.
const USUAL: f64 = 2.0;
/// So many usual points in a row end the way back to where a departure began.
const CALM: usize = 2;
/// A departure is over once the series has come back to within this share of its height …
const RETURNED: f64 = 0.35;
/// … for so many points in a row.
const BACK: usize = 3;
/// What follows within so many steps of that belongs to it: the way back is no news.
const AFTER: f64 = 8.0;
/// What grows by so much is not settled.
const GROWN: f64 = 1.02;
/// A series that stays where it went is at a new level after so many steps without an alarm.
const SETTLED: f64 = 240.0;
/// What has lasted so many steps, and then gets so many times as far at once, departs anew: it was a course of the day.
const COURSE: f64 = 60.0;
const LEAP: f64 = 2.0;
/// So many points are as good as more to tell whether the highest score stands alone.
const FEW: u32 = 3;
/// Alarms of one departure that are kept, from its first on.
const TRAIL: usize = 48;

/// What takes more steps to most of its height climbs, however long it stays there.
const AT_ONCE: f64 = 12.0;

/// Alarms so many steps apart are of one departure.
const PAUSE: f64 = 5.0;

/// An alarm of a detector, or of a slow beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alarmed {
    /// Which point of its series.
    pub at: u32,
    /// The score; 1 is the alarm level.
    pub score: f64,
    /// What was expected there; NaN where nobody knows.
    pub expected: f64,
    /// Whether the point lies above that.
    pub up: bool,
}

impl Alarmed {
    /// The alarm of a point with this value, whose expected band had these edges.
    pub fn new(at: u32, value: f64, score: f64, (lower, upper): (f64, f64)) -> Self {
        let expected = f64::midpoint(lower, upper);
        Self { at, score, expected, up: value > expected }
    }
}

/// How a series departed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// For a few points.
    Spike,
    /// At once, to stay.
    Step,
    /// Little by little.
    Ramp,
    /// No points came.
    Stopped,
    /// Every point was the same.
    Frozen,
}

impl Shape {
    /// As a sentence names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spike => "spike",
            Self::Step => "step",
            Self::Ramp => "ramp",
            Self::Stopped => "stop",
            Self::Frozen => "standstill",
        }
    }
}

/// What was known of a departure at one of its alarms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The moment.
    pub time: f64,
    /// The highest score until then.
    pub score: f64,
    /// Points until then that were far from the usual: what a detector still remembers of a single one counts once.
    pub away: u32,
    /// How far from the usual the series had got; NaN where no points came.
    pub height: f64,
}

/// One departure of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Departure {
    /// Which of the source's tracks.
    pub track: u32,
    /// When the series left what was usual.
    pub from: f64,
    /// The first alarm.
    pub alarmed: f64,
    /// When it was over, or last seen.
    pub to: f64,
    /// Whether it is over.
    pub over: bool,
    /// How it departed.
    pub shape: Shape,
    /// Whether it went up.
    pub up: bool,
    /// The highest score; 1 is the alarm level.
    pub score: f64,
    /// Its first alarms, in order.
    pub trail: Vec<Told>,
    /// How many alarms there were.
    pub points: u32,
    /// The worst moment.
    pub peak_time: f64,
    /// The value then.
    pub peak: f64,
    /// What was expected when it began; NaN where nobody knows.
    pub expected: f64,
    /// The median before.
    pub usual: f64,
    /// Its usual deviation from that.
    pub spread: f64,
    /// Change a second from where it began to the worst moment.
    pub slope: f64,
    /// What is to be known of it at a look.
    pub figures: Figures,
    /// Its way from a little before it on; empty where no points came.
    pub course: Course,
    /// The detector's sentence about its worst moment.
    pub reason: String,
}

impl Departure {
    /// The worst value over the usual one, 0 where nothing is left; 1 where that says nothing.
    pub fn factor(&self) -> f64 {
        let factor = self.peak / self.usual;
        if factor.is_finite() && 0.0 <= factor { factor } else { 1.0 }
    }

    /// The same of what it had risen to by a moment.
    pub fn factor_by(&self, time: f64) -> f64 {
        let height = self.course.farthest_by(time).filter(|_| time < self.peak_time && self.up);
        height.map_or(self.factor(), |height| {
            (1.0 + height * self.spread / self.usual).min(self.factor()).max(1.0)
        })
    }
}

/// Joins alarms of one series, in order of time, into departures: what comes while one lasts, or brings the series
/// back, belongs to it. Nothing looks ahead but for the end of a departure. Cost: O(alarms · points of a departure).
/// What is `counted` in whole ones is spread by its root by chance alone.
pub fn departures(
    track: u32,
    samples: Samples<'_>,
    alarms: &[Alarmed],
    counted: bool,
) -> Vec<Departure> {
    let step = samples.step();
    let mut found: Vec<Walk<'_>> = Vec::new();
    for alarm in alarms {
        let time = samples.times[alarm.at as usize];
        match found.last_mut() {
            Some(last) if last.takes(alarm, time, step) => last.push(alarm, step),
            _ => found.push(Walk::begin(samples, alarm, step, counted)),
        }
    }
    found.into_iter().map(|walk| walk.end(track, step)).collect()
}

// A departure that is being followed.
struct Walk<'a> {
    samples: Samples<'a>,
    alarms: Vec<Alarmed>,
    left: usize,
    usual: f64,
    spread: f64,
    up: bool,
    height: f64,
    last: f64,
    // Until when the series stays away, and whether it came back then.
    to: f64,
    over: bool,
    // From when on it is another departure.
    leapt: f64,
}

impl<'a> Walk<'a> {
    fn begin(samples: Samples<'a>, alarm: &Alarmed, step: f64, counted: bool) -> Self {
        let first = alarm.at as usize;
        let end = first.saturating_sub(UNSURE.min(first / 2));
        let before = &samples.values[end.saturating_sub(BEFORE)..end];
        let known = median(before).filter(|middle| middle.is_finite());
        let usual = known.unwrap_or(alarm.expected);
        let chance = if counted { usual.max(0.0).sqrt() } else { 0.0 };
        let spread = (MAD_TO_SIGMA * mad(before).unwrap_or(0.0)).max(chance);
        let value = samples.values[first];
        let up = if alarm.up == (value > usual) {
            alarm.up
        } else {
            (value - usual).abs() > USUAL * spread && value > usual
                || (value - usual).abs() <= USUAL * spread && alarm.up
        };
        let left = if known.is_some() {
            leaving(samples.values, (usual, spread), first, up)
        } else {
            first
        };
        let time = samples.times[first];
        let mut walk = Self {
            samples,
            alarms: Vec::new(),
            left,
            usual,
            spread,
            up,
            height: 0.0,
            last: time,
            to: time,
            over: true,
            leapt: f64::INFINITY,
        };
        walk.push(alarm, step);
        walk
    }

    fn away(&self, value: f64) -> f64 {
        (value - self.usual) * if self.up { 1.0 } else { -1.0 }
    }

    // Whether an alarm is of this departure: soon enough, and not far on the other side.
    fn takes(&self, alarm: &Alarmed, time: f64, step: f64) -> bool {
        let soon = time <= self.to + AFTER * step || time - self.last <= PAUSE * step;
        let beyond = -self.away(self.samples.values[alarm.at as usize]);
        soon && time < self.leapt && beyond <= (3.0 * self.spread).max(0.5 * self.height)
    }

    fn push(&mut self, alarm: &Alarmed, step: f64) {
        self.last = self.samples.times[alarm.at as usize];
        self.height = self.height.max(self.away(self.samples.values[alarm.at as usize]));
        self.alarms.push(*alarm);
        self.follow(step);
    }

    // From the last alarm on, until the series is back, or at a new level.
    fn follow(&mut self, step: f64) {
        let near = (RETURNED * self.height).max(USUAL * self.spread);
        let (mut back, mut to) = (0, self.last.max(self.to));
        self.over = false;
        let start = place(self.samples, self.last);
        let points = self.samples.times[start..].iter().zip(&self.samples.values[start..]);
        let began = self.samples.times[self.left];
        let before = self.samples.values[self.left..start].iter().map(|value| self.away(*value));
        let mut reached = before.filter(|away| away.is_finite()).fold(0.0, f64::max);
        // The height of all that follows is known since the first alarm; growth is what is seen from this one on.
        let (mut high, mut grown) = (0.0, self.last);
        for (time, value) in points.filter(|(_, value)| value.is_finite()) {
            let away = self.away(*value);
            if time - began > COURSE * step && LEAP * reached < away && self.last < *time {
                (self.over, self.leapt, grown) = (true, *time, to);
                break;
            }
            reached = reached.max(away);
            if away > GROWN * high {
                (high, grown) = (away, *time);
            }
            if away > GROWN * self.height {
                self.height = away;
            }
            let away = away > near;
            back = if away { 0 } else { back + 1 };
            if back >= BACK || time - grown > SETTLED * step {
                self.over = true;
                break;
            }
            if away {
                to = to.max(*time);
            }
        }
        // At a new level, it ended when it last surprised.
        self.to = if self.over && back < BACK { grown } else { to };
    }

    fn end(self, track: u32, step: f64) -> Departure {
        let (samples, from) = (self.samples, self.samples.times[self.left]);
        let last = place(samples, self.to);
        // The first of equals: what stays at its height rests from then on.
        let peak = (self.left..=last)
            .rev()
            .filter(|at| samples.values[*at].is_finite())
            .max_by(|a, b| self.away(samples.values[*a]).total_cmp(&self.away(samples.values[*b])))
            .unwrap_or(self.left);
        // A trouble becomes what is expected while it lasts: what counts is what was expected when it began.
        let begun = self.alarms.iter().map(|alarm| alarm.expected).find(|value| value.is_finite());
        let own = |alarm: &&Alarmed| self.away(samples.values[alarm.at as usize]) > 0.0;
        let score = self.alarms.iter().filter(own).map(|alarm| alarm.score).fold(1.0, f64::max);
        let span = (samples.times[peak] - from).max(step);
        Departure {
            track,
            from,
            alarmed: samples.times[self.alarms[0].at as usize],
            to: self.to,
            over: self.over,
            shape: self.shape(peak, step),
            up: self.up,
            score,
            trail: self.trail(),
            points: self.alarms.len() as u32,
            peak_time: samples.times[peak],
            peak: samples.values[peak],
            expected: begun.unwrap_or(self.usual),
            usual: self.usual,
            spread: self.spread,
            slope: if span > 0.0 { (samples.values[peak] - self.usual) / span } else { 0.0 },
            figures: figures(samples, from, self.to),
            course: Course::of(samples, self.left, self.spread, |value| self.away(value)),
            reason: String::new(),
        }
    }

    // How it got to its height.
    fn shape(&self, peak: usize, step: f64) -> Shape {
        let samples = self.samples;
        let steps =
            |from: f64, to: f64| if step > 0.0 { ((to - from) / step).round() } else { 0.0 };
        let from = samples.times[self.left];
        let lasted = steps(from, self.to);
        let high = 0.7 * self.away(samples.values[peak]);
        let reached =
            (self.left..=peak).find(|at| self.away(samples.values[*at]) >= high).unwrap_or(peak);
        let rise = steps(from, samples.times[reached]);
        if lasted < 3.0 {
            Shape::Spike
        } else if rise <= (0.12 * lasted).clamp(3.0, AT_ONCE) {
            Shape::Step
        } else {
            Shape::Ramp
        }
    }

    // The first alarms, with what was known at each: the highest score so far, and how many points were as far as that
    // asks for, unless a lower one that more points agree with says more. One point that towers over others is one.
    fn trail(&self) -> Vec<Told> {
        let (mut score, mut known, mut height) = (0.0_f64, (0.0_f64, 0_u32), 0.0_f64);
        let says = |(score, away): (f64, u32)| score * f64::from(away.min(FEW));
        let told = |alarm: &Alarmed| {
            score = score.max(alarm.score);
            let way = &self.samples.values[self.left..=alarm.at as usize];
            height = way.iter().map(|value| self.away(*value)).fold(height, f64::max);
            let far = (RETURNED * height).max(0.5 * USUAL * self.spread);
            let away = way.iter().filter(|value| far < self.away(**value)).count() as u32;
            if says(known) <= says((score, away)) {
                known = (score, away);
            }
            let time = self.samples.times[alarm.at as usize];
            Told { time, score: known.0, away: known.1, height }
        };
        self.alarms.iter().take(TRAIL).map(told).collect()
    }
}

// The place of a moment, or of the next one.
fn place(samples: Samples<'_>, time: f64) -> usize {
    samples.times.partition_point(|one| *one < time).min(samples.len().saturating_sub(1))
}

// Back from the first alarm while the points before it were on their way.
fn leaving(values: &[f64], (usual, spread): (f64, f64), first: usize, up: bool) -> usize {
    let sign = if up { 1.0 } else { -1.0 };
    let (mut left, mut calm) = (first, 0);
    for at in (first.saturating_sub(BEFORE)..first).rev() {
        let away = sign * (values[at] - usual) > USUAL * spread;
        calm = if away { 0 } else { calm + 1 };
        if calm > CALM {
            break;
        }
        if away {
            left = at;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::{Alarmed, Shape, departures};
    use crate::model::Samples;
    use crate::triage::trial::{Course, climb, sighting, step};

    #[test]
    fn what_takes_long_to_its_height_climbs_however_long_it_stays() {
        let shape = |steps: usize| {
            let value = climb(60.0, 120.0, 200, steps);
            sighting(&[Course("disk_used", "ledger", &value)]).departures[0].shape
        };
        assert_eq!((shape(8), shape(30)), (Shape::Step, Shape::Ramp));
    }

    #[test]
    fn what_is_counted_leaves_the_usual_beyond_its_root() {
        let times: Vec<f64> = (0..300).map(f64::from).collect();
        let value = |at: u32| match at {
            0..190 => f64::from(99 + at % 3),
            190..200 => 105.0,
            _ => 200.0,
        };
        let values: Vec<f64> = (0..300).map(value).collect();
        let alarms = [Alarmed::new(201, 200.0, 3.0, (98.0, 102.0))];
        let samples = Samples { times: &times, values: &values };
        let from = |counted| departures(0, samples, &alarms, counted)[0].from;
        assert_eq!((from(false), from(true)), (190.0, 200.0));
    }

    #[test]
    fn what_leaps_after_a_course_of_the_day_departs_anew() {
        let (day, leap) = (climb(60.0, 120.0, 200, 150), step(0.0, 180.0, 400, 60));
        let both = |at: usize| day(at) + leap(at);
        let from = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let found = sighting(&[Course("connections", "ledger", value)]).departures;
            found.iter().map(|one| (one.from / 60.0).round()).collect()
        };
        assert_eq!(from(&both).len(), 2);
        assert_eq!(from(&both)[1], 400.0);
        assert_eq!(from(&day).len(), 1);
    }

    #[test]
    fn one_point_that_towers_over_those_before_is_one() {
        let times: Vec<f64> = (0..300).map(f64::from).collect();
        let away = |tower: f64| {
            let value = |at: u32| match at {
                190..200 => 105.0,
                200 => tower,
                _ => f64::from(99 + at % 3),
            };
            let values: Vec<f64> = (0..300).map(value).collect();
            let alarms = [200].map(|at| Alarmed::new(at, values[at as usize], 3.0, (98.0, 102.0)));
            let samples = Samples { times: &times, values: &values };
            departures(0, samples, &alarms, false)[0].trail[0].away
        };
        assert_eq!((away(108.0), away(200.0)), (11, 1));
    }

    #[test]
    fn what_was_known_before_a_lone_point_stays_known() {
        let times: Vec<f64> = (0..300).map(f64::from).collect();
        let value = |at: u32| match at {
            190..200 => 105.0,
            200 => 200.0,
            _ => f64::from(99 + at % 3),
        };
        let values: Vec<f64> = (0..300).map(value).collect();
        let samples = Samples { times: &times, values: &values };
        let alarm = |(at, score)| Alarmed::new(at, values[at as usize], score, (98.0, 102.0));
        let alarms = [(195, 1.2), (200, 3.0)].map(alarm);
        let trail = &departures(0, samples, &alarms, false)[0].trail;
        assert_eq!((trail[1].away, trail[1].score), (6, 1.2));
    }
}
