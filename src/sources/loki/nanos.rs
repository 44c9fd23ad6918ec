//! Moments in whole nanoseconds: Loki's own, which no `f64` holds exactly.

use crate::model::CivilTime;

/// Nanoseconds of a second.
pub const SECOND: i64 = 1_000_000_000;

/// Seconds since 1970 as nanoseconds, the second and its fraction apart, so that whole seconds, and
/// milliseconds as servers write them, are exact. NaN is 0; what is beyond the years 1678 to 2262 is its
/// nearest end.
pub fn from_seconds(seconds: f64) -> i64 {
    let whole = seconds.floor();
    // The fraction of seconds since 1970 has some 22 bits: microseconds are what it can tell.
    let micros = ((seconds - whole) * 1e6).round() as i64;
    (whole as i64).saturating_mul(SECOND).saturating_add(micros * 1000)
}

/// Nanoseconds as seconds since 1970, to the nearest `f64`.
pub fn to_seconds(nanos: i64) -> f64 {
    nanos.div_euclid(SECOND) as f64 + nanos.rem_euclid(SECOND) as f64 / SECOND as f64
}

/// Reads what Loki writes: decimal digits, perhaps with a sign; `None` for anything else or beyond 64 bits.
pub fn parse(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Writes `2024-03-01T12:00:00.000000001Z`, always with nine digits of a second (RFC 3339).
pub fn write(nanos: i64, out: &mut Vec<u8>) {
    let second = nanos.div_euclid(SECOND);
    let civil = CivilTime::from_seconds(second as f64);
    // All years of 64 bits of nanoseconds have four digits.
    digits(civil.year.unsigned_abs(), 4, out);
    for (mark, part) in
        [(b'-', civil.month), (b'-', civil.day), (b'T', civil.hour), (b':', civil.minute)]
    {
        out.push(mark);
        digits(u64::from(part), 2, out);
    }
    out.push(b':');
    digits(second.rem_euclid(60).unsigned_abs(), 2, out);
    out.push(b'.');
    digits(nanos.rem_euclid(SECOND).unsigned_abs(), 9, out);
    out.push(b'Z');
}

fn digits(number: u64, count: u32, out: &mut Vec<u8>) {
    for place in (0..count).rev() {
        out.push(b'0' + (number / 10_u64.pow(place) % 10) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_exact_nanoseconds() {
        let check =
            |seconds: f64, nanos: i64| assert_eq!(from_seconds(seconds), nanos, "{seconds}");
        check(0.0, 0);
        check(1_709_294_400.0, 1_709_294_400_000_000_000);
        check(1_709_294_400.123, 1_709_294_400_123_000_000);
        check(-0.5, -500_000_000);
        check(f64::NAN, 0);
        check(f64::INFINITY, i64::MAX);
        check(-1e300, i64::MIN);
        assert_eq!(to_seconds(1_709_294_400_500_000_001), 1_709_294_400.5);
    }

    #[test]
    fn moments_are_read_and_written_to_the_nanosecond() {
        let check = |text: &str, expected: &str| {
            let mut out = Vec::new();
            write(parse(text).expect("a number"), &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        };
        check("1569266497240578001", "2019-09-23T19:21:37.240578001Z");
        check("0", "1970-01-01T00:00:00.000000000Z");
        check("-1", "1969-12-31T23:59:59.999999999Z");
        check("9223372036854775807", "2262-04-11T23:47:16.854775807Z");
        check("-9223372036854775808", "1677-09-21T00:12:43.145224192Z");
        for wrong in ["", "-", "+1", "1.5", "1e9", "9223372036854775808", " 1", "--1"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
