//! What the server measures, for completion and examples: fetched, and read by a worker, since
//! the descriptions of a large server take longer than a frame.

use super::Task;
use crate::app::{App, Effect};
use crate::protocol::{Job, Listing};
use crate::sources::prometheus::{Metric, query};

impl App {
    pub(super) fn ask_catalogue(&mut self, out: &mut Vec<Effect>) {
        let (base, auth) = (&self.connection.base, &self.connection.auth);
        let names = query::metric_names(base, auth);
        let descriptions = query::metadata(base, auth);
        for (listing, request) in [(Listing::Names, names), (Listing::Metrics, descriptions)] {
            let ticket = self.ticket();
            self.connection.tasks.insert(ticket, Task::Listing(listing));
            let request = self.connection.addressed(request);
            let chunk = Job::List { listing, load: ticket };
            let (worker, timeout) = (self.listing_worker(), super::SMALL_TIMEOUT);
            out.push(Effect::Stream { ticket, request, timeout, worker, chunk });
        }
    }

    // The last to get a source of its own.
    pub(in crate::app) fn listing_worker(&self) -> usize {
        self.start.as_ref().map_or(0, |start| start.workers.saturating_sub(1))
    }

    pub(super) fn listing_arrived(&mut self, listing: Listing, load: u32, out: &mut Vec<Effect>) {
        let job = Job::Listed { listing, load };
        let ticket = self.post(self.listing_worker(), job, out);
        self.connection.tasks.insert(ticket, Task::Listed(listing));
    }

    /// Completion is a comfort: without it the page works as well.
    pub(super) fn no_listing(&mut self, listing: Listing, out: &mut Vec<Effect>) {
        if listing == Listing::Names {
            self.query_unasked(out);
        }
    }

    pub(in crate::app) fn listed_names(
        &mut self,
        ticket: u32,
        names: Vec<String>,
        out: &mut Vec<Effect>,
    ) {
        if self.connection.tasks.remove(&ticket).is_some() {
            self.connection.names = names;
            self.query_unasked(out);
        }
    }

    pub(in crate::app) fn listed_metrics(&mut self, ticket: u32, metrics: Vec<Metric>) {
        if self.connection.tasks.remove(&ticket).is_some() {
            self.connection.metrics = metrics;
        }
    }

    /// A worker died, maybe over a listing, which is not read again.
    pub(in crate::app) fn listings_lost(
        &mut self,
        worker: usize,
        why: &str,
        out: &mut Vec<Effect>,
    ) {
        if worker != self.listing_worker() {
            return;
        }
        self.nobody_advises(why, out);
        let tasks = &mut self.connection.tasks;
        let waits = tasks.iter().any(|(_, task)| *task == Task::Listed(Listing::Names));
        tasks.retain(|_, task| !matches!(task, Task::Listed(_)));
        if waits {
            self.query_unasked(out);
        }
    }

    // The first query runs by itself, so that something is seen at once, unless the user was faster.
    fn query_unasked(&mut self, out: &mut Vec<Effect>) {
        if self.connection.asked {
            return;
        }
        let saved = self.settings.query.clone();
        let first = self.connection.examples().into_iter().next();
        let promql = if saved.is_empty() { first.unwrap_or_default() } else { saved };
        self.query(&promql, out);
    }
}
