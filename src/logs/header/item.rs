//! What a header is made of: stamps, levels, groups in brackets, numbers, tags and marks between them.

use super::level::{Level, level_of};
use super::stamp::{Stamp, Time, stamp};

/// A longer group in brackets is no part of a header.
const LONGEST_GROUP: usize = 256;

/// The kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A time stamp, in brackets or not.
    Time,
    /// The name of a level, in brackets or not.
    Level,
    /// Something in brackets.
    Group,
    /// Digits alone, as of a process.
    Number,
    /// A word with a colon behind it.
    Tag,
    /// A word that looks like the name of a logger: parts with `.`, `/`, `_` or `::` between.
    Name,
    /// `-`, `|` and the like.
    Mark,
    /// Anything else.
    Word,
}

/// An item of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// The place behind it.
    pub end: usize,
    /// Whether at least two blanks follow, as in columns.
    pub padded: bool,
    /// Of a stamp, what it says; none of all others.
    pub time: Time,
    /// Of a level, which.
    pub level: Level,
}

/// The item at `at` or behind the blanks there; `None` at the end of the line. Cost: O(bytes of the item).
pub fn item(line: &[u8], at: usize, hint: &mut usize) -> Option<Item> {
    item_by(line, at, &mut |text| stamp(text, hint))
}

/// The same where no stamp is expected, which would take longest to tell.
pub fn item_without_time(line: &[u8], at: usize) -> Option<Item> {
    item_by(line, at, &mut |_| None)
}

/// The place behind the item at `at` where its kind does not matter.
pub fn item_end(line: &[u8], at: usize) -> Option<usize> {
    let blanks = line.get(at..)?.iter().take_while(|byte| is_blank(**byte)).count();
    let rest = &line[at + blanks..];
    let length = match rest.first()? {
        b'[' | b'(' | b'<' => group_end(rest).map_or_else(|| word_end(rest), |(_, end)| end),
        b'|' => 1,
        _ => word_end(rest),
    };
    Some(at + blanks + length)
}

type ToStamp<'a> = dyn FnMut(&[u8]) -> Option<Stamp> + 'a;

fn item_by(line: &[u8], at: usize, stamp: &mut ToStamp) -> Option<Item> {
    let blanks = line.get(at..)?.iter().take_while(|byte| is_blank(**byte)).count();
    let start = at + blanks;
    let rest = &line[start..];
    let found = match rest.first()? {
        b'[' | b'(' | b'<' => group(rest, stamp).unwrap_or_else(|| word(rest)),
        b'|' => Item::new(Kind::Mark, 1),
        _ => match stamp(rest) {
            Some(stamp) => {
                let comma = match rest[stamp.end..] {
                    [b',', ..] | [b':', b' ', ..] => 1,
                    _ => 0,
                };
                Item { time: stamp.time, ..Item::new(Kind::Time, stamp.end + comma) }
            }
            None => word(rest),
        },
    };
    let end = start + found.end;
    let padded = line[end..].iter().take(2).filter(|byte| is_blank(**byte)).count() == 2;
    Some(Item { end, padded, ..found })
}

impl Item {
    // An item of so many bytes.
    fn new(kind: Kind, end: usize) -> Self {
        Self { kind, end, padded: false, time: Time::NONE, level: Level::Unknown }
    }

    fn level(level: Level, end: usize) -> Self {
        Self { level, ..Self::new(Kind::Level, end) }
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

// From a bracket to its counterpart.
fn group(rest: &[u8], stamp: &mut ToStamp) -> Option<Item> {
    let (close, end) = group_end(rest)?;
    let inner = rest[1..close].trim_ascii();
    Some(match (stamp(inner), level_of(inner)) {
        (Some(stamp), _) => Item { time: stamp.time, ..Item::new(Kind::Time, end) },
        (None, Some(level)) => Item::level(level, end),
        (None, None) => Item::new(Kind::Group, end),
    })
}

// The place of the counterpart of a bracket, which may have others in it, and that behind it and a colon.
fn group_end(rest: &[u8]) -> Option<(usize, usize)> {
    let open = rest[0];
    let close = match open {
        b'[' => b']',
        b'(' => b')',
        _ => b'>',
    };
    let mut depth = 0;
    for (at, byte) in rest.iter().enumerate().take(LONGEST_GROUP) {
        depth += i32::from(*byte == open) - i32::from(*byte == close);
        if depth == 0 {
            return Some((at, at + 1 + usize::from(rest.get(at + 1) == Some(&b':'))));
        }
    }
    None
}

// The length of the word at the beginning.
fn word_end(rest: &[u8]) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            // `sshd[12]:` is one word, and so is `a(b c):`.
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth -= 1,
            b' ' | b'\t' if depth > 0 => {}
            b'|' | b' ' | b'\t' => {
                return if depth > 0 || at > LONGEST_GROUP { to_blank(rest) } else { at };
            }
            _ => {}
        }
    }
    // Brackets that nothing closes hold nothing together.
    if depth > 0 || rest.len() > LONGEST_GROUP { to_blank(rest) } else { rest.len() }
}

fn word(rest: &[u8]) -> Item {
    let length = word_end(rest);
    let word = &rest[..length];
    let bare = word.strip_suffix(b":").unwrap_or(word);
    if let Some(level) = level_of(bare.strip_suffix(b",").unwrap_or(bare)) {
        return Item::level(level, length);
    }
    let kind = match bare {
        _ if bare.len() < word.len() => Kind::Tag,
        _ if word.iter().all(|byte| matches!(byte, b'-' | b'=' | b'>' | b'*' | b':' | b'.')) => {
            Kind::Mark
        }
        _ if word.iter().all(u8::is_ascii_digit) => Kind::Number,
        _ if is_name(word) => Kind::Name,
        _ => Kind::Word,
    };
    Item::new(kind, length)
}

fn to_blank(rest: &[u8]) -> usize {
    rest.iter().position(|byte| is_blank(*byte)).unwrap_or(rest.len())
}

fn is_name(word: &[u8]) -> bool {
    let joined = word[1..].iter().any(|byte| matches!(byte, b'.' | b'/' | b'_' | b':'));
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-/:$".contains(byte);
    word[0].is_ascii_alphabetic()
        && joined
        && word.iter().all(letters)
        && word.last() != Some(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(line: &str) -> Vec<Kind> {
        let (mut at, mut hint, mut kinds) = (0, 0, Vec::new());
        while let Some(item) = item(line.as_bytes(), at, &mut hint) {
            kinds.push(item.kind);
            at = item.end;
        }
        kinds
    }

    #[test]
    fn headers_are_taken_apart() {
        use Kind::{Group, Level, Mark, Name, Number, Tag, Time, Word};
        let lines: &[(&str, &[Kind])] = &[
            (
                "2015-07-29 17:41:44,747 - INFO  [a[b=1]/0:0] - x",
                &[Time, Mark, Level, Group, Mark, Word],
            ),
            ("Jun 14 15:16:01 host sshd(pam_unix)[19939]: x", &[Time, Word, Tag, Word]),
            ("[Sun Dec 04 04:47:44 2005] [notice] x", &[Time, Level, Word]),
            (
                "20171223-22:15:29:606|A_B|30002|x y",
                &[Time, Mark, Name, Mark, Number, Mark, Word, Word],
            ),
            ("12-17 19:31:36.263  1795  1825 I Some: x", &[Time, Number, Number, Level, Tag, Word]),
            ("[unclosed x", &[Word, Word]),
            ("", &[]),
        ];
        for (line, wanted) in lines {
            assert_eq!(kinds(line), *wanted, "{line}");
        }
    }
}
