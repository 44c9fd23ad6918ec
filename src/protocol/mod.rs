//! What page and worker say to each other, as bytes, and how a worker answers.
//!
//! Bulk travels beside the message and is transferred, never copied: a chunk of a file or a network
//! answer belongs to [`Job::Chunk`]; a dropped file belongs to [`Job::OpenFile`], an imported one to [`Job::ReadIncidents`].

mod answer;
mod desk;
mod fitting;
mod live;
mod request;
mod warm;

pub use answer::{answer, answer_demo, report_so_far, sight_next, tell_logs};
pub use desk::{stored, tell_incidents};
pub use request::Request;
pub use warm::{WARM_ROUNDS, Warm};

pub use crate::detect::auto::ZONE;
use crate::detect::truth::Truth;
pub use crate::detect::{find, find_core};
use crate::model::{
    Anomaly, Compared, Drawing, Explanation, LogLine, ModelCard, Problem, Said, SeriesKey,
    SourceId, Summary, TimeRange, Values,
};
use crate::panels::incidents;
use crate::panels::logs::{Offer, Panel, Surroundings};
pub use crate::shelf::{Find, Held, Listing, Load, Shelf, Wanted, Wish};
use crate::sources::prometheus::{Advice, Circumstances, Found, Metric, Outcome, Probe};
pub use crate::sources::{Progress, csv, file, incidents::fits, loki};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Both sides must come from one build; a cached worker of another build says so in `Ready`.
pub const BUILD: &str = env!("BLIP_BUILD");

/// The page asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Chooses the detector; if that changes anything, everything held is scored anew.
    Score {
        /// Detector id.
        detector: String,
        /// Its parameters.
        values: Values,
        /// Whether reports can do without incidents: a parameter is still being moved.
        brief: bool,
    },
    /// Generates a scenario.
    Simulate {
        /// Under which source.
        source: SourceId,
        /// Name of the source.
        name: String,
        /// Scenario id.
        scenario: String,
        /// Same seed, same figures.
        seed: u64,
        /// Moment that the scenario is anchored to.
        origin: f64,
        /// Which points.
        range: TimeRange,
    },
    /// Starts a reading.
    Open {
        /// Under which source.
        source: SourceId,
        /// Name of the source.
        name: String,
        /// Number of this reading.
        load: Load,
        /// How many parts will be opened, each by its own chunks.
        parts: u32,
        /// What the chunks are.
        format: Format,
    },
    /// More bytes of a part; they travel beside the message.
    Chunk {
        /// Source.
        source: SourceId,
        /// Reading.
        load: Load,
        /// Part, from 0.
        part: u32,
    },
    /// A part is complete, or is to be taken as it is.
    Close {
        /// Source.
        source: SourceId,
        /// Reading.
        load: Load,
        /// Part, from 0.
        part: u32,
        /// Keep what was held from this range's start on, and add to it; `None` replaces it.
        keep: Option<TimeRange>,
    },
    /// Reads a whole file, which travels beside the message: the worker opens, reads and closes.
    OpenFile {
        /// Under which source.
        source: SourceId,
        /// Reading.
        load: Load,
        /// How to read it.
        options: file::Options,
    },
    /// Stops reading a file; what was read stays.
    Stop {
        /// Source.
        source: SourceId,
    },
    /// Asks for charts.
    Draw {
        /// Which series, in order.
        keys: Vec<SeriesKey>,
        /// Which window.
        range: TimeRange,
        /// Pixel columns.
        columns: u32,
    },
    /// Asks for anomalous points, worst first.
    Anomalies {
        /// Which series.
        keys: Vec<SeriesKey>,
        /// No more than this many a series.
        limit: u32,
    },
    /// More bytes of a server's list; they travel beside the message.
    List {
        /// Which list.
        listing: Listing,
        /// Number of this reading.
        load: Load,
    },
    /// The list is complete: read it.
    Listed {
        /// Which list.
        listing: Listing,
        /// Number of this reading.
        load: Load,
    },
    /// Drops a source.
    Forget {
        /// Source.
        source: SourceId,
    },
    /// Panics on purpose: the journeys send it to see a worker die and the page recover.
    Panic,
    /// Asks why a point alarmed.
    Explain {
        /// Which series.
        key: SeriesKey,
        /// Moment of the point.
        time: f64,
    },
    /// Asks how several detectors see one series.
    Compare {
        /// Which series.
        key: SeriesKey,
        /// Their ids and parameters.
        detectors: Vec<(String, Values)>,
    },
    /// Asks what to do about a request to a server; without secrets.
    Advise(Box<Circumstances>),
    /// What the series of a source say, as [`Reply::Sighted`] has it: [`Reply::Incidents`].
    Sighted {
        /// Source.
        source: SourceId,
        /// Its name.
        name: String,
        /// What was told.
        bytes: Vec<u8>,
        /// Whether its incidents are to be kept over a reload.
        kept: bool,
        /// The time now.
        now: f64,
    },
    /// A source goes by another name.
    Renamed {
        /// Source.
        source: SourceId,
        /// Its name.
        name: String,
        /// The time now.
        now: f64,
    },
    /// The user used an element of the panel of incidents: [`Reply::Incidents`].
    Use {
        /// What was said by that.
        said: Said,
        /// The time now.
        now: f64,
    },
    /// Reads the stored incidents again: another tab may have changed them.
    ReadHistory,
    /// Reads a file of incidents, which travels beside the message: JSON, a page that holds it, or records of the
    /// Graphite detector.
    ReadIncidents,
    /// Fits the chosen detector, as it is set, on all series of a source: [`Reply::Fitted`].
    Fit {
        /// Source.
        source: SourceId,
        /// The time now, which the model remembers.
        now: f64,
    },
    /// Puts a fitted model in the place of the chosen detector, or takes it away, and has everything held
    /// scored anew: [`Reply::Model`], then rows and reports.
    ///
    /// It judges with its own detector and parameters. A later [`Job::Score`] of the same detector sets
    /// knobs on top of it, one of another detector takes it away. Taken away, what was chosen last
    /// judges again.
    Model {
        /// What [`Reply::Fitted`] had, or a file of the user; what is none is refused, and what was there
        /// stays.
        json: Option<String>,
    },
    /// What surrounds the panel of log patterns: [`Reply::Panel`], now and whenever they change.
    Surround(Box<Surroundings>),
    /// Generates the log of a scenario, and finds its patterns.
    SimulateLog {
        /// Under which source.
        source: SourceId,
        /// Name of the source.
        name: String,
        /// Scenario id.
        scenario: String,
        /// Same seed, same lines.
        seed: u64,
        /// Moment that the scenario is anchored to.
        origin: f64,
        /// Which lines.
        range: TimeRange,
    },
    /// The user used an element of the panel of log patterns: [`Reply::Panel`].
    Say(Said),
    /// Starts to ask Loki: [`Reply::Send`].
    OpenLoki {
        /// Under which source.
        source: SourceId,
        /// Name of the source.
        name: String,
        /// Number of this reading.
        load: Load,
        /// What is asked.
        ask: loki::Ask,
        /// The page that asks.
        from: loki::From,
        /// Which lines.
        range: TimeRange,
    },
    /// What became of the request of [`Reply::Send`]; its body came as chunks.
    Answered {
        /// Source.
        source: SourceId,
        /// Reading.
        load: Load,
        /// What became of it.
        outcome: Outcome,
    },
    /// What the probe of [`Reply::Probe`] found.
    Probed {
        /// Source.
        source: SourceId,
        /// Reading.
        load: Load,
        /// Which probe.
        probe: Probe,
        /// What it found.
        found: Found,
    },
    /// What another worker has to say, as [`Reply::Letter`] had it.
    Letter(Vec<u8>),
    /// What became of the request of [`Reply::Aside`], with its body.
    Aside {
        /// What was asked.
        aside: loki::Aside,
        /// What became of it.
        outcome: Outcome,
    },
}

/// How the chunks of a reading are to be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Format {
    /// CSV or TSV, or gzip of either.
    Csv(csv::Options),
    /// Answer of Prometheus's `query_range`.
    Matrix {
        /// The query, for messages.
        query: String,
        /// Seconds between the points that were asked for.
        step: f64,
        /// What the server says of its metrics, by name: `counter`, `gauge` and so on.
        types: Vec<(String, String)>,
    },
    /// A file, plain or gzip, that turns out to be a table or a log.
    File(file::Options),
}

/// The worker answers; one job may have several answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker listens; sent once, first.
    Ready {
        /// [`BUILD`] of the worker.
        build: String,
    },
    /// How far a reading is.
    Progress {
        /// Source.
        source: SourceId,
        /// Bytes read.
        bytes: u64,
        /// Bytes in all; 0 if unknown.
        total: u64,
        /// Rows read and refused.
        rows: Progress,
        /// Bytes of memory that they will take with their bands; 0 if unknown.
        memory: u64,
    },
    /// Rows of the ranked list, a batch of them.
    Ranked {
        /// Source.
        source: SourceId,
        /// Series of this batch.
        summaries: Vec<Summary>,
        /// Whether these are the first of their scoring: what was listed before is void.
        first: bool,
    },
    /// All batches were sent.
    Scored(Box<Report>),
    /// A chart, as soon as it is there, so that the page draws it while the worker sees to the next. They come in the
    /// order asked for; a series that is gone is left out.
    Drawn {
        /// What to draw; nothing where the last series is gone.
        drawing: Option<Box<Drawing>>,
        /// Whether more come.
        more: bool,
    },
    /// Anomalous points.
    Anomalies(Vec<Anomaly>),
    /// Why a point alarmed; nothing is told of one that did not.
    Explained(Box<Explanation>),
    /// How several detectors see one series.
    Compared(SeriesKey, Vec<Compared>),
    /// Names of the server's metrics; none if they cannot be read.
    Names(Vec<String>),
    /// What the server tells of its metrics, in order of name; none if it cannot be read.
    Metrics(Vec<Metric>),
    /// A job could not be done.
    Failed {
        /// Source it was about.
        source: Option<SourceId>,
        /// Why.
        problem: Problem,
    },
    /// What to do about a request to a server.
    Advised(Advice),
    /// What the series of a source say to incidents: [`crate::shelf::Sight`] as bytes, for [`Job::Sighted`].
    Sighted {
        /// Source.
        source: SourceId,
        /// What they say.
        bytes: Vec<u8>,
    },
    /// The panel of incidents, whenever it changed.
    Incidents(Box<incidents::Panel>),
    /// Show these series in this window: the user looks at an incident.
    Show {
        /// Series, the worst first.
        keys: Vec<SeriesKey>,
        /// From its beginning to its end.
        range: TimeRange,
    },
    /// To be told to the user.
    Note {
        /// Whether something failed.
        failure: bool,
        /// What.
        problem: Problem,
    },
    /// The detector was chosen, and all that it changed was told.
    Chosen,
    /// A model fitted as it was asked for; it is not put on the shelf.
    Fitted {
        /// What it is.
        card: Box<ModelCard>,
        /// All of it, as a file holds it.
        json: String,
    },
    /// The model that judges from now on, if one does.
    Model(Option<Box<ModelCard>>),
    /// The panel of the patterns of all logs of this worker.
    Panel(Box<Panel>),
    /// What the user changed of patterns, to be kept over a reload.
    Keep(String),
    /// A file for the user.
    Offer(Offer),
    /// The user wants to read from Loki: open a source for it.
    Ask(loki::Ask),
    /// Send this, hand its body over as chunks of part 0, and then tell what became of it.
    Send {
        /// Source.
        source: SourceId,
        /// Reading.
        load: Load,
        /// The request.
        request: Request,
        /// After so many seconds.
        pause: f64,
    },
    /// Find this out, and tell it.
    Probe {
        /// Source.
        source: SourceId,
        /// Reading.
        load: Load,
        /// What to find out.
        probe: Probe,
        /// By this request.
        request: Request,
    },
    /// To be passed on as it is, by [`Job::Letter`].
    Letter {
        /// To the worker of this source; `None` to that of incidents.
        to: Option<SourceId>,
        /// [`crate::shelf::letter::Letter`] as bytes.
        bytes: Vec<u8>,
    },
    /// A source turned out to be a file of incidents, which were taken in: there is no such source.
    Imported {
        /// Source.
        source: SourceId,
    },
    /// Send this beside what else is sent, and tell what became of it by [`Job::Aside`].
    Aside {
        /// What is asked.
        aside: loki::Aside,
        /// The request.
        request: Request,
    },
}

/// What a source is worth after scoring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Source.
    pub source: SourceId,
    /// Whether more is being read.
    pub partial: bool,
    /// Whether it is of a parameter that is still being moved.
    pub brief: bool,
    /// First and last moment of all series.
    pub range: Option<TimeRange>,
    /// Rows read, or records of a log.
    pub rows: u64,
    /// Whether it is a log.
    pub is_log: bool,
    /// What the user should know.
    pub notes: Vec<String>,
    /// The last log lines.
    pub logs: Vec<LogLine>,
    /// How well the detector did, where the truth is known.
    pub truth: Option<Truth>,
    /// Bytes of memory that the source's columns take.
    pub memory: u64,
}

/// A message and the number that ties an answer to its question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Number of the question.
    pub ticket: u32,
    /// The message.
    pub body: T,
}

/// Message to bytes; NaN and infinities survive.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Bytes to message; `None` if another build wrote them.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
