//! The console of .NET: how bad it is and who says it on one line, what is said on the next ones.

use super::super::header::{Level, Time};
use super::{Format, Kind, Line, Scratch, after_stamp};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "dotnet",
    title: ".NET console",
    sentence: "The simple console of .NET: level and category on one line, the message set in below it.",
    reference: "Microsoft.Extensions.Logging.Console, SimpleConsoleFormatter",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Dotnet = Dotnet;

/// `info: App.Worker[14]`, behind a stamp or none; the message follows on the same line or on those below.
#[derive(Debug)]
pub struct Dotnet;

/// So far the lines below are set in.
pub const SET_IN: &[u8] = b"      ";
/// Of all lines, those that are a title or set in.
const NEARLY_ALL: f64 = 0.9;

impl Format for Dotnet {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Titled
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let bare = line.strip_prefix(b"[").unwrap_or(line);
        let (time, rest) = after_stamp(bare, &mut scratch.hint).unwrap_or((Time::NONE, line));
        let rest = rest.strip_prefix(b"]").unwrap_or(rest).trim_ascii_start();
        let (name, rest) = rest.split_at_checked(4)?;
        let level = match name {
            b"trce" => Level::Trace,
            b"dbug" => Level::Debug,
            b"info" => Level::Info,
            b"warn" => Level::Warning,
            b"fail" => Level::Error,
            b"crit" => Level::Fatal,
            _ => return None,
        };
        let rest = rest.strip_prefix(b": ")?;
        let category = rest.iter().position(|byte| matches!(byte, b' ' | b'['))?;
        let number = rest[category..].strip_prefix(b"[")?;
        let end = number.iter().position(|byte| *byte == b']')?;
        let numbered = number[..end].iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
        numbered.then(|| Line::new(time, level, number[end + 1..].trim_ascii()))
    }

    fn fits(&self, sample: &[&[u8]], read: usize) -> bool {
        let below = sample.iter().filter(|line| line.starts_with(SET_IN)).count();
        (read + below) as f64 >= NEARLY_ALL * sample.len() as f64
    }
}
