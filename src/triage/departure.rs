//! Departures of a series from what was usual: from its episodes of alarms, with where each began and when it was over.

use super::figures::figures;
use crate::model::{Episode, Figures, Samples};
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
/// A series that stays where it went is at a new level after so many steps without an alarm.
const SETTLED: f64 = 240.0;
/// Alarms of one departure that are kept, from its first on.
const TRAIL: usize = 48;

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
    /// What was expected then; NaN where nobody knows.
    pub expected: f64,
    /// The median before.
    pub usual: f64,
    /// Its usual deviation from that.
    pub spread: f64,
    /// Change a second from where it began to the worst moment.
    pub slope: f64,
    /// What is to be known of it at a look.
    pub figures: Figures,
    /// The detector's sentence about its worst moment.
    pub reason: String,
}

impl Departure {
    /// The worst value over the usual one; 1 where that says nothing.
    pub fn factor(&self) -> f64 {
        let factor = self.peak / self.usual;
        if factor.is_finite() && factor > 0.0 { factor } else { 1.0 }
    }
}

/// What was usual before a point, and where the series left it.
struct Usual {
    middle: f64,
    spread: f64,
    left: usize,
}

/// Joins episodes of one series, in order of time, into departures: what comes while one lasts, or brings the series
/// back, belongs to it. `alarms` are all moments and scores. Nothing looks ahead but for the end of a departure.
pub fn departures(
    track: u32,
    samples: Samples<'_>,
    alarms: &[(u32, f64)],
    episodes: &[Episode],
) -> Vec<Departure> {
    let step = samples.step();
    let mut found: Vec<Departure> = Vec::new();
    for episode in episodes {
        match found.last_mut() {
            Some(last) if episode.range.from <= last.to + AFTER * step => {
                last.extend(episode, samples, step)
            }
            _ => found.push(begin(track, samples, alarms, episode, step)),
        }
    }
    for one in &mut found {
        one.trail = trail(samples, alarms, one);
        one.figures = figures(samples, one.from, one.to);
    }
    found
}

fn begin(
    track: u32,
    samples: Samples<'_>,
    _alarms: &[(u32, f64)],
    episode: &Episode,
    step: f64,
) -> Departure {
    let first = place(samples, episode.range.from);
    let at = place(samples, episode.peak_time);
    let known = usual_before(samples, first);
    let middle = if known.middle.is_finite() { known.middle } else { episode.expected };
    let up = if (episode.peak_value - middle).abs() > 0.0 {
        episode.peak_value > middle
    } else {
        episode.peak_value >= episode.expected
    };
    let left =
        if known.middle.is_finite() { leaving(samples.values, &known, first, up) } else { first };
    let mut departure = Departure {
        track,
        from: samples.times[left],
        alarmed: episode.range.from,
        to: episode.range.to,
        over: true,
        shape: Shape::Spike,
        up,
        score: episode.peak_score,
        trail: Vec::new(),
        points: episode.points,
        peak_time: episode.peak_time,
        peak: samples.values[at],
        expected: episode.expected,
        usual: middle,
        spread: known.spread,
        slope: 0.0,
        figures: Figures::default(),
        reason: String::new(),
    };
    departure.end(samples, episode.range.to, step);
    departure.form(samples, step);
    departure
}

impl Departure {
    fn extend(&mut self, episode: &Episode, samples: Samples<'_>, step: f64) {
        let returns = (episode.peak_value > self.usual) != self.up
            || (episode.peak_value - self.usual).abs() < RETURNED * (self.peak - self.usual).abs();
        self.points += episode.points;
        if self.score < episode.peak_score && !returns {
            (self.score, self.peak_time, self.peak) =
                (episode.peak_score, episode.peak_time, episode.peak_value);
            self.expected = episode.expected;
        }
        self.end(samples, episode.range.to, step);
        self.form(samples, step);
    }

    // From the last alarm on, until the series is back, or at a new level.
    fn end(&mut self, samples: Samples<'_>, last: f64, step: f64) {
        let near = (RETURNED * (self.peak - self.usual).abs()).max(USUAL * self.spread);
        let (mut back, mut to) = (0, last.max(self.to));
        self.over = false;
        let start = place(samples, last);
        let points = samples.times[start..].iter().zip(&samples.values[start..]);
        for (time, value) in points.filter(|(_, value)| value.is_finite()) {
            let away = (value - self.usual) * if self.up { 1.0 } else { -1.0 } > near;
            back = if away { 0 } else { back + 1 };
            if back >= BACK {
                self.over = true;
                break;
            }
            if time - last > SETTLED * step {
                self.over = true;
                to = to.max(last);
                break;
            }
            if away {
                to = to.max(*time);
            }
        }
        if self.over && back < BACK {
            to = last.max(self.alarmed);
        }
        self.to = to;
    }

    // How it got to its height.
    fn form(&mut self, samples: Samples<'_>, step: f64) {
        let steps =
            |from: f64, to: f64| if step > 0.0 { ((to - from) / step).round() } else { 0.0 };
        let lasted = steps(self.from, self.to);
        let (first, last) = (place(samples, self.from), place(samples, self.to));
        let height = 0.7 * (self.peak - self.usual).abs();
        let high = |at: &usize| (samples.values[*at] - self.usual).abs() >= height;
        let reached = (first..=last.min(samples.len() - 1)).find(high).unwrap_or(first);
        let rise = steps(self.from, samples.times[reached]);
        self.shape = if lasted < 3.0 {
            Shape::Spike
        } else if rise <= 3.0_f64.max(0.12 * lasted) {
            Shape::Step
        } else {
            Shape::Ramp
        };
        let span = (self.peak_time - self.from).max(step);
        self.slope = if span > 0.0 { (self.peak - self.usual) / span } else { 0.0 };
    }
}

// The place of a moment, or of the next one.
fn place(samples: Samples<'_>, time: f64) -> usize {
    samples.times.partition_point(|one| *one < time).min(samples.len().saturating_sub(1))
}

fn usual_before(samples: Samples<'_>, first: usize) -> Usual {
    let end = first.saturating_sub(UNSURE.min(first / 2));
    let before = &samples.values[end.saturating_sub(BEFORE)..end];
    let middle = median(before).unwrap_or(f64::NAN);
    let spread = MAD_TO_SIGMA * mad(before).unwrap_or(0.0);
    Usual { middle, spread, left: first }
}

// Back from the first alarm while the points before it were on their way.
fn leaving(values: &[f64], usual: &Usual, first: usize, up: bool) -> usize {
    let sign = if up { 1.0 } else { -1.0 };
    let (mut left, mut calm) = (usual.left, 0);
    for at in (first.saturating_sub(BEFORE)..first).rev() {
        let away = sign * (values[at] - usual.middle) > USUAL * usual.spread;
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

// The first alarms, with what was known of the departure at each.
fn trail(samples: Samples<'_>, alarms: &[(u32, f64)], of: &Departure) -> Vec<Told> {
    let time = |at: u32| samples.times[at as usize];
    let sign = if of.up { 1.0 } else { -1.0 };
    let start = alarms.partition_point(|(at, _)| time(*at) < of.alarmed);
    let within = alarms[start..].iter().take_while(|(at, _)| time(*at) <= of.to).take(TRAIL);
    let (mut score, mut away, mut next, mut height) = (0.0_f64, 0, place(samples, of.from), 0.0_f64);
    within
        .map(|(at, of_point)| {
            score = score.max(*of_point);
            while next <= *at as usize {
                let distance = sign * (samples.values[next] - of.usual);
                height = height.max(distance);
                away += u32::from(distance > (RETURNED * height).max(USUAL * of.spread));
                next += 1;
            }
            Told { time: time(*at), score, away }
        })
        .collect()
}
