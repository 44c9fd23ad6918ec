//! The pairs of a flat JSON object, without a tree.

/// A value as it stands in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// What stands between the quotation marks, escapes as they are.
    Text(&'a [u8]),
    /// Anything else: a number, a word, a whole object or list.
    Other(&'a [u8]),
}

impl<'a> Value<'a> {
    /// Its bytes.
    pub fn bytes(self) -> &'a [u8] {
        match self {
            Self::Text(bytes) | Self::Other(bytes) => bytes,
        }
    }
}

/// Tells each pair of the object that `line` is; `None` if it is none. Cost: O(bytes).
pub fn pairs<'a>(line: &'a [u8], tell: &mut dyn FnMut(&'a [u8], Value<'a>)) -> Option<()> {
    let mut rest = line.trim_ascii().strip_prefix(b"{")?.trim_ascii_start();
    if rest == b"}" {
        return Some(());
    }
    loop {
        let (key, after) = text(rest)?;
        let after = after.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let (value, after) = value(after)?;
        tell(key, value);
        let after = after.trim_ascii_start();
        match after.split_first()? {
            (b',', after) => rest = after.trim_ascii_start(),
            (b'}', after) => return after.trim_ascii().is_empty().then_some(()),
            _ => return None,
        }
    }
}

/// Tells each element of the list that `list` is, up to where it is none. Cost: O(bytes).
pub fn elements<'a>(list: &'a [u8], tell: &mut dyn FnMut(&'a [u8])) {
    let Some(mut rest) = list.trim_ascii().strip_prefix(b"[") else { return };
    while let Some((element, after)) = value(rest.trim_ascii_start()) {
        tell(element.bytes());
        match after.trim_ascii_start().strip_prefix(b",") {
            Some(after) => rest = after,
            None => return,
        }
    }
}

// A text and what follows its closing quotation mark.
fn text(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.strip_prefix(b"\"")?;
    let mut at = 0;
    loop {
        match rest.get(at)? {
            b'"' => return Some((&rest[..at], &rest[at + 1..])),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn value(rest: &[u8]) -> Option<(Value<'_>, &[u8])> {
    if rest.first()? == &b'"' {
        return text(rest).map(|(text, after)| (Value::Text(text), after));
    }
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => {
                let (_, after) = text(&rest[at..])?;
                at = rest.len() - after.len();
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => break,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    let value = rest[..at].trim_ascii_end();
    (!value.is_empty()).then_some((Value::Other(value), &rest[at..]))
}

/// Writes a text without its escapes; what is beyond ASCII and escaped becomes `?`, which no pattern
/// needs; ends of lines and tabs stay what they are.
pub fn unescape(text: &[u8], into: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        into.extend_from_slice(&rest[..plain]);
        at += plain;
        if plain == rest.len() {
            return;
        }
        match text.get(at + 1) {
            Some(b'n') => into.push(b'\n'),
            Some(b't') => into.push(b'\t'),
            Some(b'r' | b'b' | b'f') => into.push(b' '),
            Some(b'u') => {
                let digits =
                    text.get(at + 2..at + 6).and_then(|four| std::str::from_utf8(four).ok());
                let code = digits.and_then(|four| u32::from_str_radix(four, 16).ok());
                into.push(code.filter(|code| *code < 128).map_or(b'?', |code| code as u8));
                at += 4;
            }
            Some(other) => into.push(*other),
            None => {}
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Vec<(String, String)>> {
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut found = Vec::new();
        pairs(line.as_bytes(), &mut |key, value| found.push((string(key), string(value.bytes()))))?;
        Some(found)
    }

    #[test]
    fn flat_objects_are_read_and_others_are_not() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let wanted = vec![pair("a", "b\\\"c"), pair("d", "-1.5"), pair("e", "{\"x\":[1,\"}\"]}")];
        assert_eq!(read(r#" {"a": "b\"c", "d":-1.5 ,"e":{"x":[1,"}"]}} "#), Some(wanted));
        assert_eq!(read("{}"), Some(Vec::new()));
        for line in
            ["", "{", "x", "{\"a\"}", "{\"a\":1", "{\"a\":1}x", "{\"a\":\"\\", "[1]", "{\"a\":}"]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn escapes_are_written_as_what_they_are() {
        let mut text = Vec::new();
        unescape(br#"a\"b\\c\nd\u0041\u00e4\u12"#, &mut text);
        assert_eq!(text, b"a\"b\\c\ndA??");
        unescape(b"\\", &mut text);
    }
}
