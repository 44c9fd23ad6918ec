//! The world of the stories: one online shop, the same in all of them, so that no series gives away
//! what will happen.
//!
//! A story says who suffers what and when ([`Scene`]); the shop and its calm days, the moments at
//! which the story happens, ordinary lines of logs and marks are the same for all.

mod lines;
mod marks;
mod metric;
mod occurrence;
mod scene;
mod shape;
mod shop;
mod words;

pub use metric::Metric;
pub use scene::{Loss, Scene};
pub use shape::Shape;
pub use shop::{BACKS, DATABASE, FRONTS, GATEWAY, REPORTS, Who};

use super::{Scenario, Simulated, ticks};
use crate::model::{About, Series, TimeRange};
use occurrence::Occurrence;
use shop::Shop;
use std::sync::Arc;

/// Seconds between points, as servers usually ask for them.
const STEP: f64 = 15.0;

/// A scenario of the shop, told by its plot.
#[derive(Debug)]
pub struct Story {
    /// Identity and help.
    pub about: &'static About,
    /// What happens, as a name.
    pub fault: &'static str,
    /// Its cause, as in [`super::Fault`]; empty if it is harmless.
    pub cause: &'static str,
    /// How long it lasts, in minutes; at most 50, so that the next one finds a calm shop.
    pub minutes: (f64, f64),
    /// Whether the one of the history still goes on at the origin.
    pub goes_on: bool,
    /// Who suffers what, and when.
    pub plot: fn(&mut Scene),
}

impl Scenario for Story {
    fn about(&self) -> About {
        *self.about
    }

    fn step(&self) -> f64 {
        STEP
    }

    fn generate(&self, seed: u64, origin: f64, range: TimeRange) -> Simulated {
        let ticks = ticks(STEP, origin, range);
        let seed = self.own(seed);
        let shop = Shop::of(seed);
        let happening = Occurrence::within(self, &shop, seed, &ticks);
        let time = |tick: i64| origin + tick as f64 * STEP;
        let mut values = vec![Vec::new(); shop.seats.len()];
        let mut truth = vec![Vec::new(); shop.seats.len()];
        let mut logs = Vec::new();
        for tick in ticks.clone() {
            let now: Vec<&Occurrence> =
                happening.iter().filter(|one| one.ticks.contains(&tick)).collect();
            for (seat, column) in values.iter_mut().enumerate() {
                column.push(value(&shop, &now, seat, tick, &time));
                let shows = now.iter().any(|one| one.shows(&shop, seat, tick));
                truth[seat].push(shows && !self.cause.is_empty());
            }
            let value = |seat: usize| values[seat].last().copied().unwrap_or(f64::NAN);
            lines::write(&shop, seed, tick, time(tick), (&now, &value), &mut logs);
        }
        Simulated {
            series: series(&shop, &Arc::new(ticks.clone().map(time).collect()), values),
            logs,
            truth,
            faults: happening.iter().map(|one| one.fault(self, &shop, origin)).collect(),
            marks: marks::within(self, &shop, seed, origin, &ticks),
        }
    }
}

impl Story {
    // One of its own for each story, so that they have nothing in common (FNV-1a of the id).
    fn own(&self, seed: u64) -> u64 {
        let start = seed ^ 0xcbf2_9ce4_8422_2325;
        let mixed = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.about.id.bytes().fold(start, mixed)
    }
}

fn value(
    shop: &Shop,
    now: &[&Occurrence],
    seat: usize,
    tick: i64,
    time: &impl Fn(i64) -> f64,
) -> f64 {
    let metric = shop.seats[seat].metric;
    match now.iter().find_map(|one| one.takes(seat, tick)) {
        Some((Loss::Gap, _)) => f64::NAN,
        Some((Loss::Still, since)) => metric.possible(shop.calm(seat, since - 1, time(since - 1))),
        None => {
            let added: f64 = now.iter().map(|one| one.adds(seat, tick)).sum();
            metric.possible(shop.calm(seat, tick, time(tick)) + added)
        }
    }
}

fn series(shop: &Shop, times: &Arc<Vec<f64>>, values: Vec<Vec<f64>>) -> Vec<Series> {
    let of = |(seat, values): (&shop::Seat, Vec<f64>)| {
        let (name, unit) = seat.metric.name();
        Series {
            name: name.to_owned(),
            labels: shop.labels(seat.who),
            unit: unit.to_owned(),
            times: Arc::clone(times),
            values,
        }
    };
    shop.seats.iter().zip(values).map(of).collect()
}
