//! What a byte of a log line is to the lexer.

/// The part that a byte plays in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Stands between words: blanks and control characters.
    Space,
    /// A token of its own.
    Delimiter,
    /// A decimal digit.
    Digit,
    /// A letter, or any byte of a character beyond ASCII.
    Letter,
    /// Part of a word, but no letter: `.`, `-`, `_`, `/` and the like.
    Joiner,
}

const CLASSES: [Class; 256] = classes();
static CLASS_TABLE: [Class; 256] = CLASSES;

/// The class of a byte: one look at a table.
#[inline]
pub fn class_of(byte: u8) -> Class {
    CLASS_TABLE[byte as usize]
}

/// Whether a byte belongs to a word.
#[inline]
pub fn in_word(byte: u8) -> bool {
    TRAITS[byte as usize] != 0
}

/// What a byte counts as in a word: one in one of eight fields of eight bits, 0 for what is in no word. Sums of
/// up to 255 bytes are told by [`Census`](super::mask::Census).
#[inline]
pub fn traits_of(byte: u8) -> u64 {
    TRAITS[byte as usize]
}

/// A field of [`traits_of`], by the place of its lowest bit.
pub mod field {
    /// A decimal digit.
    pub const DIGIT: u32 = 0;
    /// A letter that is no hexadecimal digit, or any byte of a character beyond ASCII.
    pub const LETTER: u32 = 8;
    /// A letter that is a hexadecimal digit.
    pub const HEX: u32 = 16;
    /// A full stop.
    pub const STOP: u32 = 24;
    /// A slash.
    pub const SLASH: u32 = 32;
    /// `@`.
    pub const AT: u32 = 40;
    /// `-`.
    pub const DASH: u32 = 48;
    /// Anything else in a word.
    pub const OTHER: u32 = 56;
}

static TRAITS: [u64; 256] = traits();

const fn traits() -> [u64; 256] {
    let mut traits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let field = match (byte as u8, CLASSES[byte]) {
            (_, Class::Space | Class::Delimiter) => None,
            (_, Class::Digit) => Some(field::DIGIT),
            (b'a'..=b'f' | b'A'..=b'F', _) => Some(field::HEX),
            (b'.', _) => Some(field::STOP),
            (b'/', _) => Some(field::SLASH),
            (b'@', _) => Some(field::AT),
            (b'-', _) => Some(field::DASH),
            (_, Class::Letter) => Some(field::LETTER),
            (_, Class::Joiner) => Some(field::OTHER),
        };
        if let Some(field) = field {
            traits[byte] = 1 << field;
        }
        byte += 1;
    }
    traits
}

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Letter; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            0..=b' ' | 0x7F => Class::Space,
            b'0'..=b'9' => Class::Digit,
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b',' | b';' | b':' | b'=' | b'|' | b'"' | b'\'' | b'`' | b'[' | b']' | b'(' | b')'
            | b'{' | b'}' | b'<' | b'>' => Class::Delimiter,
            _ => Class::Joiner,
        };
        byte += 1;
    }
    classes
}

/// The place of the first end of a line. Eight bytes at a time: a byte of a word is zero if that less one
/// borrows (Warren, Hacker's Delight, section 6-1).
#[inline]
pub fn line_end(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const ENDS: u64 = ONES * b'\n' as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let zero_at_end = u64::from_le_bytes(*word) ^ ENDS;
        let found = zero_at_end.wrapping_sub(ONES) & !zero_at_end & (ONES << 7);
        if found != 0 {
            return Some(at * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|byte| *byte == b'\n').map(|at| words.len() * 8 + at)
}

/// How often a byte is there.
pub fn count_of(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().map(|other| usize::from(*other == byte)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_lines_are_found_anywhere() {
        for length in 0..40 {
            let mut line = vec![0x8A; length];
            assert_eq!(line_end(&line), None);
            for at in (0..length).rev() {
                line[at] = b'\n';
                assert_eq!(line_end(&line), Some(at));
            }
        }
    }

    #[test]
    fn bytes_play_the_part_that_readers_expect() {
        assert!(b"a9._-/@\xC3\x9F".iter().all(|byte| in_word(*byte)));
        assert!(!b" \t\r\0,;:=|\"'[](){}<>".iter().any(|byte| in_word(*byte)));
    }
}
