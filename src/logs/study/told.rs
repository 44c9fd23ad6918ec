//! What is told of patterns: plain values, worded as far as they need no clock.

use super::super::header::Level;
use crate::model::{SourceId, TimeRange};

/// The table of patterns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Records that were read.
    pub records: u64,
    /// Records of the listed and unlisted patterns together.
    pub counted: u64,
    /// Records whose signature had no place: with `counted` they are `records`.
    pub other: u64,
    /// All patterns.
    pub patterns: u32,
    /// Those that pass the filter.
    pub matching: u32,
    /// The first of them, in order.
    pub rows: Vec<Row>,
    /// First and last moment of all records.
    pub range: Option<TimeRange>,
    /// The window that was compared, widened to whole buckets.
    pub window: Option<TimeRange>,
    /// What all patterns did in the window, in a sentence; empty if there is nothing to say.
    pub note: String,
    /// Patterns that changed in the window beyond chance.
    pub flagged: u32,
    /// Levels over time, the worst first.
    pub levels: Vec<LevelBand>,
    /// Records in the fullest bar of `levels`.
    pub fullest: f64,
    /// Seconds of a bar.
    pub bar: f64,
    /// Bars over the view: the width of all pictures' coordinates but those of rows.
    pub bars: f64,
    /// The same for the pictures of rows.
    pub spark_bars: f64,
    /// What each file was taken for.
    pub files: Vec<FileBadge>,
}

/// One pattern.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its text, with `<*>` for each variable: what it is known by.
    pub template: String,
    /// The name that it was given; empty without.
    pub name: String,
    /// The worst level of its records.
    pub level: Level,
    /// Its records.
    pub count: u64,
    /// Share of all records.
    pub share: f64,
    /// First and last moment; `None` where records have no time.
    pub seen: Option<TimeRange>,
    /// A picture of its counts over time: a path of SVG, [`Table::spark_bars`] wide and [`SPARK_HEIGHT`] high.
    pub spark: String,
    /// What became of it in the window, in one word; empty for nothing.
    pub change: String,
    /// The same in a sentence.
    pub sentence: String,
    /// Whether it stands first by hand.
    pub pinned: bool,
}

/// Records of some levels over time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LevelBand {
    /// What people call them.
    pub name: String,
    /// Records.
    pub count: u64,
    /// A path of SVG, [`Table::bars`] wide and [`LEVEL_HEIGHT`] high, stacked upon those that are told before.
    pub path: String,
}

/// A theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeRow {
    /// The words that stand for it.
    pub label: String,
    /// Its patterns.
    pub patterns: usize,
    /// Their records.
    pub count: u64,
}

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq)]
pub struct FileBadge {
    /// Which.
    pub source: SourceId,
    /// Name of the source.
    pub name: String,
    /// Whether it can be read as something else.
    pub is_file: bool,
    /// Id of the format.
    pub format: String,
    /// Its title.
    pub title: String,
    /// Share of the records whose header was read, from 0 to 1; NaN for none.
    pub parsed: f64,
}

/// Bars of a small picture, at most.
pub const SPARK_BARS: usize = 60;
/// Height of a small picture.
pub const SPARK_HEIGHT: f64 = 20.0;
/// Bars of levels over time, at most.
pub const LEVEL_BARS: usize = 180;
/// Height of levels over time.
pub const LEVEL_HEIGHT: f64 = 100.0;
