//! A header learnt from a sample of lines, for what is written in no known format.
//!
//! Stamps and levels that stand in the same place of nearly all lines are anchors: all up to the last
//! of them is header, or lines are in columns. Behind it follow groups, numbers, the name of a logger, and at most one tag.

use super::super::format::Line as Found;
use super::columns::Columns;
use super::item::{Item, Kind, item, item_end, item_without_time};
use super::{Level, Time};
use crate::stats::order;

/// Items of a line that are looked at.
const ITEMS: usize = 16;
/// Lines of one program begin with the same kinds of items, up to so many.
const ALIKE: usize = 3;
/// Beyond so many items no anchor is looked for: what stands there is said, not stamped.
const FARTHEST_ANCHOR: usize = 10;
/// In how many lines, of all, something must be to be part of the header.
const NEARLY_ALL: f64 = 0.9;
/// So many items may stand before the tag or mark that ends a header.
const BEFORE_END: usize = 3;
/// So many groups in brackets before each message are a header.
const LEAST_GROUPS: usize = 2;
/// What has so many letters and digits is the number of something.
const LONG_IDENTIFIER: usize = 8;
/// Names of loggers are few: at most this share of the lines have one of their own.
const FEW: f64 = 0.2;

/// What is behind the anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// An item, of whatever kind.
    One,
    /// As many items as there are up to a mark.
    ToMark,
    /// As many items as there are up to a tag.
    ToTag,
}

/// How to find the end of a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    anchors: Vec<(usize, Kind)>,
    steps: Vec<Step>,
    // Where lines are in columns, all else is empty.
    columns: Option<Columns>,
}

impl Learned {
    /// The header of the lines of a sample; an empty one if they have no anchor in common.
    /// Cost: O(lines · items).
    pub fn of(sample: &[&[u8]]) -> Self {
        let columns = Columns::of(sample);
        if columns.is_some() {
            return Self { columns, ..Self::default() };
        }
        let mut hint = 0;
        let lines: Vec<Line> = sample
            .iter()
            .filter(|line| !line.trim_ascii().is_empty())
            .map(|line| Line { bytes: line, items: items(line, &mut hint) })
            .collect();
        let mut learned = Self { anchors: anchors(&lines), ..Self::default() };
        if learned.anchors.is_empty() {
            return learned;
        }
        let anchored: Vec<Line> =
            lines.into_iter().filter(|line| learned.fits(&line.items)).collect();
        let first = learned.first_behind();
        learned.steps = steps(&anchored, vec![first; anchored.len()]);
        learned
    }

    /// Whether lines have a header at all.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty() && self.columns.is_none()
    }

    /// Lines that have the same kinds of items first, the stamp or level among them, in groups; the largest first.
    /// Lines with neither are in none. Cost: O(lines · items).
    pub fn alike<'a>(lines: &[&'a [u8]]) -> Vec<Vec<&'a [u8]>> {
        let mut groups: Vec<(Vec<Kind>, Vec<&'a [u8]>)> = Vec::new();
        let mut hint = 0;
        for line in lines {
            let mut kinds: Vec<Kind> =
                items(line, &mut hint).iter().map(|item| item.kind).collect();
            kinds.truncate(ALIKE);
            if !kinds.iter().any(|kind| matches!(kind, Kind::Time | Kind::Level)) {
                continue;
            }
            match groups.iter_mut().find(|(other, _)| *other == kinds) {
                Some((_, group)) => group.push(line),
                None => groups.push((kinds, vec![line])),
            }
        }
        order::sort_by(&mut groups, |a, b| b.1.len().cmp(&a.1.len()));
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// Time, level and message of a line; `None` for a line without the header. Cost: O(its bytes).
    pub fn read<'a>(&self, line: &'a [u8], hint: &mut usize) -> Option<Found<'a>> {
        if let Some(columns) = &self.columns {
            return columns.read(line, hint);
        }
        let (mut at, mut anchors) = (0, self.anchors.iter().peekable());
        let (mut time, mut level) = (Time::NONE, Level::Unknown);
        for place in 0..self.first_behind() {
            let anchor = anchors.next_if(|(anchor, _)| *anchor == place).map(|(_, kind)| *kind);
            let item = match anchor {
                Some(Kind::Time) => item(line, at, hint)?,
                Some(_) => item_without_time(line, at)?,
                None => {
                    at = item_end(line, at)?;
                    continue;
                }
            };
            if anchor != Some(item.kind) {
                return None;
            }
            level = level.max(item.level);
            if time.is_none() {
                time = item.time;
            }
            at = item.end;
        }
        for step in &self.steps {
            at = step.end(line, at);
        }
        Some(Found::new(time, level, &line[at..]))
    }

    fn first_behind(&self) -> usize {
        self.anchors.last().map_or(0, |(place, _)| place + 1)
    }

    fn fits(&self, items: &[Item]) -> bool {
        let has = |(place, kind): &(usize, Kind)| {
            items.get(*place).is_some_and(|item| item.kind == *kind)
        };
        self.anchors.iter().all(has)
    }
}

impl Step {
    fn end(self, line: &[u8], at: usize) -> usize {
        let wanted = match self {
            Self::One => return item_end(line, at).unwrap_or(at),
            Self::ToMark => Kind::Mark,
            Self::ToTag => Kind::Tag,
        };
        let mut next = at;
        for _ in 0..=BEFORE_END {
            let Some(item) = item_without_time(line, next) else { break };
            next = item.end;
            if item.kind == wanted {
                return next;
            }
        }
        // A line that has none: what follows the anchors is its message.
        at
    }
}

struct Line<'a> {
    bytes: &'a [u8],
    items: Vec<Item>,
}

impl Line<'_> {
    fn is_mark_or_value(&self, at: usize) -> bool {
        let start = at.checked_sub(1).map_or(0, |before| self.items[before].end);
        self.items.get(at).is_some_and(|item| match item.kind {
            Kind::Mark => true,
            Kind::Word => is_identifier(self.bytes[start..item.end].trim_ascii()),
            _ => false,
        })
    }
}

// Parts of letters and digits, as numbers of requests are written; neither a figure nor an address.
fn is_identifier(word: &[u8]) -> bool {
    let both = word.iter().any(u8::is_ascii_digit) && word.iter().any(u8::is_ascii_alphabetic);
    let mut parts = word.split(|byte| matches!(byte, b':' | b'-'));
    both && LONG_IDENTIFIER <= word.len()
        && parts.all(|part| part.iter().all(u8::is_ascii_alphanumeric))
}

fn items(line: &[u8], hint: &mut usize) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::with_capacity(ITEMS);
    while items.len() < ITEMS {
        let at = items.last().map_or(0, |item| item.end);
        let next = if items.len() < FARTHEST_ANCHOR {
            item(line, at, hint)
        } else {
            item_without_time(line, at)
        };
        let Some(next) = next else { break };
        items.push(next);
    }
    items
}

// Stamps and levels at the same place of nearly all lines.
fn anchors(lines: &[Line]) -> Vec<(usize, Kind)> {
    let share = |place: usize, kind: Kind| {
        let has = |line: &&Line| line.items.get(place).is_some_and(|item| item.kind == kind);
        lines.iter().filter(has).count() as f64 >= NEARLY_ALL * lines.len() as f64
    };
    let kind = |place| [Kind::Time, Kind::Level].into_iter().find(|kind| share(place, *kind));
    if lines.is_empty() {
        return Vec::new();
    }
    let told: Vec<(usize, Kind)> =
        (0..FARTHEST_ANCHOR).filter_map(|place| Some((place, kind(place)?))).collect();
    if !told.is_empty() {
        return told;
    }
    // Without stamp and level, several groups in brackets are a header as well.
    let groups: Vec<(usize, Kind)> = (0..FARTHEST_ANCHOR)
        .take_while(|place| share(*place, Kind::Group))
        .map(|place| (place, Kind::Group))
        .collect();
    if groups.len() < LEAST_GROUPS { Vec::new() } else { groups }
}

// What follows the anchors in nearly all lines; `at` is the next item of each.
fn steps(lines: &[Line], mut at: Vec<usize>) -> Vec<Step> {
    let mut steps = Vec::new();
    while steps.len() < ITEMS {
        let Some(step) = step(lines, &at, &steps) else { break };
        for (line, at) in lines.iter().zip(&mut at) {
            *at += step.items(&line.items[(*at).min(line.items.len())..]);
        }
        steps.push(step);
        // A message may begin with a tag of its own, so that the first ends the header.
        if step == Step::ToTag {
            break;
        }
    }
    steps
}

impl Step {
    // How many items it takes.
    fn items(self, items: &[Item]) -> usize {
        let place = |kind| items.iter().take(BEFORE_END + 1).position(|item| item.kind == kind);
        match self {
            Self::One => 1,
            Self::ToMark => place(Kind::Mark).map_or(0, |place| place + 1),
            Self::ToTag => place(Kind::Tag).map_or(0, |place| place + 1),
        }
    }
}

fn step(lines: &[Line], at: &[usize], before: &[Step]) -> Option<Step> {
    let share = |test: &dyn Fn(&Line, usize) -> bool| {
        let count = lines.iter().zip(at).filter(|(line, at)| test(line, **at)).count();
        count as f64 >= NEARLY_ALL * lines.len() as f64
    };
    let is =
        |kind: Kind| share(&|line, at| line.items.get(at).is_some_and(|item| item.kind == kind));
    let mixed = share(&|line, at| {
        line.items.get(at).is_some_and(|item| matches!(item.kind, Kind::Group | Kind::Number))
    });
    // The number of a request, or a dash for none.
    let numbered = || share(&|line, at| line.is_mark_or_value(at));
    if is(Kind::Tag) {
        return Some(Step::ToTag);
    }
    if mixed || is(Kind::Mark) || numbered() {
        return Some(Step::One);
    }
    let soon = |kind: Kind| {
        share(&|line, at| {
            let rest = &line.items[at.min(line.items.len())..];
            rest.iter().take(BEFORE_END + 1).any(|item| item.kind == kind)
        })
    };
    if soon(Kind::Mark) && !before.contains(&Step::ToMark) {
        return Some(Step::ToMark);
    }
    let named =
        is(Kind::Name) || share(&|line, at| line.items.get(at).is_some_and(|item| item.padded));
    if named && !before.contains(&Step::ToMark) && are_few(lines, at) {
        return Some(Step::One);
    }
    soon(Kind::Tag).then_some(Step::ToTag)
}

// Whether the items at these places are few different ones.
fn are_few(lines: &[Line], at: &[usize]) -> bool {
    let text = |(line, at): (&Line<'_>, &usize)| {
        let start = at.checked_sub(1).map_or(0, |before| line.items[before].end);
        line.items.get(*at).map_or_else(Vec::new, |item| line.bytes[start..item.end].to_vec())
    };
    let different: std::collections::HashSet<Vec<u8>> =
        lines.iter().zip(at).filter(|(line, at)| **at < line.items.len()).map(text).collect();
    different.len() as f64 <= (FEW * lines.len() as f64).max(1.0)
}
