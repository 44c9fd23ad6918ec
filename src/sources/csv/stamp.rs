//! Dates and times as text, read without deciding yet whether the day or the month comes first.

use super::number;
use crate::model::CivilTime;

/// A written moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stamp {
    year: i64,
    // Day and month; in the order of writing where that is open.
    first: u32,
    second: u32,
    /// Whether the order of day and month is open, as in `01/02/2024`.
    pub open: bool,
    seconds: i64,
    fraction: f64,
    /// Seconds east of UTC, where the text says so.
    pub offset: Option<i32>,
    /// Whether the year is written, as it is not in `11/23 10:00`.
    pub has_year: bool,
}

/// Which of day and month is written first where the year is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrder {
    DayFirst,
    MonthFirst,
}

impl DayOrder {
    /// The other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::DayFirst => Self::MonthFirst,
            Self::MonthFirst => Self::DayFirst,
        }
    }
}

impl Stamp {
    /// Reads a trimmed cell: ISO 8601 and its relatives (`2024-01-15 10:00:00.5+01:00`,
    /// `2024/01/15`, `20240115T100000Z`), `15/01/2024 10:00`, `1/15/24 3:04 PM`, `15.01.2024`,
    /// `15 Jan 2024`, `Jan 15, 2024`, each with an optional weekday, fraction and offset. Before a time of day, the
    /// year may be missing.
    pub(super) fn parse(cell: &[u8]) -> Option<Self> {
        let mut rest = Rest(cell);
        rest.weekday();
        let mut stamp = rest.date()?;
        if rest.0.is_empty() {
            return Some(stamp);
        }
        rest.between_date_and_time()?;
        let (seconds, fraction) = rest.time()?;
        (stamp.seconds, stamp.fraction) = (seconds, fraction);
        rest.blanks();
        if !rest.0.is_empty() {
            stamp.offset = Some(rest.offset()?);
        }
        rest.0.is_empty().then_some(stamp)
    }

    /// Whether a trimmed cell is a date without a time of day.
    pub(super) fn is_date(cell: &[u8]) -> bool {
        let mut rest = Rest(cell);
        rest.weekday();
        rest.date().is_some() && rest.0.is_empty()
    }

    /// Whether a trimmed cell is a time of day without a date: `10:00`, `3:04:05.5 PM`, `10:00:00+02:00`.
    pub(super) fn is_time_of_day(cell: &[u8]) -> bool {
        let mut rest = Rest(cell);
        if !cell.contains(&b':') || rest.time().is_none() {
            return false;
        }
        rest.blanks();
        rest.0.is_empty() || rest.offset().is_some() && rest.0.is_empty()
    }

    /// Whether a trimmed cell that is a moment is written as in the United States: slashes and halves of the day.
    /// Where such a clock follows a day, as in Australia, the month has two digits and the day may have one.
    pub(super) fn is_american(cell: &[u8]) -> bool {
        let halved = [&b"am"[..], b"pm"].iter().any(|half| {
            cell.len() > half.len() && cell[cell.len() - half.len()..].eq_ignore_ascii_case(half)
        });
        let mut parts = cell.split(|byte| *byte == b'/').map(<[u8]>::len);
        halved
            && matches!(
                (parts.next(), parts.next(), parts.next()),
                (Some(1 | 2), Some(1), Some(_)) | (Some(2), Some(2), Some(_))
            )
    }

    /// Whole seconds since 1970 on the clock of the writer, and the fraction; `None` for a date
    /// that does not exist.
    pub(super) fn local(&self, order: DayOrder) -> Option<(i64, f64)> {
        let (day, month) = match order {
            DayOrder::MonthFirst if self.open => (self.second, self.first),
            _ => (self.first, self.second),
        };
        Some((day_start(self.year, month, day)? + self.seconds, self.fraction))
    }

    /// The same moment of another year.
    pub(super) fn in_year(self, year: i64) -> Self {
        Self { year, ..self }
    }
}

/// Seconds from 1970 to the beginning of a day; `None` for a date that does not exist.
pub(super) fn day_start(year: i64, month: u32, day: u32) -> Option<i64> {
    let civil = CivilTime { year, month, day, hour: 0, minute: 0, second: 0.0 };
    civil.seconds().map(|seconds| seconds as i64)
}

/// Stands for a year that is not written: one with a day more.
const LEAP_YEAR: i64 = 2000;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| any.contains(byte))?;
        self.0 = &self.0[1..];
        Some(byte)
    }

    fn blanks(&mut self) {
        while self.eat(b" ").is_some() {}
    }

    // A run of one to `most` digits and how many they are.
    fn digits(&mut self, most: usize) -> Option<(i64, usize)> {
        let count = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let (run, rest) = self.0.split_at(count);
        self.0 = rest;
        let value = run.iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
        (count > 0).then_some((value, count))
    }

    fn exactly(&mut self, count: usize) -> Option<i64> {
        self.digits(count).filter(|(_, found)| *found == count).map(|(value, _)| value)
    }

    // A word of letters, if its first three letters are those of a known one: the place of that.
    fn word(&mut self, known: &[&str]) -> Option<usize> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let place = known
            .iter()
            .position(|word| self.0[..count.min(3)].eq_ignore_ascii_case(word.as_bytes()))?;
        self.0 = &self.0[count..];
        Some(place)
    }

    fn weekday(&mut self) {
        if self.word(&WEEKDAYS).is_some() {
            let _ = self.eat(b",");
            self.blanks();
        }
    }

    fn date(&mut self) -> Option<Stamp> {
        if let Some(month) = self.word(&MONTHS) {
            let _ = self.eat(b".");
            self.blanks();
            let (day, _) = self.digits(2)?;
            if self.time_follows() {
                return without_year(month as i64 + 1, day);
            }
            let _ = self.eat(b",");
            self.eat(b" -")?;
            self.blanks();
            return known(self.exactly(4)?, month as i64 + 1, day);
        }
        let (lead, count) = self.digits(8)?;
        if count == 8 {
            return known(lead / 10_000, lead / 100 % 100, lead % 100);
        }
        let mark = self.eat(b"-/. ")?;
        if let Some(month) = self.word(&MONTHS) {
            if self.time_follows() {
                return without_year(month as i64 + 1, lead);
            }
            let _ = self.eat(b".");
            self.eat(b"-/. ")?;
            return known(self.year()?, month as i64 + 1, lead);
        }
        let (middle, middle_count) = self.digits(2)?;
        if count <= 2 && matches!(mark, b'/' | b'-') && self.time_follows() {
            return Some(Stamp { open: true, has_year: false, ..raw(LEAP_YEAR, lead, middle) });
        }
        self.eat(&[mark])?;
        if count == 4 {
            return known(lead, middle, self.digits(2)?.0);
        }
        if count > 2 || middle_count > 2 || mark == b' ' {
            return None;
        }
        let year = self.year()?;
        Some(Stamp { open: true, ..raw(year, lead, middle) })
    }

    // Whether a blank and a time of day follow.
    fn time_follows(&self) -> bool {
        let [b' ', rest @ ..] = self.0 else { return false };
        matches!(
            rest.trim_ascii_start(),
            [b'0'..=b'9', b':', ..] | [b'0'..=b'9', b'0'..=b'9', b':', ..]
        )
    }

    // Four digits, or two: 70 to 99 belong to the last century, as POSIX has it.
    fn year(&mut self) -> Option<i64> {
        match self.digits(4)? {
            (year, 4) => Some(year),
            (year @ 70.., 2) => Some(1900 + year),
            (year, 2) => Some(2000 + year),
            _ => None,
        }
    }

    fn between_date_and_time(&mut self) -> Option<()> {
        if self.eat(b"Tt_").is_some() {
            return Some(());
        }
        let comma = self.eat(b",").is_some();
        let blank = self.eat(b" ").is_some();
        self.blanks();
        // Kibana's `May 1, 2024 @ 10:00`.
        let _ = self.eat(b"@");
        self.blanks();
        (comma || blank).then_some(())
    }

    // Seconds of the day and the fraction.
    fn time(&mut self) -> Option<(i64, f64)> {
        let (hour, minute, second) = self.clock()?;
        let mut fraction = 0.0;
        if second.is_some() && self.eat(b".,").is_some() {
            let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, rest) = self.0.split_at(count);
            fraction = number::fraction(digits);
            self.0 = rest;
        }
        let hour = self.half_day(hour)?;
        let second = second.unwrap_or(0);
        // A leap second is written 60.
        let valid = (hour < 24 && minute < 60 && second <= 60)
            || (hour == 24 && minute == 0 && second == 0 && fraction == 0.0);
        valid.then_some((hour * 3600 + minute * 60 + second, fraction))
    }

    fn clock(&mut self) -> Option<(i64, i64, Option<i64>)> {
        match self.digits(6)? {
            (all, 6) => Some((all / 10_000, all / 100 % 100, Some(all % 100))),
            (all, 4) => Some((all / 100, all % 100, None)),
            (hour, 1 | 2) => {
                self.eat(b":")?;
                let minute = self.exactly(2)?;
                let second = if self.eat(b":").is_some() { Some(self.exactly(2)?) } else { None };
                Some((hour, minute, second))
            }
            _ => None,
        }
    }

    // `AM` and `PM`, where they follow.
    fn half_day(&mut self, hour: i64) -> Option<i64> {
        let bare = self.0.trim_ascii_start();
        let afternoon = match bare {
            [b'a' | b'A', b'm' | b'M', ..] => 0,
            [b'p' | b'P', b'm' | b'M', ..] => 12,
            _ => return Some(hour),
        };
        self.0 = &bare[2..];
        (1..=12).contains(&hour).then_some(hour % 12 + afternoon)
    }

    fn offset(&mut self) -> Option<i32> {
        let zero: [&[u8]; 3] = [b"Z", b"UTC", b"GMT"];
        if zero.iter().any(|word| self.0.eq_ignore_ascii_case(word)) {
            self.0 = &[];
            return Some(0);
        }
        // `GMT+0200 (Central European Summer Time)`, as browsers write it.
        let browser = self.0.starts_with(b"GMT");
        if browser {
            self.0 = &self.0[3..];
        }
        let sign = if self.eat(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.exactly(2)?;
        let minutes = match self.eat(b":") {
            Some(_) => self.exactly(2)?,
            None => self.digits(2).filter(|(_, count)| *count == 2).map_or(0, |(value, _)| value),
        };
        self.blanks();
        let named = browser && self.0.starts_with(b"(") && self.0.ends_with(b")");
        if named || self.0.eq_ignore_ascii_case(b"UTC") {
            self.0 = &[];
        }
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60) as i32)
    }
}

fn known(year: i64, month: i64, day: i64) -> Option<Stamp> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| raw(year, day, month))
}

fn without_year(month: i64, day: i64) -> Option<Stamp> {
    Some(Stamp { has_year: false, ..known(LEAP_YEAR, month, day)? })
}

fn raw(year: i64, first: i64, second: i64) -> Stamp {
    let (first, second) = (first as u32, second as u32);
    let (open, has_year) = (false, true);
    Stamp { year, first, second, open, seconds: 0, fraction: 0.0, offset: None, has_year }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DayOrder) -> Option<String> {
        let stamp = Stamp::parse(text.as_bytes())?;
        let (seconds, fraction) = stamp.local(order)?;
        let civil = CivilTime::from_seconds(seconds as f64).date_time();
        let fraction = if fraction == 0.0 { String::new() } else { format!(" +{fraction}") };
        let offset = stamp.offset.map_or(String::new(), |offset| format!(" @{offset}"));
        Some(civil + &fraction + &offset)
    }

    #[test]
    fn written_moments_are_read() {
        let check = |text: &str, expected: &str| {
            assert_eq!(read(text, DayOrder::DayFirst).as_deref(), Some(expected), "{text}");
        };
        check("May 1, 2024 @ 10:00:00.500", "2024-05-01 10:00:00 +0.5");
        let browser = "Wed May 01 2024 10:00:00 GMT+0200 (Central European Summer Time)";
        check(browser, "2024-05-01 10:00:00 @7200");
        check("2024-01-15", "2024-01-15 00:00:00");
        check("2024-01-15 10:00:00", "2024-01-15 10:00:00");
        check("2024-01-15T10:00:00Z", "2024-01-15 10:00:00 @0");
        check("2024-01-15T10:00:00.25+01:00", "2024-01-15 10:00:00 +0.25 @3600");
        check("2024-01-15T10:00:00-0530", "2024-01-15 10:00:00 @-19800");
        check("2024-01-15 10:00:00+02", "2024-01-15 10:00:00 @7200");
        check("2024-01-15 10:00:00 +0000 UTC", "2024-01-15 10:00:00 @0");
        check("2024-01-15 10:00:00 UTC", "2024-01-15 10:00:00 @0");
        check("2024-01-15 10:00:00,125", "2024-01-15 10:00:00 +0.125");
        check("2024-01-15 10:00", "2024-01-15 10:00:00");
        check("2024-1-5 9:05", "2024-01-05 09:05:00");
        check("2024/01/15 10:00:00", "2024-01-15 10:00:00");
        check("20240115T100000Z", "2024-01-15 10:00:00 @0");
        check("20240115", "2024-01-15 00:00:00");
        check("15/01/2024 10:00", "2024-01-15 10:00:00");
        check("15.01.2024 10:00:30", "2024-01-15 10:00:30");
        check("15-01-24 10:00", "2024-01-15 10:00:00");
        check("15/01/99", "1999-01-15 00:00:00");
        check("15/01/2024, 03:04:05 pm", "2024-01-15 15:04:05");
        check("15/01/2024 12:30 AM", "2024-01-15 00:30:00");
        check("15 Jan 2024 10:00", "2024-01-15 10:00:00");
        check("15-Jan-24 10:00", "2024-01-15 10:00:00");
        check("January 15, 2024 10:00", "2024-01-15 10:00:00");
        check("Mon, 15 Jan 2024 10:00:00 GMT", "2024-01-15 10:00:00 @0");
        check("2024-01-15 24:00:00", "2024-01-16 00:00:00");
        check("2016-12-31 23:59:60", "2017-01-01 00:00:00");
        assert_eq!(
            read("01/15/2024", DayOrder::MonthFirst).as_deref(),
            Some("2024-01-15 00:00:00")
        );
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        let texts = [
            "",
            "10:00:00",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "2024-01-15 25:00:00",
            "2024-01-15 10:61:00",
            "2024-01-15 10:00:00 nonsense",
            "2024-01-15T",
            "1705312800",
            "15/01",
            "12.5",
            "1.2.3",
            "127.0.0.1",
            "13/13/2024",
            "00/01/2024",
            "15 01 2024",
            "2024-01-15 10:00:00+1",
            "2024-01-15 13:00 PM",
            "Monday",
            "é",
            "2024-01-15 10:00:00+25:00",
        ];
        for text in texts {
            assert_eq!(read(text, DayOrder::DayFirst), None, "{text}");
        }
    }
}
