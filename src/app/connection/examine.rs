//! What is asked when a request fails, until the doctor knows why.

use super::{Case, Task};
use crate::app::event::Found;
use crate::app::{App, Effect};
use crate::model::{Auth, HttpRequest};
use crate::sources::prometheus::{
    Address, Circumstances, Outcome, Probe, Probes, Request, diagnose, next_probe, query,
    refuse_early,
};

impl App {
    pub(super) fn circumstances(
        &self,
        address: &Address,
        request: Request,
        outcome: Outcome,
    ) -> Circumstances {
        let start = self.start.as_ref();
        Circumstances {
            page_url: start.map(|start| start.page.clone()).unwrap_or_default(),
            page_is_secure_context: start.is_some_and(|start| start.secure),
            address: address.clone(),
            request,
            outcome,
            probes: Probes::default(),
        }
    }

    // Probes until the doctor knows, then says what is wrong.
    pub(super) fn examine(&mut self, task: Task, outcome: Outcome, out: &mut Vec<Effect>) {
        let connection = &self.connection;
        let address = Address { base: connection.base.clone(), auth: connection.auth.clone() };
        let (asked, request) = match &task {
            Task::BuildInfo
            | Task::NamesInstead(_)
            | Task::Flavour
            | Task::Listing(_)
            | Task::Listed(_) => {
                (Request::BuildInfo, query::build_info(&address.base, &address.auth))
            }
            Task::Part(part) => {
                let Some(running) = &connection.running else { return };
                let Some(request) = running.requests.get(part.part).cloned() else { return };
                (Request::Range(running.query.promql.clone()), request)
            }
        };
        let circumstances = self.circumstances(&address, asked, outcome);
        self.examine_case(Case { circumstances, request, task }, out);
    }

    pub(super) fn examine_case(&mut self, case: Case, out: &mut Vec<Effect>) {
        if let Some(probe) = next_probe(&case.circumstances) {
            let ticket = self.ticket();
            let request = self.connection.addressed(probe_request(&probe, &case.request));
            out.push(Effect::Probe { ticket, probe, request });
            self.connection.cases.insert(ticket, case);
            return;
        }
        if case.circumstances.outcome == Outcome::NotSent {
            return match refuse_early(&case.circumstances) {
                Some(problem) => self.connection_failed(problem),
                None => self.ask(case.task, case.request, out),
            };
        }
        let problem = diagnose(&case.circumstances);
        out.push(Effect::Warn(problem.to_string()));
        if !matches!(case.task, Task::Part(_)) {
            return self.connection_failed(problem);
        }
        let source = self.connection.running.as_ref().map(|running| running.source);
        if let Some(source) = source {
            self.query_failed(source, problem, out);
        }
    }

    pub(in crate::app) fn probed(
        &mut self,
        ticket: u32,
        probe: Probe,
        found: Found,
        out: &mut Vec<Effect>,
    ) {
        let Some(mut case) = self.connection.cases.remove(&ticket) else { return };
        let probes = &mut case.circumstances.probes;
        match (probe, found) {
            (Probe::NoCors, Found::Is(is)) => probes.no_cors = Some(is),
            (Probe::WithoutAuth, Found::Is(is)) => probes.without_auth = Some(is),
            (Probe::Base(base), Found::Is(true)) => probes.found_base = Some(base),
            (Probe::Base(base), _) => probes.vain_bases.push(base),
            (Probe::Permission, Found::Permission(state)) => probes.local_permission = Some(state),
            _ => {}
        }
        self.examine_case(case, out);
    }
}

// What a probe sends instead of the request that failed.
fn probe_request(probe: &Probe, failed: &HttpRequest) -> HttpRequest {
    match probe {
        Probe::Base(base) => query::build_info(base, &failed.auth),
        Probe::NoCors | Probe::WithoutAuth => HttpRequest { auth: Auth::None, ..failed.clone() },
        Probe::Permission => failed.clone(),
    }
}
