//! Levels over time, stacked.

use super::super::buckets::Buckets;
use super::Log;
use super::paint::Axis;
use super::told::{LEVEL_BARS, LEVEL_HEIGHT, LevelBand, Table};
use crate::model::TimeRange;

/// Names of bands, and the levels of each by their place in `Level::ALL`; from the worst to the least.
const BANDS: [(&str, &[usize]); 5] = [
    ("error", &[6, 7]),
    ("warning", &[5]),
    ("info", &[3, 4]),
    ("debug", &[1, 2]),
    ("no level", &[0]),
];

/// Fills in the bands, each upon the former.
pub fn paint(table: &mut Table, logs: &[Log], view: Option<TimeRange>) {
    let Some(view) = view.or(table.range) else { return };
    // The grid of the log with the widest buckets holds all others.
    let each =
        logs.iter().map(|log| log.index.reader.levels()).filter(|buckets| !buckets.is_empty());
    let first = each.clone().filter_map(Buckets::seconds).map(|(first, _)| first).min();
    let last = each.clone().filter_map(Buckets::seconds).map(|(_, last)| last).max();
    let doublings = each.clone().map(Buckets::doublings).max();
    let (Some(first), Some(last), Some(doublings)) = (first, last, doublings) else { return };
    let (first, last) = (first >> doublings, last >> doublings);
    let width = (1_u64 << doublings) as f64;
    let axis = Axis::new(first as f64 * width, width, view, LEVEL_BARS);
    let mut bands = Vec::new();
    for (name, levels) in BANDS {
        let mut counts = vec![0.0; (last - first + 1) as usize];
        for buckets in each.clone() {
            for level in levels {
                buckets.add_wider(*level, first, doublings, &mut counts);
            }
        }
        bands.push((name, counts.iter().sum::<f64>() as u64, axis.bars(&counts)));
    }
    let bars = bands.iter().map(|(.., bars)| bars.len()).max().unwrap_or(0);
    let total = |at: usize| bands.iter().map(|(.., bars)| bars[at]).sum::<f64>();
    table.fullest = (0..bars).map(total).fold(0.0, f64::max);
    (table.bar, table.bars) = (axis.seconds, axis.width);
    let mut base = vec![0.0; bars];
    for (name, count, bars) in bands.iter().filter(|(_, count, _)| *count > 0) {
        let path = axis.path(bars, &base, table.fullest, LEVEL_HEIGHT);
        table.levels.push(LevelBand { name: (*name).to_owned(), count: *count, path });
        for (base, bar) in base.iter_mut().zip(bars) {
            *base += bar;
        }
    }
}
