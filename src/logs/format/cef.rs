//! The Common Event Format.

use super::super::header::{Level, Time};
use super::{Format, Line, Scratch, after_stamp};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "cef",
    title: "CEF",
    sentence: "Events of security devices: vendor, product, version, kind, name, severity, fields.",
    reference: "ArcSight, Common Event Format, version 25",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Cef = Cef;

/// `CEF:0|vendor|product|version|kind|name|severity|fields`, behind a header of syslog or none. The
/// name is the message.
#[derive(Debug)]
pub struct Cef;

/// Bars before the name of an event.
const NAME: usize = 5;

impl Format for Cef {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let start = line.windows(4).position(|four| four == b"CEF:")?;
        let time = after_stamp(line, &mut scratch.hint).map_or(Time::NONE, |(time, _)| time);
        let mut parts = line[start..].split(|byte| *byte == b'|');
        let message = parts.nth(NAME)?;
        let level = severity(parts.next()?);
        parts.next()?;
        Some(Line::new(time, level, message))
    }
}

// 0 to 10, or a name.
fn severity(text: &[u8]) -> Level {
    match text {
        b"Low" | [b'0'..=b'3'] => Level::Info,
        b"Medium" | [b'4'..=b'6'] => Level::Warning,
        b"High" | [b'7' | b'8'] => Level::Error,
        b"Very-High" | b"9" | b"10" => Level::Fatal,
        _ => Level::Unknown,
    }
}
