//! Turns what was read into series and notes.

use super::groups::{Group, MOST_SERIES};
use super::layout::{Layout, ValueColumn};
use super::refusals::counted;
use super::rows::Rows;
use super::stamp::DayOrder;
use super::unit::ColumnUnit;
use crate::model::{Labels, Problem, Samples, Series, unit_of};
use crate::sources::Loaded;
use std::sync::Arc;

/// Names and points so far; empty while a table is out of order.
pub(super) fn so_far(rows: &Rows) -> Vec<(String, Samples<'_>)> {
    let mut found = Vec::new();
    for group in &rows.groups.list {
        for (place, value) in rows.layout.values.iter().enumerate() {
            let samples = group.table.samples(place);
            if samples.is_empty() {
                return Vec::new();
            }
            let (name, labels) = identity(group, value);
            found.push((format!("{name}{labels}"), samples));
        }
    }
    found
}

/// All series, sorted and without duplicates, and what the user should know.
///
/// Errors: no row could be read.
pub(super) fn finish(rows: Rows, mut notes: Vec<String>, name: &str) -> Result<Loaded, Problem> {
    if rows.count == 0 {
        return Err(no_rows(&rows, name));
    }
    let mut all = Gathered::default();
    for group in rows.groups.list {
        all.add(group, &rows.layout);
    }
    notes.extend(rows.refused.notes("row could not be read", "rows could not be read"));
    let (one, many) =
        ("cell is no number and became a gap", "cells are no numbers and became gaps");
    notes.extend(rows.unread_cells.notes(one, many));
    notes.extend(all.notes());
    notes.extend(rows.clock.presumed().map(presumption));
    notes.extend(turned_away(rows.groups.turned_away));
    Ok(Loaded { series: all.series, notes, rows: rows.count, ..Loaded::default() })
}

// Series, and what happened to them on the way.
#[derive(Debug, Default)]
struct Gathered {
    series: Vec<Series>,
    unordered: bool,
    duplicates: u64,
    empty: Vec<String>,
}

impl Gathered {
    fn add(&mut self, group: Group, layout: &Layout) {
        let names: Vec<(String, Labels)> =
            layout.values.iter().map(|value| identity(&group, value)).collect();
        let told = ColumnUnit::named(&group.unit).name;
        let sorted = group.table.sorted();
        self.unordered |= sorted.was_unordered;
        self.duplicates += sorted.duplicates;
        // Series that were measured at the same moments share one column of times.
        let times = match self.series.last() {
            Some(before) if *before.times == *sorted.times => Arc::clone(&before.times),
            _ => sorted.times,
        };
        for (place, ((name, labels), values)) in names.into_iter().zip(sorted.columns).enumerate() {
            if values.iter().all(|value| value.is_nan()) {
                self.empty.push(format!("{name}{labels}"));
                continue;
            }
            let of_column = layout.values[place].unit.name.as_str();
            let stated = if told.is_empty() { of_column } else { told.as_str() };
            let unit = if stated.is_empty() { unit_of(&name) } else { stated }.to_owned();
            self.series.push(Series { name, labels, unit, times: Arc::clone(&times), values });
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.duplicates > 0 {
            let count = counted(self.duplicates, "row repeats a time", "rows repeat a time");
            notes.push(format!("{count}; the last value of each time counts."));
        }
        if self.unordered {
            notes.push("Rows were not in order of time and have been sorted.".to_owned());
        }
        if !self.empty.is_empty() {
            let shown: Vec<&str> = self.empty.iter().take(20).map(String::as_str).collect();
            let count = counted(self.empty.len() as u64, "series has", "series have");
            notes.push(format!("{count} no numbers: {}.", shown.join(", ")));
        }
        notes
    }
}

fn presumption(order: DayOrder) -> String {
    let order = match order {
        DayOrder::DayFirst => "day/month/year",
        DayOrder::MonthFirst => "month/day/year",
    };
    format!("Every date fits two readings, such as 01/02/2024; they were read as {order}.")
}

fn turned_away(rows: u64) -> Option<String> {
    let count = counted(rows, "row was", "rows were");
    (rows > 0).then(|| {
        format!(
            "{count} left out: they would begin more than {MOST_SERIES} series. Does a column of \
             names or labels hold identifiers?"
        )
    })
}

fn identity(group: &Group, value: &ValueColumn) -> (String, Labels) {
    let mut labels = value.heading.labels.clone();
    for (label, value) in group.labels.iter() {
        labels.insert(label.to_owned(), value.to_owned());
    }
    (group.name.clone().unwrap_or_else(|| value.heading.name.clone()), labels)
}

fn no_rows(rows: &Rows, name: &str) -> Problem {
    let reasons = rows.refused.told();
    let first: Vec<&str> = reasons.iter().take(3).map(String::as_str).collect();
    Problem::new(
        format!("No row of {name} could be read."),
        first.join(" "),
        "Check the first rows of the file: each needs a time and a number.",
    )
}
