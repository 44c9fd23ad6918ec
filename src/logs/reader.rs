//! From chunks of bytes, cut anywhere, to counted signatures.

use super::binary::{HEAD, refuse_binary};
use super::buckets::Buckets;
use super::class::line_end;
use super::colours::without_colours;
use super::counter::Kept;
use super::layout::Layout;
use super::merge::{Patterns, merge};
use super::options::Options;
use super::records::Records;
use super::sample::{SAMPLE_BYTES, SAMPLE_LINES, Sample};
use super::table::Signature;
use crate::model::Problem;

/// What is longer is cut here, and still one line: none takes more memory.
const LONGEST_LINE: usize = 1 << 16;
/// After so many lines, it is told again whether the layout holds; at first after fewer.
const CHECK_LINES: usize = 100_000;
/// From so many lines it is told whether it may be another layout.
const QUICK_LINES: usize = 100;

/// Reads a log, pushed in chunks cut anywhere, and counts the signatures of its records. A line of no format
/// is a record of its own, also an empty one, if it does not go on with the one before; the memory of lines is
/// bounded, that of signatures by their table.
#[derive(Debug)]
pub struct LogReader {
    options: Options,
    layout: Option<Layout>,
    // Until the layout is known: whole lines. After that: the beginning of a line that a cut tore apart.
    held: Vec<u8>,
    // Lines that are held whole.
    lines: usize,
    // Bytes of the line that is torn apart.
    torn: usize,
    records: Records,
    // Lines up to the next check, lines between the last two, and the last lines before it.
    until: usize,
    interval: usize,
    recent: Sample,
}

impl LogReader {
    /// A reader at the start of a file.
    pub fn new(mut options: Options) -> Self {
        options.format = options.format.filter(|id| Layout::is_known(id));
        Self {
            layout: options.content.then_some(Layout::PLAIN),
            held: Vec::new(),
            lines: 0,
            torn: 0,
            records: Records::new(&options),
            until: 2 * SAMPLE_LINES,
            interval: 2 * SAMPLE_LINES,
            recent: Sample::default(),
            options,
        }
    }

    /// A reader of a part of the same file, in the layout that was found; records of that part are kept for
    /// [`Self::kept`].
    pub fn again(&self) -> Self {
        let mut again = Self::new(self.options.clone());
        again.layout.clone_from(&self.layout);
        // What it is was told before.
        (again.until, again.interval) = (usize::MAX, usize::MAX);
        again.records.counter.kept = Some(Kept::default());
        again
    }

    /// The records that were counted since a part is read again.
    pub fn kept(&self) -> Option<&Kept> {
        self.records.counter.kept.as_ref()
    }

    /// The moment that a line states; NaN without. Cost: O(bytes).
    pub fn moment(&mut self, line: &[u8]) -> f64 {
        let Some(layout) = &self.layout else { return f64::NAN };
        self.records.moment(&without_colours(line), layout)
    }

    /// Takes the next chunk; tells the row of the record of each line, in order, [`super::OTHER`] for what has
    /// none. The row of a line may be told after later lines were pushed; of many records in one line, it is
    /// that of the first.
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
        if let Some(layout) = &self.layout {
            self.records.flush(layout, told);
        }
        Ok(())
    }

    // A line ends: `line` is it, or what was missing of the one that is torn.
    fn line(&mut self, line: &[u8], told: &mut dyn FnMut(u32)) -> Result<(), Problem> {
        if self.layout.is_some() && self.torn == 0 {
            self.read(&line[..line.len().min(LONGEST_LINE)], told);
            return Ok(());
        }
        self.hold(line);
        self.torn = 0;
        if self.layout.is_some() {
            let mut held = std::mem::take(&mut self.held);
            self.read(&held, told);
            held.clear();
            self.held = held;
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
        let lines = text.split(|byte| *byte == b'\n').take(self.lines).map(without_colours);
        let lines: Vec<_> = lines.collect();
        let sample: Vec<&[u8]> = lines.iter().map(|line| &**line).collect();
        let layout = Layout::of(&sample, self.options.format.as_deref());
        for line in sample {
            self.records.line(line, &layout, told);
        }
        self.layout = Some(layout);
        Ok(())
    }

    // Takes a line of a known layout.
    fn read(&mut self, line: &[u8], told: &mut dyn FnMut(u32)) {
        let Some(layout) = &self.layout else { return };
        let line = &*without_colours(line);
        let known = self.records.line(line, layout, told);
        self.until -= 1;
        if self.until >= SAMPLE_LINES {
            return;
        }
        self.recent.push(line, known);
        if self.until == 0 {
            self.check(told);
        }
    }

    // The file may have gone on in another format.
    fn check(&mut self, told: &mut dyn FnMut(u32)) {
        let chosen = self.options.content || self.options.format.is_some();
        if !chosen && self.recent.is_foreign() {
            let lines = self.recent.lines();
            // Where the last of them have none in common, all have none: most checks of a mixed file.
            let last = &lines[lines.len().saturating_sub(QUICK_LINES)..];
            let likely = !Layout::of(last, None).outer.is_plain();
            let layout = if likely { Layout::of(&lines, None) } else { Layout::PLAIN };
            if let Some(before) = &self.layout
                && !layout.outer.is_plain()
            {
                self.records.flush(before, told);
                self.layout = Some(layout);
            }
        }
        self.recent.clear();
        self.interval = (self.interval * 2).min(CHECK_LINES);
        self.until = self.interval;
    }

    /// Records so far.
    pub fn records(&self) -> u64 {
        self.records.counter.records
    }

    /// Those of them whose header the format could read; 0 where lines have none.
    pub fn parsed(&self) -> u64 {
        self.records.parsed
    }

    /// Records whose signature has no row; with the counts of [`Self::patterns`] they are all.
    pub fn other(&self) -> u64 {
        self.records.counter.table.other()
    }

    /// The id of what the file was taken for; empty before that is known.
    pub fn format(&self) -> &'static str {
        match &self.layout {
            _ if self.options.content => "content",
            None => "",
            Some(layout) => layout.id(),
        }
    }

    /// What people call that: the title of a format, `learned header` or `plain text`; and what is within.
    pub fn title(&self) -> String {
        self.layout.as_ref().map_or_else(String::new, Layout::title)
    }

    /// The patterns of what was counted so far. Cost: that of [`merge`].
    pub fn patterns(&self) -> Patterns {
        merge(self.records.counter.table.signatures())
    }

    /// Counts of each pattern in buckets of time, as rows in the order of `patterns`, and last that of all
    /// other records; their start and width are those of [`Self::buckets`]. Cost: O(patterns · buckets).
    pub fn timeline(&self, patterns: &Patterns) -> Vec<Vec<f64>> {
        let buckets = &self.records.counter.buckets;
        let mut rows = vec![vec![0.0; buckets.len()]; patterns.list.len() + 1];
        for (signature, pattern) in patterns.of_signature.iter().enumerate() {
            buckets.add_to(signature + 1, &mut rows[*pattern as usize]);
        }
        buckets.add_to(0, &mut rows[patterns.list.len()]);
        rows
    }

    /// Signatures in order of first appearance.
    pub fn signatures(&self) -> &[Signature] {
        self.records.counter.table.signatures()
    }

    /// First and last moment of each of them; NaN where none of its records has a time.
    pub fn seen(&self) -> &[[f64; 2]] {
        &self.records.counter.seen
    }

    /// Counts of each level in time, by its place in [`super::header::Level::ALL`].
    pub fn levels(&self) -> &Buckets {
        &self.records.counter.levels
    }

    /// The buckets of time.
    pub fn buckets(&self) -> &Buckets {
        &self.records.counter.buckets
    }
}
