//! Tables by series: one for a wide file, one for each name and label set in long form.

use super::cell::trim;
use super::fields::Cells;
use super::layout::{Layout, Role};
use super::name;
use super::table::Table;
use super::words;
use crate::model::Labels;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

/// More series than this are no series but a column of numbers or identifiers taken for names.
pub(super) const MOST_SERIES: usize = 100_000;
const SEPARATOR: u8 = 0x1F;

/// The rows of one name and label set.
#[derive(Debug)]
pub(super) struct Group {
    /// Name, where rows state one.
    pub name: Option<String>,
    pub labels: Labels,
    /// What rows say that it is measured in; empty where they do not.
    pub unit: String,
    pub table: Table,
}

/// All groups, in order of first appearance.
#[derive(Debug)]
pub(super) struct Groups {
    /// The groups.
    pub list: Vec<Group>,
    /// Rows that would have begun one group too many.
    pub turned_away: u64,
    most: usize,
    // A hasher without random state: the core has no source of chance.
    places: HashMap<Vec<u8>, usize, BuildHasherDefault<DefaultHasher>>,
    keys: Vec<Vec<u8>>,
    // Which group followed which: exporters write series in a fixed order.
    next: Vec<usize>,
    last: usize,
    key: Vec<u8>,
}

impl Groups {
    /// For long form, or with the one group of a wide file.
    pub(super) fn new(layout: &Layout) -> Self {
        let mut groups = Self {
            list: Vec::new(),
            turned_away: 0,
            most: (MOST_SERIES / layout.values.len().max(1)).max(1),
            places: HashMap::default(),
            keys: Vec::new(),
            next: Vec::new(),
            last: 0,
            key: Vec::new(),
        };
        if !layout.is_grouped() {
            let table = Table::new(layout.values.len());
            let (labels, unit) = (Labels::default(), String::new());
            groups.list.push(Group { name: None, labels, unit, table });
        }
        groups
    }

    /// The table that a row belongs to; `None` if it would begin one series too many.
    pub(super) fn of(&mut self, cells: Cells<'_>, layout: &Layout) -> Option<&mut Table> {
        self.key.clear();
        for (at, role) in layout.roles.iter().enumerate() {
            if matches!(role, Role::Name | Role::Label(_)) {
                self.key.extend_from_slice(trim(cells.get(at)));
                self.key.push(SEPARATOR);
            }
        }
        let likely = self.next.get(self.last).copied().unwrap_or(0);
        let place = if self.keys.get(likely) == Some(&self.key) {
            likely
        } else {
            self.find(cells, layout)?
        };
        if let Some(next) = self.next.get_mut(self.last) {
            *next = place;
        }
        self.last = place;
        Some(&mut self.list[place].table)
    }

    fn find(&mut self, cells: Cells<'_>, layout: &Layout) -> Option<usize> {
        if let Some(place) = self.places.get(&self.key) {
            return Some(*place);
        }
        if self.list.len() >= self.most {
            self.turned_away += 1;
            return None;
        }
        let place = self.list.len();
        self.list.push(begin(cells, layout));
        self.places.insert(self.key.clone(), place);
        self.keys.push(self.key.clone());
        self.next.push(0);
        Some(place)
    }
}

fn begin(cells: Cells<'_>, layout: &Layout) -> Group {
    let (mut name, mut labels, mut unit) = (None, Labels::default(), String::new());
    for (at, role) in layout.roles.iter().enumerate() {
        let text = || String::from_utf8_lossy(trim(cells.get(at))).into_owned();
        match role {
            Role::Name => {
                let text = text();
                let (bare, stated) = name::series(&text).unwrap_or((text, Labels::default()));
                spread(&mut labels, &stated);
                name = Some(bare);
            }
            Role::Label(label) if words::is_unit(&layout.labels[*label]) => unit = text(),
            Role::Label(label) => label_of(&mut labels, &layout.labels[*label], text()),
            _ => {}
        }
    }
    Group { name, labels, unit, table: Table::new(layout.values.len()) }
}

fn spread(labels: &mut Labels, stated: &Labels) {
    for (label, value) in stated.iter() {
        labels.insert(label.to_owned(), value.to_owned());
    }
}

// An empty label is no label, and a whole set of them in one cell is what it says. In exported metric tables the type `metric` marks the measured
// series itself; scores and alerts about it have other types.
fn label_of(labels: &mut Labels, label: &str, value: String) {
    if let Some(stated) = name::set(&value) {
        return spread(labels, &stated);
    }
    if !value.is_empty() && (label, value.as_str()) != ("type", "metric") {
        labels.insert(label.to_owned(), value);
    }
}
