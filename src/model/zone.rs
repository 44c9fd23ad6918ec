//! Time zones as tables of offsets: the edge asks the browser once, the core only looks up.

use serde::{Deserialize, Serialize};

const SECONDS_PER_DAY: i64 = 86_400;

/// A zone: its name and from when on which offset holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// As people write it, for instance `UTC` or `Europe/Berlin`.
    pub name: String,
    /// `(from, offset)`: moment (seconds UTC) and offset east of UTC (seconds), in order of moment;
    /// the first offset also holds before its moment.
    pub offsets: Vec<(f64, i32)>,
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), offsets: vec![(0.0, 0)] }
    }

    /// Offset east of UTC at a moment, in seconds.
    pub fn offset_at(&self, utc: f64) -> i32 {
        let after = self.offsets.partition_point(|(from, _)| *from <= utc);
        self.offsets.get(after.saturating_sub(1)).map_or(0, |(_, offset)| *offset)
    }

    /// The moment that a clock of this zone shows as `local` (seconds since 1970 read off the
    /// clock). A reading that occurs twice means the earlier moment; one that is skipped means as
    /// far behind the jump.
    pub fn to_utc(&self, local: f64) -> f64 {
        let (early, late) = (self.offset_at(local - 86_400.0), self.offset_at(local + 86_400.0));
        let first = local - f64::from(early);
        if self.offset_at(first) == early {
            return first;
        }
        let second = local - f64::from(late);
        if self.offset_at(second) == late { second } else { first }
    }

    /// What a clock of this zone shows at a moment.
    pub fn civil(&self, utc: f64) -> CivilTime {
        CivilTime::from_seconds(utc + f64::from(self.offset_at(utc)))
    }

    /// `UTC` or `UTC+02:00`: what stands behind every printed time.
    pub fn suffix_at(&self, utc: f64) -> String {
        let offset = self.offset_at(utc);
        if offset == 0 {
            return "UTC".to_owned();
        }
        let sign = if offset < 0 { '−' } else { '+' };
        let minutes = offset.unsigned_abs() / 60;
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Date and time of day as a clock shows them.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct CivilTime {
    /// Year, may be negative.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 up to, not including, 60.
    pub second: f64,
}

impl CivilTime {
    /// From seconds since 1970-01-01 00:00 on the same clock (proleptic Gregorian calendar).
    pub fn from_seconds(seconds: f64) -> Self {
        let whole = seconds.floor();
        let days = (whole as i64).div_euclid(SECONDS_PER_DAY);
        let rest = (whole as i64).rem_euclid(SECONDS_PER_DAY);
        let (year, month, day) = civil_from_days(days);
        Self {
            year,
            month,
            day,
            hour: (rest / 3600) as u32,
            minute: (rest % 3600 / 60) as u32,
            second: (rest % 60) as f64 + (seconds - whole),
        }
    }

    /// Seconds since 1970-01-01 00:00 on the same clock; `None` for a date that does not exist.
    pub fn seconds(&self) -> Option<f64> {
        let valid = (1..=12).contains(&self.month)
            && self.day >= 1
            && self.day <= days_in_month(self.year, self.month)
            && self.hour < 24
            && self.minute < 60
            && (0.0..61.0).contains(&self.second);
        if !valid {
            return None;
        }
        let days = days_from_civil(self.year, self.month, self.day);
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute);
        Some((days * SECONDS_PER_DAY + minutes * 60) as f64 + self.second)
    }

    /// Reads `2024-01-15T10:00` or `2024-01-15 10:00:00`, a `Z` after it or not; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z').unwrap_or(text);
        let (date, clock) = text.split_once(['T', ' '])?;
        let mut date = date.split('-');
        let mut clock = clock.split(':');
        let civil = Self {
            year: date.next()?.parse().ok()?,
            month: date.next()?.parse().ok()?,
            day: date.next()?.parse().ok()?,
            hour: clock.next()?.parse().ok()?,
            minute: clock.next()?.parse().ok()?,
            second: clock.next().map_or(Some(0), |text| text.parse::<u32>().ok()).map(f64::from)?,
        };
        (date.next().is_none() && clock.next().is_none()).then_some(civil)
    }

    /// `2024-01-15 10:00:00`.
    pub fn date_time(&self) -> String {
        format!("{} {}", self.date(), self.clock())
    }

    /// `2024-01-15`.
    pub fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `10:00:00`.
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second.floor())
    }
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

// Days since 1970-01-01 in eras of 400 years that begin on 1 March, so that the leap day is last.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month =
        (if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 }) as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_time_goes_there_and_back() {
        for seconds in [0.0, -1.0, 1_705_312_800.25, 951_782_399.0, 4_102_444_800.0] {
            let civil = CivilTime::from_seconds(seconds);
            assert_eq!(civil.seconds(), Some(seconds), "{}", civil.date_time());
        }
        assert_eq!(CivilTime::from_seconds(1_705_312_800.0).date_time(), "2024-01-15 10:00:00");
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        let civil =
            |month, day| CivilTime { year: 2023, month, day, hour: 0, minute: 0, second: 0.0 };
        assert_eq!(civil(2, 29).seconds(), None);
        assert_eq!(civil(13, 1).seconds(), None);
        assert_eq!(civil(4, 31).seconds(), None);
    }

    #[test]
    fn a_clock_change_is_followed_both_ways() {
        // Central Europe, 2024: +1 h, from 31 March 01:00 UTC +2 h, from 27 October 01:00 UTC +1 h.
        let (spring, autumn) = (1_711_846_800.0, 1_729_990_800.0);
        let zone = Zone {
            name: "Europe/Berlin".to_owned(),
            offsets: vec![(0.0, 3600), (spring, 7200), (autumn, 3600)],
        };
        assert_eq!(zone.civil(spring).clock(), "03:00:00");
        assert_eq!(zone.civil(spring - 1.0).clock(), "01:59:59");
        assert_eq!(zone.to_utc(spring + 7200.0), spring);
        assert_eq!(zone.to_utc(autumn + 3600.0), autumn - 3600.0, "twice: the earlier moment");
        assert_eq!(zone.suffix_at(spring), "UTC+02:00");
    }
}
