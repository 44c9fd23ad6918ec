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

static CLASSES: [Class; 256] = classes();

/// The class of a byte: one look at a table.
#[inline]
pub fn class_of(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// Whether a byte belongs to a word.
#[inline]
pub fn in_word(byte: u8) -> bool {
    !matches!(class_of(byte), Class::Space | Class::Delimiter)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_play_the_part_that_readers_expect() {
        assert!(b"a9._-/@\xC3\x9F".iter().all(|byte| in_word(*byte)));
        assert!(!b" \t\r\0,;:=|\"'[](){}<>".iter().any(|byte| in_word(*byte)));
    }
}
