//! Bytes as files begin with them.

/// What stands behind the byte order mark of UTF-8, where there is one.
pub fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
