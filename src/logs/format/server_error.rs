//! Errors of Apache and nginx.

use super::super::header::level_of;
use super::{Format, Line, Scratch, after_stamp};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "server-error",
    title: "Error log",
    sentence: "What a web server complains of: stamp, level in brackets, process, message.",
    reference: "Apache httpd, ErrorLogFormat; nginx, error_log",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: ServerError = ServerError;

/// `[Fri Sep 09 10:42:29 2011] [core:error] [pid 35708:tid 1] message` and `2011/09/09 10:42:29 [error]
/// 123#0: *4 message`.
#[derive(Debug)]
pub struct ServerError;

impl Format for ServerError {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let inner = line.strip_prefix(b"[");
        let (time, rest) = after_stamp(inner.unwrap_or(line), &mut scratch.hint)?;
        let rest = if inner.is_some() { rest.strip_prefix(b"]")? } else { rest };
        let rest = rest.strip_prefix(b" [")?;
        let close = rest.iter().position(|byte| *byte == b']')?;
        let name = rest[..close].rsplit(|byte| *byte == b':').next()?;
        let level = level_of(name)?;
        let rest = rest[close + 1..].trim_ascii_start();
        let message = if inner.is_some() { after_process(rest) } else { after_number(rest)? };
        Some(Line::new(time, level, message))
    }
}

// Apache's `[pid 12:tid 34]`.
fn after_process(rest: &[u8]) -> &[u8] {
    let end = rest.starts_with(b"[pid ").then(|| rest.iter().position(|byte| *byte == b']'));
    end.flatten().map_or(rest, |end| rest[end + 1..].trim_ascii_start())
}

// nginx' `123#0: *4 `.
fn after_number(rest: &[u8]) -> Option<&[u8]> {
    let end = rest.iter().position(|byte| *byte == b':')?;
    let numbers = rest[..end].iter().all(|byte| byte.is_ascii_digit() || *byte == b'#');
    let rest = rest[end + 1..].trim_ascii_start();
    let connection = rest.strip_prefix(b"*");
    let digits = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let message = connection.map_or(rest, |rest| rest[digits(rest)..].trim_ascii_start());
    numbers.then_some(message)
}
