//! Time stamps of logs, by a table of layouts.

use super::zone_name::named_zone;

/// How much of a moment a stamp says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Written {
    /// Nothing is open: it says its zone, or counts seconds since 1970.
    #[default]
    Moment,
    /// A date and no zone.
    Local,
    /// Month and day, but no year and no zone.
    Yearless,
    /// Month, day and zone, but no year.
    ZonedYearless,
    /// A time of day alone.
    Dateless,
}

/// What a stamp says of when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// Seconds since 1970 in the zone that is written, or in none; NaN for no time. One without a year is
    /// in the leap year 1972, one without a date on the first day of 1970; a date alone is its midnight.
    pub seconds: f64,
    /// How much of it is written.
    pub written: Written,
}

impl Time {
    /// Of a line that says none.
    pub const NONE: Self = Self { seconds: f64::NAN, written: Written::Moment };

    /// Whether there is none.
    pub fn is_none(self) -> bool {
        self.seconds.is_nan()
    }

    /// What follows in the same line: a date and a time of day are one moment, else it is the latter.
    pub fn then(self, next: Self) -> Self {
        const DAY: f64 = 86_400.0;
        let is_date = |time: Self| time.written == Written::Local && time.seconds % DAY == 0.0;
        let is_clock = |time: Self| time.written == Written::Dateless;
        if is_date(self) && is_clock(next) || is_clock(self) && is_date(next) {
            return Self { seconds: self.seconds + next.seconds, written: Written::Local };
        }
        next
    }

    /// Whether another says more of when: this has no zone or no date, which that has, or there is nothing
    /// here.
    pub fn says_less_than(self, other: Self) -> bool {
        let said = |time: Self| match time.written {
            _ if time.is_none() => 0,
            Written::Yearless | Written::ZonedYearless | Written::Dateless => 1,
            Written::Local => 2,
            Written::Moment => 3,
        };
        self.is_none() || said(self) < said(other)
    }
}

/// A stamp at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp {
    /// What it says.
    pub time: Time,
    /// The place behind it.
    pub end: usize,
}

/// `Y` year, `y` its last two digits; `M` month, `n` in one or two digits, `N` its name; `D` day in two
/// digits, `d` in one or two; `W` day of the week, `w` in full; `h`, `m`, `s` in one or two digits, `H`,
/// `I`, `S` in two; `f` a fraction or none; `p` AM, PM or none; `z` a zone or none; `T` the letter, a blank
/// or a mark between date and time; `E` seconds since 1970; a blank for any number of them; others as they are. The longer
/// of two that begin alike comes first.
const LAYOUTS: [&[u8]; 44] = [
    b"Y-M-DTh:m:sfz",
    b"N d h:m:sfz",
    b"N d Y h:m:sfz",
    b"N d, Y h:m:sfpz",
    b"N d, Y @ h:m:sfz",
    b"W N d h:m:sfz Y",
    b"W N d Y h:m:sfz",
    b"W N d h:m:sfz",
    b"W d N Y h:m:sfpz",
    b"W d N h:m:sfpz",
    b"W, d N Y h:m:sfz",
    b"w, d-N-y h:m:sfz",
    b"W, d-N-y h:m:sfz",
    b"d/N/Y:h:m:sfz",
    b"d-N-Y h:m:sfz",
    b"d N Y h:m:sfz",
    b"d N h:m:sfz",
    b"d/N/Y h:m:sfz",
    b"Y/M/DTh:m:sfz",
    b"Y-N-D h:m:sfz",
    b"Y.M.D h:m:sfz",
    b"Y-M-D-h.m.sf",
    b"YMDTh:m:sfz",
    b"YMDTHISfz",
    b"YMDHISfz",
    b"y/M/D h:m:sfz",
    b"n/d/Y h:m:sfpz",
    b"n/d/Y, h:m:sfpz",
    b"d/n/Y h:m:sfz",
    b"D.M.Y h:m:sfz",
    b"d-n-Y h:m:sfz",
    b"n-d-Y h:m:sfz",
    b"yMD h:m:sf",
    b"yMD-h:m:sf",
    b"yMD HIS",
    b"M-D h:m:sf",
    b"M/D h:m:sf",
    b"M.D h:m:sf",
    b"Y-M-DTh:mz",
    b"Y-M-D",
    b"Y.M.D",
    b"Y/M/D",
    b"h:m:sfp",
    b"E",
];
/// Of the layouts, those that longer ones begin with: they hold only where no other does.
const SHORT: std::ops::Range<usize> = 38..42;
const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
/// Powers of ten, by their exponents.
const TENS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
/// A year that has every day; see [`Time::seconds`].
const LEAP_YEAR: i64 = 1972;
const DAYS: &[u8] = b"montuewedthufrisatsun";
/// Seconds since 1970 of the years 2001 to 2033 have ten digits and begin with 1.
const EPOCH_DIGITS: usize = 10;

/// The stamp at the beginning of `text`, by the layout that `hint` numbers if it fits, else by the
/// first that fits, which `hint` then numbers. `None` for no stamp. Cost: O(layouts).
pub fn stamp(text: &[u8], hint: &mut usize) -> Option<Stamp> {
    // A clock that is not set marks its stamps.
    if let [b'*' | b'.', b'A'..=b'Z', ..] = text {
        let stamp = stamp(&text[1..], hint)?;
        return Some(Stamp { end: stamp.end + 1, ..stamp });
    }
    let likely =
        text.first().is_some_and(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !likely {
        return None;
    }
    let trusted = LAYOUTS.get(*hint).filter(|_| !SHORT.contains(hint));
    if let Some(stamp) = trusted.and_then(|layout| fit(text, layout)) {
        return Some(stamp);
    }
    // Layouts that begin with a name, and those that begin with a digit.
    let named = text[0].is_ascii_uppercase();
    if named && !begins_named(text) {
        return None;
    }
    let (place, stamp) = LAYOUTS.iter().enumerate().find_map(|(place, layout)| {
        let alike = matches!(layout[0], b'N' | b'W' | b'w') == named;
        Some((place, if alike { fit(text, layout)? } else { return None }))
    })?;
    *hint = place;
    Some(stamp)
}

// Whether a month or a day of the week comes first.
fn begins_named(text: &[u8]) -> bool {
    named(text, MONTHS).or_else(|| named(text, DAYS)).is_some()
}

// What was read so far; year and day are 0 until they are.
struct Fields {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    seconds: f64,
    zoned: bool,
}

fn fit(text: &[u8], layout: &[u8]) -> Option<Stamp> {
    let mut fields = Fields { year: 0, month: 1, day: 0, hour: 0, seconds: 0.0, zoned: false };
    let mut at = 0;
    let mut layout = layout;
    // The most frequent beginning, if all its parts have two digits.
    if let [b'Y', b'-', b'M', b'-', b'D', b'T', b'h', b':', b'm', b':', b's', rest @ ..] = layout
        && let Some(length) = fields.take_usual(text)
    {
        (at, layout) = (length, rest);
    }
    for part in layout {
        at += fields.take(*part, text.get(at..)?)?;
    }
    if text.get(at).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    Some(Stamp { time: fields.time(), end: at })
}

impl Fields {
    fn time(&self) -> Time {
        let (written, year, day) = match (self.year, self.day) {
            _ if self.zoned && self.year > 0 => (Written::Moment, self.year, self.day),
            (_, 0) if self.zoned => (Written::Moment, 1970, 1),
            (_, 0) => (Written::Dateless, 1970, 1),
            (0, day) if self.zoned => (Written::ZonedYearless, LEAP_YEAR, day),
            (0, day) => (Written::Yearless, LEAP_YEAR, day),
            (year, day) => (Written::Local, year, day),
        };
        let days = days_since_1970(year, self.month, day) as f64;
        Time { seconds: days * 86400.0 + self.hour as f64 * 3600.0 + self.seconds, written }
    }

    // Takes `2024-03-01 12:00:00`; `None` for what is written otherwise.
    fn take_usual(&mut self, text: &[u8]) -> Option<usize> {
        let text: &[u8; 19] = text.first_chunk()?;
        let mut all = true;
        let mut two = |at: usize| {
            let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
            all &= tens < 10 && ones < 10;
            10 * i64::from(tens) + i64::from(ones)
        };
        let year = 100 * two(0) + two(2);
        let (month, day, hour, minute, second) = (two(5), two(8), two(11), two(14), two(17));
        let marks = text[4] == b'-'
            && text[7] == b'-'
            && is_between(text[10])
            && text[13] == b':'
            && text[16] == b':';
        let fits = (1970..=2199).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour <= 23
            && minute <= 60
            && second <= 60;
        if !all || !marks || !fits {
            return None;
        }
        (self.year, self.month, self.day, self.hour) = (year, month, day, hour);
        self.seconds = (60 * minute + second) as f64;
        Some(text.len())
    }

    // Takes one part of a layout; how many bytes it has.
    fn take(&mut self, part: u8, text: &[u8]) -> Option<usize> {
        let ranged = |found: Option<(i64, usize)>, least: i64, most: i64| {
            found.filter(|(number, _)| (least..=most).contains(number))
        };
        let (number, length) = match part {
            b'Y' => ranged(exact(text, 4), 1970, 2199)?,
            b'y' | b'M' | b'D' | b'H' | b'I' | b'S' => exact(text, 2)?,
            b'd' | b'n' | b'h' | b'm' | b's' => one_or_two(text)?,
            b'N' => named(text, MONTHS)?,
            b'W' => named(text, DAYS)?,
            b'w' => named(text, DAYS).map(|(day, _)| (day, letters(text)))?,
            b'p' => return self.half(text),
            b'f' => return Some(self.fraction(text)),
            b'z' => return Some(self.zone(text)),
            b'E' => return self.epoch(text),
            b'T' => return is_between(*text.first()?).then_some(1),
            b' ' => {
                return Some(text.iter().take_while(|byte| **byte == b' ').count())
                    .filter(|n| *n > 0);
            }
            literal => return (*text.first()? == literal).then_some(1),
        };
        let most = match part {
            b'y' => 99,
            b'M' | b'n' | b'N' => 12,
            b'D' | b'd' => 31,
            b'h' | b'H' => 23,
            b'm' | b'I' | b's' | b'S' => 60,
            _ => i64::MAX,
        };
        let least = i64::from(matches!(part, b'M' | b'n' | b'N' | b'D' | b'd'));
        if !(least..=most).contains(&number) {
            return None;
        }
        match part {
            b'Y' => self.year = number,
            b'y' => self.year = 2000 + number,
            b'M' | b'n' | b'N' => self.month = number,
            b'D' | b'd' => self.day = number,
            b'h' | b'H' => self.hour = number,
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
        self.seconds += number as f64 / TENS[known];
        digits + 1
    }

    // ` AM` or ` PM` behind hours up to 12; none is the time as it stands.
    fn half(&mut self, text: &[u8]) -> Option<usize> {
        let blank = usize::from(text.first() == Some(&b' '));
        let Some([half, b'M' | b'm']) = text.get(blank..blank + 2) else { return Some(0) };
        if text.get(blank + 2).is_some_and(u8::is_ascii_alphanumeric) {
            return Some(0);
        }
        let noon = match half {
            b'A' | b'a' => 0,
            b'P' | b'p' => 12,
            _ => return Some(0),
        };
        if !(1..=12).contains(&self.hour) {
            return None;
        }
        self.hour = self.hour % 12 + noon;
        Some(blank + 2)
    }

    // `Z`, `+02:00`, ` -0700`, ` UTC`, and both as in ` +0000 UTC`.
    fn zone(&mut self, text: &[u8]) -> usize {
        let blank = usize::from(text.first() == Some(&b' '));
        let rest = &text[blank..];
        let (sign, digits) = match rest.split_first() {
            Some((b'Z', after)) if !after.first().is_some_and(u8::is_ascii_alphanumeric) => {
                self.zoned = true;
                return blank + 1;
            }
            Some((b'+', digits)) => (1.0, digits),
            Some((b'-', digits)) => (-1.0, digits),
            Some((b'A'..=b'Z', _)) => return self.zone_name(text, blank),
            _ => return 0,
        };
        let Some((hours, _)) = exact(digits, 2) else { return 0 };
        let colon = usize::from(digits.get(2) == Some(&b':'));
        let Some((minutes, _)) = digits.get(2 + colon..).and_then(|rest| exact(rest, 2)) else {
            return 0;
        };
        if digits.get(4 + colon).is_some_and(u8::is_ascii_alphanumeric) {
            return 0;
        }
        self.zoned = true;
        self.seconds -= sign * (hours * 3600 + minutes * 60) as f64;
        let end = blank + 5 + colon;
        end + if text[end..].starts_with(b" UTC") { 4 } else { 0 }
    }

    fn zone_name(&mut self, text: &[u8], blank: usize) -> usize {
        let length = letters(&text[blank..]);
        let whole = !text.get(blank + length).is_some_and(u8::is_ascii_alphanumeric);
        match named_zone(&text[blank..blank + length]).filter(|_| whole) {
            Some(offset) => {
                self.zoned = true;
                self.seconds -= f64::from(offset);
                blank + length
            }
            None => 0,
        }
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
        self.seconds = number as f64 / TENS[finer];
        self.zoned = true;
        let fraction = if finer == 0 && text.get(digits) == Some(&b'.') {
            self.fraction(&text[digits..])
        } else {
            0
        };
        Some(digits + fraction)
    }
}

// What may stand between a date and a time of day.
fn is_between(mark: u8) -> bool {
    matches!(mark, b'T' | b' ' | b'_' | b':' | b'~' | b'|' | b'-' | b'/' | b'@')
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

// How many letters come first.
fn letters(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

// The number, from 1, of a name of three letters.
fn named(text: &[u8], names: &[u8]) -> Option<(i64, usize)> {
    let name: &[u8; 3] = text.first_chunk()?;
    let lower = name.map(|byte| byte | 0x20);
    let (names, _) = names.as_chunks::<3>();
    let letters = name.iter().all(u8::is_ascii_alphabetic);
    let place = names.iter().position(|known| *known == lower).filter(|_| letters)?;
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
            ("20151101~2:3:4:250~x", day + 7384.25),
            ("2015-11-01|02:03:04|x", day + 7384.0),
            ("20151101T020304Z", day + 7384.0),
            ("01/Nov/2015:02:03:04 +0200]", day + 184.0),
            ("1 Nov 2015 02:03:04.250 #", day + 7384.25),
            ("Sun Nov 01 02:03:04 2015]", day + 7384.0),
            ("Sun 1 Nov 2015 02:03:04 AM UTC x", day + 7384.0),
            ("Tue  2 Jan 00:00:01 host", 63_072_000.0 + 86_401.0),
            ("Tue Jan  2 00:00:01 host", 63_072_000.0 + 86_401.0),
            ("2 Jan 00:00:01.000 * x", 63_072_000.0 + 86_401.0),
            ("Sun Nov  1 02:03:04.5 2015]", day + 7384.5),
            ("151101 020304 148", day + 7384.0),
            ("15/11/01 02:03:04 INFO", day + 7384.0),
            ("2015.11.01 x", day),
            ("2015-11-01:02:03:04 x", day + 7384.0),
            ("01-11-2015 02:03:04 x", day + 7384.0),
            ("10-31-2015 02:03:04 x", day + 7384.0 - 86_400.0),
            ("151101-02:03:04 x", day + 7384.0),
            ("01/02 00:00:01] x", 63_072_000.0 + 86_401.0),
            ("1446343384 x", day + 7384.0),
            ("1446343384250 x", day + 7384.25),
            ("1446343384.25 x", day + 7384.25),
            ("Jan  2 00:00:01 host", 63_072_000.0 + 86_401.0),
            ("02:03:04.5 x", 7384.5),
        ];
        for (text, wanted) in stamps {
            for mut hint in [0, 3, 99] {
                let found = stamp(text.as_bytes(), &mut hint).map(|stamp| stamp.time.seconds);
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
