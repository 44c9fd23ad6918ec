//! Finds out why nothing usable came from Loki: the network's reasons are those of any server, its own words
//! are not.

use super::super::prometheus::doctor::{
    Finding, find_early, find_unreachable, is_mixed, next_probe_among,
};
use super::super::prometheus::{Circumstances, Outcome, Probe};
use super::address::other_bases;
use super::refusal::{Refusal, refusal_of, said};
use super::remedies::{self, Cause};
use crate::model::{Auth, HttpReply, Problem};

/// The problem and its fix; final once [`next_probe`] has no more to ask. `tenant`: what was sent as one.
pub fn diagnose(circumstances: &Circumstances, tenant: &str) -> Problem {
    remedies::problem(&find(circumstances, tenant), circumstances, tenant)
}

/// What to try before the diagnosis is final, as for Prometheus; a probe without login leaves the tenant out
/// as well. Every probe is asked for once, so this ends.
pub fn next_probe(circumstances: &Circumstances, tenant: &str) -> Option<Probe> {
    let has_no_api = find(circumstances, tenant) == Cause::NoApi;
    let bases = other_bases(&circumstances.address);
    next_probe_among(circumstances, has_no_api, asks_first(circumstances, tenant), &bases)
}

/// Refuses before anything is sent what the browser is sure to block.
pub fn refuse_early(circumstances: &Circumstances, tenant: &str) -> Option<Problem> {
    let finding = find_early(circumstances)?;
    Some(remedies::problem(&Cause::Network(finding), circumstances, tenant))
}

// A login or a tenant is a header about which the browser asks the server first.
fn asks_first(circumstances: &Circumstances, tenant: &str) -> bool {
    circumstances.address.auth != Auth::None || !tenant.is_empty()
}

fn find(circumstances: &Circumstances, tenant: &str) -> Cause {
    match &circumstances.outcome {
        Outcome::NotSent if is_mixed(circumstances) => Cause::Network(Finding::MixedContent),
        Outcome::NotSent => Cause::Network(Finding::NotSent),
        Outcome::Unreachable => {
            Cause::Network(find_unreachable(circumstances, asks_first(circumstances, tenant)))
        }
        Outcome::Timeout => Cause::Network(Finding::Slow),
        Outcome::Cut => Cause::Network(Finding::Cut),
        Outcome::Reply(reply) => find_reply(circumstances, reply),
    }
}

fn find_reply(circumstances: &Circumstances, reply: &HttpReply) -> Cause {
    let text = said(&reply.body);
    if reply.content_type.contains("text/html") && reply.ok() || text.starts_with('<') && reply.ok()
    {
        return Cause::WebPage;
    }
    if reply.ok() {
        let counts = ["matrix", "vector", "scalar"].iter().any(|kind| says_type(&reply.body, kind));
        return if counts { Cause::Counts } else { Cause::Unreadable(text) };
    }
    match (refusal_of(reply), reply.status, &circumstances.probes.found_base) {
        (Refusal::Tenant, ..) => Cause::Tenant,
        (_, 404, Some(base)) => Cause::Network(Finding::OtherBase(base.clone())),
        (_, 404, None) => Cause::NoApi,
        (_, 401 | 407, _) => Cause::Login,
        (_, 403, _) => Cause::Forbidden,
        (_, 405, _) => Cause::Method,
        (Refusal::Other, status, _) => Cause::Other(status, text),
        (refusal, ..) => Cause::Refused(refusal, text),
    }
}

// Whether an answer says `"resultType":"matrix"` near its beginning, with or without blanks.
fn says_type(body: &[u8], kind: &str) -> bool {
    let text = String::from_utf8_lossy(&body[..body.len().min(400)]).replace(' ', "");
    text.contains(&format!("\"resultType\":\"{kind}\""))
}
