//! Syslog of the newer kind.

use super::super::header::{Time, level_of_severity};
use super::{Format, Kind, Line, Scratch, after_stamp, word};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "syslog-5424",
    title: "Syslog (RFC 5424)",
    sentence: "Priority, version, stamp, host, program, process, kind, structured data, message.",
    reference: "RFC 5424, The Syslog Protocol",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Syslog5424 = Syslog5424;

/// `<165>1 2003-10-11T22:14:15.003Z host app 111 ID47 [data] message`; `-` stands for what is not known.
#[derive(Debug)]
pub struct Syslog5424;

impl Format for Syslog5424 {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Carries
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let (priority, rest) = priority(line)?;
        let rest = rest.strip_prefix(b"1 ")?;
        let (time, rest) = match rest.strip_prefix(b"-") {
            Some(rest) => (Time::NONE, rest),
            None => after_stamp(rest, &mut scratch.hint)?,
        };
        let mut rest = rest.strip_prefix(b" ")?;
        for _ in ["host", "program", "process", "kind"] {
            (_, rest) = word(rest)?;
        }
        let message = after_data(rest)?.trim_ascii_start();
        Some(Line::new(time, level_of_severity(priority & 7), message))
    }
}

/// The number in `<…>` at the beginning, and what follows it.
pub(super) fn priority(line: &[u8]) -> Option<(u8, &[u8])> {
    let rest = line.strip_prefix(b"<")?;
    let end = rest.iter().take(4).position(|byte| *byte == b'>')?;
    let number = std::str::from_utf8(&rest[..end]).ok()?.parse().ok()?;
    Some((number, &rest[end + 1..]))
}

// Structured data: `-`, or elements in brackets, in which texts may have brackets of their own.
fn after_data(rest: &[u8]) -> Option<&[u8]> {
    if let Some(rest) = rest.strip_prefix(b"-") {
        return Some(rest);
    }
    let (mut inside, mut quoted, mut escaped) = (false, false, false);
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'[' if !quoted => inside = true,
            b']' if !quoted => inside = false,
            _ if !inside => return (at > 0).then(|| &rest[at..]),
            _ => {}
        }
    }
    (!inside && !rest.is_empty()).then_some(b"")
}
