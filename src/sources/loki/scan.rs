//! Reads the answers of a query as they arrive, one after another, and counts their patterns.

use super::super::log::levels;
use super::super::{Loaded, Log, Progress, Reader};
use super::answer::Answer;
use super::edge::Edge;
use super::grammar::Grammar;
use super::json::{Fault, Json};
use super::lines::{Lines, write_line};
use super::query::{Order, counts_lines};
use super::refusal::said;
use super::tail::Answered;
use crate::logs::{Indexed, Options};
use crate::model::Problem;
use crate::stats::order::places;

/// Lines are kept to be looked at again up to so many bytes; all are counted.
const MOST_TEXT: usize = 64 << 20;

/// Reads `query_range` answers of streams, pushed one behind the other, keys in any order, unknown keys
/// skipped.
///
/// The entries of an answer are put in order of time over its streams, and each becomes one line of a log;
/// those that the answer before had as well are dropped. Oldest first, the text is in order of time; newest
/// first, it is put in order at the end, if it was kept whole. An answer counts once it is whole;
/// [`Reader::cut`] gives up one that broke off, and the next may follow. Memory: one answer, and 64 MB of
/// lines. Cost: O(bytes).
#[derive(Debug)]
pub struct StreamsReader {
    query: String,
    order: Order,
    json: Json,
    grammar: Grammar,
    edge: Edge,
    lines: Lines,
    log: Indexed,
    text: Vec<u8>,
    // Where the lines of each answer begin.
    starts: Vec<usize>,
    is_kept: bool,
    entries: u64,
    bad: u64,
    warnings: Vec<String>,
    last: Option<Answered>,
    failure: Option<Problem>,
}

impl StreamsReader {
    /// A reader whose problems name this query.
    pub fn new(query: impl Into<String>, order: Order) -> Self {
        Self {
            query: query.into(),
            order,
            json: Json::default(),
            grammar: Grammar::default(),
            edge: Edge::default(),
            lines: Lines::default(),
            log: log(),
            text: Vec::new(),
            starts: Vec::new(),
            is_kept: true,
            entries: 0,
            bad: 0,
            warnings: Vec::new(),
            last: None,
            failure: None,
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let read = self.json.push(bytes, &mut self.grammar);
        for answer in std::mem::take(&mut self.grammar.whole) {
            self.take(answer)?;
        }
        read.map_err(|fault| not_json(fault, &self.query))
    }

    fn take(&mut self, mut answer: Answer) -> Result<(), Problem> {
        self.check(&answer)?;
        for warning in std::mem::take(&mut answer.warnings) {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        let fresh = self.edge.fresh(&answer, self.order);
        let count = fresh.iter().filter(|fresh| **fresh).count() as u64;
        let entries = answer.entries.len() as u64 + answer.bad;
        self.last =
            Some(Answered { entries, fresh: count, span: answer.span().unwrap_or_default() });
        self.bad += answer.bad;
        self.entries += count;
        if count == 0 {
            return Ok(());
        }
        let labels = self.lines.labels(&answer);
        let list = &answer.entries;
        let mut text = Vec::new();
        for place in places(list.len(), &mut |a, b| list[a].nanos.cmp(&list[b].nanos)) {
            let (place, entry) = (place as usize, &list[place as usize]);
            if fresh[place] {
                write_line(&answer, entry, &labels[entry.stream], &mut text);
            }
        }
        self.log.push(&text)?;
        self.keep(&text);
        Ok(())
    }

    fn check(&self, answer: &Answer) -> Result<(), Problem> {
        if answer.status == "error" || !answer.error.is_empty() {
            return Err(Problem::new(
                format!(
                    "The server refused the query: {}.",
                    said(answer.error.as_bytes()).trim_end_matches('.')
                ),
                self.query.clone(),
                "Run the same query in Grafana; the server's log may say more.",
            ));
        }
        if !answer.has_result {
            return Err(Problem::new(
                "The answer is JSON, but not the answer to a query: it has no `data.result`.",
                self.query.clone(),
                "Check that the address is that of Loki.",
            ));
        }
        match &*answer.result_type {
            "" | "streams" => Ok(()),
            _ => Err(counts_lines(&self.query)),
        }
    }

    fn keep(&mut self, text: &[u8]) {
        if self.is_kept && self.text.len() + text.len() <= MOST_TEXT {
            self.starts.push(self.text.len());
            self.text.extend_from_slice(text);
        } else {
            self.is_kept = false;
        }
    }

    // Answers came from the last to the first: the log is read again in order of time.
    fn turn(&mut self) -> Result<(), Problem> {
        let mut ordered = Vec::with_capacity(self.text.len());
        let mut end = self.text.len();
        for start in self.starts.iter().rev() {
            ordered.extend_from_slice(&self.text[*start..end]);
            end = *start;
        }
        self.text = ordered;
        self.log = log();
        self.log.push(&self.text)
    }

    fn notes(&self, torn: bool) -> Vec<String> {
        let mut notes: Vec<String> =
            self.warnings.iter().map(|text| format!("Warning of the server: {text}")).collect();
        let common = self.lines.common();
        if !common.is_empty() {
            notes.push(format!("Lines that do not say otherwise have {{{common}}}."));
        }
        if self.entries == 0 {
            notes.push("No line in this range fits the query.".to_owned());
        }
        if self.bad > 0 {
            notes.push(format!("{} entries have no time or no line, and were left out.", self.bad));
        }
        if torn {
            notes.push("The last answer broke off; what it had was left out.".to_owned());
        }
        if !self.is_kept {
            notes.push(format!(
                "All {} lines are counted, but only the first {} MB that came can be looked at again: choose a \
                 shorter range to see others.",
                self.entries,
                self.text.len() >> 20
            ));
        }
        notes
    }
}

fn log() -> Indexed {
    Indexed::new(Options { format: Some("loki".to_owned()), ..Options::default() })
}

impl Reader for StreamsReader {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if let Some(problem) = &self.failure {
            return Err(problem.clone());
        }
        self.read(bytes).inspect_err(|problem| self.failure = Some(problem.clone()))
    }

    fn progress(&self) -> Progress {
        Progress { rows: self.entries, bad_rows: self.bad }
    }

    fn log(&self) -> Option<&Indexed> {
        Some(&self.log)
    }

    fn answered(&mut self) -> Option<Answered> {
        self.last.take()
    }

    fn cut(&mut self) {
        self.json = Json::default();
        self.grammar.give_up();
    }

    fn finish(mut self: Box<Self>) -> Result<Loaded, Problem> {
        let torn = self.failure.is_none() && !self.json.is_between();
        if self.entries == 0 {
            if let Some(problem) = self.failure.take() {
                return Err(problem);
            }
            if torn {
                return Err(cut_off(self.json.length(), &self.query));
            }
        }
        if self.order == Order::NewestFirst && self.is_kept {
            self.turn()?;
        }
        self.log.finish()?;
        let mut notes = self.notes(torn);
        notes.extend(
            self.failure.take().map(|problem| format!("Not everything could be read. {problem}")),
        );
        Ok(Loaded {
            series: levels(&self.log.reader),
            notes,
            rows: self.entries,
            log: Some(Log::of(self.log, self.text)),
            ..Loaded::default()
        })
    }
}

fn not_json(Fault { offset, what, byte }: Fault, query: &str) -> Problem {
    let found = match byte {
        Some(byte) if byte.is_ascii_graphic() => format!(" but found `{}`", char::from(byte)),
        _ => String::new(),
    };
    Problem::new(
        format!("The answer is not the JSON of a query: at byte {offset}, {what}{found}."),
        query,
        "Open the address in a new tab: a login page or a proxy may be answering in its place.",
    )
}

fn cut_off(length: u64, query: &str) -> Problem {
    Problem::new(
        format!("The answer ends too early, at byte {length}."),
        query,
        "Ask again; if it stays so, ask for a shorter range: the connection or a proxy cuts long answers.",
    )
}
