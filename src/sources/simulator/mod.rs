//! Simulated data with known faults, so that the product shows itself without any server and the
//! quality of a detector can be measured.
//!
//! Every point is a pure function of seed, origin and tick: a live simulation is extended by asking
//! for later ticks, and the answer never depends on how the time was cut.

pub mod files;
mod world;

pub use files::files;

use crate::catalogue;
use crate::model::{About, CivilTime, LogLine, Mark, Series, TimeRange};
use std::fmt::Write as _;
use std::ops::Range;

/// More ticks than this are not generated at once: the earliest are left out.
pub const MOST_TICKS: i64 = 1_000_000;

/// A world that can be simulated.
pub trait Scenario: Sync {
    /// Identity and help.
    fn about(&self) -> About;

    /// Seconds between points.
    fn step(&self) -> f64;

    /// Points with `from <= time < to`, at `origin` plus whole steps, earlier or later.
    ///
    /// Deterministic; a range that is empty or not finite gives series without points.
    fn generate(&self, seed: u64, origin: f64, range: TimeRange) -> Simulated;
}

/// Simulated data and what is true of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Simulated {
    /// Series of one grid; always the same ones in the same order.
    pub series: Vec<Series>,
    /// Log lines in order of time, none later than the last point.
    pub logs: Vec<LogLine>,
    /// For each series and each point, whether a fault shows there.
    pub truth: Vec<Vec<bool>>,
    /// The faults with a point in the range, in order of start.
    pub faults: Vec<Fault>,
    /// What operators noted in the range, in order of time, also what is no part of a fault.
    pub marks: Vec<Mark>,
}

/// One thing that happened, and what is true of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// From the first to the last point that it may change.
    pub range: TimeRange,
    /// In a few words.
    pub name: String,
    /// `deployment_regression`, `database_saturation`, `resource_exhaustion`, `traffic_surge`,
    /// `dependency_failure`, `cascading_failure`, `capacity_limit`, `data_loss`, `error_burst` or
    /// `noisy_neighbour`; empty for what is harmless, or has no cause beyond itself.
    pub cause: &'static str,
    /// The first moment from which its effect on some series, but for that of more traffic by itself, exceeds twice that series' noise (half
    /// the width if uniform, the standard deviation if normal), or a value is lost.
    pub visible: f64,
    /// The services that it touches, the origin first; none where there are no services.
    pub services: Vec<String>,
}

catalogue! {
    /// Every scenario, in menu order; the first is the default.
    pub static SCENARIOS: [&dyn Scenario], MENU = {
        service, metrics, normal, deployment_drift, database_saturation, deploy_saturation, memory_leak,
        traffic_surge, dependency_cascade, noisy_neighbour, disk_filling, certificate_expiry,
        data_loss, capacity_squeeze,
    }
}

/// The scenario with this id.
pub fn find(id: &str) -> Option<&'static dyn Scenario> {
    SCENARIOS.iter().copied().find(|scenario| scenario.about().id == id)
}

/// Log lines as a program writes them: stamp, level, message; the name of the service before the
/// message if there are several.
pub fn log_text(logs: &[LogLine]) -> String {
    let mut text = String::new();
    for LogLine { time, level, service, message } in logs {
        let (stamp, level) = (stamp(*time), level.word());
        let colon = if service.is_empty() { "" } else { ": " };
        let _ = writeln!(text, "{stamp} {level} {service}{colon}{message}");
    }
    text
}

// `2024-01-15T10:00:00.000Z`.
fn stamp(time: f64) -> String {
    let civil = CivilTime::from_seconds((time * 1000.0).round() / 1000.0);
    let (date, hour, minute, second) = (civil.date(), civil.hour, civil.minute, civil.second);
    format!("{date}T{hour:02}:{minute:02}:{second:06.3}Z")
}

// The ticks whose time lies in the range.
fn ticks(step: f64, origin: f64, range: TimeRange) -> Range<i64> {
    let first = ((range.from - origin) / step).ceil();
    let end = ((range.to - origin) / step).ceil();
    if !first.is_finite() || !end.is_finite() {
        return 0..0;
    }
    // The conversion saturates; scenarios number several random draws a tick, which needs room.
    let bounded = |tick: f64| (tick as i64).clamp(i64::MIN / 64, i64::MAX / 64);
    let end = bounded(end);
    bounded(first).max(end - MOST_TICKS)..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_begin_in_the_range_and_end_before_it_ends() {
        let check = |from: f64, to: f64, expected: Range<i64>| {
            assert_eq!(ticks(5.0, 100.0, TimeRange { from, to }), expected, "{from}..{to}");
        };
        check(100.0, 110.0, 0..2);
        check(91.0, 110.1, -1..3);
        check(f64::NEG_INFINITY, 110.0, 0..0);
        check(f64::NAN, 110.0, 0..0);
        check(-1e9, 100.0, -MOST_TICKS..0);
        assert!(ticks(5.0, 0.0, TimeRange { from: 10.0, to: 5.0 }).is_empty());
        assert!(!ticks(5.0, 0.0, TimeRange { from: -1e300, to: 1e300 }).is_empty());
    }
}
