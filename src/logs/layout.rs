//! How the header of a file's lines is read, and that of the messages within them.

use super::continuation::Continuation;
use super::format::{Format, Kind, Line, Scratch, by_id, detect};
use super::header::{Learned, stamp};
use super::messages::Messages;
use super::mixed::Mixed;
use super::w3c::W3c;

/// How the message of a line is found.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A line is its message.
    Plain,
    /// Lines have a known format.
    Known(&'static dyn Format),
    /// Lines have a header that was learnt.
    Learned(Learned),
    /// Lines have one of these.
    Mixed(Mixed),
    /// Lines are rows of a table.
    Table(Messages),
    /// Lines have the columns that one of them names.
    W3c(W3c),
}

/// How lines are read, and what is in their messages.
#[derive(Debug, Clone)]
pub struct Layout {
    /// That of lines.
    pub outer: Shape,
    /// That of messages, where they have one of their own.
    pub inner: Shape,
}

/// Of all lines, those that begin with a stamp where it is worth reading.
const LEAST_STAMPED: f64 = 0.2;

/// The ids of a format that are none of the catalogue.
const PLAIN: &str = "plain";
const LEARNED: &str = "learned";
const MIXED: &str = "mixed";
/// That of tables, which are told before they are read as lines.
pub const TABLE: &str = "table";
const W3C: &str = "w3c";

impl Layout {
    /// Lines are messages.
    pub const PLAIN: Self = Self { outer: Shape::Plain, inner: Shape::Plain };

    /// The layout of a sample of lines, or the one that `id` names. Cost: O(bytes · formats).
    pub fn of(sample: &[&[u8]], id: Option<&str>) -> Self {
        let outer = match id {
            Some(PLAIN) => Shape::Plain,
            Some(LEARNED) => told(sample, Shape::learned),
            Some(TABLE) => Messages::of(sample).map_or(Shape::Plain, Shape::Table),
            Some(W3C) => W3c::of(sample).map_or(Shape::Plain, Shape::W3c),
            id => match id.and_then(by_id) {
                Some(format) => Shape::Known(format),
                None => told(sample, Shape::of),
            },
        };
        let inner = match outer.kind() {
            Kind::Carries | Kind::Wraps => inner(&outer, sample),
            // What it was learned from may be all that a runtime of containers puts before lines of a known format.
            Kind::Lines if matches!(outer, Shape::Learned(_)) => match inner(&outer, sample) {
                found @ Shape::Known(_) => found,
                _ => Shape::Plain,
            },
            _ => Shape::Plain,
        };
        Self { outer, inner }
    }

    /// How lines and records go together.
    pub fn kind(&self) -> Kind {
        match self.outer.kind() {
            Kind::Lines if !self.inner.is_plain() => Kind::Carries,
            kind => kind,
        }
    }

    /// Whether an id names a layout.
    pub fn is_known(id: &str) -> bool {
        [PLAIN, LEARNED, TABLE, W3C].contains(&id) || by_id(id).is_some()
    }

    /// Its name in a list of formats.
    pub fn id(&self) -> &'static str {
        match &self.outer {
            Shape::Plain => PLAIN,
            Shape::Known(format) => format.about().id,
            Shape::Learned(_) => LEARNED,
            Shape::Mixed(_) => MIXED,
            Shape::Table(_) => TABLE,
            Shape::W3c(_) => W3C,
        }
    }

    /// What people call it.
    pub fn title(&self) -> String {
        match &self.inner {
            Shape::Plain => self.outer.title().to_owned(),
            inner => format!("{} with {}", self.outer.title(), inner.title()),
        }
    }
}

impl Shape {
    fn of(sample: &[&[u8]]) -> Option<Self> {
        let named = || W3c::of(sample).map(Self::W3c);
        let one = detect(sample).map(Self::Known).or_else(named);
        let one = one.or_else(|| Self::learned(sample));
        one.or_else(|| Mixed::of(sample).map(Self::Mixed))
    }

    fn learned(sample: &[&[u8]]) -> Option<Self> {
        let learned = Learned::of(sample);
        (!learned.is_empty()).then_some(Self::Learned(learned))
    }

    /// Whether lines are messages.
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }

    /// How lines and records go together.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Known(format) => format.kind(),
            Self::Table(_) | Self::W3c(_) => Kind::Carries,
            Self::Learned(header) if header.is_moment() => Kind::Wraps,
            _ => Kind::Lines,
        }
    }

    /// Whether a line is no record, but says what the columns are.
    pub fn is_names(&self, line: &[u8]) -> bool {
        match self {
            Self::Table(table) => table.is_header(line),
            Self::W3c(_) => W3c::is_directive(line),
            _ => false,
        }
    }

    /// What a line says; `None` for one without the header. Cost: O(bytes).
    pub fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        match self {
            Self::Plain => None,
            Self::Known(format) => format.read(line, scratch),
            Self::Learned(header) => {
                let line = header.read(line, &mut scratch.hint)?;
                // The blank behind a stamp is not of what a program wrote; more of them are.
                let blank = header.is_moment() && matches!(line.message, [b' ' | b'\t', ..]);
                Some(Line { message: &line.message[usize::from(blank)..], ..line })
            }
            Self::Mixed(mixed) => mixed.read(line, scratch),
            Self::Table(table) => table.read(line, scratch),
            Self::W3c(columns) => columns.read(line, scratch),
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Plain => "plain text",
            Self::Known(format) => format.about().title,
            Self::Learned(_) => "learned header",
            Self::Mixed(_) => "mixed formats",
            Self::Table(_) => "table",
            Self::W3c(_) => "W3C extended log",
        }
    }
}

// The shape of a sample, or of its lines that do not go on with one before them: lines of stacks are of no
// format, and may be most of a sample.
fn told(sample: &[&[u8]], shape: fn(&[&[u8]]) -> Option<Shape>) -> Shape {
    let begun = || {
        let mut continuation = Continuation::default();
        let begins = |line: &&[u8]| continuation.piece(line).is_none();
        let lines: Vec<&[u8]> = sample.iter().copied().filter(begins).collect();
        if lines.len() < sample.len() { shape(&lines) } else { None }
    };
    shape(sample).or_else(begun).or_else(|| stamped(sample, shape)).unwrap_or(Shape::Plain)
}

// The shape of the lines that begin with a stamp, where enough do: the others may be what was said at that moment, in
// whatever form, or the output of something else.
fn stamped(sample: &[&[u8]], shape: fn(&[&[u8]]) -> Option<Shape>) -> Option<Shape> {
    let mut hint = 0;
    let lines = sample.iter().copied().filter(|line| stamp(line, &mut hint).is_some());
    let lines: Vec<&[u8]> = lines.collect();
    let enough = LEAST_STAMPED * sample.len() as f64 <= lines.len() as f64;
    (enough && lines.len() < sample.len()).then(|| shape(&lines)).flatten()
}

// The layout of the messages in the lines of a sample.
fn inner(outer: &Shape, sample: &[&[u8]]) -> Shape {
    let mut scratch = Scratch::default();
    let message = |line: &&[u8]| {
        let line = outer.read(line, &mut scratch)?;
        Some(line.message.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec())
    };
    let messages: Vec<Vec<u8>> = sample.iter().filter_map(message).collect();
    let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    match told(&messages, Shape::of) {
        // One level deep, and one line at a time.
        shape if !matches!(shape.kind(), Kind::Block | Kind::Batch) => shape,
        _ => Shape::Plain,
    }
}
