//! The patterns of several logs as one: the same signature of two files is one signature.

use super::super::indexed::Indexed;
use super::super::merge::{Pattern, Patterns, Precision, merge_at};
use super::super::table::Signature;
use super::super::themes::{Theme, themes};
use super::look::ByHand;
use super::paint::Axis;
use super::told::SPARK_BARS;
use super::{Log, Look};
use crate::model::TimeRange;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Counts of all patterns in time take no more places than this: 12 MB.
const MOST_CELLS: usize = 3 << 19;

/// Patterns of all logs with their counts in time.
#[derive(Debug)]
pub struct Joined {
    /// What they were made of: other records, another precision or other edits make others.
    pub state: State,
    /// Patterns; what follows is in their order.
    pub patterns: Vec<Pattern>,
    /// Records in each bucket.
    pub counts: Vec<Vec<f64>>,
    /// First and last moment; NaN without.
    pub seen: Vec<[f64; 2]>,
    /// Records that are in no pattern.
    pub other: u64,
    /// Number of the first bucket since 1970.
    first: i64,
    /// Log2 of the seconds of a bucket.
    doublings: u32,
    range: Option<TimeRange>,
    // The pattern of each signature, for each log.
    of_rows: Vec<Vec<u32>>,
    themes: Option<Vec<Theme>>,
}

/// What patterns are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    // Source, what was read of it, and how much of that: one that is read again is another one.
    records: Vec<(u32, *const Indexed, u64)>,
    precision: Precision,
    by_hand: ByHand,
}

/// The state of now.
pub fn state_of(logs: &[Log], look: &Look) -> State {
    State {
        records: logs
            .iter()
            .map(|log| (log.source.0, std::ptr::from_ref(log.index), log.index.reader.records()))
            .collect(),
        precision: look.precision,
        by_hand: look.by_hand.clone(),
    }
}

impl Joined {
    /// Merges the signatures of all logs, and counts their patterns in time.
    pub fn of(logs: &[Log], look: &Look, state: State) -> Self {
        let (signatures, rows) = match logs {
            // Of one log nothing is copied.
            [log] => {
                let signatures = log.index.reader.signatures();
                (Cow::Borrowed(signatures), vec![(0..signatures.len() as u32).collect()])
            }
            logs => {
                let (signatures, rows) = union(logs);
                (Cow::Owned(signatures), rows)
            }
        };
        let Patterns { list, of_signature } =
            merge_at(&signatures, &look.by_hand.edits, look.precision);
        let mut joined = Self {
            state,
            counts: Vec::new(),
            seen: vec![[f64::NAN; 2]; list.len()],
            patterns: list,
            other: logs.iter().map(|log| log.index.reader.other()).sum(),
            first: 0,
            doublings: 0,
            range: range_of(logs),
            of_rows: Vec::new(),
            themes: None,
        };
        joined.settle_buckets(logs);
        for (log, rows) in logs.iter().zip(rows) {
            let patterns: Vec<u32> = rows.iter().map(|row| of_signature[*row as usize]).collect();
            for (row, pattern) in patterns.iter().enumerate() {
                joined.add(log, row, *pattern as usize);
            }
            joined.of_rows.push(patterns);
        }
        joined
    }

    // As narrow as the widest of a log, and as many as there is room for.
    fn settle_buckets(&mut self, logs: &[Log]) {
        let spans: Vec<(i64, i64)> =
            logs.iter().filter_map(|log| log.index.reader.buckets().seconds()).collect();
        let widths = logs.iter().map(|log| log.index.reader.buckets().doublings());
        let first = spans.iter().map(|(first, _)| *first).min();
        let last = spans.iter().map(|(_, last)| *last).max();
        let (Some(first), Some(last)) = (first, last) else {
            self.counts = vec![Vec::new(); self.patterns.len()];
            return;
        };
        self.doublings = widths.max().unwrap_or(0);
        let buckets = |doublings: u32| ((last >> doublings) - (first >> doublings) + 1) as usize;
        while buckets(self.doublings) > 1
            && buckets(self.doublings).saturating_mul(self.patterns.len()) > MOST_CELLS
        {
            self.doublings += 1;
        }
        self.first = first >> self.doublings;
        self.counts = vec![vec![0.0; buckets(self.doublings)]; self.patterns.len()];
    }

    fn add(&mut self, log: &Log, row: usize, pattern: usize) {
        let (first, doublings) = (self.first, self.doublings);
        let counts = &mut self.counts[pattern];
        log.index.reader.buckets().add_wider(row + 1, first, doublings, counts);
        let Some(seen) = log.index.reader.seen().get(row) else { return };
        let [from, to] = &mut self.seen[pattern];
        // NaN gives way to any moment.
        *from = from.min(seen[0]);
        *to = to.max(seen[1]);
    }

    /// The rows of a pattern's signatures, for each log.
    pub fn rows_of(&self, template: &str) -> Option<Vec<Vec<u32>>> {
        let same = |pattern: &Pattern| pattern.template == template;
        let wanted = self.patterns.iter().position(same)? as u32;
        let rows = |patterns: &Vec<u32>| {
            (0..patterns.len() as u32).filter(|row| patterns[*row as usize] == wanted).collect()
        };
        Some(self.of_rows.iter().map(rows).collect())
    }

    /// Their themes.
    pub fn themes(&mut self) -> &[Theme] {
        self.themes.get_or_insert_with(|| themes(&self.patterns))
    }

    /// First and last moment of all records.
    pub fn range(&self) -> Option<TimeRange> {
        self.range
    }

    /// Seconds of a bucket.
    pub fn width(&self) -> f64 {
        (1_u64 << self.doublings) as f64
    }

    /// Buckets of each pattern.
    pub fn buckets(&self) -> usize {
        self.counts.first().map_or(0, Vec::len)
    }

    /// Where the first bucket begins.
    pub fn start(&self) -> f64 {
        self.first as f64 * self.width()
    }

    /// Bars over a view, for pictures of rows.
    pub fn axis(&self, view: TimeRange) -> Axis {
        Axis::new(self.start(), self.width(), view, SPARK_BARS)
    }

    /// The buckets that a window touches; `None` if it touches none.
    pub fn window(&self, window: Option<TimeRange>) -> Option<Range<usize>> {
        let (window, buckets) = (window?, self.counts.first()?.len());
        let place = |time: f64| (time - self.start()) / self.width();
        let from = place(window.from).floor().max(0.0) as usize;
        let to = place(window.to).ceil().max(0.0) as usize;
        let range = from..to.max(from + 1).min(buckets);
        (range.start < range.end).then_some(range)
    }

    /// The same in seconds.
    pub fn seconds(&self, buckets: &Range<usize>) -> TimeRange {
        let moment = |bucket: usize| self.start() + bucket as f64 * self.width();
        TimeRange { from: moment(buckets.start), to: moment(buckets.end) }
    }
}

fn range_of(logs: &[Log]) -> Option<TimeRange> {
    let spans = logs.iter().filter_map(|log| log.index.reader.buckets().seconds());
    let range = |(from, to): (i64, i64)| TimeRange { from: from as f64, to: (to + 1) as f64 };
    spans.map(range).reduce(TimeRange::union)
}

// All signatures, and for each log the place of each of its rows among them.
fn union(logs: &[Log]) -> (Vec<Signature>, Vec<Vec<u32>>) {
    let (mut all, mut places) = (Vec::<Signature>::new(), HashMap::<Box<[u8]>, u32>::new());
    let rows = logs.iter().map(|log| {
        let place = |signature: &Signature| {
            let next = all.len() as u32;
            let place = *places.entry(signature.key.clone()).or_insert(next);
            match all.get_mut(place as usize) {
                None => all.push(signature.clone()),
                Some(known) => known.add(signature),
            }
            place
        };
        log.index.reader.signatures().iter().map(place).collect()
    });
    let rows = rows.collect();
    (all, rows)
}
