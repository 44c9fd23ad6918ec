//! Two variables of one pattern, where no two rows agree in either.

use super::precision::Least;
use super::rows::{ANY, Rows, hash_at, hash_of_row};
use super::rules::ByHash;
use super::words::{Kind, Words};

/// With more rows there are enough of them to show each variable by itself.
const MOST_ROWS: usize = 4096;
/// Rows with more words have too many pairs.
const MOST_WORDS: usize = 16;
/// Two words in either place may be two things that are said.
const LEAST_WORDS: u32 = 3;
/// So many words must stay, or anything would be like anything.
const LEAST_LITERALS: usize = 2;

/// Two places where many words stand while all else is equal are variables.
/// Cost: O(rows · words²), for at most some thousand rows.
pub fn pairs(rows: &mut Rows, words: &Words, least: Least) -> bool {
    let many = least.words.max(LEAST_WORDS);
    if rows.list.len() > MOST_ROWS {
        return false;
    }
    let mut counts: ByHash<u32> = ByHash::default();
    for row in &rows.list {
        each_pair(row, words, &mut |hash, _| *counts.entry(hash).or_default() += 1);
    }
    counts.retain(|_, count| *count >= many);
    let mut seen: ByHash<[Vec<u32>; 2]> = ByHash::default();
    for row in &rows.list {
        each_pair(row, words, &mut |hash, places| {
            if counts.contains_key(&hash) {
                let seen = seen.entry(hash).or_default();
                for (seen, at) in seen.iter_mut().zip(places) {
                    if seen.len() < many as usize && !seen.contains(&row[at]) {
                        seen.push(row[at]);
                    }
                }
            }
        });
    }
    seen.retain(|_, seen| seen.iter().all(|seen| seen.len() >= many as usize));
    if seen.is_empty() {
        return false;
    }
    rows.rewrite(&mut |row, found| {
        each_pair(row, words, &mut |hash, places| {
            if seen.contains_key(&hash) {
                found.extend(places);
            }
        });
    })
}

// The hash of a row with each pair of words left open.
fn each_pair(row: &[u32], words: &Words, tell: &mut dyn FnMut(u64, [usize; 2])) {
    let open = |at: &usize| matches!(words.kind(row[*at]), Kind::Plain | Kind::Numbered(_));
    let literals = row.iter().filter(|token| **token != ANY && words.is_word(**token)).count();
    let places: Vec<usize> = (0..row.len()).filter(open).collect();
    if literals < LEAST_LITERALS + 2 || places.len() > MOST_WORDS {
        return;
    }
    let without = |hash: u64, at: usize| {
        hash.wrapping_sub(hash_at(at, row[at])).wrapping_add(hash_at(at, u32::MAX))
    };
    let whole = hash_of_row(row);
    for (count, first) in places.iter().enumerate() {
        for second in &places[count + 1..] {
            tell(without(without(whole, *first), *second), [*first, *second]);
        }
    }
}
