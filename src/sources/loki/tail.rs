//! Reads a range completely though each answer has so many entries at most: which request comes next.

use super::query::{Order, Query, Server};
use super::refusal::Refusal;
use super::slices::Slices;
use crate::model::HttpRequest;
use serde::{Deserialize, Serialize};

/// No answer is asked to have more entries, whatever a server grants.
const MOST_LIMIT: u32 = 80_000;
/// A slice with fewer than one in so many of the entries that fit in an answer is sparse.
const SPARSE: u64 = 4;
/// So often in a row a request is sent again that the connection cut, or that the server put off.
const TRIES: u32 = 4;

/// What an answer had, as [`crate::sources::Reader::answered`] tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Entries in it.
    pub entries: u64,
    /// Those of them that no answer had before.
    pub fresh: u64,
    /// Moments of the earliest and the latest, in nanoseconds; 0 where there are none.
    pub span: (i64, i64),
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// It was answered and read.
    Answered(Answered),
    /// The server refused it, as [`super::refusal_of`] tells from its reply.
    Refused(Refusal),
    /// The answer broke off; what was read of it was given up.
    Cut,
}

/// How it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// With the next request.
    More,
    /// All was read, or as much as was wanted.
    Done,
    /// Not at all: [`super::diagnose`] says why.
    Fail,
}

/// The requests of a query, one after another: the next one depends on what the last one brought.
///
/// A slice of the range is asked for. Where its answer is full, the next request begins with the last
/// moment that was seen, which may have more entries; the reader drops those it knows. Otherwise the next
/// slice follows: wider where there was little, narrower where there was much.
#[derive(Debug, Clone)]
pub struct Tail {
    query: Query,
    server: Server,
    slices: Slices,
    /// Of the next request.
    limit: u32,
    /// What the server is known to grant.
    granted: Option<u32>,
    fresh: u64,
    /// Moments with more entries than an answer may have.
    skipped: u64,
    tries: u32,
    running: bool,
    ended: Option<Step>,
}

impl Tail {
    /// Before the first request; [`Query::check`] says whether there is one.
    pub fn new(query: Query, server: Server) -> Self {
        let ended = query.check().is_err().then_some(Step::Fail);
        Self {
            slices: Slices::new(query.order, query.start, query.end),
            limit: query.limit.min(MOST_LIMIT),
            granted: None,
            fresh: 0,
            skipped: 0,
            tries: 0,
            running: false,
            ended,
            query,
            server,
        }
    }

    /// The next request; `None` while one is on its way, and at the end.
    pub fn next_request(&mut self) -> Option<HttpRequest> {
        if self.running || self.ended.is_some() {
            return None;
        }
        let slice = self.slices.slice()?;
        self.running = true;
        Some(self.query.request(&self.server, slice, self.limit))
    }

    /// Seconds to wait before the next request is sent: 0, but where the server or the connection could not.
    pub fn pause(&self) -> f64 {
        if self.tries == 0 { 0.0 } else { f64::from(1_u32 << (self.tries - 1).min(5)) }
    }

    /// Takes what became of the request that [`Self::next_request`] gave last.
    pub fn took(&mut self, report: Report) -> Step {
        if let Some(ended) = self.ended {
            return ended;
        }
        self.running = false;
        let step = match report {
            Report::Answered(answered) => self.answered(answered),
            Report::Refused(refusal) => self.refused(refusal),
            Report::Cut => self.again(),
        };
        self.ended = (step != Step::More).then_some(step);
        step
    }

    fn answered(&mut self, Answered { entries, fresh, span }: Answered) -> Step {
        self.tries = 0;
        self.fresh += fresh;
        if entries >= u64::from(self.limit) {
            self.full(span);
        } else {
            self.slices.read();
            self.limit = self.usual_limit();
            if entries * SPARSE < u64::from(self.limit) {
                self.slices.widen();
            }
        }
        let is_done = self.fresh >= self.query.most || self.slices.slice().is_none();
        if is_done { Step::Done } else { Step::More }
    }

    fn full(&mut self, span: (i64, i64)) {
        let edge = match self.query.order {
            Order::OldestFirst => span.1,
            Order::NewestFirst => span.0,
        };
        if self.slices.read_to(edge) {
            self.slices.narrow();
            self.limit = self.usual_limit();
            return;
        }
        // All of them are of one moment: only a larger answer can have the rest of it.
        let most = self.granted.unwrap_or(MOST_LIMIT);
        if self.limit < most {
            self.limit = self.limit.saturating_mul(2).min(most);
        } else {
            self.skipped += 1;
            self.slices.skip();
            self.limit = self.usual_limit();
        }
    }

    fn refused(&mut self, refusal: Refusal) -> Step {
        match refusal {
            Refusal::Entries(most) if most < self.limit => {
                self.granted = Some(most);
                self.limit = most;
                Step::More
            }
            Refusal::Length(most) if self.slices.never_wider(most.unwrap_or(i64::MAX)) => {
                Step::More
            }
            Refusal::Heavy if self.slices.never_wider(i64::MAX) => Step::More,
            Refusal::Busy => self.again(),
            _ => Step::Fail,
        }
    }

    fn again(&mut self) -> Step {
        self.tries += 1;
        if self.tries > TRIES { Step::Fail } else { Step::More }
    }

    fn usual_limit(&self) -> u32 {
        self.query.limit.min(self.granted.unwrap_or(MOST_LIMIT))
    }

    /// How much of the range was read, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.slices.share()
    }

    /// What the user should know of what was not read.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.fresh >= self.query.most && self.slices.slice().is_some() {
            let end = match self.query.order {
                Order::OldestFirst => "later",
                Order::NewestFirst => "earlier",
            };
            notes.push(format!(
                "Stopped after {} lines, as many as were wanted; what is {end} was not read. Choose a shorter range \
                 or a narrower selector, or allow more.",
                self.fresh
            ));
        }
        if self.skipped > 0 {
            notes.push(format!(
                "{} moments have more lines than the server gives at once; the rest of these moments is missing. \
                 A selector with fewer streams gives them.",
                self.skipped
            ));
        }
        notes
    }
}
