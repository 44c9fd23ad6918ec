//! Cuts JSON into tokens; a token that the chunk cuts in two is asked for again with more bytes.

use std::borrow::Cow;

/// One token; texts are unescaped.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sources) enum Token<'a> {
    /// `{`
    OpenObject,
    /// `}`
    CloseObject,
    /// `[`
    OpenArray,
    /// `]`
    CloseArray,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// A string without its quotes.
    Text(Cow<'a, str>),
    /// A number as it was written.
    Number(&'a str),
    /// `true`, `false` or `null`.
    Word(&'a str),
}

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq)]
pub(in crate::sources) enum Lexed<'a> {
    /// A token and its length in bytes.
    Token(Token<'a>, usize),
    /// The token goes on behind these bytes.
    More,
    /// No token: what is wrong.
    Bad(&'static str),
}

/// The first token of `bytes`, which begin without white space. Cost: linear in the token.
pub(in crate::sources) fn lex(bytes: &[u8]) -> Lexed<'_> {
    let token = match bytes.first() {
        None => return Lexed::More,
        Some(b'{') => Token::OpenObject,
        Some(b'}') => Token::CloseObject,
        Some(b'[') => Token::OpenArray,
        Some(b']') => Token::CloseArray,
        Some(b':') => Token::Colon,
        Some(b',') => Token::Comma,
        Some(b'"') => return text(bytes),
        Some(b'-' | b'0'..=b'9') => return number(bytes),
        Some(b'a'..=b'z') => return word(bytes),
        Some(_) => return Lexed::Bad("this character has no place in JSON"),
    };
    Lexed::Token(token, 1)
}

/// Whether a byte is JSON's white space.
#[inline]
pub(in crate::sources) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

fn number(bytes: &[u8]) -> Lexed<'_> {
    let part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
    let Some(length) = bytes.iter().position(|byte| !part(byte)) else { return Lexed::More };
    match std::str::from_utf8(&bytes[..length]) {
        Ok(digits) if digits.parse::<f64>().is_ok() => Lexed::Token(Token::Number(digits), length),
        _ => Lexed::Bad("this is not a number"),
    }
}

fn word(bytes: &[u8]) -> Lexed<'_> {
    let Some(length) = bytes.iter().position(|byte| !byte.is_ascii_lowercase()) else {
        // The longest word has five letters: more of them cannot become one.
        return if bytes.len() > 5 { Lexed::Bad("unknown word") } else { Lexed::More };
    };
    match &bytes[..length] {
        b"true" => Lexed::Token(Token::Word("true"), length),
        b"false" => Lexed::Token(Token::Word("false"), length),
        b"null" => Lexed::Token(Token::Word("null"), length),
        _ => Lexed::Bad("unknown word"),
    }
}

fn text(bytes: &[u8]) -> Lexed<'_> {
    let mut escaped = false;
    let mut at = 1;
    loop {
        match bytes.get(at) {
            None => return Lexed::More,
            Some(b'"') => break,
            Some(b'\\') => {
                escaped = true;
                at += 2;
            }
            Some(_) => at += 1,
        }
    }
    let inner = &bytes[1..at];
    if !escaped {
        return Lexed::Token(Token::Text(String::from_utf8_lossy(inner)), at + 1);
    }
    match unescape(inner) {
        Some(text) => Lexed::Token(Token::Text(Cow::Owned(text)), at + 1),
        None => Lexed::Bad("this escape is not one of JSON's"),
    }
}

fn unescape(inner: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let (&kind, after) = rest.split_first()?;
        rest = after;
        let plain = match kind {
            b'"' | b'\\' | b'/' => kind,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let (character, after) = unicode(rest)?;
                rest = after;
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            _ => return None,
        };
        out.push(plain);
    }
    Some(match String::from_utf8(out) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// The character behind `\u`, a surrogate pair being one; a lone surrogate is U+FFFD.
fn unicode(bytes: &[u8]) -> Option<(char, &[u8])> {
    let first = hex(bytes)?;
    let rest = &bytes[4..];
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), rest));
    }
    let second =
        rest.strip_prefix(b"\\u").and_then(hex).filter(|low| (0xdc00..0xe000).contains(low));
    let Some(second) = second else { return Some((char::REPLACEMENT_CHARACTER, rest)) };
    let joined = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    Some((char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER), &rest[6..]))
}

fn hex(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.get(..4)?;
    digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        match lex(input.as_bytes()) {
            Lexed::Token(Token::Text(text), length) => {
                assert_eq!((&*text, length), (expected, input.len()), "{input}");
            }
            other => panic!("{input}: {other:?}"),
        }
    }

    #[test]
    fn texts_are_unescaped() {
        check(r#""plain""#, "plain");
        check(r#""""#, "");
        check(r#""a\"b\\c\/d""#, "a\"b\\c/d");
        check(r#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t");
        check(r#""\u00e9\u003c""#, "é<");
        check(r#""\ud83d\ude00!""#, "😀!");
        check(r#""\ud83d alone""#, "\u{fffd} alone");
        check(r#""\ud83d\u0041""#, "\u{fffd}A");
        check(r#""\ude00""#, "\u{fffd}");
        check("\"Grüße 😀\"", "Grüße 😀");
    }

    #[test]
    fn a_cut_token_asks_for_more_and_a_wrong_one_is_named() {
        for cut in ["", "\"", "\"ab", "\"ab\\", "\"ab\\\"", "tru", "12", "12.", "-"] {
            assert_eq!(lex(cut.as_bytes()), Lexed::More, "{cut}");
        }
        for wrong in
            ["<html>", "truth ", "abcdefgh", "1.2.3,", "--1,", r#""\x""#, r#""\u12g4""#, "'"]
        {
            assert!(matches!(lex(wrong.as_bytes()), Lexed::Bad(_)), "{wrong}");
        }
    }
}
