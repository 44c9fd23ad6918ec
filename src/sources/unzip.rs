//! A reader of bytes that may be gzipped, or be UTF-16: the first two tell.

use super::checkpoints::Checkpoints;
use super::decoder::Decoder;
use super::{Loaded, Progress, Reader};
use crate::logs::Indexed;
use crate::model::{Problem, Samples};
use std::sync::Arc;

/// Passes bytes on to another reader, inflated where they are gzip, as UTF-8 where they are UTF-16.
pub struct Unzip {
    reader: Box<dyn Reader>,
    decoder: Decoder,
    // How far the decoding is, and where it can be taken up again.
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
        let (decoder, points) = (Decoder::default(), Checkpoints::default());
        Self { reader, decoder, read: 0, given: 0, points }
    }
}

impl Reader for Unzip {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let Self { reader, decoder, read, given, points } = self;
        // Only lines of logs are ever read again.
        if decoder.changes() && reader.log().is_some() {
            points.pass(*read, *given, decoder);
        }
        *read += bytes.len() as u64;
        decoder.push(bytes, &mut |plain| {
            *given += plain.len() as u64;
            reader.push(plain)
        })
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
        self.decoder.changes()
    }

    fn cut(&mut self) {
        self.reader.cut();
    }

    // A file that is cut off in the middle of a gzip member still yields what came before; the cut
    // becomes a note.
    fn finish(self: Box<Self>) -> Result<Loaded, Problem> {
        let Self { mut reader, decoder, points, .. } = *self;
        let points = decoder.changes().then(|| Arc::new(points));
        let mut rest = Vec::new();
        let cut = decoder.finish(&mut |bytes| {
            rest.extend_from_slice(bytes);
            Ok(())
        });
        if !rest.is_empty() {
            reader.push(&rest)?;
        }
        if cut.is_err() {
            reader.cut();
        }
        let mut loaded = reader.finish()?;
        loaded.log.iter_mut().for_each(|log| log.points.clone_from(&points));
        loaded.notes.extend(cut.err().map(|problem| problem.to_string()));
        Ok(loaded)
    }
}
