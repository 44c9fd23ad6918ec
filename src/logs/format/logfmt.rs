//! Pairs of names and values.

use super::super::header::{Level, Time};
use super::fields::{Field, field_of, level_in, time_in};
use super::json::unescape;
use super::{Format, Line, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "logfmt",
    title: "logfmt",
    sentence: "Pairs of name=value; values with blanks are in quotation marks.",
    reference: "Brandur Leach, logfmt",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Logfmt = Logfmt;

/// `time=… level=info msg="a message" key=value`.
#[derive(Debug)]
pub struct Logfmt;

/// Fewer pairs are in many a sentence.
const LEAST_PAIRS: usize = 2;

impl Format for Logfmt {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        text.clear();
        let (mut time, mut level, mut pairs, mut known) = (Time::NONE, Level::Unknown, 0, 0);
        let mut message = None;
        let mut rest = line.trim_ascii();
        while !rest.is_empty() {
            let (name, value, after) = pair(rest)?;
            let field = field_of(name);
            match field {
                Some(Field::Time) => time = time.then(time_in(value, hint)),
                Some(Field::Level) => level = level_in(value),
                Some(Field::Message) => message = Some(value),
                Some(Field::Said | Field::Trace) | None => {
                    text.extend_from_slice(name);
                    text.push(b' ');
                }
            }
            pairs += 1;
            known += usize::from(field.is_some_and(|field| field != Field::Said));
            rest = after.trim_ascii_start();
        }
        if pairs < LEAST_PAIRS || known == 0 {
            return None;
        }
        if let Some(message) = message {
            text.clear();
            unescape(message, text);
        }
        Some(Line::new(time, level, text))
    }
}

// A name, its value without quotation marks, and what follows.
fn pair(rest: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let end = rest.iter().position(|byte| matches!(byte, b'=' | b' ' | b'"'))?;
    let (name, value) = (&rest[..end], rest[end..].strip_prefix(b"=")?);
    if name.is_empty() {
        return None;
    }
    let Some(quoted) = value.strip_prefix(b"\"") else {
        let end = value.iter().position(|byte| *byte == b' ').unwrap_or(value.len());
        return Some((name, &value[..end], &value[end..]));
    };
    let mut at = 0;
    while *quoted.get(at)? != b'"' {
        at += if quoted[at] == b'\\' { 2 } else { 1 };
    }
    Some((name, &quoted[..at], &quoted[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_and_time_of_day_may_be_two_fields() {
        let mut scratch = Scratch::default();
        let mut time = |line: &str| ENTRY.read(line.as_bytes(), &mut scratch).map(|line| line.time);
        let whole = time("time=2024-05-01T10:00:08 level=info msg=a");
        assert_eq!(whole.map(|time| time.seconds), Some(1_714_557_608.0));
        assert_eq!(time("date=2024-05-01 time=10:00:08 level=alert"), whole);
        assert_eq!(time("time=10:00:08 date=2024-05-01 level=alert"), whole);
    }
}
