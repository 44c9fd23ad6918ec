//! Series as VictoriaMetrics exports them: a line of JSON each, with all its values and times.

use super::collect::put_in_order;
use super::join::join;
use crate::model::words::plural;
use crate::model::{Labels, Problem, Series, unit_of};
use crate::sources::{Loaded, Progress, Reader};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// With what such a line begins, without its blanks.
const BEGINNING: &[u8] = b"{\"metric\":{";
/// What names a series among its labels.
const NAME: &str = "__name__";

/// Reads such lines; a series of several lines is joined, and a line that is none is counted and told. Times are
/// milliseconds, `null` is a gap. Memory: the columns and a line. Cost: O(bytes).
#[derive(Debug, Default)]
pub struct ExportReader {
    line: Vec<u8>,
    lines: u64,
    parts: Vec<Loaded>,
    rows: u64,
    bad: u64,
    // The first line that was refused, and why.
    first: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    metric: BTreeMap<String, String>,
    values: Vec<Option<f64>>,
    timestamps: Vec<f64>,
}

/// Whether a file with this beginning is such an export.
pub fn is_export(head: &[u8]) -> bool {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let bare: Vec<u8> = first.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let has = |name: &[u8]| bare.windows(name.len()).any(|found| found == name);
    bare.starts_with(BEGINNING) && has(b"\"values\":[")
}

impl ExportReader {
    fn end_line(&mut self) {
        self.lines += 1;
        let line = std::mem::take(&mut self.line);
        if line.trim_ascii().is_empty() {
            return;
        }
        match serde_json::from_slice::<Line>(&line) {
            Ok(line) if line.values.len() == line.timestamps.len() => self.take(line),
            Ok(_) => self.refuse("it has more times than values, or fewer"),
            Err(error) => self.refuse(&error.to_string()),
        }
    }

    fn refuse(&mut self, why: &str) {
        self.bad += 1;
        let line = self.lines;
        self.first.get_or_insert_with(|| format!("line {line}: {why}"));
    }

    fn take(&mut self, line: Line) {
        let Line { mut metric, values, timestamps } = line;
        let name = metric.remove(NAME).unwrap_or_default();
        let mut series = Series {
            unit: unit_of(&name).to_owned(),
            labels: Labels::new(metric),
            name,
            times: Arc::new(timestamps.into_iter().map(|time| time / 1000.0).collect()),
            values: values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect(),
        };
        put_in_order(&mut series);
        self.rows += series.len() as u64;
        self.parts.push(Loaded { series: vec![series], ..Loaded::default() });
    }
}

impl Reader for ExportReader {
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
        if self.parts.is_empty() {
            return Err(Problem::new(
                "No line of this export could be read.",
                first,
                "Export the series again, with /api/v1/export and no format.",
            ));
        }
        let mut loaded = join(self.parts);
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

    #[test]
    fn lines_of_one_series_are_one_series() {
        let text = br#"{"metric":{"__name__":"up","job":"a"},"values":[3,null],"timestamps":[1714557660000,1714557720000]}
{"metric": {"__name__":"up","job":"b"},"values":[7],"timestamps":[1714557600000]}

{"metric":{"__name__":"up","job":"a"},"values":[2],"timestamps":[1714557600000]}
{"metric":{"__name__":"up","job":"a"},"values":[2],"timestamps":[]}
{"metric":"#;
        assert!(is_export(text) && !is_export(b"{\"metric\":\"cpu\",\"value\":7}\n"));
        let mut reader = Box::<ExportReader>::default();
        for piece in text.chunks(11) {
            reader.push(piece).expect("it takes any bytes");
        }
        let loaded = reader.finish().expect("it has series");
        let told: Vec<(String, Vec<f64>, usize)> = loaded
            .series
            .iter()
            .map(|one| (one.to_string(), one.times.to_vec(), one.values.len()))
            .collect();
        let times = vec![1_714_557_600.0, 1_714_557_660.0, 1_714_557_720.0];
        assert_eq!(
            told,
            [
                ("up{job=\"a\"}".to_owned(), times.clone(), 3),
                ("up{job=\"b\"}".to_owned(), times[..1].to_vec(), 1),
            ]
        );
        assert_eq!(loaded.series[0].values[..2], [2.0, 3.0]);
        assert!(loaded.series[0].values[2].is_nan());
        assert!(
            loaded.notes[0].starts_with("2 lines could not be read; the first is line 5: it has")
        );
    }

    #[test]
    fn what_has_no_line_is_refused() {
        let mut reader = Box::<ExportReader>::default();
        reader.push(b"{\"metric\":{},\"values\":[x").expect("it takes any bytes");
        assert!(reader.finish().is_err());
    }
}
