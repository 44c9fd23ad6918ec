//! Values by their place or their look, several of which may differ from row to row.

use super::super::class::count_of;
use super::super::table::mix;
use super::budget::Twice;
use super::precision::Least;
use super::rows::{ANY, Rows, Values, hash_at};
use super::rules::{ByHash, METHODS, NAMED, is_asked, is_assigned, is_key, is_named, names_all};
use super::words::{Kind, Words};

/// So many different words between brackets, or names that differ beside their digits, are values.
const DIFFERENT: u32 = 3;

/// Each place that may be that of a value is a variable where as many words differ as it takes to believe that, while
/// all is equal but such places.
///
/// Two are enough alone in quotes, behind `=` or a word that announces a name, in a list of names with values, of words
/// that are values elsewhere, and beside a variable; more are asked of words between brackets and of names with digits
/// or full stops. Words in upper case are states, and only count where they are quoted or listed. Cost: O(tokens).
pub fn placed(rows: &mut Rows, words: &Words, least: Least) -> bool {
    let values = rows.values(words);
    let need = |row: &[u32], at: usize| need(row, at, words, &values, least);
    // Of each row: what it is but for such places.
    let hash = |row: &[u32]| {
        let part = |at: usize| hash_at(at, need(row, at).map_or(row[at], |_| ANY));
        (0..row.len()).map(part).fold(row.len() as u64, u64::wrapping_add)
    };
    let hashes: Vec<u64> = rows.list.iter().map(|row| hash(row)).collect();
    let mut several = Twice::new(hashes.len());
    for hash in &hashes {
        several.see(*hash);
    }
    let mut columns: ByHash<Seen> = ByHash::default();
    for (row, hash) in rows.list.iter().zip(&hashes).filter(|(_, hash)| several.is_twice(**hash)) {
        for at in 0..row.len() {
            if let Some(need) = need(row, at) {
                columns.entry(mix(*hash, at as u64)).or_default().see(row[at], need);
            }
        }
    }
    columns.retain(|_, seen| seen.varies());
    if columns.is_empty() {
        return false;
    }
    let mut hashes = hashes.into_iter();
    rows.rewrite(&mut |row, found| {
        let hash = hashes.next().unwrap_or_default();
        // A pattern of variables alone would say nothing.
        if (0..row.len()).any(|at| words.is_word(row[at]) && need(row, at).is_none()) {
            let varies = |at: &usize| columns.contains_key(&mix(hash, *at as u64));
            found.extend((0..row.len()).filter(varies));
        }
    })
}

// How many words must differ in a place; `None` where it is no place of a value.
fn need(row: &[u32], at: usize, words: &Words, values: &Values, least: Least) -> Option<u32> {
    let token = row[at];
    match words.kind(token) {
        Kind::Mark => None,
        Kind::Any => Some(NAMED),
        _ if is_quoted(row, at, words) || is_assigned(row, at, words) => Some(NAMED),
        _ if values.has(token, words) || is_listed(row, at, words) => Some(NAMED),
        // The name of a constant is a code.
        Kind::State if words.bytes(token).contains(&b'_') && is_enclosed(row, at, words) => {
            Some(DIFFERENT)
        }
        Kind::State | Kind::Plain if is_target(row, at, words) => Some(DIFFERENT),
        Kind::State => is_asked(row, at, words).then_some(METHODS),
        _ if is_named(row, at, words) => Some(NAMED),
        _ if is_enclosed(row, at, words) => Some(DIFFERENT),
        Kind::Numbered(_) if is_key(row, at, words) => None,
        Kind::Numbered(_) => Some(DIFFERENT),
        Kind::Dotted if is_deep(words.bytes(token)) && !names_all(row, at, words) => Some(NAMED),
        Kind::Dotted => Some(least.names),
        Kind::Plain => None,
    }
}

// What was seen in a place, as far as it counts, and how many must differ.
#[derive(Debug, Default)]
struct Seen {
    tokens: [u32; 3],
    count: u8,
    need: u8,
}

impl Seen {
    fn see(&mut self, token: u32, need: u32) {
        let need = (need as usize).min(self.tokens.len()) as u8;
        self.need = if self.count == 0 { need } else { self.need.min(need) };
        let seen = &self.tokens[..usize::from(self.count)];
        if seen.len() < self.tokens.len() && !seen.contains(&token) {
            self.tokens[usize::from(self.count)] = token;
            self.count += 1;
        }
    }

    fn varies(&self) -> bool {
        self.need <= self.count
    }
}

// Whether a name is that of a class or the like, deep in a hierarchy: no statement is about one such alone.
fn is_deep(name: &[u8]) -> bool {
    count_of(name, b'.') > 1
}

fn bytes<'a>(row: &[u32], at: Option<usize>, words: &'a Words) -> &'a [u8] {
    at.and_then(|at| row.get(at)).map_or(b"", |token| words.bytes(*token))
}

// Alone between quotes, as in `user "ada"`.
fn is_quoted(row: &[u32], at: usize, words: &Words) -> bool {
    let around = [at.checked_sub(1), Some(at + 1)].map(|at| bytes(row, at, words));
    matches!(around, [b"\"", b"\""] | [b"'", b"'"])
}

// Alone between brackets, as in `chdir(home)`.
fn is_enclosed(row: &[u32], at: usize, words: &Words) -> bool {
    let around = [at.checked_sub(1), Some(at + 1)].map(|at| bytes(row, at, words));
    matches!(around, [b"(", b")"] | [b"[", b"]"] | [b"{", b"}"] | [b"<", b">"])
}

// Alone behind an arrow, at the end: what something is set to.
fn is_target(row: &[u32], at: usize, words: &Words) -> bool {
    let before = |steps: usize| bytes(row, at.checked_sub(steps), words);
    let arrow = before(1) == b" " && before(2) == b">" && matches!(before(3), b"-" | b"=");
    arrow && at + 1 == row.len()
}

// Behind its name, and before the next one: `type: disk,`, `type = disk`; where no blank parts them, as is written for
// machines, also the last: `on:x|type:disk`.
fn is_listed(row: &[u32], at: usize, words: &Words) -> bool {
    let before = |steps: usize| bytes(row, at.checked_sub(steps), words);
    let named = |steps: usize| {
        at.checked_sub(steps).is_some_and(|at| row[at] == ANY || words.is_word(row[at]))
    };
    let parts = |mark: &[u8]| matches!(mark, b"," | b"|" | b";");
    let follows = || parts(before(3));
    let goes_on =
        || parts(bytes(row, Some(at + 1), words)) && bytes(row, Some(at + 2), words) != b" ";
    match before(1) {
        b" " if before(2) == b"=" => true,
        b" " => before(2) == b":" && named(3) && bytes(row, Some(at + 1), words) == b",",
        b"=" | b":" => named(2) && (goes_on() || at + 1 == row.len() && follows()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, templates};

    #[test]
    fn places_of_values_are_variables_even_if_several_differ() {
        let cases: &[(&[&str], &str)] = &[
            (&["open \"ada\" by 'x'", "open \"bob\" by 'y'"], "open \"<*>\" by '<*>'"),
            (&["login user ada from=home", "login user bob from=work"], "login user <*> from=<*>"),
            (&["kind: disk, on sda1 up", "kind: tape, on sda2 up"], "kind: <*>, on <*> up"),
            (&["on:7|is:RIDE", "on:8|is:WALK"], "on:<*>|is:<*>"),
            (
                &["link has on=yes,is=OPEN,at=7", "link has on=no,is=SHUT,at=7"],
                "link has on=<*>,is=<*>,at=<*>",
            ),
            (&["mode -> Day", "mode -> Night", "mode -> Off"], "mode -> <*>"),
            (&["got 7 [E_NO]", "got 7 [NO_E]", "got 9 [S_OK]"], "got <*> [<*>]"),
            (&["call [a] took x1", "call [b] took y2", "call [c] took z3"], "call [<*>] took <*>"),
        ];
        for (lines, wanted) in cases {
            assert_eq!(templates(&each(lines, "{}")), [*wanted]);
        }
        for lines in [
            ["link up", "link down"],
            ["link has on=7, is=OPEN, at=7", "link has on=7, is=SHUT, at=7"],
            ["state [OPEN] now", "state [SHUT] now"],
        ] {
            assert_eq!(templates(&each(&lines, "{}")).len(), 2, "{lines:?}");
        }
    }

    #[test]
    fn a_word_that_is_a_value_elsewhere_is_one() {
        let zones = ["inside", "outside", "lobby", "attic"];
        let mut lines = each(&zones, "opened the door of zone {} again");
        lines.extend(each(&zones[..2], "lost the way in the zone {} today"));
        lines.extend(each(&["here", "there"], "left the lamp on over {} again"));
        let mut wanted = templates(&lines);
        wanted.sort();
        assert_eq!(
            wanted,
            [
                "left the lamp on over here again",
                "left the lamp on over there again",
                "lost the way in the zone <*> today",
                "opened the door of zone <*> again",
            ]
        );
    }
}
