//! Reads JSON documents, one after another, from chunks cut anywhere, and tells what stands in them.

use super::super::prometheus::tokens::{Lexed, Token, is_space, lex};

/// No single text is longer: Loki itself takes lines of 256 KB unless it is told otherwise.
const MAX_TOKEN: usize = 1 << 24;
/// Deeper nesting than any server sends.
const MAX_DEPTH: usize = 128;
/// So many bytes of a new chunk are first put behind the rest of the one before.
const BRIDGE: usize = 256;

/// Is told what stands in a document, in order.
pub(super) trait Visit {
    /// An object, or a list, begins.
    fn open(&mut self, object: bool);
    /// The key of the value that comes next.
    fn key(&mut self, key: &str);
    /// A text or a number, or `None` for `true`, `false` and `null`.
    fn scalar(&mut self, text: Option<&str>);
    /// What began last ends.
    fn close(&mut self);
    /// The document ends.
    fn end(&mut self);
}

/// Why something is no JSON, and at which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// From the first byte of the document, counted from 0.
    pub offset: u64,
    /// What is wrong.
    pub what: &'static str,
    /// What stands there.
    pub byte: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Start,
    KeyOrClose,
    Key,
    Colon,
    Value,
    ValueOrClose,
    CommaOrClose,
}

/// Where in a document the reader is. Memory: the token that a chunk cuts. Cost: O(bytes).
#[derive(Debug, Default)]
pub(super) struct Json {
    objects: Vec<bool>,
    phase: Phase,
    /// The beginning of a token that the last chunk cut.
    rest: Vec<u8>,
    /// Bytes of the document before `rest`.
    offset: u64,
}

impl Json {
    /// Whether no document is open.
    pub(super) fn is_between(&self) -> bool {
        self.phase == Phase::Start && self.rest.is_empty()
    }

    /// Bytes of the document that is open.
    pub(super) fn length(&self) -> u64 {
        self.offset + self.rest.len() as u64
    }

    /// Takes the next chunk.
    pub(super) fn push(&mut self, bytes: &[u8], visit: &mut impl Visit) -> Result<(), Fault> {
        let Some(start) = self.bridge(bytes, visit)? else { return Ok(()) };
        let used = self.run(&bytes[start..], visit)?;
        self.rest.extend_from_slice(&bytes[start + used..]);
        Ok(())
    }

    // Reads on where the chunk before was cut: puts as few bytes as needed behind its rest, and says how many
    // of the new chunk that used; `None` if all, and more are needed.
    fn bridge(&mut self, bytes: &[u8], visit: &mut impl Visit) -> Result<Option<usize>, Fault> {
        let mut rest = std::mem::take(&mut self.rest);
        let (mut old, mut taken, mut step) = (rest.len(), 0, BRIDGE);
        while old > 0 {
            if taken == bytes.len() {
                self.rest = rest;
                return Ok(None);
            }
            let end = bytes.len().min(taken + step);
            rest.extend_from_slice(&bytes[taken..end]);
            (taken, step) = (end, step * 2);
            let used = self.run(&rest, visit)?;
            if used >= old {
                return Ok(Some(used - old));
            }
            rest.drain(..used);
            old -= used;
        }
        Ok(Some(0))
    }

    // Reads every whole token and says where the first cut one begins.
    fn run(&mut self, bytes: &[u8], visit: &mut impl Visit) -> Result<usize, Fault> {
        let (mut at, mut from) = (0, 0);
        loop {
            at += bytes[at..].iter().take_while(|byte| is_space(**byte)).count();
            if self.phase == Phase::Start {
                // What stands between documents is in none.
                (self.offset, from) = (0, at);
            }
            let what = match lex(&bytes[at..]) {
                Lexed::More if bytes.len() - at > MAX_TOKEN => "this text is too long",
                Lexed::More => break,
                Lexed::Bad(what) => what,
                Lexed::Token(token, length) => match self.accept(token, visit) {
                    Ok(()) => {
                        at += length;
                        continue;
                    }
                    Err(what) => what,
                },
            };
            let offset = self.offset + (at - from) as u64;
            return Err(Fault { offset, what, byte: bytes.get(at).copied() });
        }
        self.offset += (at - from) as u64;
        Ok(at)
    }

    fn accept(&mut self, token: Token, visit: &mut impl Visit) -> Result<(), &'static str> {
        use Phase::{Colon, CommaOrClose, Key, KeyOrClose, Start, Value, ValueOrClose};
        let in_object = self.objects.last() == Some(&true);
        match (self.phase, token) {
            (Start | Value | ValueOrClose, Token::OpenObject) => return self.open(true, visit),
            (Value | ValueOrClose, Token::OpenArray) => return self.open(false, visit),
            (KeyOrClose | Key, Token::Text(text)) => {
                visit.key(&text);
                self.phase = Colon;
            }
            (KeyOrClose | CommaOrClose, Token::CloseObject) if in_object => self.close(visit),
            (ValueOrClose | CommaOrClose, Token::CloseArray) if !in_object => self.close(visit),
            (Colon, Token::Colon) => self.phase = Value,
            (CommaOrClose, Token::Comma) => self.phase = if in_object { Key } else { Value },
            (Value | ValueOrClose, Token::Text(text)) => self.scalar(Some(&text), visit),
            (Value | ValueOrClose, Token::Number(text)) => self.scalar(Some(text), visit),
            (Value | ValueOrClose, Token::Word(_)) => self.scalar(None, visit),
            _ => return Err(self.expectation(in_object)),
        }
        Ok(())
    }

    fn open(&mut self, object: bool, visit: &mut impl Visit) -> Result<(), &'static str> {
        if self.objects.len() >= MAX_DEPTH {
            return Err("brackets are nested too deeply");
        }
        self.objects.push(object);
        visit.open(object);
        self.phase = if object { Phase::KeyOrClose } else { Phase::ValueOrClose };
        Ok(())
    }

    fn scalar(&mut self, text: Option<&str>, visit: &mut impl Visit) {
        visit.scalar(text);
        self.phase = Phase::CommaOrClose;
    }

    fn close(&mut self, visit: &mut impl Visit) {
        self.objects.pop();
        visit.close();
        self.phase = Phase::CommaOrClose;
        if self.objects.is_empty() {
            visit.end();
            self.phase = Phase::Start;
        }
    }

    fn expectation(&self, in_object: bool) -> &'static str {
        match (self.phase, in_object) {
            (Phase::Start, _) => "expected `{`",
            (Phase::KeyOrClose, _) => "expected a key or `}`",
            (Phase::Key, _) => "expected a key",
            (Phase::Colon, _) => "expected `:`",
            (Phase::Value, _) => "expected a value",
            (Phase::ValueOrClose, _) => "expected a value or `]`",
            (Phase::CommaOrClose, true) => "expected `,` or `}`",
            (Phase::CommaOrClose, false) => "expected `,` or `]`",
        }
    }
}
