//! Sequences for terminals within lines: a file may hold what a terminal was sent, colours and all.

use std::borrow::Cow;

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 0x07;

/// The line without sequences for terminals (ECMA-48): `ESC [ … m` and its like, `ESC ] … BEL`. A line without any is
/// itself. Cost: O(bytes).
pub fn without_colours(line: &[u8]) -> Cow<'_, [u8]> {
    if !line.contains(&ESCAPE) {
        return line.into();
    }
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.iter().position(|byte| *byte == ESCAPE) {
        plain.extend_from_slice(&rest[..at]);
        rest = behind(&rest[at + 1..]);
    }
    plain.extend_from_slice(rest);
    plain.into()
}

// What follows a sequence whose escape was read; one that the line cuts off takes the rest.
fn behind(rest: &[u8]) -> &[u8] {
    let end = match rest.first() {
        Some(b'[') => {
            rest.iter().skip(1).position(|byte| matches!(byte, 0x40..=0x7e)).map(|at| at + 2)
        }
        Some(b']') => rest.iter().position(|byte| matches!(*byte, BELL | ESCAPE)).map(|at| at + 1),
        // Any other is of one byte, or no sequence: the escape alone goes.
        _ => Some(0),
    };
    &rest[end.unwrap_or(rest.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_go_and_text_stays() {
        let check = |line: &str, expected: &str| {
            assert_eq!(String::from_utf8_lossy(&without_colours(line.as_bytes())), expected);
        };
        check("plain [31m text", "plain [31m text");
        check("\x1b[32m INFO\x1b[0m \x1b[2mmain\x1b[0;1;38;5;9m: up\x1b[K", " INFO main: up");
        check("\x1b]8;;http://a\x07here\x1b]8;;\x07 now", "here now");
        check("a\x1b[3", "a");
        check("a\x1bb\x1b", "ab");
        assert!(matches!(without_colours(b"none"), Cow::Borrowed(_)));
    }
}
