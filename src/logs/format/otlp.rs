//! Logs of OpenTelemetry, one request a line.

use super::super::header::{Level, Time, level_of, stamp};
use super::json::{Value, elements, pairs, unescape};
use super::{Format, Kind, Line, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "otlp",
    title: "OpenTelemetry",
    sentence: "Requests of the OpenTelemetry protocol as JSON, one a line, with many records each.",
    reference: "OpenTelemetry, OTLP File Exporter; logs data model, severity number",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Otlp = Otlp;

/// `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"…","severityNumber":9,
/// "body":{"stringValue":"…"}}]}]}]}`.
#[derive(Debug)]
pub struct Otlp;

impl Format for Otlp {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Batch
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let mut first = None;
        each_record(line, &mut |record| {
            first.get_or_insert(record);
        })?;
        Some(log_record(first.unwrap_or(b"{}"), scratch))
    }

    fn read_batch(&self, line: &[u8], scratch: &mut Scratch, tell: &mut dyn FnMut(Line)) -> bool {
        each_record(line, &mut |record| tell(log_record(record, scratch))).is_some()
    }
}

// Every log record of a request; `None` for what is no request.
fn each_record<'a>(line: &'a [u8], tell: &mut dyn FnMut(&'a [u8])) -> Option<()> {
    let mut request = false;
    pairs(line, &mut |name, resources| {
        if name != b"resourceLogs" {
            return;
        }
        request = true;
        elements(resources.bytes(), &mut |resource| {
            each_in(resource, b"scopeLogs", &mut |scope| each_in(scope, b"logRecords", tell));
        });
    })?;
    request.then_some(())
}

// Every element of the list that an object has under a name.
fn each_in<'a>(object: &'a [u8], wanted: &[u8], tell: &mut dyn FnMut(&'a [u8])) {
    // What is no object has no such list.
    let _ = pairs(object, &mut |name, list| {
        if name == wanted {
            elements(list.bytes(), tell);
        }
    });
}

fn log_record<'a>(record: &[u8], scratch: &'a mut Scratch) -> Line<'a> {
    let Scratch { hint, text, .. } = scratch;
    text.clear();
    let (mut observed, mut time) = (Time::NONE, Time::NONE);
    let (mut number, mut name, mut body) = (Level::Unknown, Level::Unknown, None);
    let _ = pairs(record, &mut |field, value| match field {
        b"timeUnixNano" => time = nanoseconds(value, hint),
        b"observedTimeUnixNano" => observed = nanoseconds(value, hint),
        b"severityNumber" => number = level_of_number(value.bytes()),
        b"severityText" => name = level_of(value.bytes()).unwrap_or_default(),
        b"body" => body = Some(value.bytes()),
        _ => {}
    });
    if let Some(body) = body {
        said(body, text);
    }
    let time = if time.is_none() { observed } else { time };
    Line::new(time, if number == Level::Unknown { name } else { number }, text)
}

fn nanoseconds(value: Value, hint: &mut usize) -> Time {
    stamp(value.bytes(), hint).map_or(Time::NONE, |stamp| stamp.time)
}

// 1 to 24, four for each level.
fn level_of_number(number: &[u8]) -> Level {
    let number: Option<u8> = std::str::from_utf8(number).ok().and_then(|text| text.parse().ok());
    match number {
        Some(1..=4) => Level::Trace,
        Some(5..=8) => Level::Debug,
        Some(9..=12) => Level::Info,
        Some(13..=16) => Level::Warning,
        Some(17..=20) => Level::Error,
        Some(21..=24) => Level::Fatal,
        _ => Level::Unknown,
    }
}

// The text of a body, or what the keys of a body that is a list of pairs are called.
fn said(body: &[u8], text: &mut Vec<u8>) {
    let _ = pairs(body, &mut |kind, value| match (kind, value) {
        (b"stringValue", Value::Text(said)) => unescape(said, text),
        (b"kvlistValue", Value::Other(list)) => each_in(list, b"values", &mut |pair| {
            let _ = pairs(pair, &mut |field, key| {
                if field == b"key" {
                    text.extend_from_slice(key.bytes());
                    text.push(b' ');
                }
            });
        }),
        (_, value) => text.extend_from_slice(value.bytes()),
    });
}
