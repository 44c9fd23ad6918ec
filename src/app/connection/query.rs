//! What the user asks of the server, and over which window.

use crate::app::{Alarm, App, Effect, Kind, Link, SourceId, Status};
use crate::model::TimeRange;
use crate::sources::prometheus::{RangeQuery, query};

/// Points that an automatic resolution aims at: enough for a wide screen, quick to score.
const WANTED_POINTS: usize = 1_000;

impl App {
    /// The user runs a query: it replaces what the server's source showed.
    pub(in crate::app) fn query(&mut self, promql: &str, out: &mut Vec<Effect>) {
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

    pub(in crate::app) fn look_back(&mut self, seconds: f64, out: &mut Vec<Effect>) {
        self.settings.look_back = seconds.clamp(60.0, 366.0 * 86_400.0);
        self.charts.zoom = None;
        self.save_settings(out);
        self.query_again(out);
    }

    pub(in crate::app) fn resolution(&mut self, step: Option<f64>, out: &mut Vec<Effect>) {
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

    pub(in crate::app) fn refresh_every(&mut self, seconds: Option<f64>, out: &mut Vec<Effect>) {
        self.settings.refresh = seconds;
        self.save_settings(out);
        self.schedule_refresh(out);
    }

    pub(in crate::app) fn schedule_refresh(&mut self, out: &mut Vec<Effect>) {
        self.refresh_round += 1;
        if let Some(after) = self.settings.refresh {
            out.push(Effect::Schedule { after, alarm: Alarm::Refresh(self.refresh_round) });
        }
    }

    /// Fetches only what is new, where a complete answer to the same question is there already.
    pub(in crate::app) fn refresh(&mut self, out: &mut Vec<Effect>) {
        let shown = self.sources.iter_mut().find(|source| source.kind == Kind::Prometheus);
        let Some(source) = shown.filter(|source| !source.status.is_loading()) else { return };
        let ready = source.status == Status::Ready;
        let tail = source.report.as_ref().and_then(|report| report.range).filter(|_| ready);
        source.load += 1;
        let id = source.id;
        self.run_query(id, tail, out);
    }

    /// Asks for the whole window, or for what came after `tail`.
    pub(in crate::app) fn run_query(
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
}
