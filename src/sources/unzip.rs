//! A reader of bytes that may be gzipped: the first two tell.

use super::checkpoints::Checkpoints;
use super::gzip::{Gunzip, is_gzip};
use super::{Loaded, Progress, Reader};
use crate::logs::Indexed;
use crate::model::{Problem, Samples};
use std::sync::Arc;

/// Passes bytes on to another reader, inflated where they are gzip.
pub struct Unzip {
    reader: Box<dyn Reader>,
    head: Vec<u8>,
    state: State,
}

enum State {
    Unknown,
    Plain,
    Gzip(Box<Packed>),
}

// What is inflated, how far it is, and where it can be taken up again.
#[derive(Default)]
struct Packed {
    gunzip: Gunzip,
    read: u64,
    given: u64,
    points: Checkpoints,
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
            State::Gzip(packed) => {
                let Packed { gunzip, read, given, points } = &mut **packed;
                // Only lines of logs are ever read again.
                if self.reader.log().is_some() {
                    points.pass(*read, *given, gunzip);
                }
                *read += bytes.len() as u64;
                gunzip.push(bytes, &mut |plain| {
                    *given += plain.len() as u64;
                    self.reader.push(plain)
                })
            }
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
        let (cut, points) = match self.state {
            State::Gzip(packed) => (packed.gunzip.finish().err(), Some(Arc::new(packed.points))),
            State::Plain | State::Unknown => (None, None),
        };
        if cut.is_some() {
            self.reader.cut();
        }
        let mut loaded = self.reader.finish()?;
        loaded.log.iter_mut().for_each(|log| log.points.clone_from(&points));
        loaded.notes.extend(cut.map(|problem| problem.to_string()));
        Ok(loaded)
    }
}
