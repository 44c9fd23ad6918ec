//! Entries as lines of text, so that the engine of logs reads them as it reads any log.

use super::answer::{Answer, Entry, Labels};
use super::nanos;
use crate::logs::format::loki::{JOINT, is_level};

/// Writes entries, each as one line: `2024-03-01T12:00:00.000000001Z {pod="api-1"} message`.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The labels that all streams of the first answer have, but those that say a level; they are left out.
    common: Option<Labels>,
}

impl Lines {
    /// The labels of each stream of an answer, as they stand in lines.
    pub(super) fn labels(&mut self, answer: &Answer) -> Vec<Vec<u8>> {
        let common = &*self.common.get_or_insert_with(|| common(&answer.streams));
        let text = |labels: &Labels| {
            let mut out = Vec::new();
            labels
                .iter()
                .filter(|label| !common.contains(label))
                .for_each(|label| write(label, &mut out));
            out
        };
        answer.streams.iter().map(text).collect()
    }

    /// What all lines have in common, as a selector; empty if nothing.
    pub(super) fn common(&self) -> String {
        let mut out = Vec::new();
        self.common.iter().flatten().for_each(|label| write(label, &mut out));
        String::from_utf8_lossy(&out).into_owned()
    }
}

fn common(streams: &[Labels]) -> Labels {
    let Some((first, rest)) = streams.split_first() else { return Labels::new() };
    let everywhere = |label: &&(String, String)| {
        !is_level(label.0.as_bytes()) && rest.iter().all(|labels| labels.contains(label))
    };
    first.iter().filter(everywhere).cloned().collect()
}

/// Adds the line of an entry, in whose message ends of lines are vertical tabs: one entry is one line.
pub(super) fn write_line(answer: &Answer, entry: &Entry, labels: &[u8], out: &mut Vec<u8>) {
    nanos::write(entry.nanos, out);
    out.extend_from_slice(b" {");
    let start = out.len();
    out.extend_from_slice(labels);
    if let Some(level) = &entry.level {
        let said = answer.streams[entry.stream].iter().any(|(name, _)| is_level(name.as_bytes()));
        if !said {
            let mut one = Vec::new();
            write(level, &mut one);
            if out.len() > start {
                out.extend_from_slice(b", ");
            }
            out.extend_from_slice(&one);
        }
    }
    out.extend_from_slice(b"} ");
    let line = answer.line(entry);
    let ends = line.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let mut bytes = line[..line.len() - ends].iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' if bytes.peek() == Some(&&b'\n') => {}
            b'\n' => out.push(JOINT),
            // A text with zero bytes would pass for binary.
            0 => out.push(b' '),
            byte => out.push(*byte),
        }
    }
    out.push(b'\n');
}

// `name="value"`, behind what is there.
fn write((name, value): &(String, String), out: &mut Vec<u8>) {
    if !out.is_empty() {
        out.extend_from_slice(b", ");
    }
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"=\"");
    for byte in value.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            0..b' ' => out.push(b' '),
            byte => out.push(byte),
        }
    }
    out.push(b'"');
}
