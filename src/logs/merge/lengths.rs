//! Rules that join rows of different lengths.

use super::rows::{ANY, Rows, hash_of_row};
use super::rules::{ByHash, says_more};
use super::words::Words;

/// Values between blanks are a list where they come in different numbers while all else is equal.
pub fn lists(rows: &mut Rows, words: &Words) -> bool {
    shortened(rows, &|row| collapsed(row, words))
}

/// What stands in brackets or braces is one value, or none, where it is nothing but values and all else is equal.
pub fn containers(rows: &mut Rows, words: &Words) -> bool {
    shortened(rows, &|row| contained(row, words))
}

/// A value in parentheses is left out where there are rows without it while all else is equal.
pub fn asides(rows: &mut Rows, words: &Words) -> bool {
    shortened(rows, &|row| without_asides(row, words))
}

// Rows that are the same when rewritten become that.
fn shortened(rows: &mut Rows, shorten: &dyn Fn(&[u32]) -> Vec<u32>) -> bool {
    let short: Vec<Vec<u32>> = rows.list.iter().map(|row| shorten(row)).collect();
    // Mostly no row has what could be left out.
    if short.iter().zip(&rows.list).all(|(short, row)| short == row) {
        return false;
    }
    let mut forms: ByHash<u32> = ByHash::default();
    for short in &short {
        *forms.entry(hash_of_row(short)).or_default() += 1;
    }
    let mut short = short.into_iter();
    rows.replace(&mut |row| {
        let short = short.next()?;
        let common = short != row && forms.get(&hash_of_row(&short)).is_some_and(|rows| *rows > 1);
        common.then_some(short)
    })
}

// `[V, "V"]`, `{x=V}`, `{"x": V}` and `[]` as `[V]` and `{V}`.
fn contained(row: &[u32], words: &Words) -> Vec<u32> {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let names_value =
        |at: usize| matches!((bytes(at), bytes(at + 1)), (b"=" | b":", _) | (b"\"", b":"));
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    let mut open = None;
    for (at, token) in row.iter().enumerate() {
        match (bytes(at), open) {
            (b"[", _) => open = Some((b"]", short.len() + 1)),
            (b"{", _) => open = Some((b"}", short.len() + 1)),
            (mark, Some((close, inside))) if mark == close => {
                short.truncate(inside);
                short.push(ANY);
                open = None;
            }
            (b"," | b" " | b"=" | b":" | b"\"" | b"'", _) => {}
            _ if *token == ANY || names_value(at + 1) => {}
            _ => open = None,
        }
        short.push(*token);
    }
    short
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

// `V V V` and `V, V` as `V`.
fn collapsed(row: &[u32], words: &Words) -> Vec<u32> {
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    for token in row {
        let between = match short[..] {
            [.., ANY, comma, blank] if words.bytes(comma) == b"," && words.bytes(blank) == b" " => {
                2
            }
            [.., ANY, mark] if matches!(words.bytes(mark), b" " | b",") => 1,
            _ => 0,
        };
        if *token == ANY && between > 0 {
            short.truncate(short.len() - between);
        } else {
            short.push(*token);
        }
    }
    short
}

/// `name:V`, `V:V` and `< V` are one value where a row with `V` in its place exists: a host whose name looks like a
/// word, and what is less or more than a value.
pub fn ports(rows: &mut Rows, words: &Words) -> bool {
    let known = rows.hashes();
    rows.replace(&mut |row| {
        (0..row.len()).find_map(|at| {
            let [first, mark, ANY] = *row.get(at..at + 3)? else { return None };
            let joined = match words.bytes(first) {
                b"<" | b">" => words.bytes(mark) == b" ",
                _ => words.is_word(first) && words.bytes(mark) == b":",
            };
            if !joined {
                return None;
            }
            let short = [&row[..at], &row[at + 2..]].concat();
            (says_more(row, at, words) && known.contains(&hash_of_row(&short))).then_some(short)
        })
    })
}
