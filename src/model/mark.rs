//! Events that people or systems know of: deployments, changes of configuration, alerts.

use super::Labels;
use serde::{Deserialize, Serialize};

/// What kind of event it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MarkKind {
    /// Another version was rolled out, or rolled back.
    Deployment,
    /// A setting, a schema or the infrastructure was changed.
    Change,
    /// An alert of another system fired.
    Alert,
    /// Anything else that somebody found worth a note.
    Note,
}

impl MarkKind {
    /// As it is written in sentences and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deployment => "deployment",
            Self::Change => "change",
            Self::Alert => "alert",
            Self::Note => "note",
        }
    }
}

/// One event, at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Seconds since 1970-01-01 UTC.
    pub time: f64,
    /// What kind.
    pub kind: MarkKind,
    /// In the words of who marked it.
    pub title: String,
    /// What it concerned, such as `service="checkout"`; none if all.
    pub labels: Labels,
}

/// An event as charts show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Seconds since 1970-01-01 UTC.
    pub time: f64,
    /// In the words of who marked it.
    pub title: String,
    /// Its kind and title, and whom it concerns.
    pub words: String,
}
