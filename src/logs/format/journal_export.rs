//! The export format of the systemd journal.

use super::super::header::{Level, Time};
use super::fields::{Field, field_of, level_in, time_in};
use super::{Format, Kind, Line, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "journal-export",
    title: "Journal export",
    sentence: "The systemd journal as journalctl -o export writes it: one field a line, records between empty lines.",
    reference: "systemd, Journal Export Formats",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: JournalExport = JournalExport;

/// `NAME=value` on each line; a field whose value has ends of lines has its name alone on a line, and
/// eight bytes of length before its value.
#[derive(Debug)]
pub struct JournalExport;

/// Bytes of length before a value of several lines.
pub const LENGTH_BYTES: usize = 8;
/// A longer name is no name of a field; the journal allows so many bytes.
const LONGEST_NAME: usize = 64;

/// With what a record of the journal begins.
pub fn is_export(head: &[u8]) -> bool {
    head.starts_with(b"__CURSOR=") || head.starts_with(b"__REALTIME_TIMESTAMP=")
}

/// Whether a line is the name of a field alone.
pub fn is_name(line: &[u8]) -> bool {
    let letters = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    (1..=LONGEST_NAME).contains(&line.len()) && line.iter().all(letters)
}

impl Format for JournalExport {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Block
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let equal = line.iter().position(|byte| *byte == b'=')?;
        let (name, value) = (&line[..equal], &line[equal + 1..]);
        if !is_name(name) {
            return None;
        }
        let nothing = Line::new(Time::NONE, Level::Unknown, b"");
        Some(match field_of(name) {
            Some(Field::Time) => Line { time: time_in(value, &mut scratch.hint), ..nothing },
            Some(Field::Level) => Line { level: level_in(value), ..nothing },
            Some(Field::Message) => Line { message: value, ..nothing },
            _ => nothing,
        })
    }

    fn fits(&self, sample: &[&[u8]], _: usize) -> bool {
        sample.first().is_some_and(|line| is_export(line))
    }
}
