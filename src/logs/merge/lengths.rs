//! Rules that join rows of different lengths.

use super::super::table::Hashed;
use super::rows::{ANY, Rows, hash_of_row};
use super::rules::{ByHash, says_more};
use super::words::Words;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

/// Values between blanks are a list where they come in different numbers while all else is equal.
pub fn lists(rows: &mut Rows, words: &Words) -> bool {
    shortened(rows, &|row| collapsed(row, words))
}

/// A value in parentheses is left out where there are rows without it while all else is equal.
pub fn asides(rows: &mut Rows, words: &Words) -> bool {
    shortened(rows, &|row| without_asides(row, words))
}

// Rows that are the same when shortened become that.
fn shortened(rows: &mut Rows, shorten: &dyn Fn(&[u32]) -> Vec<u32>) -> bool {
    let short: Vec<Vec<u32>> = rows.list.iter().map(|row| shorten(row)).collect();
    let is_shorter = |(short, row): &(&Vec<u32>, &Vec<u32>)| short.len() < row.len();
    // Mostly no row has what could be left out.
    if !short.iter().zip(&rows.list).any(|pair| is_shorter(&pair)) {
        return false;
    }
    let mut forms: ByHash<u32> = ByHash::default();
    for short in &short {
        *forms.entry(hash_of_row(short)).or_default() += 1;
    }
    let mut short = short.into_iter();
    rows.replace(&mut |row| {
        let short = short.next()?;
        let common = short.len() < row.len()
            && forms.get(&hash_of_row(&short)).is_some_and(|rows| *rows > 1);
        common.then_some(short)
    })
}

// Without ` (V)`.
fn without_asides(row: &[u32], words: &Words) -> Vec<u32> {
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    for token in row {
        short.push(*token);
        if let [.., blank, open, ANY, close] = short[..]
            && [blank, open, close].map(|mark| words.bytes(mark)) == [b" ", b"(", b")"]
        {
            short.truncate(short.len() - 4);
        }
    }
    short
}

// `V V V` as `V`.
fn collapsed(row: &[u32], words: &Words) -> Vec<u32> {
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    for token in row {
        if let [.., ANY, blank] = short[..]
            && *token == ANY
            && words.bytes(blank) == b" "
        {
            short.pop();
        } else {
            short.push(*token);
        }
    }
    short
}

/// `name:V` is one value where a row with `V` in its place exists: a host whose name looks like a word.
pub fn ports(rows: &mut Rows, words: &Words) -> bool {
    let known: HashSet<u64, BuildHasherDefault<Hashed>> =
        rows.list.iter().map(|row| hash_of_row(row)).collect();
    rows.replace(&mut |row| {
        (0..row.len()).find_map(|at| {
            let [name, colon, ANY] = *row.get(at..at + 3)? else { return None };
            if name == ANY || !words.is_word(name) || words.bytes(colon) != b":" {
                return None;
            }
            let short = [&row[..at], &row[at + 2..]].concat();
            (says_more(row, at, words) && known.contains(&hash_of_row(&short))).then_some(short)
        })
    })
}
