//! Slow queries of `MySQL` and `MariaDB`.

use super::super::header::{Level, Time};
use super::fields::time_in;
use super::{Format, Kind, Line, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "mysql-slow",
    title: "MySQL slow log",
    sentence: "Slow queries of MySQL and MariaDB: who asked and how long it took, and below it the statement.",
    reference: "MySQL Reference Manual, The Slow Query Log",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: MysqlSlow = MysqlSlow;

/// `# Time: …` or the first `# Name: …` begins a record; the others, `use …;` and `SET timestamp=…;` are of its header
/// as well. What follows is the statement, and all that the record says.
#[derive(Debug)]
pub struct MysqlSlow;

/// Of all lines, the share that is of headers: statements may be long.
const LEAST_KNOWN: f64 = 0.05;

impl Format for MysqlSlow {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Titled
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let nothing = Line::new(Time::NONE, Level::Unknown, b"");
        if let Some(time) = line.strip_prefix(b"# Time: ") {
            return Some(Line { time: time_in(time.trim_ascii(), &mut scratch.hint), ..nothing });
        }
        // The server starts.
        if line.ends_with(b"started with:") {
            return Some(Line { message: line, ..nothing });
        }
        let more = Line { torn: true, ..nothing };
        let bare = line.trim_ascii_end().strip_suffix(b";");
        if let Some(at) = bare.and_then(|bare| bare.strip_prefix(b"SET timestamp=")) {
            return Some(Line { time: time_in(at, &mut scratch.hint), ..more });
        }
        let database = bare.and_then(|bare| bare.strip_prefix(b"use "));
        (is_field(line) || database.is_some_and(|name| !name.contains(&b' '))).then_some(more)
    }

    fn fits(&self, sample: &[&[u8]], read: usize) -> bool {
        let begins =
            |line: &&[u8]| line.starts_with(b"# User@Host: ") || line.starts_with(b"# Time: ");
        sample.iter().any(begins) && read as f64 >= LEAST_KNOWN * sample.len() as f64
    }
}

// `# Query_time: 2.5  …`.
fn is_field(line: &[u8]) -> bool {
    let name = line.strip_prefix(b"# ").unwrap_or_default();
    let end = name.iter().position(|byte| matches!(byte, b':' | b' ')).unwrap_or_default();
    name.first().is_some_and(u8::is_ascii_uppercase) && name[end..].starts_with(b": ")
}
