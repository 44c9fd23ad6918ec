//! The rules by which a token of many rows is a variable. Each sees all rows at once, so that their
//! order is of no account.

use super::super::table::{Hashed, mix};
use super::budget::Twice;
use super::precision::Least;
use super::rows::{ANY, Rows, hash_at, hash_of_row, hash_without};
use super::words::{Kind, Words};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

pub(super) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Hashed>>;

/// Behind `=` or such as `user`, two words are values.
pub(super) const NAMED: u32 = 2;

/// So many methods of requests are values, within what a record says.
pub(super) const METHODS: u32 = 3;

/// Words of English behind which a name stands.
const BEFORE_NAMES: [&[u8]; 5] = [b"user", b"username", b"host", b"hostname", b"account"];

/// Words that differ in their digits alone are values of one variable.
pub fn numbered(rows: &mut Rows, words: &Words) -> bool {
    let class = |row: &[u32], at: usize| match words.kind(row[at]) {
        Kind::Numbered(_) if is_key(row, at, words) => None,
        Kind::Numbered(skeleton) => Some(skeleton),
        _ => None,
    };
    alike(rows, &class, 2)
}

/// Whether a word is the name of the value behind it.
pub(super) fn is_key(row: &[u32], at: usize, words: &Words) -> bool {
    row.get(at + 1).is_some_and(|mark| words.bytes(*mark) == b"=")
}

/// What stands behind `=` is a value where it differs, even if several places of a row differ; words in
/// upper case are states, and a state is part of a pattern.
pub fn assigned(rows: &mut Rows, words: &Words) -> bool {
    let class = |row: &[u32], at: usize| is_assigned(row, at, words).then_some(0);
    alike(rows, &class, 2)
}

/// Whether it is the method of a request within what a record says, as `refused GET V`.
pub(super) fn is_asked(row: &[u32], at: usize, words: &Words) -> bool {
    let says = |token: &u32| *token != ANY && words.is_word(*token);
    is_method(row, at, words) && row[..at].iter().any(says)
}

// Whether it is the method of a request, before what is asked for: a name rather than a state.
fn is_method(row: &[u32], at: usize, words: &Words) -> bool {
    const NAMES: [&[u8]; 8] =
        [b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"CONNECT"];
    matches!(row[at..], [_, blank, ANY, ..] if words.bytes(blank) == b" ")
        && NAMES.contains(&words.bytes(row[at]))
}

pub(super) fn is_assigned(row: &[u32], at: usize, words: &Words) -> bool {
    let behind = at > 0 && row[at - 1] != ANY && words.bytes(row[at - 1]) == b"=";
    behind && !matches!(words.kind(row[at]), Kind::Mark | Kind::State)
}

/// Words that no other row has are values where there is a row with variables in their places, and in those of other
/// likely values. Cost: O(tokens).
pub fn alone(rows: &mut Rows, words: &Words) -> bool {
    // In how many rows each word stands, and the last of them.
    let mut counts: HashMap<u32, (u32, usize), BuildHasherDefault<Hashed>> = HashMap::default();
    for (number, row) in rows.list.iter().enumerate() {
        for token in row.iter().filter(|token| **token != ANY && words.is_word(**token)) {
            let (count, last) = counts.entry(*token).or_insert((0, usize::MAX));
            *count += u32::from(*last != number);
            *last = number;
        }
    }
    let values = rows.values(words);
    let is_alone = |token: u32| counts.get(&token).is_some_and(|(count, _)| *count == 1);
    let is_value =
        |token: u32| values.has(token, words) || matches!(words.kind(token), Kind::Numbered(_));
    let known = rows.hashes();
    let without = |row: &[u32], is_value: &dyn Fn(u32) -> bool| {
        let token = |token: &u32| if is_value(*token) { ANY } else { *token };
        let other: Vec<u32> = row.iter().map(token).collect();
        let says = other.iter().any(|token| *token != ANY && words.is_word(*token));
        (says && known.contains(&hash_of_row(&other))).then_some(other)
    };
    rows.replace(&mut |row| {
        if !row.iter().any(|token| is_alone(*token)) {
            return None;
        }
        without(row, &is_alone)
            .or_else(|| without(row, &|token| is_alone(token) || is_value(token)))
    })
}

type Class<'a> = dyn Fn(&[u32], usize) -> Option<u64> + 'a;

// Rows are compared with each token that has a class replaced by that; places where `least` tokens
// differ are variables.
fn alike(rows: &mut Rows, class: &Class, least: usize) -> bool {
    let hash = |row: &[u32]| {
        let part = |at: usize| match class(row, at) {
            Some(class) => mix(mix(!0, at as u64), class),
            None => hash_at(at, row[at]),
        };
        (0..row.len()).map(part).fold(row.len() as u64, u64::wrapping_add)
    };
    let mut groups: ByHash<Vec<Vec<u32>>> = ByHash::default();
    let classed = |row: &&Vec<u32>| (0..row.len()).any(|at| class(row, at).is_some());
    // One row alone has no place where tokens differ.
    let mut several = Twice::new(rows.list.len());
    for row in rows.list.iter().filter(classed) {
        several.see(hash(row));
    }
    for row in rows.list.iter().filter(classed) {
        let hash = hash(row);
        if !several.is_twice(hash) {
            continue;
        }
        let seen = groups.entry(hash).or_insert_with(|| vec![Vec::new(); row.len()]);
        for (at, seen) in seen.iter_mut().enumerate() {
            if class(row, at).is_some() && seen.len() < least && !seen.contains(&row[at]) {
                seen.push(row[at]);
            }
        }
    }
    // Hashes of rows change while they are rewritten: all are judged before.
    let judged: ByHash<Vec<bool>> = groups
        .into_iter()
        .map(|(hash, seen)| (hash, seen.iter().map(|seen| seen.len() >= least).collect()))
        .collect();
    rows.rewrite(&mut |row, found| {
        let mut open = (0..row.len()).filter(|at| class(row, *at).is_some()).peekable();
        if open.peek().is_some()
            && let Some(places) = judged.get(&hash(row))
        {
            found.extend(open.filter(|at| places[*at]));
        }
    })
}

/// What stands in a place that is open while all others are equal.
#[derive(Debug, Default, Clone, Copy)]
struct Column {
    words: u32,
    numbered: u32,
    any: bool,
    states: bool,
    identifiers: u32,
    functions: u32,
}

/// A place where many words stand while all else is equal is a variable; fewer are enough beside
/// values, which are no states nor what a record is about, and behind words that announce a name. Cost: O(tokens).
pub fn columns(rows: &mut Rows, words: &Words, least: Least) -> bool {
    let all: usize = rows.list.iter().map(Vec::len).sum();
    // Most places have one word only, and the map of the others is small enough to be near. About half of the
    // tokens are marks.
    let mut several = Twice::new(all / 2);
    for row in &rows.list {
        let hash = hash_of_row(row);
        for at in (0..row.len()).filter(|at| words.is_word(row[*at])) {
            several.see(hash_without(hash, row, at));
        }
    }
    let mut columns: ByHash<Column> = ByHash::default();
    for row in &rows.list {
        let hash = hash_of_row(row);
        for at in (0..row.len()).filter(|at| words.is_word(row[*at])) {
            let place = hash_without(hash, row, at);
            if !several.is_twice(place) {
                continue;
            }
            let column = columns.entry(place).or_default();
            match words.kind(row[at]) {
                Kind::Any => column.any = true,
                Kind::Numbered(_) => column.numbered += 1,
                kind => {
                    column.words += 1;
                    column.states |= kind == Kind::State;
                    column.identifiers += u32::from(is_identifier(row, at, words));
                    column.functions += u32::from(is_function(row, at, words));
                }
            }
        }
    }
    columns.retain(|_, column| column.all() >= NAMED);
    if columns.is_empty() {
        return false;
    }
    rows.rewrite(&mut |row, found| {
        let hash = hash_of_row(row);
        let varies = |at: &usize| {
            words.kind(row[*at]) != Kind::Any
                && columns
                    .get(&hash_without(hash, row, *at))
                    .is_some_and(|column| column.varies(row, *at, words, least))
        };
        found.extend((0..row.len()).filter(|at| words.is_word(row[*at])).filter(varies));
    })
}

impl Column {
    fn all(self) -> u32 {
        self.words + self.numbered + u32::from(self.any)
    }

    fn varies(self, row: &[u32], at: usize, words: &Words, least: Least) -> bool {
        let usual = if self.any { NAMED.min(least.words) } else { least.words };
        let names = NAMED <= self.identifiers && self.identifiers == self.words;
        let named = names && !names_all(row, at, words);
        let speaks = self.functions == self.words && is_function(row, at, words);
        let needed = if named || !self.states && is_named(row, at, words) {
            NAMED.min(least.words)
        } else if is_asked(row, at, words) {
            METHODS.min(least.words)
        } else if speaks || self.any && (self.states || names_all(row, at, words)) {
            least.words
        } else if names_all(row, at, words) {
            least.subjects
        } else if !is_method(row, at, words) && (self.states || is_one_of_few(row, words)) {
            least.states.max(usual)
        } else {
            usual
        };
        needed <= self.all() && says_more(row, at, words)
    }
}

// Whether a name is announced.
pub(super) fn is_named(row: &[u32], at: usize, words: &Words) -> bool {
    let before = |steps: usize| {
        let token = at.checked_sub(steps).map(|at| row[at]).filter(|token| *token != ANY);
        token.map_or(&b""[..], |token| words.bytes(token))
    };
    let announces = |word: &[u8]| BEFORE_NAMES.iter().any(|name| word.eq_ignore_ascii_case(name));
    before(1) == b"=" || before(1) == b" " && announces(before(2))
}

/// Words of English behind which `to` and a verb stand.
const BEFORE_TO: [&[u8]; 7] =
    [b"failed", b"failing", b"unable", b"trying", b"tried", b"attempting", b"attempted"];

// Whether a verb stands there, as in `failed to open`: what was not done.
fn is_verb(row: &[u32], at: usize, words: &Words) -> bool {
    let [.., tried, blank, to, gap] = row[..at] else { return false };
    let bytes = |token: u32| words.bytes(token);
    [blank, to, gap].map(bytes) == [&b" "[..], b"to", b" "]
        && BEFORE_TO.iter().any(|word| bytes(tried).eq_ignore_ascii_case(word))
}

/// Whether a place is one that says what all of a record is about: the first word, a verb behind what was not done,
/// or a name before its value.
pub(super) fn names_all(row: &[u32], at: usize, words: &Words) -> bool {
    let first = row[..at].iter().all(|token| !words.is_word(*token));
    let mark = |at: usize| row.get(at).map_or(&b""[..], |mark| words.bytes(*mark));
    let named = matches!(mark(at + 1), b":" | b"=") || mark(at + 1) == b" " && mark(at + 2) == b"=";
    first || named || is_verb(row, at, words)
}

fn is_one_of_few(row: &[u32], words: &Words) -> bool {
    row.iter().filter(|token| **token != ANY && words.is_word(**token)).count() <= 2
}

// A pattern of variables alone would say nothing.
pub(super) fn says_more(row: &[u32], at: usize, words: &Words) -> bool {
    let literal = |other: usize| row[other] != ANY && words.is_word(row[other]);
    (0..row.len()).any(|other| other != at && literal(other))
}

// Whether it is no word of a language, but the name that something has in a program, as `FanModule` or `audit_log`, and
// neither a function nor what is behind a mark, such as the name of an error.
fn is_identifier(row: &[u32], at: usize, words: &Words) -> bool {
    let mark = |at: Option<&u32>| at.map_or(&b""[..], |token| words.bytes(*token));
    let within = mark(row[..at].last()) == b" " && mark(row.get(at + 1)) != b"(";
    within && is_joined(words.bytes(row[at]))
}

// Whether it is such a name with a colon behind it, which says what speaks: one of the functions of a program.
fn is_function(row: &[u32], at: usize, words: &Words) -> bool {
    let colon = row.get(at + 1).is_some_and(|mark| words.bytes(*mark) == b":");
    colon && is_joined(words.bytes(row[at]))
}

/// Whether several words are joined in it, as in `FanModule` or `audit_log`.
pub(super) fn is_joined(word: &[u8]) -> bool {
    let joint =
        |two: &[u8]| two[0].is_ascii_lowercase() && (two[1].is_ascii_uppercase() || two[1] == b'_');
    word.windows(2).any(joint)
}
