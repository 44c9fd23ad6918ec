//! Several variables of one pattern: rows that are mostly the same, of which some places vary freely.

use super::precision::Least;
use super::rows::{ANY, Rows, hash_at, hash_of_row};
use super::rules::{ByHash, names_all, says_more};
use super::similar::grouped;
use super::words::{Kind, Words};
use crate::stats::order::sort_by;
use std::cmp::Reverse;

/// With more rows there are enough of them to show each variable by itself.
const MOST_ROWS: usize = 16_384;
/// Rows in which more places vary have too little in common to be looked at together.
const MOST_PLACES: usize = 32;
/// A place where so many words stand varies freely …
const FREE_WORDS: usize = 3;
/// … if it does while all else is equal in so many ways.
const FREE_WAYS: usize = 3;

/// Of rows that are mostly the same, a place is a variable where many words stand, or where some do whatever stands
/// in the others: what says something else differs in one way only. Cost: O(tokens + rows · places that vary²).
pub fn grid(rows: &mut Rows, words: &Words, least: Least) -> bool {
    if rows.list.len() > MOST_ROWS {
        return false;
    }
    let (group_of, groups) = grouped(rows, words);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); groups.len()];
    for (row, group) in group_of.iter().enumerate() {
        members[*group as usize].push(row as u32);
    }
    let mut variables: Vec<Vec<usize>> = vec![Vec::new(); rows.list.len()];
    for (common, members) in groups.iter().zip(&members) {
        if members.len() <= FREE_WAYS {
            continue;
        }
        let group: Vec<&[u32]> = members.iter().map(|row| &*rows.list[*row as usize]).collect();
        let found = free(&group, common, words, least);
        for row in members {
            variables[*row as usize].clone_from(&found);
        }
    }
    let mut at = 0;
    rows.rewrite(&mut |row, found| {
        found.extend(variables[at].iter().filter(|place| says_more(row, **place, words)));
        at += 1;
    })
}

// The places of a group that are variables.
fn free(group: &[&[u32]], common: &[u32], words: &Words, least: Least) -> Vec<usize> {
    let is_state = |at: usize| group.iter().any(|row| words.kind(row[at]) == Kind::State);
    // What states differ in is part of a pattern, but where each became another one.
    let steps = |at: usize| {
        let these = words_at(group, at);
        let shared = |other: &usize| {
            words_at(group, *other).iter().filter(|word| these.contains(word)).count()
        };
        let others = (0..common.len()).filter(|other| *other != at && common[*other] == ANY);
        let others = others.filter(|other| is_state(*other));
        others.filter(|other| FREE_WORDS <= shared(other)).count()
    };
    let varies = |at: &usize| {
        common[*at] == ANY
            && !names_all(group[0], *at, words)
            && group.iter().any(|row| row[*at] != group[0][*at])
            && group.iter().all(|row| words.kind(row[*at]) != Kind::Mark)
            && (!is_state(*at) || 0 < steps(*at))
    };
    let mut open: Vec<Vec<usize>> = Vec::new();
    let mut orders: Vec<Vec<u32>> = Vec::new();
    // Places that always vary together are one.
    for at in (0..common.len()).filter(varies) {
        let order = order_of(group, at);
        if let Some(same) = orders.iter().position(|other| *other == order) {
            open[same].push(at);
        } else {
            orders.push(order);
            open.push(vec![at]);
        }
    }
    let mut hashes: Vec<u64> = group.iter().map(|row| hash_of_row(row)).collect();
    let mut found = Vec::new();
    let several = open.len() > 1 || open.first().is_some_and(|together| together.len() > 1);
    if !several || open.len() > MOST_PLACES {
        return found;
    }
    loop {
        let enough = least.words.max(2) as usize;
        // Where most words stand comes first: what varies because of it alone has one way left then.
        let freedom = |(place, at): (usize, &Vec<usize>)| {
            let column = Column::of(group, &hashes, at, enough);
            let is_free = if at.iter().any(|at| is_state(*at)) {
                column.is_any_step(at.iter().map(|at| steps(*at)).max().unwrap_or(0), least)
            } else {
                column.is_free(group.len(), least)
            };
            is_free.then_some((column.words, Reverse(place)))
        };
        let Some((_, Reverse(place))) = open.iter().enumerate().filter_map(freedom).max() else {
            break;
        };
        let together = open.remove(place);
        for (row, hash) in group.iter().zip(&mut hashes) {
            *hash = without(*hash, row, &together);
        }
        found.extend(together);
    }
    found
}

// Of each row the number of its word, in order of appearance.
fn order_of(group: &[&[u32]], at: usize) -> Vec<u32> {
    let mut numbers: ByHash<u32> = ByHash::default();
    let number = |row: &&[u32]| {
        let next = numbers.len() as u32;
        *numbers.entry(hash_at(0, row[at])).or_insert(next)
    };
    group.iter().map(number).collect()
}

fn without(hash: u64, row: &[u32], places: &[usize]) -> u64 {
    let open = |hash: u64, at: &usize| {
        hash.wrapping_sub(hash_at(*at, row[*at])).wrapping_add(hash_at(*at, u32::MAX))
    };
    places.iter().fold(hash, open)
}

// The different words of a place.
fn words_at(group: &[&[u32]], at: usize) -> Vec<u32> {
    let mut all: Vec<u32> = group.iter().map(|row| row[at]).collect();
    sort_by(&mut all, Ord::cmp);
    all.dedup();
    all
}

// What stands in a place of a group.
struct Column {
    // Different words, in how many ways of all else there are several, and the most of one way.
    words: usize,
    ways: usize,
    most: usize,
}

impl Column {
    // More than `enough` words of one way are as good as that.
    fn of(group: &[&[u32]], hashes: &[u64], places: &[usize], enough: usize) -> Self {
        let at = places[0];
        let mut ways: ByHash<Vec<u32>> = ByHash::default();
        for (row, hash) in group.iter().zip(hashes) {
            let seen = ways.entry(without(*hash, row, places)).or_default();
            if seen.len() < enough && !seen.contains(&row[at]) {
                seen.push(row[at]);
            }
        }
        Self {
            words: words_at(group, at).len(),
            ways: ways.values().filter(|seen| seen.len() > 1).count(),
            most: ways.values().map(Vec::len).max().unwrap_or(0),
        }
    }

    // Few states follow each state where each step is a statement of its own, and the fewer the more places there are
    // beside which have the same states.
    fn is_any_step(&self, others: usize, least: Least) -> bool {
        self.words + others > least.words as usize && self.ways >= FREE_WAYS
    }

    fn is_free(&self, rows: usize, least: Least) -> bool {
        let many = least.words as usize;
        self.most >= many
            || self.words >= many && 2 * self.words >= rows
            || self.words >= FREE_WORDS && self.ways >= FREE_WAYS
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::templates;

    #[test]
    fn places_that_vary_freely_are_variables_and_those_that_say_something_are_none() {
        // Too few words for any other rule.
        let (zones, ends) = (["inside", "outside", "lobby"], ["fins", "resets", "timeout"]);
        let mut lines: Vec<String> = Vec::new();
        for one in zones {
            for other in zones {
                for end in ends {
                    lines.push(format!("closed the tunnel from {one} over to {other} after {end}"));
                }
            }
        }
        // Three ends in one way of all else are three things that are said.
        let wanted = ends.map(|end| format!("closed the tunnel from <*> over to <*> after {end}"));
        assert_eq!(templates(&lines), wanted);
        let two = |verb: &str| format!("the tunnel to the lobby is {verb} by now");
        assert_eq!(templates(&["open", "shut"].map(two)).len(), 2);
    }

    #[test]
    fn states_that_become_any_other_are_values() {
        let states = ["NEW", "OPEN", "SHUT", "GONE"];
        let line = |one: &str, other: &str| format!("the door went from {one} to {other} again");
        let each = |one| states.iter().map(move |other| line(one, other));
        let lines: Vec<String> = states.iter().flat_map(|one| each(one)).collect();
        assert_eq!(templates(&lines), ["the door went from <*> to <*> again"]);
        let steps: Vec<String> = states.windows(2).map(|two| line(two[0], two[1])).collect();
        assert_eq!(templates(&steps).len(), 3, "each step says something else");
        let few = &states[..3];
        let twice = |form: fn(&str, &str, &str) -> String| {
            let all = |one| {
                few.iter().flat_map(move |two| few.iter().map(move |three| form(one, two, three)))
            };
            let lines: Vec<String> = few.iter().flat_map(|one| all(one)).collect();
            templates(&lines).len()
        };
        assert_eq!(
            twice(|one, two, three| format!("door: is {one}, was {two}, will be {three}")),
            1
        );
        assert_eq!(twice(|one, two, _| format!("door: is {one}, was {two}")), 9, "in two places");
    }

    #[test]
    fn what_a_record_is_about_is_none_of_the_states_it_has() {
        let (states, things) = (["NEW", "OPEN", "SHUT", "GONE"], ["Door", "Lamp", "Tape"]);
        let mut lines = Vec::new();
        for thing in things {
            for one in states {
                lines.extend(states.map(|other| format!("n7 {thing} went from {one} to {other}")));
            }
        }
        let wanted = things.map(|thing| format!("n7 {thing} went from <*> to <*>"));
        assert_eq!(templates(&lines), wanted);
    }

    #[test]
    fn places_that_vary_together_are_one() {
        let line = |(at, name): (usize, &&str)| {
            format!("call {name} of part {at} went from {name} to {name} and back")
        };
        let names = ["ada", "bob", "cleo", "dan", "eve"];
        let lines: Vec<String> = names.iter().enumerate().map(line).collect();
        assert_eq!(templates(&lines), ["call <*> of part <*> went from <*> to <*> and back"]);
    }
}
