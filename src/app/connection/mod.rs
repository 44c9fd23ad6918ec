//! The conversation with a Prometheus server: connect, ask, refresh, and find out what is wrong.

mod catalogue;
mod examine;
mod parts;
mod query;
mod range;

use super::{App, Effect, SourceId};
use crate::model::{Auth, Few, HttpRequest, Problem, TimeRange};
use crate::protocol::Listing;
use crate::sources::prometheus::{
    Address, Circumstances, Metric, Outcome, Queue, RangeQuery, Request, Server, Ticket,
    address_spaces, is_top_queries, query as requests,
};

/// Seconds that a small answer may take.
const SMALL_TIMEOUT: f64 = 10.0;

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
    // See `HttpRequest::spaces`.
    spaces: &'static [&'static str],
    queue: Queue,
    tasks: Few<u32, Task>,
    cases: Few<u32, Case>,
    running: Option<Running>,
    // Another server was connected: what is shown came from the one before, so a tail does not fit.
    moved: bool,
    // A query was asked since the server was connected.
    asked: bool,
    // What was said of a query whose source is gone.
    complaint: Option<Problem>,
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
    // The slowest queries, to recognise a server that hides what it is.
    Flavour,
    // A list is coming, for a worker to read.
    Listing(Listing),
    // A worker reads it.
    Listed(Listing),
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

impl Connection {
    // What the server says of the metrics that a query names.
    fn types_in(&self, promql: &str) -> Vec<(String, String)> {
        let is_part = |one: char| one.is_ascii_alphanumeric() || one == '_' || one == ':';
        let words = promql.split(|one| !is_part(one));
        let known = words.filter_map(|word| {
            let at = self.metrics.binary_search_by(|metric| metric.name.as_str().cmp(word)).ok()?;
            Some((self.metrics[at].name.clone(), self.metrics[at].kind.clone()))
        });
        known.collect()
    }

    // The same request with what lets it through to a private host.
    fn addressed(&self, request: HttpRequest) -> HttpRequest {
        HttpRequest { spaces: self.spaces, ..request }
    }
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
        self.connection.tasks.clear();
        self.connection.cases.clear();
        self.connection.link = Link::Connecting;
        self.connection.moved |= self.connection.base != address.base;
        self.connection.spaces = address_spaces(&circumstances.page_url, &address);
        self.connection.base = address.base;
        self.connection.auth = address.auth;
        let request = requests::build_info(&self.connection.base, &self.connection.auth);
        // What the browser may block is asked for its permission before it is sent.
        self.consult(Case { circumstances, request, task: Task::BuildInfo }, out);
    }

    pub(super) fn connection_failed(&mut self, problem: Problem) {
        self.connection.link = Link::Failed(problem.clone());
        self.notice(true, problem);
    }

    fn ask(&mut self, task: Task, request: HttpRequest, out: &mut Vec<Effect>) {
        let ticket = self.ticket();
        self.connection.tasks.insert(ticket, task);
        let request = self.connection.addressed(request);
        out.push(Effect::Fetch { ticket, request, timeout: SMALL_TIMEOUT });
    }

    pub(super) fn fetched(&mut self, ticket: u32, outcome: Outcome, out: &mut Vec<Effect>) {
        let Some(task) = self.connection.tasks.remove(&ticket) else { return };
        match (&task, &outcome) {
            (Task::BuildInfo, Outcome::Unreachable) => self.ask_names_instead(outcome, out),
            (Task::BuildInfo, Outcome::Reply(reply)) if reply.status == 404 => {
                self.ask_names_instead(outcome, out);
            }
            (Task::NamesInstead(_), Outcome::Reply(reply)) if reply.ok() => {
                self.examine(task, outcome, out);
            }
            (Task::NamesInstead(first), _) => self.examine(Task::BuildInfo, first.clone(), out),
            (Task::Flavour, Outcome::Reply(reply)) if is_top_queries(&reply.body) => {
                self.connection.link = Link::Connected(Server::victoria_metrics());
            }
            (Task::Listing(listing), Outcome::Reply(reply))
                if reply.ok() && reply.body.is_empty() =>
            {
                self.listing_arrived(*listing, ticket, out);
            }
            (Task::Listing(listing), _) => self.no_listing(*listing, out),
            (Task::Flavour | Task::Listed(_), _) => {}
            (Task::Part(part), Outcome::Reply(reply)) if reply.ok() && reply.body.is_empty() => {
                self.part_arrived(*part, out);
            }
            _ => self.examine(task, outcome, out),
        }
    }

    // Some servers answer queries but not who they are: old ones have no such page, and others,
    // such as VictoriaMetrics 1.79, send it without CORS headers.
    fn ask_names_instead(&mut self, first: Outcome, out: &mut Vec<Effect>) {
        let request = requests::metric_names(&self.connection.base, &self.connection.auth);
        self.ask(Task::NamesInstead(first), request, out);
    }

    fn connected(&mut self, server: Server, out: &mut Vec<Effect>) {
        self.connection.link = Link::Connected(server);
        self.connection.asked = false;
        self.notices.retain(|notice| !notice.failure);
        if self.settings.address != self.connection.base {
            self.settings.address.clone_from(&self.connection.base);
            self.settings.query.clear();
        }
        self.save_settings(out);
        self.ask_catalogue(out);
    }
}
