//! A range of Loki's lines, asked for answer by answer: what to send next, and what to say when it fails.

use super::super::prometheus::{Address, Circumstances, Found, Outcome, Probe, Probes, Request};
use super::query::{Query, Server, build_info};
use super::tail::{Report, Step, Tail};
use super::{address, diagnose, next_probe, patterns, refusal_of, refuse_early};
use crate::model::{Auth, HttpRequest, Problem, TimeRange};
use crate::sources::Reader;
use serde::{Deserialize, Serialize};

/// What a user asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// What was pasted.
    pub address: String,
    /// Credentials; kept in memory only.
    pub auth: Auth,
    /// The tenant, or nothing.
    pub tenant: String,
    /// A log query.
    pub selector: String,
    /// Seconds to look back.
    pub look_back: u32,
}

impl Ask {
    /// Who is asked, and by whom. Errors: those of an address.
    pub fn server(&self) -> Result<Server, Problem> {
        let Address { base, auth } = address(&self.address)?;
        let auth = if self.auth == Auth::None { auth } else { self.auth.clone() };
        Ok(Server { base, auth, tenant: self.tenant.trim().to_owned() })
    }
}

/// The page that asks, as far as browsers care.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct From {
    /// Its address.
    pub page_url: String,
    /// Whether the browser calls it a secure context.
    pub is_secure: bool,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Send this, after so many seconds, and hand its answer to the reader.
    Send(HttpRequest, f64),
    /// Find this out by this request.
    Probe(Probe, HttpRequest),
    /// All was read; what the user should know of what was not.
    Done(Vec<String>),
    /// It cannot go on.
    Failed(Problem),
}

/// The reading of a range.
#[derive(Debug)]
pub struct Live {
    tail: Tail,
    tenant: String,
    circumstances: Circumstances,
    // What is being sent, or was last.
    request: Option<HttpRequest>,
    // Whether any answer came.
    answered: bool,
    // What is asked once beside the lines.
    patterns: Option<HttpRequest>,
}

impl Live {
    /// Before the first request. Errors: what is asked cannot be, for reasons that need no server.
    pub fn new(ask: &Ask, from: From, range: TimeRange) -> Result<Self, Problem> {
        let server = ask.server()?;
        let query = Query::new(ask.selector.trim(), range);
        query.check()?;
        let circumstances = Circumstances {
            page_url: from.page_url,
            page_is_secure_context: from.is_secure,
            address: Address { base: server.base.clone(), auth: server.auth.masked() },
            request: Request::Range(query.selector.clone()),
            outcome: Outcome::NotSent,
            probes: Probes::default(),
        };
        let tenant = server.tenant.clone();
        let step = patterns::step(range);
        let patterns = Some(patterns::request(&server, &query.selector, range, step));
        let tail = Tail::new(query, server);
        Ok(Self { tail, tenant, circumstances, request: None, answered: false, patterns })
    }

    /// Begins.
    pub fn begin(&mut self) -> Next {
        self.request = self.tail.next_request();
        self.consult()
    }

    /// Takes what became of the request that was sent last.
    pub fn took(&mut self, outcome: Outcome, reader: &mut dyn Reader) -> Next {
        let report = match &outcome {
            Outcome::Reply(reply) if reply.ok() => {
                self.answered = true;
                Report::Answered(reader.answered().unwrap_or_default())
            }
            Outcome::Reply(reply) => Report::Refused(refusal_of(reply)),
            // Once it worked, a failure of the network may pass.
            _ if self.answered => Report::Cut,
            _ => {
                self.circumstances.outcome = outcome;
                return self.consult();
            }
        };
        match self.tail.took(report) {
            Step::More => self.send(),
            Step::Done => Next::Done(self.tail.notes()),
            Step::Fail => {
                self.circumstances.outcome = outcome;
                self.consult()
            }
        }
    }

    /// Asks for the patterns that Loki counts by itself: once, when the server is known to answer.
    pub fn ask_patterns(&mut self) -> Option<HttpRequest> {
        if self.answered { self.patterns.take() } else { None }
    }

    /// Takes what a probe found.
    pub fn probed(&mut self, probe: Probe, found: Found) -> Next {
        self.circumstances.probes.enter(probe, found);
        self.consult()
    }

    fn send(&mut self) -> Next {
        let pause = self.tail.pause();
        self.request = self.tail.next_request();
        match self.request.clone() {
            Some(request) => Next::Send(request, pause),
            None => Next::Done(self.tail.notes()),
        }
    }

    // Sends what speaks nothing against, and otherwise finds out why.
    fn consult(&mut self) -> Next {
        let (circumstances, tenant) = (&self.circumstances, &self.tenant);
        let Some(request) = self.request.clone() else { return Next::Done(self.tail.notes()) };
        if let Some(probe) = next_probe(circumstances, tenant) {
            let request = probe_request(&probe, request);
            return Next::Probe(probe, request);
        }
        if circumstances.outcome != Outcome::NotSent {
            return Next::Failed(diagnose(circumstances, tenant));
        }
        match refuse_early(circumstances, tenant) {
            Some(problem) => Next::Failed(problem),
            None => Next::Send(request, 0.0),
        }
    }
}

// What a probe sends instead of the request that failed.
fn probe_request(probe: &Probe, failed: HttpRequest) -> HttpRequest {
    match probe {
        Probe::Base(base) => {
            let (auth, tenant) = (failed.auth, failed.tenant);
            build_info(&Server { base: base.clone(), auth, tenant })
        }
        Probe::NoCors | Probe::WithoutAuth => {
            HttpRequest { auth: Auth::None, tenant: String::new(), ..failed }
        }
        Probe::Permission => failed,
    }
}
