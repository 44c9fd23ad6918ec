//! What the service writes to its log: about one line a second.

use super::faults::{Fault, Kind};
use crate::model::{Level, LogLine};
use crate::stats::rng::Stream;

const LINE_STREAM: u64 = 30;
/// Lines of one tick of five seconds, so that there is one a second.
const LINES: i64 = 5;
/// Random numbers reserved for each line.
const DRAWS: i64 = 8;
/// Share of the lines that complain while a fault lasts.
const WARNINGS_IN_DRIFT: f64 = 0.35;
const ERRORS_IN_SATURATION: f64 = 0.6;

/// Appends the lines of the five seconds up to a tick, in order of time.
pub(super) fn write(
    seed: u64,
    tick: i64,
    time: f64,
    fault: Option<&Fault>,
    logs: &mut Vec<LogLine>,
) {
    let random = Stream::new(seed, LINE_STREAM);
    for line in 0..LINES {
        let first = tick.wrapping_mul(LINES).wrapping_add(line).wrapping_mul(DRAWS);
        let draw = Draw { random, first };
        let level = level(fault.map(|fault| fault.kind), draw.share(0));
        let second = (line - LINES) as f64 + draw.share(1);
        let message = message(level, draw);
        logs.push(LogLine { time: time + second, level, service: String::new(), message });
    }
}

fn level(fault: Option<Kind>, share: f64) -> Level {
    match fault {
        Some(Kind::DeployDrift) if share < WARNINGS_IN_DRIFT => Level::Warn,
        Some(Kind::DbSaturation) if share < ERRORS_IN_SATURATION => Level::Error,
        _ => Level::Info,
    }
}

fn message(level: Level, draw: Draw) -> String {
    let pod = draw.number(3, 1, 6);
    let id = draw.number(4, 10_000, 99_999);
    match (level, draw.number(2, 0, if level == Level::Warn { 3 } else { 4 })) {
        (Level::Info, 0) => {
            format!("handled POST /checkout order={id} in {} ms", draw.number(5, 80, 160))
        }
        (Level::Info, 1) => format!("cart cache hit for key cart:{id} on checkout-{pod}"),
        (Level::Info, 2) => format!("session {id:x} opened on checkout-{pod}"),
        (Level::Info, _) => format!("reply 200 sent to 10.0.{pod}.{}", draw.number(5, 2, 250)),
        (Level::Warn, 0) => {
            format!("migration step {} is slow: {} ms so far", pod, draw.number(5, 900, 4_000))
        }
        (Level::Warn, 1) => {
            format!("waiting {} ms for the lock on table orders", draw.number(5, 200, 1_500))
        }
        (Level::Warn, _) => {
            format!("cache is cold on checkout-{pod}: {} % filled", draw.number(5, 3, 60))
        }
        (Level::Error, 0) => format!(
            "database timeout after {} ms on db-{pod} for order={id}",
            draw.number(5, 3_000, 9_000)
        ),
        (Level::Error, 1) => {
            format!("connection pool exhausted: {} requests waiting", draw.number(5, 20, 180))
        }
        (Level::Error, 2) => {
            format!("query on orders took {} ms, cancelled", draw.number(5, 5_000, 30_000))
        }
        (Level::Error, _) => {
            format!("deadlock on table orders, retry {pod} of 5 for order={id}")
        }
    }
}

// The random numbers of one line, by purpose.
#[derive(Clone, Copy)]
struct Draw {
    random: Stream,
    first: i64,
}

impl Draw {
    fn share(self, purpose: i64) -> f64 {
        self.random.uniform(self.first.wrapping_add(purpose))
    }

    // Of `from..to`.
    fn number(self, purpose: i64, from: u32, to: u32) -> u32 {
        from + self.random.below(self.first.wrapping_add(purpose), to - from)
    }
}
