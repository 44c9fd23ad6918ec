//! Errors as people read them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What happened, where, and what to do next; every error of a lower layer ends as one of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// One sentence: what happened.
    pub what: String,
    /// Where: file and line, query, address; may be empty.
    pub place: String,
    /// One or two sentences: what to do next.
    pub fix: String,
    /// Text to copy (a flag, a proxy snippet); may be empty.
    pub snippet: String,
}

impl Problem {
    /// A problem without a snippet.
    pub fn new(what: impl Into<String>, place: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what: what.into(), place: place.into(), fix: fix.into(), snippet: String::new() }
    }

    /// The same with text to copy.
    pub fn with_snippet(mut self, snippet: impl Into<String>) -> Self {
        self.snippet = snippet.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.place.is_empty() {
            write!(f, " ({})", self.place)?;
        }
        write!(f, " {}", self.fix)
    }
}
