//! From what a stamp says to a moment: zone, year and date where it leaves them open.

use super::header::{Time, Written};
use crate::model::{CivilTime, Zone};

const DAY: f64 = 86_400.0;
/// A file that goes on for longer has another date to offer.
const MONTH: f64 = 30.0 * DAY;
const HALF_YEAR: f64 = 182.0 * DAY;
/// Offsets of zones change at whole quarters of an hour (IANA time zone database, since 1972).
const QUARTER: f64 = 900.0;
/// A leap day is at most so many years ago, over a century without one.
const MOST_YEARS: i64 = 8;

/// Gives stamps, in the order of a file, their moments.
#[derive(Debug)]
pub struct Times {
    zone: Zone,
    // Now, as a clock of the zone shows it.
    now: f64,
    // The quarter that was asked for last, and what to take from times in it.
    quarter: (f64, f64),
    // The hour without a year that was asked for last, and the seconds from it to the right year.
    hour: (f64, f64),
    // About when the last stamp with a year was: others of the file are of the same time.
    dated: f64,
    // The last time of a day, and its midnight.
    clock: Option<(f64, f64)>,
}

impl Times {
    /// Of a file whose stamps are in `zone` and not after `now` (seconds UTC, or NaN: unknown).
    pub fn new(zone: Zone, now: f64) -> Self {
        let now = now + f64::from(zone.offset_at(now));
        Self {
            zone,
            now,
            quarter: (f64::NAN, 0.0),
            hour: (f64::NAN, 0.0),
            dated: f64::NAN,
            clock: None,
        }
    }

    /// The moment of a stamp, seconds UTC; NaN stays. A stamp without a year is in the last year in which
    /// it is not after now, or nearest to the last stamp that had a year, so that January follows December. One without a date is on the last such day,
    /// and when it falls by more than half a day, the next day began. Cost: O(1) mostly.
    pub fn moment(&mut self, time: Time) -> f64 {
        let local = match time.written {
            Written::Moment => {
                self.date(time.seconds);
                return time.seconds;
            }
            _ if time.is_none() => return time.seconds,
            Written::ZonedYearless => return self.with_year(time.seconds),
            Written::Local => {
                self.date(time.seconds);
                time.seconds
            }
            Written::Yearless => self.with_year(time.seconds),
            Written::Dateless => self.with_date(time.seconds),
        };
        self.utc(local)
    }

    fn date(&mut self, seconds: f64) {
        if seconds.is_finite() && ((seconds - self.dated).abs() > MONTH || self.dated.is_nan()) {
            (self.dated, self.hour) = (seconds, (f64::NAN, 0.0));
        }
    }

    // No stamp without a year is after it.
    fn latest(&self) -> f64 {
        if self.dated.is_nan() { self.now } else { self.dated + HALF_YEAR }
    }

    fn utc(&mut self, local: f64) -> f64 {
        if let [] | [(_, 0)] = self.zone.offsets[..] {
            return local;
        }
        let quarter = (local / QUARTER).floor();
        if quarter != self.quarter.0 {
            let start = quarter * QUARTER;
            self.quarter = (quarter, start - self.zone.to_utc(start));
        }
        local - self.quarter.1
    }

    // `seconds` is in 1972.
    fn with_year(&mut self, seconds: f64) -> f64 {
        let latest = self.latest();
        if latest.is_nan() {
            return seconds;
        }
        let hour = (seconds / 3600.0).floor();
        if hour != self.hour.0 {
            let Some(shift) = years_from(seconds, latest) else { return seconds };
            // In the hour of now itself, minutes tell.
            let decided = ((seconds + shift) / 3600.0).floor() < (latest / 3600.0).floor();
            self.hour = (if decided { hour } else { f64::NAN }, shift);
        }
        seconds + self.hour.1
    }

    // `seconds` is a time of day.
    fn with_date(&mut self, seconds: f64) -> f64 {
        if self.now.is_nan() {
            return seconds;
        }
        let midnight = match self.clock {
            Some((before, midnight)) if before - seconds > DAY / 2.0 => midnight + DAY,
            // It came late: it is of the day before.
            Some((before, midnight)) if seconds - before > DAY / 2.0 => midnight - DAY,
            Some((_, midnight)) => midnight,
            None => {
                let today = (self.now / DAY).floor() * DAY;
                if today + seconds <= self.now { today } else { today - DAY }
            }
        };
        self.clock = Some((seconds, midnight));
        midnight + seconds
    }
}

// Seconds from 1972 to the last year in which this is not after `latest`.
fn years_from(seconds: f64, latest: f64) -> Option<f64> {
    let civil = CivilTime::from_seconds(seconds);
    let last = CivilTime::from_seconds(latest).year;
    let in_year = |year| CivilTime { year, ..civil }.seconds();
    let found = (last - MOST_YEARS..=last)
        .rev()
        .find_map(|year| in_year(year).filter(|moment| *moment <= latest))?;
    Some(found - seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(zone: Zone, now: f64, times: &[(f64, Written)]) -> Vec<f64> {
        let mut known = Times::new(zone, now);
        times
            .iter()
            .map(|(seconds, written)| known.moment(Time { seconds: *seconds, written: *written }))
            .collect()
    }

    fn at(text: &str) -> f64 {
        CivilTime::parse(text).and_then(|civil| civil.seconds()).expect("a date")
    }

    #[test]
    fn years_are_the_last_that_fit() {
        let now = at("2024-03-01T12:00:00");
        let years = |now, texts: &[&str]| {
            let times: Vec<_> =
                texts.iter().map(|text| (at(&format!("1972-{text}")), Written::Yearless)).collect();
            let moments = moments(Zone::utc(), now, &times);
            moments.iter().map(|at| CivilTime::from_seconds(*at).date_time()).collect::<Vec<_>>()
        };
        let cases = [
            ("12-31T23:59:59", "2023-12-31 23:59:59"),
            ("01-01T00:00:00", "2024-01-01 00:00:00"),
            ("02-29T10:00:00", "2024-02-29 10:00:00"),
            ("03-01T12:00:00", "2024-03-01 12:00:00"),
            ("03-01T12:00:01", "2023-03-01 12:00:01"),
            ("03-01T11:59:59", "2024-03-01 11:59:59"),
        ];
        let (texts, wanted): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
        assert_eq!(years(now, &texts), wanted);
        assert_eq!(years(at("2023-06-01T00:00:00"), &["02-29T10:00:00"]), ["2020-02-29 10:00:00"]);
        assert_eq!(years(f64::NAN, &["02-29T10:00:00"]), ["1972-02-29 10:00:00"]);
    }

    #[test]
    fn stamps_with_a_year_tell_that_of_others_in_the_file() {
        let dated = |text: &str| (at(text), Written::Local);
        let yearless = |text: &str| (at(&format!("1972-{text}")), Written::Yearless);
        let times = [
            dated("2021-12-31T23:00:00"),
            yearless("12-31T23:30:00"),
            yearless("01-01T00:10:00"),
            dated("2023-06-01T00:00:00"),
            yearless("06-01T00:10:00"),
        ];
        let found = moments(Zone::utc(), at("2026-03-01T12:00:00"), &times);
        let wanted = ["2021-12-31T23:30:00", "2022-01-01T00:10:00", "2023-06-01T00:10:00"].map(at);
        assert_eq!([found[1], found[2], found[4]], wanted);
    }

    #[test]
    fn times_of_day_pass_midnight() {
        let now = at("2024-03-01T12:00:00");
        let clock = |hours: f64| (hours * 3600.0, Written::Dateless);
        let times = [clock(23.0), clock(23.5), clock(0.1), clock(23.9), clock(0.2), clock(8.0)];
        let wanted = [-13.0, -12.5, -11.9, -12.1, -11.8, -4.0].map(|hours| now + hours * 3600.0);
        let found = moments(Zone::utc(), now, &times);
        assert!(
            found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 1e-3),
            "{found:?}"
        );
        assert_eq!(moments(Zone::utc(), f64::NAN, &times[..1]), [23.0 * 3600.0]);
    }

    #[test]
    fn zones_are_followed_through_a_change_of_clocks() {
        let spring = at("2024-03-31T01:00:00");
        let zone = Zone { name: "x".to_owned(), offsets: vec![(0.0, 3600), (spring, 7200)] };
        let local = |text: &str| (at(text), Written::Local);
        let times =
            [local("2024-03-31T01:59:59"), local("2024-03-31T03:00:00"), (5.0, Written::Moment)];
        assert_eq!(moments(zone.clone(), f64::NAN, &times), [spring - 1.0, spring, 5.0]);
        let now = at("2024-03-01T00:30:00");
        let day = (at("1972-03-01T01:20:00"), Written::Yearless);
        assert_eq!(moments(zone, now, &[day]), [at("2024-03-01T00:20:00")]);
    }
}
