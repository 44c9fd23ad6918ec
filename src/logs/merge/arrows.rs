//! What becomes what: states on both sides of an arrow.

use super::super::table::hash_of;
use super::rows::{ANY, Rows, hash_of_row, hash_without};
use super::rules::ByHash;
use super::words::Words;

/// So many words are looked at on either side, so that many cost what they are many.
const MOST: usize = 16;

/// Words on both sides of an arrow are values, however few, where there are more steps from one to another than words:
/// what is said of each step by a statement of its own, such as a handshake, goes on and seldom back. Names before their
/// values (`mode => fast`) are as many as these. Cost: O(tokens).
pub fn arrows(rows: &mut Rows, words: &Words) -> bool {
    // Of rows that are otherwise equal, how many there are, and the hashes of words on either side.
    let mut forms: ByHash<(usize, Vec<u64>)> = ByHash::default();
    for row in &rows.list {
        if let Some(sides) = around(row, words) {
            let (steps, seen) = forms.entry(without(row, sides)).or_default();
            *steps += 1;
            for at in sides {
                let bytes = words.bytes(row[at]);
                let name = hash_of(bytes.strip_suffix(b"-").unwrap_or(bytes));
                if row[at] != ANY && seen.len() < MOST && !seen.contains(&name) {
                    seen.push(name);
                }
            }
        }
    }
    forms.retain(|_, (steps, seen)| seen.len() < *steps);
    if forms.is_empty() {
        return false;
    }
    rows.rewrite(&mut |row, found| {
        let sides = around(row, words);
        let sides = sides.filter(|sides| forms.contains_key(&without(row, *sides)));
        found.extend(sides.into_iter().flatten());
    })
}

fn without(row: &[u32], [left, right]: [usize; 2]) -> u64 {
    hash_without(hash_without(hash_of_row(row), row, left), row, right)
}

// The places before and behind the first arrow: `x -> y`, `x => y`, `x >> y`, `x->y`, `from x to y`.
fn around(row: &[u32], words: &Words) -> Option<[usize; 2]> {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let is_word = |at: usize| row.get(at).is_some_and(|token| words.is_word(*token));
    let sides = |head: usize| {
        let shaft = head.checked_sub(1)?;
        let glued = is_word(shaft) && bytes(shaft).ends_with(b"-");
        let left = match bytes(shaft) {
            _ if glued => shaft,
            b"-" | b"--" | b"=" | b">" => {
                let before = shaft.checked_sub(1)?;
                if bytes(before) == b" " { before.checked_sub(1)? } else { before }
            }
            _ => return None,
        };
        let right = if bytes(head + 1) == b" " { head + 2 } else { head + 1 };
        (is_word(left) && is_word(right)).then_some([left, right])
    };
    // In words as well: `from x to y`.
    let told = |to: usize| {
        let (left, right) = (to.checked_sub(2)?, to + 2);
        let from = left.checked_sub(2)?;
        let blanks = [from + 1, to - 1, to + 1].iter().all(|at| bytes(*at) == b" ");
        let words = bytes(from).eq_ignore_ascii_case(b"from") && is_word(left) && is_word(right);
        (words && blanks).then_some([left, right])
    };
    (0..row.len()).find_map(|at| match bytes(at) {
        b">" => sides(at),
        b"to" => told(at),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, templates};

    #[test]
    fn states_that_go_to_and_fro_are_values() {
        for (values, wanted) in [
            (["Idle -> Busy", "Busy -> Idle", "Idle -> Idle"], "x7: <*> -> <*>"),
            (["idle => idle", "busy => idle", "busy => busy"], "x7: <*> => <*>"),
            (["UP->DOWN", "DOWN->UP", "UP->UP"], "x7: <*>><*>"),
            (["from up to down", "from down to up", "from up to up"], "x7: from <*> to <*>"),
            (["up >> down", "down >> up", "up >> up"], "x7: <*> >> <*>"),
        ] {
            assert_eq!(templates(&each(&values, "x7: {}")), [wanted], "{values:?}");
        }
        for values in [
            ["mode => fast", "place => here", "size => full"],
            ["IDLE -> OPEN", "OPEN -> SHUT", "SHUT -> IDLE"],
            ["up > down", "down > up", "up > up"],
        ] {
            assert_eq!(templates(&each(&values, "x7: {}")).len(), 3, "{values:?}");
        }
    }
}
