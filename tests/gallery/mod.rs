//! Labelled series of every kind that a detector should find, and of those that it should not.
//!
//! Two weeks at steps of five minutes; the event begins after the ninth day. A series is a pure
//! function of its kind, its base and its seed.
#![allow(dead_code, reason = "the test and the table each read some of it")]

use blip::detect::{Detector, Pager};
use blip::model::{Samples, Values};
use blip::stats::elementary::sine_of_turns;
use blip::stats::rng::Stream;
use std::ops::Range;

pub const STEP: f64 = 300.0;
pub const DAY: usize = 288;
const POINTS: usize = 14 * DAY;

/// A series and where its event lies; empty where there is none.
pub struct Sample {
    pub times: Vec<f64>,
    pub values: Vec<f64>,
    pub event: Range<usize>,
}

/// What happens: a change of the value by its place within the event, in spreads of the base.
pub struct Kind {
    pub name: &'static str,
    points: usize,
    change: fn(Moment) -> f64,
}

/// A point of an event.
#[derive(Clone, Copy)]
pub struct Moment {
    value: f64,
    usual: f64,
    spread: f64,
    at: usize,
    points: usize,
}

pub const EVENTS: &[Kind] = &[
    Kind { name: "spike", points: 1, change: |m| m.value + 10.0 * m.spread },
    Kind { name: "dip", points: 1, change: |m| m.value - 10.0 * m.spread },
    Kind { name: "burst", points: 12, change: |m| m.value + 5.0 * m.spread },
    Kind { name: "step up", points: 1_000, change: |m| m.value + 5.0 * m.spread },
    Kind { name: "step down", points: 1_000, change: |m| m.value - 5.0 * m.spread },
    Kind { name: "slow drift", points: 288, change: |m| m.value + 8.0 * m.spread * m.share() },
    Kind {
        name: "trend break",
        points: 1_000,
        change: |m| m.value + 0.04 * m.spread * m.at as f64,
    },
    Kind { name: "variance", points: 96, change: |m| m.usual + 4.0 * (m.value - m.usual) },
    Kind { name: "flat line", points: 144, change: |m| m.usual_at_start() },
    Kind { name: "missing data", points: 144, change: |_| f64::NAN },
];

impl Moment {
    fn share(self) -> f64 {
        (self.at + 1) as f64 / self.points as f64
    }

    // The value at which it stands still: any constant does.
    fn usual_at_start(self) -> f64 {
        self.usual - self.usual % self.spread.max(f64::MIN_POSITIVE)
    }
}

/// How a healthy series looks: its usual value and its noise.
pub struct Base {
    /// For tables.
    pub name: &'static str,
    spread: f64,
    usual: fn(usize) -> f64,
    noise: fn(&Stream, usize, f64) -> f64,
}

fn turns(at: usize) -> f64 {
    at as f64 / DAY as f64
}

pub const BASES: &[Base] = &[
    Base {
        name: "gauge",
        spread: 5.0,
        usual: |_| 100.0,
        noise: |s, at, usual| usual + 5.0 * s.normal(at as i64),
    },
    Base {
        name: "daily",
        spread: 4.0,
        usual: |at| 100.0 + 30.0 * sine_of_turns(turns(at)),
        noise: |s, at, usual| usual + 4.0 * s.normal(at as i64),
    },
    Base {
        name: "latency",
        spread: 12.0,
        usual: |_| 80.0,
        noise: |s, at, usual| usual * (0.15 * s.normal(at as i64)).exp(),
    },
    Base {
        name: "count",
        spread: 8.0,
        usual: |at| 60.0 + 20.0 * sine_of_turns(turns(at)),
        noise: |s, at, usual| (usual + usual.sqrt() * s.normal(at as i64)).round().max(0.0),
    },
];

/// A series with one event; `None` if the kind does not fit the base.
pub fn sample(base: &Base, kind: Option<&Kind>, seed: u64) -> Sample {
    let noise = Stream::new(seed, 1);
    let times: Vec<f64> = (0..POINTS).map(|at| at as f64 * STEP).collect();
    let mut values: Vec<f64> =
        (0..POINTS).map(|at| (base.noise)(&noise, at, (base.usual)(at))).collect();
    let Some(kind) = kind else { return Sample { times, values, event: 0..0 } };
    let start = 9 * DAY + Stream::new(seed, 2).between(0, 0.0, 1.5 * DAY as f64) as usize;
    let event = start..(start + kind.points).min(POINTS);
    let frozen = (base.usual)(start);
    for at in event.clone() {
        let usual = if kind.name == "flat line" { frozen } else { (base.usual)(at) };
        let (value, at_event) = (values[at], at - start);
        let moment =
            Moment { value, usual, spread: base.spread, at: at_event, points: kind.points };
        values[at] = (kind.change)(moment);
    }
    Sample { times, values, event }
}

/// A value by its place, with noise from a stream.
pub type Healthy = fn(&Stream, usize) -> f64;

/// What must stay quiet.
pub const QUIET: &[(&str, Healthy)] = &[
    ("Gaussian noise", |s, at| 100.0 + 5.0 * s.normal(at as i64)),
    ("uniform noise", |s, at| s.between(at as i64, 90.0, 110.0)),
    ("heavy tails", |s, at| (s.normal(at as i64) * 0.8).exp()),
    ("a spike each day", |s, at| {
        100.0 + 5.0 * s.normal(at as i64) + if at % DAY == 40 { 80.0 } else { 0.0 }
    }),
    ("a day's cycle", |s, at| 100.0 + 40.0 * sine_of_turns(turns(at)) + 3.0 * s.normal(at as i64)),
    ("a single outlier long ago", |s, at| {
        100.0 + 5.0 * s.normal(at as i64) + if at == 20 { 500.0 } else { 0.0 }
    }),
    ("trend", |s, at| at as f64 * 0.05 + 5.0 * s.normal(at as i64)),
    ("two values", |s, at| f64::from(u8::from(s.uniform(at as i64) < 0.3))),
];

pub fn quiet(of: Healthy, seed: u64) -> Sample {
    let stream = Stream::new(seed, 3);
    let times = (0..POINTS).map(|at| at as f64 * STEP).collect();
    Sample { times, values: (0..POINTS).map(|at| of(&stream, at)).collect(), event: 0..0 }
}

/// Figures over many samples.
pub struct Row {
    /// Share of events that were paged for; NaN if there were none.
    pub recall: f64,
    /// Median points from the begin of an event to its page.
    pub delay: usize,
    /// Pages outside of events, for a thousand points.
    pub false_alarms: f64,
}

/// What the detector makes of the samples. A page counts for an event until half an hour after it.
pub fn measure(detector: &dyn Detector, samples: impl Iterator<Item = Sample>) -> Row {
    let (mut events, mut delays, mut wrong, mut points) = (0, Vec::new(), 0, 0);
    for Sample { times, values, event } in samples {
        let mut pager = Pager::new();
        let mut pages = Vec::new();
        let mut at = 0;
        detector.judge(
            Samples { times: &times, values: &values },
            &Values::default(),
            &mut |verdict| {
                if pager.pages(times[at], verdict.score) {
                    pages.push(at);
                }
                at += 1;
            },
        );
        let within = event.start..event.end + 6;
        if !event.is_empty() {
            events += 1;
            let first = pages.iter().find(|page| within.contains(page));
            delays.extend(first.map(|page| page - event.start));
        }
        // The return to normal belongs to the event.
        let after = event.start..event.end + 2 * 12;
        wrong += pages.iter().filter(|page| !after.contains(page)).count();
        points += times.len();
    }
    delays.sort_unstable();
    Row {
        recall: delays.len() as f64 / f64::from(events),
        delay: delays.get(delays.len() / 2).copied().unwrap_or(usize::MAX),
        false_alarms: wrong as f64 * 1_000.0 / points as f64,
    }
}
