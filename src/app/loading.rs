//! Opening, reading again and closing sources.

use super::{App, DEMO_WORKER, Effect, FileInfo, Kind, LOG_WORKER, Source, Status};
use crate::model::{Problem, SourceId, TimeRange, Zone};
use crate::protocol::Job;
use crate::sources::{csv, file, simulator};

/// A source whose worker died so often is not read again unless the user asks.
pub(super) const MOST_DEATHS: u32 = 3;

impl App {
    /// The source with this number.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    pub(super) fn source_mut(&mut self, id: SourceId) -> Option<&mut Source> {
        self.sources.iter_mut().find(|source| source.id == id)
    }

    pub(super) fn new_source(&mut self, name: String, kind: Kind) -> SourceId {
        let id = SourceId(self.sources_made);
        self.sources_made += 1;
        let own = matches!(kind, Kind::Demo { .. }) && self.demo_has_detector();
        let is_table = |name: &str| file::is_table_name(name);
        let worker = match &kind {
            Kind::Demo { .. } if own => DEMO_WORKER,
            Kind::File { .. } if !is_table(&name) => LOG_WORKER,
            Kind::Loki(_) => LOG_WORKER,
            _ => self.next_worker(id),
        };
        let status = Status::beginning(0, self.now);
        let given = name.clone();
        self.sources.push(Source {
            id,
            name,
            given,
            kind,
            worker,
            load: 0,
            status,
            deaths: 0,
            full: false,
            report: None,
            sight: Vec::new(),
        });
        id
    }

    // One after the other.
    pub(super) fn next_worker(&self, id: SourceId) -> usize {
        id.0 as usize % self.start.as_ref().map_or(1, |start| start.workers.max(1))
    }

    pub(super) fn post(&mut self, worker: usize, job: Job, out: &mut Vec<Effect>) -> u32 {
        let ticket = self.ticket();
        out.push(Effect::Post { worker, ticket, job, file: None });
        ticket
    }

    pub(super) fn open_demo(&mut self, scenario: String, seed: u64, out: &mut Vec<Effect>) {
        self.remove_demo(out);
        let Some(about) = simulator::MENU.iter().find(|about| about.id == scenario) else {
            return;
        };
        let name = format!("Demo: {} (seed {seed})", about.title);
        let id = self.new_source(name, Kind::Demo { scenario, seed, origin: self.now });
        self.read(id, out);
        self.schedule_demo(out);
    }

    pub(super) fn remove_demo(&mut self, out: &mut Vec<Effect>) {
        for id in self.demos() {
            self.remove(id, out);
        }
    }

    /// The demos that are open.
    pub(super) fn demos(&self) -> Vec<SourceId> {
        let is_demo = |source: &&Source| matches!(source.kind, Kind::Demo { .. });
        self.sources.iter().filter(is_demo).map(|source| source.id).collect()
    }

    pub(super) fn files_arrived(&mut self, files: Vec<FileInfo>, out: &mut Vec<Effect>) {
        if files.is_empty() {
            return;
        }
        self.remove_demo(out);
        self.announce_memory(&files);
        if files.iter().any(|one| !file::is_table_name(&one.name)) {
            self.surround(out);
        }
        for FileInfo { handle, name, size } in files {
            let id = self.new_source(name, Kind::File { handle, size, format: String::new() });
            self.read(id, out);
        }
        self.save_open(out);
    }

    /// Reads a source from the start.
    pub(super) fn read(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        let (now, zone) = (self.now, self.naive_zone());
        let Some(source) = self.source_mut(id) else { return };
        source.load += 1;
        source.full = false;
        let (worker, load, name) = (source.worker, source.load, source.given.clone());
        let kind = source.kind.clone();
        self.post_detector(worker, out);
        let Some(source) = self.source_mut(id) else { return };
        match kind {
            Kind::Demo { scenario, seed, origin } => {
                let range = self.replay.range(now);
                let job = Job::Simulate { source: id, name, scenario, seed, origin, range };
                let ticket = self.post(worker, job, out);
                self.replay.asks(ticket, range);
            }
            Kind::File { handle, size, format } => {
                source.status = Status::beginning(size, now);
                let table = csv::Options { zone, name, size, now };
                let options = file::Options { table, format, now };
                let ticket = self.ticket();
                let job = Job::OpenFile { source: id, load, options };
                out.push(Effect::Post { worker, ticket, job, file: Some(handle) });
            }
            Kind::Prometheus => self.run_query(id, None, out),
            Kind::Loki(ask) => {
                source.status = Status::beginning(0, now);
                self.abandon_lines(id, out);
                let range = TimeRange { from: now - f64::from(ask.look_back), to: now };
                let from = self.from();
                self.post(worker, Job::OpenLoki { source: id, name, load, ask, from, range }, out);
            }
        }
    }

    /// A file that looked like a table by its name and is a log is read where logs are; whether it must be.
    pub(super) fn moved_to_logs(&mut self, id: SourceId, out: &mut Vec<Effect>) -> bool {
        let elsewhere = |source: &&mut Source| {
            matches!(source.kind, Kind::File { .. }) && source.worker != LOG_WORKER
        };
        let Some(source) = self.source_mut(id).filter(elsewhere) else { return false };
        let worker = std::mem::replace(&mut source.worker, LOG_WORKER);
        self.post(worker, Job::Forget { source: id }, out);
        self.surround(out);
        self.read(id, out);
        true
    }

    fn naive_zone(&self) -> Zone {
        match &self.start {
            Some(start) if self.settings.naive_local => start.local.clone(),
            _ => Zone::utc(),
        }
    }

    pub(super) fn reload(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        let failed = |source: &Source| matches!(source.status, Status::Failed(_));
        let failure = self.source(id).filter(|one| failed(one)).map(|one| one.status.clone());
        // What several sources failed by is gone for all of them, or for none.
        let again = self.sources.iter_mut().filter(|one| {
            one.id == id || failure.as_ref().is_some_and(|failure| one.status == *failure)
        });
        let again: Vec<SourceId> = again
            .map(|source| {
                source.deaths = 0;
                source.id
            })
            .collect();
        for id in again {
            self.withdraw_failure(id);
            self.read(id, out);
        }
        if !self.demos().is_empty() {
            self.schedule_demo(out);
        }
    }

    pub(super) fn reload_files(&mut self, out: &mut Vec<Effect>) {
        let files: Vec<SourceId> = self
            .sources
            .iter()
            .filter(|source| matches!(source.kind, Kind::File { .. }))
            .map(|source| source.id)
            .collect();
        for id in files {
            self.read(id, out);
        }
    }

    pub(super) fn rename(&mut self, id: SourceId, name: &str, out: &mut Vec<Effect>) {
        let name = name.trim();
        if name.is_empty() {
            return;
        }
        let Some(source) = self.source_mut(id) else { return };
        name.clone_into(&mut source.name);
        let (name, now) = (name.to_owned(), self.now);
        self.post(LOG_WORKER, Job::Renamed { source: id, name, now }, out);
        self.save_open(out);
    }

    pub(super) fn remove(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        let Some(at) = self.sources.iter().position(|source| source.id == id) else { return };
        self.withdraw_failure(id);
        let source = self.sources.remove(at);
        match source.kind {
            Kind::File { handle, .. } => out.push(Effect::DropFile(handle)),
            Kind::Prometheus => self.abandon_query_of(id, out),
            Kind::Demo { .. } => {
                self.forget_demo_log();
                self.replay.reset();
            }
            Kind::Loki(_) => self.abandon_lines(id, out),
        }
        self.post(source.worker, Job::Forget { source: id }, out);
        // Its incidents, and the log of a demo.
        if source.worker != LOG_WORKER {
            self.post(LOG_WORKER, Job::Forget { source: id }, out);
        }
        self.rows.retain(|key, _| key.source != id);
        self.selection.retain(|key| key.source != id);
        self.anomalies.retain(|anomaly| anomaly.key.source != id);
        self.charts.forget(id);
        if self.selection.is_empty() {
            self.picked = false;
            (self.charts.zoom, self.logs.window) = (None, None);
        }
        self.rank(out);
        self.surround_again(out);
        self.save_open(out);
    }

    pub(super) fn stop(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        let Some(source) = self.source_mut(id) else { return };
        if !source.status.is_loading() {
            return;
        }
        source.status = Status::Stopped;
        let (worker, is_query) = (source.worker, source.kind == Kind::Prometheus);
        if matches!(source.kind, Kind::Loki(_)) {
            self.end_lines(id, out);
        } else if !is_query {
            self.post(worker, Job::Stop { source: id }, out);
        } else if self.former(id).is_some() {
            self.remove(id, out);
        } else {
            self.abandon_query_of(id, out);
        }
    }

    pub(super) fn save_open(&self, out: &mut Vec<Effect>) {
        let names: Vec<&str> = self
            .sources
            .iter()
            .filter(|source| !matches!(source.kind, Kind::Demo { .. }))
            .map(|source| source.name.as_str())
            .collect();
        out.push(Effect::SaveOpen(names.join(", ")));
    }

    // A panic costs time and nothing else: the new worker gets its sources again. What kills every
    // worker (memory that is not there, a program that does not load) must not go on for ever.
    pub(super) fn worker_died(&mut self, worker: usize, why: &str, out: &mut Vec<Effect>) {
        out.push(Effect::Warn(format!("worker {worker}: {why}")));
        self.notice(
            true,
            Problem::new(
                "A worker stopped and was started again; its sources are being read again.",
                why.lines().next().unwrap_or_default().trim(),
                "Nothing is lost. If it happens again with the same data, please report it with this text.",
            ),
        );
        self.charts.worker_died(worker);
        self.replay.unanswered();
        self.scoring.lost(worker);
        self.models.lost(worker);
        self.logs_lost(worker, out);
        self.listings_lost(worker, why, out);
        let mut again = Vec::new();
        for source in self.sources.iter_mut().filter(|source| source.worker == worker) {
            source.deaths += 1;
            if source.deaths < MOST_DEATHS {
                again.push(source.id);
            } else {
                source.status = Status::Failed(given_up(&source.name, why));
            }
        }
        for id in again {
            self.read(id, out);
        }
    }
}

impl App {
    /// No worker can start: nothing is read until the user asks again.
    pub(super) fn no_workers(&mut self, why: &str, out: &mut Vec<Effect>) {
        let problem = Problem::new(
            "The program of the workers could not be loaded.",
            why,
            "Check the connection to this page's host, then read a source again (⟳).",
        );
        self.nobody_advises(why, out);
        self.replay.unanswered();
        self.scoring.all_lost();
        self.models.all_lost();
        self.logs_unanswered(out);
        self.abandon_query(out);
        for source in &mut self.sources {
            self.charts.worker_died(source.worker);
            source.status = Status::Failed(problem.clone());
        }
        self.notice(true, problem);
    }
}

fn given_up(name: &str, why: &str) -> Problem {
    Problem::new(
        format!("Its worker stopped {MOST_DEATHS} times, so it is not read any more."),
        format!("{name}: {why}"),
        "Remove other sources to make room, reload the page, or read it again.",
    )
}
