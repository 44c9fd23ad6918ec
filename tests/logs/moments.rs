//! When things happened: layouts of stamps, zones, years and dates.

use super::read_as;
use blip::logs::Options;
use blip::logs::header::{Written, stamp};
use blip::model::{CivilTime, Zone};

/// Noon of 1 March 2024, a Friday.
const NOON: f64 = 1_709_294_400.0;
/// The same day in 1972, where there is no year.
const NO_YEAR: f64 = 68_299_200.0;

#[test]
fn stamps_of_all_writers_are_read() {
    use Written::{Dateless, Local, Moment, Yearless, ZonedYearless};
    // Text, seconds, what is left open, what follows.
    let stamps: &[(&str, f64, Written, &str)] = &[
        ("2024-03-01T12:00:00Z x", NOON, Moment, " x"),
        ("2024-03-01 12:00:00 INFO x", NOON, Local, " INFO x"),
        ("2024-03-01T12:00:00,500 x", NOON + 0.5, Local, " x"),
        ("2024-03-01 12:00:00.500000 x", NOON + 0.5, Local, " x"),
        ("2024-03-01T12:00:00.5+01:00 x", NOON - 3599.5, Moment, " x"),
        ("2024-03-01 12:00:00 -0800 x", NOON + 28_800.0, Moment, " x"),
        ("2024-03-01 12:00:00 PST x", NOON + 28_800.0, Moment, " x"),
        ("2024-03-01 12:00:00 CST x", NOON, Local, " CST x"),
        ("2024-03-01 12:00:00.123 UTC [7]", NOON + 0.123, Moment, " [7]"),
        ("2024-03-01 12:00:00.5 +0000 UTC m", NOON + 0.5, Moment, " m"),
        ("2024-03-01T12:00Z x", NOON, Moment, " x"),
        ("Fri, 01 Mar 2024 12:00:00 GMT x", NOON, Moment, " x"),
        ("Friday, 01-Mar-24 12:00:00 GMT x", NOON, Moment, " x"),
        ("Fri Mar  1 12:00:00 2024] x", NOON, Local, "] x"),
        ("Fri Mar 01 12:00:00.500000 2024]", NOON + 0.5, Local, "]"),
        ("Fri Mar  1 12:00:00 CET 2024 x", NOON - 3600.0, Moment, " x"),
        ("01/Mar/2024:13:00:00 +0100] x", NOON, Moment, "] x"),
        ("01/Mar/2024:12:00:00.123] x", NOON + 0.123, Local, "] x"),
        ("2024/03/01 12:00:00 [error]", NOON, Local, " [error]"),
        ("2024/03/01 12:00:00.000500 main.go:7", NOON + 0.0005, Local, " main.go:7"),
        ("Mar  1 12:00:00 host", NO_YEAR, Yearless, " host"),
        ("Mar 01 2024 12:00:00: %ASA", NOON, Local, ": %ASA"),
        ("*Mar  1 12:00:00.123: %SYS", NO_YEAR + 0.123, Yearless, ": %SYS"),
        ("Mar  1 12:00:00.123 UTC: %SYS", NO_YEAR + 0.123, ZonedYearless, ": %SYS"),
        ("Mar 1, 2024 12:00:00 PM com.x", NOON, Local, " com.x"),
        ("3/1/2024 12:00:00 PM x", NOON, Local, " x"),
        ("03/01/2024 12:00:00 AM x", NOON - 43_200.0, Local, " x"),
        ("3/1/2024, 1:05:00 PM x", NOON + 3900.0, Local, " x"),
        ("31/01/2024 12:00:00 x", NOON - 30.0 * 86_400.0, Local, " x"),
        ("01.03.2024 12:00:00 x", NOON, Local, " x"),
        ("20240301T120000Z x", NOON, Moment, " x"),
        ("20240301120000 x", NOON, Local, " x"),
        ("20240301 12:00:00.5 x", NOON + 0.5, Local, " x"),
        ("240301 12:00:00 7 [Note]", NOON, Local, " 7 [Note]"),
        ("240301  9:00:00 x", NOON - 10_800.0, Local, " x"),
        ("24/03/01 12:00:00 INFO", NOON, Local, " INFO"),
        ("2024-Mar-01 12:00:00.5 x", NOON + 0.5, Local, " x"),
        ("01-Mar-2024 12:00:00.500 x", NOON + 0.5, Local, " x"),
        ("01 Mar 2024 12:00:00.123 # x", NOON + 0.123, Local, " # x"),
        ("2024-03-01 12:00:00, Info", NOON, Local, ", Info"),
        ("03-01 12:00:00.123  17 I x", NO_YEAR + 0.123, Yearless, "  17 I x"),
        ("12:00:00.500 [main] x", 43_200.5, Dateless, " [main] x"),
        ("1709294400 x", NOON, Moment, " x"),
        ("1709294400.25 x", NOON + 0.25, Moment, " x"),
        ("1709294400500 x", NOON + 0.5, Moment, " x"),
        ("1709294400500000 x", NOON + 0.5, Moment, " x"),
        ("1709294400500000000 x", NOON + 0.5, Moment, " x"),
        ("2024-03-01T12:00:00.5 #123]", NOON + 0.5, Local, " #123]"),
        ("2024-03-01T12:00:00.123+0000 I NETWORK", NOON + 0.123, Moment, " I NETWORK"),
        ("2024-03-01-12.00.00.500000 R", NOON + 0.5, Local, " R"),
    ];
    for (text, seconds, written, rest) in stamps {
        for mut hint in [0, 1, 3, 9, 30, 31, 32, 33, 34, 35, 99] {
            let found = stamp(text.as_bytes(), &mut hint).unwrap_or_else(|| panic!("{text}"));
            let near = (found.time.seconds - seconds).abs() < 1e-6;
            assert!(near, "{text}: {} {seconds}", found.time.seconds);
            assert_eq!((found.time.written, &text[found.end..]), (*written, *rest), "{text}");
        }
    }
}

// Where the buckets of a file begin and end, by the clock of UTC.
fn span(options: Options, text: &str) -> (String, String) {
    let (reader, _) = read_as(options, text.as_bytes(), &[3]).expect("it is text");
    let buckets = reader.buckets();
    let counts = &reader.timeline(&reader.patterns())[0];
    let moment = |at: usize| {
        let seconds = buckets.start() + at as f64 * buckets.width();
        CivilTime::from_seconds(seconds).date()
    };
    let filled = |at: &usize| counts[*at] > 0.0;
    let first = (0..counts.len()).find(filled).expect("a record");
    let last = (0..counts.len()).rev().find(filled).expect("a record");
    (moment(first), moment(last))
}

#[test]
fn zone_and_now_give_stamps_what_they_leave_open() {
    let now = CivilTime::parse("2024-03-01T12:00:00").and_then(|at| at.seconds()).expect("a date");
    let east = Zone { name: "x".to_owned(), offsets: vec![(0.0, 7200)] };
    let cases: [(&str, Zone, f64, (&str, &str)); 5] = [
        (
            "Dec 31 23:00:00 h a: up\nJan  1 01:00:00 h a: up\n",
            Zone::utc(),
            now,
            ("2023-12-31", "2024-01-01"),
        ),
        (
            "Dec 31 23:00:00 h a: up\nDec 31 23:30:00 h a: up\n",
            Zone::utc(),
            f64::NAN,
            ("1972-12-31", "1972-12-31"),
        ),
        (
            "2024-03-01 01:00:00 INFO up\n2024-03-01 03:00:00 INFO up\n",
            east,
            now,
            ("2024-02-29", "2024-03-01"),
        ),
        ("23:00:00 INFO up\n01:00:00 INFO up\n", Zone::utc(), now, ("2024-02-29", "2024-03-01")),
        (
            "2024-03-01T01:00:00Z INFO up\n",
            Zone { name: String::new(), offsets: vec![(0.0, 7200)] },
            now,
            ("2024-03-01", "2024-03-01"),
        ),
    ];
    for (text, zone, now, (first, last)) in cases {
        let options = Options { zone, now, ..Options::default() };
        assert_eq!(span(options, text), (first.to_owned(), last.to_owned()), "{text}");
    }
}
