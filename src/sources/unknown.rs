//! A JSON document that is nothing of what is read here: refused with what it holds, and with what can be dropped.

use super::{Loaded, Reader};
use crate::model::{Problem, unmarked};
use serde_json::{Deserializer, Value};

/// Fields of a record that is a line of a log.
const MESSAGES: [&str; 6] = ["message", "msg", "log", "text", "body", "resourceLogs"];
/// So many of its fields are told.
const TOLD: usize = 6;

/// A document of which nothing is taken.
#[derive(Debug)]
pub struct UnknownJson {
    holds: String,
}

impl UnknownJson {
    /// Of a whole file, if it is one JSON document and no line of a log.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let text = unmarked(bytes).trim_ascii();
        if !matches!(text.first(), Some(b'{' | b'[')) {
            return None;
        }
        let mut values = Deserializer::from_slice(text).into_iter::<Value>();
        let (Some(Ok(only)), None) = (values.next(), values.next()) else { return None };
        let fields = only.as_object().or_else(|| only.get(0)?.as_object());
        let names: Vec<&str> =
            fields.into_iter().flat_map(|all| all.keys()).map(String::as_str).collect();
        if MESSAGES.iter().any(|name| names.contains(name)) {
            return None;
        }
        let more = if names.len() > TOLD { ", …" } else { "" };
        let told = names.iter().take(TOLD).copied().collect::<Vec<_>>().join(", ");
        let holds =
            if told.is_empty() { String::new() } else { format!("Its fields: {told}{more}.") };
        Some(Self { holds })
    }
}

impl Reader for UnknownJson {
    fn push(&mut self, _bytes: &[u8]) -> Result<(), Problem> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Loaded, Problem> {
        Err(Problem::new(
            "This JSON file holds no incidents, no events and no log.",
            self.holds,
            "Drop incidents that were saved with Export, a list of events with time, kind and title, a log with one JSON object a line, or a CSV.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::UnknownJson;

    #[test]
    fn documents_are_told_from_lines() {
        let check = |text: &str, wanted: Option<&str>| {
            let found = UnknownJson::of(text.as_bytes()).map(|one| one.holds);
            assert_eq!(found.as_deref(), wanted, "{text}");
        };
        check(r#"{"hello":[1,2,3]}"#, Some("Its fields: hello."));
        check("[\n  {\"a\": 1},\n  {\"b\": 2}\n]", Some("Its fields: a."));
        check("[1, 2]", Some(""));
        check(r#"{"level":"info","msg":"started"}"#, None);
        check("{\"a\":1}\n{\"a\":2}\n", None);
        check("{\"a\":", None);
        check("[error] it failed", None);
        check("", None);
    }
}
