//! The anomalies that are put into the metrics: three in a hundred points begin one.

use crate::model::TimeRange;
use crate::sources::simulator::Fault;
use crate::stats::rng::Stream;
use std::ops::Range;

const SHARE: f64 = 0.03;
/// A shift lasts 5 to 14 points.
const SHORTEST: u32 = 5;
const LONGEST: u32 = 14;
/// Heights in standard deviations of the series.
const SPIKE: (f64, f64) = (3.0, 6.0);
const DIP: (f64, f64) = (-3.0, -5.0);
const SHIFT: (f64, f64) = (2.0, 4.0);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Spike,
    Dip,
    Shift,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Injection {
    kind: Kind,
    start: i64,
    end: i64,
}

impl Injection {
    /// Those that share a tick with the range, in order of start.
    pub(super) fn all(seed: u64, stream: u64, ticks: Range<i64>) -> Vec<Self> {
        if ticks.is_empty() {
            return Vec::new();
        }
        let random = Stream::new(seed, stream);
        (ticks.start - i64::from(LONGEST)..ticks.end)
            .filter(|tick| random.uniform(tick * 4) < SHARE)
            .map(|start| {
                let (kind, length) = match random.below(start * 4 + 1, 3) {
                    0 => (Kind::Spike, 1),
                    1 => (Kind::Dip, 1),
                    _ => {
                        let more = random.below(start * 4 + 2, LONGEST - SHORTEST + 1);
                        (Kind::Shift, i64::from(SHORTEST + more))
                    }
                };
                Self { kind, start, end: start + length }
            })
            .filter(|one| one.end > ticks.start)
            .collect()
    }

    /// The ticks of the range that it covers.
    pub(super) fn within(&self, ticks: &Range<i64>) -> Range<i64> {
        self.start.max(ticks.start)..self.end.min(ticks.end)
    }

    /// Height in standard deviations of the series; a shift has one height throughout.
    pub(super) fn height(&self, random: Stream) -> f64 {
        let (near, far) = match self.kind {
            Kind::Spike => SPIKE,
            Kind::Dip => DIP,
            Kind::Shift => SHIFT,
        };
        random.between(self.start, near, far)
    }

    /// What is true of it: it shows at once, and is nothing but itself.
    pub(super) fn truth(&self, metric: &str, origin: f64, step: f64) -> Fault {
        let kind = match self.kind {
            Kind::Spike => "spike",
            Kind::Dip => "dip",
            Kind::Shift => "shift",
        };
        let from = origin + self.start as f64 * step;
        let to = origin + (self.end - 1) as f64 * step;
        Fault {
            range: TimeRange { from, to },
            name: format!("Injected {kind} of {metric}"),
            cause: "",
            visible: from,
            services: Vec::new(),
        }
    }
}
