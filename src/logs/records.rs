//! From lines to records: a record is a line and what goes on with it, a block, or one of many in a line.

use super::block::{Block, Step};
use super::colours::without_colours;
use super::continuation::adds;
use super::counter::Counter;
use super::format::dotnet::SET_IN;
use super::format::{Format, Kind, Line, Record, STREAMS, Scratch};
use super::header::{Level, Time};
use super::layout::{Layout, Shape};
use super::options::Options;
use super::stream::{MOST_BYTES, MOST_LINES, Parts, Stream};
use super::table::OTHER;
use super::times::Times;
use super::told::{Owner, Untold};

/// When so many lines wait for another stream, they wait no longer.
const MOST_UNTOLD: usize = 1024;
/// A record of a block has fewer lines.
const MOST_FIELDS: usize = 1 << 12;

/// Puts lines together to records and counts them; every line is told once, in order.
#[derive(Debug)]
pub struct Records {
    /// What is counted.
    pub counter: Counter,
    /// Records whose header was read.
    pub parsed: u64,
    times: Times,
    streams: [Stream; STREAMS],
    // The stream of the last record: a line without a header goes on with it.
    last: usize,
    untold: Untold,
    scratch: Scratch,
    within: Scratch,
    block: Block,
}

impl Records {
    /// No record yet.
    pub fn new(options: &Options) -> Self {
        Self {
            counter: Counter::default(),
            parsed: 0,
            times: Times::new(options.zone.clone(), options.now),
            streams: Default::default(),
            last: 0,
            untold: Untold::default(),
            scratch: Scratch::default(),
            within: Scratch::default(),
            block: Block::default(),
        }
    }

    /// Takes a line; whether the layout knows it. Cost: O(bytes).
    pub fn line(&mut self, line: &[u8], layout: &Layout, told: &mut dyn FnMut(u32)) -> bool {
        match layout.kind() {
            _ if layout.outer.is_plain() => {
                let record = Record { seconds: f64::NAN, level: Level::Unknown, message: line };
                told(self.counter.count(record));
                false
            }
            Kind::Lines => self.simple(line, &layout.outer, told),
            Kind::Carries if layout.outer.is_names(line) => {
                self.untold.push(Owner::Row(OTHER));
                self.untold.give(Owner::Row(OTHER), Owner::Row(OTHER), told);
                true
            }
            Kind::Carries | Kind::Wraps => self.wrapped(line, layout, told),
            Kind::Titled => self.titled(line, &layout.outer, told),
            Kind::Block => self.in_block(line, &layout.outer, told),
            Kind::Batch => match layout.outer {
                Shape::Known(format) => self.batch(line, format, told),
                _ => false,
            },
        }
    }

    /// The moment that a line states; NaN without.
    pub fn moment(&mut self, line: &[u8], layout: &Layout) -> f64 {
        let found = layout.outer.read(line, &mut self.scratch).map(|found| found.time);
        found.map_or(f64::NAN, |time| self.times.moment(time))
    }

    /// Counts what is still open, as at the end of a file or of what has this layout.
    pub fn flush(&mut self, layout: &Layout, told: &mut dyn FnMut(u32)) {
        self.end_all(layout, told);
        self.block = Block::default();
    }

    fn simple(&mut self, line: &[u8], shape: &Shape, told: &mut dyn FnMut(u32)) -> bool {
        let mut scratch = std::mem::take(&mut self.scratch);
        let known = match shape.read(line, &mut scratch) {
            Some(Line { level: Level::Unknown, message, .. }) if self.adds(line, message) => {
                self.streams[0].lines += 1;
                self.untold.push(Owner::Record(0));
                true
            }
            Some(Line { time, level, message, .. }) => {
                // What is not as it stands in the line was written with escapes.
                let escaped = !line.as_ptr_range().contains(&message.as_ptr());
                self.begin(0, (time, level), message, escaped, told);
                self.streams[0].parsed = true;
                self.untold.push(Owner::Record(0));
                true
            }
            None => self.unread(line, told),
        };
        self.scratch = scratch;
        known
    }

    // Whether a line with a header of its own goes on with the record before it.
    fn adds(&self, line: &[u8], message: &[u8]) -> bool {
        let stream = &self.streams[0];
        stream.open && stream.lines < MOST_LINES && adds(line, message)
    }

    fn titled(&mut self, line: &[u8], shape: &Shape, told: &mut dyn FnMut(u32)) -> bool {
        let mut scratch = std::mem::take(&mut self.scratch);
        let stream = &mut self.streams[0];
        let goes_on = stream.open && stream.lines < MOST_LINES;
        let known = match shape.read(line, &mut scratch) {
            Some(Line { time, torn: true, .. }) if goes_on && stream.is_silent() => {
                if stream.seconds.is_nan() {
                    stream.seconds = self.times.moment(time);
                }
                stream.lines += 1;
                true
            }
            Some(Line { time, level, message, .. }) => {
                self.begin(0, (time, level), message, true, told);
                self.streams[0].parsed = true;
                true
            }
            None if goes_on => {
                let deep = line.iter().take_while(|byte| **byte == b' ').count().min(SET_IN.len());
                stream.say(&line[deep..]);
                stream.lines += 1;
                true
            }
            None => {
                self.begin(0, (Time::NONE, Level::Unknown), line, false, told);
                false
            }
        };
        self.untold.push(Owner::Record(0));
        self.scratch = scratch;
        known
    }

    // A line without the header; whether it goes on with the record before.
    fn unread(&mut self, line: &[u8], told: &mut dyn FnMut(u32)) -> bool {
        let at = self.last;
        let goes_on = self.streams[at].goes_on(line, true);
        if !goes_on {
            self.begin(at, (Time::NONE, Level::Unknown), line, false, told);
        }
        self.untold.push(Owner::Record(at));
        goes_on
    }

    // A record begins; what was the record of its stream is whole.
    fn begin(
        &mut self,
        at: usize,
        (time, level): (Time, Level),
        message: &[u8],
        escaped: bool,
        told: &mut dyn FnMut(u32),
    ) {
        self.end(at, told);
        self.last = at;
        let seconds = self.times.moment(time);
        // Those of a line itself are gone; those within JSON were hidden by escapes.
        let message = if escaped { without_colours(message) } else { message.into() };
        self.streams[at].begin(seconds, level, &message, escaped);
    }

    // Counts the record of a stream, if one is open.
    fn end(&mut self, at: usize, told: &mut dyn FnMut(u32)) {
        if let Some(row) = self.count(at) {
            self.untold.give(Owner::Record(at), Owner::Row(row), told);
        }
    }

    fn count(&mut self, at: usize) -> Option<u32> {
        let stream = &mut self.streams[at];
        if !stream.open {
            return None;
        }
        self.parsed += u64::from(stream.parsed);
        Some(self.counter.count(stream.record()))
    }

    fn wrapped(&mut self, line: &[u8], layout: &Layout, told: &mut dyn FnMut(u32)) -> bool {
        let mut scratch = std::mem::take(&mut self.scratch);
        let known = match layout.outer.read(line, &mut scratch) {
            Some(found) => {
                self.part(&found, layout, told);
                true
            }
            None => self.unread(line, told),
        };
        self.scratch = scratch;
        if self.untold.len() > MOST_UNTOLD {
            self.end_all(layout, told);
        }
        known
    }

    // A message, or a part of one.
    fn part(&mut self, found: &Line, layout: &Layout, told: &mut dyn FnMut(u32)) {
        let Line { time, level, message, stream: at, torn } = *found;
        let parts = &mut self.streams[at].parts;
        if !torn && parts.lines == 0 {
            self.message(at, (time, level), message, layout, told);
            return self.untold.push(Owner::Record(at));
        }
        let room = MOST_BYTES.saturating_sub(parts.text.len()).min(message.len());
        parts.text.extend_from_slice(&message[..room]);
        parts.first.get_or_insert((time, level));
        parts.lines += 1;
        let whole = !torn || parts.lines == MOST_LINES;
        self.untold.push(Owner::Part(at));
        if whole {
            self.join(at, layout, told);
        }
    }

    // The message of a stream is whole, or will not be.
    fn join(&mut self, at: usize, layout: &Layout, told: &mut dyn FnMut(u32)) {
        let Parts { text, first, .. } = std::mem::take(&mut self.streams[at].parts);
        if let Some(first) = first {
            self.message(at, first, &text, layout, told);
            self.untold.give(Owner::Part(at), Owner::Record(at), told);
        }
    }

    fn message(
        &mut self,
        at: usize,
        (time, level): (Time, Level),
        message: &[u8],
        layout: &Layout,
        told: &mut dyn FnMut(u32),
    ) {
        let mut within = std::mem::take(&mut self.within);
        let found = layout.inner.read(message, &mut within);
        // Programs write to one syslog, so that nothing says what a line goes on with.
        let folds = found.is_none() && layout.kind() == Kind::Wraps;
        // A message may begin with a blank of its own.
        let deep = message.starts_with(b"\t") || message.starts_with(b"  ");
        let set_in = deep && level == Level::Unknown;
        if !folds || !self.streams[at].goes_on(message, set_in) {
            let own = found.unwrap_or(Line::new(time, level, message));
            let time = if own.time.says_less_than(time) { time } else { own.time };
            let level = if own.level == Level::Unknown { level } else { own.level };
            self.begin(at, (time, level), own.message, true, told);
            self.streams[at].parsed = true;
        }
        self.within = within;
        self.last = at;
    }

    fn end_all(&mut self, layout: &Layout, told: &mut dyn FnMut(u32)) {
        for at in 0..STREAMS {
            self.join(at, layout, told);
            self.end(at, told);
        }
    }

    fn in_block(&mut self, line: &[u8], shape: &Shape, told: &mut dyn FnMut(u32)) -> bool {
        let mut scratch = std::mem::take(&mut self.scratch);
        let step = self.block.step(line, shape, &mut scratch);
        if matches!(step, Step::Begin(_)) || self.streams[0].lines >= MOST_FIELDS {
            self.begin(0, (Time::NONE, Level::Unknown), b"", false, told);
            self.streams[0].parsed = true;
        }
        let known = !matches!(step, Step::Unknown);
        let stream = &mut self.streams[0];
        match step {
            Step::Begin(field) | Step::Field(field) => {
                if !field.time.is_none() {
                    stream.seconds = self.times.moment(field.time);
                }
                stream.level = stream.level.max(field.level);
                stream.say(field.message);
            }
            Step::Said(line) => stream.say(line),
            Step::Nothing | Step::Unknown => {}
        }
        stream.lines += 1;
        if stream.open {
            self.untold.push(Owner::Record(0));
        } else {
            self.begin(0, (Time::NONE, Level::Unknown), line, false, told);
            self.untold.push(Owner::Record(0));
        }
        self.scratch = scratch;
        known
    }

    fn batch(&mut self, line: &[u8], format: &dyn Format, told: &mut dyn FnMut(u32)) -> bool {
        self.end(0, told);
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut first = None;
        let known = format.read_batch(line, &mut scratch, &mut |found| {
            let seconds = self.times.moment(found.time);
            self.streams[0].begin(seconds, found.level, found.message, true);
            self.streams[0].parsed = true;
            first = first.or(self.count(0));
        });
        self.scratch = scratch;
        let row = first.unwrap_or_else(|| {
            let message = if known { b"" } else { line };
            self.counter.count(Record { seconds: f64::NAN, level: Level::Unknown, message })
        });
        self.untold.push(Owner::Row(row));
        self.untold.give(Owner::Row(row), Owner::Row(row), told);
        known
    }
}
