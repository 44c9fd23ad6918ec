//! What the user asks of the server, and over which window.

use crate::app::{Alarm, App, Effect, Kind, Link, Source, SourceId, Status};
use crate::model::TimeRange;
use crate::sources::prometheus::{RangeQuery, query};

/// Points that an automatic resolution aims at: enough for a wide screen, quick to score.
const WANTED_POINTS: usize = 1_000;

impl App {
    /// The user runs a query: its first whole answer replaces what the server's source showed.
    pub(in crate::app) fn query(&mut self, promql: &str, out: &mut Vec<Effect>) {
        let promql = promql.trim();
        if !matches!(self.connection.link, Link::Connected(_)) {
            return;
        }
        self.connection.asked = true;
        promql.clone_into(&mut self.settings.query);
        self.save_settings(out);
        self.remove_demo(out);
        self.withdraw_complaints();
        if let Some(awaited) = self.awaited().map(|source| source.id) {
            self.remove(awaited, out);
        }
        let same = self.answered().filter(|source| source.given == promql);
        let id = same.map(|source| source.id);
        let id = id.unwrap_or_else(|| self.new_source(promql.to_owned(), Kind::Prometheus));
        self.read(id, out);
        self.save_open(out);
        self.schedule_refresh(out);
    }

    /// The server's source whose answer is shown.
    pub(super) fn answered(&self) -> Option<&Source> {
        self.sources.iter().find(|one| one.kind == Kind::Prometheus && one.report.is_some())
    }

    /// The server's source that has no answer yet.
    pub(super) fn awaited(&self) -> Option<&Source> {
        self.sources.iter().find(|one| one.kind == Kind::Prometheus && one.report.is_none())
    }

    /// The source that is shown until this one, which asks another query, is answered.
    pub fn former(&self, id: SourceId) -> Option<&Source> {
        self.awaited().filter(|awaited| awaited.id == id).and_then(|_| self.answered())
    }

    /// Whether the answer to another query is awaited while this source is shown.
    pub fn gives_way(&self, id: SourceId) -> bool {
        let awaited = self.awaited().filter(|awaited| awaited.status.is_loading());
        awaited.is_some() && self.answered().is_some_and(|answered| answered.id == id)
    }

    pub(in crate::app) fn resolution(&mut self, step: Option<f64>, out: &mut Vec<Effect>) {
        self.settings.resolution = step;
        self.save_settings(out);
        self.query_again(out);
    }

    pub(super) fn query_again(&mut self, out: &mut Vec<Effect>) {
        self.withdraw_complaints();
        if let Some(id) = self.awaited().or(self.answered()).map(|source| source.id) {
            self.read(id, out);
        }
    }

    pub(in crate::app) fn refresh_every(&mut self, seconds: Option<f64>, out: &mut Vec<Effect>) {
        self.settings.refresh = seconds;
        self.save_settings(out);
        self.schedule_refresh(out);
    }

    pub(in crate::app) fn schedule_refresh(&mut self, out: &mut Vec<Effect>) {
        self.refresh_round += 1;
        // Between two fixed moments nothing comes anew.
        if let Some(after) = self.settings.refresh.filter(|_| self.settings.fixed.is_none()) {
            out.push(Effect::Schedule { after, alarm: Alarm::Refresh(self.refresh_round) });
        }
    }

    /// Fetches only what is new, where a complete answer to the same question is there already.
    pub(in crate::app) fn refresh(&mut self, out: &mut Vec<Effect>) {
        let connected = matches!(self.connection.link, Link::Connected(_));
        let mut of_server = self.sources.iter().filter(|source| source.kind == Kind::Prometheus);
        if !connected || of_server.clone().any(|source| source.status.is_loading()) {
            return;
        }
        let Some(source) = of_server.next() else { return };
        let live = self.settings.fixed.is_none() && !self.connection.moved;
        let tailed = live && source.status == Status::Ready;
        let tail = source.report.as_ref().and_then(|report| report.range).filter(|_| tailed);
        let id = source.id;
        if let Some(source) = self.source_mut(id) {
            source.load += 1;
        }
        self.run_query(id, tail, out);
    }

    /// Asks for the whole window, or for what came after `tail`.
    pub(in crate::app) fn run_query(
        &mut self,
        id: SourceId,
        tail: Option<TimeRange>,
        out: &mut Vec<Effect>,
    ) {
        let window = self.asked_range();
        let automatic = || query::auto_step(window, WANTED_POINTS);
        let step = self.settings.resolution.unwrap_or_else(automatic);
        let Some(source) = self.source(id) else { return };
        let promql = source.given.clone();
        // The last point is asked for again: it may have been scraped after it was read.
        let fresh = tail.filter(|tail| window.from < tail.to && tail.to <= window.to);
        let range = fresh.map_or(window, |tail| TimeRange { from: tail.to, to: window.to });
        let query = RangeQuery { promql, range, step };
        if let Err(problem) = query.check() {
            return self.query_failed(id, problem, out);
        }
        let requests = query.plan(&self.connection.base, &self.connection.auth);
        self.start_query(id, query, (fresh.map(|_| window), 0), requests, out);
    }
}
