//! Words with numbers, and what the rules of merging ask of them.

use super::super::class::{Class, class_of, count_of, in_word};
use super::super::lexer::VARIABLE;
use super::super::table::{Hashed, hash_of, mix};
use super::super::trace::STACK;
use super::rows::ANY;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Two full stops inside make the name of something in a hierarchy: a class, a package, a property.
const DOTS_OF_A_NAME: usize = 2;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A variable.
    Any,
    /// A delimiter or a blank; never becomes a variable.
    Mark,
    /// Letters without digits.
    Plain,
    /// Upper case only, the name of a state or a level; or what was done or is being done, such as `closed`.
    State,
    /// A term with a digit or two, and the hash of what is left without them.
    Numbered(u64),
    /// A name with full stops inside.
    Dotted,
}

#[derive(Debug)]
struct Word {
    // Where it ends in the text of all words; it begins where the one before it ends.
    end: u32,
    kind: Kind,
}

/// Each word of all signatures once.
#[derive(Debug)]
pub struct Words {
    text: Vec<u8>,
    list: Vec<Word>,
    numbers: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
}

impl Words {
    /// Nothing but the variable, which is [`ANY`].
    pub fn new() -> Self {
        let mut words = Self { text: Vec::new(), list: Vec::new(), numbers: HashMap::default() };
        words.number(&[VARIABLE]);
        words
    }

    /// The number of a word, a new one for a new word.
    pub fn number(&mut self, word: &[u8]) -> u32 {
        let mut hash = hash_of(word);
        while let Some(number) = self.numbers.get(&hash) {
            if self.bytes(*number) == word {
                return *number;
            }
            // Another word with this hash: the next number is as good.
            hash = hash.wrapping_add(1);
        }
        let number = self.list.len() as u32;
        let kind = if number == ANY { Kind::Any } else { kind_of(word) };
        self.text.extend_from_slice(word);
        self.list.push(Word { end: self.text.len() as u32, kind });
        self.numbers.insert(hash, number);
        number
    }

    /// The bytes of a token.
    pub fn bytes(&self, token: u32) -> &[u8] {
        let token = token as usize;
        let start = token.checked_sub(1).map_or(0, |before| self.list[before].end);
        &self.text[start as usize..self.list[token].end as usize]
    }

    /// What a token is.
    pub fn kind(&self, token: u32) -> Kind {
        self.list[token as usize].kind
    }

    /// Whether it can be a value at all.
    pub fn is_word(&self, token: u32) -> bool {
        self.kind(token) != Kind::Mark
    }
}

fn kind_of(word: &[u8]) -> Kind {
    let stack = word.starts_with(STACK);
    if stack || !word.first().is_some_and(|byte| in_word(*byte)) {
        return Kind::Mark;
    }
    let inner = word.trim_ascii_end();
    let dots = count_of(inner, b'.');
    let letters = inner.iter().any(|byte| class_of(*byte) == Class::Letter);
    if !letters {
        // Stars, dashes and dots: how a line is drawn, not what it says.
        Kind::Mark
    } else if dots >= DOTS_OF_A_NAME && is_constant(inner) {
        Kind::State
    } else if dots >= DOTS_OF_A_NAME {
        Kind::Dotted
    } else if word.iter().any(u8::is_ascii_digit) {
        Kind::Numbered(skeleton(word))
    } else if inner.len() == 1 && inner != b"a" {
        // One letter counts things, as a digit does.
        Kind::Numbered(skeleton(b"0"))
    } else if dots > 0 {
        // No word of a language: a file, a service, a part of something.
        Kind::Dotted
    } else if !word.iter().any(u8::is_ascii_lowercase) || is_done(inner) {
        Kind::State
    } else {
        Kind::Plain
    }
}

// Whether the last part of a name is in upper case, as the names of constants are.
fn is_constant(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    last.len() > 1 && last.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
}

// Whether a word of English says what was done, or is being done.
fn is_done(word: &[u8]) -> bool {
    let letters = word.iter().all(u8::is_ascii_alphabetic);
    letters && word.len() >= 5 && (word.ends_with(b"ed") || word.ends_with(b"ing"))
}

// One letter before digits counts with them: `P1-D1` and `P1-B2`.
fn without_letter(part: &[u8]) -> &[u8] {
    match part {
        [before @ .., joiner, letter]
            if class_of(*joiner) == Class::Joiner && letter.is_ascii_alphabetic() =>
        {
            &part[..=before.len()]
        }
        _ => part,
    }
}

// A hash in which each run of digits is one, whichever they are.
fn skeleton(word: &[u8]) -> u64 {
    let mut parts = word.split(u8::is_ascii_digit).peekable();
    let mut hash = 0;
    while let Some(part) = parts.next() {
        let counts = parts.peek().is_some();
        hash = mix(hash, hash_of(if counts { without_letter(part) } else { part }));
        while parts.peek().is_some_and(|next| next.is_empty()) {
            parts.next();
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_differ_by_what_is_around_their_digits() {
        assert_eq!(kind_of(b"eth0"), kind_of(b"eth12"));
        assert_ne!(kind_of(b"eth0"), kind_of(b"usb0"));
        assert_eq!(kind_of(b"P1-D1"), kind_of(b"P2-B2"));
        assert_ne!(kind_of(b"SSL3B"), kind_of(b"SSL3"));
        assert_ne!(kind_of(b"D1"), kind_of(b"B1"));
        assert_eq!(kind_of(b"java.io.File"), Kind::Dotted);
        assert_eq!((kind_of(b"a.conf"), kind_of(b"x.y.GO_ON")), (Kind::Dotted, Kind::State));
        assert_eq!((kind_of(b"A"), kind_of(b"a")), (kind_of(b"u"), Kind::Plain));
        assert_eq!(kind_of(b"TLSv1.2"), kind_of(b"TLSv1.3"));
        assert_eq!((kind_of(b"READY"), kind_of(b"Ready")), (Kind::State, Kind::Plain));
        assert_eq!((kind_of(b"="), kind_of(b"***")), (Kind::Mark, Kind::Mark));
    }
}
