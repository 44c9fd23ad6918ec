//! Numbers that a user typed.

/// A number halfway between two others has at most 767 digits: of later ones it only matters whether
/// they are all zero.
const DIGITS: usize = 800;
/// More than this is infinite, and one part of so much is zero.
const LARGEST_EXPONENT: i32 = 400;

/// The finite number that a user typed into a form, correctly rounded; `None` for anything else.
///
/// `str::parse` would do, but its tables are 10 kB that the page needs for nothing else. Cost: some
/// thousand steps.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (-1.0, size),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match size.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, whole(exponent)?),
        None => (size, 0),
    };
    let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [before, after].concat();
    let is_number = !all.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit());
    let all = all.trim_start_matches('0');
    let exponent = exponent - after.len() as i32;
    let value = if is_number { decimal(all.as_bytes(), exponent) } else { f64::NAN };
    value.is_finite().then_some(sign * value)
}

// An exponent: beyond its limits any further digit changes nothing.
fn whole(text: &str) -> Option<i32> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digit = |byte: u8| byte.is_ascii_digit().then_some(i32::from(byte - b'0'));
    let add = |sum: i32, byte| Some((sum * 10 + digit(byte)?).min(100_000));
    let size = digits.bytes().try_fold(0, add)?;
    (!digits.is_empty()).then_some(sign * size)
}

// digits · 10^exponent, rounded to even: exact in whole numbers of any size.
fn decimal(digits: &[u8], exponent: i32) -> f64 {
    let (kept, rest) = digits.split_at(digits.len().min(DIGITS));
    let exponent = exponent + rest.len() as i32;
    let mut large = Large(Vec::new());
    for digit in kept {
        large.times_plus(10, u32::from(digit - b'0'));
    }
    let mut more = rest.iter().any(|digit| *digit != b'0');
    if large.0.is_empty() {
        return 0.0;
    }
    let exponent = exponent.clamp(-LARGEST_EXPONENT - DIGITS as i32, LARGEST_EXPONENT);
    // Before a division by ten, four bits more, and then as many as the result can have.
    let words = if exponent < 0 { 3 + exponent.unsigned_abs() as usize / 8 } else { 2 };
    large.0.splice(0..0, std::iter::repeat_n(0, words));
    (0..exponent).for_each(|_| large.times_plus(10, 0));
    (exponent..0).for_each(|_| more |= large.divide_by_ten());
    large.rounded(-32 * words as i32, more)
}

// A whole number, its words from the lowest; the highest is not zero.
struct Large(Vec<u32>);

impl Large {
    fn times_plus(&mut self, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if 0 < carry {
            self.0.push(carry as u32);
        }
    }

    // Whether something remains.
    fn divide_by_ten(&mut self) -> bool {
        let mut rest = 0;
        for word in self.0.iter_mut().rev() {
            let value = rest << 32 | u64::from(*word);
            *word = (value / 10) as u32;
            rest = value % 10;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        0 < rest
    }

    fn bit(&self, at: i32) -> bool {
        let at = at as usize;
        self.0[at / 32] >> (at % 32) & 1 == 1
    }

    // This times 2^scale, and a little more where something was cut off, to the nearest f64.
    fn rounded(&self, scale: i32, more: bool) -> f64 {
        let Some(high) = self.0.last() else { return 0.0 };
        let bits = 32 * self.0.len() as i32 - high.leading_zeros() as i32;
        // The lowest bit that an f64 of this size has, as a bit of this number.
        let lowest = (bits - 53).max(-1074 - scale).max(0);
        let mantissa =
            (lowest..bits).rev().fold(0_u64, |sum, at| sum << 1 | u64::from(self.bit(at)));
        let half = 0 < lowest && lowest <= bits && self.bit(lowest - 1);
        let beyond = more || (0..lowest.min(bits + 1) - 1).any(|at| self.bit(at));
        let up = half && (beyond || mantissa & 1 == 1);
        let exponent = lowest + scale;
        // In two steps: 2^-1074 has no reciprocal.
        let (first, second) = (exponent / 2, exponent - exponent / 2);
        (mantissa + u64::from(up)) as f64 * 2f64.powi(first) * 2f64.powi(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typed_numbers_are_read_as_rust_reads_them_and_the_rest_is_refused() {
        let long = format!("1{}.{}1", "0".repeat(30), "0".repeat(900));
        let half = format!("9007199254740993.{}", "0".repeat(850));
        let more = format!("{half}1");
        for text in [
            "0",
            "-0",
            "5",
            "+5",
            "5.",
            "007",
            ".5",
            "-.25",
            "0.1",
            "1e3",
            "2.5E-7",
            " 3 ",
            "00.30",
            "4.9e-324",
            "2.4e-324",
            "2.5e-324",
            "1.7976931348623157e308",
            "2.2250738585072011e-308",
            "1e-400",
            "0e999",
            &long,
            &half,
            &more,
        ] {
            let expected = text.trim().parse::<f64>().ok().map(f64::to_bits);
            assert_eq!(number(text).map(f64::to_bits), expected, "{text}");
        }
        assert_eq!(number("0.30000000000000004"), Some(0.1 + 0.2));
        for text in [
            "", "-", ".", "+-1", "e5", ".e5", "1e", "1e+", "NaN", "inf", "1e999", "null", "0x1",
            "1 2", "1.2.3",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_number_comes_back(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(number(&format!("{value:e}")).map(f64::to_bits), Some(bits));
            prop_assert_eq!(number(&value.to_string()).map(f64::to_bits), Some(bits));
        }

        #[test]
        fn every_text_of_digits_is_rounded_as_rust_rounds_it(
            text in "[0-9]{1,30}(\\.[0-9]{0,30})?(e-?[0-9]{1,3})?"
        ) {
            let expected = text.parse::<f64>().ok().filter(|value| value.is_finite());
            prop_assert_eq!(number(&text).map(f64::to_bits), expected.map(f64::to_bits));
        }
    }
}
