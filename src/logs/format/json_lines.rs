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
        let (mut time, mut level) = (Time::NONE, Level::Unknown);
        let (mut message, mut trace, mut stream) = (None, None, None);
        pairs(line, &mut |name, value| match (field_of(name), value) {
            (Some(Field::Time), _) if time.is_none() => time = time_in(value.bytes(), hint),
            (Some(Field::Level), _) if level == Level::Unknown => level = level_in(value.bytes()),
            (Some(Field::Message), Value::Text(said)) if message.is_none() => {
                message = Some((name, said));
            }
            (Some(Field::Trace), Value::Text(said)) => trace = Some(said),
            (None, Value::Text(said)) if name == b"stream" => stream = Some(said),
            _ => {}
        })?;
        let mut torn = false;
        match message {
            Some((name, said)) => {
                unescape(said, text);
                // Docker cuts long lines; the last part ends with the end of the line.
                torn = name == b"log"
                    && stream.is_some()
                    && text.pop_if(|byte| *byte == b'\n').is_none();
            }
            None => names(line, text),
        }
        if let Some(trace) = trace {
            text.push(b'\n');
            unescape(trace, text);
        }
        let stream = usize::from(stream == Some(b"stderr"));
        Some(Line { stream, torn, ..Line::new(time, level, text) })
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
