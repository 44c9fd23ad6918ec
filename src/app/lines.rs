//! Lines of Loki: its worker says what to send, and the page sends it.

use super::event::Alarm;
use super::source::LOG_WORKER;
use super::{App, Effect, Found, Kind, Outcome, Probe};
use crate::model::SourceId;
use crate::protocol::{Job, Request, loki};
use crate::sources::loki::Aside;

/// Seconds that an answer may take.
const TIMEOUT: f64 = 120.0;

impl App {
    /// Opens a source for what the user asks.
    pub(super) fn ask_loki(&mut self, ask: loki::Ask, out: &mut Vec<Effect>) {
        self.remove_demo(out);
        let name = ask.selector.trim().to_owned();
        let id = self.new_source(name, Kind::Loki(ask));
        self.surround(out);
        self.read(id, out);
        self.save_open(out);
    }

    /// This page, as far as browsers care.
    pub(super) fn from(&self) -> loki::From {
        let start = self.start.as_ref();
        loki::From {
            page_url: start.map(|start| start.page.clone()).unwrap_or_default(),
            is_secure: start.is_some_and(|start| start.secure),
        }
    }

    /// A worker wants this sent.
    pub(super) fn send_for(
        &mut self,
        of: (SourceId, u32),
        request: Request,
        pause: f64,
        out: &mut Vec<Effect>,
    ) {
        if !self.is_wanted(of) {
            return;
        }
        let ticket = self.ticket();
        let request = request.into_http(self.spaces_of(of.0));
        self.logs.sent.insert(ticket, of);
        if pause > 0.0 {
            self.logs.waiting.insert(ticket, request);
            out.push(Effect::Schedule { after: pause, alarm: Alarm::Send(ticket) });
        } else {
            let chunk = Job::Chunk { source: of.0, load: of.1, part: 0 };
            out.push(Effect::Stream {
                ticket,
                request,
                timeout: TIMEOUT,
                worker: LOG_WORKER,
                chunk,
            });
        }
    }

    /// A request has waited long enough.
    pub(super) fn send_waiting(&mut self, ticket: u32, out: &mut Vec<Effect>) {
        let Some(request) = self.logs.waiting.remove(&ticket) else { return };
        let Some((source, load)) = self.logs.sent.get(&ticket).copied() else { return };
        let chunk = Job::Chunk { source, load, part: 0 };
        out.push(Effect::Stream { ticket, request, timeout: TIMEOUT, worker: LOG_WORKER, chunk });
    }

    /// A worker wants this found out.
    pub(super) fn probe_for(
        &mut self,
        of: (SourceId, u32),
        probe: Probe,
        request: Request,
        out: &mut Vec<Effect>,
    ) {
        if self.is_wanted(of) {
            let ticket = self.ticket();
            self.logs.sent.insert(ticket, of);
            let request = request.into_http(self.spaces_of(of.0));
            out.push(Effect::Probe { ticket, probe, request });
        }
    }

    /// What became of a request; whether it was one of these.
    pub(super) fn lines_came(
        &mut self,
        ticket: u32,
        outcome: &Outcome,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some((source, load)) = self.logs.sent.remove(&ticket) else { return false };
        if self.is_wanted((source, load)) {
            self.post(LOG_WORKER, Job::Answered { source, load, outcome: outcome.clone() }, out);
        }
        true
    }

    /// What a probe found; whether it was one of these.
    pub(super) fn lines_probed(
        &mut self,
        ticket: u32,
        probe: &Probe,
        found: Found,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some((source, load)) = self.logs.sent.remove(&ticket) else { return false };
        let probe = probe.clone();
        self.post(LOG_WORKER, Job::Probed { source, load, probe, found }, out);
        true
    }

    /// Nobody wants anything of a source any more, or all of it anew.
    pub(super) fn abandon_lines(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        self.abandon_sent(id, out);
        self.abandon_asides(&|aside| matches!(aside, Aside::Patterns(of, _) if *of == id), out);
    }

    fn abandon_sent(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        let of = |of: &(SourceId, u32)| of.0 == id;
        let stale: Vec<u32> =
            self.logs.sent.iter().filter(|(_, sent)| of(sent)).map(|(ticket, _)| *ticket).collect();
        self.logs.sent.retain(|_, sent| !of(sent));
        abort(stale, out);
    }

    /// What was read until now is all that is wanted of its lines; what Loki counts of the others may still come.
    pub(super) fn end_lines(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        self.abandon_sent(id, out);
        let load = self.source(id).map_or(0, |source| source.load);
        self.post(LOG_WORKER, Job::Close { source: id, load, part: 0, keep: None }, out);
    }

    fn is_wanted(&self, (id, load): (SourceId, u32)) -> bool {
        self.source(id).is_some_and(|source| source.load == load && source.status.is_loading())
    }

    // What lets requests of this page through to the server of a source.
    fn spaces_of(&self, id: SourceId) -> &'static [&'static str] {
        match self.source(id).map(|source| &source.kind) {
            Some(Kind::Loki(ask)) => self.spaces_to(&ask.address),
            _ => &[],
        }
    }
}

/// Requests that nobody waits for any more end.
pub(super) fn abort(tickets: Vec<u32>, out: &mut Vec<Effect>) {
    if !tickets.is_empty() {
        out.push(Effect::Abort(tickets));
    }
}
