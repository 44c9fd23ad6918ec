//! Several words that are one value: what is quoted, and names in capital letters.

use super::super::class::in_word;
use super::precision::Least;
use super::rows::{ANY, Rows, hash_of_tokens};
use super::rules::{ByHash, NAMED};
use super::words::{Kind, Words};
use std::ops::Range;

/// Of a row so many phrases are looked at, so that long rows cost what they are long.
const MOST_PHRASES: usize = 16;

/// What stands in quotes or brackets is one value, whatever it says, where a row with a variable in its place exists,
/// or where many such phrases stand while all else is equal; two are enough in quotes behind words that
/// announce it, and before others: what a record begins with may be what it says, and what it ends with, what went wrong. Cost: O(tokens).
pub fn quotes(rows: &mut Rows, words: &Words, least: Least) -> bool {
    // Behind a value, nothing says what it is.
    let announced = |row: &[u32]| {
        let said = row.iter().any(|token| *token != ANY && words.is_word(*token));
        said && !matches!(row, [.., ANY, _, _])
    };
    let needed = |row: &[u32], place: &Range<usize>| {
        let (before, after) = (&row[..place.start], &row[place.end + 1..]);
        let within = announced(before) && !after.is_empty() && words.bytes(row[place.end]) != b"]";
        // With values in it, it may be a record of its own, such as a request.
        let is_phrase = !row[place.clone()].contains(&ANY);
        is_phrase.then_some(if within { NAMED.min(least.words) } else { least.words })
    };
    phrases(rows, &|row| quoted(row, words), &needed, 1)
}

/// A name of several words with capital letters is one value, where a row with a variable in its place exists, or where
/// many such names do. Cost: O(tokens).
pub fn names(rows: &mut Rows, words: &Words, least: Least) -> bool {
    phrases(rows, &|row| capitals(row, words), &|_, _| Some(least.words), 2)
}

type Places<'a> = dyn Fn(&[u32]) -> Vec<Range<usize>> + 'a;
// How many phrases are needed in a place; `None` where it is no phrase.
type Needed<'a> = dyn Fn(&[u32], &Range<usize>) -> Option<u32> + 'a;

fn phrases(rows: &mut Rows, places: &Places, needed: &Needed, longest: usize) -> bool {
    let hash_without = |row: &[u32], place: &Range<usize>| {
        let around = row[..place.start].iter().chain(&[ANY]).chain(&row[place.end..]);
        hash_of_tokens(row.len() + 1 - place.len(), around.copied())
    };
    let places = |row: &[u32]| {
        let mut places = places(row);
        places.truncate(MOST_PHRASES);
        places
    };
    // Of each form, how many phrases there are, and the length of the longest.
    let mut forms: ByHash<(u32, usize)> = ByHash::default();
    for row in &rows.list {
        for place in places(row) {
            let (count, most) = forms.entry(hash_without(row, &place)).or_default();
            *count += 1;
            *most = place.len().max(*most);
        }
    }
    if forms.is_empty() {
        return false;
    }
    let known = rows.hashes();
    rows.replace(&mut |row| {
        places(row).into_iter().find_map(|place| {
            let (phrase, hash) = (&row[place.clone()], hash_without(row, &place));
            let enough = |needed: u32| {
                let form = forms.get(&hash);
                form.is_some_and(|(count, most)| needed <= *count && longest <= *most)
            };
            let many = needed(row, &place).is_some_and(enough);
            (1 < phrase.len() && known.contains(&hash) || many)
                .then(|| [&row[..place.start], &[ANY], &row[place.end..]].concat())
        })
    })
}

// Places between quotes or brackets that stand apart from other words, and not behind a name.
fn quoted(row: &[u32], words: &Words) -> Vec<Range<usize>> {
    let bytes = |at: Option<usize>| {
        at.and_then(|at| row.get(at)).map_or(&b""[..], |token| words.bytes(*token))
    };
    let is_mark = |at: &usize| matches!(bytes(Some(*at)), b"\"" | b"'" | b"[" | b"]");
    let marks: Vec<usize> = (0..row.len()).filter(is_mark).collect();
    let is_pair = |pair: &&[usize]| match [pair[0], pair[1]].map(|at| bytes(Some(at))) {
        [b"[", close] => close == b"]",
        [open, close] => open != b"]" && open == close,
    };
    let stands_apart = |inside: &Range<usize>| {
        let before = bytes(inside.start.checked_sub(2));
        let after = bytes(Some(inside.end + 1));
        matches!(before, b"" | b" " | b"(" | b"[")
            && !after.first().is_some_and(|byte| in_word(*byte))
    };
    marks
        .windows(2)
        .filter(is_pair)
        .map(|pair| pair[0] + 1..pair[1])
        .filter(|inside| !matches!(row[inside.clone()], [] | [ANY]))
        .filter(stands_apart)
        .collect()
}

// Places of several words that begin with capital letters, and of values between them, behind the first word of a
// row. What was done (`Job Started`) and what is in upper case throughout is no name.
fn capitals(row: &[u32], words: &Words) -> Vec<Range<usize>> {
    let capital = |token: u32| words.bytes(token).first().is_some_and(u8::is_ascii_uppercase);
    let lower = |token: &u32| words.bytes(*token).iter().any(u8::is_ascii_lowercase);
    let goes_on = |end: usize| {
        let next = row.get(end + 1).is_some_and(|token| *token == ANY || capital(*token));
        next && words.bytes(row[end]) == b" "
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = row.iter().position(|token| words.is_word(*token)).map_or(0, |first| first + 1);
    while at < row.len() {
        let (start, mut end) = (at, at + 1);
        at = end;
        if !capital(row[start]) {
            continue;
        }
        while goes_on(end) {
            end += 2;
        }
        at = end;
        while row[end - 1] == ANY {
            end -= 2;
        }
        let last = row[end - 1];
        let done = words.kind(last) == Kind::State && lower(&last);
        if !done && (start + 1 == end || row[start..end].iter().any(lower)) {
            found.push(start..end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, templates};

    #[test]
    fn phrases_in_quotes_and_brackets_are_values() {
        let rules = ["No games", "All of the rest", "Default", "Office on Mondays"];
        for (form, wanted) in [
            ("rule \"{}\" is used", "rule \"<*>\" is used"),
            ("the thread [{}] died", "the thread [<*>] died"),
        ] {
            assert_eq!(templates(&each(&rules, form)), [wanted]);
        }
        for (form, wanted) in [
            ("rule \"{}\" is used", 1),
            ("the thread [{}] died", 2),
            ("\"{}\" is used", 2),
            ("at 7 \"{}\" is used", 2),
            ("cannot go on: \"{}\"", 2),
        ] {
            assert_eq!(templates(&each(&rules[..2], form)).len(), wanted, "{form}");
        }
        let requests = ["GET /a HTTP", "PUT /a HTTP", "POST /a HTTP", "HEAD /a HTTP"];
        assert_eq!(templates(&each(&requests, "\"{}\" took 12 ms")).len(), 4, "with values");
        let errors = ["no such file", "it is full", "not allowed there", "try it again"];
        assert_eq!(templates(&each(&errors, "error=\"{}\" at 12")).len(), 4, "behind a name");
    }

    #[test]
    fn names_of_several_words_are_values() {
        let names = ["Some Corporation", "The Other Inc", "Ada 12 Works", "Good Old Mouse"];
        let form = "the device {} is found";
        assert_eq!(templates(&each(&names, form)), ["the device <*> is found"]);
        assert_eq!(templates(&each(&names[..3], form)).len(), 3);
        let short = ["Ada", "Mouse", "SPP", "Good Old Mouse"];
        assert_eq!(templates(&each(&short, form)), ["the device <*> is found"]);
        assert_eq!(templates(&each(&short[..3], form)).len(), 3);
        let states = ["OPEN", "SHUT", "IDLE", "BUSY"];
        assert_eq!(templates(&each(&states, form)).len(), 4, "one word each");
        let states = ["Jobs Started", "All Jobs Stopped", "One Job Failed", "A Big Job Queued"];
        assert_eq!(templates(&each(&states, "and now {} here")).len(), 4, "what was done");
        assert_eq!(templates(&each(&names, "{} is found")).len(), 4, "what a record begins with");
        let mut lines = each(&["12", "Good Old Mouse"], "the device {} is found");
        assert_eq!(templates(&lines), ["the device <*> is found"]);
        lines[0] = "the device is found".into();
        assert_eq!(templates(&lines).len(), 2);
    }
}
