//! Made-up logs of any size, a pure function of kind, seed and size: what the benches of logs read.
//!
//! Rates of templates drift and burst from one slice of time to the next, time stamps advance, and every value is drawn anew
//! for each line. No word of it comes from a real log.
#![allow(dead_code, reason = "each program that shares this module uses a part of it")]

mod clock;
mod messages;
mod rates;
mod style;
mod template;

use blip::stats::rng::Stream;
use clock::Clock;
use messages::{ACCESS, MESSAGES, STACK, STORAGE};
use rates::Rates;
use style::Style;
pub use template::Template;
use template::{Random, number};

/// Changes of all rates in the time of a log: one in three and a half minutes.
const SLICES: f64 = 400.0;
/// Share of the records at level ERROR that carry a stack, one of so many.
const STACKS: u64 = 2;
/// Different lines of a crowd.
const CROWD: u64 = 65_000;
/// Calls of a stack at most.
const MOST_CALLS: u64 = 6;

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One program's lines, a dozen templates.
    Uniform,
    /// Lines of all styles in one file.
    Mixed,
    /// The templates of `Mixed` in one style.
    Styled(Style),
    /// Every line has words that no other has: nothing repeats.
    Hostile,
    /// The same with lines that come again and again, as many different ones as a table has rows.
    Crowded,
}

impl Kind {
    /// The kind of a name; `None` for a name of none.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "uniform" => Some(Self::Uniform),
            "mixed" => Some(Self::Mixed),
            "hostile" => Some(Self::Hostile),
            "crowded" => Some(Self::Crowded),
            name => Style::of(name).map(Self::Styled),
        }
    }
}

/// The lines of a made-up log, in order.
#[derive(Debug)]
pub struct Lines {
    kind: Kind,
    templates: Vec<Template>,
    calls: usize,
    rates: Rates,
    random: Random,
    clock: Clock,
    size: u64,
    written: u64,
    count: u64,
    slices: u64,
    // Calls of a stack that still come.
    stack: u64,
    next: Vec<u8>,
}

impl Lines {
    /// A log of at most `size` bytes, less than a line short of that.
    pub fn new(kind: Kind, seed: u64, size: u64) -> Self {
        let templates =
            |list: &[&'static str]| list.iter().map(|text| Template::new(text)).collect();
        let mut templates: Vec<Template> = match kind {
            Kind::Uniform => templates(&STORAGE),
            _ => templates(&MESSAGES),
        };
        let calls = templates.len();
        templates.extend(STACK.iter().chain(&ACCESS).map(|text| Template::new(text)));
        Self {
            rates: Rates::new(Stream::new(seed, 1), calls),
            random: Random::new(Stream::new(seed, 0)),
            clock: Clock::default(),
            kind,
            templates,
            calls,
            size,
            written: 0,
            count: 0,
            slices: 0,
            stack: 0,
            next: Vec::new(),
        }
    }

    /// Appends the next line with its end; gives the place of its template, or `None` at the end of the log.
    /// Cost: a few hundred nanoseconds.
    pub fn line(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        let share = self.written as f64 / self.size as f64;
        if (share * SLICES) as u64 >= self.slices {
            self.slices += 1;
            self.rates.change(share);
        }
        self.clock.set(share);
        self.next.clear();
        let template = self.make();
        self.next.push(b'\n');
        self.written += self.next.len() as u64;
        if self.written > self.size {
            return None;
        }
        self.count += 1;
        out.extend_from_slice(&self.next);
        Some(template)
    }

    /// Appends lines until there are at least `bytes` of them, or the log ends; how many came.
    pub fn fill(&mut self, out: &mut Vec<u8>, bytes: usize) -> u64 {
        let before = self.count;
        while out.len() < bytes && self.line(out).is_some() {}
        self.count - before
    }

    /// The template of a place.
    pub fn template(&self, place: usize) -> &Template {
        &self.templates[place]
    }

    fn make(&mut self) -> usize {
        let Self { templates, random, next, clock, .. } = self;
        if self.stack > 0 {
            self.stack -= 1;
            let place = self.calls + random.below(STACK.len() as u64) as usize;
            templates[place].write(random, next);
            return place;
        }
        let place = self.rates.pick(random.bits());
        let template = &templates[place];
        match self.kind {
            Kind::Uniform => Style::Log4j.write(clock, template, random, next),
            Kind::Styled(Style::Access) => return self.request(),
            Kind::Styled(style) => style.write(clock, template, random, next),
            Kind::Hostile => {
                let words = if random.below(4) == 0 {
                    40 + random.below(360)
                } else {
                    5 + random.below(40)
                };
                nonsense(clock, words, random, next);
            }
            Kind::Crowded => {
                let number = random.below(CROWD);
                let mut random = Random::new(Stream::new(number, 2));
                nonsense(clock, 3 + number % 40, &mut random, next);
            }
            // A program always writes in its own style.
            Kind::Mixed => match Style::ALL[template.program() % Style::ALL.len()] {
                Style::Access => return self.request(),
                style => {
                    style.write(clock, template, random, next);
                    if style == Style::Log4j && template.is_error() && random.below(STACKS) == 0 {
                        self.stack = 1 + random.below(MOST_CALLS);
                    }
                }
            },
        }
        place
    }

    fn request(&mut self) -> usize {
        let Self { random, next, clock, .. } = self;
        let place = self.calls + STACK.len() + random.below(ACCESS.len() as u64) as usize;
        Style::Access.write(clock, &self.templates[place], random, next);
        place
    }
}

// Words of random letters with numbers between.
fn nonsense(clock: &Clock, words: u64, random: &mut Random, out: &mut Vec<u8>) {
    out.extend_from_slice(clock.iso());
    out.extend_from_slice(b" INFO");
    for at in 0..words {
        out.push(b' ');
        let mut bits = random.bits();
        // `g` to `v`: no hexadecimal number.
        for _ in 0..3 + at % 8 {
            out.push(b'g' + (bits & 15) as u8);
            bits >>= 4;
        }
        if at % 3 == 2 {
            out.push(b' ');
            number(bits & 0xFFFF, out);
        }
    }
}
