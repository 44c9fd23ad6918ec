//! Lines of a sample as the items they begin with, and what those at one place of all lines say.

use super::item::{Item, Kind, item, item_without_time};
use std::collections::{HashMap, HashSet};

/// Items of a line that are looked at.
pub(super) const ITEMS: usize = 16;
/// Beyond so many items no anchor is looked for: what stands there is said, not stamped.
pub(super) const FARTHEST_ANCHOR: usize = 10;
/// In how many lines, of all, something must be to be part of the header.
pub(super) const NEARLY_ALL: f64 = 0.9;
/// What has so many letters and digits is the number of something.
const LONG_IDENTIFIER: usize = 8;
/// So many items tell what a record says …
const SAID: usize = 2;
/// … and fewer different ones would tell nothing.
const LEAST_SAID: usize = 3;
/// What is said less often may stand behind one word by chance; what is told is half of the lines at least.
const TELLS: usize = 4;
/// Names of loggers are few: at most this share of the lines have one of their own.
const FEW: f64 = 0.2;

/// A line and its items.
pub(super) struct Line<'a> {
    pub bytes: &'a [u8],
    pub items: Vec<Item>,
}

impl Line<'_> {
    // So many items from a place on, without their digits.
    fn without_digits(&self, at: usize, count: usize) -> Vec<u8> {
        let place = |at: usize| at.checked_sub(1).map_or(0, |before| self.items[before].end);
        let [start, end] = [at, at + count].map(|at| place(at.min(self.items.len())));
        let text = self.bytes[start..end].trim_ascii();
        text.iter().copied().filter(|byte| !byte.is_ascii_digit()).collect()
    }

    /// Whether the item there is a dash or the number of something.
    pub fn is_mark_or_value(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| match item.kind {
            Kind::Mark => true,
            Kind::Word => {
                let start = at.checked_sub(1).map_or(0, |before| self.items[before].end);
                is_identifier(self.bytes[start..item.end].trim_ascii())
            }
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

/// The items that a line begins with, stamps only among the first. Cost: O(bytes).
pub(super) fn items(line: &[u8], hint: &mut usize) -> Vec<Item> {
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

/// Whether what stands at these places says nothing of what follows: the same is said behind several words of few, as
/// behind the names of hosts and parts of a program.
pub(super) fn is_apart(lines: &[Line], at: &[usize]) -> bool {
    let mut names: HashSet<Vec<u8>> = HashSet::new();
    let mut said: HashMap<Vec<u8>, (usize, HashSet<Vec<u8>>)> = HashMap::new();
    for (line, at) in lines.iter().zip(at).filter(|(line, at)| **at + 1 < line.items.len()) {
        let (name, text) = (line.without_digits(*at, 1), line.without_digits(*at + 1, SAID));
        let (count, behind) = said.entry(text).or_default();
        *count += 1;
        behind.insert(name.clone());
        names.insert(name);
    }
    let apart = |(count, behind): &&(usize, HashSet<Vec<u8>>)| {
        1 < behind.len() && names.len().min(*count) <= 2 * behind.len()
    };
    let heard = said.values().filter(|(count, _)| TELLS <= *count);
    let told: usize = heard.clone().map(|(count, _)| *count).sum();
    let apart: Vec<usize> = heard.filter(apart).map(|(count, _)| *count).collect();
    LEAST_SAID <= apart.len()
        && names.len() as f64 <= FEW * lines.len() as f64
        && lines.len() <= 2 * told
        && NEARLY_ALL * told as f64 <= apart.iter().sum::<usize>() as f64
}

/// Whether the items at these places are few different ones.
pub(super) fn are_few(lines: &[Line], at: &[usize]) -> bool {
    let text = |(line, at): (&Line<'_>, &usize)| {
        let start = at.checked_sub(1).map_or(0, |before| line.items[before].end);
        line.items.get(*at).map_or_else(Vec::new, |item| line.bytes[start..item.end].to_vec())
    };
    let different: HashSet<Vec<u8>> =
        lines.iter().zip(at).filter(|(line, at)| **at < line.items.len()).map(text).collect();
    different.len() as f64 <= (FEW * lines.len() as f64).max(1.0)
}
