//! Answers that are unusual, refused, cut or spoilt.

use super::{fixture, lines, read_in};
use blip::model::Series;
use blip::sources::Loaded;

/// Series as `name{labels} times values`, however the body is cut.
fn check(body: &str, expected: &[&str]) -> Loaded {
    let mut last = Loaded::default();
    let line = |series: &Series| format!("{series} {:?} {:?}", series.times, series.values);
    for size in [usize::MAX, 1, 3] {
        last = read_in(body.as_bytes(), size).unwrap_or_else(|problem| panic!("{body}: {problem}"));
        let found: Vec<String> = last.series.iter().map(line).collect();
        assert_eq!(found, expected, "{body} in chunks of {size}");
    }
    last
}

#[test]
fn order_of_keys_white_space_and_unknown_keys_do_not_matter() {
    check(
        r#" { "later" : [ { "a" : [ 1 , null ] } , "x" ] , "data" : { "result" :
            [ { "values" : [ [ 1 , "2" ] , [ 3.5 , "4e0" ] ] , "extra" : { "values" : [ [ 9 , "9" ] ] } ,
            "metric" : { "b" : "\u0032" , "__name__" : "up" , "a" : "\ud83d\ude00" } } ] ,
            "resultType" : "matrix" } , "status" : "success" } "#,
        &[r#"up{a="😀", b="2"} [1.0, 3.5] [2.0, 4.0]"#],
    );
    check(r#"{"data":{"result":[{"values":[],"metric":{}},{}]}}"#, &[" [] []", " [] []"]);
    check(r#"{"data":{"result":null},"status":"success"}"#, &[]);
}

#[test]
fn warnings_and_infos_become_notes_wherever_they_stand() {
    let body =
        r#"{"infos":["PromQL info: x"],"data":{"result":[]},"warnings":["one","two \"2\""]}"#;
    let expected = [
        "Warning of the server: one",
        "Warning of the server: two \"2\"",
        "Hint of the server: PromQL info: x",
    ];
    assert_eq!(check(body, &[]).notes, expected);
}

#[test]
fn odd_points_are_gaps_or_counted_and_times_end_in_order() {
    let with = |points: &str| {
        format!(r#"{{"data":{{"result":[{{"metric":{{}},"values":[{points}]}}]}}}}"#)
    };
    let points = r#"[1,"x"],[2],[3,null],[4,5],["a","6"],[null,"7"],[8,"9",10],[[],"1"]"#;
    let loaded = check(&with(points), &[" [1.0, 2.0, 3.0, 4.0, 8.0] [NaN, NaN, NaN, 5.0, 9.0]"]);
    assert_eq!(loaded.notes.len(), 1);
    assert!(loaded.notes[0].starts_with("6 points are not pairs"), "{:?}", loaded.notes);
    let mixed = r#"[3,"3"],[1,"1"],[3,"4"],[2,"2"]"#;
    check(&with(mixed), &[" [1.0, 2.0, 3.0] [1.0, 2.0, 3.0]"]);
}

#[test]
fn refusals_name_what_the_server_said_and_what_to_do() {
    let check = |name: &str, what: &str, fix: &str| {
        let problem = read_in(&fixture(name), usize::MAX).unwrap_err();
        assert!(problem.what.contains(what), "{name}: {problem}");
        assert!(problem.fix.contains(fix), "{name}: {problem}");
        assert!(problem.place.contains("the query"), "{name}: {problem}");
    };
    check("parse_error.json", "unexpected end of input inside braces", "Correct the query");
    check("points_error.json", "11,000 points", "larger step");
    check("manytomany.json", "(execution): found duplicate series", "own page");
    check("too_many_samples.json", "too many samples", "Halve the range");
    check("timeout.json", "deadline exceeded", "Halve the range");
    check("string.json", "a text, not numbers", "numbers");
    check("graph_page.html", "at byte 0", "login page");
    check("buildinfo.json", "no `data.result`", "address");
    let place = read_in(&fixture("parse_error.json"), 1).unwrap_err().place;
    assert_eq!(place, "the query, line 1, column 4");
}

#[test]
fn a_cut_answer_keeps_complete_series_and_says_where_it_ends() {
    let body = fixture("whole.json");
    let whole = lines(&read_in(&body, usize::MAX).unwrap());
    // The file ends with its last bracket, so every shorter beginning is cut.
    for end in 0..body.len() {
        let text = match read_in(&body[..end], 997) {
            Ok(loaded) => {
                let kept = lines(&loaded);
                assert!(!kept.is_empty());
                assert_eq!(kept, whole[..kept.len()]);
                loaded.notes.join(" ")
            }
            Err(problem) => problem.to_string(),
        };
        assert!(text.contains(&format!("ends too early, at byte {end}")), "{end}: {text}");
    }
}

#[test]
fn garbage_is_named_with_its_place_and_complete_series_stay() {
    let good = r#"{"data":{"result":[{"metric":{"a":"1"},"values":[[1,"2"]]},"#;
    let check = |garbage: &str, what: &str, series: usize| {
        let body = format!("{good}{garbage}");
        for size in [usize::MAX, 5, 1 << 16] {
            let loaded = read_in(body.as_bytes(), size).unwrap();
            assert_eq!(loaded.series.len(), series);
            assert!(loaded.notes[0].contains(what), "{what}: {:?}", loaded.notes);
        }
    };
    let at = good.len();
    let odd = "this character has no place in JSON but found `<`";
    check("<html>", &format!("at byte {at}, {odd}"), 1);
    check("]}}}", &format!("at byte {at}, expected a value"), 1);
    check("{\"metric\" 1,", &format!("at byte {}, expected `:`", at + 10), 1);
    check("{}]}} x", &format!("at byte {}", at + 6), 2);
    check("{}]}} {", "expected nothing more", 2);
    check(&"[".repeat(1000), "nested too deeply", 1);
}

#[test]
fn a_text_without_end_is_not_kept_in_memory() {
    let body = format!("{{\"data\":\"{}", "x".repeat(2 << 20));
    let problem = read_in(body.as_bytes(), 1 << 16).unwrap_err();
    assert!(problem.what.contains("too long"), "{problem}");
}
