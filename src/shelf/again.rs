//! Parts of a log's text, read again from its file, which may be packed.

use super::Wanted;
use crate::logs::blocks::Part;
use crate::model::{Problem, SourceId};
use crate::sources::checkpoints::{Again, Checkpoints};
use std::borrow::Cow;
use std::sync::Arc;

/// Reads one part after the other.
#[derive(Debug, Default)]
pub(super) struct Parts {
    packed: Option<(SourceId, Again)>,
}

impl Parts {
    /// What is to be read of a file for a part of its text; where it is packed, these are its checkpoints.
    pub fn want(
        &mut self,
        source: SourceId,
        points: Option<&Arc<Checkpoints>>,
        part: Part,
    ) -> Wanted {
        let former = self.packed.take().filter(|(of, _)| *of == source);
        let Some(points) = points else {
            return Wanted { source, from: part.start, to: part.end };
        };
        let (_, again) =
            self.packed.insert(former.unwrap_or_else(|| (source, Again::new(points.clone()))));
        again.want(part.start, part.end);
        let [from, to] = again.range();
        Wanted { source, from, to }
    }

    /// Takes it; the part, once all of it is there. No bytes are the end of the file.
    ///
    /// Errors: the file is not what it was.
    pub fn take<'a>(&mut self, bytes: &'a [u8]) -> Result<Option<Cow<'a, [u8]>>, Problem> {
        match &mut self.packed {
            None => Ok(Some(Cow::Borrowed(bytes))),
            Some((_, again)) => Ok(again.push(bytes)?.map(Cow::Owned)),
        }
    }
}
