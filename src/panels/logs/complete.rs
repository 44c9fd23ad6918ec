//! Completion of a query for Loki, from the names and values of labels that its server knows.

use crate::model::HttpRequest;
use crate::sources::loki::selector::{End, end, escaped};
use crate::sources::loki::{Aside, Server, label_values, labels, lists};
use crate::sources::prometheus::Outcome;
use std::collections::BTreeMap;

/// No more completions than this are offered at once.
const MOST_OFFERED: usize = 40;

/// What is known of the server that is written about.
#[derive(Debug, Default)]
pub struct Completion {
    // Whose names these are, and of how many seconds until now.
    of: (Server, u32),
    // Counts the servers: an answer of another one is void.
    number: u32,
    names: List,
    values: BTreeMap<String, List>,
}

#[derive(Debug, Default)]
enum List {
    #[default]
    Unknown,
    Asked,
    Known(Vec<String>),
    // It is not asked again until the user reads lines.
    Refused,
}

impl Completion {
    /// What to ask for the end of a query; `None` where nothing is due, or it was asked before.
    pub fn want(
        &mut self,
        server: &Server,
        seconds: u32,
        query: &str,
    ) -> Option<(Aside, HttpRequest)> {
        let end = end(query)?;
        if self.of.0 != *server || self.of.1 != seconds {
            let of = (server.clone(), seconds);
            *self = Self { of, number: self.number + 1, ..Self::default() };
        }
        match end {
            End::Name(_) => {
                self.names.ask().then(|| (Aside::Names(self.number), labels(server, seconds)))
            }
            End::Value { label, .. } if self.names.may_have(label) => {
                let asks = self.values.entry(label.to_owned()).or_default().ask();
                let aside = || Aside::Values(self.number, label.to_owned());
                asks.then(|| (aside(), label_values(server, label, seconds)))
            }
            End::Value { .. } => None,
        }
    }

    /// Takes what became of a question; whether there is more to offer.
    pub fn take(&mut self, aside: &Aside, outcome: &Outcome) -> bool {
        let list = match aside {
            Aside::Names(number) if *number == self.number => Some(&mut self.names),
            Aside::Values(number, label) if *number == self.number => self.values.get_mut(label),
            _ => None,
        };
        let Some(list) = list else { return false };
        *list = match outcome {
            Outcome::Reply(reply) if reply.ok() => {
                lists::names(&reply.body).map_or(List::Refused, List::Known)
            }
            _ => List::Refused,
        };
        matches!(list, List::Known(_))
    }

    /// What was refused may be asked once more.
    pub fn forgive(&mut self) {
        for list in self.values.values_mut().chain([&mut self.names]) {
            if matches!(list, List::Refused) {
                *list = List::Unknown;
            }
        }
    }

    /// The query with its last word whole, in every way that is known; those that begin with it first.
    pub fn offers(&self, query: &str) -> Vec<String> {
        let (list, word, closing) = match end(query) {
            Some(End::Name(word)) => (Some(&self.names), word, "=\""),
            Some(End::Value { label, word }) => (self.values.get(label), word, "\"}"),
            None => (None, "", ""),
        };
        let Some(List::Known(list)) = list else { return Vec::new() };
        let head = &query[..query.len() - word.len()];
        let texts: Vec<String> = list.iter().map(|one| escaped(one)).collect();
        let found = |begins: bool| {
            let is = move |text: &&String| text.contains(word) && text.starts_with(word) == begins;
            texts.iter().filter(is)
        };
        let whole = |text: &String| [head, text, closing].concat();
        found(true).chain(found(false)).take(MOST_OFFERED).map(whole).collect()
    }
}

impl List {
    // Whether it is to be asked for, which it is from now on.
    fn ask(&mut self) -> bool {
        let asks = matches!(self, Self::Unknown);
        if asks {
            *self = Self::Asked;
        }
        asks
    }

    fn may_have(&self, name: &str) -> bool {
        !matches!(self, Self::Known(names) if !names.iter().any(|known| known == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HttpReply;

    fn server(base: &str) -> Server {
        Server { base: base.to_owned(), ..Server::default() }
    }

    fn reply(status: u16, body: &str) -> Outcome {
        let (content_type, body) = (String::new(), body.as_bytes().to_vec());
        Outcome::Reply(HttpReply { status, content_type, body })
    }

    // Asks, and answers at once; whether it asked.
    fn told(completion: &mut Completion, query: &str, outcome: &Outcome) -> Option<String> {
        let (aside, request) = completion.want(&server("http://h"), 3600, query)?;
        completion.take(&aside, outcome);
        Some(request.url)
    }

    const NAMES: &str = r#"{"status":"success","data":["app","pod","zap"]}"#;
    const VALUES: &str = r#"{"status":"success","data":["api","a\"b\\","web-api"]}"#;

    #[test]
    fn names_and_values_are_asked_for_once_and_offered() {
        let mut completion = Completion::default();
        let url = told(&mut completion, "{", &reply(200, NAMES));
        assert_eq!(url.as_deref(), Some("http://h/loki/api/v1/labels?since=3600s"));
        assert_eq!(completion.offers("{"), ["{app=\"", "{pod=\"", "{zap=\""]);
        assert_eq!(completion.offers("{ap"), ["{app=\"", "{zap=\""]);
        assert_eq!(told(&mut completion, "{a", &reply(200, NAMES)), None, "once");
        let url = told(&mut completion, "{app=\"", &reply(200, VALUES));
        assert_eq!(url.as_deref(), Some("http://h/loki/api/v1/label/app/values?since=3600s"));
        let offers = completion.offers("{app=\"a");
        assert_eq!(offers, [r#"{app="api"}"#, r#"{app="a\"b\\"}"#, r#"{app="web-api"}"#]);
        assert_eq!(completion.offers(r#"{pod="x", app!="we"#), [r#"{pod="x", app!="web-api"}"#]);
        for query in ["{app=\"ap", "{nothing=\"", "{app=\"api\"}", "{app=~\"", ""] {
            assert_eq!(told(&mut completion, query, &reply(200, VALUES)), None, "{query}");
        }
        assert!(completion.offers("{app=\"api\"}").is_empty());
    }

    #[test]
    fn what_was_refused_is_asked_again_after_a_reading_only() {
        for outcome in [
            reply(401, "no org id"),
            reply(404, "404 page not found"),
            reply(500, "rpc error"),
            reply(200, "<html>"),
            reply(200, r#"{"status":"error","data":["a"]}"#),
            Outcome::Unreachable,
            Outcome::Timeout,
            Outcome::Cut,
        ] {
            let mut completion = Completion::default();
            assert!(told(&mut completion, "{", &outcome).is_some());
            assert!(completion.offers("{").is_empty());
            assert_eq!(told(&mut completion, "{", &outcome), None, "{outcome:?}");
            completion.forgive();
            assert!(told(&mut completion, "{", &reply(200, NAMES)).is_some());
            completion.forgive();
            assert_eq!(told(&mut completion, "{", &outcome), None, "it is known");
        }
    }

    #[test]
    fn names_of_another_server_are_not_offered() {
        let mut completion = Completion::default();
        let (late, _) = completion.want(&server("http://a"), 60, "{").expect("it asks");
        assert!(completion.want(&server("http://b"), 60, "{").is_some());
        assert!(!completion.take(&late, &reply(200, NAMES)) && completion.offers("{").is_empty());
        assert!(completion.want(&server("http://b"), 60, "{").is_none());
        let tenant = Server { tenant: "t".to_owned(), ..server("http://b") };
        assert!(completion.want(&tenant, 60, "{").is_some());
        assert!(completion.want(&tenant, 900, "{").is_some(), "of another time");
    }
}
