//! The CSV reader against files as tools export them, and against any bytes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "files are made line by line"
)]

#[path = "csv/dropped.rs"]
mod dropped;

use blip::model::{Problem, Zone};
use blip::sources::csv::{CsvReader, Options};
use blip::sources::{Loaded, Reader};
use proptest::prelude::*;
use std::fmt::Write as _;

fn options(name: &str) -> Options {
    Options { zone: Zone::utc(), name: name.to_owned(), size: 0, now: 1_732_500_000.0 }
}

fn read_with(mut reader: CsvReader, bytes: &[u8], chunk: usize) -> Result<Loaded, Problem> {
    for part in bytes.chunks(chunk.max(1)) {
        if reader.push(part).is_err() {
            break;
        }
    }
    Box::new(reader).finish()
}

fn read(bytes: &[u8]) -> Result<Loaded, Problem> {
    read_with(CsvReader::new(options("cpu.csv")), bytes, usize::MAX)
}

// A line for each series (times relative to the first of the file) and one for each note.
fn summary(loaded: &Loaded) -> String {
    let mut text = String::new();
    let start = loaded.series.first().map_or(0.0, |series| series.times[0]);
    let _ = writeln!(text, "{} rows from {start}", loaded.rows);
    for series in &loaded.series {
        let times: Vec<f64> = series.times.iter().map(|time| time - start).collect();
        let _ = writeln!(text, "{series} [{}] {times:?} {:?}", series.unit, series.values);
    }
    loaded.notes.iter().for_each(|note| text += &format!("- {note}\n"));
    text
}

fn check(file: &str, expected: &str) {
    let path = format!("{}/tests/fixtures/csv/{file}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap();
    for chunk in [1, 7, 64, usize::MAX] {
        let loaded = read_with(CsvReader::new(options(file)), &bytes, chunk).unwrap();
        assert_eq!(summary(&loaded).trim(), expected.trim(), "{file} in chunks of {chunk}");
    }
}

#[test]
fn a_table_of_metrics_has_a_series_for_each_name_and_type() {
    check(
        "metrics_table.csv",
        r#"
9 rows from 1705312800
orders{batch="shop"} [] [0.0, 3600.0, 7200.0] [120.0, 118.0, 121.0]
revenue{batch="shop"} [] [0.0, 3600.0, 7200.0] [1830.5, NaN, 1799.25]
orders{batch="shop", type="score"} [] [0.0, 3600.0, 7200.0] [0.12, 0.34, 0.1]
- Columns not used: metadata.
"#,
    );
}

#[test]
fn a_dashboard_export_has_units_and_labels() {
    check(
        "dashboard.csv",
        r#"
3 rows from 1705312800
cpu [%] [0.0, 60.0, 120.0] [12.5, 13.0, NaN]
p95 latency [s] [0.0, 60.0, 120.0] [0.12, 1.2, NaN]
heap [B] [0.0, 60.0, 120.0] [1536.0, 2048.0, 512.0]
up{instance="a:1", job="api"} [] [0.0, 60.0, 120.0] [1.0, 1.0, 0.0]
"#,
    );
}

#[test]
fn a_set_of_labels_may_stand_in_one_cell() {
    check(
        "label_sets.csv",
        r#"
6 rows from 1705312800
http_requests{code="2xx", service="shop"} [req/s] [0.0, 60.0] [12.0, 13.0]
http_requests{code="5xx", service="shop"} [req/s] [0.0, 60.0] [0.5, 0.25]
heap{service="shop"} [B] [0.0, 60.0] [1024.0, 2048.0]
"#,
    );
    check(
        "dimensions.csv",
        r#"
4 rows from 1705312800
Duration{Endpoint="images", FunctionName="Thumb"} [] [0.0, 60.0] [41.0, 43.0]
Errors{FunctionName="Thumb"} [] [0.0, 60.0] [0.0, 2.0]
"#,
    );
}

#[test]
fn windows_counters_have_the_month_first() {
    check(
        "counters.csv",
        r"
2 rows from 1709546400
\\APP01\Shop(app)\Requests/Sec [] [0.0, 60.0] [12.5, 13.5]
\\APP01\Memory\Available MBytes [] [0.0, 60.0] [4096.0, 4095.0]
",
    );
}

#[test]
fn decimal_commas_and_dotted_dates_are_read() {
    check(
        "decimal_comma.csv",
        "
3 rows from 1705312800
Temperatur [°C] [0.0, 600.0, 1200.0] [21.5, 21.75, NaN]
Druck [] [0.0, 600.0, 1200.0] [1013.25, 1012.5, 1011.0]
",
    );
}

#[test]
fn bad_rows_are_told_by_line_and_stop_nothing() {
    check(
        "troubled.csv",
        "
5 rows from 1705312800
troubled [] [0.0, 210.0, 300.0, 420.0] [1.0, 3.5, 8.0, NaN]
- 6 rows could not be read.
- Line 3: 1 field where 2 fields were expected.
- Line 4: “not a time” is no time.
- Line 5: “abc” in column “value” is no number.
- Line 6: it has no time.
- Line 7: a quote opens and never closes.
- Line 12: 3 fields where 2 fields were expected.
- 1 row repeats a time; the last value of each time counts.
- Rows were not in order of time and have been sorted.
",
    );
}

#[test]
fn other_exports_are_understood() {
    check(
        "annotated.csv",
        r#"
4 rows from 1705312800
usage{host="a", measurement="cpu"} [] [0.0, 10.0] [0.5, 0.6]
usage{host="b", measurement="cpu"} [] [0.0, 10.0] [0.7, inf]
- Columns not used: column 1, result, table.
"#,
    );
    check(
        "labelled.tsv",
        r#"
4 rows from 1705312800
cpu{host="a"} [] [0.0, 60.0] [1.0, 3.0]
mem_bytes{host="a"} [B] [0.0, 60.0] [100.0, 300.0]
cpu{host="b"} [] [0.0, 60.0] [2.0, 4.0]
mem_bytes{host="b"} [B] [0.0, 60.0] [200.0, 400.0]
"#,
    );
    check("bare.csv", "2 rows from 1705312800\nbare [] [0.0, 60.0] [5.0, 6.0]");
    check(
        "month_first.csv",
        "3 rows from 1673481600\nClose [] [0.0, 259200.0, 1900800.0] [10.0, 11.0, 12.0]",
    );
    check(
        "wide_notes.csv",
        "
3 rows from 1705309200
a [] [0.0, 60.0, 120.0] [1.0, 2.0, 3.0]
b [] [0.0, 60.0, 120.0] [NaN, 5.0, 6.0]
- Columns not used: note.
- 1 cell is no number and became a gap.
- Line 2: “x” in column “b” is no number.
- 1 series has no numbers: c.
",
    );
}

fn summed(text: &str) -> String {
    summary(&read(text.as_bytes()).unwrap())
}

#[test]
fn date_and_time_of_day_may_stand_apart() {
    let text =
        "Datum;Uhrzeit;Wert\n01.05.2024;10:00;21,6\n01.05.2024;10:01;21,4\n13.05.2024;10:00;20\n";
    let expected = "3 rows from 1714557600\nWert [] [0.0, 60.0, 1036800.0] [21.6, 21.4, 20.0]\n";
    assert_eq!(summed(text), expected);
    let grouped = "Time,Date,Host,Load\n9:00 AM,5/1/2024,a,1\n9:00 AM,5/1/2024,b,2\n9:01 AM,5/1/2024,a,3\n9:01 AM,5/1/2024,b,4\n";
    let summed = summed(grouped);
    assert!(summed.contains("Load{Host=\"a\"} [] [0.0, 60.0] [1.0, 3.0]"), "{summed}");
    let bad =
        read(b"date,time,x\n2024-05-01,10:00,1\n2024-05-01,10:01,2\n2024-05-01,25:00,3\n").unwrap();
    assert!(
        bad.rows == 2 && bad.notes.iter().any(|note| note.contains("Line 4")),
        "{:?}",
        bad.notes
    );
}

#[test]
fn halves_of_the_day_behind_slashes_are_american() {
    let from = |first: &str, second: &str| {
        let text = format!("time,visits\n{first},1\n{second},2\n");
        read(text.as_bytes()).unwrap().series[0].times[0]
    };
    let (may, january) = (1_714_557_600.0, 1_704_448_800.0);
    assert_eq!(from("5/1/2024 10:00 AM", "5/1/2024 10:01 AM"), may);
    assert_eq!(from("05/01/2024 10:00:00 am", "05/01/2024 10:01:00 am"), may);
    assert_eq!(from("5/01/2024 10:00 AM", "5/01/2024 10:01 AM"), january, "as in Australia");
    assert_eq!(from("5/1/2024 10:00", "5/1/2024 10:01"), january);
    assert_eq!(from("5/1/2024 10:00 AM", "13/1/2024 10:00 AM"), january, "another row tells");
}

#[test]
fn a_whole_number_that_tells_rows_of_one_moment_apart_is_a_label() {
    let rows = |at: usize| {
        format!("2024-05-01 10:{at:02}:00,0,{}.5,3\n2024-05-01 10:{at:02}:00,1,{},4\n", at, 50 + at)
    };
    let text: String = (0..20).map(rows).collect();
    let summed = summed(&format!("time,processor,user,system\n{text}"));
    assert!(
        summed.contains("user{processor=\"0\"}") && summed.contains("system{processor=\"1\"}"),
        "{summed}"
    );
    assert!(!summed.contains("repeat"), "{summed}");
}

#[test]
fn a_set_of_labels_may_be_json() {
    let row = |host: &str, value: u32| {
        format!("1705312800,up,\"{{\"\"host\"\":\"\"{host}\"\",\"\"job\"\":\"\"a\"\"}}\",{value}\n")
    };
    let summed = summed(&format!("time,metric,labels,value\n{}{}", row("x", 1), row("y", 2)));
    assert!(
        summed.contains("up{host=\"x\", job=\"a\"}") && summed.contains("up{host=\"y\""),
        "{summed}"
    );
}

#[test]
fn a_file_of_no_use_says_what_it_found() {
    let check = |bytes: &[u8], words: &[&str]| {
        let problem = read(bytes).expect_err("a problem").to_string();
        for word in words {
            assert!(problem.contains(word), "{problem} lacks {word}");
        }
    };
    check(b"", &["cpu.csv is empty"]);
    check(b"\n \n", &["cpu.csv is empty"]);
    check(b"hello\nworld\n", &["one column only", "hello"]);
    check(b"name,city\nann,rome\nbob,oslo\n", &["holds times", "columns: name, city"]);
    check(b"time,city\n2024-01-15,rome\n", &["holds numbers", "columns: time, city"]);
    check(b"time,value\n", &["header but no rows"]);
    check(b"PK\x03\x04...", &["zip"]);
    check(b"time,value\n1\0,2\n", &["binary"]);
    check(b"\xFF\xFEt\0i\0", &["UTF-16"]);
    check(&vec![b'x'; 5 << 20], &["no end of a line"]);
}

#[test]
fn what_is_there_can_be_shown_before_the_end() {
    let mut reader = CsvReader::new(options("cpu.csv"));
    let rows = |from: u32, to: u32| -> String {
        (from..to).map(|at| format!("{},{at}\n", 1_705_312_800 + at)).collect()
    };
    reader.push(b"time,cpu\n").unwrap();
    assert!(reader.so_far().is_empty());
    reader.push(rows(0, 10_000).as_bytes()).unwrap();
    let shown = reader.so_far();
    assert_eq!((shown[0].0.as_str(), shown[0].1.len()), ("cpu", 10_000));
    assert_eq!(reader.progress().rows, 10_000);
    reader.push(b"1705312800,5\n").unwrap();
    assert!(reader.so_far().is_empty(), "rows are out of order");
    let loaded = Box::new(reader).finish().unwrap();
    assert_eq!((loaded.series[0].len(), loaded.series[0].values[0]), (10_000, 5.0));
}

#[test]
fn a_line_that_was_cut_is_no_row() {
    let rows = "time,load\n2024-01-15 10:00:00,100\n2024-01-15 10:01:00,100\n2024-01-15 10:02:00,1";
    let long = rows.to_owned() + &"\n2024-01-15 10:02:00,1".repeat(4_000);
    for (text, expected) in [(rows, 2), (long.as_str(), 4_002)] {
        let mut reader = CsvReader::new(options("cpu.csv"));
        reader.push(text.as_bytes()).unwrap();
        reader.cut();
        assert_eq!(Box::new(reader).finish().unwrap().rows, expected);
    }
}

#[test]
fn an_order_of_dates_that_shows_late_holds_for_all() {
    let mut text = "time,cpu\n".to_owned();
    (0..6_000).for_each(|at| {
        let _ = writeln!(text, "01/02/2024 {:02}:{:02},{at}", at / 60 % 24, at % 60);
    });
    let ambiguous = read(text.as_bytes()).unwrap();
    assert_eq!(ambiguous.series[0].times[0], 1_706_745_600.0);
    assert!(ambiguous.notes.iter().any(|note| note.contains("day/month/year")));
    text += "01/13/2024 00:00,1\n";
    let told = read(text.as_bytes()).unwrap();
    assert_eq!(told.series[0].times[0], 1_704_153_600.0);
    assert_eq!(told.series[0].times.last(), Some(&1_705_104_000.0));
    assert!(!told.notes.iter().any(|note| note.contains("month/")), "{:?}", told.notes);
}

#[test]
fn a_line_without_end_is_refused_and_reading_goes_on() {
    let mut text = b"time,cpu\n1705312800,1\n".to_vec();
    text.extend(vec![b'7'; 3 << 20]);
    text.extend(b"\n1705312860,2\n");
    for chunk in [4096, usize::MAX] {
        let loaded = read_with(CsvReader::new(options("cpu.csv")), &text, chunk).unwrap();
        assert_eq!(loaded.series[0].values, [1.0, 2.0]);
        assert_eq!(loaded.notes[1], "Line 3: it is longer than 1 MB.");
    }
}

#[test]
fn comments_among_rows_are_no_rows() {
    let text = b"note,time,value\na,1705312800,1\n#b,1705312860,2\nc,1705312920,3\n";
    let short = read(text).unwrap();
    assert_eq!(short.series[0].values, [1.0, 3.0]);
    let long = read_with(CsvReader::new(options("cpu.csv")).long_way(), text, 5).unwrap();
    assert_eq!(short, long);
}

#[test]
fn too_many_series_are_left_out_and_told() {
    let mut text = "time,metric,value\n".to_owned();
    (0..100_010).for_each(|at| {
        let _ = writeln!(text, "1705312800,m{at},1");
    });
    let loaded = read(text.as_bytes()).unwrap();
    assert_eq!(loaded.series.len(), 100_000);
    assert!(loaded.notes[0].starts_with("10 rows were left out"), "{:?}", loaded.notes);
}

// Pieces of files: each line is a row of some form, or nothing of the kind.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?[0-9]{1,4}(\\.[0-9]{0,20})?",
        2 => "202[0-9]-0[1-9]-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]0[0-9]:00)?",
        2 => "17[0-9]{8}([0-9]{3}){0,3}",
        2 => "[0-3]?[0-9]/[01]?[0-9]/2024( 1[0-9]:[0-5][0-9])?",
        1 => "\"[a-z0-9,;\" \n]{0,8}\"?",
        1 => Just(String::new()),
        1 => "[0-9]{1,3},[0-9]{1,3}",
        1 => "[0-9]{1,3}( ms|%| MiB)",
        1 => "null|NaN|-|inf|cpu|mem|#|é|\u{feff}",
        1 => "[ -~\t]{0,6}",
    ]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let header = prop_oneof![
        Just("time,value"),
        Just("timestamp;a;b"),
        Just("ts,metric,value"),
        Just("Time\tcpu (%)"),
        Just("\u{feff}\"time\",\"a\""),
        Just("sep=;\ntime;a"),
        Just("time,host,cpu,mem"),
        Just(""),
    ];
    let any_line = prop::collection::vec(cell(), 1..5);
    let row = (1_705_312_800_u32..1_705_313_800, "[0-9]{1,3}(\\.[0-9]{1,3})?", "[0-9]{0,2}");
    let row = row.prop_map(|(time, value, other)| vec![time.to_string(), value, other]);
    let line = prop_oneof![1 => any_line, 2 => row];
    let delimiter = prop_oneof![4 => Just(","), 2 => Just(";"), 1 => Just("\t"), 1 => Just("|")];
    let end = prop_oneof![4 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r")];
    (header, prop::collection::vec(line, 0..25), delimiter, end, any::<bool>()).prop_map(
        |(header, lines, delimiter, end, last)| {
            let lines: Vec<String> = lines.iter().map(|cells| cells.join(delimiter)).collect();
            let text = format!("{header}{end}{}", lines.join(end));
            (if last { text + end } else { text }).into_bytes()
        },
    )
}

// Rows of a proper file: stamps of one form and a value, with some lines that are none.
fn rows() -> impl Strategy<Value = (Vec<u8>, Vec<Option<String>>)> {
    let bad = prop_oneof![
        "[a-z,;\" ]{0,12}",
        Just("2023-01-15 10:00:00".to_owned()),
        Just("\"".to_owned()),
        Just("2023-01-15 10:00:00,\"12".to_owned()),
        Just("\",".to_owned()),
    ];
    let line = prop_oneof![3 => Just(None), 1 => bad.prop_map(Some)];
    prop::collection::vec(line, 1..40).prop_map(|lines| {
        let mut text = "time,value\n1700000000,0\n1700000001,0\n1700000002,0\n".to_owned();
        for (at, line) in lines.iter().enumerate() {
            match line {
                Some(bad) => text += bad,
                None => text += &format!("{},{at}.5", 1_705_312_800 + at),
            }
            text += "\n";
        }
        (text.into_bytes(), lines)
    })
}

fn told(result: &Result<Loaded, Problem>) -> String {
    format!("{result:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_cuts_nor_the_short_way_change_the_result(bytes in file(), chunk in 1_usize..40) {
        let whole = told(&read(&bytes));
        let cut = read_with(CsvReader::new(options("cpu.csv")), &bytes, chunk);
        prop_assert_eq!(&whole, &told(&cut));
        let long = read_with(CsvReader::new(options("cpu.csv")).long_way(), &bytes, chunk);
        prop_assert_eq!(&whole, &told(&long));
    }

    #[test]
    fn any_bytes_end_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), chunk in 1_usize..40) {
        let mut framed = b"time,value\n1705312800,1\n1705312860,2\n".to_vec();
        framed.extend(bytes.iter().map(|byte| byte.max(&1)));
        for bytes in [&bytes, &framed] {
            let whole = told(&read(bytes));
            let cut = read_with(CsvReader::new(options("cpu.csv")), bytes, chunk);
            prop_assert_eq!(&whole, &told(&cut));
            let long = read_with(CsvReader::new(options("cpu.csv")).long_way(), bytes, chunk);
            prop_assert_eq!(&whole, &told(&long));
        }
    }

    #[test]
    fn good_rows_around_bad_ones_are_never_lost((bytes, lines) in rows()) {
        let loaded = read(&bytes).unwrap();
        let series = &loaded.series[0];
        for at in (0..lines.len()).filter(|at| lines[*at].is_none()) {
            let time = 1_705_312_800.0 + at as f64;
            let place = series.times.iter().position(|other| *other == time);
            prop_assert_eq!(place.map(|place| series.values[place]), Some(at as f64 + 0.5), "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn shuffled_rows_give_the_same_series(
        rows in Just((0..60_u32).collect::<Vec<_>>()).prop_shuffle(),
        step in 1_u32..200_000,
    ) {
        let file = |rows: &[u32]| {
            let mut text = "time,value,other\n".to_owned();
            for row in rows {
                let time = blip::model::CivilTime::from_seconds(1.7e9 + f64::from(row * step));
                let _ = writeln!(
                    text,
                    "{}/{}/{} {},{row}.25,{}",
                    time.month, time.day, time.year, time.clock(), if row % 3 == 0 { "" } else { "1" },
                );
            }
            read(text.as_bytes()).unwrap().series
        };
        let sorted: Vec<u32> = (0..60).collect();
        prop_assert_eq!(format!("{:?}", file(&rows)), format!("{:?}", file(&sorted)));
    }
}
