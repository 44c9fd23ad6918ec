//! Which files are no logs.

use super::format::journal_export::is_export;
use crate::model::Problem;

/// Bytes in which a file shows whether it is text.
pub const HEAD: usize = 1 << 12;

/// A refusal, if the beginning of a file shows that it is no text.
pub fn refuse_binary(head: &[u8]) -> Result<(), Problem> {
    const PACKED: [(&[u8], &str); 6] = [
        (b"\x1F\x8B", "gzip"),
        (b"PK\x03\x04", "zip"),
        (b"\x28\xB5\x2F\xFD", "zstd"),
        (b"BZh", "bzip2"),
        (b"\xFD7zXZ", "xz"),
        (b"LPKSHHRH", "the systemd journal"),
    ];
    let refuse = |what: String, fix: &str| Err(Problem::new(what, "", fix));
    if let Some((_, name)) = PACKED.iter().find(|(magic, _)| head.starts_with(magic)) {
        return refuse(format!("The file is packed as {name}."), "Unpack it first.");
    }
    // Text has no zero byte, but in UTF-16, which is no text to a lexer of bytes.
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return refuse("The file is UTF-16.".to_owned(), "Save it as UTF-8.");
    }
    // The journal writes the length of a value as bytes.
    if head.contains(&0) && !is_export(head) {
        return refuse("The file is binary, not text.".to_owned(), "Choose a log of text lines.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_with_a_reason() {
        for head in [&b"\x1F\x8B\x08"[..], b"PK\x03\x04", b"\xFF\xFEa\0", b"\x7FELF\0", b"a\0b"] {
            assert!(refuse_binary(head).is_err_and(|problem| !problem.fix.is_empty()), "{head:?}");
        }
        for head in [&b""[..], b"a\n", b"\xE4\xFF", "ä".as_bytes(), b"__CURSOR=x\nA\n\x01\0"] {
            assert!(refuse_binary(head).is_ok(), "{head:?}");
        }
    }
}
