//! The column of times: its format, the zone of stamps without an offset, and a short way for
//! stamps of the common shape.

use super::cell::trim;
use super::number;
use super::stamp::{DayOrder, Stamp, day_start};
use crate::model::{CivilTime, Zone};

const DAY: i64 = 86_400;
/// 1970 as spreadsheets count days.
const SERIAL_1970: f64 = 25_569.0;
/// Bare numbers are taken for moments without being told if they fall in 1990 to 2100.
pub(super) const PLAUSIBLE: std::ops::RangeInclusive<f64> = 631_152_000.0..=4_102_444_800.0;

/// How the times of a file are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Format {
    /// As text, in any form that [`Stamp::parse`] reads; plausible epochs in between count too.
    Text,
    /// As a count of fractions of a second since 1970 UTC: so many in a second.
    Epoch { per_second: f64 },
    /// As days since the end of 1899 on the clock of the writer, as spreadsheets count them.
    Serial,
}

impl Format {
    /// The unit of epoch stamps by their size: up to 1e11 is seconds (until the year 5138), and
    /// each finer unit takes the next three powers of ten.
    pub(super) fn of_epoch(typical: f64) -> Self {
        let per_second = match typical.abs() {
            size if size < 1e11 => 1.0,
            size if size < 1e14 => 1e3,
            size if size < 1e17 => 1e6,
            _ => 1e9,
        };
        Self::Epoch { per_second }
    }
}

/// What a cell of the time column says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Moment {
    /// Seconds since 1970 UTC.
    At(f64),
    /// It shows that day and month were taken for each other so far: call [`Clock::turn_around`],
    /// apply [`Clock::exchanged`] to the times read, and read the cell again.
    Contradicts,
    /// No time.
    Unreadable,
}

/// Reads the cells of the time column.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    format: Format,
    zone: Zone,
    order: DayOrder,
    proven: bool,
    slashed: bool,
    // What the cell read last says of the order.
    latest: Evidence,
    point: u8,
    // The moment before which dates without a year lie; 0 where nobody said.
    now: f64,
    day: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evidence {
    None,
    FitsBoth,
    FitsOne,
}

// The day that was read last: neighbouring rows mostly share it.
#[derive(Debug, Clone, Copy)]
struct Day {
    text: [u8; 10],
    start: i64,
    // Offset of the zone, if it is one throughout the day and its neighbours.
    offset: Option<i64>,
}

impl Clock {
    /// A clock for cells of this format; `samples` are stamps of the column, from which the order
    /// of day and month is taken.
    pub(super) fn new(format: Format, zone: Zone, point: u8, samples: &[Stamp]) -> Self {
        let (order, proven) = order_of(samples);
        let day = Day { text: *b"1970-01-01", start: 0, offset: None };
        let (latest, now) = (Evidence::None, 0.0);
        Self { format, zone, order, proven, slashed: false, latest, point, now, day }
    }

    /// Dates without a year are the last ones before this moment.
    pub(super) fn before(self, now: f64) -> Self {
        Self { now, ..self }
    }

    /// The month comes first, unless the cells say otherwise.
    pub(super) fn month_first(&mut self) {
        if !self.proven {
            (self.order, self.proven) = (DayOrder::MonthFirst, true);
        }
    }

    /// The month is presumed to come first, until a cell says otherwise.
    pub(super) fn presume_month_first(&mut self) {
        if !self.proven {
            self.order = DayOrder::MonthFirst;
        }
    }

    /// The order of day and month that had to be presumed, if nothing told it.
    pub(super) fn presumed(&self) -> Option<DayOrder> {
        (self.slashed && !self.proven).then_some(self.order)
    }

    /// Counts the cell read last as evidence of the order of day and month: its row is good.
    pub(super) fn accept(&mut self) {
        self.slashed |= self.latest != Evidence::None;
        self.proven |= self.latest == Evidence::FitsOne;
    }

    /// Reads any cell.
    pub(super) fn read(&mut self, cell: &[u8]) -> Moment {
        let cell = trim(cell);
        if let Some(time) = self.plain(cell) {
            return Moment::At(time);
        }
        if let Format::Epoch { per_second } = self.format
            && let Some(time) = epoch(cell, self.point, per_second)
        {
            return Moment::At(time);
        }
        if self.format == Format::Serial
            && let Some(days) = number::parse(cell, self.point)
        {
            // Cells have a few microseconds of rounding.
            let local = ((days - SERIAL_1970) * 86_400_000.0).round() / 1000.0;
            let whole = local.floor();
            return Moment::At(self.utc(whole as i64, None) as f64 + (local - whole));
        }
        match Stamp::parse(cell) {
            Some(stamp) => self.of_stamp(stamp),
            None => self.stray_epoch(cell).map_or(Moment::Unreadable, Moment::At),
        }
    }

    /// Reads a cell of the most common shapes: `2024-01-15 10:00:00`, also with `T`, a fraction
    /// and `Z` or an offset like `+01:00`; or an epoch number. `None` says nothing about the cell.
    ///
    /// No shape it accepts contains a delimiter, a quote or an end of line.
    #[inline]
    pub(super) fn plain(&mut self, cell: &[u8]) -> Option<f64> {
        self.latest = Evidence::None;
        self.of_same_day(cell).or_else(|| self.of_any_day(cell))
    }

    // Most cells share the day of the one before: small, since it is inlined.
    #[inline]
    fn of_same_day(&self, cell: &[u8]) -> Option<f64> {
        let (date, rest) = cell.split_first_chunk::<10>()?;
        let (b' ' | b'T', rest) = rest.split_first()? else { return None };
        let (time, rest) = rest.split_first_chunk::<8>()?;
        let offset = match rest {
            [] => self.day.offset?,
            [b'Z'] => 0,
            _ => return None,
        };
        let seconds = time_of_day(*time)?;
        same(date, &self.day.text).then_some((self.day.start + seconds - offset) as f64)
    }

    #[inline(never)]
    fn of_any_day(&mut self, cell: &[u8]) -> Option<f64> {
        if let Format::Epoch { per_second } = self.format {
            return epoch(cell, b'.', per_second);
        }
        let (date, rest) = cell.split_first_chunk::<10>()?;
        let (b' ' | b'T', rest) = rest.split_first()? else { return None };
        let (time, rest) = rest.split_first_chunk::<8>()?;
        let seconds = time_of_day(*time)?;
        if *date != self.day.text {
            self.day = self.find_day(*date)?;
        }
        let local = self.day.start + seconds;
        match (rest, self.day.offset) {
            ([], Some(offset)) => Some((local - offset) as f64),
            ([], None) => Some(self.utc(local, None) as f64),
            _ => self.with_tail(local, rest),
        }
    }

    /// What a time read so far becomes when day and month change places.
    pub(super) fn exchanged(&self, time: f64) -> f64 {
        let whole = time.floor();
        let civil = self.zone.civil(whole);
        let swapped = CivilTime { month: civil.day, day: civil.month, ..civil };
        swapped.seconds().map_or(time, |local| self.zone.to_utc(local) + (time - whole))
    }

    /// Takes day and month the other way round from now on.
    pub(super) fn turn_around(&mut self) {
        self.order = self.order.other();
        self.proven = true;
    }

    // Fraction and offset behind the seconds.
    fn with_tail(&self, local: i64, rest: &[u8]) -> Option<f64> {
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => {
                let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                (number::fraction(&rest[..count]), &rest[count..])
            }
            _ => (0.0, rest),
        };
        let offset = match rest {
            [] => None,
            [b'Z'] => Some(0),
            [sign @ (b'+' | b'-'), h, hh, b':', m, mm] => {
                let minutes = i32::from(two(*h, *hh)?) * 60 + i32::from(two(*m, *mm)?);
                let valid = minutes < 24 * 60 && two(*m, *mm)? < 60;
                let seconds = valid.then_some(minutes * 60)?;
                Some(if *sign == b'-' { -seconds } else { seconds })
            }
            _ => return None,
        };
        Some(self.utc(local, offset) as f64 + fraction)
    }

    // An epoch among written moments: its own size tells its unit.
    fn stray_epoch(&self, cell: &[u8]) -> Option<f64> {
        let Format::Epoch { per_second } = Format::of_epoch(number::parse(cell, self.point)?)
        else {
            return None;
        };
        epoch(cell, self.point, per_second).filter(|time| PLAUSIBLE.contains(time))
    }

    fn of_stamp(&mut self, stamp: Stamp) -> Moment {
        if stamp.open {
            let here = stamp.local(self.order).is_some();
            let there = stamp.local(self.order.other()).is_some();
            if !here && there && !self.proven {
                return Moment::Contradicts;
            }
            self.latest = if there { Evidence::FitsBoth } else { Evidence::FitsOne };
        }
        let Some((local, fraction)) = self.dated(stamp) else { return Moment::Unreadable };
        Moment::At(self.utc(local, stamp.offset) as f64 + fraction)
    }

    // Clocks differ by a day at most; the last 29th of February is eight years away at most.
    fn dated(&self, stamp: Stamp) -> Option<(i64, f64)> {
        if stamp.has_year {
            return stamp.local(self.order);
        }
        let now = self.now + DAY as f64;
        let year = CivilTime::from_seconds(now).year;
        let mut last = (year - 8..=year).rev().filter_map(|year| {
            stamp.in_year(year).local(self.order).filter(|(local, _)| (*local as f64) < now)
        });
        last.next().filter(|_| self.now > 0.0)
    }

    fn utc(&self, local: i64, offset: Option<i32>) -> i64 {
        match offset {
            Some(offset) => local - i64::from(offset),
            None => self.zone.to_utc(local as f64) as i64,
        }
    }

    #[cold]
    fn find_day(&self, text: [u8; 10]) -> Option<Day> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
        let year = i64::from(two(y1, y2)?) * 100 + i64::from(two(y3, y4)?);
        let start = day_start(year, two(m1, m2)?.into(), two(d1, d2)?.into())?;
        Some(Day { text, start, offset: self.constant_offset(start) })
    }

    // Changes of the clock are rare; two days of distance cover every offset there is.
    fn constant_offset(&self, start: i64) -> Option<i64> {
        let (from, to) = ((start - 2 * DAY) as f64, (start + 3 * DAY) as f64);
        let changes = self.zone.offsets.iter().skip(1).any(|(at, _)| (from..=to).contains(at));
        (!changes).then(|| self.zone.offset_at(from).into())
    }
}

// Whole counts are split before the division: nanoseconds since 1970 have more digits than a double
// holds. Adding zero turns minus zero to zero, so that equal times have equal bits.
#[inline]
fn epoch(cell: &[u8], point: u8, per_second: f64) -> Option<f64> {
    if let Some(count) = number::whole(cell) {
        let unit = per_second as u64;
        return Some((count / unit) as f64 + (count % unit) as f64 / per_second);
    }
    let time = number::parse(cell, point)? / per_second + 0.0;
    time.is_finite().then_some(time)
}

// Stamps that fit one order only decide; without any, the order in which the dates lie closer
// together is the likely one; without that, the day comes first as in most of the world.
fn order_of(samples: &[Stamp]) -> (DayOrder, bool) {
    let open = || samples.iter().filter(|stamp| stamp.open);
    let only = |order: DayOrder| {
        open().filter(|s| s.local(order).is_some() && s.local(order.other()).is_none()).count()
    };
    let (day, month) = (only(DayOrder::DayFirst), only(DayOrder::MonthFirst));
    if day + month > 0 {
        return (if month > day { DayOrder::MonthFirst } else { DayOrder::DayFirst }, true);
    }
    let spread = |order: DayOrder| {
        let times = || open().filter_map(|stamp| stamp.local(order)).map(|(time, _)| time);
        times().min().zip(times().max()).map_or(0, |(first, last)| last - first)
    };
    let month_first = spread(DayOrder::MonthFirst) < spread(DayOrder::DayFirst);
    (if month_first { DayOrder::MonthFirst } else { DayOrder::DayFirst }, false)
}

// `HH:MM:SS` in one step: with the separators subtracted, every byte must be a digit's value.
#[inline]
fn time_of_day(text: [u8; 8]) -> Option<i64> {
    let value = u64::from_le_bytes(text) ^ u64::from_le_bytes(*b"00:00:00");
    // Adding 118 carries into the top bit exactly for values above nine.
    let high = (value.wrapping_add(0x7676_7676_7676_7676) | value) & 0x8080_8080_8080_8080;
    if high != 0 || value & 0x0000_FF00_00FF_0000 != 0 {
        return None;
    }
    let at = |place: u32| ((value >> (8 * place)) & 0xFF) as i64;
    let (hour, minute, second) = (at(0) * 10 + at(1), at(3) * 10 + at(4), at(6) * 10 + at(7));
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

// Two words that overlap, since a comparison of slices is a call.
#[inline]
fn same(one: &[u8; 10], other: &[u8; 10]) -> bool {
    let words = |text: &[u8; 10]| {
        let [a, b, c, d, e, f, g, h, i, j] = *text;
        (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u16::from_le_bytes([i, j]))
    };
    words(one) == words(other)
}

#[inline]
fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then_some(tens * 10 + ones)
}

#[cfg(test)]
mod tests;
