//! What the patterns of a log did while something was wrong.

use super::topic::Topic;
use super::words::topics;
use crate::logs::Indexed;
use crate::logs::change::{Change, changes};
use crate::logs::header::Level;
use crate::logs::sentence::sentence;
use crate::logs::{Pattern, Patterns, merge};
use crate::model::{PatternChange, PatternCounts, TimeRange};
use crate::stats::order::sort_by;

/// So many changes of a log are told of an incident.
const MOST: usize = 12;
/// Buckets that a window has, at least: fewer are no rate.
const LEAST_BUCKETS: usize = 2;

/// The patterns of one log and their counts in time.
#[derive(Debug, Default)]
pub struct Lines {
    source: String,
    patterns: Vec<Pattern>,
    // The rows of each pattern's signatures.
    rows: Vec<Vec<u32>>,
    counts: Vec<Vec<f64>>,
    first: Vec<f64>,
    start: f64,
    width: f64,
    levels: Levels,
}

// Records in buckets of their own: those that failed, that warn, and all others.
#[derive(Debug, Default)]
struct Levels {
    start: f64,
    width: f64,
    counts: [Vec<f64>; 3],
}

/// A pattern with its counts in time.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// Its log.
    pub source: &'a str,
    /// What it says.
    pub template: &'a str,
    /// Its level.
    pub level: Level,
    /// Records in each bucket, where the first bucket begins, and how many seconds each has.
    pub counts: &'a [f64],
    /// See `counts`.
    pub start: f64,
    /// See `counts`.
    pub width: f64,
    /// The first of its records; NaN if unknown.
    pub first: f64,
}

/// A pattern that changed, and what it speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// The pattern and its figures.
    pub change: PatternChange,
    /// Its level.
    pub level: Level,
    /// What it speaks of.
    pub topics: Vec<Topic>,
    /// Whether it came more often.
    pub rose: bool,
}

impl Lines {
    /// Merges what was read of a log into patterns. Cost: that of merging.
    pub fn of(source: &str, index: &Indexed) -> Self {
        let reader = &index.reader;
        let Patterns { list, of_signature } = merge(reader.signatures());
        let buckets = reader.buckets();
        let mut lines = Self {
            source: source.to_owned(),
            counts: vec![vec![0.0; buckets.len()]; list.len()],
            first: vec![f64::NAN; list.len()],
            rows: vec![Vec::new(); list.len()],
            patterns: list,
            start: buckets.start(),
            width: buckets.width(),
            levels: levels(index),
        };
        for (row, pattern) in of_signature.iter().enumerate() {
            let pattern = *pattern as usize;
            lines.rows[pattern].push(row as u32);
            buckets.add_to(row + 1, &mut lines.counts[pattern]);
            if let Some([first, _]) = reader.seen().get(row) {
                lines.first[pattern] = lines.first[pattern].min(*first);
            }
        }
        lines
    }

    /// Whether this is what their log is called.
    pub fn is_called(&self, source: &str) -> bool {
        self.source == source
    }

    /// Seconds of a bucket: moments are known as well as that.
    pub fn width(&self) -> f64 {
        self.width
    }

    pub(super) fn told(&self) -> impl Iterator<Item = Counted<'_>> {
        let each = self.patterns.iter().zip(&self.counts).zip(&self.first);
        each.map(|((pattern, counts), first)| Counted {
            source: &self.source,
            template: &pattern.template,
            level: pattern.level,
            counts,
            start: self.start,
            width: self.width,
            first: *first,
        })
    }

    pub(super) fn rows_of(&self, template: &str) -> Option<Vec<u32>> {
        let place = self.patterns.iter().position(|pattern| pattern.template == template)?;
        self.rows.get(place).cloned()
    }

    /// How often a pattern came in a stretch; `None` if there is no such pattern, or nothing of the stretch was read.
    pub fn counted(&self, template: &str, range: TimeRange) -> Option<PatternCounts> {
        let at = self.patterns.iter().position(|pattern| pattern.template == template)?;
        let counts = self.counts.get(at)?;
        let place = |time: f64| ((time - self.start) / self.width).floor().max(0.0) as usize;
        let from = place(range.from);
        let to = (place(range.to) + 1).min(counts.len());
        let counts = counts.get(from..to).filter(|counts| !counts.is_empty())?;
        Some(PatternCounts {
            source: self.source.clone(),
            template: template.to_owned(),
            from: self.start + from as f64 * self.width,
            width: self.width,
            counts: counts.iter().map(|count| *count as f32).collect(),
        })
    }

    /// Records of a stretch: those that failed, those that warn, all others.
    pub fn levels(&self, range: TimeRange) -> [f64; 3] {
        let Levels { start, width, counts } = &self.levels;
        let place = |time: f64| ((time - start) / width).floor().max(0.0) as usize;
        let sum = |counts: &Vec<f64>| {
            let to = (place(range.to) + 1).min(counts.len());
            counts[place(range.from).min(to)..to].iter().sum()
        };
        counts.each_ref().map(sum)
    }

    /// Patterns that changed beyond chance in a window, the most telling first.
    pub fn spoken(&self, window: TimeRange) -> Vec<Spoken> {
        let buckets = self.counts.first().map_or(0, Vec::len);
        let place = |time: f64| ((time - self.start) / self.width).floor();
        let from = place(window.from).max(0.0) as usize;
        let to = (place(window.to).max(0.0) as usize + 1).max(from + LEAST_BUCKETS).min(buckets);
        if to <= from {
            return Vec::new();
        }
        let judged = changes(&self.counts, from..to, self.width);
        let mut found: Vec<(u32, Spoken)> = Vec::new();
        for (at, judgement) in judged.iter().enumerate().filter(|(_, one)| one.is_flagged()) {
            let pattern = &self.patterns[at];
            let word = match judgement.change {
                Change::New => "new",
                Change::Risen => "risen",
                Change::Fallen => "fallen",
                Change::Gone => "gone",
                Change::Steady => continue,
            };
            let change = PatternChange {
                source: self.source.clone(),
                template: pattern.template.clone(),
                level: pattern.level.word().to_owned(),
                change: word.to_owned(),
                came: judgement.came,
                expected: judgement.expected,
                first: self.first[at].max(window.from),
                sentence: sentence(judgement),
                samples: Vec::new(),
                carrier: String::new(),
            };
            let rose = matches!(judgement.change, Change::New | Change::Risen);
            let topics = topics(&pattern.template);
            found.push((judgement.rank, Spoken { change, level: pattern.level, topics, rose }));
        }
        // Bad levels first, then what is least by chance.
        let bad = |spoken: &Spoken| spoken.rose && Level::Warning <= spoken.level;
        sort_by(&mut found, |(one, a), (other, b)| bad(b).cmp(&bad(a)).then(one.cmp(other)));
        found.truncate(MOST);
        found.into_iter().map(|(_, spoken)| spoken).collect()
    }
}

fn levels(index: &Indexed) -> Levels {
    let buckets = index.reader.levels();
    let mut counts: [Vec<f64>; 3] = std::array::from_fn(|_| vec![0.0; buckets.len()]);
    for (row, level) in Level::ALL.iter().enumerate() {
        let place = match level {
            Level::Error | Level::Fatal => 0,
            Level::Warning => 1,
            _ => 2,
        };
        buckets.add_to(row, &mut counts[place]);
    }
    Levels { start: buckets.start(), width: buckets.width(), counts }
}
