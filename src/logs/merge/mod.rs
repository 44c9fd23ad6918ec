//! From signatures to patterns: which literals are values after all. Off the hot path; it sees the
//! signatures only, never the lines, and can be done anew at any time.

mod arrows;
mod budget;
mod edits;
mod enums;
mod grid;
mod lengths;
mod pairs;
mod phrases;
mod placed;
mod precision;
mod rows;
mod rules;
mod series;
mod similar;
mod tails;
mod words;

pub use edits::Edits;
pub use precision::Precision;

use super::header::Level;
use super::table::Signature;
use crate::stats::order;
use edits::{Joins, Ties};
use precision::Least;
use rows::{ANY, Rows};
use words::Words;

/// Each round lets others see the variables that it made; a few are enough, and more change nothing.
const MOST_ROUNDS: usize = 8;

/// What people call a variable in a pattern.
pub const PLACEHOLDER: &str = "<*>";

/// A pattern: what records say, without the values in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Its text, with [`PLACEHOLDER`] for each variable.
    pub template: String,
    /// Records that follow it.
    pub count: u64,
    /// The worst level of them.
    pub level: Level,
}

/// Patterns, and which of them each signature follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patterns {
    /// Patterns in an order that only the set of signatures decides.
    pub list: Vec<Pattern>,
    /// The pattern of each signature, by its row in the table.
    pub of_signature: Vec<u32>,
}

/// Merges signatures into patterns, as [`merge_at`] with the default precision and no edits.
pub fn merge(signatures: &[Signature]) -> Patterns {
    merge_at(signatures, &Edits::default(), Precision::DEFAULT)
}

/// Merges signatures into patterns, at a precision and with what a person changed.
///
/// The order of the signatures changes nothing but `of_signature`, counts only add, and a coarser step has
/// never more patterns: it begins with the rows of the finer one, and what was joined stays so. Joined
/// patterns have the template of the one that the others became. Memory is bounded: where signatures have more
/// words than any log of a few programs, the most frequent are merged, and the rest stay as they are. Cost: O(tokens) a round, with a sort of the
/// signatures before.
pub fn merge_at(signatures: &[Signature], edits: &Edits, precision: Precision) -> Patterns {
    let (merged, left) = budget::within(signatures);
    let some: Vec<&Signature> = merged.iter().map(|place| &signatures[*place as usize]).collect();
    let patterns = merge_all(&some, edits, precision);
    if left.is_empty() {
        return patterns;
    }
    budget::with_left(signatures, &merged, &left, patterns)
}

fn merge_all(signatures: &[&Signature], edits: &Edits, precision: Precision) -> Patterns {
    let keys: Vec<&[u8]> = signatures.iter().map(|signature| &*signature.key).collect();
    let places = order::places(keys.len(), &mut |a, b| keys[a].cmp(keys[b]));
    let mut words = Words::new();
    let mut rows = Rows::new(&keys, &places, &mut words);
    edits::mask(&mut rows, &edits.masked, &mut words);
    let joins = Joins::new(&edits.joined);
    let mut ties = Ties::new(rows.list.len());
    ties.join(&joins, &|row| template(&rows.list[row as usize], &words));
    for step in 1..=precision.step() {
        let before = (!joins.is_empty()).then(|| (rows.of.clone(), rows.list.len()));
        coarsen(&mut rows, &words, step);
        if let Some((of, count)) = before {
            ties = ties.moved(&became(&of, count, &rows), rows.list.len());
            ties.join(&joins, &|row| template(&rows.list[row as usize], &words));
        }
    }
    if joins.is_empty() {
        ties = Ties::new(rows.list.len());
    }
    patterns(signatures, &rows, &ties, &words)
}

// From the step before to this one; whatever it does, rows are only joined.
fn coarsen(rows: &mut Rows, words: &Words, step: u8) {
    match step {
        // How each round begins, once: nothing of it can be wrong.
        1 => {
            rules::numbered(rows, words);
            rules::assigned(rows, words);
        }
        2 => {
            many(rows, words, Least::USUAL);
            rounds(rows, words, MOST_ROUNDS - 1, Least::USUAL);
        }
        3 => rounds(rows, words, MOST_ROUNDS, Least::FEWER),
        _ => {
            rounds(rows, words, MOST_ROUNDS, Least::FEWEST);
            similar::similar(rows, words);
        }
    }
}

fn rounds(rows: &mut Rows, words: &Words, most: usize, least: Least) {
    for _ in 0..most {
        let mut changed = rules::numbered(rows, words);
        changed |= many(rows, words, least);
        if !changed {
            break;
        }
    }
}

// The rules that ask for many words, and those for rows of different lengths.
fn many(rows: &mut Rows, words: &Words, least: Least) -> bool {
    let mut changed = arrows::arrows(rows, words);
    changed |= rules::columns(rows, words, least);
    changed |= placed::placed(rows, words, least);
    changed |= rules::alone(rows, words);
    changed |= pairs::pairs(rows, words, least);
    changed |= grid::grid(rows, words, least);
    changed |= enums::enums(rows, words, least);
    changed |= lengths::lists(rows, words);
    changed |= lengths::containers(rows, words);
    changed |= series::series(rows, words);
    changed |= lengths::asides(rows, words);
    changed |= lengths::joined(rows, words);
    changed |= lengths::empties(rows, words);
    changed |= tails::tails(rows, words, least);
    changed |= phrases::quotes(rows, words, least);
    changed |= phrases::names(rows, words, least);
    changed || enums::within(rows, words, least)
}

// What each of the former rows is now.
fn became(of: &[u32], count: usize, rows: &Rows) -> Vec<u32> {
    let mut became = vec![0; count];
    for (old, new) in of.iter().zip(&rows.of) {
        became[*old as usize] = *new;
    }
    became
}

fn patterns(signatures: &[&Signature], rows: &Rows, ties: &Ties, words: &Words) -> Patterns {
    let mut list: Vec<Pattern> = Vec::new();
    let mut places = vec![u32::MAX; rows.list.len()];
    let roots: Vec<u32> = (0..rows.list.len() as u32).map(|row| ties.root(row)).collect();
    for (row, root) in roots.iter().enumerate().filter(|(row, root)| **root == *row as u32) {
        places[row] = list.len() as u32;
        let template = match ties.name(*root) {
            Some(name) => name.to_owned(),
            None => template(&rows.list[row], words),
        };
        list.push(Pattern { template, count: 0, level: Level::Unknown });
    }
    let of_row = |row: u32| places[roots[row as usize] as usize];
    let of_signature: Vec<u32> = rows.of.iter().map(|row| of_row(*row)).collect();
    for (signature, place) in signatures.iter().zip(&of_signature) {
        let pattern = &mut list[*place as usize];
        pattern.count += signature.count;
        pattern.level = pattern.level.max(signature.level);
    }
    Patterns { list, of_signature }
}

fn template(row: &[u32], words: &Words) -> String {
    let mut text = String::new();
    for token in row {
        match *token {
            ANY => text.push_str(PLACEHOLDER),
            token => text.push_str(&String::from_utf8_lossy(words.bytes(token))),
        }
    }
    text.shrink_to_fit();
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::{Lexer, Table};

    pub(super) fn templates(lines: &[String]) -> Vec<String> {
        let (mut lexer, mut table) = (Lexer::default(), Table::default());
        for line in lines {
            let (key, masks) = lexer.lex(line.as_bytes());
            table.count(key, masks, Level::Unknown);
        }
        let patterns = merge(table.signatures());
        assert_eq!(
            patterns.list.iter().map(|pattern| pattern.count).sum::<u64>(),
            lines.len() as u64
        );
        patterns.list.into_iter().map(|pattern| pattern.template).collect()
    }

    pub(super) fn each(values: &[&str], form: &str) -> Vec<String> {
        values.iter().map(|value| form.replace("{}", value)).collect()
    }

    const NAMES: [&str; 12] =
        ["ada", "bob", "cleo", "dan", "eve", "finn", "gus", "hal", "ivy", "joe", "kim", "lea"];

    #[test]
    fn values_become_variables_and_terms_stay() {
        let cases: &[(&[&str], &str, &str)] = &[
            (&["eth0", "eth1"], "link {} is up", "link <*> is up"),
            (&["ada", "bob"], "session opened for user {}", "session opened for user <*>"),
            (&["ada", "bob"], "login name={} ok", "login name=<*> ok"),
            (&["1", "1 2 3", "4 5"], "blocks {} deleted", "blocks <*> deleted"),
            (&["[]", "[1, x=2]", "[\"3\"]"], "flags {} set", "flags [<*>] set"),
            (&["1", "1, 2", "3, 4, 5"], "parts {} moved", "parts <*> moved"),
            (&["1 rows", "2 rows (0.5)"], "sent {} and left", "sent <*> rows and left"),
            (&["10.0.0.1:80", "wpad:80"], "open {} now", "open <*> now"),
            (&["10.0.0.1:80", "Pad12:80", "Pad7:80"], "open {} now", "open <*> now"),
            (&["12 s", "< 1 s"], "took {} in all", "took <*> in all"),
            (&["a.conf", "bb.conf", "c.conf"], "read {} again", "read <*> again"),
            (&["'7'", "'8'", "'the last one'"], "part {} is gone", "part '<*>' is gone"),
            (&["10", "11", "twelve"], "sent {} of them", "sent <*> of them"),
            (&["A", "B"], "feed {} is lost", "feed <*> is lost"),
            (&["tmp", "/var/x", "/x"], "chdir({}) failed", "chdir(<*>) failed"),
            (&["a.b.C", "a.b.D", "a.c.E", "a.d.F", "b.c.D"], "loading {}", "loading <*>"),
            (&NAMES, "moved {} away", "moved <*> away"),
            (&["FanCard", "audit_log"], "reading {} at last", "reading <*> at last"),
            (&["GET", "PUT", "CONNECT"], "ask {} /x/y for it", "ask <*> <*> for it"),
            (&["GET", "PUT", "POST", "HEAD"], "for 7: {} /x/y of it", "for <*>: <*> <*> of it"),
            (&["a.b.C", "a.d.E"], "using {} for it", "using <*> for it"),
            (&["doGo", "doStay", "be_it", "HalDone"], "{}: part is lost", "<*>: part is lost"),
        ];
        for (values, form, wanted) in cases {
            assert_eq!(templates(&each(values, form)), [*wanted], "{form}");
        }
        for (values, form) in [
            (&["up", "down"][..], "link is {}"),
            (&["OPEN", "CLOSED"], "state={} now"),
            (&["GET", "PUT", "POST"], "{} /x/y for it"),
            (&["GET", "PUT"], "ask {} /x/y for it"),
            (&["OPEN", "SHUT", "IDLE", "BUSY"], "door {} /x/y for it"),
            (&["a.conf", "b.conf"], "using {} for it"),
            (&["NoNode", "NodeExists"], "cannot read it: error:{}"),
            (&["read_all", "shut_down"], "within {}() it failed"),
            (&["FanCard", "lamp"], "reading {} at last"),
            (&["FanCard", "audit_log"], "{} is gone at last"),
            (&["doGo", "doStay", "be_it", "disk"], "{}: part is lost"),
            (&["doGo", "doStay", "be_it", "HalDone"], "{} the part is lost"),
            (&["L2", "icache"], "cache {} off"),
            (&["open", "read", "stage", "find", "shut"], "failed to {} the file"),
            (&["r0=1 r1=2", "r2=3 r3=4"], "with {} set"),
            (&["mode", "place", "size", "rate"], "option {} = 12 is set"),
            (&["mode", "place", "size", "rate"], "option {} => 12 is set"),
            (&["x.y.SCREEN_ON", "x.y.SCREEN_OFF", "x.y.TIMER"], "event={} came"),
            (&NAMES, "{}"),
        ] {
            assert_eq!(templates(&each(values, form)).len(), values.len(), "{form}");
        }
    }

    #[test]
    fn a_word_that_no_other_row_has_is_a_value_where_others_are() {
        let lines = each(&["7 at 8", "9 at 1", "zoe at home"], "the tape of {} is gone");
        assert_eq!(templates(&lines), ["the tape of <*> at <*> is gone"]);
        let lines = each(&["7 at 8", "zoe at home", "ada at home"], "the tape of {} is gone");
        assert_eq!(templates(&lines).len(), 3, "home stands in two");
    }

    #[test]
    fn three_words_beside_a_value_are_values_whatever_they_look_like() {
        let both = |values: &[&str]| {
            let mut lines = each(values, "{} of it is too high");
            lines.extend(each(values, "{} of it is too low"));
            templates(&lines).len()
        };
        assert_eq!(both(&["VDD_1", "VDD_2", "VDD_IO", "PLL", "MEM"]), 2);
        assert_eq!(both(&["VDD_1", "VDD_2", "PLL", "MEM"]), 6, "two states");
        assert_eq!(both(&["VDD_IO", "PLL", "MEM"]), 6, "and no value");
    }

    #[test]
    fn two_variables_that_never_agree_are_found() {
        let back: Vec<&str> = NAMES.iter().rev().copied().collect();
        let line = |(one, other): (&&str, &&str)| format!("copied {one} over to q{other} again");
        let lines: Vec<String> = NAMES.iter().zip(&back).map(line).collect();
        assert_eq!(templates(&lines), ["copied <*> over to <*> again"]);
    }
}
