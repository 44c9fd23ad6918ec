//! Where a record with quotes ends, by the rules that the `csv` crate reads by.

/// The state within a record after some of its bytes.
///
/// A quote opens only at the start of a field; inside, two quotes are one; behind a closing quote
/// anything goes until the delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    FieldStart,
    Bare,
    Quoted,
    MaybeClosed,
}

impl Quoting {
    /// The state after these bytes.
    pub(super) fn after(self, bytes: &[u8], delimiter: u8) -> Self {
        bytes.iter().fold(self, |state, byte| match (state, *byte) {
            (Self::Quoted, b'"') => Self::MaybeClosed,
            (Self::FieldStart | Self::MaybeClosed, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, byte) if byte == delimiter => Self::FieldStart,
            _ => Self::Bare,
        })
    }

    /// Whether a line that ends here is torn: its record goes on in the next one.
    pub(super) fn is_open(self) -> bool {
        self == Self::Quoted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_open_quote_carries_a_record_over_the_line() {
        let check = |line: &str, open: bool| {
            let state = Quoting::FieldStart.after(line.as_bytes(), b',');
            assert_eq!(state.is_open(), open, "{line}");
        };
        check("a,b", false);
        check("\"a", true);
        check("\"a\"", false);
        check("\"a\"\"", true);
        check("\"a\"\"b\"", false);
        check("a\"b", false);
        check("a,\"b", true);
        check("\"a\"b\"", false);
        check("\"a\"b,\"", true);
    }
}
