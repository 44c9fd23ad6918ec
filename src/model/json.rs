//! JSON texts, by the code that the page has for them anyway.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_with_the_same_bits() {
        for value in [0.1 + 0.2, 1.0 / 3.0, 5.0, -0.0, 1.7e9 + 0.123, 5e-324, f64::MAX, 1e16] {
            let back: f64 = serde_json::from_str(&to_json(&value)).unwrap();
            assert_eq!(back.to_bits(), value.to_bits(), "{value}");
        }
        assert_eq!(to_json(&(f64::NAN, "a\"b", None::<u8>)), r#"[null,"a\"b",null]"#);
    }
}
