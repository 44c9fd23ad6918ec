//! What is asked of Loki: lines of a range, and the names that a selector may use.

use super::super::prometheus::percent::field;
use super::nanos;
use crate::model::{Auth, HttpRequest, Method, Problem, TimeRange};
use serde::{Deserialize, Serialize};

/// Entries of an answer that Loki grants unless it is told otherwise (`max_entries_limit_per_query`).
pub const USUAL_LIMIT: u32 = 5000;
/// Entries of all answers together, unless the user says otherwise.
pub const USUAL_MOST: u64 = 1_000_000;

/// A server and who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// What `/loki/api/v1/…` is put behind.
    pub base: String,
    /// Credentials.
    pub auth: Auth,
    /// The tenant (`X-Scope-OrgID`), or nothing.
    pub tenant: String,
}

/// In which order a range is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// From its start.
    #[default]
    OldestFirst,
    /// From its end.
    NewestFirst,
}

/// What a user asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// A log query of `LogQL`: a selector, and filters behind it.
    pub selector: String,
    /// The first nanosecond.
    pub start: i64,
    /// The nanosecond behind the last.
    pub end: i64,
    /// Entries of one answer, at most.
    pub limit: u32,
    /// Entries of all answers, at most; with the answer that reaches this, it ends.
    pub most: u64,
    /// Where it begins.
    pub order: Order,
}

impl Query {
    /// Of a range in seconds UTC, both ends within it, oldest first, with the usual limits.
    pub fn new(selector: impl Into<String>, range: TimeRange) -> Self {
        Self {
            selector: selector.into(),
            start: nanos::from_seconds(range.from),
            end: nanos::from_seconds(range.to).saturating_add(1),
            limit: USUAL_LIMIT,
            most: USUAL_MOST,
            order: Order::OldestFirst,
        }
    }

    /// Refuses what brings no lines, before anything is sent.
    pub fn check(&self) -> Result<(), Problem> {
        let wrong = |what: &str, fix: &str| Err(Problem::new(what, self.selector.clone(), fix));
        let text = self.selector.trim_start();
        if text.is_empty() {
            return wrong("There is no query.", "Write a selector, for instance {app=\"api\"}.");
        }
        if text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            return Err(counts_lines(&self.selector));
        }
        if self.start >= self.end {
            return wrong(
                "The end of the range lies before its start.",
                "Choose a start and a later end.",
            );
        }
        if self.limit == 0 || self.most == 0 {
            return wrong("No line may be read.", "Allow at least one.");
        }
        Ok(())
    }

    /// The request for the lines from `start` up to, not including, `end`.
    pub(super) fn request(
        &self,
        server: &Server,
        (start, end): (i64, i64),
        limit: u32,
    ) -> HttpRequest {
        let direction = match self.order {
            Order::OldestFirst => "forward",
            Order::NewestFirst => "backward",
        };
        let form = [
            field("query", &self.selector),
            field("start", &start.to_string()),
            field("end", &end.to_string()),
            field("limit", &limit.to_string()),
            field("direction", direction),
        ];
        server.post("query_range", &form)
    }
}

/// The problem of a query that makes numbers of lines.
pub(super) fn counts_lines(query: &str) -> Problem {
    Problem::new(
        "This query counts lines instead of giving them.",
        query,
        "Remove the aggregation around the selector: keep what begins with { and ends before the range in [ ].",
    )
}

impl Server {
    /// A form: a simple request, about which the browser asks nobody, if there is no login and no tenant.
    pub(super) fn post(&self, path: &str, form: &[String]) -> HttpRequest {
        self.send(Method::Post, path, form.join("&"))
    }

    fn send(&self, method: Method, path: &str, form: String) -> HttpRequest {
        HttpRequest {
            method,
            url: format!("{}/loki/api/v1/{path}", self.base),
            form,
            auth: self.auth.clone(),
            tenant: self.tenant.clone(),
            spaces: &[],
        }
    }
}

/// Asks which version answers.
pub fn build_info(server: &Server) -> HttpRequest {
    server.send(Method::Get, "status/buildinfo", String::new())
}

/// Asks for the names of the labels of the last so many seconds.
pub fn labels(server: &Server, seconds: u32) -> HttpRequest {
    server.send(Method::Get, &format!("labels?since={seconds}s"), String::new())
}

/// Asks for the values of a label in the last so many seconds.
pub fn label_values(server: &Server, label: &str, seconds: u32) -> HttpRequest {
    // Names of labels are letters, digits and `_`: nothing else can lead out of the path.
    let name: String = label.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    server.send(Method::Get, &format!("label/{name}/values?since={seconds}s"), String::new())
}

/// Both ends of a range as fields of a form.
pub(super) fn ends(range: TimeRange) -> String {
    let end = nanos::from_seconds(range.to).saturating_add(1);
    format!("start={}&end={end}", nanos::from_seconds(range.from))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: TimeRange = TimeRange { from: 1_700_000_000.0, to: 1_700_000_060.5 };

    fn server(tenant: &str) -> Server {
        Server { base: "https://h/p".to_owned(), auth: Auth::None, tenant: tenant.to_owned() }
    }

    #[test]
    fn requests_are_simple_forms() {
        let query = Query::new("{app=\"ü\"} |= `a b`", RANGE);
        let request = query.request(&server(""), (query.start, query.end), query.limit);
        assert_eq!(
            (request.method, &*request.url),
            (Method::Post, "https://h/p/loki/api/v1/query_range")
        );
        assert_eq!(
            request.form,
            "query=%7Bapp%3D%22%C3%BC%22%7D+%7C%3D+%60a+b%60&start=1700000000000000000&\
             end=1700000060500000001&limit=5000&direction=forward"
        );
        assert!(request.tenant.is_empty());
    }

    #[test]
    fn names_are_asked_for_by_how_far_to_look_back() {
        let check = |request: HttpRequest, path: &str| {
            let url = format!("https://h/p/loki/api/v1/{path}");
            assert_eq!((request.method, request.url, &*request.tenant), (Method::Get, url, "t1"));
        };
        check(build_info(&server("t1")), "status/buildinfo");
        check(labels(&server("t1"), 900), "labels?since=900s");
        check(label_values(&server("t1"), "a/../b_1", 60), "label/ab_1/values?since=60s");
    }

    #[test]
    fn what_brings_no_lines_is_refused() {
        let check = |change: &dyn Fn(&mut Query), expected: &str| {
            let mut query = Query::new(" {app=\"x\"} | json", RANGE);
            change(&mut query);
            let said = query.check().err().map(|problem| problem.to_string()).unwrap_or_default();
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
        };
        check(&|_| {}, "");
        check(&|query| query.selector = "\n".to_owned(), "no query");
        check(&|query| query.selector = "sum(rate({a=\"b\"}[5m]))".to_owned(), "counts lines");
        check(&|query| query.end = query.start, "later end");
        check(&|query| query.limit = 0, "at least one");
        check(&|query| query.most = 0, "at least one");
    }
}
