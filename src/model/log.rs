//! Log lines.

use serde::{Deserialize, Serialize};

/// Severity that a log line claims for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Routine.
    Info,
    /// Suspicious.
    Warn,
    /// Failed.
    Error,
}

impl Level {
    /// As log files write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// One record of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    /// Seconds since 1970-01-01 UTC.
    pub time: f64,
    /// Its own severity.
    pub level: Level,
    /// Which service wrote it; empty if there is only one.
    pub service: String,
    /// The message without stamp and level.
    pub message: String,
}
