//! Syslog as most files have it.

use super::super::header::{Level, level_of, level_of_severity};
use super::{Format, Kind, Line, Scratch, after_stamp, syslog_5424::priority, word};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "syslog-3164",
    title: "Syslog",
    sentence: "Stamp, host, program with its process, message; with a priority or without.",
    reference: "RFC 3164, The BSD syslog Protocol",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Syslog3164 = Syslog3164;

/// Words that a tag may have: `syslogd 1.4.1:` has two.
const TAG_WORDS: usize = 3;

/// `Oct 11 22:14:15 host su[123]: message`; the year is not written. Newer daemons write the stamp of
/// RFC 3339.
#[derive(Debug)]
pub struct Syslog3164;

impl Format for Syslog3164 {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Carries
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let (severity, line) = match priority(line) {
            Some((priority, line)) => (Some(priority & 7), line),
            None => (None, line),
        };
        let (time, rest) = after_stamp(line, &mut scratch.hint)?;
        let (host, rest) = word(rest.strip_prefix(b" ")?.trim_ascii_start())?;
        let named = host.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(byte));
        // A number is a process, a bare level a level: the header is of another kind.
        let process = host.iter().all(u8::is_ascii_digit);
        if !named || process || host.ends_with(b":") || level_of(host).is_some() {
            return None;
        }
        let level = severity.map_or(Level::Unknown, level_of_severity);
        Some(Line::new(time, level, after_tag(rest)?))
    }
}

// What follows `program[12]:`, whose brackets may have blanks in them.
fn after_tag(rest: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    for _ in 0..TAG_WORDS {
        let end = at + rest[at..].iter().position(|byte| *byte == b' ').unwrap_or(rest.len() - at);
        if rest[..end].ends_with(b":") {
            return Some(rest[end..].trim_ascii_start());
        }
        at = (end + 1).min(rest.len());
    }
    None
}
