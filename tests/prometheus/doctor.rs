//! One row for each way in which a connection fails.

use super::fixture;
use blip::model::{Auth, HttpReply};
use blip::sources::prometheus::{
    Address, Circumstances, LocalPermission, Outcome, Probe, Probes, Request, address_spaces,
    diagnose, next_probe, refuse_early,
};
use std::collections::HashSet;

const PAGE: &str = "https://me.github.io/blip/#/";
const OPEN: &str = "https://p.example.com";
const LOGIN: &str = "https://me:s3cret@p.example.com/prometheus";
const LAN: &str = "http://192.168.1.5:9090";
const TEXT: &str = "text/plain; charset=utf-8";

fn circumstances(address: &str, outcome: Outcome) -> Circumstances {
    Circumstances {
        page_url: PAGE.to_owned(),
        page_is_secure_context: true,
        address: Address::parse(address).unwrap(),
        request: Request::BuildInfo,
        outcome,
        probes: Probes::default(),
    }
}

fn reply(status: u16, content_type: &str, body: &[u8]) -> Outcome {
    let content_type = content_type.to_owned();
    Outcome::Reply(HttpReply { status, content_type, body: body.to_vec() })
}

fn answered(status: u16, body: &str) -> Circumstances {
    circumstances(OPEN, reply(status, TEXT, body.as_bytes()))
}

fn unreachable(address: &str, probes: Probes) -> Circumstances {
    Circumstances { probes, ..circumstances(address, Outcome::Unreachable) }
}

fn query(outcome: Outcome) -> Circumstances {
    let request = Request::Range("rate(up[5m])".to_owned());
    Circumstances { request, ..circumstances(OPEN, outcome) }
}

fn json(status: u16, name: &str) -> Circumstances {
    query(reply(status, "application/json", &fixture(name)))
}

fn permission(state: LocalPermission) -> Probes {
    Probes { local_permission: Some(state), ..Probes::default() }
}

fn no_cors(works: bool) -> Probes {
    Probes { no_cors: Some(works), ..Probes::default() }
}

fn without_auth(works: bool) -> Probes {
    Probes { without_auth: Some(works), ..no_cors(true) }
}

/// Name of the row, circumstances, words of the message, words of the fix or the snippet.
type Row = (&'static str, Circumstances, &'static str, &'static str);

fn rows_without_a_reply() -> Vec<Row> {
    let insecure = Circumstances {
        page_url: "http://blip.example.com/".to_owned(),
        page_is_secure_context: false,
        ..unreachable(LAN, permission(LocalPermission::Prompt))
    };
    let mixed = unreachable("http://p.example.com:9090", Probes::default());
    let asked = unreachable("https://10.0.0.1", permission(LocalPermission::Prompt));
    let denied = unreachable("http://localhost:9090", permission(LocalPermission::Denied));
    let flag = r"--web.cors.origin='https://me\.github\.io'";
    vec![
        ("mixed content", mixed, "page is encrypted", "--web.user-assets"),
        ("local network, not asked", asked, "not yet allowed", "choose Allow"),
        ("local network, denied", denied, "forbids", "Site settings"),
        ("local network, insecure page", insecure, "only encrypted pages", "https address"),
        ("cross origin", unreachable(OPEN, no_cors(true)), "no CORS headers", flag),
        (
            "cross origin, login",
            unreachable(LOGIN, without_auth(false)),
            "when a login is sent",
            "looks the same",
        ),
        (
            "preflight",
            unreachable(LOGIN, without_auth(true)),
            "may be sent",
            "$request_method = OPTIONS",
        ),
        ("nobody there", unreachable(OPEN, no_cors(false)), "Nobody answers", "certificate"),
        ("query in vain", query(Outcome::Timeout), "this query in time", "Halve the range or"),
        ("server in vain", circumstances(OPEN, Outcome::Timeout), "answer in time", "firewall"),
        ("cut", query(Outcome::Cut), "broke in the middle", "ask for less"),
        ("not sent", circumstances(OPEN, Outcome::NotSent), "Nothing was sent", "Connect"),
    ]
}

fn rows_with_a_reply() -> Vec<Row> {
    let found_base = Some("https://p.example.com/prometheus".to_owned());
    let elsewhere = Circumstances {
        probes: Probes { found_base, ..Probes::default() },
        ..answered(404, "404 page not found\n")
    };
    let page = reply(200, "text/html; charset=utf-8", &fixture("graph_page.html"));
    let page = circumstances(OPEN, page);
    let wrong = circumstances(LOGIN, reply(401, TEXT, b"Unauthorized\n"));
    let points = json(400, "points_error.json");
    let samples = json(422, "too_many_samples.json");
    let parse = json(400, "parse_error.json");
    let matching = json(422, "manytomany.json");
    let list = circumstances(OPEN, reply(200, "application/json", b"[1]"));
    vec![
        ("other path", elsewhere, "below another path", "Use this address"),
        ("no API", answered(404, "404 page not found\n"), "no Prometheus API", "external-url"),
        ("web page", page, "web page instead of data", "works by cookies"),
        ("step", points, "so many points", "larger step"),
        ("tenant", answered(401, "no org id\n"), "several tenants", "X-Scope-OrgID"),
        ("heavy", samples, "too heavy", "Halve the range, or"),
        ("login needed", answered(401, "Unauthorized\n"), "asks for a login", "Enter a user"),
        ("login wrong", wrong, "does not accept this login", "Correct the user"),
        ("forbidden", answered(403, "no"), "does not allow it", "administrator"),
        ("bad query", parse, "unexpected end of input", "Correct the query"),
        ("refused query", matching, "found duplicate series", "own page"),
        ("method", answered(405, "Method Not Allowed"), "405", "allow POST"),
        ("server error", answered(500, "disk\nfull"), "status 500 and `disk full`", "failed"),
        ("client error", answered(418, ""), "status 418 and nothing", "Check address"),
        ("other JSON", list, "begins `[1]`", "compatible"),
    ]
}

#[test]
fn every_row_has_its_own_message_and_its_own_fix() {
    let (mut messages, mut fixes) = (HashSet::new(), HashSet::new());
    let rows = [rows_without_a_reply(), rows_with_a_reply()].concat();
    let count = rows.len();
    for (row, circumstances, what, fix) in rows {
        let problem = diagnose(&circumstances);
        let advice = format!("{} {}", problem.fix, problem.snippet);
        assert!(problem.what.contains(what), "{row}: {problem}");
        assert!(advice.contains(fix), "{row}: {advice}");
        assert!(!problem.place.is_empty(), "{row}");
        for text in [&problem.what, &problem.place, &advice] {
            let text = text.to_lowercase();
            assert!(!text.contains("failed to fetch") && !text.contains("s3cret"), "{row}: {text}");
        }
        assert!(messages.insert(problem.what.clone()), "{row}: {}", problem.what);
        assert!(fixes.insert(problem.fix.clone()), "{row}: {}", problem.fix);
    }
    assert_eq!((messages.len(), fixes.len()), (count, count));
}

#[test]
fn heavy_is_told_by_status_where_the_server_says_nothing() {
    for status in [422, 429, 503, 504] {
        let problem = diagnose(&query(reply(status, "text/plain", b"")));
        assert!(problem.what.contains(&format!("too heavy for the server: status {status}")));
    }
    assert!(diagnose(&json(422, "timeout.json")).what.contains("deadline exceeded"));
}

#[test]
fn a_bad_query_is_named_with_its_position() {
    let problem = diagnose(&json(400, "parse_error.json"));
    assert_eq!(problem.place, "rate(up[5m]), line 1, column 4");
}

#[test]
fn the_proxy_snippet_answers_options_first_for_the_real_page() {
    let snippet = diagnose(&unreachable(LOGIN, without_auth(true))).snippet;
    assert!(snippet.starts_with("location /prometheus/ {"), "{snippet}");
    assert!(snippet.contains(r#"Access-Control-Allow-Origin "https://me.github.io" always"#));
    assert!(snippet.find("return 204") < snippet.find("auth_basic"));
}

/// Asks for probes as the edge does and enters what `answer` finds; the names of the probes.
fn probe_all(case: &mut Circumstances, answer: impl Fn(&Probe, &mut Probes)) -> Vec<String> {
    let mut asked = Vec::new();
    while let Some(probe) = next_probe(case) {
        asked.push(match &probe {
            Probe::Base(base) => base.clone(),
            other => format!("{other:?}"),
        });
        assert!(asked.len() < 20, "{asked:?}");
        answer(&probe, &mut case.probes);
    }
    asked
}

#[test]
fn probes_are_asked_once_each_and_only_where_they_decide() {
    let nothing_works = |probe: &Probe, probes: &mut Probes| match probe {
        Probe::Permission => probes.local_permission = Some(LocalPermission::Unsupported),
        Probe::WithoutAuth => probes.without_auth = Some(false),
        Probe::NoCors => probes.no_cors = Some(true),
        Probe::Base(base) => probes.vain_bases.push(base.clone()),
    };
    let check = |address: &str, outcome: Outcome, expected: &[&str]| {
        let asked = probe_all(&mut circumstances(address, outcome), nothing_works);
        assert_eq!(asked, expected, "{address}");
    };
    let bases =
        ["/prometheus", "/api/prom", "/select/0/prometheus"].map(|path| format!("{OPEN}{path}"));
    let with = |first: &[&'static str]| {
        first.iter().copied().chain(bases.iter().map(String::as_str)).collect::<Vec<&str>>()
    };
    check(OPEN, Outcome::Unreachable, &with(&["NoCors"]));
    check("https://me:pw@p.example.com", Outcome::Unreachable, &with(&["WithoutAuth", "NoCors"]));
    check(OPEN, reply(404, TEXT, b""), &with(&[]));
    check("http://p.example.com", Outcome::Unreachable, &[]);
    check(OPEN, Outcome::Timeout, &[]);
    check(OPEN, reply(500, "", b""), &[]);
    let mut local = circumstances("http://localhost:9090", Outcome::Unreachable);
    let asked = probe_all(&mut local, |_, probes| *probes = permission(LocalPermission::Denied));
    assert_eq!(asked, ["Permission"]);
}

#[test]
fn a_wrong_path_behind_missing_headers_is_found() {
    // Prometheus answers 404 without CORS headers outside its prefix.
    let mut case = circumstances(OPEN, Outcome::Unreachable);
    probe_all(&mut case, |probe, probes| match probe {
        Probe::Base(base) => probes.found_base = Some(base.clone()),
        _ => probes.no_cors = Some(true),
    });
    assert_eq!(diagnose(&case).snippet, "https://p.example.com/prometheus");
}

#[test]
fn mixed_content_is_refused_before_anything_is_sent() {
    let check = |page: &str, address: &str, state: Option<LocalPermission>, refused: bool| {
        let mut case = circumstances(address, Outcome::NotSent);
        case.page_url = page.to_owned();
        case.probes.local_permission = state;
        assert_eq!(refuse_early(&case).is_some(), refused, "{page} {address} {state:?}");
    };
    check(PAGE, "http://p.example.com", None, true);
    check(PAGE, "http://p.example.com", Some(LocalPermission::Granted), true);
    check(PAGE, OPEN, None, false);
    check(PAGE, "http://localhost:9090", None, false);
    check(PAGE, LAN, None, false);
    check(PAGE, LAN, Some(LocalPermission::Denied), true);
    check(PAGE, LAN, Some(LocalPermission::Unsupported), false);
    check(PAGE, LAN, Some(LocalPermission::Prompt), false);
    check("http://intranet/", LAN, None, false);
    check("file:///home/me/index.html", "http://p.example.com", None, false);
}

#[test]
fn a_private_address_over_http_is_asked_for_its_permission_first_and_again_if_it_fails() {
    let first = circumstances(LAN, Outcome::NotSent);
    assert_eq!(next_probe(&first), Some(Probe::Permission));
    assert_eq!(next_probe(&unreachable(LAN, Probes::default())), Some(Probe::Permission));
    let says = |state: LocalPermission| diagnose(&unreachable(LAN, permission(state))).what;
    assert!(says(LocalPermission::Unsupported).contains("page is encrypted"));
    assert!(says(LocalPermission::Denied).contains("forbids"));
    assert!(says(LocalPermission::Prompt).contains("not yet allowed"));
    // The browser let the page in, so what fails now is not the mixture.
    assert!(says(LocalPermission::Granted).contains("Nobody answers"));
    let denied = Circumstances { probes: permission(LocalPermission::Denied), ..first };
    assert!(refuse_early(&denied).expect("a refusal").fix.contains("Site settings"));
}

#[test]
fn only_requests_into_a_narrower_network_need_a_permission() {
    let check = |page: &str, address: &str, expected: Probe| {
        let mut case = circumstances(address, Outcome::Unreachable);
        case.page_url = page.to_owned();
        assert_eq!(next_probe(&case), Some(expected), "{page} {address}");
    };
    check(PAGE, OPEN, Probe::NoCors);
    check(PAGE, "https://10.0.0.1", Probe::Permission);
    check(PAGE, "http://localhost", Probe::Permission);
    check("http://192.168.0.1:8080/", "http://192.168.0.2", Probe::NoCors);
    check("http://192.168.0.1:8080/", "http://localhost", Probe::Permission);
    check("http://localhost:8080/", "http://localhost:9090", Probe::NoCors);
    check("file:///index.html", "http://localhost:9090", Probe::NoCors);
    let spaces = |page: &str, text: &str| address_spaces(page, &Address::parse(text).unwrap());
    assert_eq!(spaces(PAGE, "localhost"), ["loopback", "local"]);
    assert_eq!(spaces(PAGE, LAN), ["local", "private"]);
    assert!(spaces(PAGE, OPEN).is_empty() && spaces(PAGE, "https://10.0.0.1").is_empty());
    assert!(spaces("http://intranet/", LAN).is_empty());
}

#[test]
fn secrets_never_show() {
    let case = circumstances(LOGIN, Outcome::Unreachable);
    assert_eq!(case.address.auth, Auth::Basic("me".to_owned(), "s3cret".to_owned()));
    assert!(!format!("{case:?}").contains("s3cret"));
}
