//! Lines of Loki: as its command line prints them, and as its answers are kept.

use super::super::header::Level;
use super::fields::level_in;
use super::{Format, Kind, Line, Scratch, after_stamp};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "loki",
    title: "Loki",
    sentence: "Answers of Loki, one line each as logcli prints them: stamp, labels in braces, message.",
    reference: "Grafana Loki, logcli, default output",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Loki = Loki;

/// `2024-03-01T12:00:00.000000001Z {level="error", pod="api-1"} message`.
#[derive(Debug)]
pub struct Loki;

/// Stands for an end of line within a message, which is one line: a vertical tab.
pub const JOINT: u8 = 0x0B;

/// Labels that say how bad a line is: what programs call them, and what Loki finds out by itself.
const LEVELS: [&[u8]; 8] = [
    b"level",
    b"detected_level",
    b"severity",
    b"severity_text",
    b"loglevel",
    b"log_level",
    b"levelname",
    b"lvl",
];

/// Whether a label of this name says how bad a line is.
pub fn is_level(name: &[u8]) -> bool {
    LEVELS.contains(&name)
}

impl Format for Loki {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Carries
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        let (time, rest) = after_stamp(line, hint)?;
        let (level, message) = after_labels(rest.strip_prefix(b" {")?)?;
        // Behind labels of several widths, columns are filled with blanks.
        let message = message.trim_ascii_start();
        if !message.contains(&JOINT) {
            return Some(Line::new(time, level, message));
        }
        text.clear();
        text.extend(message.iter().map(|byte| if *byte == JOINT { b'\n' } else { *byte }));
        Some(Line::new(time, level, text))
    }
}

// The level in labels, and what follows their closing brace.
fn after_labels(labels: &[u8]) -> Option<(Level, &[u8])> {
    let mut level = Level::Unknown;
    let mut rest = labels;
    loop {
        if let Some(after) = rest.strip_prefix(b"}") {
            let ends = after.first().is_none_or(|byte| *byte == b' ');
            return ends.then_some((level, after));
        }
        let name = rest.iter().position(|byte| matches!(byte, b'=' | b'"' | b'}' | b' '))?;
        let (name, value) = rest.split_at(name);
        let value = value.strip_prefix(b"=\"")?;
        let mut end = 0;
        while *value.get(end)? != b'"' {
            end += if value[end] == b'\\' { 2 } else { 1 };
        }
        if level == Level::Unknown && is_level(name) {
            level = level_in(&value[..end]);
        }
        let after = &value[end + 1..];
        rest = after.strip_prefix(b",").map_or(after, <[u8]>::trim_ascii_start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_end_at_their_brace() {
        let check = |line: &str, expected: Option<(Level, &str)>| {
            let mut scratch = Scratch::default();
            let line = format!("2024-03-01T12:00:00Z {line}");
            let found = Loki.read(line.as_bytes(), &mut scratch);
            let found = found.map(|line| (line.level, String::from_utf8_lossy(line.message)));
            assert_eq!(found.as_ref().map(|(level, said)| (*level, &**said)), expected, "{line}");
        };
        check("{} x", Some((Level::Unknown, "x")));
        check("{}", Some((Level::Unknown, "")));
        check(r#"{a="}\"{", level="warn"}   x {y}"#, Some((Level::Warning, "x {y}")));
        check(r#"{level="unknown", severity="ERROR"} x"#, Some((Level::Error, "x")));
        check(r#"{a="b",lvl="debug"} a"#, Some((Level::Debug, "a")));
        check("{a=\"\"} one\u{b}  two", Some((Level::Unknown, "one\n  two")));
        for wrong in [r#"{a="b""#, r#"{a="b\"#, r#"{"a":"b"}"#, "{a=b} x", "{}x", "{", "x", "{a} x"]
        {
            check(wrong, None);
        }
    }
}
