//! The log of a container runtime.

use super::super::header::Level;
use super::{Format, Kind, Line, Scratch, after_stamp, word};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "cri",
    title: "CRI",
    sentence: "Logs of containers as Kubernetes keeps them: stamp, stream, tag, message.",
    reference: "Kubernetes, Container Runtime Interface logging",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Cri = Cri;

/// `2016-10-06T00:17:09.669794202Z stdout F message`.
#[derive(Debug)]
pub struct Cri;

impl Format for Cri {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Wraps
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let (time, rest) = after_stamp(line, &mut scratch.hint)?;
        let (stream, rest) = word(rest.strip_prefix(b" ")?)?;
        let (tag, message) = rest.split_at_checked(1)?;
        // Blanks at the beginning of a message say that it goes on with the one before.
        let message = message.strip_prefix(b" ").or(message.is_empty().then_some(message))?;
        let fits = matches!(stream, b"stdout" | b"stderr") && matches!(tag, b"F" | b"P");
        let stream = usize::from(stream == b"stderr");
        let line = Line::new(time, Level::Unknown, message);
        fits.then_some(Line { stream, torn: tag == b"P", ..line })
    }
}
