//! Signatures as rows of numbered tokens, which the rules of merging rewrite.

use super::super::class::in_word;
use super::super::lexer::VARIABLE;
use super::super::table::{hash_of, mix};
use super::super::trace::STACK;
use super::words::Words;
use std::collections::HashMap;

/// The token of a variable.
pub const ANY: u32 = 0;

/// Distinct rows of tokens, and which of them each signature has become.
#[derive(Debug, Default)]
pub struct Rows {
    /// Distinct rows, in an order that only the set of signatures decides.
    pub list: Vec<Vec<u32>>,
    /// The row of each signature.
    pub of: Vec<u32>,
}

impl Rows {
    /// The rows of signatures, given in the order of `places`; `of` is by signature.
    pub fn new(keys: &[&[u8]], places: &[u32], words: &mut Words) -> Self {
        let mut rows = Self { list: Vec::new(), of: vec![0; keys.len()] };
        for (row, place) in places.iter().enumerate() {
            let key = keys[*place as usize];
            rows.list.push(tokens(key).map(|token| words.number(token)).collect());
            rows.of[*place as usize] = row as u32;
        }
        rows
    }

    /// Puts a variable in place of the tokens that `variable` tells of, and joins rows that are the
    /// same now. Whether anything changed. Cost: O(tokens).
    pub fn rewrite(&mut self, variable: &dyn Fn(&[u32], usize) -> bool) -> bool {
        let mut changed = false;
        for row in &mut self.list {
            let found: Vec<usize> =
                (0..row.len()).filter(|at| row[*at] != ANY && variable(row, *at)).collect();
            changed |= !found.is_empty();
            for at in found {
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
    pub fn replace(&mut self, other: &dyn Fn(&[u32]) -> Option<Vec<u32>>) -> bool {
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

    fn join(&mut self) {
        let mut firsts: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut kept = Vec::new();
        let mut became = Vec::with_capacity(self.list.len());
        for row in std::mem::take(&mut self.list) {
            let next = kept.len() as u32;
            let first = *firsts.entry(row).or_insert_with_key(|row| {
                kept.push(row.clone());
                next
            });
            became.push(first);
        }
        self.list = kept;
        self.of.iter_mut().for_each(|row| *row = became[*row as usize]);
    }
}

/// The hash of a row as a sum of its places, so that one place can be exchanged.
pub fn hash_of_row(row: &[u32]) -> u64 {
    let places = row.iter().enumerate().map(|(at, token)| hash_at(at, *token));
    places.fold(hash_of(&row.len().to_le_bytes()), u64::wrapping_add)
}

/// What one place adds to the hash of its row.
pub fn hash_at(at: usize, token: u32) -> u64 {
    mix(mix(0, at as u64), u64::from(token))
}

/// The hash of a row with one place left open.
pub fn hash_without(hash: u64, row: &[u32], at: usize) -> u64 {
    hash.wrapping_sub(hash_at(at, row[at])).wrapping_add(hash_at(at, u32::MAX))
}

// Words, variables, and each other byte by itself.
fn tokens(key: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = key;
    std::iter::from_fn(move || {
        let first = *rest.first()?;
        let length = match first {
            VARIABLE => 1,
            // What tells a stack is one token: no other stack is the same with other values.
            _ if rest.starts_with(STACK) => {
                rest.iter().position(|byte| *byte == VARIABLE).unwrap_or(rest.len())
            }
            first if in_word(first) => rest.iter().take_while(|byte| in_word(**byte)).count(),
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
