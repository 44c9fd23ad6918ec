//! Signatures as rows of numbered tokens, which the rules of merging rewrite.

use super::super::class::in_word;
use super::super::lexer::VARIABLE;
use super::super::table::{Hashed, hash_of, mix};
use super::super::trace::STACK;
use super::words::{Kind, Words};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

/// The token of a variable.
pub const ANY: u32 = 0;

/// Distinct rows of tokens, and which of them each signature has become.
#[derive(Debug, Default)]
pub struct Rows {
    /// Distinct rows, in an order that only the set of signatures decides.
    pub list: Vec<Vec<u32>>,
    /// The row of each signature.
    pub of: Vec<u32>,
    // In how many rows each word, by its number, became a variable.
    values: Vec<u32>,
}

impl Rows {
    /// The rows of signatures, given in the order of `places`; `of` is by signature.
    pub fn new(keys: &[&[u8]], places: &[u32], words: &mut Words) -> Self {
        let mut rows = Self { list: Vec::new(), of: vec![0; keys.len()], values: Vec::new() };
        for (row, place) in places.iter().enumerate() {
            let key = keys[*place as usize];
            rows.list.push(tokens(key).map(|token| words.number(token)).collect());
            rows.of[*place as usize] = row as u32;
        }
        rows
    }

    /// Puts a variable in place of the tokens whose places `variables` adds for a row, and joins rows that
    /// are the same now. Whether anything changed. Cost: O(tokens).
    pub fn rewrite(&mut self, variables: &mut dyn FnMut(&[u32], &mut Vec<usize>)) -> bool {
        let mut changed = false;
        let mut found = Vec::new();
        for row in &mut self.list {
            variables(row, &mut found);
            for at in found.drain(..) {
                let word = row[at] as usize;
                if row[at] == ANY {
                    continue;
                }
                changed = true;
                if self.values.len() <= word {
                    self.values.resize(word + 1, 0);
                }
                self.values[word] += 1;
                row[at] = ANY;
            }
        }
        if changed {
            self.join();
        }
        changed
    }

    /// Puts other rows in place of those that `other` gives one for, and joins rows that are the same
    /// now. Whether anything changed. Cost: O(tokens).
    pub fn replace(&mut self, other: &mut dyn FnMut(&[u32]) -> Option<Vec<u32>>) -> bool {
        let mut changed = false;
        for row in &mut self.list {
            if let Some(other) = other(row) {
                *row = other;
                changed = true;
            }
        }
        if changed {
            self.join();
        }
        changed
    }

    /// Replaces all rows by others: `became` has the place of each old row among `list`. Joins those that
    /// are the same.
    pub fn become_rows(&mut self, became: &[u32], list: Vec<Vec<u32>>) {
        self.list = list;
        self.of.iter_mut().for_each(|row| *row = became[*row as usize]);
        self.join();
    }

    /// The words that were values more often than they are literals, here or with other digits: they are values
    /// elsewhere as well. Cost: O(tokens).
    pub fn values(&self, words: &Words) -> Values {
        let mut tally = Tally::default();
        for (word, count) in self.values.iter().enumerate().filter(|(_, count)| 0 < **count) {
            tally.add(word as u32, words, *count, 0);
        }
        for token in self.list.iter().flatten() {
            tally.add(*token, words, 0, 1);
        }
        tally.into_values()
    }

    /// The hashes of all rows.
    pub fn hashes(&self) -> HashSet<u64, BuildHasherDefault<Hashed>> {
        self.list.iter().map(|row| hash_of_row(row)).collect()
    }

    fn join(&mut self) {
        let mut firsts: HashMap<u64, u32, BuildHasherDefault<Hashed>> = HashMap::default();
        let mut kept: Vec<Vec<u32>> = Vec::new();
        let mut became = Vec::with_capacity(self.list.len());
        for row in std::mem::take(&mut self.list) {
            let mut hash = hash_of_row(&row);
            // Another row with this hash: the next number is as good.
            while firsts.get(&hash).is_some_and(|first| kept[*first as usize] != row) {
                hash = hash.wrapping_add(1);
            }
            became.push(*firsts.entry(hash).or_insert_with(|| {
                kept.push(row);
                kept.len() as u32 - 1
            }));
        }
        self.list = kept;
        self.of.iter_mut().for_each(|row| *row = became[*row as usize]);
    }
}

/// Words that are values wherever they stand.
#[derive(Debug, Default)]
pub struct Values {
    words: HashSet<u32, BuildHasherDefault<Hashed>>,
    numbered: HashSet<u64, BuildHasherDefault<Hashed>>,
}

impl Values {
    /// Whether a word is one.
    pub fn has(&self, token: u32, words: &Words) -> bool {
        let numbered = || match words.kind(token) {
            Kind::Numbered(skeleton) => self.numbered.contains(&skeleton),
            _ => false,
        };
        self.words.contains(&token) || numbered()
    }
}

// How often each word was a value, and is a literal.
#[derive(Default)]
struct Tally {
    words: HashMap<u32, (u32, u32), BuildHasherDefault<Hashed>>,
    numbered: HashMap<u64, (u32, u32), BuildHasherDefault<Hashed>>,
}

impl Tally {
    fn add(&mut self, token: u32, words: &Words, value: u32, literal: u32) {
        let add = |count: &mut (u32, u32)| {
            count.0 += value;
            count.1 += literal;
        };
        match words.kind(token) {
            Kind::Any | Kind::Mark => {}
            Kind::Numbered(skeleton) => add(self.numbered.entry(skeleton).or_default()),
            _ => add(self.words.entry(token).or_default()),
        }
    }

    fn into_values(self) -> Values {
        let is_value = |(value, literal): (u32, u32)| 0 < value && literal <= 3 * value;
        Values {
            words: self.words.into_iter().filter(|one| is_value(one.1)).map(|one| one.0).collect(),
            numbered: self
                .numbered
                .into_iter()
                .filter(|one| is_value(one.1))
                .map(|one| one.0)
                .collect(),
        }
    }
}

/// The hash of a row as a sum of its places, so that one place can be exchanged.
pub fn hash_of_row(row: &[u32]) -> u64 {
    hash_of_tokens(row.len(), row.iter().copied())
}

/// The same of a row that is not there, of so many tokens.
pub fn hash_of_tokens(length: usize, tokens: impl Iterator<Item = u32>) -> u64 {
    let places = tokens.enumerate().map(|(at, token)| hash_at(at, token));
    places.fold(hash_of(&length.to_le_bytes()), u64::wrapping_add)
}

/// What one place adds to the hash of its row.
pub fn hash_at(at: usize, token: u32) -> u64 {
    mix(mix(0, at as u64), u64::from(token))
}

/// The hash of a row with one place left open.
pub fn hash_without(hash: u64, row: &[u32], at: usize) -> u64 {
    hash.wrapping_sub(hash_at(at, row[at])).wrapping_add(hash_at(at, u32::MAX))
}

/// Words, variables, and each other byte by itself.
pub fn tokens(key: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = key;
    std::iter::from_fn(move || {
        let first = *rest.first()?;
        let length = match first {
            VARIABLE => 1,
            // What tells a stack is one token: no other stack is the same with other values.
            _ if rest.starts_with(STACK) => {
                rest.iter().position(|byte| *byte == VARIABLE).unwrap_or(rest.len())
            }
            first if in_word(first) => {
                let length = rest.iter().take_while(|byte| in_word(**byte)).count();
                // Full stops behind a word are none of it, as they are none of a variable.
                let word = rest[..length]
                    .iter()
                    .rposition(|byte| *byte != b'.')
                    .map_or(0, |last| last + 1);
                if word == 0 { length } else { word }
            }
            _ => 1,
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_tokens() {
        let parts: Vec<&[u8]> = tokens(b"a.b=\x01 (c)").collect();
        assert_eq!(parts, [&b"a.b"[..], b"=", b"\x01", b" ", b"(", b"c", b")"]);
        let stack = "⏎ a.b.C at d.e, f.g";
        let key = ["a ", stack, "\u{1} b"].concat();
        let parts: Vec<&[u8]> = tokens(key.as_bytes()).collect();
        assert_eq!(parts, [&b"a"[..], b" ", stack.as_bytes(), b"\x01", b" ", b"b"]);
    }

    #[test]
    fn one_place_of_a_hash_can_be_exchanged() {
        let (one, other) = ([3, 4, 5], [3, 9, 5]);
        assert_ne!(hash_of_row(&one), hash_of_row(&other));
        let open = |row: &[u32], at| hash_without(hash_of_row(row), row, at);
        assert_eq!(open(&one, 1), open(&other, 1));
        assert_ne!(open(&one, 0), open(&other, 0));
    }
}
