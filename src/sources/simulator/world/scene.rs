//! One occurrence of a fault while its story is told: what it does to whom, and when.

use super::metric::Metric;
use super::metric::Metric::{Cpu, ErrorRate, Latency, RequestRate};
use super::shape::Shape;
use super::shop::{DATABASE, Shop, Who};
use crate::model::{Level, MarkKind};
use crate::stats::rng::Stream;

/// How much of a service's processor time its machine shows: that has several times its cores.
const SHARE_OF_HOST: f64 = 0.35;
/// No surge that is harmless fills a processor further.
const BUSY: f64 = 85.0;
/// How long it takes until a caller suffers from what it calls, in minutes: one to three points.
const LAG: (f64, f64) = (0.25, 0.75);

/// What a fault adds to one series at its worst.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Place of the series among the seats.
    pub seat: usize,
    /// In its unit.
    pub height: f64,
    /// By which share of that it varies from point to point.
    pub uneven: f64,
    /// When.
    pub shape: Shape,
    /// Whether it is only that more is asked, and handled.
    pub load: bool,
}

/// How a series is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// No value comes.
    Gap,
    /// The last value comes again and again.
    Still,
}

/// What a service says while a fault lasts, in the place of a share of its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Talk {
    /// Who says it.
    pub who: Who,
    /// How severe it is.
    pub level: Level,
    /// Share of its lines at the worst.
    pub share: f64,
    /// When.
    pub shape: Shape,
    /// Kinds of lines; `<id>`, `<ms>`, `<late>`, `<n>`, `<hex>` and `<ip>` stand for values.
    pub texts: Vec<String>,
}

/// All that happens in one occurrence, in minutes since it began.
#[derive(Debug, Default)]
pub struct Plot {
    /// What it adds.
    pub effects: Vec<Effect>,
    /// What it takes: series, and how.
    pub lost: Vec<(usize, Loss, Shape)>,
    /// What is said during it.
    pub talk: Vec<Talk>,
    /// What is said once.
    pub remarks: Vec<(f64, Who, Level, String)>,
    /// Whose log falls silent.
    pub silent: Vec<(Who, Shape)>,
    /// What operators noted.
    pub marks: Vec<(f64, MarkKind, Who, String)>,
    /// Whom it touches, the origin first.
    pub touched: Vec<Who>,
}

/// The stage on which a story puts its plot.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Where it plays.
    pub shop: &'a Shop,
    /// Minutes from its beginning until its reason is gone.
    pub minutes: f64,
    random: Stream,
    next: i64,
    loading: bool,
    plot: Plot,
}

impl<'a> Scene<'a> {
    /// An empty stage; random numbers are taken from `next` on.
    pub fn new(shop: &'a Shop, minutes: f64, random: Stream, next: i64) -> Self {
        Self { shop, minutes, random, next, loading: false, plot: Plot::default() }
    }

    /// What was told.
    pub fn close(self) -> Plot {
        self.plot
    }

    /// The next random number.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        self.next = self.next.wrapping_add(1);
        self.random.between(self.next, low, high)
    }

    /// One of them by chance.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.between(0.0, all.len() as f64) as usize]
    }

    /// What it is called.
    pub fn name(&self, who: Who) -> &'static str {
        self.shop.name(who)
    }

    /// Adds so much to a metric, in its unit; nothing where that is not measured.
    pub fn add(&mut self, who: Who, metric: Metric, height: f64, shape: Shape) {
        let Some(seat) = self.shop.seat(who, metric) else { return };
        let load = self.loading;
        self.plot.effects.push(Effect { seat, height, uneven: metric.uneven(), shape, load });
        if 2.0 * self.shop.seats[seat].noise() < height.abs() {
            self.touch(who);
        }
    }

    /// Adds a multiple of the metric's own level.
    pub fn more(&mut self, who: Who, metric: Metric, factor: f64, shape: Shape) {
        self.add(who, metric, factor * self.level(who, metric), shape);
    }

    /// Takes a metric from its level to a value.
    pub fn until(&mut self, who: Who, metric: Metric, value: f64, shape: Shape) {
        self.add(who, metric, value - self.level(who, metric), shape);
    }

    /// Adds to a service's processor time, and so to its machine's.
    pub fn works(&mut self, who: Who, points: f64, shape: Shape) {
        self.add(who, Cpu, points, shape);
        self.add(self.shop.host(who), Cpu, SHARE_OF_HOST * points, shape);
    }

    /// A service answers later by so many milliseconds, and fails in so many per cent more.
    pub fn suffers(&mut self, who: Who, (ms, errors): (f64, f64), shape: Shape) {
        self.add(who, Latency, ms, shape);
        self.add(who, ErrorRate, errors, shape);
    }

    /// Whoever calls it, and calls those, suffers by the share of its calls, each a little later.
    pub fn callers_suffer(&mut self, who: Who, (ms, errors): (f64, f64), shape: Shape) {
        let mut reached = vec![who];
        let mut waiting = vec![(who, ms, errors, shape)];
        while let Some((callee, ms, errors, shape)) = waiting.pop() {
            for call in self.shop.callers(callee) {
                if reached.contains(&call.caller) {
                    continue;
                }
                reached.push(call.caller);
                let later = shape.later(self.between(LAG.0, LAG.1));
                let (ms, errors) = (call.share * ms, call.share * errors);
                self.suffers(call.caller, (ms, errors), later);
                waiting.insert(0, (call.caller, ms, errors, later));
            }
        }
    }

    /// More requests come, by a factor of their rate, and all work harder in proportion.
    pub fn traffic(&mut self, factor: f64, shape: Shape) {
        self.loading = true;
        for who in self.shop.services().collect::<Vec<_>>() {
            if self.shop.seat(who, RequestRate).is_some() {
                self.more(who, RequestRate, factor, shape);
                let cpu = self.level(who, Cpu);
                self.works(who, (0.8 * factor * cpu).min(BUSY - cpu), shape);
            }
        }
        self.more(DATABASE, Metric::Connections, 0.15 * factor, shape);
        self.loading = false;
    }

    /// Every series of a service is lost, and its log.
    pub fn lost(&mut self, who: Who, loss: Loss, shape: Shape) {
        let of = |seat: &usize| self.shop.seats[*seat].who == who;
        let seats = (0..self.shop.seats.len()).filter(of);
        self.plot.lost.extend(seats.map(|seat| (seat, loss, shape)));
        self.plot.silent.push((who, shape));
        self.touch(who);
    }

    /// A share of its lines are of these kinds instead.
    pub fn says(&mut self, who: Who, level: Level, share: f64, shape: Shape, texts: &[&str]) {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        self.plot.talk.push(Talk { who, level, share, shape, texts });
    }

    /// Says this once.
    pub fn remarks(&mut self, minute: f64, who: Who, level: Level, text: &str) {
        self.plot.remarks.push((minute, who, level, text.to_owned()));
    }

    /// Operators noted this.
    pub fn mark(&mut self, minute: f64, kind: MarkKind, who: Who, title: String) {
        self.plot.marks.push((minute, kind, who, title));
    }

    /// The mean of a metric on a calm day; 0 where that is not measured.
    pub fn level(&self, who: Who, metric: Metric) -> f64 {
        self.shop.seat(who, metric).map_or(0.0, |seat| self.shop.seats[seat].level)
    }

    /// Names a service as touched; the first one is the origin.
    pub fn touch(&mut self, who: Who) {
        let is_service = self.shop.host(who) != who;
        if is_service && !self.plot.touched.contains(&who) {
            self.plot.touched.push(who);
        }
    }
}
