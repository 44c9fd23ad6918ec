//! Formats of log lines, one file each: who knows one reads the time, the level and the message of a line.
//!
//! What is none of these has a learned header ([`super::header::Learned`]).

mod fields;
mod json;

pub use fields::{Field, field_of, level_in};

use super::header::{Level, Time, stamp};
use crate::catalogue;
use crate::model::About;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record<'a> {
    /// Seconds since 1970; NaN where the line has no time.
    pub seconds: f64,
    /// How bad it is.
    pub level: Level,
    /// What is said, without its header.
    pub message: &'a [u8],
}

/// Streams that a log tells apart.
pub const STREAMS: usize = 8;

/// What a line says, as it says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line<'a> {
    /// When.
    pub time: Time,
    /// How bad it is.
    pub level: Level,
    /// What is said, without its header; with ends of lines in it where they were escaped.
    pub message: &'a [u8],
    /// Which of the [`STREAMS`] it comes from; 0 where there is one.
    pub stream: usize,
    /// Whether its message goes on in the next line of its stream.
    pub torn: bool,
}

impl<'a> Line<'a> {
    /// A whole line of the only stream.
    pub fn new(time: Time, level: Level, message: &'a [u8]) -> Self {
        Self { time, level, message, stream: 0, torn: false }
    }
}

/// How lines and records go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A record begins with a line of the format; lines of none may go on with it.
    Lines,
    /// The same, and a message may have a header of its own.
    Carries,
    /// The same again, and a message may go on with the one before it in its stream.
    Wraps,
    /// A record begins with a line that says how bad it is, and what it says stands in those behind it; a line that
    /// is torn is of the same beginning.
    Titled,
    /// A line has one thing that a record says; an empty line ends the record.
    Block,
    /// A line has any number of records.
    Batch,
}

/// What a reader keeps from line to line.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The layout of the last stamp.
    pub hint: usize,
    /// That of the last stamp that was put together.
    pub dates: usize,
    /// A message that is not in its line as it is.
    pub text: Vec<u8>,
    /// Those of the formats of a mixture.
    pub others: Vec<Self>,
    /// Which of them read the last line that began with each byte.
    pub turns: Vec<u8>,
}

/// A format of lines.
pub trait Format: Sync + std::fmt::Debug {
    /// What it says of itself.
    fn about(&self) -> About;

    /// How lines and records go together.
    fn kind(&self) -> Kind {
        Kind::Lines
    }

    /// What a line says; `None` if the line is not of this format. Of a batch, its first record.
    /// Cost: O(bytes).
    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>>;

    /// Tells each record of a batch; whether the line is one. Cost: O(bytes).
    fn read_batch(&self, line: &[u8], scratch: &mut Scratch, tell: &mut dyn FnMut(Line)) -> bool {
        self.read(line, scratch).map(tell).is_some()
    }

    /// Whether a sample, of whose lines so many are read, is of this format.
    fn fits(&self, sample: &[&[u8]], read: usize) -> bool {
        read as f64 >= NEARLY_ALL * sample.len() as f64
    }
}

catalogue! {
    /// All formats; the first that fits a sample is taken, so that stricter ones come first.
    pub static FORMATS: [&dyn Format], MENU = {
        journal_export, otlp, json_lines, cef, cri, loki, klog, palo_alto, syslog_5424, syslog_3164, access,
        load_balancer, server_error, rails, dotnet, container, audit, vpc_flow, dmesg, mysql_slow, logfmt,
    }
}

/// In how many lines, of all, a format must be read to be the format of a file.
const NEARLY_ALL: f64 = 0.9;

/// What the first so many lines, nor the next, are of is not told from all.
const FIRST_LINES: usize = 50;

/// The format of a sample of lines; `None` if it is none of the catalogue. Cost: O(bytes · formats).
pub fn detect(sample: &[&[u8]]) -> Option<&'static dyn Format> {
    let mut scratch = Scratch::default();
    let lines: Vec<&[u8]> =
        sample.iter().copied().filter(|line| !line.trim_ascii().is_empty()).collect();
    let mut fits = |format: &dyn Format| {
        let mut share = |lines: &[&[u8]]| {
            let read = lines.iter().filter(|line| format.read(line, &mut scratch).is_some());
            let read = read.count();
            read > 0 && format.fits(lines, read)
        };
        // The first lines tell what most formats are not.
        (lines.len() < 2 * FIRST_LINES || lines.chunks(FIRST_LINES).take(2).any(&mut share))
            && share(&lines)
    };
    FORMATS.iter().copied().find(|format| fits(*format))
}

/// The format of an id; `None` if there is none.
pub fn by_id(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.about().id == id)
}

// What a stamp says, and the text behind it.
fn after_stamp<'a>(text: &'a [u8], hint: &mut usize) -> Option<(Time, &'a [u8])> {
    let stamp = stamp(text, hint)?;
    Some((stamp.time, &text[stamp.end..]))
}

// How bad the status of a request is, if it is one.
fn status_level(status: &[u8]) -> Option<Level> {
    Some(match status {
        [b'5', _, _] => Level::Error,
        [b'4', _, _] => Level::Warning,
        [b'1'..=b'3', _, _] | b"-" => Level::Info,
        _ => return None,
    })
}

// The first word, and what follows it without blanks between.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b' ').unwrap_or(text.len());
    (end > 0).then(|| (&text[..end], text[end..].trim_ascii_start()))
}
