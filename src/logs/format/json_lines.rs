//! JSON lines, whoever writes them: time, level and message by the names of their fields.

use super::super::header::{Level, Time};
use super::fields::{Field, field_of, level_in, time_in};
use super::json::{Value, pairs, unescape};
use super::{Format, Kind, Line, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "json",
    title: "JSON lines",
    sentence: "One JSON object a line: structured loggers, docker json-file, journalctl -o json.",
    reference: "RFC 8259; json-file of Docker; systemd, Journal JSON Format",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: JsonLines = JsonLines;

/// Objects within an object that are looked at, and how deep.
const WITHIN: usize = 8;
const DEEPEST: usize = 2;

/// An object on each line.
#[derive(Debug)]
pub struct JsonLines;

impl Format for JsonLines {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Wraps
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        text.clear();
        let mut found = Found::NOTHING;
        found.take(line, hint, DEEPEST)?;
        let mut torn = false;
        match found.message.or(found.said) {
            Some((name, said)) => {
                unescape(said, text);
                // Docker cuts long lines; the last part ends with the end of the line.
                torn = name == b"log"
                    && found.stream.is_some()
                    && text.pop_if(|byte| *byte == b'\n').is_none();
            }
            None => names(line, text),
        }
        if let Some(trace) = found.trace {
            text.push(b'\n');
            unescape(trace, text);
        }
        let stream = usize::from(found.stream == Some(b"stderr"));
        Some(Line { stream, torn, ..Line::new(found.time, found.level, text) })
    }
}

/// Whether a line is an object that says something. Cost: O(bytes).
pub fn says(line: &[u8]) -> bool {
    let mut found = Found::NOTHING;
    let read = found.take(line, &mut 0, DEEPEST);
    read.is_some() && found.message.or(found.said).is_some()
}

// What the fields of an object say, each by the first that does.
struct Found<'a> {
    time: Time,
    level: Level,
    message: Option<(&'a [u8], &'a [u8])>,
    said: Option<(&'a [u8], &'a [u8])>,
    trace: Option<&'a [u8]>,
    stream: Option<&'a [u8]>,
}

impl<'a> Found<'a> {
    const NOTHING: Self = Self {
        time: Time::NONE,
        level: Level::Unknown,
        message: None,
        said: None,
        trace: None,
        stream: None,
    };

    // `None` for what is no object. What an object does not say itself, one within it may.
    fn take(&mut self, object: &'a [u8], hint: &mut usize, depth: usize) -> Option<()> {
        let (mut within, mut count) = ([(&b""[..], &b""[..]); WITHIN], 0);
        pairs(object, &mut |name, value| match (field_of(name), value) {
            (Some(Field::Time), _) if self.time.is_none() => {
                self.time = time_in(value.bytes(), hint);
            }
            (Some(Field::Time), _) => {}
            (_, Value::Other(inner)) if inner.starts_with(b"{") => {
                if let Some(place) = within.get_mut(count) {
                    *place = (name, inner);
                    count += 1;
                }
            }
            (Some(Field::Level), _) if self.level == Level::Unknown => {
                self.level = level_in(value.bytes());
            }
            (Some(Field::Message), Value::Text(said)) if self.message.is_none() => {
                self.message = Some((name, said));
            }
            (Some(Field::Said), Value::Text(said)) if self.said.is_none() => {
                self.said = Some((name, said));
            }
            (Some(Field::Trace), Value::Text(said)) => self.trace = Some(said),
            (None, Value::Text(said)) if name == b"stream" => self.stream = Some(said),
            _ => {}
        })?;
        for (name, inner) in &within[..count] {
            // `log` is where ECS keeps the level.
            if depth > 0 && (self.message.or(self.said).is_none() || *name == b"log") {
                // What is within may be torn.
                let _ = self.take(inner, hint, depth - 1);
            }
        }
        Some(())
    }
}

// An object without a message is what its fields are called.
fn names(line: &[u8], text: &mut Vec<u8>) {
    // It was read before: no refusal.
    let _ = pairs(line, &mut |name, _| {
        text.extend_from_slice(name);
        text.push(b' ');
    });
}
