//! The panel of log patterns: a worker words it, and the page tells it what is around.

use super::lines::abort;
use super::loading::MOST_DEATHS;
use super::source::LOG_WORKER;
use super::{App, Effect, Kind};
use crate::model::{Few, HttpRequest, Node, Said, SeriesKey, SourceId, TimeRange};
use crate::panels::incidents::{DISCARD, PERSIST, SAYS};
use crate::panels::logs::{FORMAT, Panel, Surroundings};
use crate::protocol::Job;
use crate::sources::loki::Aside;
use std::sync::Arc;

/// Hours of log that the demo begins with: as many as of its metrics.
pub(super) const DEMO_HISTORY: f64 = 4.0 * 3600.0;
/// Anomalies of a metric that patterns are compared with.
const MOST_MOMENTS: usize = 500;

/// All that the page knows of patterns.
#[derive(Debug, Default)]
pub struct Logs {
    /// Logs that are open.
    pub count: u32,
    /// Their patterns.
    pub patterns: u32,
    /// What is to be seen of them.
    pub node: Arc<Node>,
    /// The window whose patterns are compared with those before it, as it was chosen on the page.
    pub window: Option<TimeRange>,
    // An anomaly that the user picked: its stretch becomes the window.
    pub(super) picked: Option<(SeriesKey, f64)>,
    // Requests to Loki that are under way, and those that wait.
    pub(super) sent: Few<u32, (SourceId, u32)>,
    pub(super) waiting: Few<u32, HttpRequest>,
    // What is asked of it beside lines.
    pub(super) asides: Few<u32, Aside>,
    // What the panel was told last.
    told: Option<Surroundings>,
    // Whether an answer is under way, and whether something newer is to be told after it.
    asked: Option<u32>,
    again: bool,
    // Which part of the log of a demo was asked for.
    demo: Option<TimeRange>,
    deaths: u32,
}

impl App {
    /// Whether any log is open.
    pub fn has_logs(&self) -> bool {
        self.logs.count > 0
    }

    pub(super) fn say(&mut self, said: Said, out: &mut Vec<Effect>) {
        // Only the page has the file.
        if said.what == FORMAT {
            let id = said.about.parse().map(SourceId);
            return id.map_or((), |id| self.read_as(id, said.value, out));
        }
        // Only a page may ask for it.
        if said.what == PERSIST {
            let what = [SAYS, "storage"].concat();
            let measure = Said { what, about: "measure".to_owned(), ..Said::default() };
            out.push(Effect::Persist(measure));
            return;
        }
        if said.what == DISCARD {
            self.deleting(out);
        }
        let now = self.now;
        let of_incidents = said.what.starts_with(SAYS);
        let job = if of_incidents { Job::Use { said, now } } else { Job::Say(said) };
        self.post(LOG_WORKER, job, out);
    }

    /// Tells what is around the panel, unless it knows; while an answer is under way, later.
    pub(super) fn surround(&mut self, out: &mut Vec<Effect>) {
        if self.logs.asked.is_some() {
            self.logs.again = true;
            return;
        }
        let moments = self.anomalies.iter().map(|point| (point.time, point.score));
        let around = Surroundings {
            view: self.window(),
            window: self.logs.window,
            metric: moments.take(MOST_MOMENTS).collect(),
            zone: self.zone(),
            edits: self.settings.edits.clone(),
        };
        if self.logs.told.as_ref() != Some(&around) {
            self.logs.told = Some(around.clone());
            self.logs.asked = Some(self.post(LOG_WORKER, Job::Surround(Box::new(around)), out));
        }
    }

    /// The same where there is a panel.
    pub(super) fn surround_again(&mut self, out: &mut Vec<Effect>) {
        if self.has_logs() {
            self.surround(out);
        }
    }

    pub(super) fn panel_told(&mut self, ticket: u32, panel: Panel, out: &mut Vec<Effect>) {
        let first = !self.has_logs() && panel.logs > 0;
        (self.logs.count, self.logs.patterns) = (panel.logs, panel.patterns);
        self.logs.node = Arc::new(panel.node);
        if self.logs.asked == Some(ticket) {
            self.logs.asked = None;
            if std::mem::take(&mut self.logs.again) {
                self.surround(out);
            }
        }
        if first {
            self.surround(out);
        }
        self.demo_answered(ticket, out);
    }

    /// Its worker died: nobody answers any more. What kills every one is not made again for ever.
    pub(super) fn logs_lost(&mut self, worker: usize, out: &mut Vec<Effect>) {
        if worker != LOG_WORKER {
            return;
        }
        self.logs_unanswered(out);
        let (window, deaths) = (self.logs.window, self.logs.deaths + 1);
        self.logs = Logs { window, deaths, ..Logs::default() };
        if deaths < MOST_DEATHS {
            self.open_logs(out);
            self.tell_sights(out);
        }
    }

    /// No answer comes to anything that was asked.
    pub(super) fn logs_unanswered(&mut self, out: &mut Vec<Effect>) {
        let sent = std::mem::take(&mut self.logs.sent);
        abort(sent.iter().map(|(ticket, _)| *ticket).collect(), out);
        self.abandon_asides(&|_| true, out);
        (self.logs.told, self.logs.asked, self.logs.again) = (None, None, false);
    }

    /// Makes the panel, with the log of the demo if one is open, and its form for servers.
    pub(super) fn open_logs(&mut self, out: &mut Vec<Effect>) {
        self.surround(out);
        self.simulate_logs(out);
    }

    /// The demo is gone, and its log goes with it.
    pub(super) fn forget_demo_log(&mut self) {
        self.logs.demo = None;
    }

    /// Whether its worker was told what is around it.
    pub(super) fn knows_surroundings(&self) -> bool {
        self.logs.told.is_some()
    }

    /// The demo's log, in the worker of all logs: the same lines that its own worker makes, up to the moment that is
    /// shown of its metrics.
    pub(super) fn simulate_logs(&mut self, out: &mut Vec<Effect>) {
        let range = self.replay.shown();
        if self.logs.demo == Some(range) {
            return;
        }
        let job = |source: &super::Source| match &source.kind {
            Kind::Demo { scenario, seed, origin } => Some(Job::SimulateLog {
                source: source.id,
                name: source.name.clone(),
                scenario: scenario.clone(),
                seed: *seed,
                origin: *origin,
                range,
            }),
            _ => None,
        };
        let jobs: Vec<Job> = self.sources.iter().filter_map(job).collect();
        for job in jobs {
            self.logs.demo = Some(range);
            let ticket = self.post(LOG_WORKER, job, out);
            self.replay.asks(ticket, range);
        }
    }

    fn read_as(&mut self, id: SourceId, chosen: String, out: &mut Vec<Effect>) {
        let Some(source) = self.source_mut(id) else { return };
        if let Kind::File { format, .. } = &mut source.kind {
            *format = chosen;
            self.reload(id, out);
        }
    }
}
