//! Incidents of which only a log tells.

use blip::logs::{Indexed, Options};
use blip::model::Incident;
use blip::shelf::counted;
use blip::stats::rng::Stream;
use blip::triage::{self, Lines, Scene};
use std::fmt::Write as _;

/// Five hours of a service that writes, and fails so many times a minute; a burst for ten minutes.
fn log(seed: u64, failures: f64, burst: usize) -> String {
    let random = Stream::new(seed, 0);
    let mut text = String::new();
    for minute in 0..300_i64 {
        let mut write = |second: i64, level: &str, what: &str| {
            let (hour, minute) = (8 + minute / 60, minute % 60);
            let _ = writeln!(text, "2024-01-15T{hour:02}:{minute:02}:{second:02}Z {level} {what}");
        };
        (0..12).for_each(|at| write(at * 3, "INFO", &format!("answered in {} ms", 20 + at)));
        let failed = (0..40).filter(|at| random.uniform(minute * 40 + at) < failures / 40.0);
        failed.for_each(|_| write(40, "ERROR", "parcel 7 was refused by the carrier"));
        if (200..210).contains(&minute) {
            (0..burst).for_each(|_| write(50, "ERROR", "cannot reach ledger: connection refused"));
        }
    }
    text
}

fn incidents(text: &str) -> Vec<Incident> {
    let mut log = Indexed::new(Options::default());
    log.push(text.as_bytes()).expect("a log");
    log.finish().expect("a log");
    let (sightings, lines) =
        ([counted("parcels", "parcels.log", &log)], [Lines::of("parcels", &log)]);
    triage::incidents(Scene { sightings: &sightings, lines: &lines, marks: &[] })
}

#[test]
fn a_burst_of_failures_in_a_log_is_an_incident_without_any_metric() {
    for (seed, failures) in [(1, 0.1), (2, 2.0), (3, 8.0)] {
        let found = incidents(&log(seed, failures, 40));
        assert_eq!(found.len(), 1, "{failures}: {found:?}");
        let start = 1_705_305_600.0 + 200.0 * 60.0;
        assert!(
            (start..start + 600.0).contains(&found[0].opened),
            "{failures}: {}",
            found[0].opened - start
        );
        assert_eq!(found[0].entities, ["parcels"]);
        assert!(found[0].patterns.iter().any(|one| one.template.contains("cannot reach ledger")));
        assert_eq!(found[0].causes[0].id, "dependency_failure", "{:?}", found[0].causes);
        assert!(found[0].suspects.iter().any(|one| one.name == "ledger (not measured)"));
    }
}

#[test]
fn failures_at_their_usual_rate_are_none() {
    for seed in 10..30 {
        for failures in [0.02, 0.3, 2.0, 8.0] {
            assert_eq!(incidents(&log(seed, failures, 0)), [], "{seed} {failures}");
        }
    }
}
