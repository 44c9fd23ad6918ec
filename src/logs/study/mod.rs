//! The patterns of all logs that are open, as a user looks at them.

mod changes;
mod joined;
mod levels;
mod look;
mod paint;
mod rows;
mod told;

pub use look::{ByHand, FIRST_ROWS, Look, Sort};
pub use told::{FileBadge, LEVEL_HEIGHT, LevelBand, Row, SPARK_HEIGHT, Table, ThemeRow};

use super::indexed::Indexed;
use super::themes::Theme;
use crate::model::{SourceId, TimeRange};
use changes::Changes;
use joined::Joined;

/// A log that is open.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// Its source.
    pub source: SourceId,
    /// The name of that.
    pub name: &'a str,
    /// Whether it can be read again, as another format.
    pub is_file: bool,
    /// What was read of it, and where that is.
    pub index: &'a Indexed,
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

    /// The window that is compared.
    pub fn window(&self) -> Option<TimeRange> {
        let joined = self.kept.as_ref()?;
        joined.window(self.look.window).map(|window| joined.seconds(&window))
    }

    /// The rows of a pattern's signatures in each log, in their order when they were last looked at; `None` if
    /// there is no such pattern.
    pub fn rows_of(&self, template: &str) -> Option<Vec<Vec<u32>>> {
        self.kept.as_ref()?.rows_of(template)
    }

    /// The themes of all patterns, that with most records first. Cost: that of [`super::themes::themes`] when
    /// patterns changed.
    pub fn themes(&mut self) -> Vec<ThemeRow> {
        let Some(joined) = &mut self.kept else { return Vec::new() };
        let each = joined.themes().iter().map(|theme| ThemeRow {
            label: label(theme),
            patterns: theme.patterns.len(),
            count: theme.count,
        });
        each.collect()
    }

    /// The table of patterns, as it is wanted. Cost: that of merging if records came or the precision
    /// changed, else O(patterns · buckets).
    pub fn table(&mut self, logs: &[Log]) -> Table {
        let records = logs.iter().map(|log| log.index.reader.records()).sum();
        self.join(logs);
        // Charts of another time have no common axis with these logs.
        let range = self.range();
        let shared = |view: &TimeRange| range.is_some_and(|range| range.touches(*view));
        self.look.view = self.look.view.filter(shared);
        let theme = self.patterns_of_theme();
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
        let window = joined.window(look.window);
        table.window = window.as_ref().map(|window| joined.seconds(window));
        let changes = window.map(|window| Changes::of(joined, window, &look.metric));
        if let Some(changes) = &changes {
            (table.note, table.flagged) = (changes.note(), changes.flagged() as u32);
        }
        rows::fill(&mut table, joined, changes.as_ref(), look, theme.as_deref());
        levels::paint(&mut table, logs, look.view);
        table
    }

    // The patterns of the chosen theme; one that is gone is no longer chosen.
    fn patterns_of_theme(&mut self) -> Option<Vec<u32>> {
        let chosen = self.look.theme.as_ref()?;
        let themes = self.kept.as_mut()?.themes();
        let found = themes.iter().find(|theme| label(theme) == *chosen);
        let found = found.map(|theme| theme.patterns.clone());
        if found.is_none() {
            self.look.theme = None;
        }
        found
    }

    fn join(&mut self, logs: &[Log]) {
        let state = joined::state_of(logs, &self.look);
        if self.kept.as_ref().is_none_or(|kept| kept.state != state) {
            // The former would take as much memory again.
            self.kept = None;
            self.kept = Some(Joined::of(logs, &self.look, state));
        }
    }
}

// What people call a theme.
fn label(theme: &Theme) -> String {
    if theme.label.is_empty() { "without words".to_owned() } else { theme.label.join(", ") }
}

fn badge(log: &Log) -> FileBadge {
    let reader = &log.index.reader;
    FileBadge {
        source: log.source,
        name: log.name.to_owned(),
        is_file: log.is_file,
        format: reader.format().to_owned(),
        title: reader.title(),
        parsed: reader.parsed() as f64 / reader.records() as f64,
    }
}
