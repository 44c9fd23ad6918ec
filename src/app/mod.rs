//! The application without a browser: what the page knows, and what it decides when something
//! happens.
//!
//! [`App::update`] takes an [`Event`] and the time, changes the state, and returns [`Effect`]s as
//! values; the edge carries them out. Nothing here waits, so the whole application is tested by
//! telling it events and looking at effects.

mod asides;
mod completion;
mod connection;
mod effect;
mod event;
mod explaining;
pub mod incidents;
mod lines;
mod loading;
pub mod logs;
mod memory;
mod models;
pub mod replay;
mod results;
mod scoring;
mod settings;
mod source;
pub mod summary;
pub mod view;
pub mod why;

pub use crate::sources::prometheus::{Found, LocalPermission, Outcome, Probe};
pub use connection::{Connection, Link};
pub use effect::Effect;
pub use event::{Alarm, Column, Event, Export, FileInfo, LedgerLine, Start, Theme};
pub use memory::MEMORY_LIMIT;
pub use models::{Model, Models};
pub use replay::Control;
pub use results::Charts;
pub use settings::Settings;
pub use source::{DEMO_WORKER, Kind, LOG_WORKER, Source, Status};

use crate::model::{
    Anomaly, Compared, Explanation, Problem, SeriesKey, SourceId, Summary, TimeRange, Zone,
};
use crate::panels::incidents::{DELETE_ALL, DELETE_DUE};
use crate::protocol::{Job, Reply};
use std::collections::BTreeMap;

/// Lines that the ledger keeps.
const LEDGER_LINES: usize = 500;
/// Notices that are kept; older ones give way.
const NOTICES: usize = 8;

/// Everything the page knows.
#[derive(Debug, Default)]
pub struct App {
    /// Time of the last event, seconds since 1970-01-01 UTC.
    pub now: f64,
    /// What the page knew at its start.
    pub start: Option<Start>,
    /// What is kept over a reload.
    pub settings: Settings,
    /// Open sources, oldest first.
    pub sources: Vec<Source>,
    /// The Prometheus server.
    pub connection: Connection,
    /// All series by key.
    pub rows: BTreeMap<SeriesKey, Summary>,
    /// Series that pass the filter, most severe first.
    pub ranking: Vec<SeriesKey>,
    /// Text of the filter.
    pub filter: String,
    /// Series whose charts are shown.
    pub selection: Vec<SeriesKey>,
    /// Whether the user picked the selection; otherwise it follows the ranking.
    pub picked: bool,
    /// What is drawn.
    pub charts: Charts,
    /// Anomalous points of the selection.
    pub anomalies: Vec<Anomaly>,
    /// Why one of them alarmed.
    pub explained: Option<Explanation>,
    /// How all detectors see the first series of the selection, while that is shown.
    pub comparison: Option<Vec<Compared>>,
    /// How the table is sorted: column, and whether falling.
    pub sorted: Option<(Column, bool)>,
    /// Incidents.
    pub incidents: incidents::Incidents,
    /// Requests, newest last.
    pub ledger: Vec<LedgerLine>,
    /// Messages to the user, oldest first.
    pub notices: Vec<Notice>,
    tickets: u32,
    sources_made: u32,
    notices_made: u32,
    refresh_round: u32,
    demo_scheduled: bool,
    /// Where the demo's time stands.
    pub replay: replay::Replay,
    scoring: scoring::Scoring,
    /// Fitted models.
    pub models: Models,
    /// Patterns of logs.
    pub logs: logs::Logs,
}

/// A message to the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its number.
    pub id: u32,
    /// Whether something failed, or it is only good to know.
    pub failure: bool,
    /// What it says.
    pub problem: Problem,
}

impl App {
    /// Decides what an event means. Cost: proportional to what changed.
    pub fn update(&mut self, now: f64, event: Event) -> Vec<Effect> {
        self.now = now;
        let mut out = Vec::new();
        match event {
            Event::Started(start) => self.started(start, &mut out),
            Event::Rang(alarm) => self.rang(alarm, &mut out),
            Event::FilesArrived(files) => {
                self.delete_now(DELETE_ALL, &mut out);
                self.files_arrived(files, &mut out);
            }
            Event::Demo { scenario, seed } => self.open_demo(scenario, seed, &mut out),
            Event::Replay(control) => self.control(control, &mut out),
            Event::Rename(id, name) => self.rename(id, &name, &mut out),
            Event::Remove(id) => self.remove(id, &mut out),
            Event::Stop(id) => self.stop(id, &mut out),
            Event::Reload(id) => self.reload(id, &mut out),
            Event::Connect { address, auth } => self.connect(&address, auth, &mut out),
            Event::Query(promql) => self.query(&promql, &mut out),
            Event::LookBack(seconds) => self.look_back(seconds, &mut out),
            Event::Fixed { from, to } => self.fix_range(from, to, &mut out),
            Event::Resolution(step) => self.resolution(step, &mut out),
            Event::RefreshEvery(seconds) => self.refresh_every(seconds, &mut out),
            Event::Refresh => self.refresh(&mut out),
            Event::Fetched { ticket, outcome } => {
                if !self.lines_came(ticket, &outcome, &mut out)
                    && let Some(outcome) = self.aside_came(ticket, outcome, &mut out)
                {
                    self.fetched(ticket, outcome, &mut out);
                }
            }
            Event::Probed { ticket, probe, found } => {
                if !self.lines_probed(ticket, &probe, found, &mut out) {
                    self.probed(ticket, probe, found, &mut out);
                }
            }
            Event::Detector(id) => self.choose_detector(id, &mut out),
            Event::Drag(name, text) => self.drag_parameter(&name, &text, &mut out),
            Event::Parameter(name, text) => self.set_parameter(&name, &text, &mut out),
            Event::Fit(source) => self.fit(source, &mut out),
            Event::UseModel(id) => self.use_model(id, &mut out),
            Event::DeleteModel(id) => self.delete_model(&id, &mut out),
            Event::ExportModel(id) => self.export_model(&id, &mut out),
            Event::ImportModel(json) => self.import_model(json, &mut out),
            Event::LookAtModels => self.load_models(&mut out),
            Event::ModelsLoaded(models) => self.models_loaded(models, &mut out),
            Event::Say(said) => self.say(said, &mut out),
            Event::Filter(text) => self.set_filter(text, &mut out),
            Event::Pick(key, add) => self.pick(key, add, &mut out),
            Event::Zoom(range) => self.zoom(range, &mut out),
            Event::ChartWidth(columns) => self.chart_width(columns, &mut out),
            Event::ImportIncidents(files) => self.import_incidents(&files, &mut out),
            Event::ExportAnomalies(format) => out.push(view::export(self, format)),
            Event::SortAnomalies(column) => self.sort_anomalies(column),
            Event::LocalTime(local) => {
                self.settings.local_time = local;
                self.save_settings(&mut out);
                self.surround(&mut out);
            }
            Event::NaiveLocal(local) => {
                self.settings.naive_local = local;
                self.save_settings(&mut out);
                self.reload_files(&mut out);
            }
            Event::Theme(theme) => {
                self.settings.theme = theme;
                out.push(Effect::SetTheme(theme));
                self.save_settings(&mut out);
            }
            Event::Dismiss(id) => self.notices.retain(|notice| notice.id != id),
            Event::Shown => {
                self.post(LOG_WORKER, Job::ReadHistory, &mut out);
            }
            Event::Replied { worker, reply: Reply::Chosen, .. } => self.chosen(worker, &mut out),
            Event::Replied { worker, reply: Reply::Model(card), .. } => {
                self.model_taken(worker, card.map(|card| *card), &mut out);
            }
            Event::Replied { ticket, reply: Reply::Panel(panel), .. } => {
                self.panel_told(ticket, *panel, &mut out);
            }
            Event::Replied { ticket, reply, .. } => self.replied(ticket, reply, &mut out),
            Event::WorkerDied { worker, why } => self.worker_died(worker, &why, &mut out),
            Event::Explain(key, time) => {
                self.logs.picked = Some((key, time));
                self.explain(key, time, &mut out);
            }
            Event::Silence => self.silence(&mut out),
            Event::Compare(open) => self.compare(open, &mut out),
            Event::NoWorkers(why) => self.no_workers(&why, &mut out),
            Event::Sent(line) => {
                self.ledger.push(line);
                let over = self.ledger.len().saturating_sub(LEDGER_LINES);
                self.ledger.drain(..over);
            }
            Event::StoreFailed(problem) => self.warn(problem, &mut out),
        }
        out
    }

    fn started(&mut self, start: Start, out: &mut Vec<Effect>) {
        if let Some(saved) = &start.settings {
            self.settings = Settings::read(saved);
        }
        self.charts.columns = start.chart_width;
        if !self.settings.model.is_empty() {
            self.load_models(out);
        }
        out.push(Effect::SetTheme(self.settings.theme));
        if let Some(lost) = start.lost.clone().filter(|names| !names.is_empty()) {
            self.notice(
                false,
                Problem::new(
                    "The page was reloaded: files and credentials are never kept, so these sources are closed.",
                    lost,
                    "Drop the files again, or connect again. Incidents and settings were kept.",
                ),
            );
            // Said once; the next reload has nothing to add.
            self.save_open(out);
        }
        let seed = start.seed;
        self.start = Some(start);
        self.open_demo("service".to_owned(), seed, out);
    }

    fn rang(&mut self, alarm: Alarm, out: &mut Vec<Effect>) {
        match alarm {
            Alarm::Prepare => {
                out.push(Effect::Prepare);
                if !self.knows_surroundings() {
                    self.open_logs(out);
                }
            }
            Alarm::Demo => self.continue_demo(out),
            Alarm::Replay(round) if round == self.replay.round => self.step(out),
            Alarm::Refresh(round) if round == self.refresh_round => {
                self.refresh(out);
                self.schedule_refresh(out);
            }
            Alarm::Replay(_) | Alarm::Refresh(_) => {}
            Alarm::Send(ticket) => self.send_waiting(ticket, out),
            Alarm::Deleted => self.delete_now(DELETE_DUE, out),
        }
    }

    /// The zone that times are shown in.
    pub fn zone(&self) -> Zone {
        match &self.start {
            Some(start) if self.settings.local_time => start.local.clone(),
            _ => Zone::utc(),
        }
    }

    /// The window that the charts show.
    pub fn window(&self) -> Option<TimeRange> {
        let full = || {
            self.selection
                .iter()
                .filter_map(|key| self.rows.get(key)?.range)
                .reduce(TimeRange::union)
        };
        self.charts.zoom.or_else(full)
    }

    /// Shows a message.
    pub fn notice(&mut self, failure: bool, problem: Problem) {
        if self.notices.iter().any(|notice| notice.problem == problem) {
            return;
        }
        self.notices_made += 1;
        self.notices.push(Notice { id: self.notices_made, failure, problem });
        let over = self.notices.len().saturating_sub(NOTICES);
        self.notices.drain(..over);
    }

    /// The same of a failure, which the browser's console keeps.
    fn warn(&mut self, problem: Problem, out: &mut Vec<Effect>) {
        out.push(Effect::Warn(problem.to_string()));
        self.notice(true, problem);
    }

    fn ticket(&mut self) -> u32 {
        self.tickets += 1;
        self.tickets
    }

    fn save_settings(&self, out: &mut Vec<Effect>) {
        out.push(Effect::SaveSettings(self.settings.write()));
    }
}
