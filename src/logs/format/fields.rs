//! What the fields of structured lines are called, over many writers.

use super::super::header::{Level, Time, level_of, level_of_severity, stamp};

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// When.
    Time,
    /// How bad.
    Level,
    /// What is said.
    Message,
    /// Where it went wrong, in many lines.
    Trace,
}

/// What a name is for; `None` for a field of its writer's own.
pub fn field_of(name: &[u8]) -> Option<Field> {
    const NAMES: [(&[u8], Field); 32] = [
        (b"time", Field::Time),
        (b"ts", Field::Time),
        (b"t", Field::Time),
        (b"timestamp", Field::Time),
        (b"@timestamp", Field::Time),
        (b"date", Field::Time),
        (b"datetime", Field::Time),
        (b"@t", Field::Time),
        (b"__REALTIME_TIMESTAMP", Field::Time),
        (b"level", Field::Level),
        (b"lvl", Field::Level),
        (b"severity", Field::Level),
        (b"levelname", Field::Level),
        (b"loglevel", Field::Level),
        (b"log.level", Field::Level),
        (b"@l", Field::Level),
        (b"PRIORITY", Field::Level),
        (b"s", Field::Level),
        (b"msg", Field::Message),
        (b"message", Field::Message),
        (b"MESSAGE", Field::Message),
        (b"log", Field::Message),
        (b"event", Field::Message),
        (b"text", Field::Message),
        (b"body", Field::Message),
        (b"@m", Field::Message),
        (b"@mt", Field::Message),
        (b"stack_trace", Field::Trace),
        (b"stacktrace", Field::Trace),
        (b"exception", Field::Trace),
        (b"exc_info", Field::Trace),
        (b"@x", Field::Trace),
    ];
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
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
        name => level_of(name).unwrap_or_default(),
    }
}

/// The time of a field, also where it is the only value of an object, as `{"$date":"…"}`; none for what is
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
