//! Answers as Loki writes them, read in chunks cut anywhere.

use super::server::{Entry, ORDERS, answer, text};
use super::{lines, read_in, records};
use blip::logs::header::Level;
use blip::sources::loki::Order;
use proptest::prelude::*;
use serde_json::{Value, json};

fn body(result: &Value) -> String {
    json!({"status": "success", "data": {"resultType": "streams", "result": result}}).to_string()
}

/// Lines and notes of an answer, however it is cut.
fn check(body: &str, expected: &[&str]) -> Vec<String> {
    let mut notes = Vec::new();
    for size in [usize::MAX, 1, 3, 300] {
        let loaded = read_in(&[body.as_bytes()], size, Order::OldestFirst);
        let loaded = loaded.unwrap_or_else(|problem| panic!("{body}: {problem}"));
        assert_eq!(lines(&loaded), expected, "{body} in chunks of {size}");
        assert_eq!(records(&loaded), expected.len() as u64);
        notes = loaded.notes;
    }
    notes
}

#[test]
fn streams_are_put_in_order_of_time() {
    let two = json!([
        {"stream": {"app": "x", "pod": "a"}, "values": [["1709294400000000003", "third"], ["1709294400000000001", "first"]]},
        {"stream": {"app": "x", "pod": "b"}, "values": [["1709294400000000002", "second"]]},
    ]);
    let notes = check(
        &body(&two),
        &[
            "2024-03-01T12:00:00.000000001Z {pod=\"a\"} first",
            "2024-03-01T12:00:00.000000002Z {pod=\"b\"} second",
            "2024-03-01T12:00:00.000000003Z {pod=\"a\"} third",
        ],
    );
    assert_eq!(notes, ["Lines that do not say otherwise have {app=\"x\"}."]);
}

#[test]
fn messages_of_many_lines_are_one_record() {
    let one = json!([{"stream": {}, "values": [
        ["0", "a\r\n  b\n\tc\n\n"], ["1", ""], ["2", "zero \u{0} byte"], ["3", "  set in"],
    ]}]);
    check(
        &body(&one),
        &[
            "1970-01-01T00:00:00.000000000Z {} a\u{b}  b\u{b}\tc",
            "1970-01-01T00:00:00.000000001Z {} ",
            "1970-01-01T00:00:00.000000002Z {} zero   byte",
            "1970-01-01T00:00:00.000000003Z {}   set in",
        ],
    );
}

#[test]
fn keys_may_stand_anywhere_and_others_are_skipped() {
    let odd = r#" { "data" : { "stats" : {"result":[{"values":[["9","x"]]}]} , "result" : [ {
        "values" : [ [ "1" , "a" , {"structuredMetadata":{"detected_level":"error","x":"y"},"parsed":{"level":"no"}} , [7] ] ,
        [ 2 , "b" , {"severity":"warn"} ] , [ "3" ] , [ ] , [ "x" , "c" ] , [ "4" , null ] ] ,
        "extra" : [[{}]] , "stream" : { "q\u0022" : "b\\\"\n" } } ] , "resultType" : "streams" } , "status" : "success" ,
        "warnings" : [ "slow" ] } "#;
    let notes = check(
        odd,
        &[
            r#"1970-01-01T00:00:00.000000001Z {detected_level="error"} a"#,
            r#"1970-01-01T00:00:00.000000002Z {severity="warn"} b"#,
        ],
    );
    let all = notes.join("\n");
    for said in ["Warning of the server: slow", "4 entries have no time or no line"] {
        assert!(all.contains(said), "{all}");
    }
    let empty = check(r#"{"status":"success","data":{"resultType":"streams","result":[]}}"#, &[]);
    assert_eq!(empty, ["No line in this range fits the query."]);
    check(r#"{"status":"success","data":{"resultType":"streams","result":null}}"#, &[]);
}

#[test]
fn the_engine_finds_levels_and_headers_within() {
    let values: Vec<Value> = (0..60_u64)
        .map(|at| {
            let stamp = ((1_709_294_400 + at) * 1_000_000_000).to_string();
            json!([
                stamp,
                format!("2024-03-01 14:00:{:02},123 WARN [main] lost {at} rows", at % 60)
            ])
        })
        .collect();
    let answer = body(&json!([{"stream": {"app": "x"}, "values": values}]));
    let loaded = read_in(&[answer.as_bytes()], 100, Order::OldestFirst).unwrap();
    let log = loaded.log.unwrap();
    let patterns = log.index.reader.patterns();
    assert_eq!(patterns.list.len(), 1);
    assert_eq!(patterns.list[0].count, 60);
    assert!(patterns.list[0].template.ends_with("lost <*> rows"), "{}", patterns.list[0].template);
    assert!(!patterns.list[0].template.contains("14"), "{}", patterns.list[0].template);
    // The moment is that of Loki, which has a zone.
    assert_eq!(log.index.reader.seen()[0], [1_709_294_400.0, 1_709_294_459.0]);
    let warnings =
        loaded.series.iter().find(|series| series.to_string().contains("warning")).unwrap();
    assert_eq!(warnings.values.iter().sum::<f64>(), 60.0);

    let levels = json!([
        {"stream": {"detected_level": "error"}, "values": [["0", "a"], ["1000000000", "b"], ["9000000000", "c"]]},
        {"stream": {"level": "unknown"}, "values": [["0", "d"]]},
    ]);
    let loaded = read_in(&[body(&levels).as_bytes()], 100, Order::OldestFirst).unwrap();
    let counts = loaded.log.unwrap();
    let mut sums = vec![0.0; counts.index.reader.levels().len()];
    counts.index.reader.levels().add_to(Level::Error as usize, &mut sums);
    assert_eq!(sums.iter().sum::<f64>(), 3.0);
}

#[test]
fn what_is_no_answer_is_refused_with_a_fix() {
    let cases = [
        ("", "ends too early"),
        ("<html>", "but found `<`"),
        ("too many outstanding requests", "unknown word but found `t`"),
        ("[]", "expected `{` but found `[`"),
        ("{}", "no `data.result`"),
        (
            r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"]]}]}}"#,
            "counts lines",
        ),
        (r#"{"status":"error","errorType":"x","error":"disk\nfull."}"#, "disk full."),
        (
            r#"{"status":"success","data":{"resultType":"streams","result":[{"stream":{"#,
            "ends too early, at byte 72",
        ),
    ];
    for (body, said) in cases {
        for size in [usize::MAX, 1] {
            let problem = read_in(&[body.as_bytes()], size, Order::OldestFirst).err();
            let found = problem.map(|problem| problem.to_string()).unwrap_or_default();
            // Nothing at all is no answer, and no fault.
            assert!(found.contains(said) || body.is_empty() && found.is_empty(), "{body}: {found}");
        }
    }
}

#[test]
fn what_was_read_before_a_fault_is_kept() {
    let one: Entry = (1, 1, "kept".to_owned());
    let good = answer(&[&one]).to_string();
    for (bad, said) in
        [("<html>", "Not everything could be read"), ("{\"data\":{\"res", "broke off")]
    {
        let loaded = read_in(&[good.as_bytes(), bad.as_bytes()], 7, Order::OldestFirst).unwrap();
        assert_eq!(loaded.rows, 1);
        assert!(loaded.notes.concat().contains(said), "{:?}", loaded.notes);
    }
}

fn slow(bodies: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for body in bodies {
        let value: Value = serde_json::from_str(body).unwrap();
        let mut list = Vec::new();
        for stream in value["data"]["result"].as_array().unwrap() {
            let labels = stream["stream"].as_object().unwrap();
            for value in stream["values"].as_array().unwrap() {
                let at: i64 = value[0].as_str().unwrap().parse().unwrap();
                list.push((
                    at,
                    labels["pod"].as_str().unwrap().parse().unwrap(),
                    value[1].as_str().unwrap().to_owned(),
                ));
            }
        }
        list.sort_by_key(|(at, ..)| *at);
        all.extend(list.iter().map(text));
    }
    all
}

// As the reader writes an entry, where no labels are common.
fn written(line: &str) -> String {
    let line = line.trim_end_matches(['\n', '\r']).replace("\r\n", "\u{b}").replace('\n', "\u{b}");
    line.replace('\u{0}', " ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn answers_read_as_a_plain_reader_reads_them(
        list in prop::collection::vec((any::<i32>(), 0_u8..3, any::<String>()), 0..40),
        size in 1_usize..200,
    ) {
        let entries: Vec<Entry> = list.into_iter().map(|(at, stream, line)| (i64::from(at), stream, line)).collect();
        let all: Vec<&Entry> = entries.iter().collect();
        let body = answer(&all).to_string();
        let whole = read_in(&[body.as_bytes()], usize::MAX, Order::OldestFirst).unwrap();
        let cut = read_in(&[body.as_bytes()], size, Order::OldestFirst).unwrap();
        prop_assert_eq!(lines(&whole), lines(&cut));
        let expected: Vec<String> = slow(&[body]).iter().map(|line| written(&line[23..])).collect();
        let said = |line: &String| line.split_once("} ").unwrap().1.to_owned();
        let found: Vec<String> = lines(&whole).iter().map(said).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(records(&whole), entries.len() as u64);
    }

    #[test]
    fn any_bytes_end_in_a_result_or_a_problem_with_a_fix(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        hits in prop::collection::vec((0_usize..400, any::<u8>()), 0..4),
        size in 1_usize..50,
    ) {
        let one: Entry = (1, 1, "x".to_owned());
        let mut body = answer(&[&one]).to_string().into_bytes();
        for (at, byte) in hits {
            let at = at % body.len();
            body[at] = byte;
        }
        for order in ORDERS {
            for bytes in [&bytes, &body] {
                let whole = read_in(&[bytes], usize::MAX, order).map(|loaded| (lines(&loaded), loaded.notes));
                let cut = read_in(&[bytes], size, order).map(|loaded| (lines(&loaded), loaded.notes));
                prop_assert_eq!(&whole, &cut);
                if let Err(problem) = whole {
                    prop_assert!(!problem.fix.is_empty());
                }
            }
        }
    }
}
