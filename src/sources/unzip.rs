//! A reader of bytes that may be gzipped: the first two tell.

use super::gzip::{Gunzip, is_gzip};
use super::{Loaded, Progress, Reader};
use crate::logs::Indexed;
use crate::model::{Problem, Samples};

/// Passes bytes on to another reader, inflated where they are gzip.
pub struct Unzip {
    reader: Box<dyn Reader>,
    head: Vec<u8>,
    state: State,
}

enum State {
    Unknown,
    Plain,
    Gzip(Box<Gunzip>),
}

impl std::fmt::Debug for Unzip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unzip").field("progress", &self.reader.progress()).finish_non_exhaustive()
    }
}

impl Unzip {
    /// In front of `reader`.
    pub fn new(reader: Box<dyn Reader>) -> Self {
        Self { reader, head: Vec::new(), state: State::Unknown }
    }

    fn decide(&mut self) {
        self.state = if is_gzip(&self.head) { State::Gzip(Box::default()) } else { State::Plain };
    }

    fn pass(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        match &mut self.state {
            State::Gzip(gunzip) => gunzip.push(bytes, &mut |plain| self.reader.push(plain)),
            State::Plain | State::Unknown => self.reader.push(bytes),
        }
    }
}

impl Reader for Unzip {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if !matches!(self.state, State::Unknown) {
            return self.pass(bytes);
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() < 2 {
            return Ok(());
        }
        self.decide();
        let head = std::mem::take(&mut self.head);
        self.pass(&head)
    }

    fn progress(&self) -> Progress {
        self.reader.progress()
    }

    fn so_far(&self) -> Vec<(String, Samples<'_>)> {
        self.reader.so_far()
    }

    fn log(&self) -> Option<&Indexed> {
        self.reader.log()
    }

    fn is_packed(&self) -> bool {
        matches!(self.state, State::Gzip(_))
    }

    fn cut(&mut self) {
        self.reader.cut();
    }

    // A file that is cut off in the middle of a gzip member still yields what came before; the cut
    // becomes a note.
    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        if matches!(self.state, State::Unknown) {
            self.reader.push(&self.head)?;
        }
        let packed = self.is_packed();
        let cut = match self.state {
            State::Gzip(gunzip) => gunzip.finish().err(),
            State::Plain | State::Unknown => None,
        };
        if cut.is_some() {
            self.reader.cut();
        }
        let mut loaded = self.reader.finish()?;
        loaded.log.iter_mut().for_each(|log| log.packed = packed);
        loaded.notes.extend(cut.map(|problem| problem.to_string()));
        Ok(loaded)
    }
}
