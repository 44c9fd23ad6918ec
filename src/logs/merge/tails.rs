//! What stands behind a colon at the end: phrases that stand for each other in several statements.

use super::super::table::{Hashed, mix};
use super::precision::Least;
use super::rows::{ANY, Rows, hash_of_row};
use super::rules::{ByHash, NAMED};
use super::words::{Kind, Words};
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

/// Of a row so many colons are looked at, so that long rows cost what they are long.
const MOST_COLONS: usize = 8;

/// What a phrase says.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Nothing,
    Something,
    /// Why what is before the colon failed.
    Why,
}

/// A place behind a colon, and the phrase that a row ends with there.
struct Tail {
    row: usize,
    start: usize,
    end: usize,
    statement: u64,
    phrase: u64,
    says: Says,
    // Whether what is before the colon says something.
    said: bool,
    // Whether it is a class of errors, and its own phrase the next one.
    wraps: bool,
}

/// What a row ends with behind a colon is a value, whatever it says, where many such phrases end other statements as
/// well, and no fewer than those that do not: the errors that a program passes on, maybe behind their classes. So it is
/// where many say why something failed, which need not stand elsewhere. Where they were values two are enough, and
/// behind one name alone, which may be a part that speaks, only such count. Cost: O(tokens · colons).
pub fn tails(rows: &mut Rows, words: &Words, least: Least) -> bool {
    let tails = all(rows, words);
    // The length of the first statement behind which each phrase stands; 0 where others have another one: what stands
    // in several rows of one form is told by the rules for words.
    let mut several: ByHash<usize> = ByHash::default();
    for tail in tails.iter().filter(|tail| tail.says != Says::Nothing) {
        let length = several.entry(tail.phrase).or_insert(tail.start);
        *length = if *length == tail.start { tail.start } else { 0 };
    }
    several.retain(|_, length| *length == 0);
    let whys = open(&tails, least.words, &|tail| tail.says == Says::Why);
    let mut first =
        open(&tails, least.words, &|tail| tail.said && several.contains_key(&tail.phrase));
    first.extend(&whys);
    if first.is_empty() {
        return false;
    }
    let passed: HashSet<u64, BuildHasherDefault<Hashed>> = tails
        .iter()
        .filter(|tail| first.contains(&tail.statement))
        .filter(|tail| tail.says == Says::Why || several.contains_key(&tail.phrase))
        .map(|tail| tail.phrase)
        .collect();
    let open = open(&tails, NAMED, &|tail| passed.contains(&tail.phrase));
    let mut ends = tails.iter().filter(|tail| open.contains(&tail.statement)).peekable();
    let mut number = 0;
    rows.replace(&mut |row| {
        let mut short = None;
        while let Some(tail) = ends.next_if(|tail| tail.row == number) {
            short.get_or_insert_with(|| [&row[..tail.start], &[ANY], &row[tail.end..]].concat());
        }
        number += 1;
        short.filter(|short| short != row)
    })
}

fn open(
    tails: &[Tail],
    needed: u32,
    known: &dyn Fn(&Tail) -> bool,
) -> HashSet<u64, BuildHasherDefault<Hashed>> {
    let mut counts: ByHash<(u32, u32)> = ByHash::default();
    for (at, tail) in tails.iter().enumerate() {
        let (all, passed) = counts.entry(tail.statement).or_default();
        *all += 1;
        *passed += u32::from(known(tail) || tail.wraps && known(&tails[at + 1]));
    }
    let is_open = |(all, passed): (u32, u32)| needed <= passed && all <= 2 * passed;
    counts.into_iter().filter(|one| is_open(one.1)).map(|one| one.0).collect()
}

// Behind each colon with a blank, in the order of rows and places.
fn all(rows: &Rows, words: &Words) -> Vec<Tail> {
    let mut found = Vec::new();
    for (number, row) in rows.list.iter().enumerate() {
        let is_literal = |token: &&u32| **token != ANY && words.is_word(**token);
        let is_behind = |at: usize| {
            at > 1 && words.bytes(row[at - 1]) == b" " && words.bytes(row[at - 2]) == b":"
        };
        // What says nothing may stand before.
        let first = row.iter().position(|token| is_literal(&token)).unwrap_or(row.len());
        let end = aside(row, words).unwrap_or(row.len());
        for start in (first..end).filter(|at| is_behind(*at)).take(MOST_COLONS) {
            let (before, phrase) = (&row[..start], &row[start..end]);
            let around = || before.iter().chain(&row[end..]);
            let is_state = |token: &u32| words.kind(*token) == Kind::State;
            let mut literals = phrase.iter().filter(is_literal);
            let something =
                literals.next().is_some_and(|one| !is_state(one) || literals.next().is_some());
            let says = match something {
                true if is_why(phrase, words) && fails(before, words) => Says::Why,
                true => Says::Something,
                false => Says::Nothing,
            };
            let class = matches!(words.kind(phrase[0]), Kind::Any | Kind::Dotted);
            found.push(Tail {
                row: number,
                start,
                end,
                statement: mix(hash_of_row(before), hash_of_row(&row[end..])),
                phrase: hash_of_row(phrase),
                says,
                said: around().filter(|token| words.is_word(**token)).count() > 1,
                wraps: class && start + 3 < end && is_behind(start + 3),
            });
        }
        // Behind the last colon that is looked at there is no other.
        if let Some(last) = found.last_mut().filter(|last| last.row == number) {
            last.wraps = false;
        }
    }
    found
}

// Whether it may be the reason of something: neither a sentence nor one with values of its own.
fn is_why(phrase: &[u32], words: &Words) -> bool {
    let ends = phrase.last().is_some_and(|last| words.bytes(*last).ends_with(b"."));
    !ends && !phrase.contains(&ANY)
}

// Whether it says that something failed, and what.
fn fails(before: &[u32], words: &Words) -> bool {
    const FAILS: [&[u8]; 6] = [b"failed", b"failure", b"fail", b"cannot", b"unable", b"not"];
    let is_failure = |word: &&[u8]| FAILS.iter().any(|other| word.eq_ignore_ascii_case(other));
    let said = || before.iter().filter(|token| **token != ANY && words.is_word(**token));
    said().count() > 1 && said().map(|token| words.bytes(*token)).any(|word| is_failure(&word))
}

// Where a value with its name in parentheses begins that ends a row: ` (by V)`, ` (code V)`.
fn aside(row: &[u32], words: &Words) -> Option<usize> {
    let open = row.iter().rposition(|token| words.bytes(*token) == b"(")?;
    let ends = row.last().is_some_and(|token| words.bytes(*token) == b")");
    let apart = open > 0 && words.bytes(row[open - 1]) == b" ";
    let named = row.get(open + 1).is_some_and(|token| *token != ANY && words.is_word(*token));
    (ends && apart && named && row[open..].contains(&ANY)).then(|| open - 1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, templates};

    const ERRORS: [&str; 5] =
        ["no such file", "it is full", "not allowed there", "refused", "the end of 12 is near"];

    #[test]
    fn what_is_passed_on_is_a_value() {
        let mut lines = each(&ERRORS, "cannot read part 12: {}");
        assert_eq!(templates(&lines).len(), 5, "each may be a statement");
        lines.extend(each(&ERRORS, "the door of 10.0.0.1 is closed: {}"));
        lines.push("the door of 10.0.0.1 is closed: some other thing".into());
        lines.extend(each(&ERRORS[..2], "mmap: {}"));
        lines.extend(each(&ERRORS, "cannot write: {} (error 12)"));
        lines.extend(each(&ERRORS[..2], "cannot close: a.b.SomeError: {}"));
        let mut wanted = templates(&lines);
        wanted.sort();
        let door = "the door of <*> is closed: <*>";
        let [read, write] = ["cannot read part <*>: <*>", "cannot write: <*> (error <*>)"];
        assert_eq!(wanted, ["cannot close: <*>", read, write, "mmap: <*>", door]);
    }

    #[test]
    fn why_something_failed_is_a_value() {
        let whys = ["no such file or directory", "it is full", "not allowed", "go and try again"];
        let mut lines = each(&whys, "cannot read part 12: {}");
        lines.push("cannot read part 12: it ended at 12".into());
        lines.extend(each(&whys[..2], "mmap: {}"));
        let mut told = templates(&lines);
        told.sort();
        assert_eq!(told, ["cannot read part <*>: <*>", "mmap: <*>"]);
        for form in ["a disk failed: {}.", "12 failed: {}", "reading part 12: {}"] {
            assert_eq!(templates(&each(&whys, form)).len(), 4, "{form}");
        }
        assert_eq!(templates(&each(&whys[..3], "cannot read part 12: {}")).len(), 3, "too few");
    }

    #[test]
    fn what_is_said_of_several_things_is_not() {
        let two = |values: &[&str], forms: [&str; 2]| {
            let lines = forms.map(|form| each(values, form)).concat();
            templates(&lines).len()
        };
        assert_eq!(two(&ERRORS, ["the disk 12: {}", "the tape 12: {}"]), 10, "one place differs");
        assert_eq!(two(&ERRORS, ["disk: {}", "[tape]: {}"]), 10, "one name alone");
        let states = ["OPEN", "SHUT", "IDLE", "BUSY"];
        let mut lines = each(&states, "a disk of 12: {}");
        lines.extend(each(&states[..2], "tape 12: {}"));
        lines.extend(each(&states[2..], "the lamp at 12: {}"));
        assert_eq!(templates(&lines).len(), 8, "states");
        assert_eq!(two(&ERRORS[..3], ["a disk of 12: {}", "tape 12: {}"]), 6, "too few");
    }
}
