//! When the service fails, how, and by how much.

use super::SERVICE;
use crate::model::{Labels, Mark, MarkKind, TimeRange};
use crate::stats::rng::Stream;
use std::ops::Range;

/// What a fault adds to latency (ms), error rate (%), CPU (%) and request rate (1/s).
pub(super) type Effect = [f64; 4];

/// Half the width of the uniform noise of each series.
pub(super) const NOISE: Effect = [8.0, 0.05, 4.0, 3.0];

const PLACE_STREAM: u64 = 2;
const MINUTE: f64 = 12.0; // ticks of five seconds

/// The history holds one of each kind: minutes before the origin at which they begin.
const DRIFT_BEFORE: (f64, f64) = (60.0, 100.0);
const SATURATION_BEFORE: (f64, f64) = (20.0, 40.0);
/// Live, a fault begins this often, in minutes, early or late by at most the second number; the
/// kinds alternate.
const LIVE_PERIOD: i64 = 45;
const LIVE_JITTER: f64 = 6.0;
/// How long it takes from the deployment to the worst, and how long the worst lasts, in minutes.
const RAMP: (f64, f64) = (2.5, 4.0);
const PLATEAU: (f64, f64) = (2.0, 3.0);
const SATURATION: (f64, f64) = (4.5, 7.0);
/// The worst of the drift: ms and %.
const RAMP_HEIGHT: (f64, f64) = (120.0, 142.0);
const RAMP_ERRORS: f64 = 1.2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A deployment whose latency grows until it is rolled back.
    DeployDrift,
    /// A database that takes no more connections, at once.
    DbSaturation,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub kind: Kind,
    ticks: Range<i64>,
    // Ticks until the worst, and the latency then; of a drift only.
    ramp: f64,
    height: f64,
}

impl Fault {
    // Number 0 is the drift of the history, 1 its saturation, 2 and up are live.
    fn numbered(seed: u64, number: i64) -> Self {
        let random = Stream::new(seed, PLACE_STREAM);
        let draw = |purpose: i64, (low, high): (f64, f64)| {
            random.between(number * 8 + purpose, low, high) * MINUTE
        };
        let kind = if number % 2 == 0 { Kind::DeployDrift } else { Kind::DbSaturation };
        let start = match number {
            0 => -draw(0, DRIFT_BEFORE),
            1 => -draw(0, SATURATION_BEFORE),
            _ => {
                let middle = ((number - 1) * LIVE_PERIOD) as f64 * MINUTE;
                middle + draw(0, (-LIVE_JITTER, LIVE_JITTER))
            }
        };
        let ramp = draw(1, RAMP);
        let length = match kind {
            Kind::DeployDrift => ramp + draw(2, PLATEAU),
            Kind::DbSaturation => draw(2, SATURATION),
        };
        let height = random.between(number * 8 + 3, RAMP_HEIGHT.0, RAMP_HEIGHT.1);
        Self { kind, ticks: start as i64..(start + length) as i64, ramp, height }
    }

    /// What it adds at one of its ticks; `a` and `b` are uniform in `[0, 1)`.
    pub(super) fn effect(&self, tick: i64, a: f64, b: f64) -> Effect {
        match self.kind {
            Kind::DeployDrift => {
                let grown = ((tick - self.ticks.start) as f64 / self.ramp).min(1.0);
                [self.height * grown, RAMP_ERRORS * grown, 10.0, 0.0]
            }
            Kind::DbSaturation => [220.0 + 60.0 * a, 2.5 + b, 25.0, 0.0],
        }
    }

    /// What is true of it.
    pub(super) fn truth(&self, origin: f64, step: f64) -> super::super::Fault {
        let (name, cause) = match self.kind {
            Kind::DeployDrift => ("Latency drift after a deployment", "deployment_regression"),
            Kind::DbSaturation => ("Saturated database", "database_saturation"),
        };
        let time = |tick: i64| origin + tick as f64 * step;
        let seen = |tick: &i64| {
            let effect = self.effect(*tick, 0.0, 0.0);
            effect.iter().zip(NOISE).any(|(effect, noise)| *effect > 2.0 * noise)
        };
        let visible = self.ticks.clone().find(seen).unwrap_or(self.ticks.start);
        super::super::Fault {
            range: TimeRange { from: time(self.ticks.start), to: time(self.ticks.end - 1) },
            name: name.to_owned(),
            cause,
            visible: time(visible),
            services: vec![SERVICE.to_owned()],
        }
    }

    /// The moment of the deployment that began it, if one did.
    pub(super) fn deployed(&self, origin: f64, step: f64) -> Option<Mark> {
        (self.kind == Kind::DeployDrift).then(|| Mark {
            time: origin + self.ticks.start as f64 * step,
            kind: MarkKind::Deployment,
            title: format!("{SERVICE} rolled out"),
            labels: Labels::new([("service".to_owned(), SERVICE.to_owned())]),
        })
    }
}

/// The faults that share a tick with the range, in order of start.
pub(super) fn within(seed: u64, ticks: Range<i64>) -> Vec<Fault> {
    if ticks.is_empty() {
        return Vec::new();
    }
    let period = LIVE_PERIOD as f64 * MINUTE;
    // One more on either side, for jitter and length.
    let first = (ticks.start as f64 / period) as i64;
    let last = (ticks.end as f64 / period) as i64 + 2;
    let live = first.max(2)..=last.max(1);
    [0, 1]
        .into_iter()
        .chain(live)
        .map(|number| Fault::numbered(seed, number))
        .filter(|fault| fault.ticks.start < ticks.end && ticks.start < fault.ticks.end)
        .collect()
}

/// The one that lasts at a tick; they are in order of start, and never overlap.
pub(super) fn at(faults: &[Fault], tick: i64) -> Option<&Fault> {
    let over = faults.partition_point(|fault| fault.ticks.end <= tick);
    faults.get(over).filter(|fault| fault.ticks.contains(&tick))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 720;

    #[test]
    fn a_history_holds_one_of_each_and_live_goes_on() {
        for seed in 0..50 {
            let kinds = |ticks| within(seed, ticks).iter().map(|f| f.kind).collect::<Vec<_>>();
            assert_eq!(kinds(-6 * HOUR..0), [Kind::DeployDrift, Kind::DbSaturation]);
            assert_eq!(kinds(-500 * HOUR..-2 * HOUR), []);
            assert_eq!(kinds(0..3 * HOUR / 2 + 200).len(), 2);
            let far = 1_000_000 * HOUR;
            assert!(!kinds(far..far + HOUR).is_empty());
        }
    }

    #[test]
    fn faults_do_not_depend_on_the_question() {
        let all = within(7, -3 * HOUR..12 * HOUR);
        for fault in &all {
            let middle = i64::midpoint(fault.ticks.start, fault.ticks.end);
            assert_eq!(within(7, middle..middle + 1), std::slice::from_ref(fault));
            assert!(fault.ticks.end - fault.ticks.start <= 84);
        }
        assert_ne!(within(8, -3 * HOUR..12 * HOUR), all);
    }

    #[test]
    fn the_drift_grows_from_nothing_to_its_height() {
        let fault = Fault::numbered(3, 0);
        let latency = |tick: i64| fault.effect(fault.ticks.start + tick, 0.5, 0.5)[0];
        assert_eq!(latency(0), 0.0);
        assert!((0..47).all(|tick| latency(tick) <= latency(tick + 1)));
        assert!((120.0..142.0).contains(&latency(48)));
    }
}
