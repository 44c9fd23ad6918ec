//! Lists of items in any order and number: what is said of each of many things in one record.

use super::super::table::{Hashed, mix};
use super::budget::Twice;
use super::rows::{ANY, Rows, hash_of_tokens};
use super::rules::ByHash;
use super::words::Words;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::ops::Range;

type Hashes = HashSet<u64, BuildHasherDefault<Hashed>>;

/// Of a row so many places are looked at where a list may begin, so that long rows cost what they are long.
const MOST_LISTS: usize = 8;
/// An item of more tokens is a sentence.
const LONGEST: usize = 5;
/// Of a list so many items are looked at for their order.
const MOST_ITEMS: usize = 16;

/// Of rows that are otherwise equal, so many lists are looked at for the order of their items.
const MOST_ORDERS: usize = 256;

/// Items with commas or semicolons between are a list where, while all else is equal, one stands twice in a row or two
/// stand in either order: the parts of a sentence, and the fields of a statement, have theirs. Whatever else has nothing
/// but such items is one as well. Cost: O(tokens · lists).
pub fn series(rows: &mut Rows, words: &Words) -> bool {
    let mut several = Twice::new(rows.list.len());
    for row in &rows.list {
        lists(row, words, &mut |around, _| {
            several.see(around);
        });
    }
    // Where lists may stand, by all that is around them.
    let mut groups: ByHash<Vec<(usize, Range<usize>)>> = ByHash::default();
    for (number, row) in rows.list.iter().enumerate() {
        lists(row, words, &mut |around, place| {
            if several.is_twice(around) {
                groups.entry(around).or_default().push((number, place));
            }
        });
    }
    let mut found: Vec<Option<Range<usize>>> = vec![None; rows.list.len()];
    for group in groups.values().filter(|group| group.len() > 1) {
        let items = |(row, place): &(usize, Range<usize>)| {
            items(&rows.list[*row][place.clone()], words).unwrap_or_default()
        };
        let known = in_any_order(group.iter().take(MOST_ORDERS).map(items));
        for list in group {
            let longest = found[list.0].as_ref().is_none_or(|other| list.1.start < other.start);
            if longest && !known.is_empty() && items(list).iter().all(|item| known.contains(item)) {
                found[list.0] = Some(list.1.clone());
            }
        }
    }
    let mut found = found.into_iter();
    rows.replace(&mut |row| {
        let place = found.next().flatten()?;
        let short = [&row[..place.start], &[ANY], &row[place.end..]].concat();
        (short != row).then_some(short)
    })
}

// The items of lists in which one stands twice, or two in another order than in others.
fn in_any_order(lists: impl Iterator<Item = Vec<u64>>) -> Hashes {
    let lists: Vec<Vec<u64>> = lists.collect();
    let pairs = |list: &[u64]| -> Vec<(u64, u64)> {
        let others = |at: usize| list[at + 1..].iter().map(move |other| (list[at], *other));
        (0..list.len()).flat_map(others).collect()
    };
    let seen = lists.iter().flat_map(|list| pairs(list));
    let seen: Hashes = seen.map(|(one, other)| mix(one, other)).collect();
    let turns =
        |list: &&Vec<u64>| pairs(list).iter().any(|(one, other)| seen.contains(&mix(*other, *one)));
    lists.iter().filter(turns).flatten().copied().collect()
}

// Tells where a list may stand, and a hash of all else: behind a colon up to the end, or within brackets.
fn lists(row: &[u32], words: &Words, tell: &mut dyn FnMut(u64, Range<usize>)) {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    // What ends a list that begins at a place.
    let close = |start: usize| -> Option<&[u8]> {
        match bytes(start - 1) {
            b"(" => Some(b")"),
            b"[" => Some(b"]"),
            b"{" => Some(b"}"),
            b"<" => Some(b">"),
            b" " if bytes(start.wrapping_sub(2)) == b":" => Some(b""),
            _ => None,
        }
    };
    let places = (1..row.len()).filter_map(|start| Some((start, close(start)?)));
    for (start, close) in places.take(MOST_LISTS) {
        let end = (start..=row.len()).find(|at| bytes(*at) == close);
        if let Some(end) = end.filter(|end| items(&row[start..*end], words).is_some()) {
            let around = row[..start].iter().chain(&[ANY]).chain(&row[end..]);
            tell(hash_of_tokens(row.len() + 1 - (end - start), around.copied()), start..end);
        }
    }
}

// What each item of a list says: of a name with its value the name. None where it is no list.
fn items(list: &[u32], words: &Words) -> Option<Vec<u64>> {
    let parts = |token: &u32| matches!(words.bytes(*token), b"," | b";");
    let mut items = Vec::new();
    for item in list.split(parts).take(MOST_ITEMS) {
        let item = match item {
            [blank, rest @ ..] if words.bytes(*blank) == b" " => rest,
            item => item,
        };
        let inner = |token: &u32| {
            words.is_word(*token) || matches!(words.bytes(*token), b" " | b":" | b"=" | b"/")
        };
        if item.is_empty() || LONGEST < item.len() || !item.iter().all(inner) {
            return None;
        }
        let named = |at: &usize| matches!(words.bytes(item[*at]), b":" | b"=");
        let end = (1..item.len()).find(named).filter(|_| item[0] != ANY).unwrap_or(item.len());
        if item != [ANY] {
            items.push(hash_of_tokens(end, item[..end].iter().copied()));
        }
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, templates};

    #[test]
    fn items_in_any_order_are_a_list() {
        for (values, wanted) in [
            (["tls 12, gzip, tls 7", "gzip, proxy"], 2),
            (["tls 12, gzip, gzip", "gzip, tls 9"], 1),
            (["home, work", "work, home"], 1),
            (["home; work", "work; home; home"], 1),
            (["as=home, by=work", "by=lamp, as=work, as=12"], 1),
            (["home, work", "tape, disk"], 2),
            (["home, then work", "it is home, as is said of work here"], 2),
        ] {
            assert_eq!(templates(&each(&values, "has found: {}")).len(), wanted, "{values:?}");
        }
        let lines = each(&["home; work", "work; home", "home"], "nets <{}> are near");
        assert_eq!(templates(&lines), ["nets <<*>> are near"]);
    }
}
