//! Finds out why a connection does not work: a browser only says that it does not, so the cause is
//! deduced from the circumstances and from a few probes that the edge runs on request.

use super::address::{Address, origin};
use super::answers::error_of;
use super::refusal::{is_query_fault, is_step_limit, is_too_heavy};
use super::remedies;
use crate::model::{Auth, HttpReply, Problem};
use serde::{Deserialize, Serialize};

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// `status/buildinfo`.
    BuildInfo,
    /// `label/__name__/values`.
    MetricNames,
    /// `metadata`.
    Metadata,
    /// `query_range` with this expression.
    Range(String),
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Nothing yet.
    NotSent,
    /// Something readable came back.
    Reply(HttpReply),
    /// The browser refused, or found nobody: it does not say which.
    Unreachable,
    /// No answer within the time allowed.
    Timeout,
    /// The answer began and broke off.
    Cut,
}

/// Whether the browser lets this page into the local network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LocalPermission {
    /// The user agreed.
    Granted,
    /// The browser would ask.
    Prompt,
    /// The user or a policy said no.
    Denied,
    /// The browser knows no such permission.
    Unsupported,
}

/// What probes found so far; `None` means not tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probes {
    /// Whether a fetch in mode `no-cors` came back, so that somebody is there.
    pub no_cors: Option<bool>,
    /// Whether the same request without `Authorization` brings a readable answer.
    pub without_auth: Option<bool>,
    /// The permission for the local network.
    pub local_permission: Option<LocalPermission>,
    /// Bases under which `buildinfo` was tried in vain.
    pub vain_bases: Vec<String>,
    /// The base under which it answered.
    pub found_base: Option<String>,
}

/// What a probe found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// Whether it worked.
    Is(bool),
    /// How the permission for the local network stands.
    Permission(LocalPermission),
}

impl Probes {
    /// Enters what one found.
    pub fn enter(&mut self, probe: Probe, found: Found) {
        match (probe, found) {
            (Probe::NoCors, Found::Is(is)) => self.no_cors = Some(is),
            (Probe::WithoutAuth, Found::Is(is)) => self.without_auth = Some(is),
            (Probe::Base(base), Found::Is(true)) => self.found_base = Some(base),
            (Probe::Base(base), _) => self.vain_bases.push(base),
            (Probe::Permission, Found::Permission(state)) => self.local_permission = Some(state),
            _ => {}
        }
    }
}

/// Everything that a diagnosis is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// Address of this page.
    pub page_url: String,
    /// `window.isSecureContext`.
    pub page_is_secure_context: bool,
    /// The server.
    pub address: Address,
    /// What was asked.
    pub request: Request,
    /// What became of it.
    pub outcome: Outcome,
    /// What probes found.
    pub probes: Probes,
}

/// What the edge is to try next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Probe {
    /// Ask the permissions API about the local network.
    Permission,
    /// The same request without `Authorization`.
    WithoutAuth,
    /// The same request in mode `no-cors`.
    NoCors,
    /// `buildinfo` under this base.
    Base(String),
}

/// The cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) enum Finding {
    MixedContent,
    LocalPrompt,
    LocalDenied,
    LocalInsecure,
    CrossOrigin,
    Preflight,
    NoConnection,
    OtherBase(String),
    NoApi,
    WebPage,
    Tenant,
    Login,
    Forbidden,
    Refused(String, String),
    Heavy(String),
    MethodRefused,
    Other(u16, String),
    Unreadable(String),
    Slow,
    Cut,
    NotSent,
}

/// The problem and its fix; final once [`next_probe`] has no more to ask.
pub fn diagnose(circumstances: &Circumstances) -> Problem {
    remedies::problem(&find(circumstances), circumstances)
}

/// Refuses before anything is sent what the browser is sure to block: plain `http` from an `https`
/// page to another computer. One on the local network is refused only where the permission for it
/// was denied: whether the browser can give one at all is known once it was tried.
pub fn refuse_early(circumstances: &Circumstances) -> Option<Problem> {
    Some(remedies::problem(&find_early(circumstances)?, circumstances))
}

/// What the browser is sure to block, of any server.
pub(in crate::sources) fn find_early(circumstances: &Circumstances) -> Option<Finding> {
    if !is_mixed(circumstances) {
        return None;
    }
    let denied = circumstances.probes.local_permission == Some(LocalPermission::Denied);
    match (circumstances.address.is_private(), denied) {
        (false, _) => Some(Finding::MixedContent),
        (true, true) => Some(Finding::LocalDenied),
        (true, false) => None,
    }
}

/// Values of the fetch option `targetAddressSpace` to try in this order, then none: with it
/// Chromium lets an `https` page ask a private host over plain `http`. Newer names come first; a
/// browser that does not know a name rejects it with a `TypeError`. None where nothing is blocked
/// without them.
pub fn address_spaces(page_url: &str, address: &Address) -> &'static [&'static str] {
    if !page_url.starts_with("https:") || address.is_https() {
        &[]
    } else if address.is_loopback() {
        &["loopback", "local"]
    } else if address.is_private() {
        &["local", "private"]
    } else {
        &[]
    }
}

/// What to try before the diagnosis is final; the edge enters the result into the probes and asks
/// again. Every probe is asked for once, so this ends.
pub fn next_probe(circumstances: &Circumstances) -> Option<Probe> {
    let has_no_api = match &circumstances.outcome {
        Outcome::Reply(reply) => find_reply(circumstances, reply) == Finding::NoApi,
        _ => false,
    };
    let bases = circumstances.address.other_bases();
    next_probe_among(circumstances, has_no_api, has_login(circumstances), &bases)
}

/// The same for a server that answers that there is `no_api`, whose API may be below `bases`; whether the
/// browser asks first before it sends the request.
pub(in crate::sources) fn next_probe_among(
    circumstances: &Circumstances,
    has_no_api: bool,
    asks_first: bool,
    bases: &[String],
) -> Option<Probe> {
    let probes = &circumstances.probes;
    match &circumstances.outcome {
        Outcome::NotSent if is_mixed(circumstances) && circumstances.address.is_private() => {
            probes.local_permission.is_none().then_some(Probe::Permission)
        }
        Outcome::Reply(_) if has_no_api => next_base(circumstances, bases),
        Outcome::Unreachable => match find_unreachable(circumstances, asks_first) {
            _ if enters_local_network(circumstances) && probes.local_permission.is_none() => {
                Some(Probe::Permission)
            }
            Finding::NoConnection | Finding::CrossOrigin => {
                if asks_first && probes.without_auth.is_none() {
                    return Some(Probe::WithoutAuth);
                }
                match probes.no_cors {
                    None => Some(Probe::NoCors),
                    Some(false) => None,
                    // Prometheus answers a wrong path with 404 and without CORS headers, which
                    // looks the same from here.
                    Some(true) => next_base(circumstances, bases),
                }
            }
            _ => None,
        },
        _ => None,
    }
}

fn next_base(circumstances: &Circumstances, bases: &[String]) -> Option<Probe> {
    let Probes { vain_bases, found_base, .. } = &circumstances.probes;
    if found_base.is_some() {
        return None;
    }
    bases.iter().find(|base| !vain_bases.contains(base)).cloned().map(Probe::Base)
}

fn find(circumstances: &Circumstances) -> Finding {
    match &circumstances.outcome {
        Outcome::NotSent if is_mixed(circumstances) => Finding::MixedContent,
        Outcome::NotSent => Finding::NotSent,
        Outcome::Unreachable => find_unreachable(circumstances, has_login(circumstances)),
        Outcome::Timeout => Finding::Slow,
        Outcome::Cut => Finding::Cut,
        Outcome::Reply(reply) => find_reply(circumstances, reply),
    }
}

/// Why nothing readable came back from a request; whether the browser asks first before it sends it.
pub(in crate::sources) fn find_unreachable(
    circumstances: &Circumstances,
    asks_first: bool,
) -> Finding {
    let probes = &circumstances.probes;
    if is_mixed(circumstances) && !may_be_let_in(circumstances) {
        return Finding::MixedContent;
    }
    if enters_local_network(circumstances) {
        match probes.local_permission {
            Some(LocalPermission::Denied) => return Finding::LocalDenied,
            Some(LocalPermission::Prompt) if !circumstances.page_is_secure_context => {
                return Finding::LocalInsecure;
            }
            Some(LocalPermission::Prompt) => return Finding::LocalPrompt,
            _ => {}
        }
    }
    if asks_first && probes.without_auth == Some(true) {
        return Finding::Preflight;
    }
    match (&probes.found_base, probes.no_cors) {
        (Some(base), _) => Finding::OtherBase(base.clone()),
        (None, Some(true)) => Finding::CrossOrigin,
        (None, _) => Finding::NoConnection,
    }
}

fn find_reply(circumstances: &Circumstances, reply: &HttpReply) -> Finding {
    let text = beginning(&reply.body);
    if !reply.ok() && text.to_ascii_lowercase().contains("no org id") {
        return Finding::Tenant;
    }
    if reply.ok() && (reply.content_type.contains("text/html") || text.starts_with('<')) {
        return Finding::WebPage;
    }
    match (reply.status, &circumstances.probes.found_base) {
        (200..300, _) => return Finding::Unreadable(text),
        (404, Some(base)) => return Finding::OtherBase(base.clone()),
        (404, None) => return Finding::NoApi,
        (401 | 407, _) => return Finding::Login,
        (403, _) => return Finding::Forbidden,
        (405, _) => return Finding::MethodRefused,
        _ => {}
    }
    let said = error_of(&reply.body);
    let heavy_status = matches!(reply.status, 408 | 413 | 422 | 429 | 503 | 504);
    match said {
        Some((kind, error)) if is_step_limit(&error) => Finding::Refused(kind, error),
        Some((kind, error)) if is_too_heavy(&kind, &error) => Finding::Heavy(error),
        Some((kind, error)) if reply.status == 400 || is_query_fault(&kind, &error) => {
            Finding::Refused(kind, error)
        }
        Some((_, error)) if heavy_status => Finding::Heavy(error),
        Some((kind, error)) => Finding::Refused(kind, error),
        None if is_step_limit(&text) => Finding::Refused(String::new(), text),
        None if heavy_status => Finding::Heavy(format!("status {}", reply.status)),
        None => Finding::Other(reply.status, text),
    }
}

fn has_login(circumstances: &Circumstances) -> bool {
    circumstances.address.auth != Auth::None
}

/// Plain `http` from an `https` page to another computer.
pub(in crate::sources) fn is_mixed(circumstances: &Circumstances) -> bool {
    let Circumstances { page_url, address, .. } = circumstances;
    page_url.starts_with("https:") && !address.is_https() && !address.is_loopback()
}

/// Whether the browser knows a permission that lifts the block of mixed content for this host.
fn may_be_let_in(circumstances: &Circumstances) -> bool {
    use LocalPermission::{Denied, Granted, Prompt};
    circumstances.address.is_private()
        && matches!(circumstances.probes.local_permission, Some(Granted | Prompt | Denied))
}

/// Whether the request goes from a wider network into a narrower one: from the internet into the
/// local network, or from another computer's page to this one.
fn enters_local_network(circumstances: &Circumstances) -> bool {
    let Ok(page) = Address::parse(origin(&circumstances.page_url)) else { return false };
    let address = &circumstances.address;
    let page_has_no_host = origin(&circumstances.page_url) == "null";
    if page_has_no_host || page.is_loopback() {
        return false;
    }
    address.is_loopback() || (address.is_private() && !page.is_private())
}

/// The first words of a body, without line breaks.
fn beginning(body: &[u8]) -> String {
    const BYTES: usize = 2_000;
    const CHARACTERS: usize = 200;
    let text = String::from_utf8_lossy(&body[..body.len().min(BYTES)]);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(CHARACTERS).collect()
}
