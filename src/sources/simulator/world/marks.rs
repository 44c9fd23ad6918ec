//! What operators noted: what belongs to a fault, and what has nothing to do with any.

use super::occurrence::Occurrence;
use super::shop::{Shop, Who};
use super::{STEP, Story};
use crate::model::{Labels, Mark, MarkKind};
use crate::stats::order::sort_by;
use crate::stats::rng::Stream;
use std::ops::Range;

const STREAM: u64 = 4;
/// Something harmless is noted this often, in ticks, early or late by at most the second number.
const PERIOD: i64 = 520;
const JITTER: f64 = 200.0;
/// Nothing harmless is done to a service that fails within so many ticks: it would look guilty.
const INNOCENT: i64 = 160;

/// Every mark of the range, in order of time.
pub fn within(story: &Story, shop: &Shop, seed: u64, origin: f64, ticks: &Range<i64>) -> Vec<Mark> {
    let mut all = harmless(story, shop, seed, ticks);
    for one in Occurrence::within(story, shop, seed, ticks) {
        let marks = one.plot.marks.iter();
        all.extend(marks.map(|(at, kind, who, title)| (one.tick(*at), *kind, *who, title.clone())));
    }
    all.retain(|(tick, ..)| ticks.contains(tick));
    sort_by(&mut all, |a, b| a.0.cmp(&b.0));
    let mark = |(tick, kind, who, title): (i64, MarkKind, Who, String)| Mark {
        time: origin + tick as f64 * STEP,
        kind,
        title,
        labels: Labels::new([("service".to_owned(), shop.name(who).to_owned())]),
    };
    all.into_iter().map(mark).collect()
}

fn harmless(
    story: &Story,
    shop: &Shop,
    seed: u64,
    ticks: &Range<i64>,
) -> Vec<(i64, MarkKind, Who, String)> {
    if ticks.is_empty() {
        return Vec::new();
    }
    let random = Stream::new(seed, STREAM);
    let services: Vec<Who> = shop.services().collect();
    let numbers = ticks.start / PERIOD - 2..ticks.end / PERIOD + 3;
    let one = |number: i64| {
        let first = number.wrapping_mul(8);
        let tick = number * PERIOD + random.between(first, -JITTER, JITTER) as i64;
        let who = services[random.below(first + 1, services.len() as u32) as usize];
        let (kind, title) = note(shop.name(who), random, first + 2);
        (tick, kind, who, title)
    };
    numbers
        .map(one)
        .filter(|(tick, _, who, _)| {
            ticks.contains(tick)
                && Occurrence::within(story, shop, seed, &(*tick..tick + INNOCENT))
                    .iter()
                    .all(|fault| !fault.plot.touched.contains(who))
        })
        .collect()
}

fn note(name: &str, random: Stream, draw: i64) -> (MarkKind, String) {
    let (major, minor) = (1 + random.below(draw, 5), random.below(draw + 1, 40));
    match random.below(draw + 2, 4) {
        0 | 1 => (MarkKind::Deployment, format!("{name} {major}.{minor}.0 rolled out")),
        2 => (MarkKind::Change, format!("Feature flag {major}{minor} of {name} enabled for staff")),
        _ => (MarkKind::Note, format!("Dashboard of {name} rearranged")),
    }
}
