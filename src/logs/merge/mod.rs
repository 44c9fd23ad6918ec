//! From signatures to patterns: which literals are values after all. Off the hot path; it sees the
//! signatures only, never the lines, and can be done anew at any time.

mod lengths;
mod pairs;
mod rows;
mod rules;
mod words;

use super::header::Level;
use super::table::Signature;
use crate::stats::order;
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

/// Merges signatures into patterns. The order of the signatures changes nothing but `of_signature`,
/// and counts only add. Cost: O(tokens) a round, with a sort of the signatures before.
pub fn merge(signatures: &[Signature]) -> Patterns {
    let keys: Vec<&[u8]> = signatures.iter().map(|signature| &*signature.key).collect();
    let places = order::places(keys.len(), &mut |a, b| keys[a].cmp(keys[b]));
    let mut words = Words::new();
    let mut rows = Rows::new(&keys, &places, &mut words);
    for _ in 0..MOST_ROUNDS {
        let mut changed = rules::numbered(&mut rows, &words);
        changed |= rules::assigned(&mut rows, &words);
        changed |= rules::columns(&mut rows, &words);
        changed |= rules::dotted(&mut rows, &words);
        changed |= pairs::pairs(&mut rows, &words);
        changed |= lengths::lists(&mut rows, &words);
        changed |= lengths::asides(&mut rows, &words);
        changed |= lengths::ports(&mut rows, &words);
        if !changed {
            break;
        }
    }
    patterns(signatures, rows, &words)
}

fn patterns(signatures: &[Signature], rows: Rows, words: &Words) -> Patterns {
    let empty = |row: &Vec<u32>| Pattern {
        template: template(row, words),
        count: 0,
        level: Level::Unknown,
    };
    let mut list: Vec<Pattern> = rows.list.iter().map(empty).collect();
    for (signature, row) in signatures.iter().zip(&rows.of) {
        let pattern = &mut list[*row as usize];
        pattern.count += signature.count;
        pattern.level = pattern.level.max(signature.level);
    }
    Patterns { list, of_signature: rows.of }
}

fn template(row: &[u32], words: &Words) -> String {
    let mut text = String::new();
    for token in row {
        match *token {
            ANY => text.push_str(PLACEHOLDER),
            token => text.push_str(&String::from_utf8_lossy(words.bytes(token))),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::{Lexer, Table};

    fn templates(lines: &[String]) -> Vec<String> {
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

    fn each(values: &[&str], form: &str) -> Vec<String> {
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
            (&["1 rows", "2 rows (0.5)"], "sent {} and left", "sent <*> rows and left"),
            (&["10.0.0.1:80", "wpad:80"], "open {} now", "open <*> now"),
            (&["tmp", "/var/x", "/x"], "chdir({}) failed", "chdir(<*>) failed"),
            (&["a.b.C", "a.b.D", "a.c.E", "a.d.F", "b.c.D"], "loading {}", "loading <*>"),
            (&NAMES, "moved {} away", "moved <*> away"),
        ];
        for (values, form, wanted) in cases {
            assert_eq!(templates(&each(values, form)), [*wanted], "{form}");
        }
        for (values, form) in [
            (&["up", "down"][..], "link is {}"),
            (&["OPEN", "CLOSED"], "state={} now"),
            (&["L2", "icache"], "cache {} off"),
            (&NAMES, "{}"),
        ] {
            assert_eq!(templates(&each(values, form)).len(), values.len(), "{form}");
        }
    }

    #[test]
    fn two_variables_that_never_agree_are_found() {
        let back: Vec<&str> = NAMES.iter().rev().copied().collect();
        let line = |(one, other): (&&str, &&str)| format!("copied {one} over to q{other} again");
        let lines: Vec<String> = NAMES.iter().zip(&back).map(line).collect();
        assert_eq!(templates(&lines), ["copied <*> over to <*> again"]);
    }
}
