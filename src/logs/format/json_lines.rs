//! JSON lines, whoever writes them: time, level and message by the names of their fields.

use super::super::header::Level;
use super::fields::{Field, field_of, level_in, seconds_in};
use super::json::{Value, pairs, unescape};
use super::{Format, Record, Scratch};
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

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Record<'a>> {
        let Scratch { hint, text } = scratch;
        text.clear();
        let (mut seconds, mut level, mut message) = (f64::NAN, Level::Unknown, None);
        pairs(line, &mut |name, value| match field_of(name) {
            Some(Field::Time) if seconds.is_nan() => seconds = seconds_in(value.bytes(), hint),
            Some(Field::Level) if level == Level::Unknown => level = level_in(value.bytes()),
            Some(Field::Message) if message.is_none() => {
                message = match value {
                    Value::Text(message) => Some(message),
                    Value::Other(_) => None,
                }
            }
            _ => {}
        })?;
        match message {
            Some(message) => unescape(message, text),
            None => names(line, text),
        }
        Some(Record { seconds, level, message: text })
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
