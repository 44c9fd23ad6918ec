//! What a file is packed or written in: its first two bytes tell.

use super::gzip::{Gunzip, is_gzip};
use super::utf16::Utf16;
use crate::model::Problem;

/// Brings bytes pushed in pieces cut anywhere to UTF-8: gzip is inflated, and UTF-16 decoded, also within gzip. All
/// else is passed on as it is.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    head: Vec<u8>,
    state: State,
    text: Text,
}

#[derive(Debug, Clone, Default)]
enum State {
    #[default]
    Unknown,
    Plain,
    Gzip(Box<Gunzip>),
}

// How the text is written, once it is inflated.
#[derive(Debug, Clone)]
enum Text {
    Unknown(Vec<u8>),
    Utf8,
    Utf16(Utf16),
}

impl Default for Text {
    fn default() -> Self {
        Self::Unknown(Vec::new())
    }
}

type Output<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Problem>;

impl Decoder {
    /// Whether what it gives out is not what it takes in.
    pub fn changes(&self) -> bool {
        matches!((&self.state, &self.text), (State::Gzip(_), _) | (_, Text::Utf16(_)))
    }

    /// Decodes the next piece into `output`. Errors: damaged gzip, and what `output` returns.
    pub fn push(&mut self, bytes: &[u8], output: Output<'_>) -> Result<(), Problem> {
        if !matches!(self.state, State::Unknown) {
            return self.pass(bytes, output);
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() < 2 {
            return Ok(());
        }
        let packed = is_gzip(&self.head);
        self.state = if packed { State::Gzip(Box::default()) } else { State::Plain };
        let head = std::mem::take(&mut self.head);
        self.pass(&head, output)
    }

    fn pass(&mut self, bytes: &[u8], output: Output<'_>) -> Result<(), Problem> {
        let Self { state, text, .. } = self;
        match state {
            State::Gzip(gunzip) => gunzip.push(bytes, &mut |plain| text.push(plain, output)),
            State::Plain | State::Unknown => text.push(bytes, output),
        }
    }

    /// Ends the file. Errors: gzip that is cut off, behind all that came of it.
    pub fn finish(self, output: Output<'_>) -> Result<(), Problem> {
        let Text::Unknown(short) = &self.text else { return self.state.finish() };
        output(if short.is_empty() { &self.head } else { short })?;
        self.state.finish()
    }
}

impl State {
    fn finish(self) -> Result<(), Problem> {
        match self {
            Self::Gzip(gunzip) => gunzip.finish(),
            Self::Plain | Self::Unknown => Ok(()),
        }
    }
}

impl Text {
    fn push(&mut self, bytes: &[u8], output: Output<'_>) -> Result<(), Problem> {
        let head = match self {
            Self::Utf8 => return output(bytes),
            Self::Utf16(text) => return text.push(bytes, output),
            Self::Unknown(head) => head,
        };
        head.extend_from_slice(bytes);
        if head.len() < 2 {
            return Ok(());
        }
        let head = std::mem::take(head);
        let Some(mut text) = Utf16::of(&head) else {
            *self = Self::Utf8;
            return output(&head);
        };
        let result = text.push(&head[2..], output);
        *self = Self::Utf16(text);
        result
    }
}
