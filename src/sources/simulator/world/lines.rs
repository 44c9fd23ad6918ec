//! Log lines of all services: ordinary ones, and what they say while a fault lasts.

use super::STEP;
use super::metric::{Metric, Role};
use super::occurrence::Occurrence;
use super::shop::{Shop, Who};
use super::words;
use crate::model::{Level, LogLine};
use crate::stats::order::sort_by;
use crate::stats::rng::Stream;
use std::fmt::Write as _;

const STREAM: u64 = 5_000;
/// No service writes more lines between two points, and each takes no more random numbers.
const MOST_LINES: i64 = 16;
const DRAWS: i64 = 16;

/// Appends the lines of the time up to a tick, in order of time; `value` is the newest of a series.
pub fn write(
    shop: &Shop,
    seed: u64,
    tick: i64,
    time: f64,
    (now, value): (&[&Occurrence], &dyn Fn(usize) -> f64),
    logs: &mut Vec<LogLine>,
) {
    let start = logs.len();
    for (who, stream) in shop.services().zip(STREAM..) {
        let random = Stream::new(seed, stream);
        let measured = |metric| shop.seat(who, metric).map(|seat| (seat, value(seat)));
        let busy = match measured(Metric::RequestRate) {
            Some((seat, rate)) if rate.is_finite() => rate / shop.seats[seat].level,
            _ => 1.0,
        };
        let latency = measured(Metric::Latency).map_or(50.0, |(_, latency)| latency);
        let service = Service { shop, who, tick, time, latency, now };
        if service.is_silent() {
            continue;
        }
        let first = tick.wrapping_mul(MOST_LINES * DRAWS);
        let draw = |line: i64| Draw { random, next: first.wrapping_add(line * DRAWS) };
        // The first number of a line that is never written decides how many are.
        let usual = busy * usual(shop.role(who)) + draw(MOST_LINES - 1).share();
        let count = (usual as i64).min(MOST_LINES - 1);
        logs.extend((0..count).map(|line| service.line(draw(line))));
        service.remarks(logs);
    }
    sort_by(&mut logs[start..], |a, b| a.time.total_cmp(&b.time));
}

// Lines between two points on a calm day.
fn usual(role: Role) -> f64 {
    match role {
        Role::Edge => 4.0,
        Role::Front | Role::Back => 3.0,
        Role::Database => 2.0,
        Role::Batch | Role::Host => 0.7,
    }
}

// One service in the time up to one tick.
struct Service<'a> {
    shop: &'a Shop,
    who: Who,
    tick: i64,
    time: f64,
    latency: f64,
    now: &'a [&'a Occurrence],
}

impl Service<'_> {
    fn is_silent(&self) -> bool {
        self.now.iter().any(|one| {
            let mut silent = one.plot.silent.iter();
            silent.any(|(who, shape)| *who == self.who && 0.0 < shape.at(one.minute(self.tick)))
        })
    }

    fn line(&self, mut draw: Draw) -> LogLine {
        let time = self.time - STEP * draw.share();
        let (mut share, ordinary) = (draw.share(), draw.share());
        for one in self.now {
            for talk in one.plot.talk.iter().filter(|talk| talk.who == self.who) {
                let wanted = talk.share * talk.shape.at(one.minute(self.tick));
                if share < wanted {
                    let kind = draw.number(talk.texts.len() as u32) as usize;
                    return self.told(time, talk.level, &talk.texts[kind], &mut draw);
                }
                share -= wanted;
            }
        }
        let level = words::level(ordinary);
        let kinds = words::kinds(self.shop.role(self.who), level);
        let kind = draw.number(kinds.len() as u32) as usize;
        self.told(time, level, kinds[kind], &mut draw)
    }

    // What is said once, at the end of the time up to its tick.
    fn remarks(&self, logs: &mut Vec<LogLine>) {
        for one in self.now {
            for (minute, who, level, text) in &one.plot.remarks {
                if *who == self.who && one.tick(*minute) == self.tick {
                    let random = Stream::new(one.tick(*minute) as u64, STREAM);
                    logs.push(self.told(self.time, *level, text, &mut Draw { random, next: 0 }));
                }
            }
        }
    }

    fn told(&self, time: f64, level: Level, kind: &str, draw: &mut Draw) -> LogLine {
        let message = fill(kind, self.latency, draw);
        LogLine { time, level, service: self.shop.name(self.who).to_owned(), message }
    }
}

// Puts values in the place of `<id>` and the like.
fn fill(kind: &str, latency: f64, draw: &mut Draw) -> String {
    let mut text = String::new();
    let mut pieces = kind.split('<');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (word, rest) = piece.split_once('>').unwrap_or((piece, ""));
        let _ = match word {
            "id" => write!(text, "{}", 10_000 + draw.number(90_000)),
            "ms" => write!(text, "{:.0}", latency.max(1.0) * (0.7 + 0.6 * draw.share())),
            "late" => write!(text, "{}", 2_000 + draw.number(7_000)),
            "n" => write!(text, "{}", 2 + draw.number(90)),
            "hex" => write!(text, "{:08x}", draw.number(u32::MAX)),
            "ip" => write!(text, "10.0.{}.{}", draw.number(8), 2 + draw.number(250)),
            other => write!(text, "<{other}>"),
        };
        text.push_str(rest);
    }
    text
}

// The random numbers of one line, one after the other.
struct Draw {
    random: Stream,
    next: i64,
}

impl Draw {
    fn share(&mut self) -> f64 {
        self.next = self.next.wrapping_add(1);
        self.random.uniform(self.next)
    }

    fn number(&mut self, count: u32) -> u32 {
        (self.share() * f64::from(count)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_values() {
        let mut draw = Draw { random: Stream::new(1, 1), next: 0 };
        let text = fill("job <id> of <ip> took <ms> ms <x>", 100.0, &mut draw);
        assert!(text.starts_with("job ") && text.ends_with(" ms <x>"), "{text}");
        assert!(!text.contains("<id>") && !text.contains("<ip>") && !text.contains("<ms>"));
        assert_eq!(fill("plain", 1.0, &mut draw), "plain");
    }
}
