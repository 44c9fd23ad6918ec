//! What a server says when it refuses a query, as people read it.

use crate::model::Problem;

/// The problem for `errorType` and `error` of an answer; `query` is where it happened.
pub(super) fn refusal(kind: &str, text: &str, query: &str) -> Problem {
    let text = text.trim().trim_end_matches('.');
    if is_step_limit(text) {
        return Problem::new(
            format!("The server refuses so many points for one series: {text}."),
            query,
            "Choose a larger step or a shorter range; with the automatic step it is raised once by itself.",
        );
    }
    if is_too_heavy(kind, text) {
        return too_heavy(&format!("{kind}: {text}"), query);
    }
    if is_bad_query(kind, text) {
        let place = match position(text) {
            Some((line, column)) => format!("{query}, line {line}, column {column}"),
            None => query.to_owned(),
        };
        return Problem::new(
            format!("The query is not valid PromQL ({kind}): {text}."),
            place,
            "Correct the query at this place and run it again.",
        );
    }
    let kind = if kind.is_empty() { "no error type" } else { kind };
    Problem::new(
        format!("The server refused the query ({kind}): {text}."),
        query,
        "Run the same query in the server's own page; its log may say more.",
    )
}

/// The problem of a query that the server could not finish.
pub(super) fn too_heavy(said: &str, query: &str) -> Problem {
    Problem::new(
        format!("The query is too heavy for the server: {said}."),
        query,
        "Halve the range, or halve the number of series with a label or a sum by (…), and run it \
         again after a moment.",
    )
}

/// Whether the server refuses the number of points per series: Prometheus and Thanos name 11,000
/// points, `VictoriaMetrics` its flag.
pub(super) fn is_step_limit(text: &str) -> bool {
    [
        "exceeded maximum resolution",
        "11,000 points",
        "maxPointsPerTimeseries",
        "max points per timeseries",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}

/// Whether the server gave up for lack of time or memory.
pub(super) fn is_too_heavy(kind: &str, text: &str) -> bool {
    matches!(kind, "timeout" | "canceled" | "503" | "too_many_requests" | "unavailable")
        || [
            "too many samples",
            "timed out",
            "deadline exceeded",
            "too many time series",
            "would load too many",
            "limit exceeded",
        ]
        .iter()
        .any(|sign| text.contains(sign))
}

/// Whether the expression itself is wrong, so that running it on less would not help: it does not
/// parse, or its vectors do not match.
pub(super) fn is_query_fault(kind: &str, text: &str) -> bool {
    is_bad_query(kind, text)
        || ["many-to-many", "many-to-one", "duplicate series", "multiple matches", "same labelset"]
            .iter()
            .any(|sign| text.contains(sign))
}

fn is_bad_query(kind: &str, text: &str) -> bool {
    kind == "bad_data"
        || ["parse error", "cannot parse", "unparsed data"].iter().any(|sign| text.contains(sign))
}

/// Line and column that a parse error names, both from 1: `1:7: parse error: …`.
pub(super) fn position(text: &str) -> Option<(u32, u32)> {
    let before = text.split(": parse error").next().filter(|before| before.len() < text.len())?;
    let pair = before.rsplit(' ').next()?;
    let (line, column) = pair.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_refusal_has_its_own_fix() {
        let check = |kind: &str, text: &str, fix: &str| {
            let problem = refusal(kind, text, "up{");
            assert!(problem.fix.contains(fix), "{kind} {text}: {problem}");
            assert!(problem.what.contains(text), "{problem}");
            assert!(problem.place.contains("up{"));
        };
        check(
            "bad_data",
            "invalid parameter \"query\": 1:4: parse error: unexpected end of input",
            "Correct the query",
        );
        check(
            "bad_data",
            "exceeded maximum resolution of 11,000 points per timeseries",
            "larger step",
        );
        check("timeout", "query timed out in expression evaluation", "Halve the range");
        check(
            "execution",
            "query processing would load too many samples into memory",
            "Halve the range",
        );
        check("422", "cannot parse \"up{\"", "Correct the query");
        check("internal", "something else", "own page");
    }

    #[test]
    fn the_position_is_found_behind_any_beginning() {
        let check = |text: &str, expected| assert_eq!(position(text), expected, "{text}");
        check("invalid parameter \"query\": 1:4: parse error: unexpected", Some((1, 4)));
        check("2:17: parse error: bad", Some((2, 17)));
        check("parse error: no position", None);
        check("1:4 without the words", None);
    }
}
