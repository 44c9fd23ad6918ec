//! A header learnt from a sample of lines, for what is written in no known format.
//!
//! Stamps and levels that stand in the same place of nearly all lines are anchors: all up to the last
//! of them is header, or lines are in columns. Behind it follow groups, numbers, the name of a logger, at most one tag,
//! and what says nothing of what follows.

use super::super::format::Line as Found;
use super::columns::Columns;
use super::item::{Item, Kind, item, item_end, item_without_time};
use super::level::{level_before, level_within};
use super::lines::{FARTHEST_ANCHOR, ITEMS, Line, NEARLY_ALL, are_few, is_apart, items};
use super::{Level, Time};
use crate::stats::order;

/// Lines of one program begin with the same kinds of items, up to so many.
const ALIKE: usize = 3;
/// So many items may stand before the tag or mark that ends a header.
const BEFORE_END: usize = 3;
/// So many groups in brackets before each message are a header.
const LEAST_GROUPS: usize = 2;
/// Such as the name of a host and of a part of the program: more of them would be what is said.
const MOST_APART: usize = 2;

/// What is behind the anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// An item, of whatever kind.
    One,
    /// An item that says nothing of what follows.
    Apart,
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
    // Whether some lines of the sample say their level elsewhere in the header.
    levels: bool,
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
        learned.levels = true;
        let mut level = |line: &Line| learned.read(line.bytes, &mut hint).map(|found| found.level);
        let levels =
            anchored.iter().any(|line| level(line).is_some_and(|level| level != Level::Unknown));
        Self { levels, ..learned }
    }

    /// Whether it is a stamp and nothing else, as runtimes put one before whatever a program writes.
    pub fn is_moment(&self) -> bool {
        self.anchors == [(0, Kind::Time)] && self.steps.is_empty()
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
            let unknown =
                anchor == Some(Kind::Level) && !time.is_none() && is_capital(&line[at..item.end]);
            if anchor != Some(item.kind) && !unknown {
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
        if self.levels && level == Level::Unknown {
            level = level_within(&line[..at]);
        }
        if level == Level::Unknown {
            level = level_before(&line[at..]);
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
            Self::One | Self::Apart => return item_end(line, at).unwrap_or(at),
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

// A word in upper case, maybe in brackets, as levels are written.
fn is_capital(item: &[u8]) -> bool {
    let inside = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let around = |byte: &u8| b" \t[]()<>:".contains(byte);
    item.iter().any(u8::is_ascii_uppercase) && item.iter().all(|byte| inside(byte) || around(byte))
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
            Self::One | Self::Apart => 1,
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
    if soon(Kind::Tag) {
        return Some(Step::ToTag);
    }
    let apart = before.iter().filter(|step| **step == Step::Apart).count();
    (apart < MOST_APART && is_apart(lines, at)).then_some(Step::Apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    // What is left of lines without their header.
    fn messages(lines: &[String]) -> Vec<String> {
        let sample: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        let learned = Learned::of(&sample);
        let message = |line: &&[u8]| {
            let read = learned.read(line, &mut 0);
            String::from_utf8_lossy(read.map_or(line, |line| line.message)).trim().to_owned()
        };
        sample.iter().map(message).collect()
    }

    #[test]
    fn what_says_nothing_of_what_follows_is_header() {
        let said = ["queue is empty", "job is done", "disk is full", "Started again"];
        let names = ["net", "pool12", "ui", "store"];
        let line = |at: usize| format!("12:00:01 {} {}", names[at % 4], said[at / 4 % 4]);
        let lines: Vec<String> = (0..160).map(line).collect();
        assert!(messages(&lines).iter().zip(&lines).all(|(message, line)| {
            said.contains(&message.as_str()) && line.ends_with(message.as_str())
        }));
        // Half of the lines are of two hosts and say what is said seldom.
        let hosts = ["Inas-Desk", "vlan20"];
        let rare = |at: usize| format!("client {0}{0} left", char::from(b'a' + (at % 26) as u8));
        let line = |at: usize| {
            let often = said[at / 4 % 4].to_owned();
            let text = if at.is_multiple_of(5) { rare(at / 5) } else { often };
            format!("12:00:01 {} {text}", hosts[at / 3 % 2])
        };
        let lines: Vec<String> = (0..120).map(line).collect();
        assert!(messages(&lines).iter().all(|message| !message.contains(['-', '0'])));
        // Each says its own.
        let line = |at: usize| format!("12:00:01 {} {}", names[at % 4], said[at % 4]);
        let lines: Vec<String> = (0..160).map(line).collect();
        assert_eq!(messages(&lines)[0], "net queue is empty");
    }

    #[test]
    fn a_level_that_nobody_knows_is_one_in_the_place_of_levels() {
        let level = |at: usize| if at.is_multiple_of(20) { "AUDIT" } else { "INFO" };
        let line = |at: usize| format!("12:00:01 [{}] disk {at} is full", level(at));
        let lines: Vec<String> = (0..100).map(line).collect();
        assert_eq!(messages(&lines)[40], "disk 40 is full");
        let line = |at: usize| match at % 20 {
            0 => format!("12:00:01 disk {at} is full"),
            _ => format!("12:00:01 INFO disk {at} is full"),
        };
        let lines: Vec<String> = (0..100).map(line).collect();
        assert_eq!(messages(&lines)[40], lines[40], "no level");
    }
}
