//! Words that stand for each other in several statements: an enumeration that a program prints.

use super::super::table::Hashed;
use super::budget::Twice;
use super::precision::Least;
use super::rows::{Rows, hash_of_row, hash_without};
use super::rules::{ByHash, says_more};
use super::words::{Kind, Words};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Of a place so many words are looked at, and of a word so many places, so that many cost what they are many.
const MOST: usize = 16;

/// Words that differ in one place while all else is equal are values where the same words do in another place, too:
/// no program has a statement for each of them twice. Names need to be as many as other names, and states as many as other
/// words. Cost: O(tokens).
pub fn enums(rows: &mut Rows, words: &Words, least: Least) -> bool {
    let columns = shared(columns(rows, words, least), words, least);
    if columns.is_empty() {
        return false;
    }
    rows.rewrite(&mut |row, found| {
        let hash = hash_of_row(row);
        let varies = |at: &usize| columns.contains_key(&hash_without(hash, row, *at));
        found.extend(places(row, words).filter(varies).filter(|at| says_more(row, *at, words)));
    })
}

// How many of the words must stand in another place as well.
fn needed(column: &[u32], words: &Words, least: Least) -> u32 {
    let states = column.iter().any(|word| words.kind(*word) == Kind::State);
    if states { least.words } else { least.names }
}

// Places of words that may be of an enumeration: the first word says what all of a record is about, and a name ends
// what is said of it, where `the start event` goes on.
fn places(row: &[u32], words: &Words) -> impl Iterator<Item = usize> {
    let ends = |at: usize| row.get(at + 1).is_none_or(|next| words.bytes(*next) != b" ");
    let is_name = move |at: &usize| match words.kind(row[*at]) {
        Kind::Plain | Kind::Dotted => ends(*at),
        Kind::State => true,
        _ => false,
    };
    let first = row.iter().position(|token| words.is_word(*token)).unwrap_or(0);
    (first + 1..row.len()).filter(is_name)
}

// The words of each place while all else is equal, where there are enough.
fn columns(rows: &Rows, words: &Words, least: Least) -> ByHash<Vec<u32>> {
    let mut several = Twice::new(rows.list.iter().map(Vec::len).sum::<usize>() / 2);
    for row in &rows.list {
        let hash = hash_of_row(row);
        for at in places(row, words) {
            several.see(hash_without(hash, row, at));
        }
    }
    let mut columns: ByHash<Vec<u32>> = ByHash::default();
    for row in &rows.list {
        let hash = hash_of_row(row);
        for at in places(row, words) {
            let place = hash_without(hash, row, at);
            if several.is_twice(place) {
                let column = columns.entry(place).or_default();
                if column.len() < MOST {
                    column.push(row[at]);
                }
            }
        }
    }
    columns.retain(|_, column| needed(column, words, least) as usize <= column.len());
    columns
}

// Of these, those that have enough words in common with another one.
fn shared(mut columns: ByHash<Vec<u32>>, words: &Words, least: Least) -> ByHash<Vec<u32>> {
    let mut of_word: HashMap<u32, Vec<u64>, BuildHasherDefault<Hashed>> = HashMap::default();
    for (place, column) in &columns {
        for word in column {
            of_word.entry(*word).or_default().push(*place);
        }
    }
    columns.retain(|place, column| {
        let mut others: ByHash<u32> = ByHash::default();
        for other in column.iter().flat_map(|word| of_word[word].iter().take(MOST)) {
            *others.entry(*other).or_default() += u32::from(other != place);
        }
        let needed = needed(column, words, least);
        others.values().any(|shared| needed <= *shared)
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
        let firsts = ["{}: the file is there", "{}, and all is well"];
        assert_eq!(two(&["disk", "tape", "lamp"], firsts), 6, "what a record is about");
        let alone = each(&["disk", "tape", "lamp"], forms[0]);
        assert_eq!(templates(&alone).len(), 3, "in one place");
    }
}
