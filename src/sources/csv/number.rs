//! Decimal numbers straight from bytes, bit for bit what `str::parse` gives, in a fraction of its time.

// Every power of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
/// So many decimal digits always fit in 64 bits.
const SAFE_DIGITS: usize = 19;
/// Integers up to 2^53 are exact as doubles.
const EXACT: u64 = 1 << 53;

/// The longest number at the start of `bytes` (`[+-]digits[point digits][e[+-]digits]`, digits on
/// one side of the point are enough): its value and its length; `None` if there is none.
///
/// Method: Clinger 1990, "How to read floating point numbers accurately": a mantissa and a power of
/// ten that are both exact give a correctly rounded result with one operation; the rest goes
/// through `str::parse`.
#[allow(
    clippy::inline_always,
    reason = "by call, the result would travel through memory: a third slower"
)]
#[inline(always)]
pub(super) fn prefix(bytes: &[u8], point: u8) -> Option<(f64, usize)> {
    // Where the next number begins hangs on where this one ends, so that nothing may stand in the
    // way of finding its end: a sign is a branch, which is mostly foreseen.
    if let Some(found) = plain(bytes, point) {
        return Some(found);
    }
    let negative = match bytes.first()? {
        b'-' => true,
        b'+' => false,
        _ => return long(bytes, 0, point),
    };
    match plain(&bytes[1..], point) {
        Some((size, length)) => Some((if negative { -size } else { size }, 1 + length)),
        None => long(bytes, 1, point),
    }
}

#[allow(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn plain(bytes: &[u8], point: u8) -> Option<(f64, usize)> {
    let word = u64::from_le_bytes(*bytes.first_chunk::<8>()?);
    let (mantissa, places, length) = short(word, point)?;
    // Eight digits fit; of all conversions to a double this one is the quickest.
    Some((f64::from(mantissa as i32) / POWERS[places & 7], length))
}

// Out of line, so that the short form is small enough to be inlined.
#[inline(never)]
fn long(bytes: &[u8], whole: usize, point: u8) -> Option<(f64, usize)> {
    let (mantissa, mut end) = digits(bytes, whole, 0);
    let mut count = end - whole;
    let mut mantissa = mantissa;
    let mut exponent = 0_i32;
    if bytes.get(end) == Some(&point) {
        let from = end + 1;
        (mantissa, end) = digits(bytes, from, mantissa);
        count += end - from;
        exponent = -((end - from).min(1000) as i32);
    }
    if count == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = bytes.get(end)
        && let Some((power, after)) = power(bytes, end + 1)
    {
        exponent += power;
        end = after;
    }
    if count > SAFE_DIGITS || mantissa > EXACT || exponent.unsigned_abs() > 22 {
        return Some((slowly(&bytes[..end], point)?, end));
    }
    let size = mantissa as f64;
    let power = POWERS[exponent.unsigned_abs() as usize];
    let size = if exponent < 0 { size / power } else { size * power };
    Some((if bytes[0] == b'-' { -size } else { size }, end))
}

/// The number that all of `text` is; `None` if it is none.
#[inline]
pub(super) fn parse(text: &[u8], point: u8) -> Option<f64> {
    prefix(text, point).filter(|(_, length)| *length == text.len()).map(|(value, _)| value)
}

/// `0.digits`; digits beyond the eighteenth are below any resolution and do not count.
pub(super) fn fraction(text: &[u8]) -> f64 {
    let text = &text[..text.len().min(18)];
    digits(text, 0, 0).0 as f64 / POWERS[text.len()]
}

/// The whole number that all of `text` is, without a sign; `None` if it is none or may not fit.
#[inline]
pub(super) fn whole(text: &[u8]) -> Option<u64> {
    let (value, end) = digits(text, 0, 0);
    (end == text.len() && (1..=SAFE_DIGITS).contains(&end)).then_some(value)
}

const ZEROS: u64 = u64::from_le_bytes(*b"00000000");
const TOPS: u64 = u64::from_le_bytes([0x80; 8]);

// A number that ends within eight bytes: digits as one integer, how many stand behind the point,
// and the length. Most cells are like this, and without a loop there is no branch to mispredict.
#[inline]
fn short(text: u64, point: u8) -> Option<(u64, usize, usize)> {
    let byte = |at: usize| (text >> (8 * at)) as u8;
    let values = text ^ ZEROS;
    // The first marked byte is exactly the first that is no digit; carries only reach later ones,
    // and neither a point nor a comma carries.
    let others = marks(values);
    let first = others.trailing_zeros() as usize / 8;
    if matches!(first, 0 | 8) {
        return None;
    }
    let (count, places, end) = if byte(first) == point {
        let rest = others & (others - 1);
        let second = rest.trailing_zeros() as usize / 8;
        if second == 8 {
            return None;
        }
        (second - 1, second - 1 - first, second)
    } else {
        (first, 0, first)
    };
    if matches!(byte(end), b'e' | b'E') {
        return None;
    }
    // The point is taken out, and the digits are moved to the end of the word behind zeros.
    let lead = values & ((1_u64 << (8 * first)) - 1);
    let tail = if places == 0 { 0 } else { (values >> (8 * (first + 1))) << (8 * first) };
    Some((eight((lead | tail) << (8 * (8 - count))), places, end))
}

// The top bit of each byte that is above nine.
#[inline]
fn marks(values: u64) -> u64 {
    (values.wrapping_add(u64::from_le_bytes([0x76; 8])) | values) & TOPS
}

// Eight digit values, the first in the lowest byte, as one number: pairs, then fours, then all. The
// factors are 1,000,000 and 100, and 10,000 and 1, in the halves of a word.
#[inline]
fn eight(values: u64) -> u64 {
    const EVEN: u64 = 0x0000_00FF_0000_00FF;
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let high = (pairs & EVEN).wrapping_mul(0x000F_4240_0000_0064);
    let low = ((pairs >> 16) & EVEN).wrapping_mul(0x0000_2710_0000_0001);
    high.wrapping_add(low) >> 32
}

#[inline]
fn digits(bytes: &[u8], from: usize, mut sum: u64) -> (u64, usize) {
    let mut at = from;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let values = u64::from_le_bytes(*word) ^ ZEROS;
        if marks(values) != 0 {
            break;
        }
        sum = sum.wrapping_mul(100_000_000).wrapping_add(eight(values));
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        sum = sum.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (sum, at)
}

fn power(bytes: &[u8], from: usize) -> Option<(i32, usize)> {
    let sign = *bytes.get(from)?;
    let start = from + usize::from(matches!(sign, b'-' | b'+'));
    let (size, end) = digits(bytes, start, 0);
    let size = if end - start > 9 { 9999 } else { size.min(9999) as i32 };
    (end > start).then_some((if sign == b'-' { -size } else { size }, end))
}

#[cold]
fn slowly(number: &[u8], point: u8) -> Option<f64> {
    let text = std::str::from_utf8(number).ok()?;
    if point == b'.' {
        return text.parse().ok();
    }
    text.replace(char::from(point), ".").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_number_ends_where_its_grammar_ends() {
        let check = |text: &str, expected: Option<(f64, usize)>| {
            assert_eq!(prefix(text.as_bytes(), b'.'), expected, "{text}");
        };
        check("12.345,7", Some((12.345, 6)));
        check("-0.5\n", Some((-0.5, 4)));
        check("5.", Some((5.0, 2)));
        check(".5", Some((0.5, 2)));
        check("1e3;", Some((1000.0, 3)));
        check("1e", Some((1.0, 1)));
        check("1e+", Some((1.0, 1)));
        check("12 ms", Some((12.0, 2)));
        check(".", None);
        check("-", None);
        check("", None);
        check("nan", None);
        assert_eq!(parse(b"12,5", b','), Some(12.5));
        assert_eq!(
            parse(b"0,12345678901234567890123", b','),
            "0.12345678901234567890123".parse().ok()
        );
        assert_eq!(parse(b"12,5", b'.'), None);
        assert_eq!(fraction(b"25"), 0.25);
    }

    proptest! {
        #[test]
        fn decimals_are_bit_identical_to_parse(rest in "[,;\\. \n0-9a-fé]{0,9}", text in "[+-]?[0-9]{0,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{1,4})?") {
            let expected = text.parse::<f64>().ok();
            prop_assert_eq!(parse(text.as_bytes(), b'.').map(f64::to_bits), expected.map(f64::to_bits));
            // What follows the number must not change it, other than by going on with it.
            let more = format!("{text};{rest}");
            let found = prefix(more.as_bytes(), b'.').filter(|(_, length)| *length == text.len());
            prop_assert_eq!(found.map(|(value, _)| value.to_bits()), expected.map(f64::to_bits));
        }

        #[test]
        fn doubles_come_back(value in any::<f64>().prop_filter("finite", |value| value.is_finite())) {
            for text in [value.to_string(), format!("{value:e}")] {
                prop_assert_eq!(parse(text.as_bytes(), b'.').map(f64::to_bits), Some(value.to_bits()));
            }
        }
    }
}
