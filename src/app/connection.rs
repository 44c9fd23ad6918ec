//! The conversation with a Prometheus server: connect, ask, refresh, and find out what is wrong.

use super::event::Found;
use super::{Alarm, App, Effect, Kind, SourceId, Status};
use crate::model::{Auth, Few, HttpReply, HttpRequest, Problem, TimeRange};
use crate::protocol::{Format, Job};
use crate::sources::prometheus::{
    Address, Circumstances, Metric, Outcome, Probe, Probes, Queue, RangeQuery, Request, Server,
    Ticket, Verdict, answers, diagnose, next_probe, query, refuse_early,
};

/// Seconds that a small answer may take.
const SMALL_TIMEOUT: f64 = 10.0;
/// Seconds that a query may take: the default limit of the server itself.
const QUERY_TIMEOUT: f64 = 120.0;
/// Points that an automatic resolution aims at: enough for a wide screen, quick to score.
const WANTED_POINTS: usize = 1_000;

/// What the page knows of the server and what is under way with it.
#[derive(Debug, Default)]
pub struct Connection {
    /// Address without credentials; empty before the first connection.
    pub base: String,
    /// How it stands.
    pub link: Link,
    /// Names of the server's metrics, for completion.
    pub names: Vec<String>,
    /// What the server tells of its metrics, in order of name.
    pub metrics: Vec<Metric>,
    auth: Auth,
    queue: Queue,
    tasks: Few<u32, Task>,
    cases: Few<u32, Case>,
    running: Option<Running>,
}

/// How the connection stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Link {
    /// Nothing was asked.
    #[default]
    Idle,
    /// Waiting for the first answer.
    Connecting,
    /// The server answered.
    Connected(Server),
    /// It cannot be reached, and why.
    Failed(Problem),
}

#[derive(Debug, Clone, PartialEq)]
enum Task {
    BuildInfo,
    // The names, asked for instead of who the server is, and what came of that question.
    NamesInstead(Outcome),
    Names,
    Metadata,
    Part(Ticket),
}

// A request that failed, and what probes have found out about it so far.
#[derive(Debug)]
struct Case {
    circumstances: Circumstances,
    request: HttpRequest,
    task: Task,
}

// The query under way.
#[derive(Debug)]
struct Running {
    source: SourceId,
    load: u32,
    worker: usize,
    query: RangeQuery,
    keep: Option<TimeRange>,
    attempt: u32,
    requests: Vec<HttpRequest>,
}

impl App {
    pub(super) fn connect(&mut self, address: &str, auth: Auth, out: &mut Vec<Effect>) {
        let mut address = match Address::parse(address) {
            Ok(address) => address,
            Err(problem) => return self.connection_failed(problem),
        };
        if auth != Auth::None {
            address.auth = auth;
        }
        self.abandon_query(out);
        let circumstances = self.circumstances(&address, Request::BuildInfo, Outcome::NotSent);
        if let Some(problem) = refuse_early(&circumstances) {
            return self.connection_failed(problem);
        }
        self.connection.tasks.clear();
        self.connection.cases.clear();
        self.connection.link = Link::Connecting;
        self.connection.base = address.base;
        self.connection.auth = address.auth;
        let request = query::build_info(&self.connection.base, &self.connection.auth);
        self.ask(Task::BuildInfo, request, out);
    }

    fn connection_failed(&mut self, problem: Problem) {
        self.connection.link = Link::Failed(problem.clone());
        self.notice(true, problem);
    }

    fn circumstances(
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

    fn ask(&mut self, task: Task, request: HttpRequest, out: &mut Vec<Effect>) {
        let ticket = self.ticket();
        self.connection.tasks.insert(ticket, task);
        out.push(Effect::Fetch { ticket, request, timeout: SMALL_TIMEOUT });
    }

    /// The user runs a query: it replaces what the server's source showed.
    pub(super) fn query(&mut self, promql: &str, out: &mut Vec<Effect>) {
        let promql = promql.trim();
        if !matches!(self.connection.link, Link::Connected(_)) {
            return;
        }
        promql.clone_into(&mut self.settings.query);
        self.save_settings(out);
        self.remove_demo(out);
        let shown = self.sources.iter().find(|source| source.kind == Kind::Prometheus);
        let shown = shown.map(|source| (source.id, source.given == promql));
        let id = match shown {
            Some((id, true)) => id,
            Some((id, false)) => {
                self.remove(id, out);
                self.new_source(promql.to_owned(), Kind::Prometheus)
            }
            None => self.new_source(promql.to_owned(), Kind::Prometheus),
        };
        self.read(id, out);
        self.save_open(out);
        self.schedule_refresh(out);
    }

    pub(super) fn look_back(&mut self, seconds: f64, out: &mut Vec<Effect>) {
        self.settings.look_back = seconds.clamp(60.0, 366.0 * 86_400.0);
        self.charts.zoom = None;
        self.save_settings(out);
        self.query_again(out);
    }

    pub(super) fn resolution(&mut self, step: Option<f64>, out: &mut Vec<Effect>) {
        self.settings.resolution = step;
        self.save_settings(out);
        self.query_again(out);
    }

    fn query_again(&mut self, out: &mut Vec<Effect>) {
        let shown = self.sources.iter().find(|source| source.kind == Kind::Prometheus);
        if let Some(id) = shown.map(|source| source.id) {
            self.read(id, out);
        }
    }

    pub(super) fn refresh_every(&mut self, seconds: Option<f64>, out: &mut Vec<Effect>) {
        self.settings.refresh = seconds;
        self.save_settings(out);
        self.schedule_refresh(out);
    }

    pub(super) fn schedule_refresh(&mut self, out: &mut Vec<Effect>) {
        self.refresh_round += 1;
        if let Some(after) = self.settings.refresh {
            out.push(Effect::Schedule { after, alarm: Alarm::Refresh(self.refresh_round) });
        }
    }

    /// Fetches only what is new, where a complete answer to the same question is there already.
    pub(super) fn refresh(&mut self, out: &mut Vec<Effect>) {
        let shown = self.sources.iter_mut().find(|source| source.kind == Kind::Prometheus);
        let Some(source) = shown.filter(|source| !source.status.is_loading()) else { return };
        let ready = source.status == Status::Ready;
        let tail = source.report.as_ref().and_then(|report| report.range).filter(|_| ready);
        source.load += 1;
        let id = source.id;
        self.run_query(id, tail, out);
    }

    /// Asks for the whole window, or for what came after `tail`.
    pub(super) fn run_query(
        &mut self,
        id: SourceId,
        tail: Option<TimeRange>,
        out: &mut Vec<Effect>,
    ) {
        let window = TimeRange { from: self.now - self.settings.look_back, to: self.now };
        let automatic = || query::auto_step(window, WANTED_POINTS);
        let step = self.settings.resolution.unwrap_or_else(automatic);
        let Some(source) = self.source(id) else { return };
        let promql = source.given.clone();
        // The last point is asked for again: it may have been scraped after it was read.
        let fresh = tail.filter(|tail| window.from < tail.to && tail.to <= window.to);
        let range = fresh.map_or(window, |tail| TimeRange { from: tail.to, to: window.to });
        let query = RangeQuery { promql, range, step };
        if let Err(problem) = query.check() {
            return self.query_failed(id, problem);
        }
        let requests = query.plan(&self.connection.base, &self.connection.auth);
        self.start_query(id, query, (fresh.map(|_| window), 0), requests, out);
    }

    fn start_query(
        &mut self,
        id: SourceId,
        query: RangeQuery,
        (keep, attempt): (Option<TimeRange>, u32),
        requests: Vec<HttpRequest>,
        out: &mut Vec<Effect>,
    ) {
        let now = self.now;
        self.withdraw_failure(id);
        let Some(source) = self.source_mut(id) else { return };
        source.status = Status::beginning(0, now);
        if 0 < attempt {
            source.load += 1;
        }
        let (load, worker, name) = (source.load, source.worker, source.given.clone());
        let parts = requests.len() as u32;
        let format = Format::Matrix { query: query.promql.clone(), step: query.step };
        let requests = self.renew_queue(requests, out);
        self.connection.running =
            Some(Running { source: id, load, worker, query, keep, attempt, requests });
        self.post(worker, Job::Open { source: id, name, load, parts, format }, out);
        self.pump(out);
    }

    /// Takes back what was said of a source's failure: it is asked anew, or gone.
    pub(super) fn withdraw_failure(&mut self, id: SourceId) {
        let failed = self.source(id).and_then(|source| match &source.status {
            Status::Failed(problem) => Some(problem.clone()),
            _ => None,
        });
        if let Some(problem) = failed {
            self.notices.retain(|notice| notice.problem != problem);
        }
    }

    // Lets as many requests out as may run at once.
    fn pump(&mut self, out: &mut Vec<Effect>) {
        let Some(running) = &self.connection.running else { return };
        let (source, load, worker) = (running.source, running.load, running.worker);
        while let Some((part, request)) = self.connection.queue.next_to_send() {
            let ticket = self.ticket();
            self.connection.tasks.insert(ticket, Task::Part(part));
            let chunk = Job::Chunk { source, load, part: part.part as u32 };
            out.push(Effect::Stream { ticket, request, timeout: QUERY_TIMEOUT, worker, chunk });
        }
    }

    // Gives the queue new requests, aborts those of the query before, and returns the new ones by
    // their part.
    fn renew_queue(
        &mut self,
        requests: Vec<HttpRequest>,
        out: &mut Vec<Effect>,
    ) -> Vec<HttpRequest> {
        let by_part = requests.clone();
        let connection = &mut self.connection;
        for stale in connection.queue.start(requests) {
            connection.queue.done(stale);
        }
        let is_part = |task: &Task| matches!(task, Task::Part(_));
        let stale: Vec<u32> = connection
            .tasks
            .iter()
            .filter(|(_, task)| is_part(task))
            .map(|(ticket, _)| *ticket)
            .collect();
        connection.tasks.retain(|_, task| !is_part(task));
        if !stale.is_empty() {
            out.push(Effect::Abort(stale));
        }
        by_part
    }

    /// Gives up the query under way; what was there before it stays.
    pub(super) fn abandon_query(&mut self, out: &mut Vec<Effect>) {
        self.renew_queue(Vec::new(), out);
        self.connection.running = None;
    }

    pub(super) fn fetched(&mut self, ticket: u32, outcome: Outcome, out: &mut Vec<Effect>) {
        let Some(task) = self.connection.tasks.remove(&ticket) else { return };
        match (&task, &outcome) {
            (Task::BuildInfo, Outcome::Reply(reply)) if reply.ok() => {
                match answers::server(&reply.body) {
                    Ok(server) => self.connected(server, out),
                    Err(_) => self.examine(task, outcome, out),
                }
            }
            (Task::BuildInfo, Outcome::Unreachable) => self.ask_names_instead(outcome, out),
            (Task::BuildInfo, Outcome::Reply(reply)) if reply.status == 404 => {
                self.ask_names_instead(outcome, out);
            }
            (Task::NamesInstead(first), _) => match &outcome {
                Outcome::Reply(reply) if reply.ok() && answers::names(&reply.body).is_ok() => {
                    self.connected(Server::nameless(), out);
                }
                _ => self.examine(Task::BuildInfo, first.clone(), out),
            },
            // Completion is a comfort: without it the page works as well.
            (Task::Names, Outcome::Reply(reply)) => {
                self.connection.names = answers::names(&reply.body).unwrap_or_default();
                self.query_unasked(out);
            }
            (Task::Names, _) => self.query_unasked(out),
            (Task::Metadata, Outcome::Reply(reply)) => {
                self.connection.metrics = answers::described(&reply.body).unwrap_or_default();
            }
            (Task::Metadata, _) => {}
            (Task::Part(part), Outcome::Reply(reply)) if reply.ok() && reply.body.is_empty() => {
                self.part_arrived(*part, out);
            }
            (Task::Part(_), Outcome::Reply(reply)) if self.try_otherwise(reply, out) => {}
            _ => self.examine(task, outcome, out),
        }
    }

    // Some servers answer queries but not who they are: old ones have no such page, and others,
    // such as VictoriaMetrics 1.79, send it without CORS headers.
    fn ask_names_instead(&mut self, first: Outcome, out: &mut Vec<Effect>) {
        let request = query::metric_names(&self.connection.base, &self.connection.auth);
        self.ask(Task::NamesInstead(first), request, out);
    }

    fn connected(&mut self, server: Server, out: &mut Vec<Effect>) {
        self.connection.link = Link::Connected(server);
        self.notices.retain(|notice| !notice.failure);
        if self.settings.address != self.connection.base {
            self.settings.address.clone_from(&self.connection.base);
            self.settings.query.clear();
        }
        self.save_settings(out);
        let request = query::metric_names(&self.connection.base, &self.connection.auth);
        self.ask(Task::Names, request, out);
        let request = query::metadata(&self.connection.base, &self.connection.auth);
        self.ask(Task::Metadata, request, out);
    }

    // The first query runs by itself, so that something is seen at once.
    fn query_unasked(&mut self, out: &mut Vec<Effect>) {
        let saved = self.settings.query.clone();
        let first = self.connection.examples().into_iter().next();
        let promql = if saved.is_empty() { first.unwrap_or_default() } else { saved };
        self.query(&promql, out);
    }

    fn part_arrived(&mut self, part: Ticket, out: &mut Vec<Effect>) {
        if self.connection.queue.done(part) == Verdict::Drop {
            return;
        }
        if let Some(running) = &self.connection.running {
            let (source, load, keep) = (running.source, running.load, running.keep);
            let job = Job::Close { source, load, part: part.part as u32, keep };
            self.post(running.worker, job, out);
        }
        self.pump(out);
    }

    // Some refusals say how to ask instead: with a larger step, or for less at once.
    fn try_otherwise(&mut self, reply: &HttpReply, out: &mut Vec<Effect>) -> bool {
        let Some(running) = &self.connection.running else { return false };
        let (source, keep, attempt) = (running.source, running.keep, running.attempt);
        let (base, auth) = (&self.connection.base, &self.connection.auth);
        if let Some(wider) = query::with_larger_step(&running.query, reply, attempt) {
            let requests = wider.plan(base, auth);
            self.notice(
                false,
                Problem::new(
                    format!(
                        "The server refused so many points, so the resolution was lowered to {} s.",
                        wider.step
                    ),
                    wider.promql.clone(),
                    "Choose a resolution or a shorter look-back to decide yourself.",
                ),
            );
            self.start_query(source, wider, (keep, attempt + 1), requests, out);
            return true;
        }
        let Some(halves) = query::in_halves(&running.query, reply, attempt) else { return false };
        let requests = halves.iter().flat_map(|half| half.plan(base, auth)).collect();
        let query = running.query.clone();
        self.start_query(source, query, (keep, attempt + 1), requests, out);
        true
    }

    // Probes until the doctor knows, then says what is wrong.
    fn examine(&mut self, task: Task, outcome: Outcome, out: &mut Vec<Effect>) {
        let connection = &self.connection;
        let address = Address { base: connection.base.clone(), auth: connection.auth.clone() };
        let (asked, request) = match &task {
            Task::BuildInfo | Task::NamesInstead(_) | Task::Names | Task::Metadata => {
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

    fn examine_case(&mut self, case: Case, out: &mut Vec<Effect>) {
        if let Some(probe) = next_probe(&case.circumstances) {
            let ticket = self.ticket();
            let request = probe_request(&probe, &case.request);
            out.push(Effect::Probe { ticket, probe, request });
            self.connection.cases.insert(ticket, case);
            return;
        }
        let problem = diagnose(&case.circumstances);
        out.push(Effect::Warn(problem.to_string()));
        if !matches!(case.task, Task::Part(_)) {
            return self.connection_failed(problem);
        }
        let source = self.connection.running.as_ref().map(|running| running.source);
        self.abandon_query(out);
        if let Some(source) = source {
            self.query_failed(source, problem);
        }
    }

    fn query_failed(&mut self, id: SourceId, problem: Problem) {
        if let Some(source) = self.source_mut(id) {
            source.status = Status::Failed(problem.clone());
        }
        self.notice(true, problem);
    }

    pub(super) fn probed(
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
