//! Reads decimal numbers faster than `str::parse`, with the same bits: most of an answer's bytes
//! are values.

/// Powers of ten that an f64 holds exactly; more than 22 are not (Clinger, "How to read floating
/// point numbers accurately", 1990).
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Largest integer up to which every integer is an f64.
const EXACT: u64 = 1 << 53;

/// As many digits as always fit into a `u64`.
const DIGITS: usize = 19;

/// 5^27 is the largest power of five in a `u64`.
const FIVES: usize = 27;

/// For k from 1: `1 / 5^k` as `(c, b)` with `c * 2^-b` too large by less than `2^-b`, and the top
/// bit of `c` set.
static RECIPROCALS: [(u128, i32); FIVES] = reciprocals();

const fn reciprocals() -> [(u128, i32); FIVES] {
    let mut table = [(0, 0); FIVES];
    let mut divisor = 1_u128;
    let mut at = 0;
    while at < FIVES {
        divisor *= 5;
        let (mut quotient, mut rest, mut bits) = (0_u128, 1_u128, 0);
        // Division by hand, one binary digit at a time, until 128 of them are known.
        while quotient >> 127 == 0 {
            rest *= 2;
            quotient *= 2;
            if rest >= divisor {
                rest -= divisor;
                quotient += 1;
            }
            bits += 1;
        }
        table[at] = (quotient + 1, bits);
        at += 1;
    }
    table
}

/// Reads a whole text as `str::parse::<f64>` does, `NaN`, `+Inf` and `-Inf` included.
///
/// `None` if it is no number. Cost: about 10 ns for up to 19 digits without an exponent.
pub(super) fn read(text: &[u8]) -> Option<f64> {
    match prefix(text) {
        Some((value, used)) if used == text.len() => Some(value),
        _ => std::str::from_utf8(text).ok()?.parse().ok(),
    }
}

/// Reads the decimal number that `bytes` begins with: its value and length.
///
/// `None` where the quick ways do not apply (no digit, an exponent, too many digits, too close to
/// the middle of two floats): [`read`] then decides on the whole text.
pub(super) fn prefix(bytes: &[u8]) -> Option<(f64, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let start = usize::from(negative);
    let (mut mantissa, mut at) = digits(bytes, start, 0);
    if at == start {
        return None;
    }
    let mut count = at - start;
    let mut places = 0;
    if bytes.get(at) == Some(&b'.') {
        let (longer, end) = digits(bytes, at + 1, mantissa);
        places = end - at - 1;
        if places == 0 {
            return None;
        }
        mantissa = longer;
        count += places;
        at = end;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        return None;
    }
    if count > DIGITS && count - leading_zeros(&bytes[start..at]) > DIGITS {
        return None;
    }
    let size = quotient(mantissa, places)?;
    Some((if negative { -size } else { size }, at))
}

/// Appends the digits from `at` on to `mantissa` (it wraps; the caller counts the digits): the new
/// mantissa and where the digits end.
fn digits(bytes: &[u8], mut at: usize, mut mantissa: u64) -> (u64, usize) {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let Some(number) = eight_digits(u64::from_le_bytes(*eight)) else { break };
        mantissa = mantissa.wrapping_mul(100_000_000).wrapping_add(number);
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (mantissa, at)
}

/// The number that eight ASCII digits spell (first digit in the lowest byte); `None` if one is not
/// a digit. Neighbours are joined three times: to pairs, to fours, to eight.
fn eight_digits(word: u64) -> Option<u64> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let above_nine = word.wrapping_add(0x4646_4646_4646_4646);
    let below_zero = word.wrapping_sub(0x3030_3030_3030_3030);
    if (above_nine | below_zero) & HIGH != 0 {
        return None;
    }
    let pairs = (below_zero * 10 + (below_zero >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

fn leading_zeros(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| matches!(byte, b'0' | b'.'));
    zeros.filter(|byte| **byte == b'0').count()
}

/// `mantissa / 10^places`, correctly rounded; `None` where this way cannot tell.
fn quotient(mantissa: u64, places: usize) -> Option<f64> {
    if places == 0 || mantissa == 0 {
        return Some(mantissa as f64);
    }
    if mantissa <= EXACT
        && let Some(power) = TENS.get(places)
    {
        return Some(mantissa as f64 / power);
    }
    by_reciprocal(mantissa, places)
}

/// Multiplies by a 128-bit reciprocal of `5^places` and rounds, as Eisel and Lemire do ("Number
/// parsing at a gigabyte per second", 2021); gives up next to the middle of two floats, where the
/// reciprocal's error could decide.
fn by_reciprocal(mantissa: u64, places: usize) -> Option<f64> {
    const BELOW: u32 = 128 - 53;
    const HALF: u128 = 1 << (BELOW - 1);
    let (reciprocal, bits) = *RECIPROCALS.get(places.checked_sub(1)?)?;
    let shift = mantissa.leading_zeros();
    let wide = u128::from(mantissa << shift);
    let low = wide * u128::from(reciprocal as u64);
    // The top 128 of 192 bits, wrong by less than one unit.
    let product = wide * (reciprocal >> 64) + (low >> 64);
    let lift = product.leading_zeros();
    let product = product << lift;
    let rest = product & ((1 << BELOW) - 1);
    if rest.abs_diff(HALF) <= 4 {
        return None;
    }
    let rounded = (product >> BELOW) as u64 + u64::from(rest > HALF);
    let exponent = (BELOW + 64) as i32 - lift as i32 - shift as i32 - bits - places as i32;
    Some(rounded as f64 * power_of_two(exponent))
}

/// `2^exponent`, for exponents of normal numbers.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) {
        let expected = text.parse::<f64>().ok().map(f64::to_bits);
        assert_eq!(read(text.as_bytes()).map(f64::to_bits), expected, "{text:?}");
    }

    #[test]
    fn special_texts_read_as_str_parse_reads_them() {
        for text in [
            "0",
            "-0",
            "0.0",
            "1",
            "-1.5",
            "NaN",
            "+Inf",
            "-Inf",
            "Inf",
            "",
            "-",
            ".",
            "1.",
            ".5",
            "abc",
            "1x",
            "1e5",
            "5e-324",
            "1.7976931348623157e+308",
            "1e400",
            "+1.5",
            "9007199254740993",
            "9007199254740993.0",
            "18446744073709551615",
            "99999999999999999999",
            "0.1234567890123456789",
            "0.00012345678901234567",
            "0.000000000000000000000000001",
            "0.00000000000000000000000000000",
            "12345678.12345678",
            "12345678",
            "123456781234567812345678",
            "0.30000000000000004",
            "1.00000000000000011102230246251565404236316680908203125",
            "2.2250738585072014e-308",
            // Just at, below and above the middle of two floats.
            "9007199254740993.000",
            "1.0000000000000001110",
            "1.0000000000000001111",
            "4503599627370496.5",
            "4503599627370497.5",
            "0.500000000000000166",
        ] {
            check(text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn every_float_printed_reads_back_with_the_same_bits(bits: u64) {
            let value = f64::from_bits(bits);
            check(&format!("{value}"));
            check(&format!("{value:e}"));
        }

        #[test]
        fn any_digits_with_any_point_read_as_str_parse(m: u64, places in 0_usize..32, cut in 0_u32..64) {
            let text = format!("{:0>width$}", m >> cut, width = places + 1);
            let (whole, fraction) = text.split_at(text.len() - places);
            check(&format!("{whole}.{fraction}"));
            check(&format!("-{whole}"));
        }

        #[test]
        fn short_decimals_and_rates_read_as_str_parse(a in 0.0..1e6_f64, b in 1.0..1e4_f64) {
            check(&format!("{}", a / b));
            check(&format!("{a:.3}"));
        }

        #[test]
        fn any_text_is_a_number_exactly_where_str_parse_says_so(text in "[-+0-9.eE]{0,24}") {
            check(&text);
        }
    }
}
