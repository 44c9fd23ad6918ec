//! Rows of one shape that are mostly the same, for the coarsest patterns.

use super::super::table::mix;
use super::rows::{ANY, Rows};
use super::rules::ByHash;
use super::words::Words;

/// Of the words of a row, in hundredths, so many are those of the group that it joins.
const LEAST_ALIKE: usize = 50;
/// So many groups with a part in common are compared with a row, so that the cost is bounded.
const MOST_COMPARED: usize = 8;

/// A group of rows: what all of them have in common so far.
struct Group {
    row: Vec<u32>,
    words: usize,
}

/// Joins rows of the same shape (length, and marks between words) where at least 0.6 of the words are the
/// same; the others become variables, and 0.6 of the words of the first row of a group stay.
/// Cost: O(tokens · m).
pub fn similar(rows: &mut Rows, words: &Words) -> bool {
    let (joined, groups) = grouped(rows, words);
    if groups.len() == rows.list.len() {
        return false;
    }
    rows.become_rows(&joined, groups);
    true
}

/// The group of each row, and what all of each group have in common.
///
/// Rows join the first group they fit, in their order, which only the set of signatures decides. A row that
/// differs in at most m words has one of m + 1 parts unchanged, so that only groups with such a part are
/// compared. Cost: O(tokens · m).
pub fn grouped(rows: &Rows, words: &Words) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_part: ByHash<Vec<u32>> = ByHash::default();
    let of_row = |row: &Vec<u32>| {
        let open = places(row, words);
        let parts = parts(row, &open, words);
        let near = parts.iter().filter_map(|part| by_part.get(part)).flatten();
        if let Some(group) = near.copied().find(|group| groups[*group as usize].fits(row, &open)) {
            groups[group as usize].take(row, &open);
            return group;
        }
        let group = groups.len() as u32;
        for part in parts {
            let near = by_part.entry(part).or_default();
            if near.len() < MOST_COMPARED {
                near.push(group);
            }
        }
        let literals = open.iter().filter(|at| row[**at] != ANY).count();
        groups.push(Group { row: row.clone(), words: literals });
        group
    };
    let joined = rows.list.iter().map(of_row).collect();
    (joined, groups.into_iter().map(|group| group.row).collect())
}

// Places of words and variables.
fn places(row: &[u32], words: &Words) -> Vec<usize> {
    (0..row.len()).filter(|at| words.is_word(row[*at])).collect()
}

// A hash of the shape with each part of the words: every (m + 1)th.
fn parts(row: &[u32], open: &[usize], words: &Words) -> Vec<u64> {
    let shape = row.iter().fold(row.len() as u64, |hash, token| {
        mix(hash, if words.is_word(*token) { u64::MAX } else { u64::from(*token) })
    });
    let count = open.len() * (100 - LEAST_ALIKE) / 100 + 1;
    let part = |first: usize| {
        open.iter()
            .skip(first)
            .step_by(count)
            .fold(mix(shape, first as u64), |hash, at| mix(hash, u64::from(row[*at])))
    };
    (0..count.min(open.len().max(1))).map(part).collect()
}

impl Group {
    // Hashes may agree by chance: the shape is compared as well.
    fn fits(&self, row: &[u32], open: &[usize]) -> bool {
        if self.row.len() != row.len() {
            return false;
        }
        let mut open = open.iter().copied().peekable();
        let (mut same, mut literals) = (0, 0);
        for (at, token) in row.iter().enumerate() {
            if open.next_if_eq(&at).is_none() {
                if self.row[at] != *token {
                    return false;
                }
                continue;
            }
            literals += usize::from(*token != ANY);
            same += usize::from(*token != ANY && self.row[at] == *token);
        }
        same > 0 && same * 100 >= LEAST_ALIKE * self.words.max(literals)
    }

    fn take(&mut self, row: &[u32], open: &[usize]) {
        for at in open {
            if self.row[*at] != row[*at] {
                self.row[*at] = ANY;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_mostly_the_same_are_joined() {
        let check = |keys: &[&[u8]], wanted: usize| {
            let mut words = Words::new();
            let places: Vec<u32> = (0..keys.len() as u32).collect();
            let mut rows = Rows::new(keys, &places, &mut words);
            similar(&mut rows, &words);
            assert_eq!(rows.list.len(), wanted, "{keys:?}");
            assert!(rows.of.iter().all(|row| (*row as usize) < wanted));
        };
        check(&[b"disk is full on server", b"disk is slow on server"], 1);
        check(&[b"disk is full on server", b"disk was gone on server"], 1);
        check(&[b"disk is full on server", b"tape was gone on server"], 2);
        check(&[b"disk is full on server", b"disk is (full) on server"], 2);
        // The group keeps 0.6 of its first row: it does not run away.
        check(&[b"a b c d e", b"a b c x y", b"p b c x y", b"p q c x y"], 2);
        check(&[b"one", b"two", b"\x01", b"", b"="], 5);
    }
}
