//! What holds for any bytes.

use super::{counted, lines_of, read, read_as};
use blip::logs::Options;
use proptest::prelude::*;

/// Lines such as logs have, some of them torn.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "user",
        "root",
        "from",
        "10.0.0.1:80",
        "(x)",
        "[1,",
        "2]",
        "=",
        "a=b",
        "/var/x",
        "eth0",
        "7",
        "{\"msg\":\"x\"}",
        "...",
        "Mar  1 12:00:00",
        "INFO",
        "-",
        "|",
        ":",
        "java.io.File",
        "\"",
        "<",
    ]);
    prop_oneof![
        4 => prop::collection::vec(words, 0..9).prop_map(|words| words.join(" ").into_bytes()),
        1 => prop::collection::vec(1..=255_u8, 0..40),
    ]
}

/// Lines of containers, of the journal and of stacks, some of them torn.
fn wrapped() -> impl Strategy<Value = Vec<u8>> {
    let lines = prop::sample::select(vec![
        "2024-03-01T12:00:00Z stdout F a 7",
        "2024-03-01T12:00:00Z stdout P half ",
        "2024-03-01T12:00:00Z stderr P ",
        "2024-03-01T12:00:00Z stderr F \tat a.b.C.d(E.java:7)",
        "2024-03-01T12:00:00Z stdout F Caused by: a.b.CException: 7",
        "2024-03-01T12:00:00Z stderr F {\"level\":\"info\",\"msg\":\"x\"}",
        "{\"log\":\"a \",\"stream\":\"stdout\",\"time\":\"2024-03-01T12:00:00Z\"}",
        "{\"log\":\"b\\n\",\"stream\":\"stderr\",\"time\":\"2024-03-01T12:00:00Z\"}",
        "{\"log\":\"\\tat c.d(e)\\n\",\"stream\":\"stderr\"}",
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{},{\"body\":{\"stringValue\":\"a\"}}]}]}]}",
        "{\"resourceLogs\":[]}",
        "__CURSOR=a",
        "__REALTIME_TIMESTAMP=1709294400500000",
        "MESSAGE=said 7",
        "MESSAGE",
        "\u{3}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}abc",
        "PRIORITY=3",
        "",
        "2024-03-01 12:00:00 INFO up 7",
        "Traceback (most recent call last):",
        "  File \"a.py\", line 7, in f",
        "ValueError: 7",
        "goroutine 1 [running]:",
        "main.f(0x1)",
        "}",
    ]);
    lines.prop_map(|line| line.as_bytes().to_vec())
}

/// Whole records, that begin with a header, of one line or more.
fn record() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::collection::vec(prop::sample::select(vec!["up", "7", "a=b", "lost"]), 1..5);
    let stacks = prop::sample::select(vec![
        "",
        "\tat a.b.C.d(E.java:7)\n\tat a.b.C.e(E.java:8)\nCaused by: a.b.FException: x 7\n",
        "Traceback (most recent call last):\n  File \"a.py\", line 7, in f\n    f()\nValueError: x\n\n",
        "goroutine 1 [running]:\nmain.f(0x1)\n\t/a/b.go:7\n",
        "    set in\n}\n",
    ]);
    (words, stacks).prop_map(|(words, stack)| {
        format!("2024-03-01 12:00:00,500 INFO [main] {}\n{stack}", words.join(" ")).into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_counted_or_refused(text in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok((reader, rows)) = read(&text, &[]) {
            prop_assert_eq!(rows.len(), lines_of(&text));
            let sum: u64 = reader.patterns().list.iter().map(|pattern| pattern.count).sum();
            prop_assert_eq!(sum + reader.other(), reader.records());
        }
    }

    #[test]
    fn no_line_is_lost_and_chunks_change_nothing(
        lines in prop_oneof![
            prop::collection::vec(line(), 0..60),
            prop::collection::vec(wrapped(), 0..60),
            prop::collection::vec(prop_oneof![line(), wrapped()], 0..60),
        ],
        cuts in prop::collection::vec(0..50_usize, 0..20),
    ) {
        let text = lines.join(&b'\n');
        let whole = read(&text, &[]);
        let pieces = read(&text, &cuts);
        match (whole, pieces) {
            (Ok((whole, rows)), Ok((pieces, again))) => {
                prop_assert_eq!(&rows, &again);
                prop_assert_eq!(rows.len(), lines_of(&text));
                let patterns = whole.patterns();
                prop_assert_eq!(&patterns, &pieces.patterns());
                let sum: u64 = patterns.list.iter().map(|pattern| pattern.count).sum();
                prop_assert_eq!(sum + whole.other(), whole.records());
                let many = whole.format() == "otlp";
                prop_assert!(many || whole.records() <= rows.len() as u64);
                prop_assert_eq!(whole.parsed(), pieces.parsed());
                prop_assert_eq!(whole.timeline(&patterns), pieces.timeline(&patterns));
            }
            (whole, pieces) => prop_assert_eq!(whole.err(), pieces.err()),
        }
    }

    #[test]
    fn order_of_records_changes_no_pattern(
        records in prop::collection::vec(record(), 0..60),
        by in any::<u64>(),
    ) {
        let mut shuffled = records.clone();
        shuffled.sort_by_key(|record| record.iter().fold(by, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        }));
        let (ordered, shuffled) = (records.concat(), shuffled.concat());
        let (ordered, _) = read(&ordered, &[]).expect("it is text");
        let (shuffled, _) = read(&shuffled, &[7]).expect("it is text");
        prop_assert_eq!(ordered.records(), records.len() as u64);
        prop_assert_eq!(counted(&ordered.patterns()), counted(&shuffled.patterns()));
    }

    #[test]
    fn order_of_lines_changes_no_pattern_where_they_are_records(
        mut lines in prop::collection::vec(line(), 0..60),
        by in any::<u64>(),
    ) {
        lines.retain(|line| !line.contains(&b'\n'));
        let mut shuffled = lines.clone();
        shuffled.sort_by_key(|line| line.iter().fold(by, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        }));
        let plain = || Options { format: Some("plain".to_owned()), ..Options::default() };
        let ended = |lines: &[Vec<u8>]| -> Vec<u8> {
            lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect()
        };
        let ordered = read_as(plain(), &ended(&lines), &[]);
        let shuffled = read_as(plain(), &ended(&shuffled), &[]);
        if let (Ok((ordered, _)), Ok((shuffled, _))) = (ordered, shuffled) {
            prop_assert_eq!(counted(&ordered.patterns()), counted(&shuffled.patterns()));
        }
    }
}
