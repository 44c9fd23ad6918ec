//! What is asked when a request fails, until the doctor knows why; the doctor sits in a worker.

use super::{Case, Task, requests};
use crate::app::{App, Effect};
use crate::model::{Auth, HttpRequest, Problem};
use crate::protocol::Job;
use crate::sources::prometheus::{
    Address, Advice, Circumstances, Found, Outcome, Probe, Probes, Request, query,
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
            address: Address { base: address.base.clone(), auth: address.auth.masked() },
            request,
            outcome,
            probes: Probes::default(),
        }
    }

    // Has a worker read what came of a task, and say what to do next.
    pub(super) fn examine(&mut self, task: Task, outcome: Outcome, out: &mut Vec<Effect>) {
        let connection = &self.connection;
        let address = Address { base: connection.base.clone(), auth: connection.auth.clone() };
        let (asked, request) = match &task {
            Task::BuildInfo | Task::Flavour | Task::Listing(_) | Task::Listed(_) => {
                (Request::BuildInfo, query::build_info(&address.base, &address.auth))
            }
            Task::NamesInstead(_) => {
                (Request::MetricNames, query::metric_names(&address.base, &address.auth))
            }
            Task::Part(part) => {
                let Some(running) = &connection.running else { return };
                let Some(request) = running.requests.get(part.part).cloned() else { return };
                (Request::Range(running.query.promql.clone()), request)
            }
        };
        let circumstances = self.circumstances(&address, asked, outcome);
        self.consult(Case { circumstances, request, task }, out);
    }

    pub(super) fn consult(&mut self, case: Case, out: &mut Vec<Effect>) {
        let job = Job::Advise(Box::new(case.circumstances.clone()));
        let ticket = self.post(self.listing_worker(), job, out);
        self.connection.cases.insert(ticket, case);
    }

    pub(in crate::app) fn advised(&mut self, ticket: u32, advice: Advice, out: &mut Vec<Effect>) {
        let Some(case) = self.connection.cases.remove(&ticket) else { return };
        match (advice, case.task) {
            (Advice::Send, task) => self.ask(task, case.request, out),
            (Advice::Probe(probe), task) => {
                let ticket = self.ticket();
                let request = self.connection.addressed(probe_request(&probe, &case.request));
                out.push(Effect::Probe { ticket, probe, request });
                self.connection.cases.insert(ticket, Case { task, ..case });
            }
            (Advice::Server(server), Task::NamesInstead(first)) => {
                self.connected(server, out);
                if first == Outcome::Unreachable {
                    let (base, auth) = (&self.connection.base, &self.connection.auth);
                    self.ask(Task::Flavour, requests::top_queries(base, auth), out);
                }
            }
            (Advice::Server(server), _) => self.connected(server, out),
            (Advice::Problem(..), Task::NamesInstead(first)) => {
                self.examine(Task::BuildInfo, first, out);
            }
            (Advice::Problem(_, Some(relief)), Task::Part(_))
                if self.try_otherwise(relief, out) => {}
            (Advice::Problem(problem, _), task) => self.task_failed(&task, problem, out),
        }
    }

    fn task_failed(&mut self, task: &Task, problem: Problem, out: &mut Vec<Effect>) {
        out.push(Effect::Warn(problem.to_string()));
        if !matches!(task, Task::Part(_)) {
            return self.connection_failed(problem);
        }
        let source = self.connection.running.as_ref().map(|running| running.source);
        if let Some(source) = source {
            self.query_failed(source, problem, out);
        }
    }

    /// No worker is there to say what to do next.
    pub(in crate::app) fn nobody_advises(&mut self, why: &str, out: &mut Vec<Effect>) {
        let cases = std::mem::take(&mut self.connection.cases);
        for (_, case) in cases.iter() {
            let fix = "Try once more; if it happens again, reload the page.";
            let problem = Problem::new("Nobody could look at the server's answer.", why, fix);
            self.task_failed(&case.task, problem, out);
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
        case.circumstances.probes.enter(probe, found);
        self.consult(case, out);
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
