//! The requests of one query: let out few at once, told to the worker, asked otherwise if refused.

use super::{Running, Task};
use crate::app::{App, Effect, SourceId, Status};
use crate::model::{HttpRequest, Problem, TimeRange};
use crate::protocol::{Format, Job};
use crate::sources::prometheus::{RangeQuery, Relief, Ticket, Verdict};

/// Seconds that a query may take: the default limit of the server itself.
const QUERY_TIMEOUT: f64 = 120.0;

impl App {
    pub(super) fn start_query(
        &mut self,
        id: SourceId,
        query: RangeQuery,
        (keep, attempt): (Option<TimeRange>, u32),
        requests: Vec<HttpRequest>,
        out: &mut Vec<Effect>,
    ) {
        let now = self.now;
        self.withdraw_failure(id);
        if self.connection.running.as_ref().is_some_and(|running| running.source != id) {
            self.interrupt();
        }
        if keep.is_none() {
            self.connection.moved = false;
        }
        let Some(source) = self.source_mut(id) else { return };
        source.status = Status::beginning(0, now);
        if 0 < attempt {
            source.load += 1;
        }
        let (load, worker, name) = (source.load, source.worker, source.given.clone());
        let parts = requests.len() as u32;
        let types = self.connection.types_in(&query.promql);
        let format = Format::Matrix { query: query.promql.clone(), step: query.step, types };
        let requests = self.renew_queue(requests, out);
        self.connection.running =
            Some(Running { source: id, load, worker, query, keep, attempt, requests });
        self.post(worker, Job::Open { source: id, name, load, parts, format }, out);
        self.pump(out);
    }

    /// Takes back what was said of a source's failure: it is asked anew, or gone.
    pub(in crate::app) fn withdraw_failure(&mut self, id: SourceId) {
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
            let request = self.connection.addressed(request);
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
        connection.cases.retain(|_, case| !is_part(&case.task));
        if !stale.is_empty() {
            out.push(Effect::Abort(stale));
        }
        by_part
    }

    /// Gives up the query under way; what was there before it stays.
    pub(in crate::app) fn abandon_query(&mut self, out: &mut Vec<Effect>) {
        self.renew_queue(Vec::new(), out);
        self.interrupt();
    }

    /// Gives up the query under way if it is this source's.
    pub(in crate::app) fn abandon_query_of(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        if self.connection.running.as_ref().is_some_and(|running| running.source == id) {
            self.abandon_query(out);
        }
    }

    // A source whose query nobody waits for any more is not loading for ever.
    fn interrupt(&mut self) {
        let Some(running) = self.connection.running.take() else { return };
        if let Some(source) = self.source_mut(running.source).filter(|one| one.status.is_loading())
        {
            source.status = Status::Stopped;
        }
    }

    pub(super) fn part_arrived(&mut self, part: Ticket, out: &mut Vec<Effect>) {
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

    // A refused query is asked otherwise once; then the user decides.
    pub(super) fn try_otherwise(&mut self, relief: Relief, out: &mut Vec<Effect>) -> bool {
        let Some(running) = &self.connection.running else { return false };
        let (source, keep, attempt) = (running.source, running.keep, running.attempt);
        if 0 < attempt {
            return false;
        }
        let (query, parts) = match relief {
            Relief::LargerStep => {
                let wider = running.query.with_larger_step();
                let lowered = Problem::new(
                    format!(
                        "The server refused so many points, so the resolution was lowered to {} s.",
                        wider.step
                    ),
                    wider.promql.clone(),
                    "Choose a resolution or a shorter look-back to decide yourself.",
                );
                self.notice(false, lowered);
                (wider.clone(), vec![wider])
            }
            Relief::Halves => match running.query.halves() {
                Some(halves) => (running.query.clone(), halves.to_vec()),
                None => return false,
            },
        };
        let (base, auth) = (&self.connection.base, &self.connection.auth);
        let requests = parts.iter().flat_map(|part| part.plan(base, auth)).collect();
        self.start_query(source, query, (keep, attempt + 1), requests, out);
        true
    }

    /// A query brought nothing: what was there before stays, and the message says what that is.
    pub(in crate::app) fn query_failed(
        &mut self,
        id: SourceId,
        mut problem: Problem,
        out: &mut Vec<Effect>,
    ) {
        self.abandon_query_of(id, out);
        if let Some(former) = self.former(id) {
            let (shown, whole) = (former.id, former.status != Status::Stopped);
            problem.fix =
                format!("What is shown is still the answer to `{}`. {}", former.given, problem.fix);
            self.remove(id, out);
            self.connection.complaint = Some(problem.clone());
            self.notice(true, problem);
            // Its own reading may have been given up in favour of the one that failed.
            if !whole {
                self.read(shown, out);
            }
            return;
        }
        if let Some(source) = self.source_mut(id) {
            if source.report.is_some() {
                problem.fix = format!("What is shown is the former answer. {}", problem.fix);
            }
            source.status = Status::Failed(problem.clone());
        }
        self.notice(true, problem);
    }

    /// Takes back what was said of former queries: the user asks anew.
    pub(super) fn withdraw_complaints(&mut self) {
        let shown = self.answered().map(|source| source.id);
        if let Some(id) = shown.or(self.awaited().map(|source| source.id)) {
            self.withdraw_failure(id);
        }
        let complaint = self.connection.complaint.take();
        self.notices.retain(|notice| Some(&notice.problem) != complaint.as_ref());
    }
}
