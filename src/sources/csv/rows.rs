//! Takes the cells of a row to the columns, or says why it cannot.

use super::block::Block;
use super::cell::{self, Cell};
use super::clock::{Clock, Moment};
use super::fields::Cells;
use super::groups::Groups;
use super::layout::{Layout, Role};
use super::refusals::{Refusals, counted, excerpt};
use std::borrow::Cow;

/// What was read of a file so far.
#[derive(Debug)]
pub(super) struct Rows {
    pub layout: Layout,
    pub clock: Clock,
    pub point: u8,
    pub groups: Groups,
    /// Rows read.
    pub count: u64,
    /// Rows refused.
    pub refused: Refusals,
    /// Cells of good rows that became gaps because they could not be read.
    pub unread_cells: Refusals,
    // The values of one row.
    pub scratch: Vec<f64>,
    /// Rows that took the short way and are not in their table yet.
    pub block: Block,
    time: usize,
    time_of_day: Option<usize>,
}

impl Rows {
    /// No rows yet.
    pub(super) fn new(layout: Layout, clock: Clock, point: u8) -> Self {
        Self {
            groups: Groups::new(&layout),
            scratch: vec![f64::NAN; layout.values.len()],
            block: Block::new(layout.values.len()),
            time: layout.time(),
            time_of_day: layout.time_of_day(),
            layout,
            clock,
            point,
            count: 0,
            refused: Refusals::default(),
            unread_cells: Refusals::default(),
        }
    }

    /// Makes room for so many rows, where all go to one table.
    pub(super) fn expect(&mut self, rows: usize) {
        if !self.layout.is_grouped()
            && let Some(group) = self.groups.list.first_mut()
        {
            group.table.expect(rows);
        }
    }

    /// Takes one row.
    pub(super) fn take(&mut self, cells: Cells<'_>, line: u64) {
        let Some(time) = self.time(cells, line) else { return };
        let unreadable = self.values(cells);
        let Self { layout, refused, .. } = self;
        if unreadable.len() == layout.values.len() {
            let first = unreadable.first().copied().unwrap_or_default();
            return refused.add(line, || no_number(layout, cells, first));
        }
        let table = if self.layout.is_grouped() {
            self.groups.of(cells, &self.layout)
        } else {
            self.groups.list.first_mut().map(|group| &mut group.table)
        };
        let Some(table) = table else { return };
        table.push(time, &self.scratch);
        self.count += 1;
        for place in unreadable {
            self.unread_cells.add(line, || no_number(&self.layout, cells, place));
        }
    }

    /// Whether these cells read as a row by themselves.
    pub(super) fn would_take(&mut self, cells: Cells<'_>) -> bool {
        self.fits(cells)
            && self.clock.read(&self.written(cells)) != Moment::Unreadable
            && self.values(cells).len() < self.scratch.len()
    }

    // Surplus cells that are empty come from a delimiter at the end of the line.
    fn fits(&self, cells: Cells<'_>) -> bool {
        cells.len() >= self.layout.roles.len() && cells.is_empty_from(self.layout.roles.len())
    }

    // What it says of its moment, put together where date and time of day stand apart.
    fn written<'a>(&self, cells: Cells<'a>) -> Cow<'a, [u8]> {
        let date = cells.get(self.time);
        match self.time_of_day {
            Some(at) => [cell::trim(date), b" ", cell::trim(cells.get(at))].concat().into(),
            None => date.into(),
        }
    }

    fn time(&mut self, cells: Cells<'_>, line: u64) -> Option<f64> {
        if !self.fits(cells) {
            let width = counted(self.layout.roles.len() as u64, "field was", "fields were");
            let found = counted(cells.len() as u64, "field", "fields");
            self.refused.add(line, || format!("{found} where {width} expected"));
            return None;
        }
        let text = &*self.written(cells);
        let mut moment = self.clock.read(text);
        if moment == Moment::Contradicts {
            let clock = &mut self.clock;
            for group in &mut self.groups.list {
                group.table.retime(|time| clock.exchanged(time));
            }
            clock.turn_around();
            moment = clock.read(text);
        }
        let Moment::At(time) = moment else {
            self.refused.add(line, || match cell::trim(text) {
                [] => "it has no time".to_owned(),
                _ => format!("{} is no time", excerpt(text)),
            });
            return None;
        };
        self.clock.accept();
        Some(time)
    }

    // Fills the row; the value columns whose cells cannot be read become gaps and are returned.
    fn values(&mut self, cells: Cells<'_>) -> Vec<usize> {
        let mut unreadable = Vec::new();
        for (at, role) in self.layout.roles.iter().enumerate() {
            let Role::Value(place) = role else { continue };
            let unit = &self.layout.values[*place].unit;
            self.scratch[*place] = match cell::read(cells.get(at), self.point, unit) {
                Cell::Number(value) => value,
                Cell::Gap => f64::NAN,
                Cell::Unreadable => {
                    unreadable.push(*place);
                    f64::NAN
                }
            };
        }
        unreadable
    }
}

fn no_number(layout: &Layout, cells: Cells<'_>, place: usize) -> String {
    let at = layout.roles.iter().position(|role| *role == Role::Value(place)).unwrap_or_default();
    let header = excerpt(layout.values[place].header.as_bytes());
    format!("{} in column {header} is no number", excerpt(cells.get(at)))
}
