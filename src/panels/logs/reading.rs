//! Reading again what a pattern that is looked into asks for; who can read feeds it.

use super::LogPanel;
use crate::logs::Indexed;
use crate::logs::blocks::Part;
use crate::model::SourceId;

impl LogPanel {
    /// The part of a log's text that is wanted next.
    pub fn wanted(&self) -> Option<(SourceId, Part)> {
        self.opened.as_ref()?.wanted()
    }

    /// Takes the bytes of that part.
    pub fn give(&mut self, log: &Indexed, bytes: &[u8]) {
        if let Some(opened) = &mut self.opened {
            opened.give(log, bytes);
        }
    }

    /// Nothing more of it can be read, for this reason.
    pub fn refuse(&mut self, why: &str) {
        if let Some(opened) = &mut self.opened {
            opened.refuse(why);
        }
    }
}
