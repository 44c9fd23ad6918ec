//! Properties of the reader that hold for any answer and any bytes.

use super::{fixture, lines, read_chunks, read_in, slow};
use blip::model::Problem;
use blip::sources::Loaded;
use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Write;

/// Labels and points of one series: half seconds since the point before, value as text.
type Raw = (Vec<(String, String)>, Vec<(u16, String)>);

const TOKENS: [&str; 18] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"data\"",
    "\"result\"",
    "\"metric\"",
    "\"values\"",
    "\"value\"",
    "1",
    "\"2\"",
    "null",
    "\"histograms\"",
    "[1,\"2\"]",
    "{\"data\":{\"result\":[",
    "\"a\":\"b\"",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<f64>().prop_map(|value| format!("{value}")),
        2 => any::<f64>().prop_map(|value| format!("{value:e}")),
        4 => (0.0..1.0_f64).prop_map(|value| format!("{value}")),
        2 => (0_u32..1000).prop_map(|value| value.to_string()),
        1 => prop::sample::select(vec!["NaN", "+Inf", "-Inf"]).prop_map(str::to_owned),
    ]
}

fn series() -> impl Strategy<Value = Raw> {
    let label = ("[a-c]|__name__", any::<String>());
    (prop::collection::vec(label, 0..4), prop::collection::vec((1_u16..3, value()), 0..30))
}

/// White space and order of keys, decided by a list of numbers; without it, the compact form.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn space(&mut self) -> &'static str {
        match self.0.next() {
            Some(1) => " ",
            Some(2) => "\r\n\t ",
            _ => "",
        }
    }

    fn flip(&mut self) -> bool {
        matches!(self.0.next(), Some(0..6))
    }

    fn points(&mut self, points: &[(u16, String)]) -> String {
        let mut out = String::new();
        let mut time = 1_700_000_000_000_u64;
        for (at, (distance, value)) in points.iter().enumerate() {
            time += u64::from(*distance) * 500;
            let comma = if at > 0 { "," } else { "" };
            let half = if time.is_multiple_of(1000) { "" } else { ".500" };
            let [a, b, c, d, e] = [(); 5].map(|()| self.space());
            write!(out, "{comma}{a}[{b}{}{half}{c},{d}\"{value}\"{e}]", time / 1000).unwrap();
        }
        out
    }

    fn one(&mut self, (labels, points): &Raw) -> String {
        let pairs = labels.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        let metric = format!("\"metric\"{}:{}", self.space(), Value::Object(pairs.collect()));
        let values =
            format!("\"values\":{}[{}{}]", self.space(), self.points(points), self.space());
        let (first, second) = if self.flip() { (values, metric) } else { (metric, values) };
        let other = if self.flip() { r#""other":{"a":[1,{"b":"]}"}]},"# } else { "" };
        format!("{{{other}{first},{}{second}}}", self.space())
    }
}

fn write(all: &[Raw], choices: &[u8]) -> String {
    let mut choices = Choices(choices.iter());
    let result: Vec<String> = all.iter().map(|raw| choices.one(raw)).collect();
    let result = result.join(",");
    if choices.flip() {
        format!(r#"{{"data":{{"result":[{result}],"resultType":"matrix"}},"status":"success"}}"#)
    } else {
        format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{result}]}}}}"#)
    }
}

fn text(result: Result<Loaded, Problem>) -> (Vec<String>, String) {
    match result {
        Ok(loaded) => (lines(&loaded), loaded.notes.join("\n")),
        Err(problem) => (Vec::new(), problem.to_string()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn generated_answers_read_as_the_plain_reader_reads_them(
        all in prop::collection::vec(series(), 0..6),
        choices in prop::collection::vec(0_u8..12, 0..600),
        size in 1_usize..400,
    ) {
        let body = write(&all, &choices);
        let expected = slow::read(body.as_bytes());
        for size in [usize::MAX, size] {
            let loaded = read_in(body.as_bytes(), size).unwrap();
            prop_assert_eq!(lines(&loaded), lines(&expected), "{}", body);
        }
    }

    #[test]
    fn cuts_never_change_what_is_read(cuts in prop::collection::vec(0_usize..14_000, 0..40)) {
        let body = fixture("odd.json");
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(body.len())).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let whole = read_in(&body, usize::MAX).unwrap();
        let cut = read_chunks(cuts.windows(2).map(|pair| &body[pair[0]..pair[1]])).unwrap();
        prop_assert_eq!(lines(&cut), lines(&whole));
        prop_assert_eq!(cut.notes, whole.notes);
    }

    #[test]
    fn any_bytes_end_in_a_result_or_a_problem_with_a_fix(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        size in 1_usize..50,
    ) {
        if let Err(problem) = read_in(&bytes, size) {
            prop_assert!(!problem.fix.is_empty());
        }
    }

    #[test]
    fn a_damaged_answer_reads_alike_however_it_is_cut(
        hits in prop::collection::vec((0_usize..6000, any::<u8>()), 1..4),
        size in 1_usize..300,
    ) {
        let mut body = fixture("whole.json");
        for (at, byte) in hits {
            let at = at % body.len();
            body[at] = byte;
        }
        prop_assert_eq!(text(read_in(&body, size)), text(read_in(&body, usize::MAX)));
    }

    #[test]
    fn tokens_in_any_order_read_alike_however_they_are_cut(
        tokens in prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..40),
    ) {
        let body = tokens.concat();
        let whole = text(read_in(body.as_bytes(), usize::MAX));
        prop_assert_eq!(text(read_in(body.as_bytes(), 3)), whole);
    }

    #[test]
    fn complete_series_before_garbage_are_not_lost(
        all in prop::collection::vec(series(), 1..5),
        garbage in "[!#-+/;-@A-Z_é]{1,20}",
        size in 1_usize..400,
    ) {
        let body = write(&all, &[]);
        let expected = slow::read(body.as_bytes());
        let good = body.strip_suffix("]}}").unwrap();
        let loaded = read_in(format!("{good}{garbage}").as_bytes(), size).unwrap();
        prop_assert_eq!(lines(&loaded), lines(&expected));
        prop_assert!(loaded.notes.concat().contains("Not everything could be read"));
    }
}
