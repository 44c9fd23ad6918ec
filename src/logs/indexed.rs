//! A log that is read, and where its lines are.

use super::blocks::Blocks;
use super::options::Options;
use super::reader::LogReader;
use crate::model::Problem;

/// A reader that remembers where records are, so that a part of the file can be read again.
#[derive(Debug)]
pub struct Indexed {
    /// What was read.
    pub reader: LogReader,
    /// Where it is.
    pub blocks: Blocks,
}

impl Indexed {
    /// At the start of a log.
    pub fn new(options: Options) -> Self {
        Self { reader: LogReader::new(options), blocks: Blocks::default() }
    }

    /// Takes the next chunk, cut anywhere. Errors: as of [`LogReader::push`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let Self { reader, blocks } = self;
        blocks.push(bytes);
        reader.push(bytes, &mut |row| blocks.mark(row))
    }

    /// Ends the log. Errors: as of [`LogReader::finish`].
    pub fn finish(&mut self) -> Result<(), Problem> {
        let Self { reader, blocks } = self;
        reader.finish(&mut |row| blocks.mark(row))
    }
}
