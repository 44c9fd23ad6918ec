//! What is asked of Loki beside lines: nobody waits for it, and nothing is said where it fails.

use super::lines::abort;
use super::source::LOG_WORKER;
use super::{App, Effect, Outcome};
use crate::model::HttpRequest;
use crate::protocol::{Job, Request};
use crate::sources::loki::Aside;
use crate::sources::prometheus::{Address, address_spaces};

/// Seconds that an answer may take.
const TIMEOUT: f64 = 30.0;

impl App {
    /// A worker wants this sent.
    pub(super) fn send_aside(&mut self, aside: Aside, request: Request, out: &mut Vec<Effect>) {
        let ticket = self.ticket();
        self.logs.asides.insert(ticket, aside);
        let request = request.into_http(&[]);
        let spaces = self.spaces_to(&request.url);
        let request = HttpRequest { spaces, ..request };
        out.push(Effect::Fetch { ticket, request, timeout: TIMEOUT });
    }

    /// What became of a request; given back if it was none of these.
    pub(super) fn aside_came(
        &mut self,
        ticket: u32,
        outcome: Outcome,
        out: &mut Vec<Effect>,
    ) -> Option<Outcome> {
        let Some(aside) = self.logs.asides.remove(&ticket) else { return Some(outcome) };
        self.post(LOG_WORKER, Job::Aside { aside, outcome }, out);
        None
    }

    /// Nobody wants to know these any more.
    pub(super) fn abandon_asides(&mut self, of: &dyn Fn(&Aside) -> bool, out: &mut Vec<Effect>) {
        let asides = self.logs.asides.iter();
        let stale = asides.filter(|(_, aside)| of(aside)).map(|(ticket, _)| *ticket).collect();
        self.logs.asides.retain(|_, aside| !of(aside));
        abort(stale, out);
    }

    /// What lets requests of this page through to a server.
    pub(super) fn spaces_to(&self, address: &str) -> &'static [&'static str] {
        let page = self.start.as_ref().map_or("", |start| start.page.as_str());
        Address::parse(address).map_or(&[], |address| address_spaces(page, &address))
    }
}
