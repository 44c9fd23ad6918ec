//! Formats of log lines, one file each: who knows one reads the time, the level and the message of a line.
//!
//! What is none of these has a learned header ([`super::header::Learned`]).

mod fields;
mod json;

use super::header::{Level, stamp};
use crate::catalogue;
use crate::model::About;

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record<'a> {
    /// Seconds since 1970; NaN where the line has no time.
    pub seconds: f64,
    /// How bad it is.
    pub level: Level,
    /// What is said, without its header.
    pub message: &'a [u8],
}

/// What a reader keeps from line to line.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The layout of the last stamp.
    pub hint: usize,
    /// A message that is not in its line as it is.
    pub text: Vec<u8>,
}

/// A format of lines.
pub trait Format: Sync + std::fmt::Debug {
    /// What it says of itself.
    fn about(&self) -> About;

    /// The record of a line; `None` if the line is not of this format. Cost: O(bytes).
    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Record<'a>>;
}

catalogue! {
    /// All formats; the first that fits a sample is taken, so that stricter ones come first.
    pub static FORMATS: [&dyn Format], MENU = {
        json_lines, cef, cri, klog, syslog_5424, syslog_3164, access, server_error, logfmt,
    }
}

/// In how many lines, of all, a format must be read to be the format of a file.
const NEARLY_ALL: f64 = 0.9;

/// The format of a sample of lines; `None` if it is none of the catalogue. Cost: O(bytes · formats).
pub fn detect(sample: &[&[u8]]) -> Option<&'static dyn Format> {
    let mut scratch = Scratch::default();
    let lines: Vec<&&[u8]> = sample.iter().filter(|line| !line.trim_ascii().is_empty()).collect();
    let mut share = |format: &dyn Format| {
        let read = lines.iter().filter(|line| format.read(line, &mut scratch).is_some()).count();
        read as f64 >= NEARLY_ALL * lines.len() as f64
    };
    if lines.is_empty() {
        return None;
    }
    FORMATS.iter().copied().find(|format| share(*format))
}

// The text behind a stamp, and its seconds.
fn after_stamp<'a>(text: &'a [u8], hint: &mut usize) -> Option<(f64, &'a [u8])> {
    let stamp = stamp(text, hint)?;
    Some((stamp.seconds, &text[stamp.end..]))
}

// The first word, and what follows it without blanks between.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b' ').unwrap_or(text.len());
    (end > 0).then(|| (&text[..end], text[end..].trim_ascii_start()))
}
