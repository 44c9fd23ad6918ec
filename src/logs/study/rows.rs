//! Rows of the table: filtered, in order, the first of them worded.

use super::changes::Changes;
use super::joined::Joined;
use super::look::{Look, Sort};
use super::paint::Axis;
use super::told::{Row, SPARK_HEIGHT, Table};
use crate::model::TimeRange;
use crate::stats::order;
use std::cmp::Ordering;

/// Fills in the rows: those of a theme alone, if one is chosen.
pub fn fill(
    table: &mut Table,
    joined: &Joined,
    changes: Option<&Changes>,
    look: &Look,
    theme: Option<&[u32]>,
) {
    let words: Vec<String> = look.filter.split_whitespace().map(str::to_ascii_lowercase).collect();
    let passes = |at: &usize| {
        let template = &joined.patterns[*at].template;
        let name = look.by_hand.name_of(template).unwrap_or_default();
        let text = [template, " ", name].concat().to_ascii_lowercase();
        theme.is_none_or(|theme| theme.binary_search(&(*at as u32)).is_ok())
            && words.iter().all(|word| text.contains(word))
    };
    let matching: Vec<usize> = (0..joined.patterns.len()).filter(passes).collect();
    table.matching = matching.len() as u32;
    let pinned: Vec<bool> = matching
        .iter()
        .map(|at| look.by_hand.pinned.contains(&joined.patterns[*at].template))
        .collect();
    let places = order::places(matching.len(), &mut |a, b| {
        let by_hand = pinned[b].cmp(&pinned[a]);
        by_hand.then_with(|| compare(joined, changes, look.sort, matching[a], matching[b]))
    });
    let first = places.iter().take(look.limit as usize).map(|place| *place as usize);
    let axis = look.view.or(table.range).map(|view| joined.axis(view));
    table.spark_bars = axis.as_ref().map_or(1.0, |axis| axis.width);
    table.rows = first
        .map(|place| Row {
            pinned: pinned[place],
            ..row(table, joined, changes, look, axis.as_ref(), matching[place])
        })
        .collect();
}

fn compare(joined: &Joined, changes: Option<&Changes>, sort: Sort, a: usize, b: usize) -> Ordering {
    let patterns = &joined.patterns;
    let count = patterns[b].count.cmp(&patterns[a].count);
    match (sort, changes) {
        (Sort::Change, Some(changes)) => changes.rank(a).cmp(&changes.rank(b)),
        (Sort::Change, None) | (Sort::Count, _) => count,
        (Sort::New, _) => joined.seen[b][0].total_cmp(&joined.seen[a][0]).then(count),
        (Sort::Rare, _) => count.reverse(),
        (Sort::Level, _) => patterns[b].level.cmp(&patterns[a].level).then(count),
    }
}

fn row(
    table: &Table,
    joined: &Joined,
    changes: Option<&Changes>,
    look: &Look,
    axis: Option<&Axis>,
    at: usize,
) -> Row {
    let pattern = &joined.patterns[at];
    let [from, to] = joined.seen[at];
    Row {
        name: look.by_hand.name_of(&pattern.template).unwrap_or_default().to_owned(),
        template: pattern.template.clone(),
        level: pattern.level,
        count: pattern.count,
        share: pattern.count as f64 / table.records as f64,
        seen: (!from.is_nan()).then_some(TimeRange { from, to }),
        spark: axis.map(|axis| spark(axis, &joined.counts[at])).unwrap_or_default(),
        change: changes.map_or("", |changes| changes.word(at)).to_owned(),
        sentence: changes
            .map(|changes| changes.sentence(at, &joined.counts[at]))
            .unwrap_or_default(),
        pinned: false,
    }
}

fn spark(axis: &Axis, counts: &[f64]) -> String {
    let bars = axis.bars(counts);
    let most = bars.iter().copied().fold(0.0, f64::max);
    axis.path(&bars, &[], most, SPARK_HEIGHT)
}
