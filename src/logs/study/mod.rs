//! The patterns of all logs that are open, as a user looks at them.

mod changes;
mod joined;
mod look;
mod paint;
mod rows;
mod told;

pub use look::{COARSEST, Edits, FIRST_ROWS, Look, Sort, USUAL_PRECISION};
pub use told::{
    FileBadge, LEVEL_BARS, LEVEL_HEIGHT, LevelBand, Row, SPARK_BARS, SPARK_HEIGHT, Table,
};

use super::reader::LogReader;
use crate::model::{SourceId, TimeRange};
use joined::Joined;

/// A log that is open.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// Its source.
    pub source: SourceId,
    /// The name of that.
    pub name: &'a str,
    /// What was read of it.
    pub reader: &'a LogReader,
}

/// Looks at logs; keeps what is dear until records, precision or edits change.
#[derive(Debug, Default)]
pub struct Study {
    look: Look,
    kept: Option<Joined>,
}

impl Study {
    /// What is wanted.
    pub fn look(&mut self) -> &mut Look {
        &mut self.look
    }

    /// First and last moment of all records when they were last looked at.
    pub fn range(&self) -> Option<TimeRange> {
        self.kept.as_ref()?.range()
    }

    /// The table of patterns, as it is wanted. Cost: that of merging if records came or the precision
    /// changed, else O(patterns · buckets).
    pub fn table(&mut self, logs: &[Log]) -> Table {
        let records = logs.iter().map(|log| log.reader.records()).sum();
        self.join(logs);
        // Charts of another time have no common axis with these logs.
        let range = self.range();
        let shared = |view: &TimeRange| range.is_some_and(|range| range.touches(*view));
        self.look.view = self.look.view.filter(shared);
        let (look, Some(joined)) = (&self.look, &self.kept) else { return Table::default() };
        let mut table = Table {
            records,
            other: joined.other,
            counted: joined.patterns.iter().map(|pattern| pattern.count).sum(),
            patterns: joined.patterns.len() as u32,
            range: joined.range(),
            files: logs.iter().map(badge).collect(),
            ..Table::default()
        };
        let changes = joined.window(look.window).map(|window| changes::of(joined, window));
        table.window = joined.window(look.window).map(|window| joined.seconds(&window));
        table.note = changes.as_ref().map(|changes| changes.note.clone()).unwrap_or_default();
        rows::fill(&mut table, joined, changes.as_ref(), look);
        paint_levels(&mut table, logs, look.view);
        table
    }

    fn join(&mut self, logs: &[Log]) {
        let state = joined::state_of(logs, &self.look);
        if self.kept.as_ref().is_none_or(|kept| kept.state != state) {
            self.kept = Some(Joined::of(logs, &self.look, state));
        }
    }
}

fn badge(log: &Log) -> FileBadge {
    let reader = log.reader;
    FileBadge {
        source: log.source,
        name: log.name.to_owned(),
        format: reader.format().to_owned(),
        title: reader.title(),
        parsed: reader.parsed() as f64 / reader.records() as f64,
    }
}

// From the worst to the least, each upon the former.
fn paint_levels(table: &mut Table, logs: &[Log], view: Option<TimeRange>) {
    const BANDS: [(&str, &[usize]); 5] = [
        ("error", &[6, 7]),
        ("warning", &[5]),
        ("info", &[3, 4]),
        ("debug", &[1, 2]),
        ("no level", &[0]),
    ];
    let Some(range) = table.range else { return };
    let range = view.unwrap_or(range);
    table.bar = range.seconds() / LEVEL_BARS as f64;
    let mut counts = [(); BANDS.len()].map(|()| (0, vec![0.0; LEVEL_BARS]));
    for log in logs {
        let buckets = log.reader.levels();
        for ((_, levels), (count, bars)) in BANDS.iter().zip(&mut counts) {
            for level in *levels {
                let mut sums = vec![0.0; buckets.len()];
                buckets.add_to(*level, &mut sums);
                *count += sums.iter().sum::<f64>() as u64;
                paint::bars(&sums, buckets.start(), buckets.width(), [range.from, range.to], bars);
            }
        }
    }
    let total = |at: usize| counts.iter().map(|(_, bars)| bars[at]).sum::<f64>();
    table.fullest = (0..LEVEL_BARS).map(total).fold(0.0, f64::max);
    let mut base = vec![0.0; LEVEL_BARS];
    for ((name, _), (count, bars)) in BANDS.iter().zip(&counts).filter(|(_, (count, _))| *count > 0)
    {
        let path = paint::path(bars, &base, table.fullest, LEVEL_HEIGHT);
        table.levels.push(LevelBand { name: (*name).to_owned(), count: *count, path });
        for (base, bar) in base.iter_mut().zip(bars) {
            *base += bar;
        }
    }
}
