//! What Loki means when it refuses a query: it says so in plain text, not in JSON.

use super::nanos::SECOND;
use crate::model::HttpReply;
use serde::{Deserialize, Serialize};

/// Why a query is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// An answer has so many entries at most.
    Entries(u32),
    /// A query may span so many nanoseconds, if it says how many.
    Length(Option<i64>),
    /// Too much would have to be read at once, or it took too long.
    Heavy,
    /// Others ask as well: later, perhaps.
    Busy,
    /// What is asked for is too old to be kept.
    Old,
    /// The query is no `LogQL`; line and column from 1, if it says where.
    Parse(Option<(u32, u32)>),
    /// The selector would take every stream.
    Unselective,
    /// Nobody said which tenant.
    Tenant,
    /// Anything else.
    Other,
}

/// Parts of what Loki says when a query takes too much, or too long.
const HEAVY: [&str; 8] = [
    "too many bytes",
    "too large to execute",
    "max number of chunks",
    "deadline exceeded",
    "timed out",
    "larger than max",
    "cardinality limit",
    "maximum number of series",
];

/// What an answer without success means. Cost: O(bytes).
pub fn refusal_of(reply: &HttpReply) -> Refusal {
    let said = said(&reply.body);
    let says = |signs: &[&str]| signs.iter().any(|sign| said.contains(sign));
    if says(&["no org id"]) {
        return Refusal::Tenant;
    }
    if says(&["max entries limit"])
        && let Some(most) = most_entries(&said)
    {
        return Refusal::Entries(most);
    }
    if says(&["query time range exceeds the limit"]) {
        return Refusal::Length(most_length(&said));
    }
    if says(&["no longer available", "max_query_lookback"]) {
        return Refusal::Old;
    }
    if says(&["at least one regexp or equality matcher"]) {
        return Refusal::Unselective;
    }
    if says(&["parse error", "failed to parse the log query"]) {
        return Refusal::Parse(position(&said));
    }
    if reply.status == 429 || says(&["too many outstanding requests"]) {
        return Refusal::Busy;
    }
    if says(&HEAVY) || matches!(reply.status, 408 | 413 | 504) {
        return Refusal::Heavy;
    }
    Refusal::Other
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    error: String,
    #[serde(default)]
    message: String,
}

/// The words of an answer without success: its text, or what the JSON of a gateway says; one line, cut.
pub(super) fn said(body: &[u8]) -> String {
    const BYTES: usize = 4_000;
    const CHARACTERS: usize = 300;
    let text = match serde_json::from_slice::<Envelope>(body) {
        Ok(Envelope { error, .. }) if !error.is_empty() => error,
        Ok(Envelope { message, .. }) if !message.is_empty() => message,
        _ => String::from_utf8_lossy(&body[..body.len().min(BYTES)]).into_owned(),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(CHARACTERS).collect()
}

// The second number of `(10000 > 5000)`.
fn most_entries(text: &str) -> Option<u32> {
    let (_, behind) = text.rsplit_once(" > ")?;
    let digits = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
    behind[..digits].parse().ok().filter(|most| *most > 0)
}

// Of `(query length: 722h0m0s, limit: 30d1h)`.
fn most_length(text: &str) -> Option<i64> {
    let (_, behind) = text.split_once("limit: ")?;
    duration(behind.split([')', ',', ' ']).next()?)
}

// As Go writes durations, or Prometheus does: `721h0m0s`, `30d1h`, `1.5s`.
fn duration(text: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 9] = [
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("ms", 1_000_000),
        ("s", SECOND),
        ("m", 60 * SECOND),
        ("h", 3600 * SECOND),
        ("d", 86_400 * SECOND),
        ("w", 7 * 86_400 * SECOND),
    ];
    let (mut rest, mut sum) = (text, 0_i64);
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (digits, behind) = rest.split_at(number);
        let unit = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (_, nanos) = UNITS.iter().find(|(name, _)| *name == &behind[..unit])?;
        sum = sum.saturating_add((digits.parse::<f64>().ok()? * *nanos as f64) as i64);
        rest = &behind[unit..];
    }
    (sum > 0).then_some(sum)
}

// Of `parse error at line 1, col 5: …`.
fn position(text: &str) -> Option<(u32, u32)> {
    let number = |mark: &str| -> Option<u32> {
        let (_, behind) = text.split_once(mark)?;
        let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        behind[..end].parse().ok()
    };
    Some((number("at line ")?, number(", col ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600 * SECOND;

    #[test]
    fn refusals_are_told_apart() {
        let check = |status, body: &str, expected| {
            let reply =
                HttpReply { status, content_type: String::new(), body: body.as_bytes().to_vec() };
            assert_eq!(refusal_of(&reply), expected, "{body}");
        };
        let entries = "max entries limit per query exceeded, limit > ";
        check(400, &format!("{entries}max_entries_limit (10000 > 5000)"), Refusal::Entries(5000));
        check(400, &format!("{entries}max_entries_limit_per_query (9 > 7)\n"), Refusal::Entries(7));
        check(400, &format!("{entries}x (9 > 0)"), Refusal::Other);
        let long = "the query time range exceeds the limit";
        check(
            400,
            &format!("{long} (query length: 722h0m0s, limit: 721h0m0s)"),
            Refusal::Length(Some(721 * HOUR)),
        );
        check(
            400,
            &format!("{long} (query length: 722h, limit: 30d1h)"),
            Refusal::Length(Some(721 * HOUR)),
        );
        check(400, long, Refusal::Length(None));
        check(
            400,
            "this data is no longer available, it is past now - max_query_lookback (7d)",
            Refusal::Old,
        );
        let syntax = "syntax error: unexpected $end";
        check(
            400,
            &format!("parse error at line 1, col 5: {syntax}"),
            Refusal::Parse(Some((1, 5))),
        );
        check(400, &format!("parse error : {syntax}"), Refusal::Parse(None));
        let json = r#"{"code":400,"status":"error","message":"parse error at line 2, col 10: x"}"#;
        check(400, json, Refusal::Parse(Some((2, 10))));
        let empty = "parse error : queries require at least one regexp or equality matcher that does not have";
        check(400, empty, Refusal::Unselective);
        check(429, "too many outstanding requests", Refusal::Busy);
        check(500, "too many outstanding requests", Refusal::Busy);
        check(400, "the query would read too many bytes (query: 2TB, limit: 1GB)", Refusal::Heavy);
        check(504, "", Refusal::Heavy);
        check(
            500,
            "rpc error: code = ResourceExhausted desc = message larger than max (5 vs. 4)",
            Refusal::Heavy,
        );
        check(401, "no org id", Refusal::Tenant);
        check(400, r#"{"status":"error","errorType":"x","error":"no org id"}"#, Refusal::Tenant);
        check(500, "disk", Refusal::Other);
        check(403, "", Refusal::Other);
    }

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let check = |text, expected: Option<i64>| assert_eq!(duration(text), expected, "{text}");
        check("721h0m0s", Some(721 * HOUR));
        check("1w2d", Some(9 * 24 * HOUR));
        check("1.5s", Some(SECOND + SECOND / 2));
        check("15ms3µs", Some(15_003_000));
        for wrong in ["", "h", "5", "5y", "0s", "1..2s"] {
            check(wrong, None);
        }
    }
}
