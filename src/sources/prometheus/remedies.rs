//! What the doctor says: for each cause what happened, what to do, and a text to copy.

use super::address::origin;
use super::doctor::{Circumstances, Finding, Request};
use super::refusal::{refusal, too_heavy};
use crate::model::{Auth, Problem};

/// The problem as a user reads it.
pub(super) fn problem(finding: &Finding, circumstances: &Circumstances) -> Problem {
    let place = place(circumstances);
    let base = &circumstances.address.base;
    let host = circumstances.address.host();
    let page = origin(&circumstances.page_url);
    match finding {
        Finding::MixedContent => mixed_content(place, circumstances),
        Finding::LocalPrompt | Finding::LocalDenied | Finding::LocalInsecure => {
            local_network(finding, place, circumstances)
        }
        Finding::CrossOrigin => cross_origin(place, circumstances),
        Finding::Preflight => Problem::new(
            format!("{host} answers without a login, but refuses the browser's question whether a login may be sent."),
            place,
            "Let the proxy in front of it answer OPTIONS before it asks for the login, for instance in nginx:",
        )
        .with_snippet(nginx(page, base)),
        Finding::NoConnection => no_connection(place, circumstances),
        Finding::OtherBase(found) => Problem::new(
            format!("The server is there, but its API is below another path: {found}."),
            place,
            "Use this address instead:",
        )
        .with_snippet(found.clone()),
        Finding::NoApi => Problem::new(
            format!("{host} answers, but there is no Prometheus API at this path (404), nor at the usual others."),
            place,
            "Add the path under which Prometheus is published (its --web.external-url or --web.route-prefix) to the address.",
        ),
        Finding::WebPage => Problem::new(
            format!("{host} answered with a web page instead of data: most likely a login page (single sign-on), or the page of another program."),
            place,
            "Log in to it in a new tab and check that this address shows JSON there. A login that works by cookies cannot be used from another page: open Blip from the same host, or use an address that takes a token.",
        )
        .with_snippet(build_info(base)),
        Finding::Tenant => Problem::new(
            format!("{host} serves several tenants and was not told which one (no org id)."),
            place,
            "Let a proxy name the tenant: a page on another host cannot send that header. In nginx:",
        )
        .with_snippet("proxy_set_header X-Scope-OrgID my-tenant;"),
        Finding::Login => login(place, circumstances),
        Finding::Forbidden => Problem::new(
            format!("{host} knows who asks, but does not allow it (403)."),
            place,
            "Ask its administrator for the right to read metrics, or log in as somebody who has it.",
        ),
        Finding::Refused(kind, text) => refusal(kind, text, &place),
        Finding::Heavy(text) => too_heavy(text.trim_end_matches('.'), &place),
        Finding::MethodRefused => Problem::new(
            format!("{host} does not take this kind of request (405)."),
            place,
            "Queries are sent as POST: allow POST in the proxy in front of it, or update the server.",
        ),
        Finding::Other(status, text) => other(*status, text, host, place),
        Finding::Unreadable(text) => Problem::new(
            format!("{host} answered, but not as Prometheus does: it begins `{text}`."),
            place,
            "Check that the address is that of a Prometheus-compatible server.",
        ),
        Finding::Slow => slow(place, circumstances),
        Finding::Cut => Problem::new(
            format!("The connection to {host} broke in the middle of the answer."),
            place,
            "Run it again. If it breaks again, ask for less at once, and look for a size or time limit in the proxy between.",
        ),
        Finding::NotSent => Problem::new(
            format!("Nothing was sent to {host} yet."),
            place,
            "Press Connect.",
        ),
    }
}

fn mixed_content(place: String, circumstances: &Circumstances) -> Problem {
    let host = circumstances.address.host();
    let chromium = if circumstances.address.is_private() {
        " Chrome and Edge can also allow it for the local network: connect there and agree when they ask."
    } else {
        ""
    };
    Problem::new(
        format!("This page is encrypted (https) and the address is not (http), so the browser blocks every request to {host}."),
        place,
        format!("Use an https address, or let Prometheus serve Blip itself: unpack Blip's zip, start Prometheus with this flag and open {}/user/.{chromium}", circumstances.address.base),
    )
    .with_snippet("--web.user-assets=/path/to/unpacked/blip")
}

/// The problem of a page that the browser does not let into the local network.
pub(in crate::sources) fn local_network(
    finding: &Finding,
    place: String,
    circumstances: &Circumstances,
) -> Problem {
    let host = circumstances.address.host();
    let page = origin(&circumstances.page_url);
    match finding {
        Finding::LocalPrompt => Problem::new(
            format!(
                "{host} is on your local network, and the browser has not yet allowed this page to ask it."
            ),
            place,
            "Press Connect and choose Allow when the browser asks about devices on the local network.",
        ),
        Finding::LocalDenied => Problem::new(
            format!(
                "{host} is on your local network, and the browser forbids this page to ask it."
            ),
            place,
            format!(
                "Click the symbol left of the page's address, open Site settings, set Local network access to Allow for {page}, and reload."
            ),
        ),
        _ => Problem::new(
            format!(
                "{host} is on your local network, and browsers let only encrypted pages ask there; this one is not."
            ),
            place,
            "Open this page by its https address, or from http://localhost.",
        ),
    }
}

fn cross_origin(place: String, circumstances: &Circumstances) -> Problem {
    let host = circumstances.address.host();
    let page = origin(&circumstances.page_url);
    if circumstances.address.auth != Auth::None {
        return Problem::new(
            format!("{host} is there, but does not let the page {page} read its answers when a login is sent."),
            place,
            "Check user and password or token: a refused login looks the same to a browser. If they are right, let the proxy answer OPTIONS before the login and send the headers once, for instance in nginx:",
        )
        .with_snippet(nginx(page, &circumstances.address.base));
    }
    Problem::new(
        format!("{host} is there, but does not let the page {page} read its answers (no CORS headers)."),
        place,
        "Is there a login? Then enter it, because a request for one looks the same to a browser. Otherwise start Prometheus with this flag, or send the header from the proxy in front of it; and check the path.",
    )
    .with_snippet(format!("--web.cors.origin='{}'", page.replace('.', "\\.")))
}

fn no_connection(place: String, circumstances: &Circumstances) -> Problem {
    let address = &circumstances.address;
    let host = address.host();
    let safari = if circumstances.page_url.starts_with("https:") && address.is_loopback() {
        " Safari blocks this computer's addresses from encrypted pages: there, use Chrome or Firefox, or serve Blip next to Prometheus."
    } else {
        ""
    };
    let certificate = if address.is_https() {
        "a certificate that the browser does not trust"
    } else {
        "https instead of http"
    };
    Problem::new(
        format!("Nobody answers at {host}."),
        place,
        format!("Open the address below in a new tab: its error page says whether it is the name, a stopped server, the port, a firewall, or {certificate}.{safari}"),
    )
    .with_snippet(build_info(&address.base))
}

fn login(place: String, circumstances: &Circumstances) -> Problem {
    let host = circumstances.address.host();
    match circumstances.address.auth {
        Auth::None => Problem::new(
            format!("{host} asks for a login (401)."),
            place,
            "Enter a user and password, or a token. They stay in the memory of this tab.",
        ),
        _ => Problem::new(
            format!("{host} does not accept this login (401)."),
            place,
            "Correct the user and password or the token; a token may have expired.",
        ),
    }
}

fn slow(place: String, circumstances: &Circumstances) -> Problem {
    let host = circumstances.address.host();
    if matches!(circumstances.request, Request::Range(_)) {
        return Problem::new(
            format!("{host} did not answer this query in time."),
            place,
            "Halve the range or the number of series, and run it again after a moment.",
        );
    }
    Problem::new(
        format!("{host} did not answer in time."),
        place,
        "Check that the server is not overloaded and that no firewall swallows requests to this port, then try again.",
    )
}

fn other(status: u16, text: &str, host: &str, place: String) -> Problem {
    let said = if text.is_empty() { "nothing more".to_owned() } else { format!("`{text}`") };
    let fix = if status >= 500 {
        "The server or the proxy in front of it failed: try again in a moment, then look into its log."
    } else {
        "Check address and path; the server's or the proxy's log says why it refused."
    };
    Problem::new(format!("{host} answered with status {status} and {said}."), place, fix)
}

/// The query where there is one, else the address.
pub(in crate::sources) fn place(circumstances: &Circumstances) -> String {
    match &circumstances.request {
        Request::Range(promql) => promql.clone(),
        _ => circumstances.address.base.clone(),
    }
}

fn build_info(base: &str) -> String {
    format!("{base}/api/v1/status/buildinfo")
}

/// OPTIONS is answered in the rewrite phase, which comes before the login; the header of the server
/// behind is hidden, because browsers refuse two.
fn nginx(page: &str, base: &str) -> String {
    let path = base.strip_prefix(origin(base)).unwrap_or_default();
    format!(
        r#"location {path}/ {{
    if ($request_method = OPTIONS) {{
        add_header Access-Control-Allow-Origin "{page}" always;
        add_header Access-Control-Allow-Methods "GET, POST, OPTIONS" always;
        add_header Access-Control-Allow-Headers "Authorization, Content-Type" always;
        add_header Access-Control-Max-Age 86400 always;
        return 204;
    }}
    auth_basic "Prometheus";
    auth_basic_user_file /etc/nginx/htpasswd;
    proxy_hide_header Access-Control-Allow-Origin;
    add_header Access-Control-Allow-Origin "{page}" always;
    proxy_pass http://127.0.0.1:9090;
}}"#
    )
}
