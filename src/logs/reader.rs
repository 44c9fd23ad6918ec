//! From chunks of bytes, cut anywhere, to counted signatures.

use super::binary::{HEAD, refuse_binary};
use super::buckets::Buckets;
use super::class::line_end;
use super::counter::Counter;
use super::format::{Format, Record, Scratch, detect};
use super::header::{Learned, Level};
use super::merge::{Patterns, merge};
use super::table::Signature;
use crate::model::Problem;

/// Lines from which format and header are told; they are held until then.
const SAMPLE_LINES: usize = 1000;
/// A sample takes no more memory than this.
const SAMPLE_BYTES: usize = 1 << 20;
/// What is longer is cut here, and still one record: no line takes more memory.
const LONGEST_LINE: usize = 1 << 16;

/// How the message of a line is found.
#[derive(Debug)]
enum Layout {
    /// Lines are messages.
    Content,
    /// Lines have a known format.
    Known(&'static dyn Format),
    /// Lines have a header that was learnt.
    Learned(Learned),
}

/// Reads a log, pushed in chunks cut anywhere, and counts its signatures. Every line is one record, also
/// an empty one and one of no format; the memory of lines is bounded, that of signatures by their table.
#[derive(Debug)]
pub struct LogReader {
    layout: Option<Layout>,
    // Until the layout is known: whole lines. After that: the beginning of a line that a cut tore apart.
    held: Vec<u8>,
    // Lines that are held whole.
    lines: usize,
    // Bytes of the line that is torn apart.
    torn: usize,
    scratch: Scratch,
    counter: Counter,
}

impl LogReader {
    /// A reader at the start of a file; with `content`, lines have no header.
    pub fn new(content: bool) -> Self {
        Self {
            layout: content.then_some(Layout::Content),
            held: Vec::new(),
            lines: 0,
            torn: 0,
            scratch: Scratch::default(),
            counter: Counter::default(),
        }
    }

    /// Takes the next chunk; tells the row of each line, in order, [`OTHER`] for what has none.
    ///
    /// Errors: the file is no text. Cost: O(bytes).
    pub fn push(&mut self, bytes: &[u8], told: &mut dyn FnMut(u32)) -> Result<(), Problem> {
        let mut rest = bytes;
        while let Some(end) = line_end(rest) {
            let (line, after) = rest.split_at(end);
            rest = &after[1..];
            self.line(line, told)?;
        }
        self.hold(rest);
        Ok(())
    }

    /// Ends the file: a last line without its end is a line. Tells the rows that were not told yet.
    ///
    /// Errors: as of [`Self::push`].
    pub fn finish(&mut self, told: &mut dyn FnMut(u32)) -> Result<(), Problem> {
        if self.torn > 0 {
            self.line(b"", told)?;
        }
        if self.layout.is_none() {
            self.settle(told)?;
        }
        Ok(())
    }

    // A line ends: `line` is it, or what was missing of the one that is torn.
    fn line(&mut self, line: &[u8], told: &mut dyn FnMut(u32)) -> Result<(), Problem> {
        if let Some(layout) = &self.layout
            && self.torn == 0
        {
            let line = &line[..line.len().min(LONGEST_LINE)];
            told(self.counter.count(layout.record(line, &mut self.scratch)));
            return Ok(());
        }
        self.hold(line);
        self.torn = 0;
        if let Some(layout) = &self.layout {
            told(self.counter.count(layout.record(&self.held, &mut self.scratch)));
            self.held.clear();
            return Ok(());
        }
        self.held.push(b'\n');
        self.lines += 1;
        let complete = self.lines == SAMPLE_LINES || self.held.len() >= SAMPLE_BYTES;
        if complete { self.settle(told) } else { Ok(()) }
    }

    fn hold(&mut self, piece: &[u8]) {
        let room = LONGEST_LINE.saturating_sub(self.torn).min(piece.len());
        self.held.extend_from_slice(&piece[..room]);
        self.torn += piece.len();
    }

    // The sample is complete: tells its layout, and counts its lines.
    fn settle(&mut self, told: &mut dyn FnMut(u32)) -> Result<(), Problem> {
        let held = std::mem::take(&mut self.held);
        refuse_binary(&held[..held.len().min(HEAD)])?;
        let text = held.strip_suffix(b"\n").unwrap_or(&held);
        let sample: Vec<&[u8]> = text.split(|byte| *byte == b'\n').take(self.lines).collect();
        let layout = match detect(&sample) {
            Some(format) => Layout::Known(format),
            None => Layout::Learned(Learned::of(&sample)),
        };
        for line in sample {
            told(self.counter.count(layout.record(line, &mut self.scratch)));
        }
        self.layout = Some(layout);
        Ok(())
    }

    /// Records so far: every line that was told.
    pub fn records(&self) -> u64 {
        self.counter.records
    }

    /// Records whose signature has no row; with the counts of [`Self::patterns`] they are all.
    pub fn other(&self) -> u64 {
        self.counter.table.other()
    }

    /// What the file was taken for; empty before that is known.
    pub fn format(&self) -> &'static str {
        match &self.layout {
            None => "",
            Some(Layout::Content) => "content",
            Some(Layout::Known(format)) => format.about().id,
            Some(Layout::Learned(learned)) if learned.is_empty() => "plain",
            Some(Layout::Learned(_)) => "learned",
        }
    }

    /// What the file was taken for, to people.
    pub fn title(&self) -> String {
        self.format().to_owned()
    }

    /// Records whose header was read.
    pub fn parsed(&self) -> u64 {
        self.records()
    }

    /// The patterns of what was counted so far. Cost: that of [`merge`].
    pub fn patterns(&self) -> Patterns {
        merge(self.counter.table.signatures())
    }

    /// Counts of each pattern in buckets of time, as rows in the order of `patterns`, and last that of all
    /// other records; their start and width are those of [`Self::buckets`]. Cost: O(patterns · buckets).
    pub fn timeline(&self, patterns: &Patterns) -> Vec<Vec<f64>> {
        let buckets = &self.counter.buckets;
        let mut rows = vec![vec![0.0; buckets.len()]; patterns.list.len() + 1];
        for (signature, pattern) in patterns.of_signature.iter().enumerate() {
            buckets.add_to(signature + 1, &mut rows[*pattern as usize]);
        }
        buckets.add_to(0, &mut rows[patterns.list.len()]);
        rows
    }

    /// Signatures in order of first appearance.
    pub fn signatures(&self) -> &[Signature] {
        self.counter.table.signatures()
    }

    /// First and last moment of each of them; NaN where none of its records has a time.
    pub fn seen(&self) -> &[[f64; 2]] {
        &self.counter.seen
    }

    /// Counts of each level in time, by its place in [`Level::ALL`].
    pub fn levels(&self) -> &Buckets {
        &self.counter.levels
    }

    /// The buckets of time.
    pub fn buckets(&self) -> &Buckets {
        &self.counter.buckets
    }
}

impl Layout {
    fn record<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Record<'a> {
        let read = match self {
            Self::Content => None,
            Self::Known(format) => format.read(line, scratch),
            Self::Learned(header) => header.read(line, &mut scratch.hint),
        };
        read.unwrap_or(Record { seconds: f64::NAN, level: Level::Unknown, message: line })
    }
}
