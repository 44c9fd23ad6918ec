//! A log that is read, and where its lines are.

use super::blocks::{Blocks, Part};
use super::options::Options;
use super::reader::LogReader;
use super::unfold::Unfold;
use crate::model::Problem;
use std::borrow::Cow;

/// A reader that remembers where records are, so that a part of the file can be read again.
#[derive(Debug)]
pub struct Indexed {
    /// What was read.
    pub reader: LogReader,
    /// Where it is.
    pub blocks: Blocks,
    // What brings records to lines, where they are none.
    unfold: Option<Unfold>,
}

impl Indexed {
    /// At the start of a log.
    pub fn new(options: Options) -> Self {
        Self { reader: LogReader::new(options), blocks: Blocks::default(), unfold: None }
    }

    /// The same of a file whose records are no lines.
    pub fn unfolding(self, unfold: Option<Unfold>) -> Self {
        Self { unfold, ..self }
    }

    /// The bytes of a part of the file as lines, which are shorter where they were put together of several.
    pub fn lines<'a>(&self, part: Part, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let unfold = self.unfold.as_ref();
        unfold.map_or(Cow::Borrowed(bytes), |unfold| unfold.at(part.start).brief(bytes).into())
    }

    /// Takes the next chunk, cut anywhere. Errors: as of [`LogReader::push`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let Self { reader, blocks, unfold } = self;
        let lines = unfold.as_mut().map(|unfold| unfold.lines(bytes));
        let bytes = lines.as_deref().unwrap_or(bytes);
        blocks.push(bytes);
        reader.push(bytes, &mut |row| blocks.mark(row))
    }

    /// Ends the log. Errors: as of [`LogReader::finish`].
    pub fn finish(&mut self) -> Result<(), Problem> {
        let Self { reader, blocks, .. } = self;
        reader.finish(&mut |row| blocks.mark(row))
    }
}
