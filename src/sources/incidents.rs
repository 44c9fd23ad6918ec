//! A dropped file of incidents: an export, a page that holds one, or records of the Graphite detector. It is told from
//! others by its beginning, and handed on as text.

use super::{Loaded, Reader};
use crate::model::{Problem, unmarked};
use serde_json::{Deserializer, Value};

/// Bytes of such a file; a larger one is not read.
const MOST: u64 = 512 << 20;
/// An export says what it is within so many bytes.
const SAYS_WITHIN: usize = 200;
/// What an export says of itself, without spaces.
const KIND: &[u8] = b"\"kind\":\"blipincidents\"";
/// What a page of incidents says of itself.
const GENERATOR: &[u8] = b"content=\"Blip incidents\"";
/// What each record of the Graphite detector has, and one of these once it is hydrated.
const RECORD: [&str; 2] = ["aggregator", "timestamp"];
const HYDRATED: [&str; 4] = ["machine", "max_value", "avg_value", "valid_pct"];
/// Objects at the beginning of a JSON file that are looked at: a list may be within one.
const LOOKED_AT: usize = 2;

/// Takes a file as text.
#[derive(Debug, Default)]
pub struct IncidentsFile {
    bytes: Vec<u8>,
}

/// Whether a file with this beginning has incidents.
pub fn is_incidents(head: &[u8]) -> bool {
    let text = unmarked(head).trim_ascii_start();
    match text.first() {
        Some(b'<') => contains(text, GENERATOR),
        Some(b'{') => {
            let start = text.iter().take(SAYS_WITHIN).filter(|byte| !byte.is_ascii_whitespace());
            contains(&start.copied().collect::<Vec<u8>>(), KIND) || has_records(text)
        }
        Some(b'[') => has_records(text),
        _ => false,
    }
}

/// Refuses so many bytes, if they are too many.
pub fn fits(bytes: u64) -> Result<(), Problem> {
    if bytes <= MOST {
        return Ok(());
    }
    Err(Problem::new(
        "This file of incidents is too large.",
        format!("more than {} MB", MOST >> 20),
        "Export fewer incidents at a time.",
    ))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

// Whether the first object of a list is one. An object alone, or a line of many, is no list.
fn has_records(text: &[u8]) -> bool {
    let begins = text.iter().enumerate().filter(|(_, byte)| **byte == b'{').map(|(at, _)| at);
    let first = |at: usize| {
        let next = Deserializer::from_slice(text.get(at..)?).into_iter::<Value>().next()?.ok()?;
        let fields = next.as_object()?;
        if at > 0 {
            return Some(is_record(&next));
        }
        let list = fields.values().find_map(Value::as_array);
        Some(list.and_then(|list| list.first()).is_some_and(is_record))
    };
    begins.take(LOOKED_AT).find_map(first).unwrap_or(false)
}

fn is_record(value: &Value) -> bool {
    let has = |name: &&str| value.get(*name).is_some();
    RECORD.iter().all(has) && HYDRATED.iter().any(has)
}

impl Reader for IncidentsFile {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        fits((self.bytes.len() + bytes.len()) as u64)?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Loaded, Problem> {
        let text = String::from_utf8(self.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(Loaded { incidents: Some(text), ..Loaded::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::is_incidents;

    #[test]
    fn incidents_are_told_from_tables_logs_and_events() {
        for (head, expected) in [
            (r#"{"kind":"blip incidents","version":4,"incidents":["#, true),
            ("\u{feff}{\n  \"version\": 2,\n  \"kind\": \"blip incidents\"", true),
            ("<!doctype html>\n<meta name=\"generator\" content=\"Blip incidents\">", true),
            (
                r#"[{"machine":"n1","aggregator":"A.b","timestamp":"2025-07-01T21:14:05"}, {"m"#,
                true,
            ),
            (r#"{"anomalies":[{"aggregator":"b","timestamp":1,"max_value":2}]}"#, true),
            (r#"{"anomalies":[{"aggregator":"b","timestamp":1,"max_value":2}, {"aggr"#, true),
            (r#"{"machine":"n1","aggregator":"A.b","timestamp":"2025-07-01T21:14:05"}"#, false),
            (r#"{"level":"info","msg":"exported \"kind\":\"blip incidents\""}"#, false),
            (r#"{"kind":"model"}"#, false),
            (r#"[{"time":1,"type":"deploy","title":"v7"}]"#, false),
            ("<html><body>x", false),
            ("time,kind\n1,blip incidents\n", false),
            ("[{", false),
            ("", false),
        ] {
            assert_eq!(is_incidents(head.as_bytes()), expected, "{head}");
        }
    }
}
