//! One row for each way in which Loki, or what is between, fails.

use blip::model::{Auth, HttpReply};
use blip::sources::loki::{address, diagnose, next_probe, refuse_early};
use blip::sources::prometheus::{Circumstances, LocalPermission, Outcome, Probe, Probes, Request};
use std::collections::HashSet;

const PAGE: &str = "https://me.github.io/blip/#/";
const OPEN: &str = "https://l.example.com";

fn asked(place: &str, outcome: Outcome) -> Circumstances {
    Circumstances {
        page_url: PAGE.to_owned(),
        page_is_secure_context: true,
        address: address(place).unwrap(),
        request: Request::Range("{app=\"x\"".to_owned()),
        outcome,
        probes: Probes::default(),
    }
}

fn answered(status: u16, content_type: &str, body: &str) -> Circumstances {
    let content_type = content_type.to_owned();
    asked(OPEN, Outcome::Reply(HttpReply { status, content_type, body: body.as_bytes().to_vec() }))
}

fn unreachable(place: &str, probes: Probes) -> Circumstances {
    Circumstances { probes, ..asked(place, Outcome::Unreachable) }
}

fn refused(status: u16, body: &str) -> Circumstances {
    answered(status, "text/plain; charset=utf-8", body)
}

fn somebody() -> Probes {
    Probes { no_cors: Some(true), vain_bases: vec![format!("{OPEN}/loki")], ..Probes::default() }
}

/// Circumstances, tenant, and parts of what is said.
type Row = (Circumstances, &'static str, [&'static str; 3]);

fn network() -> Vec<Row> {
    let other = Probes { found_base: Some("https://l.example.com/loki".to_owned()), ..somebody() };
    let preflight = Probes { without_auth: Some(true), ..somebody() };
    let denied = Probes { local_permission: Some(LocalPermission::Denied), ..Probes::default() };
    vec![
        (
            unreachable(OPEN, somebody()),
            "",
            ["sends no CORS headers", "Grafana can be that proxy", "reverse_proxy 127.0.0.1:3100"],
        ),
        (
            unreachable(OPEN, preflight),
            "team-a",
            ["whether a tenant may be sent", "answer OPTIONS", "X-Scope-OrgID"],
        ),
        (
            unreachable(OPEN, Probes { no_cors: Some(false), ..Probes::default() }),
            "",
            ["Nobody answers", "new tab", "/loki/api/v1/status/buildinfo"],
        ),
        (
            unreachable(OPEN, other),
            "",
            ["below another path", "Use this address", "https://l.example.com/loki"],
        ),
        (
            unreachable("http://l.example.com", Probes::default()),
            "",
            ["blocks every request", "proxy with https", "https://me.github.io"],
        ),
        (
            unreachable("http://192.168.1.5:3100", denied),
            "",
            ["local network", "Site settings", ""],
        ),
        (
            asked("http://l.example.com", Outcome::NotSent),
            "",
            ["blocks every request", "https", ""],
        ),
        (asked(OPEN, Outcome::NotSent), "", ["Nothing was sent", "Connect", ""]),
        (asked(OPEN, Outcome::Timeout), "", ["did not answer in time", "more labels", ""]),
        (asked(OPEN, Outcome::Cut), "", ["broke in the middle", "Run it again", ""]),
    ]
}

fn refusals() -> Vec<Row> {
    let matrix = r#"{"status": "success", "data": {"resultType": "matrix", "result": []}}"#;
    let entries = "max entries limit per query exceeded, limit > max_entries_limit (9 > 5)";
    vec![
        (refused(401, "no org id\n"), "", ["several tenants", "X-Scope-OrgID", ""]),
        (
            refused(401, "no org id\n"),
            "team-a",
            ["did not get it", "pass it on", "proxy_set_header X-Scope-OrgID"],
        ),
        (refused(401, "Unauthorized"), "", ["asks for a login", "token", ""]),
        (refused(403, ""), "", ["does not allow it", "Check the tenant", ""]),
        (refused(404, "404 page not found"), "", ["not as Loki at this path", "port 3100", ""]),
        (refused(405, ""), "", ["405", "allow POST", ""]),
        (
            refused(400, "parse error at line 1, col 9: syntax error: unexpected $end"),
            "",
            ["unexpected $end", "line 1, column 9", ""],
        ),
        (
            refused(400, "parse error : stage '| x' failed"),
            "",
            ["stage '| x' failed", "selector alone", ""],
        ),
        (
            refused(
                400,
                "parse error : queries require at least one regexp or equality matcher that",
            ),
            "",
            ["every stream", "app=~\".+\"", ""],
        ),
        (refused(400, entries), "", ["gives 5 lines at once", "Ask for 5", ""]),
        (
            refused(
                400,
                "the query time range exceeds the limit (query length: 800h, limit: 721h)",
            ),
            "",
            ["limit: 721h", "max_query_length", ""],
        ),
        (
            refused(
                400,
                "this data is no longer available, it is past now - max_query_lookback (7d)",
            ),
            "",
            ["look back", "later start", ""],
        ),
        (
            refused(429, "too many outstanding requests"),
            "",
            ["too many queries", "Wait a moment", ""],
        ),
        (
            refused(400, "the query would read too many bytes (query: 2TB, limit: 1TB)"),
            "",
            ["too heavy", "more labels", ""],
        ),
        (refused(504, ""), "", ["too heavy", "more labels", ""]),
        (refused(500, "disk"), "", ["status 500 and `disk`", "its log", ""]),
        (refused(418, ""), "", ["status 418 and nothing more", "Grafana", ""]),
        (
            answered(200, "text/html; charset=utf-8", "<!doctype html>"),
            "",
            ["a web page", "not that of Grafana", "buildinfo"],
        ),
        (answered(200, "text/plain", "ready"), "", ["it begins `ready`", "that of Loki", ""]),
        (
            answered(200, "application/json", matrix),
            "",
            ["counts lines", "Remove the aggregation", ""],
        ),
    ]
}

#[test]
fn each_cause_has_its_own_fix() {
    let mut seen = HashSet::new();
    for (circumstances, tenant, words) in network().into_iter().chain(refusals()) {
        let problem = diagnose(&circumstances, tenant);
        let all = format!("{problem}\n{}", problem.snippet);
        for word in words {
            assert!(all.contains(word), "{word}: {all}");
        }
        assert!(!problem.fix.is_empty() && !all.contains("Prometheus"), "{all}");
        seen.insert(problem.what);
    }
    assert_eq!(seen.len(), 29, "one pair of the rows says the same on purpose");
}

#[test]
fn a_secret_is_in_no_message() {
    let mut circumstances = unreachable("https://me:s3cret@l.example.com", somebody());
    assert!(matches!(circumstances.address.auth, Auth::Basic(..)));
    for outcome in [Outcome::Unreachable, Outcome::NotSent, Outcome::Timeout] {
        circumstances.outcome = outcome;
        let problem = diagnose(&circumstances, "t");
        assert!(!format!("{problem}{}", problem.snippet).contains("s3cret"));
    }
}

#[test]
fn probes_are_asked_for_once_each() {
    let mut circumstances = unreachable(OPEN, Probes::default());
    let mut asked = Vec::new();
    while let Some(probe) = next_probe(&circumstances, "team-a") {
        assert!(asked.len() < 9);
        match &probe {
            Probe::Permission => {
                circumstances.probes.local_permission = Some(LocalPermission::Unsupported);
            }
            Probe::WithoutAuth => circumstances.probes.without_auth = Some(false),
            Probe::NoCors => circumstances.probes.no_cors = Some(true),
            Probe::Base(base) => circumstances.probes.vain_bases.push(base.clone()),
        }
        asked.push(probe);
    }
    let base = Probe::Base(format!("{OPEN}/loki"));
    assert_eq!(asked, [Probe::WithoutAuth, Probe::NoCors, base.clone()]);
    assert_eq!(next_probe(&unreachable(OPEN, Probes::default()), ""), Some(Probe::NoCors));
    assert_eq!(next_probe(&refused(404, ""), ""), Some(base));
    assert_eq!(next_probe(&refused(400, "parse error : x"), ""), None);
}

#[test]
fn what_the_browser_blocks_is_refused_before() {
    let check = |place: &str| refuse_early(&asked(place, Outcome::NotSent), "").is_some();
    assert!(check("http://l.example.com"));
    assert!(!check("http://192.168.1.5:3100") && !check("http://localhost:3100") && !check(OPEN));
}
