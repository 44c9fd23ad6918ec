//! Which words are values of a variable, and of what type: told from the bytes of a word alone.

use super::class::{Class, class_of, field, traits_of};

/// The type of a variable; each is one bit of a [`Masks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Mask {
    /// Digits with sign, point, percent sign or unit.
    Number = 1,
    /// Hexadecimal digits, with `0x` or without.
    Hex = 1 << 1,
    /// An address of a network: IP, MAC.
    Address = 1 << 2,
    /// The name of a computer on the network, or a mail address.
    Host = 1 << 3,
    /// A file.
    Path = 1 << 4,
    /// Something with `://`.
    Url = 1 << 5,
    /// Part of a date or a time of day.
    Time = 1 << 6,
    /// `true`, `false`, `null` or `nil`, and `yes` or `no` behind a colon.
    Truth = 1 << 7,
    /// A name with a number in it.
    Identifier = 1 << 8,
    /// What stands in quotation marks behind `=`.
    Quoted = 1 << 9,
}

/// A set of [`Mask`]s: what one variable was seen to be.
pub type Masks = u16;

/// A word with so many digits is the name of one thing among many; with fewer it may be a term
/// (`IPv6`, `L3`), which only its neighbours can tell.
const MANY_DIGITS: usize = 3;
/// Hexadecimal letters alone are a number from this length on: shorter ones are English words.
const LONG_HEX: usize = 8;

/// How many bytes of each sort a word has.
#[derive(Debug, Default, Clone, Copy)]
pub struct Census {
    digits: usize,
    letters: usize,
    // Of the letters.
    hex: usize,
    dots: usize,
    slashes: usize,
    ats: usize,
    others: usize,
}

/// The type of a word if it is the value of a variable; `None` for a literal.
///
/// `word` has no delimiter and neither begins nor ends with a full stop. Cost: O(bytes).
pub fn mask_of(word: &[u8]) -> Option<Mask> {
    mask_by(word, &Census::of(word))
}

/// The same for a word whose bytes were counted.
pub fn mask_by(word: &[u8], census: &Census) -> Option<Mask> {
    if census.digits == 0 && census.letters == word.len() {
        return mask_of_letters(word);
    }
    if census.digits + census.letters == 0 {
        return (word == b"/").then_some(Mask::Path);
    }
    if is_path(word, census) {
        return Some(Mask::Path);
    }
    let named = || {
        let mut ends = word.split(|byte| *byte == b'@');
        ends.all(|end| end.first().is_some_and(u8::is_ascii_alphabetic))
    };
    if census.ats == 1 && census.letters > census.digits && (census.dots > 0 || named()) {
        return Some(Mask::Host);
    }
    if is_host(word, census) {
        return Some(Mask::Host);
    }
    if census.digits == 0 {
        return None;
    }
    numeric(word, census)
}

/// The same for a word of letters alone.
pub fn mask_of_letters(word: &[u8]) -> Option<Mask> {
    match word.len() {
        3 if word == b"nil" => Some(Mask::Truth),
        4 | 5 if is_truth(word) => Some(Mask::Truth),
        9 if word == b"localhost" => Some(Mask::Host),
        LONG_HEX.. if word.iter().all(u8::is_ascii_hexdigit) => Some(Mask::Hex),
        _ => None,
    }
}

fn numeric(word: &[u8], census: &Census) -> Option<Mask> {
    if census.letters == 0 {
        let address = census.dots == 3 && census.digits + census.dots == word.len();
        return Some(if address { Mask::Address } else { Mask::Number });
    }
    let prefixed = word.starts_with(b"0x") || word.starts_with(b"0X");
    if prefixed {
        return Some(Mask::Hex);
    }
    let first = class_of(word[0]);
    let all_hex = census.hex == census.letters && census.digits + census.letters == word.len();
    let long_hex = all_hex && word.len() >= LONG_HEX;
    if first == Class::Letter && census.digits < MANY_DIGITS && !long_hex {
        return None;
    }
    Some(match first {
        _ if all_hex => Mask::Hex,
        Class::Digit if census.letters <= 3 => Mask::Number,
        _ => Mask::Identifier,
    })
}

fn is_path(word: &[u8], census: &Census) -> bool {
    let rooted = word[0] == b'/' || word.starts_with(b"./") || word.starts_with(b"~/");
    census.slashes > 0 && (rooted || census.slashes > 2)
        || word[0] == b'\\' && census.letters > 0 && census.others > 1
}

fn is_truth(word: &[u8]) -> bool {
    [&b"true"[..], b"false", b"null"].iter().any(|truth| word.eq_ignore_ascii_case(truth))
}

// Top domains that are common in names of hosts, beside those of countries.
fn is_top(name: &[u8]) -> bool {
    matches!(
        name,
        b"com"
            | b"net"
            | b"org"
            | b"edu"
            | b"gov"
            | b"mil"
            | b"info"
            | b"local"
            | b"lan"
            | b"internal"
            | b"arpa"
    )
}

/// Two letters behind a full stop that are more often a file or a package than a country.
const NO_COUNTRY: [&[u8]; 12] =
    [b"gz", b"js", b"so", b"py", b"rb", b"go", b"rs", b"sh", b"io", b"ts", b"md", b"db"];

// A country's names have three parts or more: `www.bbc.uk`, but `a.out` and `mice.c` are files.
fn is_host(word: &[u8], census: &Census) -> bool {
    if census.dots == 0 || census.slashes > 0 || census.others > 0 || census.letters == 0 {
        return false;
    }
    let last = word.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let country = last.len() == 2
        && census.dots > 1
        && last.iter().all(u8::is_ascii_lowercase)
        && !NO_COUNTRY.contains(&last);
    country || is_top(last)
}

impl Census {
    /// Of a sum of [`traits_of`] all bytes of a word, at most [`Self::MOST`] of them.
    pub fn of_sum(sum: u64) -> Self {
        let field = |place: u32| (sum >> place & 0xFF) as usize;
        let hex = field(field::HEX);
        Self {
            digits: field(field::DIGIT),
            letters: field(field::LETTER) + hex,
            hex,
            dots: field(field::STOP),
            slashes: field(field::SLASH),
            ats: field(field::AT),
            others: field(field::OTHER),
        }
    }

    /// So many bytes can be summed.
    pub const MOST: usize = 255;

    fn of(word: &[u8]) -> Self {
        let mut census = Self::default();
        for part in word.chunks(Self::MOST) {
            let one = Self::of_sum(part.iter().map(|byte| traits_of(*byte)).sum());
            census.digits += one.digits;
            census.letters += one.letters;
            census.hex += one.hex;
            census.dots += one.dots;
            census.slashes += one.slashes;
            census.ats += one.ats;
            census.others += one.others;
        }
        census
    }
}

/// Whether a word before a port is the name of a host: parts in lower case with full stops between,
/// and not the name of a file of source code, whose line follows.
pub fn is_domain(word: &[u8]) -> bool {
    const SOURCES: [&[u8]; 14] = [
        b"c", b"h", b"cc", b"cpp", b"cxx", b"hpp", b"py", b"rb", b"go", b"rs", b"js", b"ts",
        b"php", b"java",
    ];
    let letters = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_');
    let last = word.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    word.contains(&b'.') && word.iter().all(letters) && !SOURCES.contains(&last)
}

/// Whether a word before a port is a host by its number: `worker45`, `node-57`.
pub fn is_numbered_host(word: &[u8]) -> bool {
    let letters = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    word[0].is_ascii_lowercase()
        && word.last().is_some_and(u8::is_ascii_digit)
        && word.iter().all(letters)
}

/// Whether a word names a month or a day of the week in three letters, as dates in logs do.
pub fn is_calendar(word: &[u8]) -> bool {
    const NAMES: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun";
    word.len() == 3 && NAMES.chunks(3).any(|name| name == word)
}

/// Whether a word behind a number is the unit of it.
pub fn is_unit(word: &[u8]) -> bool {
    matches!(
        word,
        b"bytes"
            | b"byte"
            | b"B"
            | b"kB"
            | b"KB"
            | b"MB"
            | b"GB"
            | b"TB"
            | b"KiB"
            | b"MiB"
            | b"GiB"
            | b"ms"
            | b"us"
            | b"ns"
            | b"s"
            | b"sec"
            | b"secs"
            | b"msec"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_by_their_type() {
        let values: &[(&str, Mask)] = &[
            ("12", Mask::Number),
            ("-1.5", Mask::Number),
            ("99%", Mask::Number),
            ("10000ms", Mask::Number),
            ("0xC0fe", Mask::Hex),
            ("003a90fc", Mask::Hex),
            ("fff4aa2f", Mask::Hex),
            ("10.0.0.1", Mask::Address),
            ("www.example.com", Mask::Host),
            ("smtp.example.co.uk", Mask::Host),
            ("ada@example.org", Mask::Host),
            ("ada@home", Mask::Host),
            ("/var/log/x", Mask::Path),
            ("/", Mask::Path),
            ("TRUE", Mask::Truth),
            ("blk_3887", Mask::Identifier),
            ("7d9f2b64-5c11-4f8e-9b27-0f3c", Mask::Identifier),
        ];
        for (word, mask) in values {
            assert_eq!(mask_of(word.as_bytes()), Some(*mask), "{word}");
        }
    }

    #[test]
    fn terms_stay_literal() {
        for word in
            ["IPv6", "L3", "read/write", "java.io.IOException", "facade", "x.py", "***", "-", "@x"]
        {
            assert_eq!(mask_of(word.as_bytes()), None, "{word}");
        }
    }
}
