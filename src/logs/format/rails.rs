//! The log of Rails, as its development server and many a production write it.

use super::super::header::{Level, Time, stamp};
use super::{Format, Line, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "rails",
    title: "Rails",
    sentence: "Requests as they go through a Rails application: only their first line has a time.",
    reference: "Ruby on Rails, Rails::Rack::Logger and ActionController::LogSubscriber",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Rails = Rails;

/// `Started GET "/x" for 127.0.0.1 at 2024-03-01 12:00:00 +0100`, behind tags in brackets or none, and what
/// the application says of the request after that. A status from 500 on is an error, one from 400 on a
/// warning.
#[derive(Debug)]
pub struct Rails;

/// How lines of a request begin; others are not of this format.
const BEGINNINGS: [&[u8]; 12] = [
    b"Processing by ",
    b"Parameters: ",
    b"Completed ",
    b"Redirected to ",
    b"Rendered ",
    b"Rendering ",
    b"Sent ",
    b"Filter chain halted ",
    b"TRANSACTION ",
    b"CACHE ",
    b"Unpermitted parameter",
    b"No template found ",
];
/// Of all lines, the share that is known of a log of Rails; applications say things of their own between.
const LEAST_KNOWN: f64 = 0.5;

impl Format for Rails {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let message = after_tags(line).trim_ascii();
        if message.starts_with(b"Started ") {
            return Some(Line::new(started(message, &mut scratch.hint)?, Level::Info, message));
        }
        let known = BEGINNINGS.iter().any(|beginning| message.starts_with(beginning));
        (known || is_query(message)).then(|| Line::new(Time::NONE, status(message), message))
    }

    fn fits(&self, sample: &[&[u8]], read: usize) -> bool {
        let begun = sample.iter().any(|line| started(after_tags(line), &mut 0).is_some());
        begun && read as f64 >= LEAST_KNOWN * sample.len() as f64
    }
}

// What follows `[id] [id] `.
fn after_tags(line: &[u8]) -> &[u8] {
    let mut rest = line;
    while let Some(inner) = rest.strip_prefix(b"[")
        && let Some(end) = inner.windows(2).position(|two| two == b"] ")
    {
        rest = &inner[end + 2..];
    }
    rest
}

// The time of `Started … at TIME`.
fn started(message: &[u8], hint: &mut usize) -> Option<Time> {
    let rest = message.strip_prefix(b"Started ")?;
    let at = rest.windows(4).rposition(|four| four == b" at ")?;
    Some(stamp(&rest[at + 4..], hint)?.time)
}

// `User Load (0.5ms)  SELECT …`.
fn is_query(message: &[u8]) -> bool {
    message.windows(5).position(|five| five == b"ms)  ").is_some_and(|at| {
        message[..at].iter().rev().find(|byte| !(byte.is_ascii_digit() || **byte == b'.'))
            == Some(&b'(')
    })
}

fn status(message: &[u8]) -> Level {
    match message.strip_prefix(b"Completed ").and_then(<[u8]>::first) {
        Some(b'5') => Level::Error,
        Some(b'4') => Level::Warning,
        _ => Level::Info,
    }
}
