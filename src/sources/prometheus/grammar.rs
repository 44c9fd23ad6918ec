//! The shape of an answer: which value stands where, in any order of keys, whatever else is there.

use super::collect::Collector;
use super::tokens::Token;

/// Deeper nesting than any server sends.
const MAX_DEPTH: usize = 128;

/// An open bracket and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Data,
    Result,
    Series,
    Metric,
    Values,
    Point,
    Texts(Key),
    OtherObject,
    OtherArray,
}

/// The key of the value that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Key {
    Status,
    ErrorType,
    Error,
    Warnings,
    Infos,
    Data,
    ResultType,
    Result,
    Metric,
    Values,
    Value,
    Histograms,
    Label,
    #[default]
    Other,
}

/// What may come next.
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
    End,
}

/// Where in the answer the reader is.
#[derive(Debug, Default)]
pub(super) struct Grammar {
    places: Vec<Place>,
    phase: Phase,
    key: Key,
    label: String,
}

impl Grammar {
    /// Whether the answer is complete.
    pub(super) fn is_complete(&self) -> bool {
        self.phase == Phase::End
    }

    /// Whether the next token should be a point in a list of them.
    #[inline]
    pub(super) fn expects_point(&self) -> bool {
        matches!(self.phase, Phase::Value | Phase::ValueOrClose)
            && self.places.last() == Some(&Place::Values)
    }

    /// Says that points were read past the grammar, up to behind a point or up to behind its comma.
    pub(super) fn skipped_points(&mut self, comma: bool) {
        self.phase = if comma { Phase::Value } else { Phase::CommaOrClose };
    }

    /// Takes the next token; an error says what was expected.
    pub(super) fn accept(
        &mut self,
        token: Token<'_>,
        out: &mut Collector,
    ) -> Result<(), &'static str> {
        match (self.phase, token) {
            (Phase::Start, Token::OpenObject) => {
                self.places.push(Place::Root);
                self.phase = Phase::KeyOrClose;
            }
            (Phase::Start, _) => return Err("expected `{`"),
            (Phase::KeyOrClose | Phase::Key, Token::Text(text)) => {
                self.set_key(&text);
                self.phase = Phase::Colon;
            }
            (Phase::KeyOrClose | Phase::CommaOrClose, Token::CloseObject) if self.in_object() => {
                self.close(out);
            }
            (Phase::ValueOrClose | Phase::CommaOrClose, Token::CloseArray) if !self.in_object() => {
                self.close(out);
            }
            (Phase::Colon, Token::Colon) => self.phase = Phase::Value,
            (Phase::CommaOrClose, Token::Comma) => {
                self.phase = if self.in_object() { Phase::Key } else { Phase::Value };
            }
            (Phase::Value | Phase::ValueOrClose, Token::OpenObject) => self.open(true, out)?,
            (Phase::Value | Phase::ValueOrClose, Token::OpenArray) => self.open(false, out)?,
            (Phase::Value | Phase::ValueOrClose, Token::Text(text)) => {
                self.scalar(Some(&text), out);
            }
            (Phase::Value | Phase::ValueOrClose, Token::Number(text)) => {
                self.scalar(Some(text), out);
            }
            (Phase::Value | Phase::ValueOrClose, Token::Word(_)) => self.scalar(None, out),
            _ => return Err(self.expectation()),
        }
        Ok(())
    }

    fn expectation(&self) -> &'static str {
        match (self.phase, self.in_object()) {
            (Phase::Start, _) => "expected `{`",
            (Phase::KeyOrClose, _) => "expected a key or `}`",
            (Phase::Key, _) => "expected a key",
            (Phase::Colon, _) => "expected `:`",
            (Phase::Value, _) => "expected a value",
            (Phase::ValueOrClose, _) => "expected a value or `]`",
            (Phase::CommaOrClose, true) => "expected `,` or `}`",
            (Phase::CommaOrClose, false) => "expected `,` or `]`",
            (Phase::End, _) => "expected nothing more",
        }
    }

    fn in_object(&self) -> bool {
        matches!(
            self.places.last(),
            Some(Place::Root | Place::Data | Place::Series | Place::Metric | Place::OtherObject)
        )
    }

    fn set_key(&mut self, text: &str) {
        self.key = match (self.places.last(), text) {
            (Some(Place::Root), "status") => Key::Status,
            (Some(Place::Root), "errorType") => Key::ErrorType,
            (Some(Place::Root), "error") => Key::Error,
            (Some(Place::Root), "warnings") => Key::Warnings,
            (Some(Place::Root), "infos") => Key::Infos,
            (Some(Place::Root), "data") => Key::Data,
            (Some(Place::Data), "resultType") => Key::ResultType,
            (Some(Place::Data), "result") => Key::Result,
            (Some(Place::Series), "metric") => Key::Metric,
            (Some(Place::Series), "values") => Key::Values,
            (Some(Place::Series), "value") => Key::Value,
            (Some(Place::Series), "histograms" | "histogram") => Key::Histograms,
            (Some(Place::Metric), name) => {
                name.clone_into(&mut self.label);
                Key::Label
            }
            _ => Key::Other,
        };
    }

    fn open(&mut self, object: bool, out: &mut Collector) -> Result<(), &'static str> {
        if self.places.len() >= MAX_DEPTH {
            return Err("brackets are nested too deeply");
        }
        let inside = self.places.last().copied();
        let place = match (inside, self.key, object) {
            (Some(Place::Root), Key::Data, true) => Place::Data,
            (Some(Place::Root), Key::Warnings | Key::Infos, false) => Place::Texts(self.key),
            (Some(Place::Data), Key::Result, false) => {
                out.has_result = true;
                out.open_point();
                Place::Result
            }
            (Some(Place::Result), _, true) => Place::Series,
            (Some(Place::Series), Key::Metric, true) => Place::Metric,
            (Some(Place::Series), Key::Values, false) => Place::Values,
            (Some(Place::Series), Key::Value, false) | (Some(Place::Values), _, false) => {
                out.open_point();
                Place::Point
            }
            (Some(Place::Point), _, _) => {
                out.element(None);
                other(object)
            }
            (Some(Place::Series), Key::Histograms, _) => {
                out.draft.histograms = true;
                other(object)
            }
            _ => other(object),
        };
        self.places.push(place);
        self.phase = if object { Phase::KeyOrClose } else { Phase::ValueOrClose };
        Ok(())
    }

    /// A text or number, or `None` for `true`, `false` and `null`.
    fn scalar(&mut self, text: Option<&str>, out: &mut Collector) {
        self.phase = Phase::CommaOrClose;
        let place = self.places.last().copied();
        if matches!(place, Some(Place::Point | Place::Result)) {
            return out.element(text);
        }
        let text = text.unwrap_or_default();
        match (place, self.key) {
            (Some(Place::Texts(Key::Warnings)), _) => out.warnings.push(text.to_owned()),
            (Some(Place::Texts(_)), _) => out.infos.push(text.to_owned()),
            (Some(Place::Root), Key::Status) => text.clone_into(&mut out.status),
            (Some(Place::Root), Key::ErrorType) => text.clone_into(&mut out.error.0),
            (Some(Place::Root), Key::Error) => text.clone_into(&mut out.error.1),
            (Some(Place::Data), Key::ResultType) => text.clone_into(&mut out.result_type),
            // Some servers write an empty result as `null`.
            (Some(Place::Data), Key::Result) => out.has_result = true,
            (Some(Place::Metric), _) if self.label == "__name__" => {
                text.clone_into(&mut out.draft.name);
            }
            (Some(Place::Metric), _) => {
                out.draft.labels.push((std::mem::take(&mut self.label), text.to_owned()));
            }
            _ => {}
        }
    }

    fn close(&mut self, out: &mut Collector) {
        match self.places.pop() {
            Some(Place::Point) => out.close_point(),
            Some(Place::Series) => out.close_series(),
            Some(Place::Result) => out.close_result(),
            _ => {}
        }
        self.phase = if self.places.is_empty() { Phase::End } else { Phase::CommaOrClose };
    }
}

fn other(object: bool) -> Place {
    if object { Place::OtherObject } else { Place::OtherArray }
}
