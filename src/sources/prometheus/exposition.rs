//! Metrics as text: the exposition of Prometheus and `OpenMetrics`, as `promtool` dumps them with time stamps.

use super::collect::put_in_order;
use super::float;
use crate::model::words::plural;
use crate::model::{Labels, Problem, Series, unit_of, unmarked};
use crate::sources::csv::series_of;
use crate::sources::{Loaded, Progress, Reader};
use std::collections::HashMap;
use std::sync::Arc;

/// Lines that are looked at.
const LINES: usize = 50;
/// Comments that only such texts have.
const COMMENTS: [&[u8]; 4] = [b"# TYPE ", b"# HELP ", b"# UNIT ", b"# EOF"];
/// Stamps are seconds below, and milliseconds from here on.
const MILLISECONDS: f64 = 1e11;

/// Reads lines such as `name{label="value"} 1 1700000000.5`: each series by its labels, in order of time. Memory: the
/// columns and a line. Cost: O(bytes).
#[derive(Debug, Default)]
pub struct ExpositionReader {
    line: Vec<u8>,
    lines: u64,
    // Where the series of a text is.
    places: HashMap<Vec<u8>, usize>,
    // That of the last line: series mostly stand one after the other.
    last: usize,
    drafts: Vec<Draft>,
    rows: u64,
    bad: u64,
    unstamped: u64,
    // The first line that was refused, and why.
    first: Option<String>,
}

#[derive(Debug)]
struct Draft {
    text: Vec<u8>,
    name: String,
    labels: Labels,
    times: Vec<f64>,
    values: Vec<f64>,
}

/// Whether a file with this beginning is such a text.
pub fn is_exposition(head: &[u8]) -> bool {
    let mut lines: Vec<&[u8]> = unmarked(head).split(|byte| *byte == b'\n').collect();
    // The last one may be torn, but it may be the only one.
    if lines.len() > 1 {
        lines.pop();
    }
    let lines: Vec<&[u8]> =
        lines.into_iter().map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).collect();
    let lines = &lines[..lines.len().min(LINES)];
    let told = |line: &&[u8]| COMMENTS.iter().any(|comment| line.starts_with(comment));
    let sample = |line: &&[u8]| sample(line).is_some_and(|(name, ..)| is_name(name));
    let says = |line: &&[u8]| told(line) || sample(line) && line.contains(&b'{');
    lines.iter().any(says) && lines.iter().all(|line| line.starts_with(b"#") || sample(line))
}

// Series, value, and stamp where there is one; what stands behind, such as an exemplar, is not read.
fn sample(line: &[u8]) -> Option<(&[u8], f64, Option<f64>)> {
    let (mut quoted, mut escaped, mut open) = (false, false, false);
    let end = line.iter().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'{' | b'}' if !quoted => open = *byte == b'{',
            b' ' | b'\t' => return !quoted && !open,
            _ => {}
        }
        false
    })?;
    let (series, mut rest) = (&line[..end], line[end..].trim_ascii_start());
    let mut number = || {
        let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        let found = float::read(&rest[..end]);
        rest = rest[end..].trim_ascii_start();
        found
    };
    let value = number()?;
    let time = number().map(|time| if time.abs() < MILLISECONDS { time } else { time / 1000.0 });
    Some((series, value, time))
}

fn is_name(series: &[u8]) -> bool {
    let name = series.split(|byte| *byte == b'{').next().unwrap_or_default().trim_ascii();
    !name.first().is_some_and(u8::is_ascii_digit)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'))
}

impl ExpositionReader {
    fn end_line(&mut self) {
        self.lines += 1;
        let line = std::mem::take(&mut self.line);
        self.take(line.trim_ascii());
        self.line = line;
        self.line.clear();
    }

    fn take(&mut self, line: &[u8]) {
        let line = if self.lines == 1 { unmarked(line) } else { line };
        if line.is_empty() || line.starts_with(b"#") {
            return;
        }
        let Some((text, value, time)) = sample(line) else {
            return self.refuse("it is no name, value and time stamp");
        };
        let Some(time) = time else {
            self.unstamped += 1;
            return self.refuse("it has no time stamp");
        };
        let Some(place) = self.place(text) else {
            return self.refuse("its labels cannot be read");
        };
        let draft = &mut self.drafts[place];
        draft.times.push(time);
        draft.values.push(value);
        self.rows += 1;
    }

    fn place(&mut self, text: &[u8]) -> Option<usize> {
        if self.drafts.get(self.last).is_some_and(|draft| draft.text == text) {
            return Some(self.last);
        }
        if let Some(place) = self.places.get(text) {
            self.last = *place;
            return Some(self.last);
        }
        let written = std::str::from_utf8(text).ok()?;
        let plain = || (!written.contains('{')).then(|| (written.to_owned(), Labels::default()));
        let (name, labels) = series_of(written).or_else(plain)?;
        self.last = self.drafts.len();
        self.places.insert(text.to_vec(), self.last);
        let (times, values) = (Vec::new(), Vec::new());
        self.drafts.push(Draft { text: text.to_vec(), name, labels, times, values });
        Some(self.last)
    }

    fn refuse(&mut self, why: &str) {
        self.bad += 1;
        let line = self.lines;
        self.first.get_or_insert_with(|| format!("line {line}: {why}"));
    }
}

impl Reader for ExpositionReader {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let mut pieces = bytes.split(|byte| *byte == b'\n');
        self.line.extend_from_slice(pieces.next().unwrap_or_default());
        for piece in pieces {
            self.end_line();
            self.line.extend_from_slice(piece);
        }
        Ok(())
    }

    fn progress(&self) -> Progress {
        Progress { rows: self.rows, bad_rows: self.bad }
    }

    fn cut(&mut self) {
        self.line.clear();
    }

    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        self.end_line();
        let first = self.first.unwrap_or_default();
        if self.drafts.is_empty() {
            let (what, fix) = if self.unstamped > 0 {
                (
                    "These metrics are of one moment: no value has a time stamp.",
                    "Paste the address of the Prometheus that scrapes them, or dump its history with promtool tsdb dump-openmetrics.",
                )
            } else {
                (
                    "This text names metrics, and has no value of them.",
                    "Dump them again, with values.",
                )
            };
            return Err(Problem::new(what, first, fix));
        }
        let series = self.drafts.into_iter().map(|draft| {
            let Draft { name, labels, times, values, .. } = draft;
            let unit = unit_of(&name).to_owned();
            let mut series = Series { name, labels, unit, times: Arc::new(times), values };
            put_in_order(&mut series);
            series
        });
        let mut loaded = Loaded { series: series.collect(), rows: self.rows, ..Loaded::default() };
        if self.bad > 0 {
            let lines = plural(self.bad, "line", "lines");
            loaded.notes.push(format!("{lines} could not be read; the first is {first}."));
        }
        Ok(loaded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, cut: usize) -> Result<Loaded, Problem> {
        let mut reader = Box::<ExpositionReader>::default();
        for piece in text.as_bytes().chunks(cut) {
            reader.push(piece).expect("it takes any bytes");
        }
        reader.finish()
    }

    #[test]
    fn a_dump_has_a_series_for_each_set_of_labels() {
        let text = "# HELP http_requests_total Requests.\n# TYPE http_requests_total counter\n\
            http_requests_total{path=\"/a b}\",code=\"200\"} 7 1700000000.500\n\
            http_requests_total{path=\"/a b}\",code=\"200\"} 9 1700000060.500 # {id=\"x\"} 1 1700000001\n\
            http_requests_total{path=\"/\\\"c\"} 1e3 1700000060\n\
            up 1 1700000060000\nup NaN 1700000000000\nup 1\n{__name__=\"load\", job=\"a\"} 2 1700000000\n# EOF\n";
        assert!(is_exposition(text.as_bytes()));
        for cut in [1, 7, 1 << 16] {
            let loaded = read(text, cut).expect("it has series");
            let told: Vec<String> = loaded
                .series
                .iter()
                .map(|one| format!("{one} {:?} {:?}", one.times, one.values))
                .collect();
            let expected = [
                r#"http_requests_total{code="200", path="/a b}"} [1700000000.5, 1700000060.5] [7.0, 9.0]"#,
                r#"http_requests_total{path="/"c"} [1700000060.0] [1000.0]"#,
                "up [1700000000.0, 1700000060.0] [NaN, 1.0]",
                r#"load{job="a"} [1700000000.0] [2.0]"#,
            ];
            assert_eq!(told.len(), expected.len());
            for (told, expected) in told.iter().zip(expected) {
                assert_eq!(told.replace('\\', ""), expected);
            }
            let note = "1 line could not be read; the first is line 8: it has no time stamp.";
            assert_eq!(loaded.notes, [note]);
        }
    }

    #[test]
    fn one_scrape_is_no_history() {
        let text = "# TYPE up gauge\nup 1\nload{job=\"a\"} 2\n";
        assert!(is_exposition(text.as_bytes()));
        let problem = read(text, 9).expect_err("it has no times").to_string();
        assert!(problem.contains("no value has a time stamp") && problem.contains("promtool"));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "load 1 2\n",
            "2024-03-01 12:00:00 {it} failed 1\n",
            "# TYPE up gauge\nstarted at noon\n",
            "{\"metric\":{}} x\n",
            "127.0.0.1 - - [x] {a} 200 5\n",
        ] {
            assert!(!is_exposition(text.as_bytes()), "{text}");
        }
    }
}
