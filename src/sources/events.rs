//! A dropped file of events, such as deployments: read as a whole, since it is small.

use super::{Loaded, Reader, marks};
use crate::model::words::plural;
use crate::model::{Problem, unmarked};
use serde_json::{Deserializer, Value};

/// Bytes of such a file; a larger one is none.
const MOST: usize = 16 << 20;
/// Numbers in a row of a table of such, at most.
const MOST_NUMBERS: usize = 3;
/// Objects at the beginning of a JSON file that are looked at: the list of events may be within one.
const LOOKED_AT: usize = 3;

/// Reads events.
#[derive(Debug, Default)]
pub struct EventsFile {
    bytes: Vec<u8>,
}

/// Whether a file with this beginning has events; `complete` if there is no more of it. A table has a header with
/// moment, kind and title; JSON has a list of objects with these.
pub fn is_events(head: &[u8], complete: bool) -> bool {
    let text = unmarked(head).trim_ascii_start();
    if text.starts_with(b"[") || text.starts_with(b"{") {
        return is_list(text);
    }
    let mut lines = text.split(|byte| *byte == b'\n');
    let first = lines.next().filter(|first| complete || first.len() < text.len());
    let is_header =
        |line: &[u8]| std::str::from_utf8(line).is_ok_and(|line| marks::is_header(line.trim_end()));
    // Next to their times, events have a number or two; tables of figures have many.
    let numbers = |line: &[u8]| {
        let cells = line.split(|byte| matches!(byte, b',' | b';' | b'\t'));
        let text = cells.filter_map(|cell| std::str::from_utf8(cell.trim_ascii()).ok());
        text.filter(|cell| cell.parse::<f64>().is_ok()).count()
    };
    first.is_some_and(is_header) && lines.next().is_none_or(|row| numbers(row) <= MOST_NUMBERS)
}

// Whether the first object of a list is one; of the beginning of a file, that of the first list which is whole.
fn is_list(text: &[u8]) -> bool {
    let begins = text.iter().enumerate().filter(|(_, byte)| **byte == b'{').map(|(at, _)| at);
    let first = |at: usize| {
        let next = Deserializer::from_slice(&text[at..]).into_iter::<Value>().next()?.ok()?;
        match next {
            // Objects a line are a log; one with a list may be the whole file.
            Value::Object(fields) if at == 0 => {
                let list = fields.values().find_map(Value::as_array);
                Some(list.and_then(|list| list.first()).map_or_else(String::new, names_of))
            }
            other => Some(names_of(&other)),
        }
    };
    begins.take(LOOKED_AT).find_map(first).is_some_and(|names| marks::is_header(&names))
}

fn names_of(value: &Value) -> String {
    let names = value.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>());
    names.unwrap_or_default().join(",")
}

impl Reader for EventsFile {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if MOST < self.bytes.len() + bytes.len() {
            return Err(Problem::new(
                "This file of events is too large.",
                format!("more than {} MB", MOST >> 20),
                "Keep the events of the time that your data cover.",
            ));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Loaded, Problem> {
        let marks = marks::read(&String::from_utf8_lossy(&self.bytes))?;
        let count = marks.len() as u64;
        let said = format!(
            "{} read: they stand below the incidents, and count among what may have caused one.",
            plural(count, "event was", "events were")
        );
        Ok(Loaded { marks, notes: vec![said], rows: count, ..Loaded::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::is_events;

    #[test]
    fn events_are_told_from_tables_and_logs() {
        for (head, expected) in [
            ("time,kind,title,service\n2024-01-15T10:00:00Z,deployment,v7,shop\n", true),
            ("\u{feff}Time;Type;Description\r\n1;release;x\r\n", true),
            ("time,latency_ms,queue\n1,2,3\n", false),
            ("time,event\n1,release\n", true),
            ("time,type,name,users,rate,median\n1,GET,/x,7,1.5,30\n", false),
            ("time,event,latency_ms\n1,2,3\n", false),
            ("time,type,level,message\n1,x,info,y\n", false),
            ("timestamp,series,value,score,reason\n", false),
            (r#"[{"time":1,"type":"deploy","title":"v7"}]"#, true),
            (r#"{"events":[{"time":1,"type":"deploy","title":"v7"}]}"#, true),
            (r#"{"time":1,"type":"deploy","message":"v7"}"#, false),
            (
                "{\"time\":1,\"type\":\"x\",\"message\":\"v7\"}\n{\"time\":1,\"type\":\"x\",\"message\":\"v7\"}",
                false,
            ),
            (r#"[{"time":1,"value":2}]"#, false),
            (r#"[{"time":1,"level":"info","event":"x","message":"y"}]"#, false),
            ("[", false),
            ("", false),
        ] {
            assert_eq!(is_events(head.as_bytes(), true), expected, "{head}");
        }
        assert!(!is_events(b"time,kind,title", false), "its header may go on");
    }
}
