//! Reads the long lists of a server: names of metrics, and what it tells of them.
//!
//! A list is a comfort, so that what stands before a fault is taken, and nothing is refused.

use super::tokens::{Lexed, Token, is_space, lex};
use crate::stats::order::sort_by;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a server tells of a metric.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// Name.
    pub name: String,
    /// `counter`, `gauge`, `histogram`, `summary`, `unknown`.
    pub kind: String,
    /// Help text; may be empty.
    pub help: String,
    /// Unit as the exporter states it; mostly empty.
    pub unit: String,
}

// A way from the root of a document to one of its values.
#[derive(Debug, Clone, PartialEq)]
enum Step<'a> {
    Key(Cow<'a, str>),
    At(usize),
}

/// Reads `label/__name__/values`: names in the server's order.
pub fn names(body: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    texts(body, |path, text| {
        if let [Step::Key(data), Step::At(_)] = path
            && data == "data"
        {
            names.push(text.into_owned());
        }
    });
    names
}

/// Reads `metadata`: metrics in order of name; of several descriptions the first with a help text.
pub fn metrics(body: &[u8]) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = Vec::new();
    let mut taken = 0;
    texts(body, |path, text| {
        let [Step::Key(data), Step::Key(name), Step::At(at), Step::Key(field)] = path else {
            return;
        };
        if data != "data" {
            return;
        }
        let known = metrics.last().is_some_and(|last| last.name == *name);
        let helped = metrics.last().is_some_and(|last| !last.help.is_empty());
        if known && *at != taken && helped {
            return;
        }
        if !known {
            metrics.push(Metric::default());
        }
        let Some(metric) = metrics.last_mut() else { return };
        if !known || *at != taken {
            *metric = Metric { name: name.to_string(), ..Metric::default() };
            taken = *at;
        }
        match &**field {
            "type" => metric.kind = text.into_owned(),
            "help" => metric.help = text.into_owned(),
            "unit" => metric.unit = text.into_owned(),
            _ => {}
        }
    });
    sort_by(&mut metrics, |a, b| a.name.cmp(&b.name));
    metrics
}

// Tells every text of a document that is no key, and where it stands.
fn texts<'a>(mut body: &'a [u8], mut tell: impl FnMut(&[Step<'a>], Cow<'a, str>)) {
    let mut path: Vec<Step<'a>> = Vec::new();
    // A text before a colon is a key.
    let mut text = None;
    loop {
        let spaces = body.iter().take_while(|byte| is_space(**byte)).count();
        let Lexed::Token(token, length) = lex(&body[spaces..]) else { return };
        body = &body[spaces + length..];
        if token != Token::Colon
            && let Some(text) = text.take()
        {
            tell(&path, text);
        }
        match token {
            Token::OpenObject => path.push(Step::Key(Cow::Borrowed(""))),
            Token::OpenArray => path.push(Step::At(0)),
            Token::CloseObject | Token::CloseArray => drop(path.pop()),
            Token::Text(said) => text = Some(said),
            Token::Colon => match (path.last_mut(), text.take()) {
                (Some(Step::Key(key)), Some(said)) => *key = said,
                _ => return,
            },
            Token::Comma => {
                if let Some(Step::At(at)) = path.last_mut() {
                    *at += 1;
                }
            }
            Token::Number(_) | Token::Word(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_texts_of_the_data() {
        let read = |body: &str| names(body.as_bytes());
        let body = r#"{"status":"success", "warnings":["w"],"data":["up","a \"b\"",3,["deep"],{"x":"y"},"é"]}"#;
        assert_eq!(read(body), ["up", "a \"b\"", "é"]);
        assert_eq!(read(r#"{"data":["up","cut"#), ["up"], "what stands before a fault is taken");
        for none in
            ["", "<html>", "{}", "]]", "::", r#"["up"]"#, r#"{"status":"success","data":3}"#]
        {
            assert!(read(none).is_empty(), "{none}");
        }
        assert!(read(r#"{"status":"error","errorType":"internal","error":"disk"}"#).is_empty());
    }

    #[test]
    fn of_several_descriptions_the_first_with_help_counts() {
        let body = br#"{"status":"success","data":{"up":[{"type":"gauge","help":"","unit":""},
            {"type":"counter","help":"a \"b\"","unit":"s"},{"type":"gauge","help":"c","unit":""}],
            "none":[],"also":[{"type":"gauge","help":"d","unit":""}]}}"#;
        let metrics = metrics(body);
        let names: Vec<&str> = metrics.iter().map(|metric| metric.name.as_str()).collect();
        assert_eq!(names, ["also", "up"], "in order of name");
        let up = &metrics[1];
        assert_eq!(
            (up.kind.as_str(), up.help.as_str(), up.unit.as_str()),
            ("counter", "a \"b\"", "s")
        );
    }

    #[test]
    fn no_cut_and_no_byte_panics() {
        let body = r#"{"data":{"a":[{"help":"\u00e9"}],"b":[]},"x":[1,null]}"#.as_bytes();
        for end in 0..body.len() {
            let _ = (names(&body[..end]), metrics(&body[..end]));
            for byte in [b'"', b'[', b']', b'{', b'}', b':', b',', 0, 0xff] {
                let mut broken = body.to_vec();
                broken[end] = byte;
                let _ = (names(&broken), metrics(&broken));
            }
        }
    }
}
