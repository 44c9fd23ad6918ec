//! The log of a container runtime.

use super::super::header::Level;
use super::{Format, Record, Scratch, after_stamp, word};
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

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Record<'a>> {
        let (seconds, rest) = after_stamp(line, &mut scratch.hint)?;
        let (stream, rest) = word(rest.strip_prefix(b" ")?)?;
        let (tag, message) = word(rest)?;
        let fits = matches!(stream, b"stdout" | b"stderr") && matches!(tag, b"F" | b"P");
        fits.then_some(Record { seconds, level: Level::Unknown, message })
    }
}
