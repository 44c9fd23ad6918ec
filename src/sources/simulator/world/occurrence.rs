//! When a story happens: once in the history, and again and again live.

use super::scene::{Effect, Loss, Plot, Scene};
use super::shop::Shop;
use super::{STEP, Story};
use crate::model::TimeRange;
use crate::sources::simulator::Fault;
use crate::stats::rng::Stream;
use std::ops::Range;

/// Ticks of a minute.
const MINUTE: f64 = 60.0 / STEP;
/// The one of the history is over by so many minutes before the origin, or has lasted so long then
/// if it goes on.
const OVER: (f64, f64) = (14.0, 70.0);
const GOING_ON: (f64, f64) = (15.0, 22.0);
/// Live, one begins this often, in minutes, early or late by at most the second number.
const PERIOD: f64 = 90.0;
const JITTER: f64 = 10.0;

// Streams of random numbers.
const WHEN: u64 = 2;
const WHAT: u64 = 3;
const ROUGHNESS: u64 = 1_000;

/// One occurrence: when, and all that happens.
#[derive(Debug)]
pub struct Occurrence {
    seed: u64,
    /// First tick, and the one after the last that shows anything.
    pub ticks: Range<i64>,
    /// What happens.
    pub plot: Plot,
}

impl Occurrence {
    // Number 0 is the one of the history, the others are live.
    fn numbered(story: &Story, shop: &Shop, seed: u64, number: i64) -> Self {
        let random = Stream::new(seed, WHEN);
        let draw =
            |purpose, (low, high)| random.between(number.wrapping_mul(4) + purpose, low, high);
        let minutes = draw(0, story.minutes);
        let start = match number {
            0 if story.goes_on => -draw(1, GOING_ON),
            0 => -draw(1, OVER) - minutes,
            _ => (number as f64 - 0.5) * PERIOD + draw(1, (-JITTER, JITTER)),
        };
        let numbers = number.wrapping_mul(256);
        let mut scene = Scene::new(shop, minutes, Stream::new(seed, WHAT), numbers);
        (story.plot)(&mut scene);
        let plot = scene.close();
        let ends = plot.effects.iter().map(|effect| effect.shape.end());
        let end = ends.chain(plot.lost.iter().map(|lost| lost.2.end())).fold(minutes, f64::max);
        let start = (start * MINUTE) as i64;
        Self { seed, ticks: start..start + (end * MINUTE).ceil() as i64, plot }
    }

    /// Those that share a tick with the range, in order of start.
    pub fn within(story: &Story, shop: &Shop, seed: u64, ticks: &Range<i64>) -> Vec<Self> {
        if ticks.is_empty() {
            return Vec::new();
        }
        // One more on either side, for jitter and length.
        let period = PERIOD * MINUTE;
        let first = (ticks.start as f64 / period) as i64 - 1;
        let last = (ticks.end as f64 / period) as i64 + 2;
        std::iter::once(0)
            .chain(first.max(1)..=last.max(0))
            .map(|number| Self::numbered(story, shop, seed, number))
            .filter(|one| one.ticks.start < ticks.end && ticks.start < one.ticks.end)
            .collect()
    }

    /// Minutes since it began.
    pub fn minute(&self, tick: i64) -> f64 {
        (tick - self.ticks.start) as f64 / MINUTE
    }

    /// The tick of a minute.
    pub fn tick(&self, minute: f64) -> i64 {
        self.ticks.start + (minute * MINUTE) as i64
    }

    /// What it adds to a series.
    pub fn adds(&self, seat: usize, tick: i64) -> f64 {
        self.added(seat, tick, |_| true)
    }

    fn added(&self, seat: usize, tick: i64, wanted: impl Fn(&Effect) -> bool) -> f64 {
        let of = self.plot.effects.iter().filter(|effect| effect.seat == seat && wanted(effect));
        of.map(|effect| self.height(effect, tick)).sum()
    }

    fn height(&self, effect: &Effect, tick: i64) -> f64 {
        let share = effect.shape.at(self.minute(tick));
        if share == 0.0 {
            return 0.0;
        }
        let rough = Stream::new(self.seed, ROUGHNESS + effect.seat as u64);
        effect.height * share * (1.0 + effect.uneven * rough.between(tick, -1.0, 1.0))
    }

    /// How it takes a series, if it does, and since which tick.
    pub fn takes(&self, seat: usize, tick: i64) -> Option<(Loss, i64)> {
        let minute = self.minute(tick);
        let mut lost = self.plot.lost.iter();
        lost.find(|(of, _, shape)| *of == seat && 0.0 < shape.at(minute))
            .map(|(_, loss, _)| (*loss, self.ticks.start))
    }

    /// Whether it shows in a series: by more than twice its noise, or because nothing comes.
    pub fn shows(&self, shop: &Shop, seat: usize, tick: i64) -> bool {
        2.0 * shop.seats[seat].noise() < self.adds(seat, tick).abs()
            || self.takes(seat, tick).is_some()
    }

    // The same of what is no mere load: more that is asked, and handled, is no trouble yet.
    fn harms(&self, shop: &Shop, seat: usize, tick: i64) -> bool {
        let added = self.added(seat, tick, |effect| !effect.load);
        2.0 * shop.seats[seat].noise() < added.abs() || self.takes(seat, tick).is_some()
    }

    /// What is true of it.
    pub fn fault(&self, story: &Story, shop: &Shop, origin: f64) -> Fault {
        let time = |tick: i64| origin + tick as f64 * STEP;
        let seen = |tick: &i64| (0..shop.seats.len()).any(|seat| self.harms(shop, seat, *tick));
        let visible = self.ticks.clone().find(seen).unwrap_or(self.ticks.start);
        Fault {
            range: TimeRange { from: time(self.ticks.start), to: time(self.ticks.end - 1) },
            name: story.fault.to_owned(),
            cause: story.cause,
            visible: time(visible),
            services: self.plot.touched.iter().map(|who| shop.name(*who).to_owned()).collect(),
        }
    }
}
