//! Time stamps of logs, by a table of layouts.

/// What a stamp says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp {
    /// Seconds since 1970 in the zone that is written, or in none. A stamp without a year is in the
    /// leap year 1972, one without a date on the first day of 1970; a date alone is its midnight.
    pub seconds: f64,
    /// The place behind it.
    pub end: usize,
}

/// `Y` year, `y` its last two digits; `M` month, `N` its name; `D` day in two digits, `d` in one or
/// two; `W` day of the week; `h`, `m`, `s` in one or two digits, `H`, `I`, `S` in two; `f` a fraction
/// or none; `z` a zone or none; `T` the letter or a blank; `E` seconds since 1970; a blank for any number of
/// them; others as they are. The longer of two that begin alike comes first.
const LAYOUTS: [&[u8]; 25] = [
    b"Y-M-DTh:m:sfz",
    b"N d h:m:sf",
    b"N d Y h:m:sf",
    b"W N d h:m:sf Y",
    b"W N d Y h:m:sf",
    b"W, d N Y h:m:sfz",
    b"d/N/Y:h:m:sfz",
    b"d-N-Y h:m:sfz",
    b"d N Y h:m:sfz",
    b"d/N/Y h:m:sfz",
    b"Y/M/DTh:m:sfz",
    b"Y.M.D h:m:sf",
    b"Y-M-D-h.m.sf",
    b"YMD-h:m:sf",
    b"YMDTHISfz",
    b"y/M/D h:m:sf",
    b"M/D/Y h:m:sf",
    b"yMD HIS",
    b"M-D h:m:sf",
    b"M.D h:m:sf",
    b"Y-M-D",
    b"Y.M.D",
    b"Y/M/D",
    b"h:m:sf",
    b"E",
];
const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
const DAYS: &[u8] = b"montuewedthufrisatsun";
/// Seconds since 1970 of the years 2001 to 2033 have ten digits and begin with 1.
const EPOCH_DIGITS: usize = 10;

/// The stamp at the beginning of `text`, by the layout that `hint` numbers if it fits, else by the
/// first that fits, which `hint` then numbers. `None` for no stamp. Cost: O(layouts).
pub fn stamp(text: &[u8], hint: &mut usize) -> Option<Stamp> {
    let likely =
        text.first().is_some_and(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !likely {
        return None;
    }
    if let Some(stamp) = LAYOUTS.get(*hint).and_then(|layout| fit(text, layout)) {
        return Some(stamp);
    }
    let (place, stamp) =
        LAYOUTS.iter().enumerate().find_map(|(place, layout)| Some((place, fit(text, layout)?)))?;
    *hint = place;
    Some(stamp)
}

struct Fields {
    year: i64,
    month: i64,
    day: i64,
    seconds: f64,
}

fn fit(text: &[u8], layout: &[u8]) -> Option<Stamp> {
    let mut fields = Fields { year: 1972, month: 1, day: 1, seconds: 0.0 };
    if !layout.contains(&b'd') && !layout.contains(&b'D') {
        fields.year = 1970;
    }
    let mut at = 0;
    for part in layout {
        at += fields.take(*part, text.get(at..)?)?;
    }
    if text.get(at).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let days = days_since_1970(fields.year, fields.month, fields.day) as f64;
    Some(Stamp { seconds: days * 86400.0 + fields.seconds, end: at })
}

impl Fields {
    // Takes one part of a layout; how many bytes it has.
    fn take(&mut self, part: u8, text: &[u8]) -> Option<usize> {
        let ranged = |found: Option<(i64, usize)>, least: i64, most: i64| {
            found.filter(|(number, _)| (least..=most).contains(number))
        };
        let (number, length) = match part {
            b'Y' => ranged(exact(text, 4), 1970, 2199)?,
            b'y' | b'M' | b'D' | b'H' | b'I' | b'S' => exact(text, 2)?,
            b'd' | b'h' | b'm' | b's' => one_or_two(text)?,
            b'N' => named(text, MONTHS)?,
            b'W' => named(text, DAYS)?,
            b'f' => return Some(self.fraction(text)),
            b'z' => return Some(self.zone(text)),
            b'E' => return self.epoch(text),
            b'T' => return matches!(text.first()?, b'T' | b' ').then_some(1),
            b' ' => {
                return Some(text.iter().take_while(|byte| **byte == b' ').count())
                    .filter(|n| *n > 0);
            }
            literal => return (*text.first()? == literal).then_some(1),
        };
        let most = match part {
            b'y' => 99,
            b'M' | b'N' => 12,
            b'D' | b'd' => 31,
            b'h' | b'H' => 23,
            b'm' | b'I' | b's' | b'S' => 60,
            _ => i64::MAX,
        };
        let least = i64::from(matches!(part, b'M' | b'N' | b'D' | b'd'));
        if !(least..=most).contains(&number) {
            return None;
        }
        match part {
            b'Y' => self.year = number,
            b'y' => self.year = 2000 + number,
            b'M' | b'N' => self.month = number,
            b'D' | b'd' => self.day = number,
            b'h' | b'H' => self.seconds += 3600.0 * number as f64,
            b'm' | b'I' => self.seconds += 60.0 * number as f64,
            b's' | b'S' => self.seconds += number as f64,
            _ => {}
        }
        Some(length)
    }

    // `.123`, `,123` or `:123`.
    fn fraction(&mut self, text: &[u8]) -> usize {
        let Some((b'.' | b',' | b':', rest)) = text.split_first() else { return 0 };
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return 0;
        }
        let known = digits.min(9);
        let number = exact(rest, known).map_or(0, |(number, _)| number);
        self.seconds += number as f64 / 10_f64.powi(known as i32);
        digits + 1
    }

    // `Z`, `+02:00`, ` -0700`.
    fn zone(&mut self, text: &[u8]) -> usize {
        let blank = usize::from(text.first() == Some(&b' '));
        let Some((sign, rest)) = text.get(blank..).and_then(<[u8]>::split_first) else { return 0 };
        let sign = match sign {
            b'Z' => return blank + 1,
            b'+' => 1.0,
            b'-' => -1.0,
            _ => return 0,
        };
        let Some((hours, _)) = exact(rest, 2) else { return 0 };
        let colon = usize::from(rest.get(2) == Some(&b':'));
        let Some((minutes, _)) = rest.get(2 + colon..).and_then(|rest| exact(rest, 2)) else {
            return 0;
        };
        self.seconds -= sign * (hours * 3600 + minutes * 60) as f64;
        blank + 5 + colon
    }

    // Seconds in ten digits with a fraction or none, or in thousandths, millionths, and so on.
    fn epoch(&mut self, text: &[u8]) -> Option<usize> {
        let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let finer =
            digits.checked_sub(EPOCH_DIGITS).filter(|finer| matches!(finer, 0 | 3 | 6 | 9))?;
        if text[0] != b'1' {
            return None;
        }
        let (number, _) = exact(text, digits)?;
        self.seconds = number as f64 / 10_f64.powi(finer as i32);
        let fraction = if finer == 0 && text.get(digits) == Some(&b'.') {
            self.fraction(&text[digits..])
        } else {
            0
        };
        Some(digits + fraction)
    }
}

fn exact(text: &[u8], digits: usize) -> Option<(i64, usize)> {
    let digit = |number: i64, byte: &u8| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    };
    let number = text.get(..digits)?.iter().try_fold(0, digit)?;
    Some((number, digits))
}

fn one_or_two(text: &[u8]) -> Option<(i64, usize)> {
    exact(text, 2).or_else(|| exact(text, 1))
}

// The number, from 1, of a name of three letters.
fn named(text: &[u8], names: &[u8]) -> Option<(i64, usize)> {
    let name = text.get(..3)?;
    let place = names.chunks(3).position(|known| known.eq_ignore_ascii_case(name))?;
    Some((place as i64 + 1, 3))
}

/// Days from 1970 to a day of the Gregorian calendar. Howard Hinnant, chrono-Compatible Low-Level Date
/// Algorithms, `days_from_civil`.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_of_many_layouts_are_read() {
        let day = 1_446_336_000.0; // 2015-11-01
        let stamps: &[(&str, f64)] = &[
            ("2015-11-01T02:03:04Z x", day + 7384.0),
            ("2015-11-01 02:03:04,250 - ", day + 7384.25),
            ("2015-11-01T02:03:04.5+02:00", day + 184.5),
            ("2015/11/01 02:03:04 [error]", day + 7384.0),
            ("2015-11-01-02.03.04.000001", day + 7_384.000_001),
            ("20151101-2:3:4:250|", day + 7384.25),
            ("20151101T020304Z", day + 7384.0),
            ("01/Nov/2015:02:03:04 +0200]", day + 184.0),
            ("1 Nov 2015 02:03:04.250 #", day + 7384.25),
            ("Sun Nov 01 02:03:04 2015]", day + 7384.0),
            ("Sun Nov  1 02:03:04.5 2015]", day + 7384.5),
            ("151101 020304 148", day + 7384.0),
            ("15/11/01 02:03:04 INFO", day + 7384.0),
            ("2015.11.01 x", day),
            ("1446343384 x", day + 7384.0),
            ("1446343384250 x", day + 7384.25),
            ("1446343384.25 x", day + 7384.25),
            ("Jan  2 00:00:01 host", 63_072_000.0 + 86_401.0),
            ("02:03:04.5 x", 7384.5),
        ];
        for (text, wanted) in stamps {
            for mut hint in [0, 3, 99] {
                let found = stamp(text.as_bytes(), &mut hint).map(|stamp| stamp.seconds);
                let near = found.is_some_and(|found| (found - wanted).abs() < 1e-6);
                assert!(near, "{text}: {found:?} {wanted}");
            }
        }
    }

    #[test]
    fn what_is_no_stamp_is_none() {
        for text in
            ["", "x", "2015-13-01", "25:00:00", "Foo 1 02:03:04", "12345678901", "99", "Mon"]
        {
            assert_eq!(stamp(text.as_bytes(), &mut 0), None, "{text}");
        }
    }
}
