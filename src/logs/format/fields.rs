//! What the fields of structured lines are called, over many writers.

use super::super::header::{Level, Time, level_of, level_of_severity, stamp};

/// No name of a field is longer.
const LONGEST: usize = 16;

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// When.
    Time,
    /// How bad.
    Level,
    /// What is said.
    Message,
    /// The same, by a name that other things have as well: it holds where nothing else is said.
    Said,
    /// Where it went wrong, in many lines.
    Trace,
}

/// What a name is for, in any case; `None` for a field of its writer's own.
pub fn field_of(name: &[u8]) -> Option<Field> {
    field_named(name).or_else(|| {
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..name.len()).filter(|_| name.len() > 1)?;
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        if lower == name { None } else { field_named(lower) }
    })
}

fn field_named(name: &[u8]) -> Option<Field> {
    Some(match name {
        b"time"
        | b"ts"
        | b"t"
        | b"timestamp"
        | b"@timestamp"
        | b"_time"
        | b"date"
        | b"datetime"
        | b"asctime"
        | b"eventtime"
        | b"timegenerated"
        | b"timemillis"
        | b"instant"
        | b"time_iso8601"
        | b"time_local"
        | b"@t"
        | b"__REALTIME_TIMESTAMP" => Field::Time,
        b"level" | b"lvl" | b"severity" | b"levelname" | b"loglevel" | b"log_level"
        | b"log.level" | b"@l" | b"PRIORITY" | b"s" => Field::Level,
        b"msg" | b"message" | b"short_message" | b"log" | b"event" | b"text" | b"body" | b"@m"
        | b"@mt" | b"messagetemplate" | b"textpayload" | b"log_message" | b"logmessage" => {
            Field::Message
        }
        b"line" | b"_raw" | b"content" | b"logentry" | b"eventname" => Field::Said,
        b"stack_trace" | b"stacktrace" | b"exception" | b"exc_info" | b"@x" => Field::Trace,
        _ => return None,
    })
}

/// The level of a field: a name, a severity of syslog, or a multiple of ten as in pino and Python.
pub fn level_in(value: &[u8]) -> Level {
    match value {
        [digit @ b'0'..=b'7'] => level_of_severity(digit - b'0'),
        [tens @ b'1'..=b'6', b'0'] => match tens {
            b'1' => Level::Trace,
            b'2' => Level::Debug,
            b'3' => Level::Info,
            b'4' => Level::Warning,
            b'5' => Level::Error,
            _ => Level::Fatal,
        },
        // As PostgreSQL calls what is neither asked for nor wrong.
        b"LOG" => Level::Info,
        name => level_of(name).unwrap_or_default(),
    }
}

/// The time of a field, also where it is the first value of an object, as `{"$date":"…"}`; none for what is
/// no time.
pub fn time_in(value: &[u8], hint: &mut usize) -> Time {
    let value = match value {
        [b'{', inner @ ..] => {
            let inner = inner.splitn(2, |byte| *byte == b':').nth(1).unwrap_or_default();
            let inner = inner.trim_ascii_start();
            inner.strip_prefix(b"\"").unwrap_or(inner)
        }
        value => value,
    };
    stamp(value, hint).map_or(Time::NONE, |stamp| stamp.time)
}
