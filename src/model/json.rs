//! JSON texts and the numbers in them, by the code that the page has for them anyway.

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io;

// Rust's own printing of numbers, which messages need, is as exact as serde_json's, whose tables
// would come into the page besides.
struct Plain;

impl Formatter for Plain {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(value.to_string().as_bytes())
    }
}

/// A value as JSON in one line; numbers read back with the same bits, those that JSON lacks are
/// `null`. Empty for a value that JSON cannot hold.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    let mut bytes = Vec::new();
    match value.serialize(&mut Serializer::with_formatter(&mut bytes, Plain)) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// The finite number that a user typed into a form, correctly rounded; `None` for anything else.
///
/// `str::parse` would do; its tables are 10 kB that the page does not need besides JSON's reader.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (-1.0, size),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if !size.starts_with(|first: char| first == '.' || first.is_ascii_digit()) {
        return None;
    }
    // JSON wants exactly one digit before the point where that is a zero.
    let rest = size.trim_start_matches('0');
    let zero = if rest.starts_with(|first: char| first.is_ascii_digit()) { "" } else { "0" };
    // From bytes, as answers of servers are read: a reader of `str` would be a second one in the page.
    let size = serde_json::from_slice::<f64>(format!("{zero}{rest}").as_bytes());
    size.ok().map(|size| sign * size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_read_as_rust_reads_them_and_the_rest_is_refused() {
        for text in
            ["0", "-0", "5", "+5", "007", ".5", "-.25", "0.1", "1e3", "2.5E-7", " 3 ", "00.30"]
        {
            let expected = text.trim().parse::<f64>().ok().map(f64::to_bits);
            assert_eq!(number(text).map(f64::to_bits), expected, "{text}");
        }
        assert_eq!(number("0.30000000000000004"), Some(0.1 + 0.2));
        for text in ["", "-", ".", "+-1", "e5", ".e5", "NaN", "inf", "1e999", "null", "0x1", "1 2"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_read_back_with_the_same_bits() {
        for value in [0.1 + 0.2, 1.0 / 3.0, 5.0, -0.0, 1.7e9 + 0.123, 5e-324, f64::MAX, 1e16] {
            let back: f64 = serde_json::from_str(&to_json(&value)).unwrap();
            assert_eq!(back.to_bits(), value.to_bits(), "{value}");
        }
        assert_eq!(to_json(&(f64::NAN, "a\"b", None::<u8>)), r#"[null,"a\"b",null]"#);
    }
}
