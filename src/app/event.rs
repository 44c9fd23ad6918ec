//! All that can happen.

use super::models::Model;
use super::replay::Control;
use crate::model::{Auth, Problem, Said, SeriesKey, SourceId, TimeRange};
use crate::protocol::Reply;
use crate::sources::prometheus::{Found, Outcome, Probe};

/// Everything that the page, the workers, the network and the store tell the application.
#[derive(Debug, Clone)]
pub enum Event {
    /// The page is up.
    Started(Start),
    /// A timer that was set rang.
    Rang(Alarm),

    /// Files were dropped or chosen.
    FilesArrived(Vec<FileInfo>),
    /// The user wants a Prometheus server.
    Connect {
        /// What was pasted.
        address: String,
        /// How to log in; kept in memory only.
        auth: Auth,
    },
    /// The user runs a query.
    Query(String),
    /// The user chose how far to look back, in seconds.
    LookBack(f64),
    /// The user chose a fixed range: seconds since 1970 read off a clock of the zone that is shown;
    /// NaN where nothing was chosen.
    Fixed {
        /// First moment.
        from: f64,
        /// Last moment.
        to: f64,
    },
    /// The user chose the resolution in seconds; `None` is automatic.
    Resolution(Option<f64>),
    /// The user chose the time between refreshes in seconds; `None` is by hand.
    RefreshEvery(Option<f64>),
    /// The user wants fresh data now.
    Refresh,
    /// The user wants to know why a point alarmed.
    Explain(SeriesKey, f64),
    /// The user takes the setting that would have kept the explained alarm silent.
    Silence,
    /// The user opens or closes the comparison of detectors.
    Compare(bool),
    /// The user wants the demo, with this seed and scenario.
    Demo {
        /// Scenario id.
        scenario: String,
        /// Same seed, same figures.
        seed: u64,
    },
    /// The user goes through the demo's time.
    Replay(Control),
    /// The user renames a source.
    Rename(SourceId, String),
    /// The user removes a source.
    Remove(SourceId),
    /// The user stops a reading; what was read stays.
    Stop(SourceId),
    /// The user wants a source read again from the start.
    Reload(SourceId),

    /// The user chose a detector.
    Detector(String),
    /// The user set a parameter, as text.
    Parameter(String, String),
    /// The same while it is still being moved: nothing is kept yet.
    Drag(String, String),

    /// The user wants the chosen detector fitted on a source.
    Fit(SourceId),
    /// The user wants this fitted model to judge; empty for none.
    UseModel(String),
    /// The user deletes a fitted model.
    DeleteModel(String),
    /// The user wants a fitted model as a file.
    ExportModel(String),
    /// A file of a fitted model was given.
    ImportModel(String),
    /// The user looks at the list of fitted models.
    LookAtModels,
    /// The store has read all fitted models.
    ModelsLoaded(Vec<Model>),

    /// The user used an element of a panel that a worker worded.
    Say(Said),

    /// The user filters the ranked list.
    Filter(String),
    /// The user picked a series; `true` adds it to those already picked.
    Pick(SeriesKey, bool),
    /// The user zoomed; `None` shows everything.
    Zoom(Option<TimeRange>),
    /// The charts have this many pixel columns.
    ChartWidth(u32),
    /// Files of incidents were given.
    ImportIncidents(Vec<FileInfo>),
    /// The user wants the anomalous points as a file.
    ExportAnomalies(Export),
    /// The user sorts the table of anomalous points.
    SortAnomalies(Column),

    /// The user switched between UTC and local time.
    LocalTime(bool),
    /// The user chose the zone of stamps without one (`true`: local, `false`: UTC).
    NaiveLocal(bool),
    /// The user chose a theme.
    Theme(Theme),
    /// The user has read a notice.
    Dismiss(u32),
    /// The tab came to the front.
    Shown,

    /// A worker answered.
    Replied {
        /// Which worker.
        worker: usize,
        /// Number of the question.
        ticket: u32,
        /// What it says.
        reply: Reply,
    },
    /// A worker died; a new one is being started in its place.
    WorkerDied {
        /// Which worker.
        worker: usize,
        /// What it said last.
        why: String,
    },
    /// The program that all workers run could not be loaded; the next job tries again.
    NoWorkers(String),
    /// A small answer arrived, or the request failed.
    Fetched {
        /// Number of the request.
        ticket: u32,
        /// What came of it.
        outcome: Outcome,
    },
    /// A probe ended.
    Probed {
        /// Number of the probe.
        ticket: u32,
        /// Which probe.
        probe: Probe,
        /// What it found.
        found: Found,
    },
    /// A request was sent and ended: one line of the ledger.
    Sent(LedgerLine),
    /// Fitted models could not be read or kept.
    StoreFailed(Problem),
}

/// What the page knows when it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The user's own time zone.
    pub local: crate::model::Zone,
    /// Bytes of memory that all sources may take together.
    pub memory: u64,
    /// Number of workers that run at once.
    pub workers: usize,
    /// Address of the page without its hash.
    pub page: String,
    /// Whether the browser calls the page a secure context.
    pub secure: bool,
    /// A number that differs from visit to visit.
    pub seed: u64,
    /// Saved settings, as [`super::Settings`] wrote them.
    pub settings: Option<String>,
    /// Names of sources that were open before a reload, which could not be kept.
    pub lost: Option<String>,
    /// Whether the tab may sort things out by touch or has little room; sets the chart width.
    pub chart_width: u32,
}

/// A file that the edge holds.
#[derive(Debug, Clone, PartialEq)]
pub struct FileInfo {
    /// The edge's number for it.
    pub handle: u32,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// Timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The first look is over: the workers' program can come.
    Prepare,
    /// The demo goes on.
    Demo,
    /// A replay of the demo goes on; the number tells a stale timer.
    Replay(u32),
    /// Refresh of the Prometheus sources; the number tells a stale timer.
    Refresh(u32),
    /// A request to Loki has waited; its ticket.
    Send(u32),
    /// A deletion of an incident can be undone no more.
    Deleted,
}

/// One request, as the ledger shows it; never with credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    /// When it was sent.
    pub time: f64,
    /// `GET`, `POST` or `HEAD`.
    pub method: String,
    /// Host and port.
    pub host: String,
    /// Path, without the query.
    pub path: String,
    /// Status, or 0 if there was none.
    pub status: u16,
    /// Bytes of the answer's body.
    pub bytes: u64,
    /// Milliseconds until the body had ended.
    pub millis: f64,
}

/// File format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Comma separated values.
    Csv,
    /// JSON.
    Json,
}

/// Columns of the table of anomalous points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Moment.
    Time,
    /// Series.
    Series,
    /// Value.
    Value,
    /// Score.
    Score,
}

/// Look of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// What the stylesheet and the settings call it.
    pub fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
