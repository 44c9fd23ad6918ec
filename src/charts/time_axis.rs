//! Ticks of the time axis, at moments that are round on the clock of the chosen zone.

use crate::model::{CivilTime, TimeRange, Zone};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;
// A mean month and year of the Gregorian calendar: 146,097 days in 400 years.
const MONTH: f64 = YEAR / 12.0;
const YEAR: f64 = 365.2425 * DAY;

/// A moment to label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    /// Seconds since 1970-01-01 UTC.
    pub(super) time: f64,
    /// What the clock or the calendar shows there.
    pub(super) text: String,
    /// What holds from here on, on a second row: the date or the year; empty if as before.
    pub(super) context: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Seconds(f64),
    Days(f64),
    Months(u32),
}

const STEPS: &[(f64, Step)] = &[
    (1e-3, Step::Seconds(1e-3)),
    (1e-2, Step::Seconds(1e-2)),
    (0.1, Step::Seconds(0.1)),
    (1.0, Step::Seconds(1.0)),
    (2.0, Step::Seconds(2.0)),
    (5.0, Step::Seconds(5.0)),
    (10.0, Step::Seconds(10.0)),
    (15.0, Step::Seconds(15.0)),
    (30.0, Step::Seconds(30.0)),
    (MINUTE, Step::Seconds(MINUTE)),
    (2.0 * MINUTE, Step::Seconds(2.0 * MINUTE)),
    (5.0 * MINUTE, Step::Seconds(5.0 * MINUTE)),
    (10.0 * MINUTE, Step::Seconds(10.0 * MINUTE)),
    (15.0 * MINUTE, Step::Seconds(15.0 * MINUTE)),
    (30.0 * MINUTE, Step::Seconds(30.0 * MINUTE)),
    (HOUR, Step::Seconds(HOUR)),
    (2.0 * HOUR, Step::Seconds(2.0 * HOUR)),
    (3.0 * HOUR, Step::Seconds(3.0 * HOUR)),
    (6.0 * HOUR, Step::Seconds(6.0 * HOUR)),
    (12.0 * HOUR, Step::Seconds(12.0 * HOUR)),
    (DAY, Step::Days(1.0)),
    (2.0 * DAY, Step::Days(2.0)),
    (7.0 * DAY, Step::Days(7.0)),
    (14.0 * DAY, Step::Days(14.0)),
    (MONTH, Step::Months(1)),
    (2.0 * MONTH, Step::Months(2)),
    (3.0 * MONTH, Step::Months(3)),
    (6.0 * MONTH, Step::Months(6)),
    (YEAR, Step::Months(12)),
    (2.0 * YEAR, Step::Months(24)),
    (5.0 * YEAR, Step::Months(60)),
    (10.0 * YEAR, Step::Months(120)),
    (50.0 * YEAR, Step::Months(600)),
    (100.0 * YEAR, Step::Months(1200)),
];

/// Round moments of a window, as many as have room; none for a window without length.
///
/// `room` is the width of the axis in digits.
pub(super) fn ticks(range: TimeRange, zone: &Zone, room: f64) -> Vec<Tick> {
    // A wide axis leaves more air: more labels than a dozen are noise.
    let air = 3.0 + 0.03 * room;
    let seconds = range.seconds();
    let fits = |(length, step): &&(f64, Step)| seconds / length * (digits(*step) + air) <= room;
    if !(seconds.is_finite() && seconds > 0.0) {
        return Vec::new();
    }
    let Some((_, step)) = STEPS.iter().find(fits) else {
        return Vec::new();
    };
    let mut ticks: Vec<Tick> = Vec::new();
    let mut before: Option<CivilTime> = None;
    for time in moments(range, zone, *step) {
        // A clock that jumps ahead at midnight skips a reading: two would stand at the jump.
        let repeated = ticks.last().is_some_and(|last| last.time >= time);
        if repeated || time < range.from || time > range.to {
            continue;
        }
        let civil = zone.civil(time);
        ticks.push(Tick { time, text: text(civil, *step), context: context(before, civil, *step) });
        before = Some(civil);
    }
    ticks
}

// The round moments in and around the window.
fn moments(range: TimeRange, zone: &Zone, step: Step) -> Vec<f64> {
    // A day more on both sides, as the offset at the ends of the window is not that of the tick.
    let first = range.from + f64::from(zone.offset_at(range.from)) - DAY;
    let last = range.to + f64::from(zone.offset_at(range.to)) + DAY;
    let readings = match step {
        Step::Seconds(step) => return clock_moments(range, zone, step),
        // 1970-01-05, four days after the beginning, was a Monday: weeks begin there.
        Step::Days(days) => multiples(first, last, days * DAY, 4.0 * DAY),
        Step::Months(months) => month_starts(first, last, months),
    };
    readings.into_iter().map(|local| zone.to_utc(local)).collect()
}

// Each stretch of one offset by itself: in autumn a clock shows the same readings twice, and both
// are moments of the axis.
fn clock_moments(range: TimeRange, zone: &Zone, step: f64) -> Vec<f64> {
    let changes = zone.offsets.iter().map(|(from, _)| *from);
    let mut starts = vec![range.from];
    starts.extend(changes.filter(|from| range.from < *from && *from <= range.to));
    let ends = starts.iter().skip(1).copied().chain([range.to]);
    let stretches = starts.iter().zip(ends);
    stretches
        .flat_map(|(start, end)| {
            let offset = f64::from(zone.offset_at(*start));
            multiples(start + offset, end + offset, step, 0.0)
                .into_iter()
                .map(move |local| local - offset)
        })
        .collect()
}

fn multiples(first: f64, last: f64, step: f64, origin: f64) -> Vec<f64> {
    const MOST: f64 = 10_000.0;
    let start = ((first - origin) / step).ceil();
    let count = ((last - origin) / step).floor() - start;
    if !(0.0..MOST).contains(&count) {
        return Vec::new();
    }
    (0..=count as u32).map(|i| origin + (start + f64::from(i)) * step).collect()
}

fn month_starts(first: f64, last: f64, step: u32) -> Vec<f64> {
    let from = CivilTime::from_seconds(first);
    let step = i64::from(step);
    let mut month = (from.year * 12 + i64::from(from.month) - 1).div_euclid(step) * step;
    let mut starts = Vec::new();
    loop {
        let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
        let civil = CivilTime { year, month: of_year, day: 1, hour: 0, minute: 0, second: 0.0 };
        match civil.seconds() {
            Some(seconds) if seconds <= last => starts.push(seconds),
            _ => return starts,
        }
        month += step;
    }
}

// Width of a label.
fn digits(step: Step) -> f64 {
    match step {
        Step::Seconds(step) if step < 0.01 => 9.0,
        Step::Seconds(step) if step < MINUTE => 8.0,
        Step::Seconds(_) | Step::Months(_) => 5.0,
        Step::Days(_) => 6.0,
    }
}

fn text(civil: CivilTime, step: Step) -> String {
    match step {
        Step::Seconds(step) if step < 1.0 => {
            let places = if step < 0.01 { 3 } else { 2 };
            // Rounded first, so that 59.9999 does not become 60 seconds.
            let second = (civil.second * 1000.0).round().min(59_999.0) / 1000.0;
            format!("{:02}:{second:0width$.places$}", civil.minute, width = places + 3)
        }
        Step::Seconds(step) if step < MINUTE => civil.clock(),
        Step::Seconds(_) => format!("{:02}:{:02}", civil.hour, civil.minute),
        Step::Days(_) => format!("{} {}", civil.day, month_name(civil.month)),
        Step::Months(months) if months < 12 => month_name(civil.month).to_owned(),
        Step::Months(_) => civil.year.to_string(),
    }
}

fn context(before: Option<CivilTime>, civil: CivilTime, step: Step) -> String {
    let year = before.is_none_or(|before| before.year != civil.year);
    let day = before.is_none_or(|before| before.date() != civil.date());
    match step {
        Step::Seconds(step) if step < 1.0 => match before {
            Some(before) if before.hour == civil.hour && !day => String::new(),
            _ => format!("{} {:02} h", civil.date(), civil.hour),
        },
        Step::Seconds(_) if day => civil.date(),
        Step::Days(_) if year => civil.year.to_string(),
        Step::Months(months) if months < 12 && year => civil.year.to_string(),
        _ => String::new(),
    }
}

fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES.get(month.wrapping_sub(1) as usize).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    // 2024-01-15 10:00:00 UTC.
    const START: f64 = 1_705_312_800.0;

    fn check_in(zone: &Zone, from: f64, seconds: f64, room: f64, expected: &str) {
        let ticks = ticks(TimeRange { from, to: from + seconds }, zone, room);
        let texts: Vec<String> = ticks
            .iter()
            .map(|tick| match tick.context.as_str() {
                "" => tick.text.clone(),
                context => format!("{}({context})", tick.text),
            })
            .collect();
        assert_eq!(texts.join(" "), expected);
    }

    fn check(from: f64, seconds: f64, room: f64, expected: &str) {
        check_in(&Zone::utc(), from, seconds, room, expected);
    }

    #[test]
    fn moments_are_round_and_a_new_day_says_its_date() {
        check(
            START,
            0.5,
            80.0,
            "00:00.00(2024-01-15 10 h) 00:00.10 00:00.20 00:00.30 00:00.40 00:00.50",
        );
        check(START + 1.0, 60.0, 80.0, "10:00:15(2024-01-15) 10:00:30 10:00:45 10:01:00");
        check(START, 7200.0, 43.0, "10:00(2024-01-15) 10:30 11:00 11:30 12:00");
        check(
            START + 43_200.0,
            14.0 * HOUR,
            80.0,
            "22:00(2024-01-15) 00:00(2024-01-16) 02:00 04:00 06:00 08:00 10:00 12:00",
        );
        check(START, DAY, 43.0, "12:00(2024-01-15) 18:00 00:00(2024-01-16) 06:00");
        check(START, 30.0 * DAY, 60.0, "22 Jan(2024) 29 Jan 5 Feb 12 Feb");
        check(START - 90.0 * DAY, 100.0 * DAY, 40.0, "Nov(2023) Dec Jan(2024)");
        check(START, 4.0 * YEAR, 60.0, "2025 2026 2027 2028");
        check(START, 0.0, 80.0, "");
        check(f64::NAN, 1.0, 80.0, "");
        check(START, 1e300, 80.0, "");
    }

    #[test]
    fn clock_changes_neither_repeat_nor_lose_a_tick() {
        let (spring, autumn) = (1_711_846_800.0, 1_729_990_800.0);
        let offsets = vec![(0.0, 3600), (spring, 7200), (autumn, 3600)];
        let zone = Zone { name: "Europe/Berlin".to_owned(), offsets };
        check_in(
            &zone,
            spring - 7200.0,
            4.0 * HOUR,
            60.0,
            "00:00(2024-03-31) 01:00 03:00 04:00 05:00",
        );
        check_in(
            &zone,
            autumn - 7200.0,
            4.0 * HOUR,
            60.0,
            "01:00(2024-10-27) 02:00 02:00 03:00 04:00",
        );
        check_in(&zone, spring - 2.0 * DAY, 4.0 * DAY, 60.0, "30 Mar(2024) 31 Mar 1 Apr 2 Apr");
    }
}
