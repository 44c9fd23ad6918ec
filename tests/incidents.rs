//! Incidents of the simulator's scenarios against what is true of them: floors for what the documentation promises, and
//! laws that hold for any data.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

#[path = "incidents/laws.rs"]
mod laws;
#[path = "incidents/quality.rs"]
mod quality;
#[path = "incidents/spoken.rs"]
mod spoken;

use blip::sources::simulator::Simulated;
use quality::{Quality, Reliability, STORIES};

/// Seeds that no rule was made with.
const SEEDS: std::ops::Range<u64> = 1_000..1_006;

#[test]
fn each_story_is_told_once_soon_and_with_its_cause() {
    let mut reliability = Reliability::default();
    let (mut faults, mut first, mut second, mut soon, mut one) = (0, 0, 0, 0, 0);
    for story in STORIES {
        let quality = Quality::of(story, SEEDS, &mut reliability);
        assert_eq!(quality.count, 6, "{story}");
        assert_eq!(quality.elsewhere, 0, "{story}: nothing else opens");
        faults += quality.faults;
        first += quality.first;
        second += quality.second;
        one += quality.one;
        soon += quality.soon;
    }
    assert_eq!(faults, 60);
    let least = |share: f64| (share * f64::from(faults)).ceil() as u32;
    assert!(least(0.9) <= first, "the right cause first: {first} of {faults}");
    assert!(least(0.98) <= second, "among the first two: {second} of {faults}");
    assert!(least(0.98) <= soon, "within five steps: {soon} of {faults}");
    assert!(least(0.98) <= one, "one incident: {one} of {faults}");
}

#[test]
fn the_order_of_series_and_events_changes_nothing() {
    for story in ["database_saturation", "dependency_cascade"] {
        let (simulated, _) = quality::simulate(story, 1_001);
        let told = quality::incidents(&simulated);
        assert!(!told.is_empty());
        let mut turned = Simulated { ..simulated.clone() };
        turned.series.reverse();
        turned.marks.reverse();
        turned.marks.extend(simulated.marks.iter().cloned());
        let words = |of: &[blip::model::Incident]| -> Vec<(String, String, f64, f64)> {
            of.iter()
                .map(|one| (one.title.clone(), one.sentence.clone(), one.opened, one.to))
                .collect()
        };
        assert_eq!(words(&told), words(&quality::incidents(&turned)), "{story}");
    }
}

#[test]
fn what_comes_later_does_not_change_when_an_incident_opened() {
    let (simulated, _) = quality::simulate("deployment_drift", 1_002);
    let told = quality::incidents(&simulated);
    let opened = told.last().expect("an incident").opened;
    let mut cut = simulated.clone();
    for series in &mut cut.series {
        let until = series.times.partition_point(|time| *time <= opened + 60.0);
        series.times = std::sync::Arc::new(series.times[..until].to_vec());
        series.values.truncate(until);
    }
    cut.logs.retain(|line| line.time <= opened + 60.0);
    let early = quality::incidents(&cut);
    assert_eq!(early.last().map(|one| one.opened), Some(opened));
    assert!(early[0].ongoing && early[0].sentence.contains("so far"));
}
