//! What is said of each cause: what happened, what to do, and a text to copy.

use super::super::prometheus::Circumstances;
use super::super::prometheus::address::origin;
use super::super::prometheus::doctor::Finding;
use super::super::prometheus::remedies::{local_network, place};
use super::query::counts_lines;
use super::refusal::Refusal;
use crate::model::{Auth, Problem};

/// The cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    /// Nothing readable came back: as with any server.
    Network(Finding),
    NoApi,
    WebPage,
    Tenant,
    Login,
    Forbidden,
    Method,
    /// The query counts.
    Counts,
    Unreadable(String),
    Refused(Refusal, String),
    Other(u16, String),
}

/// The problem as a user reads it.
pub(super) fn problem(cause: &Cause, circumstances: &Circumstances, tenant: &str) -> Problem {
    let place = place(circumstances);
    let host = circumstances.address.host();
    let say = |what: String, fix: &str| Problem::new(what, place.clone(), fix);
    match cause {
        Cause::Network(finding) => network(finding, place, circumstances, tenant),
        Cause::NoApi => say(
            format!("{host} answers, but not as Loki at this path (404), nor at the usual other one."),
            "Give the address that Grafana's data source has. Behind a gateway, add the path under which it publishes Loki; Loki itself listens on port 3100.",
        ),
        Cause::WebPage => say(
            format!("{host} answered with a web page instead of lines: most likely a login page, or Grafana itself."),
            "Give the address of Loki, not that of Grafana, and check in a new tab that the address below shows JSON.",
        )
        .with_snippet(build_info(&circumstances.address.base)),
        Cause::Tenant if tenant.is_empty() => say(
            format!("{host} serves several tenants and was not told which one (no org id)."),
            "Enter the tenant: what Grafana's data source sends as X-Scope-OrgID. With auth_enabled: false Loki asks for none.",
        ),
        Cause::Tenant => say(
            format!("{host} was sent a tenant, but Loki did not get it (no org id)."),
            "A proxy in between drops the header: let it pass it on, for instance in nginx:",
        )
        .with_snippet("proxy_set_header X-Scope-OrgID $http_x_scope_orgid;"),
        Cause::Login => login(place, circumstances),
        Cause::Forbidden => say(
            format!("{host} knows who asks, but does not allow it (403)."),
            "Check the tenant, or ask its administrator for the right to read logs.",
        ),
        Cause::Method => say(
            format!("{host} does not take this kind of request (405)."),
            "Queries are sent as POST: allow POST for /loki/api/v1/ in the proxy in front of Loki.",
        ),
        Cause::Counts => counts_lines(&place),
        Cause::Unreadable(text) => say(
            format!("{host} answered, but not as Loki does: it begins `{text}`."),
            "Check that the address is that of Loki.",
        ),
        Cause::Refused(refusal, text) => refused(*refusal, text.trim_end_matches('.'), place),
        Cause::Other(status, text) => other(*status, text, host, place),
    }
}

fn refused(refusal: Refusal, text: &str, place: String) -> Problem {
    match refusal {
        Refusal::Parse(Some((line, column))) => Problem::new(
            format!("The query is not valid LogQL: {text}."),
            format!("{place}, line {line}, column {column}"),
            "Correct the query at this place and run it again.",
        ),
        Refusal::Parse(None) => Problem::new(
            format!("The query is not valid LogQL: {text}."),
            place,
            "Begin with the selector alone, for instance {app=\"api\"}, and add filters one by one.",
        ),
        Refusal::Unselective => Problem::new(
            "The selector could take every stream, which Loki refuses.",
            place,
            "Add a label with a value, for instance {app=\"api\"} or {app=~\".+\"}: != and .* are not enough.",
        ),
        Refusal::Entries(most) => Problem::new(
            format!("Loki gives {most} lines at once at most."),
            place,
            format!("Ask for {most} at once: the next ones follow by themselves."),
        ),
        Refusal::Length(_) => Problem::new(
            format!("The range is longer than Loki allows: {text}."),
            place,
            "Choose a shorter range, or raise max_query_length in Loki's limits_config.",
        ),
        Refusal::Old => Problem::new(
            format!("Loki does not look back that far: {text}."),
            place,
            "Choose a later start, or raise max_query_lookback in Loki's limits_config.",
        ),
        Refusal::Busy => Problem::new(
            format!("Loki has too many queries to answer: {text}."),
            place,
            "Wait a moment and run it again. If that happens often, raise max_outstanding_per_tenant.",
        ),
        _ => Problem::new(
            format!("The query is too heavy for Loki, even for one second at once: {text}."),
            place,
            "Name more labels in the selector; filters behind it do not make Loki read less.",
        ),
    }
}

fn network(
    finding: &Finding,
    place: String,
    circumstances: &Circumstances,
    tenant: &str,
) -> Problem {
    let host = circumstances.address.host();
    let page = origin(&circumstances.page_url);
    match finding {
        Finding::MixedContent => Problem::new(
            format!("This page is encrypted (https) and the address is not (http), so the browser blocks every request to {host}."),
            place,
            "Put a proxy with https in front of Loki and use its address. It can also send the headers that this page needs:",
        )
        .with_snippet(snippets(page, circumstances)),
        Finding::LocalPrompt | Finding::LocalDenied | Finding::LocalInsecure => {
            local_network(finding, place, circumstances)
        }
        Finding::Preflight => {
            let what = if tenant.is_empty() { "a login" } else { "a tenant" };
            Problem::new(
                format!("{host} answers without {what}, but refuses the browser's question whether {what} may be sent."),
                place,
                "Let the proxy in front of Loki answer OPTIONS before all else, in nginx or in Caddy. With one tenant only, let it name the tenant itself, and enter none here:",
            )
            .with_snippet(snippets(page, circumstances))
        }
        Finding::CrossOrigin => Problem::new(
            format!("{host} is there, but does not let the page {page} read its answers: Loki sends no CORS headers."),
            place,
            "Let a proxy in front of Loki send them, in nginx or in Caddy, and give its address here. Where Blip is served from Grafana's own host, Grafana can be that proxy: /api/datasources/proxy/uid/UID with a token of a service account.",
        )
        .with_snippet(snippets(page, circumstances)),
        Finding::OtherBase(found) => Problem::new(
            format!("Loki is there, but below another path: {found}."),
            place,
            "Use this address instead:",
        )
        .with_snippet(found.clone()),
        Finding::Slow => Problem::new(
            format!("{host} did not answer in time."),
            place,
            "Name more labels in the selector or choose a shorter range, and run it again after a moment.",
        ),
        Finding::Cut => Problem::new(
            format!("The connection to {host} broke in the middle of the answer."),
            place,
            "Run it again. If it breaks again, look for a size or time limit in the proxy between.",
        ),
        Finding::NotSent => {
            Problem::new(format!("Nothing was sent to {host} yet."), place, "Press Connect.")
        }
        _ => Problem::new(
            format!("Nobody answers at {host}."),
            place,
            "Open the address below in a new tab: its error page says whether it is the name, a stopped server, the port, a firewall, or the certificate.",
        )
        .with_snippet(build_info(&circumstances.address.base)),
    }
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
            "Correct the user and password or the token. In Grafana Cloud the user is the number of the logs instance, not a name.",
        ),
    }
}

fn other(status: u16, text: &str, host: &str, place: String) -> Problem {
    let said = if text.is_empty() { "nothing more".to_owned() } else { format!("`{text}`") };
    let fix = if status >= 500 {
        "Loki or the proxy in front of it failed: try again in a moment, then look into its log."
    } else {
        "Run the same query in Grafana; Loki's or the proxy's log says why it was refused."
    };
    Problem::new(format!("{host} answered with status {status} and {said}."), place, fix)
}

fn build_info(base: &str) -> String {
    format!("{base}/loki/api/v1/status/buildinfo")
}

/// OPTIONS is answered before any login; the header of what is behind is dropped, because browsers refuse
/// two.
fn snippets(page: &str, circumstances: &Circumstances) -> String {
    let base = &circumstances.address.base;
    let path = base.strip_prefix(origin(base)).unwrap_or_default();
    format!(
        r#"# nginx
location {path}/loki/ {{
    if ($request_method = OPTIONS) {{
        add_header Access-Control-Allow-Origin "{page}" always;
        add_header Access-Control-Allow-Methods "GET, POST, OPTIONS" always;
        add_header Access-Control-Allow-Headers "Authorization, Content-Type, X-Scope-OrgID" always;
        add_header Access-Control-Max-Age 86400 always;
        return 204;
    }}
    proxy_hide_header Access-Control-Allow-Origin;
    add_header Access-Control-Allow-Origin "{page}" always;
    proxy_pass http://127.0.0.1:3100/loki/;
}}

# Caddy
:3101 {{
    @preflight method OPTIONS
    header {{
        Access-Control-Allow-Origin "{page}"
        Access-Control-Allow-Methods "GET, POST, OPTIONS"
        Access-Control-Allow-Headers "Authorization, Content-Type, X-Scope-OrgID"
        Access-Control-Max-Age 86400
        defer
    }}
    respond @preflight 204
    reverse_proxy 127.0.0.1:3100
}}"#
    )
}
