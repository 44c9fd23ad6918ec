//! Quality of what is said of patterns in a window, on simulated incidents: which change is found, and how many
//! are told that are none.
#![cfg(not(target_arch = "wasm32"))]

use blip::logs::change::{Change, changes};
use blip::logs::sentence::sentence;
use blip::logs::spike::spikes;
use blip::stats::rng::Stream;

const PATTERNS: usize = 120;
const BEFORE: usize = 60;
const WINDOW: usize = 6;
const INCIDENTS: u64 = 40;

/// Counts of patterns with Zipf's rates that wander (AR(1) of their logarithms) and scatter as Poisson's, and
/// the pattern that is changed by a factor in the window; traffic changes all of them.
fn incident(seed: u64, factor: f64, traffic: f64, burst: f64) -> (Vec<Vec<f64>>, usize) {
    let choice = Stream::new(seed, 0);
    // One of those of which enough come to tell a fall.
    let changed = choice.below(0, 25) as usize;
    let row = |pattern: usize| -> Vec<f64> {
        let (walk, chance) =
            (Stream::new(seed, 2 * pattern as u64 + 1), Stream::new(seed, 2 * pattern as u64 + 2));
        let usual = 900.0 / ((pattern + 1) as f64).powf(1.2);
        let mut wander = walk.normal(-1);
        let count = |at: usize| {
            wander = 0.6 * wander + 0.8 * walk.normal(at as i64);
            let within = if at >= BEFORE { traffic } else { 1.0 };
            let own = if at >= BEFORE && pattern == changed { factor } else { 1.0 };
            poisson(
                chance,
                at as i64,
                usual * within * own * (burst * wander - burst * burst / 2.0).exp(),
            )
        };
        (0..BEFORE + WINDOW).map(count).collect()
    };
    ((0..PATTERNS).map(row).collect(), changed)
}

/// By sums of exponential times, or nearly normal where many come.
fn poisson(stream: Stream, at: i64, mean: f64) -> f64 {
    if mean > 50.0 {
        return (mean + mean.sqrt() * stream.normal(at)).round().max(0.0);
    }
    let (mut time, mut count) = (0.0, 0);
    loop {
        time -= (1.0 - stream.uniform(at * 1000 + count)).ln();
        if time > mean {
            return count as f64;
        }
        count += 1;
    }
}

#[test]
fn falls_are_found_and_seldom_told_of_what_is_steady() {
    let mut lines = Vec::new();
    for burst in [0.15, 0.4] {
        for traffic in [0.5, 1.0, 2.0] {
            for (factor, least) in [(0.0, 0.95), (0.125, 0.8)] {
                let (mut found, mut first, mut wrong) = (0.0, 0.0, 0.0);
                for seed in 0..INCIDENTS {
                    let (counts, changed) = incident(seed, factor, traffic, burst);
                    let judged = changes(&counts, BEFORE..BEFORE + WINDOW, 30.0);
                    let wanted = if factor == 0.0 { Change::Gone } else { Change::Fallen };
                    found += f64::from(u8::from(judged[changed].change == wanted));
                    first += f64::from(u8::from(judged[changed].rank == 1));
                    let told = judged.iter().filter(|one| one.change != Change::Steady).count();
                    wrong +=
                        told as f64 - f64::from(u8::from(judged[changed].change != Change::Steady));
                    assert!(judged.iter().all(|one| sentence(one).ends_with('.')));
                    let rises = spikes(&counts, BEFORE..BEFORE + WINDOW);
                    assert!(judged.iter().zip(&rises).all(|(one, rise)| one.rise == *rise));
                }
                let share = |sum: f64| sum / INCIDENTS as f64;
                lines.push(format!(
                    "burst {burst} traffic {traffic} factor {factor}: found {:.2} first {:.2} wrong {:.2}",
                    share(found),
                    share(first),
                    share(wrong)
                ));
                // Twice the traffic makes a quarter of an eighth: within what bursts do.
                let least = if traffic > 1.0 && factor > 0.0 { 0.4 } else { least };
                assert!(share(found) >= least && share(wrong) <= 1.0, "{lines:#?}");
            }
        }
    }
    eprintln!("{lines:#?}");
}
