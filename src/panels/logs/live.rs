//! The form by which Loki is asked.

use super::complete::Completion;
use crate::model::{Auth, HttpRequest, Node, Said, el, number};
use crate::sources::loki::{Aside, Ask};
use crate::sources::prometheus::Outcome;

/// How far to look back: seconds and what people call them.
const RANGES: [(u32, &str); 6] = [
    (900, "15 minutes"),
    (3600, "hour"),
    (10_800, "3 hours"),
    (43_200, "12 hours"),
    (86_400, "day"),
    (604_800, "week"),
];
const USUAL_RANGE: u32 = 3600;
/// What ties the query box to its completions.
const OFFERS: &str = "loki-queries";

/// What was typed; it lives as long as the worker, and nowhere else.
#[derive(Debug)]
pub struct LiveForm {
    is_open: bool,
    address: String,
    selector: String,
    tenant: String,
    user: String,
    secret: String,
    look_back: u32,
    completion: Completion,
}

impl Default for LiveForm {
    fn default() -> Self {
        let empty = String::new;
        Self {
            is_open: false,
            address: empty(),
            selector: empty(),
            tenant: empty(),
            user: empty(),
            secret: empty(),
            look_back: USUAL_RANGE,
            completion: Completion::default(),
        }
    }
}

impl LiveForm {
    /// Takes what was typed into a field; what is to be asked, once that is wanted.
    pub fn said(&mut self, said: &Said) -> Option<Ask> {
        let value = said.value.clone();
        match said.about.as_str() {
            "" => self.is_open = !self.is_open,
            "address" => self.address = value,
            "selector" => self.selector = value,
            "tenant" => self.tenant = value,
            "user" => self.user = value,
            "secret" => self.secret = value,
            "look-back" => {
                self.look_back = number(&value).map_or(USUAL_RANGE, |seconds| seconds as u32);
            }
            _ => {
                self.completion.forgive();
                return Some(self.ask());
            }
        }
        None
    }

    /// What to ask for, once the user writes at a place where a label or a value is due.
    pub fn want(&mut self, said: &Said) -> Option<(Aside, HttpRequest)> {
        let server = self.ask().server().ok().filter(|_| said.about == "selector")?;
        self.completion.want(&server, self.look_back, &self.selector)
    }

    /// Takes what became of that; whether there is more to offer.
    pub fn completed(&mut self, aside: &Aside, outcome: &Outcome) -> bool {
        self.completion.take(aside, outcome)
    }

    fn ask(&self) -> Ask {
        let (user, secret) = (self.user.trim(), self.secret.trim());
        let auth = match (user.is_empty(), secret.is_empty()) {
            (true, true) => Auth::None,
            (true, false) => Auth::Bearer(secret.to_owned()),
            (false, _) => Auth::Basic(user.to_owned(), secret.to_owned()),
        };
        Ask {
            address: self.address.clone(),
            auth,
            tenant: self.tenant.clone(),
            selector: self.selector.clone(),
            look_back: self.look_back,
        }
    }
}

/// The form, once it is wanted.
pub fn form(form: &LiveForm) -> Node {
    let toggle = el("button")
        .class("quiet")
        .with("aria-expanded", form.is_open.to_string())
        .says("loki", "")
        .text(if form.is_open { "▾ Lines from Loki" } else { "▸ Lines from Loki" });
    let input = |kind: &str, about: &str, hint: &str| {
        el("input")
            .with("type", kind)
            .with("placeholder", hint)
            .with("autocomplete", "off")
            .says("loki", about)
    };
    let named =
        |name: &str, input: Node| el("label").class("choice").put(el("span").text(name)).put(input);
    let field =
        |name: &str, kind: &str, about: &str, hint: &str| named(name, input(kind, about, hint));
    let query = || {
        let query = input("text", "selector", "{app=\"api\"}");
        named("Query", query.with("spellcheck", "false").with("list", OFFERS))
    };
    let offers = || {
        let offers = form.completion.offers(&form.selector);
        let offer = |offer: String| el("option").key(offer.clone()).with("value", offer);
        el("datalist").with("id", OFFERS).all(offers.into_iter().map(offer))
    };
    let option = |(seconds, name): (u32, &str)| {
        let option = el("option").with("value", seconds.to_string()).text(name);
        if seconds == USUAL_RANGE { option.with("selected", "") } else { option }
    };
    let range = el("label")
        .class("choice")
        .put(el("span").text("of the last"))
        .put(el("select").says("loki", "look-back").all(RANGES.map(option)));
    let fields = || {
        el("div")
            .key("form")
            .class("log-controls loki")
            .put(field("Loki", "url", "address", "http://localhost:3100"))
            .put(query())
            .put(offers())
            .put(range)
            .put(field("Tenant", "text", "tenant", "none"))
            .put(field("User", "text", "user", "none"))
            .put(field("Password or token", "password", "secret", "none"))
            .put(el("button").says("loki", "read").text("Read lines"))
    };
    el("div").key("loki").put(toggle).when(form.is_open, fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_asked_and_never_shown() {
        let mut live = LiveForm::default();
        let mut say = |about: &str, value: &str| {
            let said = Said { what: "loki".into(), about: about.into(), value: value.into() };
            live.said(&said)
        };
        for (about, value) in [
            ("", ""),
            ("address", "loki:3100"),
            ("selector", "{a=\"b\"}"),
            ("secret", "s3cret"),
            ("look-back", "900"),
        ] {
            assert_eq!(say(about, value), None);
        }
        let ask = say("read", "").expect("it is asked");
        assert_eq!((ask.address.as_str(), ask.look_back), ("loki:3100", 900));
        assert_eq!(ask.auth, Auth::Bearer("s3cret".to_owned()));
        say("user", "ada");
        assert_eq!(
            say("read", "").map(|ask| ask.auth),
            Some(Auth::Basic("ada".into(), "s3cret".into()))
        );
        let node = form(&live);
        assert!(
            node.find_all(&|node| node
                .attributes
                .iter()
                .any(|(_, value)| value.contains("s3cret")))
                .is_empty()
        );
    }
}
