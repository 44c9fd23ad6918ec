//! Percent encoding of forms and addresses (`application/x-www-form-urlencoded`, WHATWG URL).

use std::fmt::Write;

/// One field of a form: `name=value`, the value encoded as UTF-8.
pub(in crate::sources) fn field(name: &str, value: &str) -> String {
    let mut out = format!("{name}=");
    for byte in value.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' | b'*' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            // Writing into a String cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// Resolves `%XX`; what is no such code stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.first_chunk::<2>().filter(|_| byte == b'%').and_then(|pair| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8)
        });
        out.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_as_forms_and_codes_resolved() {
        assert_eq!(
            field("query", "rate(a{b=\"ü 😀\"}[5m]) + 1&x=%"),
            "query=rate%28a%7Bb%3D%22%C3%BC+%F0%9F%98%80%22%7D%5B5m%5D%29+%2B+1%26x%3D%25"
        );
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected);
        check("a%40b%c3%BC", "a@bü");
        check("100%", "100%");
        check("%4", "%4");
        check("%zz", "%zz");
        check("%ff", "\u{fffd}");
    }
}
