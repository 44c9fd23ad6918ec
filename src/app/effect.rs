//! All that the application wants done: values that the edge carries out, one file for each kind.

use super::event::{Alarm, Theme};
use super::models::Model;
use crate::model::{HttpRequest, Said};
use crate::protocol::Job;
use crate::sources::prometheus::Probe;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Give a job to a worker.
    Post {
        /// Which worker.
        worker: usize,
        /// Number of the question.
        ticket: u32,
        /// The job.
        job: Job,
        /// The file that travels beside it.
        file: Option<u32>,
    },
    /// Get the workers' program ready: it will be wanted.
    Prepare,
    /// Fetch a small answer.
    Fetch {
        /// Number of the request.
        ticket: u32,
        /// The request.
        request: HttpRequest,
        /// Give up after this many seconds.
        timeout: f64,
    },
    /// Fetch an answer and hand its body to a worker, chunk by chunk.
    Stream {
        /// Number of the request.
        ticket: u32,
        /// The request.
        request: HttpRequest,
        /// Give up after this many seconds.
        timeout: f64,
        /// Which worker.
        worker: usize,
        /// The job that each chunk travels beside.
        chunk: Job,
    },
    /// Abort requests that nobody waits for any more.
    Abort(Vec<u32>),
    /// Find something out about a connection.
    Probe {
        /// Number of the probe.
        ticket: u32,
        /// What to find out.
        probe: Probe,
        /// The request to send for it.
        request: HttpRequest,
    },
    /// Ring later.
    Schedule {
        /// In this many seconds.
        after: f64,
        /// Which alarm.
        alarm: Alarm,
    },
    /// Read all fitted models.
    LoadModels,
    /// Keep a fitted model.
    SaveModel(Model),
    /// Keep this fitted model no longer.
    DeleteModel(String),
    /// Offer a file to the user.
    Download {
        /// File name.
        name: String,
        /// Media type.
        mime: String,
        /// Content.
        text: String,
    },
    /// Keep settings over a reload.
    SaveSettings(String),
    /// Keep the names of open sources, so that a reload can say what it lost.
    SaveOpen(String),
    /// Change the look.
    SetTheme(Theme),
    /// Let go of a file.
    DropFile(u32),
    /// Ask the browser to delete nothing of this page by itself; then say this.
    Persist(Said),
    /// Write to the browser's console.
    Warn(String),
}
