//! The patterns that Loki finds by itself, where its pattern ingester is on.

use super::super::prometheus::percent::field;
use super::query::{Server, ends};
use crate::model::{HttpReply, HttpRequest, Problem, TimeRange};
use serde::Deserialize;

/// Loki counts in steps of so many seconds, and in no shorter ones.
const SHORTEST_STEP: u32 = 10;
/// A range has so many steps at most, so that an answer is small.
const MOST_STEPS: f64 = 60.0;

/// A pattern and how often it occurs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Pattern {
    /// Its words; `<_>` stands for what changes.
    pub pattern: String,
    /// The level of its records, where Loki counts each level by itself.
    #[serde(default)]
    pub level: String,
    /// Seconds since 1970, and records from there to the next of these.
    #[serde(default)]
    pub samples: Vec<(i64, u64)>,
}

impl Pattern {
    /// All its records.
    pub fn count(&self) -> u64 {
        self.samples.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Option<Vec<Pattern>>,
}

/// Asks for the patterns of the streams of a query in a range, counted every `step` seconds; filters behind
/// the selector are left out, because Loki takes none here.
pub fn request(server: &Server, query: &str, range: TimeRange, step: u32) -> HttpRequest {
    let form = [field("query", streams_of(query)), ends(range), format!("step={}s", step.max(1))];
    server.post("patterns", &form)
}

/// Seconds in which the records of a range are counted.
pub fn step(range: TimeRange) -> u32 {
    let steps = (range.seconds() / MOST_STEPS / f64::from(SHORTEST_STEP)).ceil() as u32;
    SHORTEST_STEP * steps.max(1)
}

/// Reads the answer; `None` where Loki finds no patterns: it is not told to, or has none for that long ago.
pub fn read(reply: &HttpReply) -> Result<Option<Vec<Pattern>>, Problem> {
    if reply.status == 404 {
        return Ok(None);
    }
    let answer = if reply.ok() { serde_json::from_slice::<Answer>(&reply.body).ok() } else { None };
    match answer {
        Some(Answer { data }) => Ok(data.filter(|list| !list.is_empty())),
        None => Err(Problem::new(
            format!("Loki's own patterns cannot be read (status {}).", reply.status),
            "patterns",
            "Nothing else needs them: patterns are found here from the lines themselves.",
        )),
    }
}

/// The selector of a query, up to its closing brace; all of it if there is none.
pub fn streams_of(query: &str) -> &str {
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in query.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '`') => quote = Some(c),
            (None, '}') => return &query[..=at],
            _ => {}
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_left_out_of_the_request() {
        let check = |query: &str, expected: &str| assert_eq!(streams_of(query), expected);
        check(r#"{a="b"} |= "x}""#, r#"{a="b"}"#);
        check(r#"{a="}\"}", c=~`}"`} | json"#, r#"{a="}\"}", c=~`}"`}"#);
        check(r#"{a="b"#, r#"{a="b"#);
        let range = TimeRange { from: 60.0, to: 120.0 };
        let request = request(&Server::default(), "{a=\"b\"} | json", range, 10);
        let form = "query=%7Ba%3D%22b%22%7D&start=60000000000&end=120000000001&step=10s";
        assert_eq!((&*request.url, &*request.form), ("/loki/api/v1/patterns", form));
    }

    #[test]
    fn patterns_are_read_where_there_are_any() {
        let check = |status, body: &str, expected: Option<Option<u64>>| {
            let reply =
                HttpReply { status, content_type: String::new(), body: body.as_bytes().to_vec() };
            let found = read(&reply).ok();
            let count = |list: Vec<Pattern>| list.iter().map(Pattern::count).sum();
            assert_eq!(found.map(|found| found.map(count)), expected, "{body}");
        };
        let one = r#"{"status":"success","data":[{"pattern":"<_> lost","samples":[[1711839260,1],[1711839270,2]]},{"pattern":"x"}]}"#;
        check(200, one, Some(Some(3)));
        check(200, r#"{"status":"success","data":[]}"#, Some(None));
        check(200, r#"{"status":"success","data":null}"#, Some(None));
        check(404, "404 page not found", Some(None));
        check(400, "parse error at line 1, col 1", None);
        check(200, "<html>", None);
        check(500, one, None);
        check(200, r#"{"data":[{"pattern":"x","samples":[[1,-2]]}]}"#, None);
    }
}
