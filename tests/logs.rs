//! Patterns of logs: a golden line for each format, and the laws that hold for any bytes.
#![cfg(not(target_arch = "wasm32"))]

use blip::logs::format::{FORMATS, Record, Scratch, detect};
use blip::logs::header::{Learned, Level};
use blip::logs::{LogReader, MOST_SIGNATURES, OTHER, Patterns};
use proptest::prelude::*;

/// Format, line, seconds since 1970, level, message.
const GOLDEN: &[(&str, &str, f64, Level, &str)] = &[
    (
        "json",
        r#"{"time":"2024-03-01T12:00:00.500Z","level":"warn","msg":"slow query","ms":812}"#,
        1_709_294_400.5,
        Level::Warning,
        "slow query",
    ),
    (
        "json",
        r#"{"log":"GET \"/x\" 200\n","stream":"stdout","time":"2024-03-01T12:00:00.000000001Z"}"#,
        1_709_294_400.000_000_001,
        Level::Unknown,
        "GET \"/x\" 200 ",
    ),
    (
        "json",
        r#"{"__REALTIME_TIMESTAMP":"1709294400500000","PRIORITY":"3","MESSAGE":"disk full"}"#,
        1_709_294_400.5,
        Level::Error,
        "disk full",
    ),
    ("json", r#"{"level":50,"a":{"b":[1]}}"#, f64::NAN, Level::Error, "level a "),
    ("cri", "2024-03-01T12:00:00.5Z stderr F boom: x", 1_709_294_400.5, Level::Unknown, "boom: x"),
    (
        "klog",
        "E0301 12:00:00.500000   12345 reflector.go:138] failed to list",
        63_072_000.0 + 60.0 * 86_400.0 + 43_200.5,
        Level::Error,
        "failed to list",
    ),
    (
        "syslog-5424",
        "<165>1 2024-03-01T12:00:00Z h app 111 ID47 [x@1 a=\"]b\"][y] An event",
        1_709_294_400.0,
        Level::Notice,
        "An event",
    ),
    (
        "syslog-5424",
        "<34>1 - - su - - - 'su root' failed",
        f64::NAN,
        Level::Fatal,
        "'su root' failed",
    ),
    (
        "syslog-3164",
        "Mar  1 12:00:00 web-1 sshd[42]: session opened",
        63_072_000.0 + 60.0 * 86_400.0 + 43_200.0,
        Level::Unknown,
        "session opened",
    ),
    (
        "syslog-3164",
        "<13>2024-03-01T12:00:00+01:00 web-1 app 1.2: restart.",
        1_709_290_800.0,
        Level::Notice,
        "restart.",
    ),
    (
        "access",
        "127.0.0.1 - frank [01/Mar/2024:13:00:00 +0100] \"GET / HTTP/1.0\" 503 23 \"-\" \"x\"",
        1_709_294_400.0,
        Level::Error,
        "\"GET / HTTP/1.0\" 503 23 \"-\" \"x\"",
    ),
    (
        "server-error",
        "[Fri Mar 01 12:00:00.500000 2024] [core:error] [pid 35708:tid 43] File does not exist",
        1_709_294_400.5,
        Level::Error,
        "File does not exist",
    ),
    (
        "server-error",
        "2024/03/01 12:00:00 [crit] 123#0: *4 connect() failed",
        1_709_294_400.0,
        Level::Fatal,
        "connect() failed",
    ),
    (
        "cef",
        "Mar  1 12:00:00 h CEF:0|Security|tm|1.0|100|worm stopped|10|src=10.0.0.1",
        63_072_000.0 + 60.0 * 86_400.0 + 43_200.0,
        Level::Fatal,
        "worm stopped",
    ),
    (
        "logfmt",
        "ts=2024-03-01T12:00:00Z level=info msg=\"it \\\"works\\\"\" id=7",
        1_709_294_400.0,
        Level::Info,
        "it \"works\"",
    ),
];

/// Lines of no format of the catalogue, and their messages: the header is learned from many like them.
const LEARNED: &[(&str, Level, &str)] = &[
    (
        "2024-03-01 12:00:00,500 INFO  [main] com.x.App - started in {} ms",
        Level::Info,
        "started in {} ms",
    ),
    ("12:00:00.500 [main] WARN  c.x.Pool -- no {} left", Level::Warning, "no {} left"),
    ("2024-03-01 12:00:00,500 - root.db - ERROR - lost {} rows", Level::Error, "lost {} rows"),
    ("2024/03/01 12:00:00 server.go:12: listening on {}", Level::Unknown, "listening on {}"),
    ("I, [2024-03-01T12:00:00.5 #123]  INFO -- : Started GET {}", Level::Info, "Started GET {}"),
    ("[2024-03-01 12:00:00][error][net] cannot open {}", Level::Error, "cannot open {}"),
    ("1709294400.500 job {} done", Level::Unknown, "job {} done"),
    ("20240301-12:0:1:500|Net|30002|sent {} packets", Level::Unknown, "sent {} packets"),
    (
        "2024-03-01 12:00:00, Info                  CBS    Loaded {} parts",
        Level::Info,
        "Loaded {} parts",
    ),
    (
        "api.log.1 2024-03-01 12:00:00.500 25746 INFO x.api.server [req-1 - - -] took {} s",
        Level::Info,
        "took {} s",
    ),
    ("03-01 12:00:00.500  1795  1825 W Wifi: lost {} beacons", Level::Warning, "lost {} beacons"),
];

#[test]
fn every_format_reads_its_golden_lines() {
    for (id, line, seconds, level, message) in GOLDEN {
        let sample = vec![line.as_bytes(); 20];
        let format = detect(&sample).unwrap_or_else(|| panic!("no format: {line}"));
        assert_eq!(format.about().id, *id, "{line}");
        let mut scratch = Scratch::default();
        let record = format.read(line.as_bytes(), &mut scratch).expect("it was detected");
        check(line, record, *seconds, *level, message);
    }
    for format in FORMATS {
        let id = format.about().id;
        assert!(GOLDEN.iter().any(|golden| golden.0 == id), "{id} has no golden line");
    }
}

fn check(line: &str, record: Record, seconds: f64, level: Level, message: &str) {
    let near = (record.seconds - seconds).abs() < 1e-6;
    assert!(near || record.seconds.is_nan() && seconds.is_nan(), "{line}: {}", record.seconds);
    assert_eq!(record.level, level, "{line}");
    assert_eq!(String::from_utf8_lossy(record.message), message, "{line}");
}

#[test]
fn other_headers_are_learned() {
    for (form, level, message) in LEARNED {
        let lines: Vec<String> = (0..50).map(|at| form.replace("{}", &at.to_string())).collect();
        let sample: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        assert!(detect(&sample).is_none(), "{form}");
        let learned = Learned::of(&sample);
        let record = learned.read(sample[7], &mut 0).unwrap_or_else(|| panic!("{form}"));
        let said = String::from_utf8_lossy(record.message.trim_ascii()).into_owned();
        assert_eq!(said, message.replace("{}", "7"), "{form}");
        assert_eq!(record.level, *level, "{form}");
        assert!(!record.seconds.is_nan(), "{form}");
    }
}

#[test]
fn prose_has_no_header() {
    let sample = vec![&b"nothing here is a stamp"[..], b"or a level", b"", b"Error: what"];
    assert!(detect(&sample).is_none() && Learned::of(&sample).is_empty());
}

fn read(text: &[u8], cuts: &[usize]) -> Result<(LogReader, Vec<u32>), String> {
    let (mut reader, mut rows) = (LogReader::new(false), Vec::new());
    let mut rest = text;
    for cut in cuts {
        let (piece, after) = rest.split_at((*cut).min(rest.len()));
        reader.push(piece, &mut |row| rows.push(row)).map_err(|problem| problem.to_string())?;
        rest = after;
    }
    reader.push(rest, &mut |row| rows.push(row)).map_err(|problem| problem.to_string())?;
    reader.finish(&mut |row| rows.push(row)).map_err(|problem| problem.to_string())?;
    Ok((reader, rows))
}

/// Templates with their counts, in order.
fn counted(patterns: &Patterns) -> Vec<(String, u64)> {
    let pair = |pattern: &blip::logs::Pattern| (pattern.template.clone(), pattern.count);
    let mut list: Vec<(String, u64)> = patterns.list.iter().map(pair).collect();
    list.sort();
    list
}

fn lines_of(text: &[u8]) -> usize {
    let ends: usize = text.iter().map(|byte| usize::from(*byte == b'\n')).sum();
    ends + usize::from(text.last().is_some_and(|byte| *byte != b'\n'))
}

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_counted_or_refused(text in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok((reader, rows)) = read(&text, &[]) {
            prop_assert_eq!(rows.len(), lines_of(&text));
            prop_assert_eq!(reader.records(), rows.len() as u64);
        }
    }

    #[test]
    fn no_line_is_lost_and_chunks_change_nothing(
        lines in prop::collection::vec(line(), 0..60),
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
                prop_assert_eq!(sum + whole.other(), rows.len() as u64);
            }
            (whole, pieces) => prop_assert_eq!(whole.err(), pieces.err()),
        }
    }

    #[test]
    fn order_changes_no_pattern(mut lines in prop::collection::vec(line(), 0..60), by in any::<u64>()) {
        lines.retain(|line| !line.contains(&b'\n'));
        let mut shuffled = lines.clone();
        shuffled.sort_by_key(|line| line.iter().fold(by, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        }));
        let ended = |lines: &[Vec<u8>]| lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
        let [ordered, shuffled]: [Vec<u8>; 2] = [ended(&lines), ended(&shuffled)];
        let (ordered, shuffled) = (read(&ordered, &[]), read(&shuffled, &[]));
        if let (Ok((ordered, _)), Ok((shuffled, _))) = (ordered, shuffled) {
            prop_assert_eq!(counted(&ordered.patterns()), counted(&shuffled.patterns()));
        }
    }
}

#[test]
fn counts_in_time_add_up() {
    let line = |at: usize| {
        let minute = at * 7 % 3000;
        format!(
            "2024-03-01 {:02}:{:02}:00 INFO job {at} of kind{} done\n",
            minute / 60 % 24,
            minute % 60,
            at % 3
        )
    };
    let text: String = (0..5000).map(line).collect();
    let (reader, rows) = read(text.as_bytes(), &[1234]).expect("it is text");
    let patterns = reader.patterns();
    let timeline = reader.timeline(&patterns);
    assert_eq!((patterns.list.len(), timeline.len(), rows.len()), (1, 2, 5000));
    assert_eq!(timeline[0].iter().sum::<f64>(), 5000.0);
    assert!(timeline[0].len() <= 512 && reader.buckets().width() >= 64.0);
    assert_eq!(patterns.list[0].level, Level::Info);
}

#[test]
fn what_has_no_place_in_the_table_is_counted_as_other() {
    let word = |at: usize| -> String {
        (0..5).map(|digit| char::from(b'a' + (at / 16_usize.pow(digit) % 16) as u8)).collect()
    };
    let lines = MOST_SIGNATURES + 100;
    let pair = |at: usize| [word(at), " q".to_owned(), word(at), "\n".to_owned()].concat();
    let text: String = (0..lines).map(pair).collect();
    let (reader, rows) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!(reader.other(), 100);
    assert_eq!(rows.iter().filter(|row| **row == OTHER).count(), 100);
    let sum: u64 = reader.patterns().list.iter().map(|pattern| pattern.count).sum();
    assert_eq!(sum + reader.other(), lines as u64);
}
