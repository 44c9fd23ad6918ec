//! Reads the answer of `query_range` as it arrives: straight into columns, without keeping the text.

use super::collect::Collector;
use super::grammar::Grammar;
use super::points;
use super::refusal::refusal;
use super::tokens::{Lexed, is_space, lex};
use crate::model::{Problem, Samples, unmarked};
use crate::sources::{Loaded, Progress, Reader};

/// No single text of an answer is longer; one that is would have to be kept in memory whole.
const MAX_TOKEN: usize = 1 << 20;

/// An answer says within so many bytes of what kind it is.
const SAYS_WITHIN: usize = 512;

/// So many bytes of a new chunk are first put behind the rest of the one before.
const BRIDGE: usize = 256;

/// Whether a dropped file with this beginning is an answer of the kind that `result_type` names, as somebody saved it.
pub fn is_answer(head: &[u8], result_type: &[&str]) -> bool {
    let text = unmarked(head);
    let bare = text.iter().filter(|byte| !byte.is_ascii_whitespace()).take(SAYS_WITHIN);
    let bare: Vec<u8> = bare.copied().collect();
    let bare = String::from_utf8_lossy(&bare);
    bare.starts_with("{\"")
        && bare.contains("\"data\":{")
        && result_type.iter().any(|kind| bare.contains(&format!("\"resultType\":\"{kind}\"")))
}

/// Reads one answer: `matrix`, `vector` or `scalar`, keys in any order, unknown keys skipped.
///
/// Times are seconds; `NaN` and the infinities stay as they came; a value that is no number is a
/// gap. `warnings`, `infos` and series of native histograms become notes. Series that were complete
/// before an error stay: [`Reader::finish`] then notes the error, and fails only if there are none.
/// Memory: the columns and the token that a chunk cuts. Cost: 30 ns a point or less, natively.
#[derive(Debug, Default)]
pub struct MatrixReader {
    query: String,
    grammar: Grammar,
    found: Collector,
    /// The beginning of a token that the last chunk cut.
    rest: Vec<u8>,
    /// Bytes read before `rest`.
    offset: u64,
    failure: Option<Problem>,
}

impl MatrixReader {
    /// A reader whose problems name this query.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }

    /// Reads every whole token of `bytes` and says where the first cut one begins.
    fn run(&mut self, bytes: &[u8]) -> Result<usize, Problem> {
        let mut at = 0;
        loop {
            at += bytes[at..].iter().take_while(|byte| is_space(**byte)).count();
            if self.grammar.expects_point() {
                let run = points::read(&bytes[at..], &mut self.found.draft);
                if run.used > 0 {
                    at += run.used;
                    self.found.points += run.points;
                    self.grammar.skipped_points(run.comma);
                    continue;
                }
            }
            let fault = match lex(&bytes[at..]) {
                Lexed::More if bytes.len() - at > MAX_TOKEN => "this text is too long",
                Lexed::More => break,
                Lexed::Bad(fault) => fault,
                Lexed::Token(token, length) => match self.grammar.accept(token, &mut self.found) {
                    Ok(()) => {
                        at += length;
                        continue;
                    }
                    Err(fault) => fault,
                },
            };
            return Err(not_json(self.offset + at as u64, fault, bytes.get(at), &self.query));
        }
        self.offset += at as u64;
        Ok(at)
    }

    /// Reads on where the chunk before was cut: puts as few bytes as needed behind its rest, and
    /// says how many bytes of the new chunk that used.
    fn bridge(&mut self, bytes: &[u8]) -> Result<usize, Problem> {
        let mut rest = std::mem::take(&mut self.rest);
        let (mut old, mut taken) = (rest.len(), 0);
        let mut step = BRIDGE;
        while old > 0 && taken < bytes.len() {
            let end = bytes.len().min(taken + step);
            rest.extend_from_slice(&bytes[taken..end]);
            taken = end;
            step *= 2;
            let used = self.run(&rest)?;
            if used >= old {
                return Ok(used - old);
            }
            rest.drain(..used);
            old -= used;
        }
        self.rest = rest;
        Ok(taken)
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let start = if self.rest.is_empty() { 0 } else { self.bridge(bytes)? };
        if self.rest.is_empty() {
            let used = self.run(&bytes[start..])?;
            self.rest.extend_from_slice(&bytes[start + used..]);
        }
        Ok(())
    }

    fn verdict(&mut self) -> Option<Problem> {
        if let Some(problem) = self.failure.take() {
            return Some(problem);
        }
        if !self.grammar.is_complete() {
            return Some(cut_off(self.offset + self.rest.len() as u64, &self.query));
        }
        if !self.rest.is_empty() {
            let fault = "expected nothing more";
            return Some(not_json(self.offset, fault, self.rest.first(), &self.query));
        }
        let (kind, text) = &self.found.error;
        if self.found.status == "error" || !kind.is_empty() {
            return Some(refusal(kind, text, &self.query));
        }
        if self.found.result_type == "string" {
            self.found.series.clear();
            return Some(Problem::new(
                "The query gives a text, not numbers.",
                self.query.clone(),
                "Ask for a metric or an expression with numbers.",
            ));
        }
        (!self.found.has_result).then(|| {
            Problem::new(
                "The answer is JSON, but not the answer to a query: it has no `data.result`.",
                self.query.clone(),
                "Check that the address is that of a Prometheus-compatible server.",
            )
        })
    }
}

impl Reader for MatrixReader {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if let Some(problem) = &self.failure {
            return Err(problem.clone());
        }
        self.read(bytes).inspect_err(|problem| self.failure = Some(problem.clone()))
    }

    fn progress(&self) -> Progress {
        Progress { rows: self.found.points, bad_rows: self.found.bad_points }
    }

    fn so_far(&self) -> Vec<(String, Samples<'_>)> {
        let series = self.found.series.iter();
        series.map(|series| (series.to_string(), series.samples())).collect()
    }

    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        let problem = self.verdict();
        let mut notes = self.found.notes();
        let series = self.found.series;
        match problem {
            Some(problem) if series.is_empty() => return Err(problem),
            Some(problem) => notes.push(format!("Not everything could be read. {problem}")),
            None => {}
        }
        let rows = series.iter().map(|series| series.len() as u64).sum();
        Ok(Loaded { series, notes, rows, ..Loaded::default() })
    }
}

fn not_json(offset: u64, fault: &str, byte: Option<&u8>, query: &str) -> Problem {
    let found = match byte {
        Some(byte) if byte.is_ascii_graphic() => format!(" but found `{}`", char::from(*byte)),
        _ => String::new(),
    };
    Problem::new(
        format!("The answer is not the JSON of a query: at byte {offset}, {fault}{found}."),
        query,
        "Open the address in a new tab: a login page or a proxy may be answering in its place.",
    )
}

fn cut_off(length: u64, query: &str) -> Problem {
    Problem::new(
        format!("The answer ends too early, at byte {length}."),
        query,
        "Ask again; if it stays so, ask for a shorter range or fewer series: the connection or a \
         proxy cuts long answers.",
    )
}
