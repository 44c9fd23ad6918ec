//! From a record's message to the values of its pattern's variables.

use super::names::names;
use crate::logs::PLACEHOLDER;
use crate::logs::class::{Class, class_of};
use crate::logs::lexer::LONGEST;

/// What stands for bytes that are no text, in a template.
const REPLACED: &[u8] = "\u{FFFD}".as_bytes();

/// Takes the values out of messages of one pattern.
///
/// Pieces of text between variables are found in their order, the first one at the beginning and the last one
/// at the end; a blank stands for blanks of any number, and what the lexer left out, ` (…)` behind a value or a
/// word, is passed over. A variable takes as little as it can, and at least a byte but between brackets and behind `=`, so that a
/// value that has the next piece in it ends there.
#[derive(Debug, Clone)]
pub struct Extractor {
    // One more than variables; empty ones where variables touch.
    pieces: Vec<Box<[u8]>>,
    names: Vec<String>,
}

impl Extractor {
    /// For a template with a [`PLACEHOLDER`] for each variable.
    pub fn new(template: &str) -> Self {
        let mut pieces: Vec<Box<[u8]>> =
            template.split(PLACEHOLDER).map(|piece| piece.as_bytes().into()).collect();
        let variables = pieces.len() - 1;
        let key_length = template.len() - variables * (PLACEHOLDER.len() - 1);
        // A long signature was cut anywhere, and what is left of it is its last variable.
        if let [.., cut, last] = &mut pieces[..]
            && last.is_empty()
            && key_length >= LONGEST
        {
            *cut = cut.trim_ascii_end().into();
        }
        Self { pieces, names: names(template) }
    }

    /// What the variables are called, by what stands before each.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The values in the message, in order, as its bytes; false, with `out` empty, if it does not fit the
    /// template. Where two variables touch, the first has all. Cost: O(bytes) for what lines are, at worst bytes
    /// times the longest piece.
    pub fn extract<'a>(&self, message: &'a [u8], out: &mut Vec<&'a [u8]>) -> bool {
        out.clear();
        let message = trimmed(message);
        let fits = self.find(message, out);
        if !fits {
            out.clear();
        }
        fits
    }

    fn find<'a>(&self, message: &'a [u8], out: &mut Vec<&'a [u8]>) -> bool {
        let [first, pieces @ ..] = &self.pieces[..] else { return false };
        let Some(mut at) = begins(message, 0, first) else { return false };
        let Some((last, middle)) = pieces.split_last() else {
            return ends(message, at);
        };
        let before = self.pieces.iter();
        for (before, piece) in before.zip(middle) {
            if piece.is_empty() {
                // The next one touches: it is told the rest of nothing, behind this one.
                out.push(&message[at..at]);
                continue;
            }
            let least = at + usize::from(!may_be_empty(before, piece));
            let found = (least..message.len())
                .find_map(|start| Some((start, begins(message, start, piece)?)));
            let Some((start, end)) = found else { return false };
            push(out, &self.pieces, &message[at..start]);
            at = end;
        }
        let before = &self.pieces[self.pieces.len() - 2];
        if last.is_empty() {
            push(out, &self.pieces, &message[at..]);
            return at < message.len() || may_be_empty(before, last);
        }
        let found = (at + usize::from(!may_be_empty(before, last))..message.len())
            .find(|start| begins(message, *start, last).is_some_and(|end| ends(message, end)));
        let Some(start) = found else { return false };
        push(out, &self.pieces, &message[at..start]);
        true
    }
}

// Whether a variable between these pieces may be nothing: brackets may hold no value, and a name may have none.
fn may_be_empty(before: &[u8], behind: &[u8]) -> bool {
    let ends = (before.last(), behind.first());
    matches!(
        ends,
        (Some(b'='), _)
            | (Some(b'['), Some(b']'))
            | (Some(b'{'), Some(b'}'))
            | (Some(b'('), Some(b')'))
    )
}

// A value; of variables that touch, the first one has it.
fn push<'a>(out: &mut Vec<&'a [u8]>, pieces: &[Box<[u8]>], value: &'a [u8]) {
    let mut at = out.len();
    out.push(trimmed(value));
    while at > 0 && pieces[at].is_empty() {
        out.swap(at, at - 1);
        at -= 1;
    }
}

fn is_blank(byte: u8) -> bool {
    class_of(byte) == Class::Space
}

fn trimmed(message: &[u8]) -> &[u8] {
    let start = message.iter().position(|byte| !is_blank(*byte)).unwrap_or(message.len());
    let end = message.iter().rposition(|byte| !is_blank(*byte)).map_or(start, |last| last + 1);
    &message[start..end]
}

// Where a piece that begins at `at` ends.
fn begins(message: &[u8], at: usize, piece: &[u8]) -> Option<usize> {
    let (mut at, mut rest) = (at, piece);
    let start = at;
    while let [byte, after @ ..] = rest {
        if *byte == b' ' {
            if !after.starts_with(b"(")
                && at > start
                && let Some(behind) = behind_aside(message, at)
            {
                at = behind;
            }
            let blanks = message[at..].iter().take_while(|byte| is_blank(**byte)).count();
            if blanks == 0 {
                return None;
            }
            at += blanks;
            rest = after;
        } else if message.get(at) == Some(byte) {
            at += 1;
            rest = after;
        } else if let Some(length) = replaced(message.get(at..)?, rest) {
            at += length;
            rest = &rest[REPLACED.len()..];
        } else if at > start {
            // `rows, ` for `rows (5), `.
            at = behind_aside(message, at)?;
        } else {
            return None;
        }
    }
    Some(at)
}

// Whether nothing is behind, but what the lexer left out.
fn ends(message: &[u8], at: usize) -> bool {
    at == message.len() || behind_aside(message, at) == Some(message.len())
}

// The place behind ` (…)`.
fn behind_aside(message: &[u8], at: usize) -> Option<usize> {
    let blanks = message.get(at..)?.iter().take_while(|byte| is_blank(**byte)).count();
    let open = at + blanks;
    if blanks == 0 || message.get(open) != Some(&b'(') {
        return None;
    }
    let length = message[open..].iter().position(|byte| *byte == b')')?;
    Some(open + length + 1)
}

// How many bytes are no text, where the template has the sign for such.
fn replaced(message: &[u8], piece: &[u8]) -> Option<usize> {
    if !piece.starts_with(REPLACED) {
        return None;
    }
    // No character is longer than four bytes.
    let chunk = message[..message.len().min(4)].utf8_chunks().next()?;
    let bad = chunk.invalid().len();
    (chunk.valid().is_empty() && bad > 0).then_some(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &str, message: &str) -> Option<Vec<String>> {
        let mut out = Vec::new();
        let fits = Extractor::new(template).extract(message.as_bytes(), &mut out);
        let text = |value: &&[u8]| String::from_utf8_lossy(value).into_owned();
        fits.then(|| out.iter().map(text).collect())
    }

    #[test]
    fn values_are_what_stands_between_the_pieces() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("user <*> from <*>", "user ada from 10.0.0.1:80", &["ada", "10.0.0.1:80"]),
            ("took <*>", "  took   812 ms ", &["812 ms"]),
            (
                "sent <*>, took <*>",
                "sent 0 bytes (0 KB), took <1 sec",
                &["0 bytes (0 KB)", "<1 sec"],
            ),
            ("nodes [<*>] up", "nodes [1, 2, 3] up", &["1, 2, 3"]),
            ("nodes [<*>] up {<*>}", "nodes [] up {}", &["", ""]),
            ("a=<*> b=<*> user=<*>", "a= b= 12 user=", &["", "12", ""]),
            ("sent <*> rows and left", "sent 2 rows (0.5) and left", &["2"]),
            ("sent <*> rows", "sent 2 rows (0.5)", &["2"]),
            ("sent <*> rows, all", "sent 2 rows (0.5), all", &["2"]),
            ("<*> error(s) (dcr <*>) seen", "5 error(s) (dcr 0x1) seen", &["5", "0x1"]),
            ("<*> to <*>", "a to b to c", &["a", "b to c"]),
            ("<*> is <*> done", "x is y done done", &["x", "y done"]),
            ("<*>", "anything at all", &["anything at all"]),
            ("a <*><*> b", "a 12 b", &["12", ""]),
            ("a <*><*>", "a 12", &["12", ""]),
            ("no variable", "no\tvariable", &[]),
            ("", "", &[]),
            ("\u{FFFD} <*>", "\u{FFFD} 1", &["1"]),
        ];
        for (template, message, wanted) in cases {
            let found =
                values(template, message).unwrap_or_else(|| panic!("{template}: {message}"));
            assert_eq!(found, *wanted, "{template}: {message}");
        }
        let mut out = Vec::new();
        assert!(Extractor::new("\u{FFFD}a <*>").extract(b"\xFFa 1", &mut out) && out == [b"1"]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (template, message) in [
            ("user <*> from <*>", "user ada to b"),
            ("user <*>", "user"),
            ("user <*>", "users ada"),
            ("a <*> b", "a  b"),
            ("<*> b", "a b c"),
            ("a", "a b"),
            ("", "a"),
            ("a b", "ab"),
        ] {
            assert_eq!(values(template, message), None, "{template}: {message}");
        }
    }

    #[test]
    fn a_cut_signature_leaves_the_rest_to_its_last_variable() {
        let line = format!("{} end", "word ".repeat(1000));
        let (mut lexer, mut out) = (crate::logs::Lexer::default(), Vec::new());
        let (key, _) = lexer.lex(line.as_bytes());
        let template = String::from_utf8_lossy(key).replace('\u{1}', PLACEHOLDER);
        assert!(Extractor::new(&template).extract(line.as_bytes(), &mut out));
        assert_eq!(out.len(), 1);
    }
}
