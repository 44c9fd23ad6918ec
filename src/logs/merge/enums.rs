//! Words that stand for each other in several statements: an enumeration that a program prints.

use super::super::table::Hashed;
use super::budget::Twice;
use super::precision::Least;
use super::rows::{Rows, hash_of_row, hash_without};
use super::rules::{ByHash, NAMED, is_joined, says_more};
use super::words::{Kind, Words};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Of a place so many words are looked at, and of a word so many places, so that many cost what they are many.
const MOST: usize = 16;

/// Words that differ in one place while all else is equal are values where the same words do in another place, too:
/// no program has a statement for each of them twice. Names need to be as many as other names, and states as many as other
/// words; two are enough where they are capital and one of them is joined, as `Sleep` and `DarkWake`. Cost: O(tokens).
pub fn enums(rows: &mut Rows, words: &Words, least: Least) -> bool {
    alike(rows, words, least, false)
}

/// The same of words that others follow, such as verbs: nobody writes each statement of three forms once a word. What
/// else varies in these must be told before.
pub fn within(rows: &mut Rows, words: &Words, least: Least) -> bool {
    alike(rows, words, least, true)
}

fn alike(rows: &mut Rows, words: &Words, least: Least, within: bool) -> bool {
    let columns = shared(columns(rows, words, least, within), words, least, within);
    if columns.is_empty() {
        return false;
    }
    rows.rewrite(&mut |row, found| {
        let hash = hash_of_row(row);
        let varies = |at: &usize| columns.contains_key(&hash_without(hash, row, *at));
        found.extend(places(row, words).filter(varies).filter(|at| says_more(row, *at, words)));
    })
}

// What stands in a place while all else is equal.
struct Column {
    words: Vec<u32>,
    // How long such rows are.
    length: usize,
    // Whether nothing is told on.
    ends: bool,
}

impl Column {
    // How many of the words must stand in another place as well.
    fn needed(&self, words: &Words, least: Least) -> u32 {
        let states = self.words.iter().any(|word| words.kind(*word) == Kind::State);
        match (self.are_names(words), states) {
            (true, _) => NAMED,
            (_, true) => least.words,
            _ => least.names,
        }
    }

    fn are_names(&self, words: &Words) -> bool {
        let capital = |word: &u32| {
            words.bytes(*word)[0].is_ascii_uppercase() && words.kind(*word) == Kind::Plain
        };
        self.words.iter().all(capital)
            && self.words.iter().any(|word| is_joined(words.bytes(*word)))
    }
}

// Places of words that may be of an enumeration: the first word says what all of a record is about.
fn places(row: &[u32], words: &Words) -> impl Iterator<Item = usize> {
    let is_name =
        |at: &usize| matches!(words.kind(row[*at]), Kind::Plain | Kind::Dotted | Kind::State);
    let first = row.iter().position(|token| words.is_word(*token)).unwrap_or(0);
    (first + 1..row.len()).filter(is_name)
}

// The words of each place while all else is equal, where there are enough: a name ends what is said of it, where
// `the start event` goes on.
fn columns(rows: &Rows, words: &Words, least: Least, within: bool) -> ByHash<Column> {
    let mut several = Twice::new(rows.list.iter().map(Vec::len).sum::<usize>() / 2);
    for row in &rows.list {
        let hash = hash_of_row(row);
        for at in places(row, words) {
            several.see(hash_without(hash, row, at));
        }
    }
    let mut columns: ByHash<Column> = ByHash::default();
    for row in &rows.list {
        let hash = hash_of_row(row);
        for at in places(row, words) {
            let place = hash_without(hash, row, at);
            if several.is_twice(place) {
                let ends = row.get(at + 1).is_none_or(|next| words.bytes(*next) != b" ");
                let column = columns.entry(place).or_insert_with(|| Column {
                    words: Vec::new(),
                    length: row.len(),
                    ends,
                });
                column.ends |= words.kind(row[at]) == Kind::State;
                if column.words.len() < MOST {
                    column.words.push(row[at]);
                }
            }
        }
    }
    columns.retain(|_, column| {
        let told = column.ends || within || column.are_names(words);
        told && column.needed(words, least) as usize <= column.words.len()
    });
    columns
}

// Of these, those that have enough words in common with another one.
fn shared(
    mut columns: ByHash<Column>,
    words: &Words,
    least: Least,
    within: bool,
) -> ByHash<Column> {
    let mut of_word: HashMap<u32, Vec<u64>, BuildHasherDefault<Hashed>> = HashMap::default();
    for (place, column) in &columns {
        for word in &column.words {
            of_word.entry(*word).or_default().push(*place);
        }
    }
    let lengths: ByHash<usize> =
        columns.iter().map(|(place, column)| (*place, column.length)).collect();
    columns.retain(|place, column| {
        let mut others: ByHash<u32> = ByHash::default();
        for other in column.words.iter().flat_map(|word| of_word[word].iter().take(MOST)) {
            *others.entry(*other).or_default() += u32::from(other != place);
        }
        let needed = column.needed(words, least);
        others.retain(|_, shared| needed <= *shared);
        // Rows of one length may be one statement, in which something else varies as well.
        let other = others.keys().any(|other| lengths[other] != column.length);
        if within { 1 < others.len() && other } else { !others.is_empty() }
    });
    columns
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, templates};

    #[test]
    fn words_that_stand_for_each_other_in_two_places_are_values() {
        let two = |values: &[&str], forms: [&str; 2]| {
            let mut lines = each(values, forms[0]);
            lines.extend(each(values, forms[1]));
            templates(&lines).len()
        };
        let forms = ["the job is now {}", "asked for {}: nothing is left"];
        assert_eq!(two(&["disk", "tape", "lamp"], forms), 2);
        assert_eq!(two(&["disk", "tape"], forms), 4, "two may say two things");
        assert_eq!(two(&["Staged", "Closed", "Resolved", "Absent"], forms), 2);
        assert_eq!(two(&["Staged", "Closed", "Absent"], forms), 6, "fewer states");
        assert_eq!(two(&["OPEN", "SHUT", "IDLE", "BUSY"], forms), 2, "in upper case");
        assert_eq!(two(&["OPEN", "SHUT", "IDLE"], forms), 6, "fewer of them");
        let attributes = ["the {} event came from here", "lost one {} event at noon"];
        assert_eq!(two(&["start", "exit", "wait"], attributes), 6, "the event is told on");
        assert_eq!(two(&["Sleep", "DarkWake"], attributes), 2, "names");
        assert_eq!(two(&["Sleep", "Wake"], attributes), 4, "words");
        let firsts = ["{}: the file is there", "{}, and all is well"];
        assert_eq!(two(&["disk", "tape", "lamp"], firsts), 6, "what a record is about");
        let verbs = ["keeps", "drops", "counts"];
        let mut lines = each(&verbs, "the door {} what came at noon");
        lines.extend(each(&verbs, "the lamp {} what came at noon"));
        lines.extend(each(&verbs, "a tape {} what is left"));
        assert_eq!(templates(&lines).len(), 3, "three statements");
        lines.truncate(6);
        lines.extend(each(&verbs, "one disk {} as it is said"));
        assert_eq!(templates(&lines).len(), 9, "they may be one");
        let alone = each(&["disk", "tape", "lamp"], forms[0]);
        assert_eq!(templates(&alone).len(), 3, "in one place");
    }
}
